"""Mutants of the headers that compute: changes one place of a header at a time, builds the smallest set of tests that covers
it and tells which mutants no test notices. Not in CI; README.md has what was found.

    python3 tests/mutation/mutate.py --each 20 --seed 1 [--minutes 30] [--folder cost]... [--log FILE] [--list]

Changes are: comparisons with or without their equal sign, or denied; least for most; a term of a sum left out; a constant
multiplied by 1.01, a whole one by one more. A mutant that the header alone does not compile with, for another reason than an
assertion of its own, is none."""

import argparse
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = ("model", "parallel", "cost", "estimate", "search")
# Tests of these folders notice a mutant where they or the header that they test include its header; at most so many of them
# are built, that of the header first.
TESTS = ("model", "parallel", "cost", "estimate", "search", "golden", "scaling", "framework")
MOST_TESTS = 3
# What the second implementation asks, by the folder that is mutated.
KINDS = {"model": ("step", "memory", "training"), "parallel": ("step", "memory", "training"), "search": (),
         "cost": ("step", "training"), "estimate": ("step", "memory", "training")}
QUESTIONS = 2000

TERM = r"[\w.:]+(?:\([^()]*\))?(?:\[[^\[\]]*\])?(?: [*/] [\w.:]+(?:\([^()]*\))?(?:\[[^\[\]]*\])?)*"
SWAPPED = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="}


def code_of(line):
    """The line with comments and texts blanked out, as long as it was."""
    line = re.sub(r'"(?:\\.|[^"\\])*"', lambda found: " " * len(found[0]), line)
    return re.sub(r"//.*", lambda found: " " * len(found[0]), line)


def changes_of(line):
    """Every change of a line: what kind it is, and the line as it would be."""
    code = code_of(line)
    if code.lstrip().startswith(("#", "template", "namespace", "using")):
        return
    for found in re.finditer(r" (<=|>=|==|!=|<|>) ", code):
        if "operator" not in code:
            yield "comparison", line[:found.start(1)] + SWAPPED[found[1]] + line[found.end(1):]
    for found in re.finditer(r"\bstd::(min|max)\b", code):
        yield "least and most", line[:found.start(1)] + {"min": "max", "max": "min"}[found[1]] + line[found.end(1):]
    for found in re.finditer(rf" [+-] {TERM}(?=[;,) ]|$)", code):
        yield "term", line[:found.start()] + line[found.end():]
    for found in re.finditer(r"(?<![\w.'])(\d[\d']*)(\.\d+)?(e[+-]?\d+)?(?=_\w|[^\w.']|$)", code):
        text, fraction = found[0].replace("'", ""), found[2] or found[3]
        if not fraction and int(text) < 2:
            continue
        unit = code[found.end():].startswith("_")
        value = repr(1.01 * float(text)) if fraction or unit else str(int(text) + 1)
        yield "constant", line[:found.start()] + value + line[found.end():]


def mutants_of(header):
    """Of a header, its leading comment and assertions left out: line number, kind, before, after."""
    for number, line in enumerate(header.read_text().splitlines(), 1):
        if "static_assert" in line or "require(" in line:
            continue
        for kind, changed in changes_of(line):
            if changed != line:
                yield number, kind, line, changed


# What tests begin with and no mutant is in, compiled once.
COMMON = ("".join(f"#include <{name}>\n" for name in "algorithm array cmath fstream iostream map numeric optional sstream string "
                  "string_view tuple utility variant vector".split()) +
          "#include <scalewall/hardware/catalog/all.hpp>\n")


class Bench:
    """A copy of the headers in which one mutant at a time stands, and the tests built with it."""

    def __init__(self, scratch):
        self.include = scratch / "include"
        self.scratch = scratch
        shutil.copytree(ROOT / "include", self.include)
        common = scratch / "common.hpp"
        common.write_text(COMMON)
        self.compile("-x", "c++-header", common, "-o", f"{common}.gch", common=())
        self.common = ("-include", common)
        self.main = scratch / "main.o"
        self.compile("-c", ROOT / "tests/main.cpp", "-o", self.main, common=())
        self.included = {}

    def compile(self, *words, common=None):
        flags = ("-std=c++20", "-O0", "-I", self.include, "-I", ROOT / "tests", f'-DSCALEWALL_GOLDEN="{ROOT}/tests/golden"')
        return self.call(["g++", *flags, *(self.common if common is None else common), *words], 300)

    @staticmethod
    def call(words, seconds):
        try:
            done = subprocess.run([*map(str, words)], capture_output=True, text=True, timeout=seconds)
            return done.returncode == 0, done.stdout + done.stderr
        except subprocess.TimeoutExpired:
            return False, "too long"

    def compiles(self, test):
        return self.compile("-fsyntax-only", test)[0]

    def passes(self, test):
        program = self.scratch / "test"
        return self.compile(test, self.main, "-o", program)[0] and self.call([program], 120)[0]

    def seconds_find(self, folder):
        """The kind of question in which the second implementation differs."""
        program = self.scratch / "answers"
        if KINDS[folder] and not self.compile(ROOT / "tests/second/answer_lines.cpp", "-o", program)[0]:
            return "second"
        for kind in KINDS[folder]:
            words = [sys.executable, ROOT / "tests/second/compare.py", program, "--kind", kind, "--count", QUESTIONS]
            if not self.call(words, 120)[0]:
                return f"second, {kind}"
        return None

    def others(self, header, known):
        """Tests of the header's folder and of golden/ that see it, the smallest first."""
        tests = [test for folder in (header.parts[0], "golden") for test in (ROOT / "tests" / folder).glob("*.test.cpp")]
        for test in sorted(set(tests) - set(known), key=lambda test: test.stat().st_size):
            if test not in self.included:
                self.included[test] = self.compile("-MM", test, common=())[1]
            if f"/scalewall/{header.as_posix()}" in self.included[test]:
                yield test

    def notices(self, header):
        """The test that notices a mutant, "no mutant" where there is none, or nothing."""
        works, told = self.compile("-fsyntax-only", "-x", "c++", self.include / "scalewall" / header)
        if not works:
            asserted = "static assertion failed" in told or "is not a constant expression" in told
            return "an assertion of the header" if asserted else "no mutant"
        nearest = tests_of(header)
        # Assertions first, for which nothing is built.
        for look in (self.compiles, self.passes):
            for test in nearest:
                if not look(test):
                    return str(test.relative_to(ROOT / "tests"))
        if found := self.seconds_find(header.parts[0]):
            return found
        for test in self.others(header, nearest):
            if not self.passes(test):
                return str(test.relative_to(ROOT / "tests"))
        return None


