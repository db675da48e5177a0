"""Compiles the pages of C++ that does_it_fit writes, and pages that were changed so that they hold no longer.

    constant_page.py COMPILER INCLUDE PROGRAM
"""

import pathlib
import re
import subprocess
import sys
import tempfile

LINE = ["--", "torchrun", "--nproc_per_node", "8", "--nnodes", "8", "pretrain_gpt.py", "--tensor-model-parallel-size", "4",
        "--pipeline-model-parallel-size", "4", "--context-parallel-size", "2", "--num-virtual-stages-per-pipeline-rank", "5",
        "--global-batch-size", "128", "--micro-batch-size", "1", "--seq-length", "8192", "--sequence-parallel", "--bf16",
        "--use-distributed-optimizer"]

SEEDS = pathlib.Path(__file__).resolve().parent.parent / "fuzz" / "seeds"

PAGES = [
    ["--model", "llama-3.1-70b", *LINE],
    ["--model", "deepseek-v3", "--gpus", "2048", "--precision", "fp8"],
    ["--model", "gemma-2-9b", "--gpus", "8", "--framework", "torchtitan", "--release", "25.04"],
    ["--model", "llama-3.1-70b", *LINE, "--optimizer", "muon"],
    ["--model", "llama-3.1-8b", "--gpus", "16", "--sequence-length", "4096", "--", SEEDS / "deepspeed" / "third_stage.json"],
    ["--model", "llama-3.1-8b", "--gpus", "1"],
]

# What is changed on the first page, and which assertion it breaks.
CHANGES = [
    (r"\.data = 2}", ".data = 1}", "accelerators"),
    (r"\.accelerators = 64", ".accelerators = 32", "accelerators"),
    (r"\.width = 28672", ".width = 28544", "parameters"),
    (r"\.layout = \{\.chunks = 5\}", "", "step"),
    (r"\"H100 SXM\"", '"A100 SXM"', "verdict|peak"),
]


def compile_page(compiler: str, include: str, page: str, folder: pathlib.Path) -> subprocess.CompletedProcess:
    file = folder / "page.cpp"
    file.write_text(page)
    command = [compiler, "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Werror", "-I", include, file]
    return subprocess.run(command, capture_output=True, text=True)


def main(compiler: str, include: str, program: str) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        pages = [subprocess.run([program, "--as", "cpp", *question], capture_output=True, text=True, check=True).stdout
                 for question in PAGES]
        for question, page in zip(PAGES, pages):
            if "static_assert(answer.step.total <=" not in page:
                raise SystemExit(f"{question}: nothing holds the step")
            told = compile_page(compiler, include, page, folder)
            if told.returncode != 0:
                raise SystemExit(f"{question}: {told.stderr[:3000]}\n{page}")
        for what, instead, broken in CHANGES:
            changed, number = re.subn(what, instead, pages[0], count=1)
            if number != 1:
                raise SystemExit(f"the page has no {what}:\n{pages[0]}")
            told = compile_page(compiler, include, changed, folder)
            if told.returncode == 0 or not re.search("static.assert[^\\n]*", told.stderr) or not re.search(broken, told.stderr):
                raise SystemExit(f"with {instead} for {what} the page holds, or says nothing of {broken}: {told.stderr[:3000]}")


if __name__ == "__main__":
    main(*sys.argv[1:])
