#!/usr/bin/env python3
"""Checks that what checks and builds the documents finds what is wrong with them.

    tools.py [KATEX]     KATEX is the folder in which cmake/docs.sh installed KaTeX: equations are tried as well
"""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "docs" / "site"
sys.path[:0] = [str(SITE), str(ROOT / "tests" / "docs")]

import blocks  # noqa: E402
import check_links  # noqa: E402
import errors  # noqa: E402
import finish  # noqa: E402
import headers  # noqa: E402

KATEX = None
HEADER = """// What it models.
//
//     x = a / b          in steps
//
// Source: somebody & <someone>.

#pragma once

namespace scalewall {

/// A root.
///
///     y = sqrt x
double y(double x);

}  // namespace scalewall
"""
TABLE = """Words.

cost/tried.hpp
    x = a / b          in steps
  > x = \\frac{a}{b}
    y = sqrt x
  (as it stands)
"""


def wrong_with(table, header=HEADER):
    return headers.mistakes_in(headers.Equations(table), {"cost/tried.hpp": header})


class Equations(unittest.TestCase):
    def test_agree(self):
        self.assertEqual(wrong_with(TABLE), [])

    def test_line_that_the_header_no_longer_has(self):
        self.assertIn("has no line (any more)", wrong_with(TABLE, HEADER.replace("a / b", "a / c"))[0])

    def test_line_without_an_entry(self):
        self.assertIn("equations.txt lacks", wrong_with(TABLE, HEADER.replace("in steps", "in steps\n//     z = 1"))[0])

    def test_header_that_is_not_there(self):
        self.assertIn("there is no header", wrong_with(TABLE + "\ncost/gone.hpp\n    z\n  (as it stands)\n")[0])

    def test_line_without_tex(self):
        with self.assertRaisesRegex(headers.Mistake, "neither TeX"):
            headers.Equations(TABLE.replace("  > x = \\frac{a}{b}\n", "\n"))

    def test_order(self):
        self.assertIn("in another order", wrong_with(TABLE, HEADER.replace("y = sqrt x", "x = a / b          in steps")
                                                     .replace("//     x = a / b          in steps", "//     y = sqrt x", 1))[0])

    def test_words_between(self):
        self.assertIn("words stand between", wrong_with(TABLE.replace("  > x = \\frac{a}{b}\n", ""))[0])

    def test_header_for_doxygen(self):
        written = headers.for_doxygen("cost/tried.hpp", HEADER, headers.Equations(TABLE).groups["cost/tried.hpp"])
        self.assertIn("@defgroup cost_tried_hpp cost/tried.hpp\n@ingroup folder_cost\nWhat it models.", written)
        self.assertIn(r"\f[ x = \frac{a}{b} \f]", written)
        self.assertIn(r"somebody \& \<someone\>", written)
        self.assertIn("/// y = sqrt x", written)
        self.assertLess(written.index("namespace scalewall {"), written.index("@{"))
        self.assertLess(written.index("/** @} */"), written.index("}  // namespace scalewall"))

    def test_rendered(self):
        if KATEX is None:
            self.skipTest("KaTeX was not installed")
        self.assertIn("katex", finish.rendered([r"\frac{a}{b}"], KATEX)[0])

    def test_wrong_one_ends_the_build(self):
        if KATEX is None:
            self.skipTest("KaTeX was not installed")
        for tex in [r"\frac{a}{b", r"\nosuchword x", "x % y"]:
            done = subprocess.run(["node", SITE / "katex.mjs", KATEX], input=f'["{tex}"]'.replace("\\", "\\\\"), text=True,
                                  capture_output=True, check=False)
            self.assertEqual(done.returncode, 1, tex)
            self.assertIn("an equation is wrong", done.stderr)


class Links(unittest.TestCase):
    def mistakes(self, **pages):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in pages.items():
                (Path(folder) / f"{name}.html").write_text(text)
            return check_links.mistakes_of(Path(folder))[0]

    def test_none(self):
        self.assertEqual(self.mistakes(a='<a href="b.html#x">b</a> <a href="https://arxiv.org/">c</a>', b='<p id="x">'), [])

    def test_dead_link(self):
        self.assertIn("is not there", self.mistakes(a='<a href="b.html">b</a>')[0])

    def test_lost_anchor(self):
        self.assertIn("no such anchor", self.mistakes(a='<a href="#y">b</a><p id="x">')[0])

    def test_what_is_fetched(self):
        self.assertIn("fetches", self.mistakes(a='<script src="https://example.org/x.js"></script>')[0])

    def test_tex_that_is_left(self):
        self.assertIn("has TeX", self.mistakes(a=r"<p>\[ x \]</p>")[0])


