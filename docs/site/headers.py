"""The comments of the headers: what they say, with the equations of docs/equations.txt in place of their formulas."""

import re
from itertools import accumulate
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INCLUDE = ROOT / "include" / "scalewall"
EQUATIONS = ROOT / "docs" / "equations.txt"

LEADING = re.compile(r"// ?(.*)")
HEADER_NAME = re.compile(r"\b([a-z_0-9]+/)+[a-z_0-9]+\.hpp\b")
DOCSTRING = re.compile(r"\s*/// ?(.*)")


class Mistake(Exception):
    """What is wrong, as a sentence."""


def comments_of(text):
    """The leading comment and every docstring of a header: (number of the first line, lines without their slashes)."""
    found = []
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        pattern = LEADING if not found and at == 0 else DOCSTRING
        start = at
        said = []
        while at < len(lines) and (match := pattern.fullmatch(lines[at])):
            said.append(match[1])
            at += 1
        if said:
            found.append((start, said))
        at += 1 if at == start else 0
    return found


def paragraphs_of(said):
    """A comment in pieces: ("formulas", indented lines), ("table", lines) or ("words", one long line)."""
    pieces = []
    for line in said:
        kind = "formulas" if line.startswith("    ") else "table" if line.startswith("|") else "words"
        if not line.strip():
            pieces.append((None, []))
        elif pieces and pieces[-1][0] == kind and not line.startswith("Source"):
            pieces[-1][1].append(line)
        else:
            pieces.append((kind, [line]))
    return [(kind, lines) for kind, lines in pieces if kind]


class Equations:
    """The table of docs/equations.txt: for a header, groups of (its lines, ">", "|" or None, TeX)."""

    def __init__(self, text):
        self.groups = {}
        header, waiting = None, []
        # Words stand above the first entry, whose name is that of a header.
        for number, line in enumerate(text.rstrip("\n").split("\n"), 1):
            here = f"docs/equations.txt:{number}"
            if re.fullmatch(r"[a-z_0-9/]+\.hpp", line):
                self.expect_nothing(waiting, here)
                if line in self.groups:
                    raise Mistake(f"{here}: {line} has an entry already")
                header = line
                self.groups[header] = []
            elif header is None or not line.strip():
                self.expect_nothing(waiting, here)
            elif line.startswith("    "):
                waiting.append(line)
            elif waiting and line == "  (as it stands)":
                self.groups[header].append((waiting, None, ""))
                waiting = []
            elif waiting and (match := re.fullmatch(r"  ([>|]) (.+)", line)):
                self.groups[header].append((waiting, match[1], match[2]))
                waiting = []
            else:
                raise Mistake(f"{here}: '{line}' follows no line of a header")
        self.expect_nothing(waiting, "docs/equations.txt, at its end")

    @staticmethod
    def expect_nothing(waiting, here):
        if waiting:
            raise Mistake(f"{here}: the line '{waiting[-1].strip()}' has neither TeX nor '(as it stands)'")

    def headers_with_tex(self):
        return [header for header, groups in self.groups.items() if any(sign for _, sign, _ in groups)]


def formula_lines(text):
    return [line for _, said in comments_of(text) for line in said if line.startswith("    ")]


def blocks_end_with_groups(text, groups):
    """Whether no TeX and no "as it stands" goes on from one block of formulas into the next."""
    sizes = [len(lines) for _, said in comments_of(text) for kind, lines in paragraphs_of(said) if kind == "formulas"]
    return set(accumulate(sizes)) <= set(accumulate(len(lines) for lines, _, _ in groups))


def mistakes_in(equations, headers):
    """What the table and the headers, texts by name, do not agree about."""
    wrong = [f"docs/equations.txt: there is no header {name}" for name in equations.groups if name not in headers]
    for name, text in headers.items():
        there = formula_lines(text)
        listed = [line for lines, _, _ in equations.groups.get(name, []) for line in lines]
        if gone := [line for line in listed if line not in there]:
            wrong.append("\n".join([f"docs/equations.txt: {name} has no line (any more) that reads", *gone]))
        if new := [line for line in there if line not in listed]:
            wrong.append("\n".join(["docs/equations.txt lacks, with TeX or '  (as it stands)' behind it,", name, *new]))
        if set(there) == set(listed) and there != listed:
            wrong.append(f"docs/equations.txt: the lines of {name} stand in another order, or another number of times")
        if there == listed and not blocks_end_with_groups(text, equations.groups.get(name, [])):
            wrong.append(f"docs/equations.txt: words stand between lines of {name} that have one TeX or '(as it stands)'")
    return wrong


