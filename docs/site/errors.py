"""The page of errors: every program of tests/compile_fail, its broken line, its mended one, and what compilers say."""

import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor

from headers import INCLUDE, ROOT, Mistake, read_headers

CASES = ROOT / "tests" / "compile_fail"
NO_RULE = "What the compiler says in its own words"
# The folders into which the tests of these presets write what their compiler said.
COMPILERS = {"g++": "gcc", "clang++-16": "clang"}
CALLED = {"g++": "g++", "clang++-16": "clang"}
SAYS = re.compile(r"(fatal )?(error|note): .*")
LONGEST = 400


class Case:
    """One program: `promise` is the first sentence that it promises, `options` are those with which it is broken."""

    def __init__(self, path):
        self.name = path.stem
        self.path = path
        text = path.read_text()
        self.promise = re.match(r"// expect: (.+)", text)[1]
        with_options = re.search(r"^// broken with: (.+)", text, re.M)
        self.options = ["-DBROKEN"] + (with_options[1].split() if with_options else [])
        branch = re.search(r"^#(ifdef|ifndef) BROKEN\n(.*?)(?:^#else\n(.*?))?^#endif", text, re.M | re.S)
        body = re.sub(r"^// (expect|broken with): .*\n", "", text, flags=re.M).strip("\n")
        if branch:
            first, second = branch[2], branch[3] or ""
            self.broken, self.mended = (first, second) if branch[1] == "ifdef" else (second, first)
            if not self.broken.strip() or self.broken == self.mended:  # what differs is missing, or stands elsewhere
                self.broken, self.mended = self.one_side(body, True), self.one_side(body, False)
        else:
            self.broken = body + "\n"
            self.mended = ""

    @staticmethod
    def one_side(body, broken):
        pattern = re.compile(r"^#(ifdef|ifndef) BROKEN\n(.*?)(?:^#else\n(.*?))?^#endif\n?", re.M | re.S)
        return pattern.sub(lambda m: m[2] if (m[1] == "ifdef") == broken else m[3] or "", body) + "\n"

    def rule_of(self, headers):
        """The header that has the sentence, or NO_RULE."""
        for name, text in headers.items():
            joined = re.sub(r'"\s*\n\s*"', "", re.sub(r"^\s*//.*", "", text, flags=re.M))
            if f'"{self.promise}' in joined:
                return name
        return NO_RULE

    def said_by(self, compiler, newest_header, folder):
        """Everything that the compiler says: as its test has written it down, or, in `folder`, this program before."""
        kept = folder / compiler / f"{self.name}.txt"
        for record in [ROOT / "build" / COMPILERS[compiler] / "tests" / "compile_fail" / f"{self.name}.txt", kept]:
            if record.exists() and record.stat().st_mtime > max(newest_header, self.path.stat().st_mtime):
                return record.read_text()
        command = [compiler, "-std=c++20", "-Iinclude", "-fsyntax-only", "-fdiagnostics-color=never", str(self.path)]
        done = subprocess.run(command + self.options, cwd=ROOT, capture_output=True, text=True,
                              env={**os.environ, "LC_ALL": "C"}, check=False)
        if done.returncode == 0:
            raise Mistake(f"{compiler} compiles {self.path.name} although it is broken")
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(done.stderr)
        return done.stderr

    def told_by(self, compiler, newest_header, folder):
        """The first line with an error or a note that has the sentence; where none has, the first error and the line that has."""
        lines = self.said_by(compiler, newest_header, folder).splitlines()
        having = [line for line in lines if self.promise in line]
        if not having:
            raise Mistake(f"{compiler} does not say '{self.promise}' of {self.path.name}")
        for line in sorted(having, key=lambda line: "in call to 'this_rule_is_broken" not in line):  # it has the values
            if match := SAYS.search(line):
                return shortened(match[0])
        errors = [match[0] for line in lines if (match := SAYS.search(line)) and "non-constant condition" not in line]
        return shortened(errors[0]) + "\n" + re.sub(r"^[ \d]*\|", "", having[0]).strip()


def shortened(line):
    """A line without what takes more than there is to read."""
    line = re.sub(r" (\{aka '[^']*'\}|\(aka '[^']*'\))", "", line)
    if len(line) > LONGEST:
        line = re.sub(r" \[with .*\]", " [with ...]", line)
    return line if len(line) <= LONGEST else line[:LONGEST].rstrip() + " ..."


def undented(code):
    lines = code.rstrip("\n").split("\n")
    indent = min((len(line) - len(line.lstrip()) for line in lines if line), default=0)
    return "\n".join(line[indent:] for line in lines)


def section(case, told):
    written = ["```cpp", undented(case.broken), "```", ""]
    if case.options != ["-DBROKEN"]:
        written += [f"compiled with `{' '.join(case.options[1:])}`.", ""]
    for compiler, line in told.items():
        written += [f"{CALLED[compiler]} says:", "", "```{.txt}", line, "```", ""]
    if case.mended:
        written += ["Mended:", "", "```cpp", undented(case.mended), "```", ""]
    return written


def errors_page(folder):
    """Markdown: a section for every header with a rule, under it every case. What compilers say is kept in `folder`."""
    cases = [Case(path) for path in sorted(CASES.glob("*.cpp"))]
    if not cases:
        raise Mistake(f"there are no programs in {CASES}")
    headers = read_headers()
    newest = max(path.stat().st_mtime for path in INCLUDE.rglob("*.hpp"))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        told = list(pool.map(lambda case: {compiler: case.told_by(compiler, newest, folder) for compiler in COMPILERS}, cases))
    by_rule = {}
    for case, said in zip(cases, told):
        by_rule.setdefault(case.rule_of(headers), []).append((case, said))
    written = []
    for rule in sorted(by_rule, key=lambda name: (name == NO_RULE, name)):
        written += [f"## {rule}", ""]
        for case, said in by_rule[rule]:
            title = case.name.replace("_", " ")
            written += [f"### {title[0].upper()}{title[1:]}", "", *section(case, said)]
    return "\n".join(written)
