"""Asks the headers and the second implementation the same random questions, and tells where they differ."""

import argparse
import math
import random
import subprocess
import sys

import memory
import paper
import questions
import training

# Of every kind: random questions, and the second answer, which may look at what the first one tells of.
KINDS = {
    "step": (questions.any_step, lambda question, told: paper.step(question)),
    "memory": (questions.any_memory, memory.memory),
    "training": (questions.any_training, training.training),
}


def difference(one, other):
    """The relative one of two numbers."""
    if one == other:
        return 0.0
    if not (math.isfinite(one) and math.isfinite(other)):
        return math.inf
    return abs(one - other) / max(abs(one), abs(other))


# Parts of a step of a language model that are what is left of longer times, and so as exact as the step.
LEFT_OVER = ("bubble", "replicas")


def told_of(line):
    return dict(word.split("=", 1) for word in line.split())


def worst_of(line, question, second):
    """The largest difference of an answer, and of which value."""
    if line.startswith("refused"):
        return math.inf, line
    told = told_of(line)
    expected = second(question, told)
    if told.keys() != expected.keys():
        return math.inf, f"names differ: {sorted(told.keys() ^ expected.keys())}"
    worst, where = 0.0, ""
    for name, value in expected.items():
        if isinstance(value, str):
            off = 0.0 if told[name] == value else math.inf
        else:
            off = difference(float(told[name]), float(value))
            if name in LEFT_OVER and question["kind"] == "training":
                off = min(off, abs(float(told[name]) - value) / expected["seconds"])
        if off > worst:
            worst, where = off, f"{name}: {told[name]} of the headers, {value!r} of the second implementation"
    return worst, where


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", help="scalewall_second_answers")
    parser.add_argument("--kind", choices=KINDS, required=True)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tolerance", type=float, default=1e-12)
    parser.add_argument("--shown", type=int, default=3, help="differences that are told in full")
    chosen = parser.parse_args()

    any_question, second = KINDS[chosen.kind]
    rng = random.Random(chosen.seed)
    worst, differing, left = 0.0, 0, chosen.count
    while left > 0:
        asked = [any_question(rng) for _ in range(min(left, 2000))]
        left -= len(asked)
        lines = "".join(questions.line_of(question) + "\n" for question in asked)
        run = subprocess.run([chosen.program], input=lines, capture_output=True, text=True)
        if run.returncode != 0:
            sys.exit(f"{chosen.program} stopped: {run.stderr}")
        answers = run.stdout.splitlines()
        if len(answers) != len(asked):
            sys.exit(f"{len(asked)} questions, {len(answers)} answers")
        for question, answer in zip(asked, answers):
            off, where = worst_of(answer, question, second)
            worst = max(worst, off)
            if off > chosen.tolerance:
                differing += 1
                if differing <= chosen.shown:
                    print(f"differs by {off:.3g}\n  {where}\n  {questions.line_of(question)}")
    print(f"{chosen.count} questions of the kind {chosen.kind}, seed {chosen.seed}: {differing} differ by more than "
          f"{chosen.tolerance:g}, at worst {worst:.3g}")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
