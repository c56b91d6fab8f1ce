"""Citations of the protocol reference: `case 120`, `cases 3 to 5`, `rule 2.3.4`, and names of documents, in the source
files of the repository."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.docs.markdown import ROOT, anchors, headings, slug

SETTINGS = ("pyproject.toml", "Makefile", ".ci/run")
CATALOGUES = ROOT / "specs" / "models"  # facts about models, with the versions and documents of others
FOLDERS = ("runtime", "codegen", "specs", "tests", "docs", "bench")
SUFFIXES = {".py", ".yaml", ".md", ".j2", ".jinja", ".mjs"}
REFERENCE = ROOT / "docs" / "reference"

GAP = r"(?:\s|#)+"  # a citation may continue on the next line of a comment
RULE = r"\d[A-D]?\.\d{1,2}(?:\.\d{1,2})?(?![.\w]*\d)"
TITLE = re.compile(rf"(Case \d+|Rule {RULE})(?::|$)")
LIST = r"(?:{one})(?:(?:,{gap}and{gap}|,{gap}|{gap}and{gap}|{gap}to{gap}|-)(?:{one}))*"
CASES = re.compile(rf"\bcases?{GAP}({LIST.format(one=r'[0-9]+', gap=GAP)})", re.IGNORECASE)
RULES = re.compile(rf"\brules?:?{GAP}\"?({LIST.format(one=RULE, gap=GAP)})", re.IGNORECASE)
NUMBER = re.compile(r"^ *- (?:\{ )?number: (\d+)", re.MULTILINE)
MATCH = re.compile(r"^ +case \d+.*:$", re.MULTILINE)  # Python's own `case`
UNNAMED = re.compile(r"(?<![\w.=@/:\"'^~<>-])[12]\.\d{1,2}\.\d(?![\w.]*\w)|\bprotocols\s+(?:section\s+)?\d")
DOCUMENT = re.compile(r"(?<![\w/.*{\"'-])((?:\.\./)*[A-Za-z][\w/.-]*\.md)(?:#([\w-]+))?(?!\w)")


class Citation(NamedTuple):
    name: str
    position: int


@cache
def targets() -> dict[str, str]:
    """Return the places of all cases and rules: `case 120` -> the path of its page below docs/, with the anchor."""
    return {
        match[1].lower(): f"{page.relative_to(ROOT / 'docs').as_posix()}#{slug(heading)}"
        for page in sorted(REFERENCE.glob("**/*.md"))
        for heading in headings(page)
        if (match := TITLE.match(heading))
    }


def sources() -> Iterator[Path]:
    """Yield every file that may contain citations, except the tests of this folder, which contain examples."""
    yield from (ROOT / name for name in SETTINGS)
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_relative_to(CATALOGUES):
                continue
            if path.suffix in SUFFIXES and not {"_build", "__pycache__"} & set(path.parts):
                if path.parent != Path(__file__).parent:
                    yield path


def citations(text: str) -> Iterator[Citation]:
    """Yield the cited cases and rules of a text, ranges expanded to their ends."""
    text = MATCH.sub(_blank, text)
    for match in CASES.finditer(text):
        yield from (Citation(f"case {number}", match.start()) for number in re.findall(r"\d+", match[1]))
    for match in RULES.finditer(text):
        yield from (Citation(f"rule {number}".lower(), match.start()) for number in re.findall(RULE, match[1]))
    for match in NUMBER.finditer(text):
        yield Citation(f"case {match[1]}", match.start(1))


def problems(text: str) -> Iterator[str]:
    """Yield what is wrong with the citations of a text, each with its line."""
    for name, position in citations(text):
        if name not in targets():
            yield f"{_line(text, position)}: {name} has no heading in docs/reference; add one or correct the number"
    rest = MATCH.sub(_blank, RULES.sub(_blank, text))
    for match in UNNAMED.finditer(rest):
        yield f"{_line(text, match.start())}: {match[0]!r} is no citation; write `rule N` or `case N`"


def unknown_documents(text: str, documents: list[Path]) -> Iterator[str]:
    """Yield the documents, or their anchors, that a text names and that do not exist, each with its line."""
    for match in DOCUMENT.finditer(text):
        name = "/" + match[1].replace("../", "")
        found = [document for document in documents if document.as_posix().endswith(name)]
        if not found:
            yield f"{_line(text, match.start())}: {match[1]} does not exist; name a document of this repository"
        elif match[2] and not any(match[2] in anchors(document) for document in found):
            yield f"{_line(text, match.start())}: {match[0]} has no such anchor; use the anchor of one of its headings"


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])
