"""What a provider's error means: its own code first, then the texts of an overflow, then the HTTP status (rule
2.0.7)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dragoman.library.context import Context
from dragoman.library.hub import ApiError, ErrorType, Request
from dragoman.library.validation import Check, prune

Texts = tuple[re.Pattern[str], ...]
GROUPS = ("prompt_tokens", "output_tokens", "total_tokens", "token_limit")  # numbers in the text of an overflow
Read = Callable[[Any], ApiError]


@dataclass(frozen=True, slots=True)
class Retry:
    """Texts of errors behind which a request is worth one more try, without blocks of these kinds."""

    texts: Texts = ()
    without: tuple[str, ...] = ()

    def after(self, said: str) -> bool:
        return any(text.search(said) for text in self.texts)

    def strip(self, request: Request, context: Context) -> None:
        """Take these blocks out of a request, with a loss, and a turn that is empty then."""
        for turn in request["messages"]:
            for block in turn["blocks"]:
                if block["kind"] in self.without:
                    context.lose(block["kind"], "the provider refused it, and was asked once more without")
            turn["blocks"] = [block for block in turn["blocks"] if block["kind"] not in self.without]
        request["messages"] = [turn for turn in request["messages"] if turn["blocks"]]


def read(
    rule: Read,
    check: Check,
    statuses: Mapping[int, ErrorType],
    overflow: Texts,
    body: object,
    status: int,
    context: Context,
) -> ApiError:
    """The failure that an error body tells. `body` is parsed JSON of any type, or None where there was none;
    `status` an HTTP
    status, or 0 where the error came within a stream."""
    if isinstance(body, list) and body:
        body = body[0]
    inner: dict[str, Any] = body if isinstance(body, dict) else {"message": body} if isinstance(body, str) else {}
    prune(check, inner, context)
    failure = rule(inner)
    return settle(failure, statuses, overflow, status)


def settle(failure: ApiError, statuses: Mapping[int, ErrorType], overflow: Texts, status: int = 0) -> ApiError:
    """Adds what code, text and status tell in all: the error type, and the numbers of an overflow."""
    error_type = failure.get("error_type")
    if (
        status == 413
        or error_type in (None, "context_length_exceeded", "invalid_request", "request_too_large", "server_error")
    ) and (error_type == "context_length_exceeded" or status in (0, 400, 413, 422, 500)):
        for pattern in overflow:
            found = pattern.search(failure["message"])
            if found and (failure["message"] or status in (400, 413)):  # no words at all: only where we are at fault
                failure["error_type"] = "context_length_exceeded"
                _numbers(failure, found.groupdict())
                return failure
    if error_type is None:
        failure["error_type"] = statuses.get(
            status, "server_error" if status >= 500 or not status else "invalid_request"
        )
    return failure


def _numbers(failure: ApiError, found: Mapping[str, str | None]) -> None:
    """Prompt, answer and limit of an overflow; only where the prompt alone would have fit do all three stay (case
    217)."""
    number = {name: int(text) for name, text in found.items() if text}
    prompt, answer, total, most = (number.get(name) for name in GROUPS)
    if most is None:
        return
    failure["token_limit"] = most
    if prompt is not None and answer is not None and prompt <= most < prompt + answer:
        failure["prompt_tokens"], failure["output_tokens"] = prompt, answer
    elif prompt is not None and prompt > most:
        failure["prompt_tokens"] = prompt
    elif total is not None and total > most:
        failure["prompt_tokens"] = total
