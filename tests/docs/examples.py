#!/usr/bin/env python3
"""Checks that every example is one: short, of the library and the standard library alone, and shown on a page."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MOST_LINES = 40


def mistakes(example, pages):
    lines = example.read_text().splitlines()
    if len(lines) > MOST_LINES:
        yield f"has {len(lines)} lines, more than {MOST_LINES}"
    for line in lines:
        if re.match(r"#include (?!<scalewall/|<[a-z_]+>$)", line):
            yield f"includes what is neither of the library nor of the standard library: {line}"
    if f"`examples/{example.name}`:\n\n```cpp\n" not in pages:
        yield "is shown on no page"


def main():
    examples = sorted((ROOT / "examples").glob("*"))
    pages = "\n".join(page.read_text() for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))])
    found = [f"examples/{example.name} {mistake}" for example in examples for mistake in mistakes(example, pages)]
    print("\n".join(found or [f"{len(examples)} examples"]), file=sys.stderr if found else sys.stdout)
    sys.exit(bool(found or not examples))


if __name__ == "__main__":
    main()
