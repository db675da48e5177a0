#!/usr/bin/env python3
"""Checks a folder of HTML: every link has its file and its anchor, nothing is fetched, no TeX is left for a script.

    check_links.py HTML
"""

import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

# Attributes that a browser follows by itself, by tag.
FETCHED = {("img", "src"), ("script", "src"), ("link", "href"), ("object", "data"), ("iframe", "src"), ("source", "src")}


class Page(HTMLParser):
    """The anchors of a page and its links: (target, whether a browser fetches it)."""

    def __init__(self, text):
        super().__init__()
        self.anchors = set()
        self.links = []
        self.scripts = 0
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.scripts += tag == "script"
        for name, value in attributes:
            if name in ("id", "name") and value:
                self.anchors.add(value)
            if name in ("href", "src", "data") and value:
                self.links.append((value, (tag, name) in FETCHED))


def mistakes_of(folder):
    """Sentences, and how many links and anchors there are."""
    texts = {path.name: path.read_text() for path in sorted(folder.glob("*.html"))}
    pages = {name: Page(text) for name, text in texts.items()}
    links = [(name, target, fetched) for name, page in pages.items() for target, fetched in page.links]
    # The tree at the side and the search are built by scripts, from lists of links.
    for script in [*folder.glob("nav*.js"), *folder.glob("search/*.js")]:
        for target in re.findall(r'["\'](?:\.\./)?([\w.\-]+\.html(?:#[^"\']*)?)["\'](?!:\[\])', script.read_text()):
            links.append((script.name, target, False))
    wrong = []
    for name, target, fetched in links:
        parts = urlsplit(target)
        if parts.scheme or parts.netloc:
            if fetched and parts.scheme not in ("javascript", "data"):
                wrong.append(f"{name} fetches {target}")
            continue
        file = unquote(parts.path) or name
        if not (folder / file).exists():
            wrong.append(f"{name} links to {target}, which is not there")
        elif parts.fragment and file in pages and unquote(parts.fragment) not in pages[file].anchors:
            wrong.append(f"{name} links to {target}, where there is no such anchor")
    wrong += [f"{name} has TeX for a script" for name, text in texts.items() if re.search(r"\\\[|mathjax", text, re.I)]
    return sorted(set(wrong)), len(links), sum(len(page.anchors) for page in pages.values())


if __name__ == "__main__":
    mistakes, links, anchors = mistakes_of(Path(sys.argv[1]))
    if not links:
        sys.exit(f"check_links.py: {sys.argv[1]} has no page with a link")
    for mistake in mistakes[:50]:
        print(f"check_links.py: {mistake}", file=sys.stderr)
    if mistakes:
        sys.exit(1)
    print(f"{links} links and {anchors} anchors: none is lost")
