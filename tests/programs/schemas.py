"""Holds what programs print as JSON against the schemas of share/scalewall/schemas, and what they read as hardware: what the
schema of hardware refuses they refuse, and the other way round.

    schemas.py SCHEMAS PROGRAMS      the folders of both
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import jsonschema

SEEDS = pathlib.Path(__file__).resolve().parent.parent / "fuzz" / "seeds"

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
    ["explore_design_space", "--model", "llama-3.1-70b", "--gpus", "8", "--gpus", "64", "--plans", "3"],
    ["explore_design_space", "--model", "mixtral-8x7b", "--gpus", "32", "--tokens", "1e12", "--days", "30"],
    ["predict_plans", "--model", "llama-3.1-8b", "--days", "30", pathlib.Path(__file__).parent / "training_plans.csv"],
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
    ["what_is_in_a_model", "--model", "deepseek-v3"],
    ["what_is_in_a_model", "--model", "gpt-oss-120b"],
    ["what_is_in_a_model", "--model", "bloom-176b"],
    ["what_does_it_run", "--gpus", "16", "--", "--num-layers", "32", "--hidden-size", "4096", "--num-attention-heads", "32",
     "--seq-length", "4096", "--max-position-embeddings", "4096", "--vocab-size", "32000", "--bf16",
     "--micro-batch-size", "1", "--global-batch-size", "128", "--tensor-model-parallel-size", "2"],
    ["what_does_it_run", "--model", "deepseek-v3", "--gpus", "1024", "--", "--tensor-model-parallel-size", "2",
     "--pipeline-model-parallel-size", "8", "--expert-model-parallel-size", "64", "--expert-tensor-parallel-size", "1",
     "--sequence-parallel", "--micro-batch-size", "1", "--global-batch-size", "16384", "--seq-length", "4096", "--bf16",
     "--pipeline-model-parallel-layout", "Et*4|(t*4|)*14tmL", "--mtp-num-layers", "1",
     "--microbatch-group-size-per-virtual-pipeline-stage", "8"],
    ["what_does_it_run", "--model", "llama-3.1-8b", "--gpus", "16", "--sequence-length", "4096",
     SEEDS / "deepspeed" / "third_stage.json"],
    ["validate_runs"],
    ["validate_runs", "--held-out"],
    ["validate_memory"],
    ["compare_with_experts"],
]

TRACED = [
    ["--model", "llama-3.1-70b", "--gpus", "64", "--tp", "4", "--pp", "4"],
    ["--model", "deepseek-v3", "--gpus", "256", "--sequence-length", "2048"],
    ["--model", "llama-3.1-8b", "--gpus", "8", "--pp", "1"],
    ["--model", "llama-3.1-70b", "--gpus", "32", "--tp", "4", "--pp", "8", "--vpp", "1"],
]

HARDWARE = "scalewall/hardware/1"
TRACE = "scalewall/step_trace/1"


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


def check_trace(schema: dict, programs: pathlib.Path, question: list[str]) -> None:
    """The slots of every rank stand one behind the other and add up to the step, and to its parts."""
    with tempfile.TemporaryDirectory() as scratch:
        file = pathlib.Path(scratch) / "step.json"
        command = [programs / "does_it_fit", *question, "--format", "json", "--trace", file]
        answer = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
        trace = json.loads(file.read_text())
    jsonschema.validate(trace, schema)
    slots = [event for event in trace["traceEvents"] if event["ph"] == "X"]
    ranks = answer["plan"]["pipeline"]
    if {slot["tid"] for slot in slots} != set(range(ranks)):
        raise SystemExit(f"{question}: a trace has a thread for every stage")

    def is_near(a: float, b: float) -> bool:
        return abs(a - b) < 1e-9 * answer["step_s"]

    longest = 0.0
    for rank in range(ranks):
        end, passes, waits = 0.0, 0.0, 0.0
        for slot in (one for one in slots if one["tid"] == rank):
            if not is_near(slot["ts"] / 1e6, end):
                raise SystemExit(f"{question}: slots of stage {rank} do not stand one behind the other")
            end += slot["dur"] / 1e6
            passes += slot["dur"] / 1e6 if slot["cat"] in ("forward", "backward") else 0
            waits += slot["dur"] / 1e6 if slot["cat"] == "bubble" else 0
        step = answer["step"]
        if not is_near(end, answer["step_s"]) or not is_near(passes + waits, step["microbatches_s"] + step["bubble_s"]):
            raise SystemExit(f"{question}: stage {rank} takes {end} s, the step {answer['step_s']} s")
        longest = max(longest, passes)
    if not is_near(longest, answer["step"]["microbatches_s"]):
        raise SystemExit(f"{question}: no stage works as long as the slowest")


def main(schemas: pathlib.Path, programs: pathlib.Path) -> None:
    by_name = {}
    for file in schemas.glob("*.json"):
        schema = json.loads(file.read_text())
        jsonschema.Draft7Validator.check_schema(schema)
        by_name[schema["$id"]] = schema
    check_hardware(by_name[HARDWARE], programs)
    for question in TRACED:
        check_trace(by_name[TRACE], programs, question)
    used = {HARDWARE, TRACE}
    for program, *arguments in QUESTIONS:
        command = [programs / program, "--format", "json", *arguments]
        told = subprocess.run(command, capture_output=True, check=True)
        answer = json.loads(told.stdout)
        jsonschema.validate(answer, by_name[answer["schema"]])
        used.add(answer["schema"])
    unused = set(by_name) - used
    if unused:
        raise SystemExit(f"no question was asked whose answer follows {', '.join(sorted(unused))}")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