class Errors(unittest.TestCase):
    def test_broken_and_mended(self):
        case = errors.Case(ROOT / "tests" / "compile_fail" / "negative_count.cpp")
        self.assertEqual(case.broken, "constexpr sw::count gpus = -8;\n")
        self.assertEqual(case.mended, "constexpr sw::count gpus = 8;\n")
        self.assertEqual(case.rule_of(headers.read_headers()), "count.hpp")

    def test_every_case_has_two_sides(self):
        for path in sorted((ROOT / "tests" / "compile_fail").glob("*.cpp")):
            case = errors.Case(path)
            self.assertTrue(case.broken.strip(), path.name)
            self.assertNotEqual(case.broken, case.mended, path.name)

    def test_compiler_that_does_not_say_it(self):
        case = errors.Case(ROOT / "tests" / "compile_fail" / "negative_count.cpp")
        case.said_by = lambda *_: "error: something else"
        with self.assertRaisesRegex(headers.Mistake, "does not say"):
            case.told_by("g++", 0, Path())


class Blocks(unittest.TestCase):
    def check(self, page, **given):
        found = blocks.blocks_of(page)
        with tempfile.TemporaryDirectory() as folder:
            shop = blocks.Workshop.__new__(blocks.Workshop)
            shop.folder, shop.only_compile, shop.compiler = Path(folder), False, ["g++", "-std=c++20"]
            (shop.folder / "include").symlink_to(ROOT / "include")
            return found, blocks.check(found, shop, **given)

    def test_output(self):
        self.assertEqual(self.check("```sh\necho a\n```\n\n```text\na\n```\n")[1], {})

    def test_other_output(self):
        page = "```sh\necho b\n```\n\n```text\na\n```\n"
        found, differing = self.check(page)
        self.assertEqual(differing, {5: "b\n"})
        self.assertEqual(blocks.updated(page, found, differing), page.replace("\na\n", "\nb\n"))

    def test_program(self):
        page = '```cpp\n#include <cstdio>\nint main() { std::puts("a"); }\n```\n\n```text\na\n```\n'
        self.assertEqual(self.check(page)[1], {})
        self.assertNotEqual(self.check(page.replace('puts("a")', 'puts("b")'))[1], {})
        for broken in [page.replace(";", "", 1), page.replace("{", "{ int unused;")]:
            with self.assertRaisesRegex(blocks.Mistake, "does not compile"):
                self.check(broken)

    def test_program_that_should_not_compile(self):
        page = "<!-- does not compile; g++ says -->\n```cpp\nint x = y;\n```\n\n```text\n'y' was not declared\n```\n"
        self.assertEqual(self.check(page)[1], {})
        with self.assertRaisesRegex(blocks.Mistake, "does not say so"):
            self.check(page.replace("not declared", "declared twice"))
        with self.assertRaisesRegex(blocks.Mistake, "although it should not"):
            self.check(page.replace("= y", "= 1"))

    def test_command_that_fails(self):
        with self.assertRaisesRegex(blocks.Mistake, "end with 3"):
            self.check("```sh\nexit 3\n```\n")

    def test_file(self):
        page = "In `a/b.txt`:\n\n```json\n[1]\n```\n\n```sh\ncat a/b.txt\n```\n\n```text\n[1]\n```\n"
        self.assertEqual(self.check(page)[1], {})
        with self.assertRaisesRegex(blocks.Mistake, "no command takes"):
            self.check(page.replace("cat a/b.txt", "echo"))

    def test_block_that_nothing_checks(self):
        for page, why in [("```\nx\n```\n", "says its language"), ("Words:\n\n    x\n", "between backquotes"),
                          ("```json\n{}\n```\n", "has no name"), ("```text\nx\n```\n", "the block above it"),
                          ("```sh\n:\n", "has no end")]:
            with self.assertRaisesRegex(blocks.Mistake, why):
                self.check(page)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        KATEX = Path(sys.argv.pop(1)).resolve()
    unittest.main()
