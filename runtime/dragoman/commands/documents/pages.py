"""The pages of the documentation, which are Markdown files of the installed package, or of the checkout."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path

import dragoman
from dragoman.commands.arguments import UsageError

HEADING = re.compile(r"(#+) +(.+?) *$")
FENCE = re.compile(r" *(```|~~~)")
NOT_IN_ANCHORS = re.compile(r"[^\w\- ]")


def folder() -> Path | None:
    """Return the folder of the documentation; None if it is not installed."""
    package = Path(dragoman.__file__).parent
    places = (package / "docs", package.parents[1] / "docs")
    return next((place for place in places if (place / "index.md").is_file()), None)


def pages(root: Path) -> dict[str, Path]:
    """Return the pages by name. The name of a page in a folder begins with the folder, but that of a reference."""
    from dragoman import loader
    from dragoman_codegen.extension import shipped_specs

    found = {"losses": Path(str(files(loader.ADAPTERS) / "losses.md")), "specs": shipped_specs() / "README.md"}
    for path in sorted(root.rglob("*.md"), key=lambda path: (len(path.parts), path)):
        name = path.relative_to(root).with_suffix("").as_posix()
        short = name.removeprefix("reference/")
        found[name if short in found else short] = path
    return found


def named(name: str, known: Collection[str]) -> str:
    """Return the name of a page, which may be given without its folder. Raises UsageError."""
    in_folders = [page for page in known if page.endswith(f"/{name}")]
    if name in known or len(in_folders) == 1:
        return name if name in known else in_folders[0]
    near = in_folders or get_close_matches(name, known, 3)
    hint = f"did you mean {' or '.join(near)}? " if near else ""
    raise UsageError(f"no page '{name}'; {hint}`dragoman docs` lists the pages")


def title(path: Path) -> str:
    """Return the title of a page."""
    return next((text for _, text, _ in headings(path.read_text(encoding="utf-8").splitlines())), path.stem)


def headings(lines: list[str]) -> Iterator[tuple[int, str, int]]:
    """Yield the level, text and line of each heading. Lines of code blocks are none."""
    code = False
    for at, line in enumerate(lines):
        if FENCE.match(line):
            code = not code
        elif not code and (found := HEADING.match(line)):
            yield len(found[1]), found[2], at


def anchor(heading: str) -> str:
    """Return the anchor of a heading, as code hosts and the documentation build make it."""
    return NOT_IN_ANCHORS.sub("", heading.lower()).replace(" ", "-")


def sections(text: str) -> dict[str, str]:
    """Return the sections of a page with the sections below them, by anchor."""
    lines = text.splitlines()
    found = list(headings(lines))
    sections: dict[str, str] = {}
    for index, (level, heading, start) in enumerate(found):
        end = next((at for other, _, at in found[index + 1 :] if other <= level), len(lines))
        sections.setdefault(anchor(heading), "\n".join(lines[start:end]).rstrip())
    return sections
