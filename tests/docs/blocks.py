#!/usr/bin/env python3
"""Runs the blocks of pages: their C++ compiles, their commands answer, and what stands as their output is their output.

    blocks.py PAGE... --compiler COMMAND --programs FOLDER --scratch FOLDER [--update | --only-compile]

A block says its language behind the three backquotes:

    cpp     a program of its own: compiled, and run if it has a main
    sh      commands, run in a copy of the repository where build/release/programs has the programs
    cmake   the end of a project with one program, `mine`, which is configured, with scalewall installed, and built
    text    the output of the block above it

A line above a block that ends in the name of a file in backquotes and a colon, "`mine.cpp`:", makes it that file, which a
later command has to name; one of examples/ is shown as it is in the repository. A comment above C++, `<!-- does not compile; g++ says -->` or clang, makes the text below what
that compiler has to say, blanks aside. --update writes what comes out in place of what is shown.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```(.*)$")
NAMED = re.compile(r"`([\w./-]+)`:$")
BROKEN = re.compile(r"^<!-- does not compile; (g\+\+|clang) says -->$")
COMPILERS = {"g++": "g++", "clang": "clang++-16"}
INCLUDES = ["-Iinclude"]
WARNINGS = ["-Wall", "-Wextra", "-Werror"]
LIBRARIES = ["-pthread"]

# What a whole run of the tests does before or beside this, and would do once more.
DONE_ELSEWHERE = re.compile(r"^(bash cmake/(run|test|docs)\.sh|bash cmake/page\.sh( --build \w+)?|cmake --preset .*|cmake --workflow .*|PYTHONPATH=\S+ python3 python/example\.py|ctest --preset .*)( +#.*)?$")
RUN = "bash cmake/run.sh "
PROGRAM_OF_RUN = "build/release/programs/how_far_can_training_scale "


class Mistake(Exception):
    """What is wrong with a page, as a sentence."""


class Block:
    def __init__(self, language, line, above):
        self.language = language
        self.line = line
        self.lines = []
        named = NAMED.search(above)
        broken = BROKEN.match(above)
        self.file = named[1] if named else None
        self.compiler = broken[1] if broken else None

    @property
    def body(self):
        return "".join(line + "\n" for line in self.lines)


def blocks_of(page):
    """Every block of a page; each has to say its language."""
    blocks, inside, above, blank = [], None, "", 1
    for number, line in enumerate(page.split("\n"), 1):
        fence = FENCE.match(line)
        if fence and inside is None:
            inside = Block(fence[1], number, above if blank <= 1 else "")
            if not re.fullmatch(r"[a-z]+", inside.language):
                raise Mistake(f"line {number}: a block says its language, not '{inside.language}'")
            blocks.append(inside)
        elif fence:
            inside, above = None, ""
        elif inside:
            inside.lines.append(line)
        elif line.startswith("    ") and blank:
            raise Mistake(f"line {number}: a block stands between backquotes, with its language")
        elif line.strip():
            above, blank = line, 0
        else:
            blank += 1
    if inside:
        raise Mistake(f"line {inside.line}: the block has no end")
    return blocks


def without_blanks(text):
    return re.sub(r"\s+", "", text.replace("‘", "'").replace("’", "'"))


class Workshop:
    """A copy of the repository in which blocks are run."""

    def __init__(self, folder, compiler, programs, only_compile):
        self.folder = folder
        self.compiler = compiler
        self.only_compile = only_compile
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(ROOT, folder, ignore=lambda at, names: {"build", ".git"} & set(names) if Path(at) == ROOT else set())
        (folder / "build" / "release").mkdir(parents=True)
        (folder / "build" / "release" / "programs").symlink_to(programs.resolve())

    def run(self, command, **options):
        return subprocess.run(command, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
                              env={**os.environ, "LC_ALL": "C"}, **options)

    def compile(self, block):
        """What the program prints, None where it is not run."""
        source = self.folder / f"block_{block.line}.cpp"
        source.write_text(block.body)
        program = self.folder / f"block_{block.line}"
        runs = "int main(" in block.body and not self.only_compile
        command = [*self.compiler, *INCLUDES, *WARNINGS, source.name]
        done = self.run(command + (["-o", program.name, *LIBRARIES] if runs else ["-fsyntax-only"]))
        if done.returncode != 0:
            raise Mistake(f"line {block.line}: the block does not compile:\n{done.stdout}")
        if not runs:
            return None
        done = self.run([program])
        if done.returncode != 0:
            raise Mistake(f"line {block.line}: the program ends with {done.returncode}:\n{done.stdout}")
        return done.stdout

    def what_the_compiler_says(self, block):
        if self.only_compile:
            return None
        source = self.folder / f"block_{block.line}.cpp"
        source.write_text(block.body)
        done = self.run([COMPILERS[block.compiler], "-std=c++20", *INCLUDES, "-fsyntax-only", "-fdiagnostics-color=never",
                         source.name])
        if done.returncode == 0:
            raise Mistake(f"line {block.line}: the block compiles, although it should not")
        return done.stdout

    def project(self, block):
        """Builds the project that ends with the block."""
        if self.only_compile:
            return
        folder = self.folder / f"block_{block.line}"
        folder.mkdir()
        (folder / "mine.cpp").write_text("#include <scalewall/scalewall.hpp>\nint main() {}\n")
        (folder / "CMakeLists.txt").write_text("cmake_minimum_required(VERSION 3.25)\nproject(mine LANGUAGES CXX)\n"
                                               f"add_executable(mine mine.cpp)\n{block.body}")
        installed = self.folder / "installed"
        only_headers = [f"-DSCALEWALL_{part}=OFF" for part in ("BUILD_TESTS", "BUILD_PROGRAMS", "CUDA")]
        for command in (["cmake", "-S", ".", "-B", "build/headers", f"--install-prefix={installed}", *only_headers],
                        ["cmake", "--install", "build/headers"],
                        ["cmake", "-S", folder, "-B", folder / "build", f"-DCMAKE_PREFIX_PATH={installed}"],
                        ["cmake", "--build", folder / "build"]):
            done = self.run(command)
            if done.returncode != 0:
                raise Mistake(f"line {block.line}: the project is not built:\n{done.stdout}")

    def commands(self, block):
        """What the commands print, None where all of them are done elsewhere."""
        lines = [line.replace(RUN, PROGRAM_OF_RUN) for line in block.lines if not DONE_ELSEWHERE.match(line)]
        if not any(line.strip() for line in lines) or self.only_compile:
            return None
        done = self.run(["bash", "-euo", "pipefail", "-c", "\n".join(lines)])
        if done.returncode != 0:
            raise Mistake(f"line {block.line}: the commands end with {done.returncode}:\n{done.stdout}")
        return done.stdout


def check(blocks, workshop):
    """Runs every block. Returns what `text` blocks should show where they show something else, by their line."""
    differing = {}
    printed = None
    above = None
    for at, block in enumerate(blocks):
        if block.language == "text":
            if above is None or above.language not in ("cpp", "sh"):
                raise Mistake(f"line {block.line}: a text is the output of the block above it")
            if above.compiler and printed is not None:
                if without_blanks(block.body) not in without_blanks(printed):
                    raise Mistake(f"line {block.line}: the compiler does not say so, but\n{printed}")
            elif printed is None and not workshop.only_compile:
                raise Mistake(f"line {block.line}: the block above it prints nothing")
            elif printed is not None and block.body.rstrip("\n") != printed.rstrip("\n"):
                differing[block.line] = printed
            above = None
            continue
        above, printed = block, None
        if block.file and block.file.startswith("examples/"):
            if not (ROOT / block.file).is_file() or (ROOT / block.file).read_text() != block.body:
                raise Mistake(f"line {block.line}: {block.file} is another in the repository")
            printed = workshop.compile(block)
        elif block.file:
            names = {block.file, str(Path(block.file).parent)} - {"."}
            if not any(name in later.body for later in blocks[at + 1:] if later.language == "sh" for name in names):
                raise Mistake(f"line {block.line}: no command takes {block.file}")
            path = workshop.folder / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.body)
        elif block.compiler:
            printed = workshop.what_the_compiler_says(block)
        elif block.language == "cpp":
            printed = workshop.compile(block)
        elif block.language == "sh":
            printed = workshop.commands(block)
        elif block.language == "cmake":
            workshop.project(block)
        else:
            raise Mistake(f"line {block.line}: a block in {block.language} has no name that a command takes")
    return differing


def updated(page, blocks, differing):
    lines = page.split("\n")
    for block in sorted(blocks, key=lambda block: -block.line):
        if block.line in differing:
            lines[block.line:block.line + len(block.lines)] = differing[block.line].rstrip("\n").split("\n")
    return "\n".join(lines)


def run_page(path, asked):
    """Whether all that is shown is what is printed, or now is."""
    page = path.read_text()
    try:
        blocks = blocks_of(page)
        workshop = Workshop(asked.scratch / path.stem, [asked.compiler, asked.standard], asked.programs, asked.only_compile)
        differing = check(blocks, workshop)
    except Mistake as mistake:
        print(f"{path.name}, {mistake}", file=sys.stderr)
        return False
    if asked.update and differing:
        path.write_text(updated(page, blocks, differing))
        print(f"{path.name}: {len(blocks)} blocks, {len(differing)} updated")
        return True
    for line, printed in differing.items():
        print(f"{path.name}, line {line}: what is shown is not what is printed, and tests/docs/blocks.py --update changes it to:\n"
              f"{printed}", file=sys.stderr)
    print(f"{path.name}: {len(blocks)} blocks")
    return not differing


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("pages", type=Path, nargs="+")
    arguments.add_argument("--compiler", default="g++")
    arguments.add_argument("--standard", default="-std=c++20")
    arguments.add_argument("--programs", type=Path, default=ROOT / "build/release/programs")
    arguments.add_argument("--scratch", type=Path, default=ROOT / "build/blocks")
    arguments.add_argument("--update", action="store_true")
    arguments.add_argument("--only-compile", action="store_true")
    asked = arguments.parse_args()
    if not all([run_page(page, asked) for page in asked.pages]):
        sys.exit(1)


if __name__ == "__main__":
    main()
