#!/usr/bin/env python3
"""Writes what Doxygen reads: the headers with their equations, the pages with what is collected for them, and the layout.

    prepare.py FOLDER
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from errors import errors_page
from headers import (INCLUDE, ROOT, Mistake, comments_of, escaped, for_doxygen, markdown_of, mistakes_in, page_of, read_equations,
                     read_headers)

# In the order in which they are read; below them those that stand at the root of the repository.
PAGES = ["first_ten_minutes", "model", "real_runs", "errors", "how_to_add", "search", "glossary", "answers"]
OF_THE_ROOT = ["CONTRIBUTING", "SUPPORT", "SECURITY", "CHANGELOG"]

EQUATIONS_OF = re.compile(r"<!-- equations of (\S+) -->")
ERRORS = "<!-- every error -->"
FENCED = re.compile(r"(^```.*?^```$)", re.M | re.S)
HEADING = re.compile(r"^(#+) (.+)$", re.M)
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")


def title_of(page):
    return HEADING.search(page)[2]


def slug(heading):
    """The anchor of a heading, as hosts of repositories make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def label(path, heading=None):
    name = path.stem.lower()
    return name if heading is None else f"{name}_{heading}"


def equations_not_shown_once(equations):
    asked = EQUATIONS_OF.findall((ROOT / "docs" / "model.md").read_text())
    return [f"docs/model.md asks {asked.count(name)} times for the equations of {name}, not once"
            for name in equations.headers_with_tex() if asked.count(name) != 1]


