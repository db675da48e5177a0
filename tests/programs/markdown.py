"""Checks what programs print as Markdown: blocks that Markdown reads as headings, paragraphs, lists, tables and code, of which a
user's bytes are none, and the words of the plain text.

    markdown.py PROGRAMS      their folder
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

QUESTIONS = [
    ["does_it_fit", "--model", "llama-3.1-70b", "--gpus", "64", "--tp", "4", "--pp", "4", "--measured", "20s"],
    ["does_it_fit", "--model", "llama-3.1-8b", "--gpus", "1"],
    ["does_it_fit", "--model", "llama-3.1-70b", "--gpus", "64", "--tp", "2", "--cp", "1", "--pp", "4", "--vpp", "1",
     "--microbatch", "4", "--recompute", "none"],
    ["support", "--model", "deepseek-v3", "--gpu", "GB200", "--precision", "mxfp8"],
    ["which_plan", "--model", "qwen3-30b-a3b", "--gpus", "64"],
    ["which_plan", "--gpus", "65536", "--width", "12288"],
    ["how_many_gpus", "--model", "llama-3.1-8b", "--tokens", "1e12"],
    ["how_many_gpus", "--width", "12288", "--months", "2"],
    ["largest_model", "--gpus", "64", "--days", "30"],
    ["what_network", "--model", "llama-3.1-70b", "--gpus", "64", "--utilization", "0.45"],
    ["what_is_in_a_model", "--model", "deepseek-v3"],
    ["what_does_it_run", "--gpus", "16", "--", "--num-layers", "32", "--hidden-size", "4096", "--num-attention-heads", "32",
     "--seq-length", "4096", "--max-position-embeddings", "4096", "--vocab-size", "32000", "--bf16",
     "--micro-batch-size", "1", "--global-batch-size", "128"],
    ["how_far_can_training_scale", "--family", "llama", "--months", "0.3", "--tp", "1..8"],
    ["validate_memory"],
    ["validate_runs", "--held-out"],
    ["compare_with_experts"],
    ["fit_runs"],
    ["time_or_gpus", "--width", "12288", "--dollars-per-hour", "2.5"],
    ["what_would_help_most", "--width", "12288", "--gpus", "65536", "--of", "utilization"],
    ["how_sure_are_we", "--draws", "5", "--seed", "1"],
    ["time_or_gpus", "--model", "llama-3.1-8b", "--tokens", "1e12", "--gpus", "8..64", "--gpus", "7", "--watts", "700"],
    ["time_or_gpus", "--model", "llama-3.1-70b"],
    ["what_would_help_most", "--model", "llama-3.1-8b", "--gpus", "16"],
    ["how_sure_are_we", "--model", "llama-3.1-8b", "--gpus", "16", "--tokens", "1e12", "--vary", "network bandwidth=0.5..1"],
]

HOSTILE = ["a|b", "`c`", "<img src=x>", "two\nlines", "*d* [e](f)", "\x1b[31m", "```"]


def cells_of(line: str) -> list[str]:
    return re.split(r"(?<!\\)(?:\\\\)*\|", line)


def blocks_of(text: str) -> list[list[str]]:
    """Lines between blank ones; those of code stay together."""
    blocks: list[list[str]] = [[]]
    fence = ""
    for line in text.rstrip("\n").split("\n"):
        if not fence and not line:
            blocks.append([])
            continue
        blocks[-1].append(line)
        if fence:
            fence = "" if line == fence else fence
        elif re.fullmatch("`{3,}", line):
            fence = line
    if fence:
        raise SystemExit(f"code is not closed by {fence}")
    return blocks


def check_block(block: list[str]) -> None:
    if not block:
        raise SystemExit("two blank lines")
    if re.fullmatch("`{3,}", block[0]):
        if block[-1] != block[0] or block[0] in block[1:-1]:
            raise SystemExit(f"code is not what stands between its fences: {block}")
        return
    for line in block:
        shown = re.sub(r"\\[^\w\s]", "", line)
        if re.search("[<>`*]", shown) or any(ord(letter) < 32 for letter in line):
            raise SystemExit(f"Markdown obeys {line!r}")
    if block[0].startswith("|"):
        columns = len(cells_of(block[0]))
        if not re.fullmatch(r"\|( -+:? \|)+", block[1]) or any(
            not line.startswith("|") or not line.endswith("|") or len(cells_of(line)) != columns for line in block
        ):
            raise SystemExit(f"no table: {block[:3]}")
    elif block[0].startswith("- "):
        if not all(line.startswith("- ") for line in block):
            raise SystemExit(f"no list: {block}")
    elif block[0].startswith("### "):
        if len(block) != 1 or block[0].endswith(":"):
            raise SystemExit(f"no heading: {block}")
    elif not all(line.endswith("\\") for line in block[:-1]) or block[-1].endswith("\\"):
        raise SystemExit(f"no paragraph: {block}")


def words_of_markdown(text: str) -> set[str]:
    words = []
    for block in blocks_of(text):
        if re.fullmatch("`{3,}", block[0]):
            words += " ".join(block[1:-1]).split()
            continue
        for line in block:
            if re.fullmatch(r"\|( -+:? \|)+", line):
                continue
            line = re.sub(r"^(### |- )|\\$", "", line)
            line = " ".join(cells_of(line)) if line.startswith("|") else line
            words += re.sub(r"\\([^\w\s])", r"\1", line).split()
    return {word.rstrip(":") for word in words}


def words_of_text(text: str) -> set[str]:
    lines = [line for line in text.split("\n") if not re.fullmatch("[- ]+", line)]
    return {word.rstrip(":") for word in " ".join(lines).split()}


def ask(programs: pathlib.Path, question: list[str], form: str) -> str:
    program, *arguments = question
    place = arguments.index("--") if "--" in arguments else len(arguments)
    arguments[place:place] = ["--format", form]
    told = subprocess.run([programs / program, *arguments], capture_output=True, text=True)
    if told.returncode not in (0, 1) or not told.stdout:
        raise SystemExit(f"{question}: {told.stderr}")
    return told.stdout


def check(programs: pathlib.Path, question: list[str]) -> str:
    markdown = ask(programs, question, "markdown")
    for block in blocks_of(markdown):
        check_block(block)
    # A place of files beside the program, and where a plot was drawn, are no part of the answer.
    missing = words_of_text(ask(programs, question, "table")) ^ words_of_markdown(markdown)
    if missing:
        raise SystemExit(f"{question}: told in one form alone: {sorted(missing)[:20]}")
    return markdown


def main(programs: pathlib.Path) -> None:
    for question in QUESTIONS:
        if (programs / question[0]).exists():
            check(programs, question)
    with tempfile.TemporaryDirectory() as scratch:
        config = {
            "architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 64, "intermediate_size": 128,
            "num_hidden_layers": 2, "num_attention_heads": 4, "vocab_size": 100, "torch_dtype": HOSTILE[0],
        }
        for word in HOSTILE:
            config[word] = word
        file = pathlib.Path(scratch) / "a|b `c` <i>.json"
        file.write_text(json.dumps(config))
        check(programs, ["what_is_in_a_model", "--model", str(file)])
        told = check(programs, ["does_it_fit", "--model", str(file), "--gpus", "8"])
        if r"\<img src=x\>" not in told:
            raise SystemExit("a key that nothing was made of is not told")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
