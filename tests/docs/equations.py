#!/usr/bin/env python3
"""Checks that docs/equations.txt and the headers have the same formulas, and that docs/model.md shows each once."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "docs" / "site"))

from headers import Mistake, mistakes_in, read_equations, read_headers  # noqa: E402
from prepare import equations_not_shown_once  # noqa: E402

try:
    equations = read_equations()
    wrong = mistakes_in(equations, read_headers()) + equations_not_shown_once(equations)
except Mistake as mistake:
    wrong = [str(mistake)]
sys.exit("\n".join(wrong) or 0)
