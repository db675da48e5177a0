"""Which branches of the headers that compute their tests take at run time. Not in CI; README.md has what was found.

    python3 tests/coverage/coverage.py --scratch build/coverage [--jobs 2] [--questions 3000] [--uncovered]

The tests of the rooms model/, parallel/, cost/ and estimate/, and the second implementation's questions, are built without
optimization and run. What tests assert of constant expressions is computed when they run as well: in copies of them a static_assert
is a check, and a constexpr variable a constant, wherever they compile so. A branch is one way out of a condition, by gcov; ways of
calls, and those that only an exception takes, are left out. What several instantiations of a template have of one place counts once,
as taken where one of them took it. Inline functions that no test calls count: every header of the rooms is compiled with all that it
has, and not run. Templates that no test instantiates do not exist."""

import argparse
import collections
import concurrent.futures
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
ROOMS = ("model", "parallel", "cost", "estimate")
KINDS = ("step", "memory", "training")


def call(words, **more):
    return subprocess.run(words, check=True, capture_output=True, text=True, **more)


def object_of(scratch, source):
    return scratch / (source.relative_to(ROOT).with_suffix("").as_posix().replace("/", "-") + ".o")


# What is asserted of constant expressions, computed at run time: an initializer that is no constant expression is not folded.
AT_RUN_TIME = """namespace coverage {
inline volatile bool never = false;
inline bool later() { return never; }
inline bool check(bool holds, const char* = "") { return holds; }  // which the test holds by itself
}
#define COVERAGE_JOINED(a, b) a##b
#define COVERAGE_NAME(a, b) COVERAGE_JOINED(a, b)
#define COVERAGE_CHECK(...) \\
  [[maybe_unused]] static const bool COVERAGE_NAME(coverage_, __COUNTER__) = coverage::check(__VA_ARGS__)
"""


def copies_of(text):
    """The test with what it asserts computed at run time: everywhere, outside functions, only its assertions; and as it is."""
    for indent, variables in (("[ ]*", True), ("", True), ("[ ]*", False), ("", False)):
        changed = re.sub(rf"^({indent})static_assert\(", r"\1COVERAGE_CHECK(", text, flags=re.M)
        if variables:
            changed = re.sub(rf"^({indent})(?:inline )?constexpr (auto|[\w:]+) (\w+) =(?!\s*[{{\[])", flags=re.M, string=changed,
                             repl=r"\1[[maybe_unused]] static const \2 \3 = coverage::later() ? throw 0 :")
        yield AT_RUN_TIME + changed
    yield text


def compile_source(scratch, source, options=("--coverage",)):
    """Its object; as it is where it is newer than every header."""
    made = object_of(scratch, source)
    newest = max(file.stat().st_mtime for folder in ("include", "tests") for file in (ROOT / folder).rglob("*.?pp"))
    if made.exists() and made.stat().st_mtime > newest:
        return made
    copy = made.with_suffix(".cpp")
    text = source.read_text()
    for changed in copies_of(text) if "static_assert" in text else [text]:
        copy.write_text(changed)
        words = ["g++", "-std=c++20", "-O0", *options, "-iquote", str(source.parent), "-I", str(ROOT / "include"), "-I",
                 str(ROOT / "tests"), "-c", str(copy), "-o", str(made)]
        if subprocess.run(words, capture_output=True, check=False).returncode == 0:
            return made
    sys.exit(f"{source} does not compile")


def every_header(scratch):
    """A unit with all headers of the rooms, so that what no test calls is counted."""
    lines = [f"#include <{header.relative_to(ROOT / 'include')}>" for room in ROOMS
             for header in sorted((ROOT / "include/scalewall" / room).rglob("*.hpp"))]
    source, made = scratch / "every_header.cpp", scratch / "every_header.o"
    source.write_text("\n".join(lines) + "\n")
    call(["g++", "-std=c++20", "-O0", "--coverage", "-fkeep-inline-functions", "-I", str(ROOT / "include"), "-c",
          str(source), "-o", str(made)])
    return made


