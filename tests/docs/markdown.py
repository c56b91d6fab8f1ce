"""Markdown pages of the repository: their headings, anchors and links, as a code host and the documentation build see
them."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"^ *(```+|~~~+)[^\n]*\n.*?^ *\1 *$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
HEADING = re.compile(r"^#{1,6} +(.+?) *#*$", re.MULTILINE)
LINK = re.compile(r"\]\(<?([^)\s>]+)>?(?: \"[^\"]*\")?\)")
HTML_TARGET = re.compile(r"""<[^>]*\b(?:href|src)=["']([^"']+)["']""")
HTML_ANCHOR = re.compile(r"""<[^>]*\b(?:id|name)=["']([^"']+)["']""")


class Link(NamedTuple):
    line: int
    target: str


def pages() -> list[Path]:
    """Return every Markdown page that users and contributors read."""
    found = [*ROOT.glob("*.md"), ROOT / "specs" / "README.md", *ROOT.glob("docs/**/*.md")]
    return sorted(page for page in found if "_build" not in page.parts)


def slug(heading: str) -> str:
    """Return the anchor of a heading: lower case, without markup and punctuation, spaces as hyphens."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    return re.sub(r"[^\w\- ]", "", text.replace("`", "").lower()).replace(" ", "-")


@cache
def headings(page: Path) -> tuple[str, ...]:
    """Return the texts of a page's headings, in their order."""
    return tuple(HEADING.findall(_prose(page)))


@cache
def anchors(page: Path) -> frozenset[str]:
    """Return every anchor of a page: those of its headings, numbered where a text repeats, and explicit HTML ids."""
    seen: Counter[str] = Counter()
    found = set(HTML_ANCHOR.findall(_prose(page)))
    for heading in headings(page):
        name = slug(heading)
        found.add(f"{name}-{seen[name]}" if seen[name] else name)
        seen[name] += 1
    return frozenset(found)


def links(page: Path) -> list[Link]:
    """Return the link targets of a page with their line numbers, code excluded."""
    text = CODE.sub(_blank, _prose(page))
    matches = [*LINK.finditer(text), *HTML_TARGET.finditer(text)]
    return [Link(text.count("\n", 0, match.start()) + 1, match[1]) for match in matches]


def problem(page: Path, target: str) -> str:
    """Return what is wrong with a relative link of a page, or an empty text."""
    if re.match(r"[a-z][a-z0-9+.-]*:", target):
        return ""
    path, _, anchor = target.partition("#")
    file = (page.parent / path).resolve() if path else page
    if not file.is_relative_to(ROOT) or not file.exists():
        return "the file does not exist in this repository; correct the path"
    if anchor and file.suffix == ".md" and anchor not in anchors(file):
        return f"{file.relative_to(ROOT)} has no such anchor; use the anchor of one of its headings"
    return ""


@cache
def _prose(page: Path) -> str:
    """Return a page's text with blank lines for code blocks and comments."""
    return COMMENT.sub(_blank, FENCE.sub(_blank, page.read_text(encoding="utf-8")))


def _blank(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")
