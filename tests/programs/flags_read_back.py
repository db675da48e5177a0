#!/usr/bin/env python3
"""The flags that does_it_fit writes for a plan, given to it as a launch line: the same memory and time, to the digit.

  flags_read_back.py DOES_IT_FIT
"""

import json
import shlex
import subprocess
import sys

MODELS = ["Llama-2 7B", "Llama-3.1 8B", "Llama-3.1 70B", "Llama-3.1 405B", "GPT-3 175B", "Mixtral 8x7B", "Qwen3 30B-A3B",
          "GLM-4.5-Air", "Gemma-2 9B", "GPT-OSS 20B", "GPT-OSS 120B", "DeepSeek-V2", "DeepSeek-V3", "Nemotron-4 340B",
          "Falcon 40B", "BLOOM 176B", "OLMo-2 7B"]
GPUS = [8, 56, 256]
CHOICES = [[], ["--precision", "fp8"], ["--precision", "fp8-delayed"], ["--precision", "fp16"], ["--no-sequence-parallel"],
           ["--recompute", "full", "--zero", "3"], ["--cp", "2"], ["--gpu", "B200", "--precision", "mxfp8"]]


def answer(program, arguments):
    run = subprocess.run([program, "--format", "json", *arguments], capture_output=True, text=True, check=False)
    return (json.loads(run.stdout) if run.returncode == 0 else None), run.stderr.strip()


def main(program):
    compared, failures = 0, []
    for model in MODELS:
        for gpus in GPUS:
            for choice in CHOICES:
                here = ["--model", model, "--gpus", str(gpus)]
                first, _ = answer(program, here + choice)
                # A model without such a plan is refused, and some layouts have no flags.
                if first is None or first["megatron_flags"] is None:
                    continue
                line = [word for flag in first["megatron_flags"] for word in shlex.split(flag)]
                gpu = choice[:2] if choice[:1] == ["--gpu"] else []
                again, said = answer(program, here + gpu + ["--", *line])
                compared += 1
                what = " ".join(here + choice)
                if again is None:
                    failures.append(f"{what}: {said}")
                elif (again["memory"] != first["memory"]) or again["step_s"] != first["step_s"]:
                    failures.append(f"{what}: {again['step_s']} s, {again['memory']['fullest_rank_bytes']} B, not "
                                    f"{first['step_s']} s, {first['memory']['fullest_rank_bytes']} B")
    print(f"{compared} plans were read back", *failures, sep="\n")
    return 1 if failures or compared < 300 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
