"""Refusals: error messages by which a provider rejects a parameter of a request.

A message names the parameter, or means the parameters that its spec lists. A parameter that was not sent, or that the
request cannot do without, has no remedy.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dragoman.library.refusals.adjustments import (
    ANY_VALUE,
    SEPARATORS,
    WITHIN,
    Adjustment,
    locate,
    locate_below,
    value_at,
)

MAX_TEXT = 10_000  # characters of a message that are searched


@dataclass(frozen=True, slots=True)
class Refusal:
    """Patterns of messages. Groups: `param` names the parameter, `within` the object that holds it, `instead` the
    parameter that replaces it, and `value` means that only the present value is refused. Without `param` the parameters
    are those in `without`, or else the one that the error names."""

    patterns: tuple[str, ...]
    without: tuple[str, ...] | None = None  # (): the request is not repeated

    def search(self, texts: Iterable[str]) -> list[dict[str, str | None]]:
        """Return the groups of all matches of the first pattern that matches."""
        for pattern in self.patterns:
            for text in texts:
                if found := [match.groupdict() for match in re.finditer(pattern, text[:MAX_TEXT], re.IGNORECASE)]:
                    return found
        return []


@dataclass(frozen=True, slots=True)
class Refusals:
    """The refusals of a provider; the first that matches and names a parameter of the request counts. `essential`:
    names of parameters that are never removed."""

    rows: tuple[Refusal, ...] = ()
    essential: frozenset[str] = frozenset()

    def adjustments(self, error: Mapping[str, Any], text: str, body: dict[str, Any]) -> tuple[Adjustment, ...]:
        """Return what to change in a body that the provider rejected with this error. `text`: the error body."""
        for row, matches in self._matching(error, text):
            found: list[Adjustment] = []
            for one in (one for match in matches for one in self._of(row, match, error.get("param", ""), body)):
                if not any(one.path[: len(other.path)] == other.path for other in found):
                    found.append(one)
            if found:
                return tuple(found)
        return ()

    def refuses(self, error: Mapping[str, Any], text: str) -> bool:
        """Whether an error rejects parameters without which the request may be sent again."""
        return next(self._matching(error, text), None) is not None

    def _matching(self, error: Mapping[str, Any], text: str) -> Iterator[tuple[Refusal, list[dict[str, str | None]]]]:
        """Yield the refusals that match, with the groups of their matches, up to one that forbids a repetition."""
        texts = error.get("message", ""), error.get("code", ""), text.replace("\\", "")
        for row in self.rows:
            if matches := row.search(texts):
                if row.without == ():
                    return
                yield row, matches

    def _of(self, row: Refusal, match: dict[str, str | None], param: str, body: dict[str, Any]) -> Iterator[Adjustment]:
        named = match.get("param") or ""
        within = f"{match['within']}." if match.get("within") else ""
        names = (within + named,) if named else row.without or (param,)
        for name in names:
            if WITHIN in name and row.without and name in row.without:  # of the spec, and not of the provider's text
                path = locate_below(name, body)
            else:
                path = locate(name, body, self.essential) if name else None
            if path is None or path[-1] in self.essential:
                continue
            instead = tuple(filter(None, SEPARATORS.split(match.get("instead") or "")))
            value = value_at(body, path) if match.get("value") is not None else ANY_VALUE
            yield Adjustment(path, instead if len(instead) != 1 else (*path[:-1], *instead), value)