class Site:
    def __init__(self, folder):
        self.folder = folder
        self.headers = read_headers()
        self.equations = read_equations()
        wrong = mistakes_in(self.equations, self.headers) + equations_not_shown_once(self.equations)
        if wrong:
            raise Mistake("\n".join(wrong))
        written = sorted(path.stem for path in (ROOT / "docs").glob("*.md"))
        if written != sorted([*PAGES, "index"]):
            raise Mistake(f"docs/site/prepare.py lists {sorted([*PAGES, 'index'])}, docs/ has {written}")
        paths = [ROOT / "docs" / f"{name}.md" for name in ["index", *PAGES]] + [ROOT / f"{name}.md" for name in OF_THE_ROOT]
        self.pages = {path: self.collected(path.read_text()) for path in paths}
        self.images = set()

    def equations_of(self, name):
        """What a header says of its model, for a page: its leading comment, and docstrings that have formulas."""
        if name not in self.equations.headers_with_tex():
            raise Mistake(f"docs/model.md: docs/equations.txt has no equation of {name}")
        groups = list(self.equations.groups[name])
        written = [f"**[{name}](../include/scalewall/{name})**", ""]
        for start, said in comments_of(self.headers[name]):
            if start == 0 or any(line.startswith("    ") for line in said):
                written += markdown_of(said, groups)
        return "\n".join(written)

    def collected(self, page):
        """The page with what its comments ask for."""
        page = EQUATIONS_OF.sub(lambda match: self.equations_of(match[1]), page)
        return page.replace(ERRORS, errors_page(self.folder.parent / "said")) if ERRORS in page else page

    def headings(self, path):
        return [slug(match[2]) for match in HEADING.finditer(FENCED.sub("", self.pages[path]))]

    def linked(self, path, link):
        """A link of a page, for Doxygen."""
        picture, text, target = link[1], link[2], link[3]
        if re.match(r"[a-z]+:", target):
            return link[0]
        file, _, fragment = target.partition("#")
        whole = (path.parent / file).resolve() if file else path
        if not whole.exists():
            raise Mistake(f"{path.name}: there is no {target}")
        if picture:
            self.images.add(whole)
            return f"![{text}]({whole.name})"
        if whole in self.pages:
            if fragment and fragment not in self.headings(whole):
                raise Mistake(f"{path.name}: {file or path.name} has no heading #{fragment}")
            page = "index" if whole.name == "index.md" else label(whole)
            return f"[{text}](@ref {label(whole, fragment) if fragment else page})"
        if whole.is_relative_to(INCLUDE):
            return f"[{text}](@ref {page_of(str(whole.relative_to(INCLUDE)))})"
        raise Mistake(f"{path.name}: {target} is no page of the site")

    def for_doxygen(self, path):
        parts = FENCED.split(self.pages[path])
        for at in range(0, len(parts), 2):
            parts[at] = LINK.sub(lambda link: self.linked(path, link), parts[at])
            parts[at] = HEADING.sub(lambda match: f"{match[0]} {{#{label(path, slug(match[2]))}}}", parts[at])
        first = "mainpage" if path.stem == "index" else label(path)
        return re.sub(r"\{#[^}]*\}", f"{{#{first}}}", "".join(parts), count=1)

    def folders(self):
        """A group for every folder of headers, in the order of the table in CONTRIBUTING.md, with what that says it holds."""
        rows = re.findall(r"^\| (.+?) \| (.+?) \|", (ROOT / "CONTRIBUTING.md").read_text(), re.M)
        holds = {name: what for names, what in rows for name in re.findall(r"`([a-z/]+)/`", names)}
        there = {name.rpartition("/")[0] for name in self.headers}
        order = ["", *holds]
        for name in sorted(there):
            if name.partition("/")[0] not in order:
                raise Mistake(f"the table of rooms in CONTRIBUTING.md has no row of `{name.partition('/')[0]}/`")
        written = []
        for folder in sorted(there, key=lambda name: order.index(name.partition("/")[0])):
            title = f"{folder}/" if folder else "scalewall/"
            inside = f"@ingroup {page_of('folder/' + folder.rpartition('/')[0])}" if "/" in folder else ""
            written.append(f"/** @defgroup {page_of('folder/' + folder)} {title}\n{inside}\n{escaped(holds.get(folder, ''))}\n*/")
        return "\n".join(written)

    def layout(self, default):
        """Doxygen's own, with the pages as its first tabs, and what a header or a class is before what it has."""
        def tab(path):
            return f'<tab type="user" url="@ref {label(path)}" title="{title_of(self.pages[path])}"/>'
        paths = list(self.pages)
        tabs = "\n".join([
            '<tab type="mainpage" visible="yes" title="scalewall"/>',
            *(tab(path) for path in paths[1:len(PAGES) + 1]),
            '<tab type="modules" visible="yes" title="Headers" intro=""/>',
            '<tab type="concepts" visible="yes" title="Concepts"></tab>',
            '<tab type="classlist" visible="yes" title="Types" intro=""/>',
            '<tab type="namespacemembers" visible="yes" title="Functions and constants" intro=""/>',
            '<tab type="usergroup" visible="yes" title="The project">',
            *(tab(path) for path in paths[len(PAGES) + 1:]),
            "</tab>"])
        layout = re.sub(r"<navindex>.*</navindex>", lambda _: f"<navindex>\n{tabs}\n</navindex>", default, flags=re.S)
        first = '<detaileddescription title=""/>'
        for kind in ["class", "namespace", "concept", "group"]:
            layout = re.sub(rf"<{kind}>.*?</{kind}>",
                            lambda whole: re.sub(r'(\s*)<briefdescription visible="yes"/>', rf"\1{first}",
                                                 whole[0].replace(first, "")), layout, flags=re.S)
        return layout

    def write(self):
        folder = self.folder
        shutil.rmtree(folder, ignore_errors=True)
        for name, text in self.headers.items():
            file = folder / "include" / "scalewall" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(for_doxygen(name, text, self.equations.groups.get(name, [])))
        (folder / "include" / "folders.hpp").write_text(self.folders())
        pages = folder / "pages"
        pages.mkdir()
        for path in self.pages:
            (pages / path.name.lower()).write_text(self.for_doxygen(path))
        images = folder / "images"
        images.mkdir()
        for image in self.images:
            shutil.copy(image, images)
        layout = folder / "layout.xml"
        subprocess.run(["doxygen", "-l", layout], check=True)
        layout.write_text(self.layout(layout.read_text()))
        shown = len(self.equations.headers_with_tex())
        print(f"{len(self.headers)} headers, {shown} of them with equations; {len(self.pages)} pages")


if __name__ == "__main__":
    try:
        Site(Path(sys.argv[1])).write()
    except Mistake as mistake:
        sys.exit(f"prepare.py: {mistake}")
