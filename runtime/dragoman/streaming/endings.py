"""Ending of an answer: the finish reason and usage sent to the client, for streams and complete answers."""

from __future__ import annotations

from typing import Final, get_args

from dragoman.library.context import Context
from dragoman.library.hub import Fault, ServiceTier, Stop, Usage
from dragoman.streaming import estimate
from dragoman.values.characters import whole

STOPS: Final[frozenset[str]] = frozenset(get_args(Stop))
FAULTS: Final[frozenset[str]] = frozenset(get_args(Fault))
TIERS: Final[frozenset[str]] = frozenset(get_args(ServiceTier))
COUNTS: Final = tuple(key for key in Usage.__annotations__ if key != "service_tier")
TOKENS: Final = tuple(key for key in COUNTS if key.startswith("tokens"))


class Ending:
    """Values collected for the end of an answer. Values of a wrong type are ignored."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.reason: Stop | None = None
        self.match: str | None = None
        self.refused = ""
        self.usage: Usage = {}

    def keep_reason(self, reason: Stop | None) -> None:
        """Keep the finish reason; the first one wins (rule 2.3.3)."""
        if self.reason is None and isinstance(reason, str) and reason in STOPS:
            self.reason = reason

    def keep_match(self, match: object) -> None:
        """Keep the matched stop sequence, if the client requested it (case 151)."""
        if self.match is None and isinstance(match, str) and match in self._context.stops:
            self.match = match

    def keep_refused(self, refused: object, join: bool) -> None:
        """Keep the refusal text. `join`: it arrives in pieces."""
        if isinstance(refused, str) and refused:
            self.refused = self.refused + refused if join else refused

    def keep_usage(self, usage: object) -> None:
        """Keep usage counts. They are cumulative, so the last count of each kind wins; other values are ignored."""
        if not isinstance(usage, dict):
            return
        for key in COUNTS:
            count = usage.get(key)
            if isinstance(count, int) and not isinstance(count, bool) and count >= 0:
                self.usage[key] = count  # type: ignore[literal-required]
        tier = usage.get("service_tier")
        if isinstance(tier, str) and tier in TIERS:
            self.usage["service_tier"] = tier  # type: ignore[typeddict-item]

    def settled_reason(self, called: bool) -> Stop:
        """The reason by what is in the answer (rule 2.0.5): "call" if and only if a call went out, but a stop string, a
        refusal, a limit and a pause stay what they are. A stop string that was met and not named is the only one that
        was asked for; among several nobody knows, and it is a plain end."""
        if self.reason == "match" and self.match is None and len(self._context.stops) == 1:
            self.match = self._context.stops[0]
        if self.match is not None:
            return "match"
        if self.reason is None or self.reason in ("end", "call", "match"):
            return "refusal" if self.refused else "call" if called else "end"
        return self.reason

    def settled_refused(self) -> str | None:
        """Return the refusal text, or None."""
        return whole(self.refused) or None

    def settled_usage(self, sent_bytes: int) -> Usage:
        """Return the usage (rule 2.0.6). If the provider returned none it is estimated and recorded as a loss. Counts
        and estimates are never mixed. `sent_bytes`: bytes of the answer."""
        context = self._context
        if any(key in self.usage for key in TOKENS):
            return self.usage
        if context.request is None or not context.estimates:
            return {"tokens_in": 0, "tokens_out": 0, **self.usage}
        context.lose("usage", "estimated")
        return {
            "tokens_in": estimate.estimate(context.request),
            "tokens_out": estimate.tokens(sent_bytes),
            **self.usage,
        }
