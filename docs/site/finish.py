#!/usr/bin/env python3
"""Finishes the pages that Doxygen wrote: renders their equations, or says that they are not, and takes out what fetches.

    finish.py HTML [KATEX]     KATEX is the folder in which KaTeX was installed; without it TeX stays TeX
"""

import html
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

FORMULA = re.compile(r'<p class="formulaDsp">\s*\\\[(.*?)\\\]\s*</p>', re.S)
MATHJAX = re.compile(r'<script type="text/x-mathjax-config">.*?</script>\s*<script[^>]*mathjax[^>]*></script>\s*', re.S)
STYLE = '<link href="katex/katex.min.css" rel="stylesheet" type="text/css"/>\n</head>'
# The summary of Doxygen 1.9.4 links to this section of a class whose nested classes are private, and has no such section.
NO_SECTION = re.compile(r'<a href="#nested-classes">Classes</a> &#124;\s*')


def rendered(equations, katex):
    """HTML for every equation. Ends the program where one is wrong."""
    done = subprocess.run(["node", Path(__file__).with_name("katex.mjs"), katex], input=json.dumps(equations),
                          stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        sys.exit("finish.py: the documents are not built")
    return json.loads(done.stdout)


def finish(folder, katex):
    pages = {path: MATHJAX.sub("", path.read_text()) for path in sorted(folder.glob("*.html"))}
    equations = sorted({html.unescape(tex.strip()) for page in pages.values() for tex in FORMULA.findall(page)})
    if katex:
        shown = dict(zip(equations, rendered(equations, katex)))
        shutil.copytree(katex / "node_modules/katex/dist/fonts", folder / "katex/fonts", dirs_exist_ok=True,
                        ignore=shutil.ignore_patterns("*.ttf", "*.woff"))
        style = (katex / "node_modules/katex/dist/katex.min.css").read_text()
        style = re.sub(r',url\([^)]*\.(woff|ttf)\) format\("[^"]*"\)', "", style)
        (folder / "katex/katex.min.css").write_text(style)
    else:
        shown = {tex: f'<pre class="fragment">{html.escape(tex)}</pre>' for tex in equations}
    for path, page in pages.items():
        if FORMULA.search(page):
            page = FORMULA.sub(lambda match: shown[html.unescape(match[1].strip())], page)
            page = page.replace("</head>", STYLE, 1) if katex else page
        if 'name="nested-classes"' not in page:
            page = NO_SECTION.sub("", page)
        path.write_text(page)
    print(f"{len(equations)} equations " + ("rendered" if katex else "left in TeX"))


if __name__ == "__main__":
    finish(Path(sys.argv[1]), Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else None)