def escaped(words):
    """Words for Doxygen, in which nothing is a command but what stands in backquotes."""
    parts = re.split(r"(`[^`]*`)", words)
    parts = [part if part.startswith("`") else re.sub(r"([\\@&#<>*%])", r"\\\1", part) for part in parts]
    return HEADER_NAME.sub(lambda name: f'@ref {page_of(name[0])} "{name[0]}"' if (INCLUDE / name[0]).exists() else name[0],
                           "".join(parts))


def typeset(groups):
    """A block of formulas for Doxygen; neighbours are aligned with one another."""
    pieces = []
    for lines, sign, tex in groups:
        if pieces and pieces[-1][0] == sign:
            pieces[-1][1].append((lines, tex))
        else:
            pieces.append((sign, [(lines, tex)]))
    shown = []
    for sign, rows in pieces:
        if sign is None:
            shown += ["", "```{.txt}", *(line[4:] for lines, _ in rows for line in lines), "```", ""]
            continue
        tex = r" \\ ".join(tex for _, tex in rows)
        if sign == "|":
            columns = 1 + max(row.count("&") for row in tex.split(r"\\"))
            tex = r"\def\arraystretch{1.4} \begin{array}{" + "l" * columns + "}" + tex + r"\end{array}"
        elif "&" in tex:
            tex = r"\begin{aligned}" + tex + r"\end{aligned}"
        shown += ["", r"\f[ " + tex + r" \f]", ""]
    return shown


def markdown_of(said, groups):
    """A comment for Doxygen. Takes from `groups` those of its formulas."""
    shown = []
    for kind, lines in paragraphs_of(said):
        if kind == "formulas":
            block, left = [], list(lines)
            while left:
                block.append(groups.pop(0))
                left = left[len(block[-1][0]):]
            shown += typeset(block)
        elif kind == "table":
            shown += ["", *lines, ""]
        else:
            shown += ["", escaped(" ".join(lines)), ""]
    return [line for at, line in enumerate(shown) if line or (at and shown[at - 1])]


def page_of(name):
    """The label of a header's page, or of a folder's."""
    return re.sub(r"[/.]", "_", name)


def for_doxygen(name, text, groups):
    """A header with a page of its own, which its leading comment begins and which has all that it declares."""
    groups = list(groups)
    lines = text.split("\n")
    folder = name.rpartition("/")[0]
    written = []
    at = 0
    for start, said in comments_of(text):
        written += lines[at:start]
        at = start + len(said)
        if start == 0:
            written += [f"/** @defgroup {page_of(name)} {name}", f"@ingroup {page_of('folder/' + folder)}",
                        *markdown_of(said, groups), "*/"]
        else:
            indent = re.match(r"\s*", lines[start])[0]
            written += [f"{indent}/// {line}".rstrip() for line in markdown_of(said, groups)]
    whole = "\n".join(written + lines[at:])
    whole = re.sub(r"(///< )(.*)", lambda match: match[1] + escaped(match[2]), whole)
    # Doxygen takes what stands in a namespace to the page only where the page is opened within.
    whole = re.sub(r"^((?:inline )?namespace (?!detail)[\w:]+ \{)$", rf"\1\n/** @addtogroup {page_of(name)}\n@{{ */", whole, flags=re.M)
    return re.sub(r"^(\}  // namespace (?!detail).*)$", r"/** @} */\n\1", whole, flags=re.M)


def read_headers():
    return {str(path.relative_to(INCLUDE)): path.read_text() for path in sorted(INCLUDE.rglob("*.hpp"))}


def read_equations():
    return Equations(EQUATIONS.read_text())
