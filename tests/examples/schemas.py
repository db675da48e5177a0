"""Holds what programs print as JSON against the schemas of share/scalewall/schemas.

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
]


def main(schemas: pathlib.Path, programs: pathlib.Path) -> None:
    by_name = {}
    for file in schemas.glob("*.json"):
        schema = json.loads(file.read_text())
        jsonschema.Draft7Validator.check_schema(schema)
        by_name[schema["properties"]["schema"]["const"]] = schema
    used = set()
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