def taken_branches(notes):
    """Of one unit: counts by header, line, function and place in the line."""
    told = call(["gcov", "--branch-probabilities", "--json-format", "--stdout", str(notes)], cwd=notes.parent).stdout
    for unit in told.splitlines():
        for file in json.loads(unit)["files"]:
            path = pathlib.Path(notes.parent / file["file"]).resolve()
            if not path.is_relative_to(ROOT / "include/scalewall"):
                continue
            header = path.relative_to(ROOT / "include/scalewall").as_posix()
            if header.split("/")[0] not in ROOMS:
                continue
            for line in file["lines"]:
                ways = []
                for branch in line["branches"]:
                    if not branch["throw"]:
                        ways.append(branch["count"])
                    elif ways:
                        ways.pop()  # out of the same call
                if len(ways) > 1:
                    yield (header, line["line_number"], line.get("function_name", "")), ways


def covered_places(objects):
    """By header and line: for every way out of its conditions whether it was taken."""
    by_function = {}
    for made in objects:
        for place, ways in taken_branches(made.with_suffix(".gcno")):
            known = by_function.setdefault((*place, len(ways)), [0] * len(ways))
            for i, count in enumerate(ways):
                known[i] += count
    by_line = collections.defaultdict(dict)
    for (header, line, _, size), ways in by_function.items():
        known = by_line[header, line].setdefault(size, [0] * size)
        for i, count in enumerate(ways):
            known[i] += count
    return {place: folded(sizes) for place, sizes in by_line.items()}


def folded(sizes):
    """The ways of a line, by how many an instantiation or a copy has of it. A function that is always inlined stands several times
    in another; where an instantiation leaves out a part of the line, the largest has all of it."""
    least = min(sizes)
    if any(size % least for size in sizes):
        return sizes[max(sizes)]
    return [sum(count for ways in sizes.values() for count in ways[place::least]) for place in range(least)]


def run_tests(scratch, objects, questions):
    main_object = compile_source(scratch, ROOT / "tests/main.cpp", ())
    for room in ROOMS:
        program = scratch / f"test_{room}"
        mine = [str(made) for source, made in objects.items() if source.is_relative_to(ROOT / "tests" / room)]
        call(["g++", "--coverage", *mine, str(main_object), "-o", str(program)])
        call([str(program)])
    program = scratch / "answers"
    call(["g++", "--coverage", str(objects[ROOT / "tests/second/answer_lines.cpp"]), "-o", str(program)])
    for kind in KINDS:
        call([sys.executable, str(ROOT / "tests/second/compare.py"), str(program), "--kind", kind, "--count",
              str(questions)])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scratch", type=pathlib.Path, default=ROOT / "build/coverage")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--questions", type=int, default=3000, help="random ones of every kind for the second implementation")
    parser.add_argument("--uncovered", action="store_true", help="lines with a way that no test takes")
    chosen = parser.parse_args()
    scratch = chosen.scratch.resolve()
    scratch.mkdir(parents=True, exist_ok=True)

    sources = [file for room in ROOMS for file in sorted((ROOT / "tests" / room).rglob("*.test.cpp"))]
    sources.append(ROOT / "tests/second/answer_lines.cpp")
    with concurrent.futures.ThreadPoolExecutor(chosen.jobs) as pool:
        objects = dict(zip(sources, pool.map(lambda source: compile_source(scratch, source), sources)))
    for counts in scratch.glob("*.gcda"):
        counts.unlink()
    run_tests(scratch, objects, chosen.questions)
    places = covered_places([*objects.values(), every_header(scratch)])

    print(f"{'room':10} {'branches':>8} {'taken':>8} {'share':>7}")
    for room in (*ROOMS, ""):
        ways = [way for (header, _), ways in places.items() if header.startswith(room) for way in ways]
        taken = sum(way > 0 for way in ways)
        print(f"{room or 'all':10} {len(ways):8} {taken:8} {taken / max(1, len(ways)):7.1%}")
    if chosen.uncovered:
        for (header, line), ways in sorted(places.items()):
            if not all(ways):
                text = (ROOT / "include/scalewall" / header).read_text().splitlines()[line - 1]
                print(f"{header}:{line}: {sum(way == 0 for way in ways)} of {len(ways)}: {re.sub(' +', ' ', text.strip())}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
