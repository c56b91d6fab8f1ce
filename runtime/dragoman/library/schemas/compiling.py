"""State of the compilation of one schema: its document, its losses and the work that is left."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from dragoman.library.schemas.profile import Loss
from dragoman.library.schemas.references import MISSING, resolve
from dragoman.library.schemas.wellformed import MAX_DEPTH, Unusable

MAX_WORK: Final = 40_000  # subschemas of the results for one request
# Keywords whose subschemas, if they accept more, may make the whole accept less.
_REVERSING: Final = frozenset(["not", "if", "oneOf", "contains"])


class Compiling:
    """`document`: the schema that references lead into. `path`: the place that is compiled now. `monotone`: the result
    has no keyword whose subschema may accept more so that the whole accepts less."""

    def __init__(self, document: Any, budget: int = MAX_WORK, monotone: bool = False) -> None:
        self.document, self.budget = document, budget
        self.reverses: bool | None = False if monotone else None
        self.path: list[str] = []
        self.losses: dict[Loss, None] = {}
        self.work = self.depth = 0

    @contextmanager
    def inside(self, *steps: str) -> Iterator[None]:
        """Enter a subschema. Raises Unusable where references nest subschemas too deeply."""
        self.deepen()
        self.path += steps
        yield
        del self.path[-len(steps) :]
        self.depth -= 1

    def deepen(self) -> None:
        """Count a level of nesting; the caller subtracts it again."""
        self.depth += 1
        if self.depth > MAX_DEPTH + 10:
            raise Unusable(tuple(self.path[:6]), "Schema is nested too deeply with its references resolved")

    def spend(self, amount: int = 1) -> None:
        """Count a subschema. Raises Unusable where the budget of the request ends."""
        self.work += amount
        if self.work > self.budget:
            path = tuple(self.path[:6])
            raise Unusable(path, f"Schemas have more than {MAX_WORK} parts with their references resolved")

    def lose(self, reason: str, *steps: str, wider: bool = True, narrower: bool = False) -> None:
        if self.reverses is None:
            self.reverses = _has_keyword(self.document, _REVERSING)
        if self.reverses:
            wider = narrower = True
        self.losses[Loss(".".join([*self.path, *steps]), reason, wider, narrower)] = None

    def target(self, ref: str) -> Any:
        """Return the subschema that a reference denotes; if there is none, any object, with a loss."""
        found = resolve(self.document, ref)
        if found is MISSING:
            self.lose("reference to another document or to a missing place becomes an object", narrower=True)
            return {"type": "object"}
        return found


def _has_keyword(document: Any, keywords: frozenset[str]) -> bool:
    waiting = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if not keywords.isdisjoint(value):
                return True
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return False
