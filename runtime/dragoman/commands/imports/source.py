"""A configuration to convert: its settings, which of them were used, and the report about each."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from dragoman.values import yaml_text
from dragoman.values.json_bounds import is_deeper

# A text in quotes, which is kept, or a comment.
COMMENTS = re.compile(r'("(?:[^"\\\n]|\\.)*")|//[^\n]*|/\*.*?\*/|,(?=\s*[}\]])', re.DOTALL)
Outcome = Literal["exact", "changed", "not supported"]
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Report:
    """The outcome of one setting. `text`: what it became, or what to do instead."""

    setting: str
    outcome: Outcome
    text: str


@dataclass
class Source:
    """`notes`: outcomes of settings that need no conversion, by their path."""

    tree: dict[str, Any]
    notes: dict[str, dict[str, Any]] = field(default_factory=dict)
    reports: dict[Path, Report] = field(default_factory=dict)
    holders: set[Path] = field(default_factory=set)  # the paths of settings that have a report, and those around them

    def get(self, *path: str | int) -> Any:
        """Return a value; None if there is none."""
        value: Any = self.tree
        for step in path:
            fits = isinstance(value, dict) or (isinstance(value, list) and isinstance(step, int) and step < len(value))
            value = (value.get(step) if isinstance(value, dict) else value[step]) if fits else None
        return value

    def items(self, *path: str | int) -> list[Any]:
        """Return a list; [] if there is none."""
        value = self.get(*path)
        return value if isinstance(value, list) else []

    def keys(self, *path: str | int) -> list[str]:
        """Return the keys of a mapping; [] if there is none."""
        value = self.get(*path)
        return list(map(str, value)) if isinstance(value, dict) else []

    def used(self, path: Path, text: str, outcome: Outcome = "exact") -> None:
        """Report what a setting became. The settings below it need no separate report."""
        self.reports[path] = Report(shown(path), outcome, text)
        self.holders.update(path[:size] for size in range(1, len(path) + 1))

    def finish(self) -> list[Report]:
        """Return the reports in the order of the file. A setting that nothing has used is not supported."""
        found: dict[Report, None] = {}
        for path in _leaves(self.tree, ()) if self.tree else ():
            covering = next((path[:size] for size in range(len(path), 0, -1) if path[:size] in self.reports), None)
            if covering is None:
                covering = self._noted(path)
            found[self.reports[covering]] = None
        return list(found)

    def _noted(self, path: Path) -> Path:
        """Report a setting that nothing has used: as off, by its note, else with what beside it is not used either."""
        for size in range(1, len(path) + 1):
            if not self._used_below(path[:size]) and _is_off(self.get(*path[:size])):
                self.used(path[:size], "it is off")
                return path[:size]
        for size in range(len(path), 0, -1):
            if note := self.notes.get(names_of(path[:size])):
                self.used(path[:size], note["text"], note["outcome"])
                return path[:size]
        least = 2 if isinstance(self.tree.get(str(path[0])), dict) else 1
        size = next((size for size in range(least, len(path)) if not self._used_below(path[:size])), len(path))
        self.used(path[:size], "there is no counterpart", "not supported")
        return path[:size]

    def _used_below(self, path: Path) -> bool:
        return path in self.holders


def _is_off(value: Any) -> bool:
    """Return whether a setting, or each one in it, is false or empty."""
    if isinstance(value, dict | list):
        return all(map(_is_off, value.values() if isinstance(value, dict) else value))
    return value is None or value is False or value == ""


def names_of(path: Path) -> str:
    """Return the names of a path without indices, as notes have them."""
    return ".".join(str(step) for step in path if isinstance(step, str))


def shown(path: Path) -> str:
    """Return a path for people: `Providers[0].name`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def _leaves(value: Any, path: Path) -> Iterator[Path]:
    below: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        below = [(str(key), inner) for key, inner in value.items()]
    elif isinstance(value, list):
        below = list(enumerate(value))
    if not below:
        yield path
    for step, inner in below:
        yield from _leaves(inner, (*path, step))


def read(text: str) -> dict[str, Any]:
    """Parse JSON, which may have comments and commas before closing brackets, or YAML. Raises ValueError with the
    reason."""
    try:
        value = json.loads(COMMENTS.sub(lambda match: match[1] or "", text) if text.lstrip()[:1] in "{/" else text)
        if is_deeper(value, yaml_text.MAX_DEPTH):
            raise RecursionError
    except RecursionError:
        raise ValueError(yaml_text.DEEP) from None
    except ValueError:
        try:
            value = yaml_text.load(text, typ="safe")
        except yaml_text.NotYaml as error:
            raise ValueError(f"it is neither JSON nor YAML: {error}") from None
    if not isinstance(value, dict):
        raise ValueError("it is no mapping of settings")
    return value
