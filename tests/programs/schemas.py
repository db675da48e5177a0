"""Holds what programs print as JSON against the schemas of share/scalewall/schemas, and what they read as hardware: what the
schema of hardware refuses they refuse, and the other way round.

    schemas.py SCHEMAS PROGRAMS      the folders of both
"""

import json
import pathlib
import subprocess
import sys

import jsonschema

QUESTIONS = [
    ["does_it_fit", "--model", "llama-3.1-70b", "--gpus", "64"],
    ["does_it_fit", "--model", "deepseek-v3", "--gpus", "256", "--sequence-length", "2048"],
    ["does_it_fit", "--model", "llama-3.1-8b", "--gpus", "1"],
    ["does_it_fit", "--model", "llama-3.1-70b", "--gpus", "64", "--tp", "2", "--pp", "4", "--recompute", "none"],
    ["does_it_fit", "--model", "llama-3.1-8b", "--gpus", "64", "--measured", "9s"],
    ["does_it_fit", "--model", "llama-3.1-8b", "--gpus", "64", "--gpu", "RTX 4090", "--measured", "2min"],
    ["support", "--model", "deepseek-v3", "--gpu", "GB200", "--precision", "mxfp8"],
    ["support", "--model", "Nemotron-H 56B", "--gpu", "RTX 4090"],
    ["which_plan", "--model", "qwen3-30b-a3b", "--gpus", "64"],
    ["how_many_gpus", "--model", "llama-3.1-8b", "--tokens", "1e12"],
    ["time_or_gpus", "--model", "llama-3.1-8b", "--tokens", "1e12", "--gpus", "8..64", "--gpus", "7", "--watts", "700"],
    ["time_or_gpus", "--model", "llama-3.1-70b", "--dollars-per-hour", "2.5"],
    ["what_would_help_most", "--model", "llama-3.1-8b", "--gpus", "16"],
    ["how_sure_are_we", "--model", "llama-3.1-8b", "--gpus", "16"],
    ["how_sure_are_we", "--model", "llama-3.1-8b", "--gpus", "16", "--tokens", "1e12", "--vary", "network bandwidth=0.5..1"],
    ["how_far_can_training_scale", "--family", "llama", "--months", "0.3", "--tp", "1..8"],
    ["largest_model", "--gpus", "64", "--days", "30"],
    ["largest_model", "--gpus", "512", "--days", "60", "--family", "deepseek", "--cp", "1", "--microbatch", "1"],
    ["largest_model", "--gpus", "8", "--days", "100", "--gpu", "RTX 4090"],
    ["what_network", "--model", "llama-3.1-70b", "--gpus", "64", "--utilization", "0.45"],
    ["what_network", "--model", "llama-3.1-8b", "--gpus", "16", "--utilization", "0.9"],
]

HARDWARE = "scalewall/hardware/1"


def reads_as_hardware(programs: pathlib.Path, file: pathlib.Path) -> bool:
    question = [programs / "which_plan", "--width", "12288", "--gpus", "4096", "--hardware", file]
    return subprocess.run(question, capture_output=True).returncode == 0


def check_hardware(schema: dict, programs: pathlib.Path) -> None:
    files = sorted((pathlib.Path(__file__).parent / "hardware").rglob("*.json"))
    for file in files:
        expected = file.parent.name != "refused"
        follows = jsonschema.Draft7Validator(schema).is_valid(json.loads(file.read_text()))
        if follows != expected or reads_as_hardware(programs, file) != expected:
            raise SystemExit(f"{file.name} is {'' if expected else 'not '}hardware")


def main(schemas: pathlib.Path, programs: pathlib.Path) -> None:
    by_name = {}
    for file in schemas.glob("*.json"):
        schema = json.loads(file.read_text())
        jsonschema.Draft7Validator.check_schema(schema)
        by_name[schema["properties"]["schema"]["const"]] = schema
    check_hardware(by_name[HARDWARE], programs)
    used = {HARDWARE}
    for program, *arguments in QUESTIONS:
        told = subprocess.run([programs / program, *arguments, "--format", "json"], capture_output=True, check=True)
        answer = json.loads(told.stdout)
        jsonschema.validate(answer, by_name[answer["schema"]])
        used.add(answer["schema"])
    unused = set(by_name) - used
    if unused:
        raise SystemExit(f"no question was asked whose answer follows {', '.join(sorted(unused))}")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
