"""Asks two answering programs the same random questions and tells what changed from the first to the second: what stopped
working, what drifted, which plans are others. bench/answers.sh builds the programs from two revisions."""

import argparse
import collections
import subprocess
import sys

import compare
import questions

SHOWN = 3


def answers_of(program, asked):
    """Lines of answers. A program that cannot read a kind of question is told so, and answers the others."""
    answers = {}
    for kind in sorted({question["kind"] for question in asked}):
        places = [place for place, question in enumerate(asked) if question["kind"] == kind]
        lines = "".join(questions.line_of(asked[place]) + "\n" for place in places)
        run = subprocess.run([program], input=lines, capture_output=True, text=True)
        told = run.stdout.splitlines()
        if run.returncode != 0:
            print(f"{program.rsplit('/')[-1]} cannot answer questions of the kind {kind}: {run.stderr.strip()}")
            told += ["refused unread"] * (len(places) - len(told))
        answers |= zip(places, told)
    return [answers[place] for place in range(len(asked))]


def is_number(text):
    return text.replace(".", "").replace("e", "").replace("+", "").replace("-", "").isdigit()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base")
    parser.add_argument("head")
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tolerance", type=float, default=1e-4)
    chosen = parser.parse_args()

    asked = list(questions.mixed(chosen.count, chosen.seed))
    stopped, started, plans = [], [], []
    drifted = collections.defaultdict(list)
    for question, before, after in zip(asked, answers_of(chosen.base, asked), answers_of(chosen.head, asked)):
        line = questions.line_of(question)
        if before.startswith("refused") or after.startswith("refused"):
            if not before.startswith("refused"):
                stopped.append((after.removeprefix("refused "), line))
            elif not after.startswith("refused"):
                started.append((before.removeprefix("refused "), line))
            continue
        told, now = compare.told_of(before), compare.told_of(after)
        other_plan = False
        for name in told.keys() & now.keys():
            if told[name] == now[name]:
                continue
            if not (is_number(told[name]) and is_number(now[name])):
                other_plan = other_plan or question["kind"].endswith("plan")
                if not question["kind"].endswith("plan"):
                    drifted[question["kind"], name.split(".", 1)[-1]].append((1.0, told[name], now[name], line))
                continue
            off = compare.difference(float(told[name]), float(now[name]))
            if off > chosen.tolerance:
                drifted[question["kind"], name.split(".", 1)[-1]].append((off, told[name], now[name], line))
        if other_plan:
            plans.append((f"{before}\n    {after}", line))

    for heading, changes in (("stopped working", stopped), ("work now", started), ("have another plan", plans)):
        print(f"{len(changes)} of {len(asked)} questions {heading}")
        for what, line in changes[:SHOWN]:
            print(f"  {what}\n    of: {line}")
    print(f"{sum(map(len, drifted.values()))} numbers drifted by more than {chosen.tolerance:g}")
    for (kind, name), changes in sorted(drifted.items(), key=lambda one: -len(one[1])):
        off, before, after, line = max(changes, key=lambda one: one[0])
        print(f"  {kind} {name}: {len(changes)}, at worst by {off:.3g}, from {before} to {after}\n    of: {line}")
    return 1 if stopped or started or plans or drifted else 0


if __name__ == "__main__":
    sys.exit(main())
