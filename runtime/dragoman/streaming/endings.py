"""Ending of an answer, streamed or complete: the finish reason and usage sent to the client, or the error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, get_args

from dragoman.library.context import Context
from dragoman.library.hub import ApiError, ErrorType, FinishReason, ServiceTier, Usage
from dragoman.masking import masked
from dragoman.streaming import estimate
from dragoman.values.characters import whole

FINISH_REASONS: Final[frozenset[str]] = frozenset(get_args(FinishReason))
ERROR_TYPES: Final[frozenset[str]] = frozenset(get_args(ErrorType))
TIERS: Final[frozenset[str]] = frozenset(get_args(ServiceTier))
COUNTS: Final = tuple(key for key in Usage.__annotations__ if key != "service_tier")
TOKENS: Final = (
    "uncached_input_tokens",
    "output_tokens",
    "cache_read_tokens",
    "cache_write_tokens",
    "reasoning_tokens",
)
NO_MESSAGE: Final = "the provider returned an error without a message"


class Ending:
    """Values collected for the end of an answer. Values of a wrong type are ignored."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.finish_reason: FinishReason | None = None
        self.stop_sequence: str | None = None
        self.refusal = ""
        self.usage: Usage = {}

    def keep_finish_reason(self, finish_reason: FinishReason | None) -> None:
        """Keep the finish reason; the first one wins (rule 2.3.3)."""
        if self.finish_reason is None and isinstance(finish_reason, str) and finish_reason in FINISH_REASONS:
            self.finish_reason = finish_reason

    def keep_stop_sequence(self, stop_sequence: object) -> None:
        """Keep the matched stop sequence, if the client requested it (case 151)."""
        if self.stop_sequence is None and isinstance(stop_sequence, str) and stop_sequence in self._context.stops:
            self.stop_sequence = stop_sequence

    def keep_refusal(self, refusal: object, join: bool) -> None:
        """Keep the refusal text. `join`: it arrives in pieces."""
        if isinstance(refusal, str) and refusal:
            self.refusal = self.refusal + refusal if join else refusal

    def keep_usage(self, usage: object) -> None:
        """Keep usage counts. They are cumulative, so the last count of each kind wins; other values are ignored."""
        if not isinstance(usage, dict):
            return
        self._context.usage = self.usage  # also of an answer that does not end
        for key in COUNTS:
            count = usage.get(key)
            if isinstance(count, int) and not isinstance(count, bool) and count >= 0:
                self.usage[key] = count  # type: ignore[literal-required]
        self.keep_tier(usage.get("service_tier"))

    def keep_tier(self, tier: object) -> None:
        """Keep the service tier."""
        if isinstance(tier, str) and tier in TIERS:
            self.usage["service_tier"] = tier  # type: ignore[typeddict-item]

    def settled_finish_reason(self, called: bool) -> FinishReason:
        """Return the finish reason that fits the content (rule 2.0.5): `tool_calls` if and only if a call was sent. A
        matched stop sequence, the stop of a filter, a limit and a pause are kept. If the provider does not name the
        stop sequence that matched, it is inferred when only one was requested; otherwise the reason is `stop`."""
        if self.finish_reason == "stop_sequence" and self.stop_sequence is None and len(self._context.stops) == 1:
            self.stop_sequence = self._context.stops[0]
        if self.stop_sequence is not None:
            return "stop_sequence"
        if self.finish_reason is None or self.finish_reason in ("stop", "tool_calls", "stop_sequence"):
            return "tool_calls" if called else "stop"
        return self.finish_reason

    def settled_refusal(self) -> str | None:
        """Return the refusal text, or None."""
        return whole(self.refusal) or None

    def first_usage(self) -> Usage:
        """Return the usage that is known at the start of a stream. Some clients read the size of the prompt there only,
        so it is estimated if the provider reports it at the end."""
        request = self._context.request
        if any(key in self.usage for key in TOKENS) or request is None or not self._context.estimates:
            return self.usage.copy()
        return {"uncached_input_tokens": estimate.estimate(request), **self.usage}

    def reported_usage(self) -> Usage | None:
        """Return the usage that the provider has reported, or None."""
        return self.usage if any(key in self.usage for key in TOKENS) else None

    def settled_usage(self, sent_bytes: Callable[[], int]) -> Usage:
        """Return the usage (rule 2.0.6). If the provider returned none it is estimated and recorded as a loss. Counts
        and estimates are never mixed. `sent_bytes`: returns the bytes of the answer."""
        context = self._context
        if any(key in self.usage for key in TOKENS):
            return self.usage
        if context.request is None or not context.estimates:
            return {"uncached_input_tokens": 0, "output_tokens": 0, **self.usage}
        context.lose_member("usage", "estimated")
        return {
            "uncached_input_tokens": estimate.estimate(context.request),
            "output_tokens": estimate.tokens(sent_bytes()),
            **self.usage,
        }


def unclassified(body: object) -> ApiError:
    """Return the error of a body whose protocol is not known."""
    return {"error_type": "server_error", "message": body if isinstance(body, str) else ""}


def presentable(failure: ApiError) -> ApiError:
    """Return an error with a known type and a message without secrets."""
    error_type, message, code = failure.get("error_type"), failure.get("message"), failure.get("code")
    text = masked(whole(message)) if isinstance(message, str) else ""
    known = error_type if isinstance(error_type, str) and error_type in ERROR_TYPES else "server_error"
    return {**failure, "error_type": known, "message": text or NO_MESSAGE + (f" (code {code})" if code else "")}