def tests_of(header):
    """The header's own test, others that include it, and those of headers that do; of each the smallest first."""
    included = f"#include <scalewall/{header.as_posix()}>"
    own = [ROOT / "tests" / header.with_suffix(".test.cpp")]
    direct = [test for folder in TESTS for test in (ROOT / "tests" / folder).glob("*.test.cpp")
              if included in test.read_text()]
    above = [ROOT / "tests" / other.relative_to(ROOT / "include/scalewall").with_suffix(".test.cpp")
             for other in (ROOT / "include/scalewall").rglob("*.hpp") if included in other.read_text()]
    chosen = []
    for tests in (own, direct, above):
        for test in sorted((test for test in tests if test.exists()), key=lambda test: test.stat().st_size):
            if test not in chosen and test.relative_to(ROOT / "tests").parts[0] in TESTS:
                chosen.append(test)
    return chosen[:MOST_TESTS]


def sampled(mutants, each, seed):
    """So many of every folder, drawn by the seed; one of every folder after the other, so that a run can end at any time."""
    by_folder = {}
    for mutant in mutants:
        by_folder.setdefault(mutant[0].parts[0], []).append(mutant)
    for known in by_folder.values():
        random.Random(seed).shuffle(known)
    for place in range(each):
        for known in by_folder.values():
            if place < len(known):
                yield known[place]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--each", type=int, default=20, help="of every folder, drawn by the seed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=1e9, help="no mutant begins later")
    parser.add_argument("--folder", action="append", choices=FOLDERS, help="all of them unless said")
    parser.add_argument("--kind", help="these changes alone, as constant")
    parser.add_argument("--header", help="this one alone, as cost/bubble.hpp")
    parser.add_argument("--log", type=pathlib.Path, help="what is told goes here too; mutants that stand in it are not tried again")
    parser.add_argument("--list", action="store_true", help="mutants alone, none built")
    chosen = parser.parse_args()

    headers = [header.relative_to(ROOT / "include/scalewall") for folder in chosen.folder or FOLDERS
               for header in sorted((ROOT / "include/scalewall" / folder).glob("*.hpp"))]
    if chosen.header:
        headers = [header for header in headers if header.as_posix() == chosen.header]
    mutants = [(header, *mutant) for header in headers for mutant in mutants_of(ROOT / "include/scalewall" / header)
               if mutant[1] == (chosen.kind or mutant[1])]
    print(f"{len(mutants)} mutants of {len(headers)} headers", flush=True)
    tried_before = chosen.log.read_text() if chosen.log and chosen.log.exists() else ""
    began, tried, survivors = time.monotonic(), 0, 0
    with tempfile.TemporaryDirectory() as folder:
        bench = None if chosen.list else Bench(pathlib.Path(folder))
        if bench and (found := bench.seconds_find("estimate")):
            sys.exit(f"headers as they are: noticed by {found}")
        for header, number, kind, before, after in sampled(mutants, chosen.each, chosen.seed):
            if time.monotonic() - began > 60 * chosen.minutes:
                break
            shown = f"{header}:{number} {kind}: {before.strip()}  ->  {after.strip()}"
            if chosen.list:
                print(shown)
            if chosen.list or shown in tried_before:
                continue
            place = bench.include / "scalewall" / header
            whole = place.read_text()
            lines = whole.split("\n")
            lines[number - 1] = after
            place.write_text("\n".join(lines))
            noticed = bench.notices(header)
            place.write_text(whole)
            told = f"{'survived' if noticed is None else 'killed by ' + noticed}: {shown}"
            if noticed != "no mutant":
                tried += 1
                survivors += noticed is None
                print(told, flush=True)
            if chosen.log:
                with chosen.log.open("a") as log:
                    log.write(told.replace("killed by no mutant", "no mutant") + "\n")
    if not chosen.list:
        print(f"{tried} mutants, {tried - survivors} killed, {survivors} survived")
    return 0


if __name__ == "__main__":
    sys.exit(main())
