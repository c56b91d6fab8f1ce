"""Configuration of the documentation build (`make docs`): Sphinx with MyST-Parser and the Furo theme.

The pages are plain Markdown that a code host renders as well. Two hooks bridge the difference: the table of contents
comes from the lists in each `index.md`, and links to files outside of `docs/` are shown as file names without a link.
"""

from __future__ import annotations

import re
from pathlib import Path

from sphinx.application import Sphinx

project = "Dragoman"
author = copyright = "Dragoman contributors"
extensions = ["myst_parser"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "Dragoman"
nitpicky = True
myst_heading_anchors = 6  # the anchors that code hosts give to headings

SECTION = re.compile(r"^## (.+)$", re.MULTILINE)
PAGE = re.compile(r"^- \[[^\]]+\]\(([\w/-]+)\.md\)", re.MULTILINE)
OUTSIDE = re.compile(r"\[([^\]]+)\]\((?:\.\./)+[^)]*\)")


def toctrees(index: str) -> str:
    """Return a hidden table of contents for each section of an index page: the pages that its list begins with."""
    first, *sections = SECTION.split(index)
    lists = [("", first), *zip(sections[::2], sections[1::2], strict=True)]
    captions = {title: f":caption: {title}\n" for title, _ in lists if title}
    return "".join(
        f"\n```{{toctree}}\n:hidden:\n{captions.get(title, '')}\n" + "\n".join(found) + "\n```\n"
        for title, body in lists
        if (found := PAGE.findall(body))
    )


def prepare(app: Sphinx, page: str, source: list[str]) -> None:
    """Adapt the text of a page to the build, before it is parsed."""
    folder = (Path(app.srcdir) / page).parent

    def inside(link: re.Match[str]) -> str:
        target = (folder / link[0].rpartition("(")[2].rstrip(")").partition("#")[0]).resolve()
        return link[0] if target.is_relative_to(app.srcdir) else link[1]

    source[0] = OUTSIDE.sub(inside, source[0])
    if page.rpartition("/")[2] == "index":
        source[0] += toctrees(source[0])


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the hooks."""
    app.connect("source-read", prepare)
    return {"parallel_read_safe": True}
