"""Positions in spec files: the text of a line, and the quirk that it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from dragoman_codegen.spec.problems import Problems
from dragoman_codegen.spec.yaml.load import load
from dragoman_codegen.spec.yaml.tree import Map, plain, within


@dataclass(frozen=True, slots=True)
class QuirkNote:
    """A quirk or patch: the lines that it takes, its reason with a source, and its condition."""

    first: int
    last: int
    because: str
    see: str
    when: dict[str, Any]


class SpecFile:
    """One spec file as text and as a tree."""

    def __init__(self, path: Path, shown: str) -> None:
        self.path, self.shown = path, shown
        self.lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []

    def line(self, number: int) -> str:
        return self.lines[number - 1].strip() if 0 < number <= len(self.lines) else ""

    @cached_property
    def tree(self) -> Map:
        return load(self.path, self.shown, Problems())

    @cached_property
    def quirks(self) -> list[QuirkNote]:
        """The quirks of the file, in order. Protocols have none."""
        if "/protocols/" in self.shown:
            return []
        found = (node for node in within(self.tree) if isinstance(node, Map) and _is_quirk(node))
        return [_note(node) for node in found]

    def quirk(self, number: int) -> QuirkNote | None:
        """Return the quirk that a line belongs to."""
        return next((one for one in self.quirks if one.first <= number <= one.last), None)

    def declaration(self, field: str) -> int:
        """Return the line that declares a field of a type, or 0."""
        types = self.tree.sub("types")
        records = (types.sub(name) for name in types.entries)
        places = (record.keys.get(field) or record.keys.get(f"{field}?") for record in records)
        return next((place.line for place in places if place), 0)

    def use(self, name: str) -> dict[str, Any]:
        """Return the condition with which a provider uses a shared quirk."""
        uses = (node for node in within(self.tree) if isinstance(node, Map) and node.text("name") == name)
        return next((plain(node.entries["when"]) for node in uses if "when" in node.entries), {})


class SpecFiles:
    """Spec files by the names in positions. `root`: the folder that contains `specs`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.known: dict[str, SpecFile] = {}

    def get(self, shown: str) -> SpecFile:
        if shown not in self.known:
            self.known[shown] = SpecFile(self.root / shown, shown)
        return self.known[shown]


def split(place: str) -> tuple[str, int]:
    """Return the file and the line of `file:line:column`."""
    file, _, rest = place.partition(".yaml:")
    return (f"{file}.yaml", int(rest.partition(":")[0])) if rest else (place, 0)


def _is_quirk(node: Map) -> bool:
    """Return whether a map is a quirk or a patch: a reason and something that it changes."""
    return "because" in node.entries and ("see" in node.entries or len(node.entries) > 2)


def _note(node: Map) -> QuirkNote:
    lines = [part.place.line for part in within(node)]
    return QuirkNote(node.place.line, max(lines), node.text("because"), node.text("see"), plain(node.sub("when")))
