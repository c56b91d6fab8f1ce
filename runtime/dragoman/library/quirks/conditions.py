"""Conditions of quirks (`when:`), evaluated once per request."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from dragoman.library.context import Context
from dragoman.library.hub import Request
from dragoman.library.reasoning import asks_for_reasoning
from dragoman.values import globs


@dataclass(frozen=True, slots=True)
class When:
    """A condition: it holds if each of its tests does. `model`: globs, `!glob` for what is excluded; the others: None
    and () for no test."""

    model: tuple[str, ...] = ()
    reasoning: bool | None = None
    tools: bool | None = None
    streaming: bool | None = None
    variants: tuple[str, ...] = ()

    @property
    def is_by_model(self) -> bool:
        """Whether it tests nothing but the model."""
        return self == When(self.model)

    def holds(self, request: Request, context: Context) -> bool:
        """Whether the tests of the request hold; that of the model is not among them."""
        return (
            (self.reasoning is None or asks_for_reasoning(request) is self.reasoning)
            and (self.tools is None or bool(request.get("tools")) is self.tools)
            and (self.streaming is None or bool(request.get("stream")) is self.streaming)
            and (not self.variants or context.variant in self.variants)
        )


class Conditions:
    """The conditions of a provider. A call returns for each of them whether it holds for a request."""

    def __init__(self, *conditions: When) -> None:
        self.others = [(at, one) for at, one in enumerate(conditions) if not one.is_by_model]

        @lru_cache(maxsize=256)  # clients choose the model
        def by_model(model: str) -> tuple[bool, ...]:
            return tuple(not one.model or globs.selects(model, one.model) for one in conditions)

        self.by_model = by_model

    def __call__(self, request: Request, context: Context) -> tuple[bool, ...]:
        found = self.by_model(context.model)
        if not self.others:
            return found
        holds = list(found)
        for at, one in self.others:
            holds[at] = holds[at] and one.holds(request, context)
        return tuple(holds)
