"""Classification of a provider's error.

The error type is determined by the first of these that gives one: an error code that names a specific type, the text of
the message, the HTTP status if it is specific, a generic code, a generic status (rule 2.0.7). Many providers send a
generic code such as "invalid request" with every error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dragoman.library.context import Context
from dragoman.library.hub import ApiError, ErrorType, Request
from dragoman.library.validation import Check, prune

GROUPS = ("prompt_tokens", "output_tokens", "total_tokens", "token_limit")  # numbers in the text of an overflow
GENERIC: tuple[ErrorType | None, ...] = (None, "invalid_request", "server_error")  # text and status are more specific
VAGUE = ("invalid_request", "server_error", "context_length_exceeded")  # types of an error without a message
STATUS_CODE = re.compile(r"[45]\d\d")  # a code that repeats a status is less specific than the text
LIMITS = ("rate_limit", "context_length_exceeded", "billing")  # what a rate limit can mean; the text decides
NO_STATUS = 0  # of an error in a stream, or in a response with a success status
REJECTED = (400, 413)  # statuses with which an error without a message may match a pattern
MAX_TEXT = 10_000  # characters of a message that are searched
Read = Callable[[Any], ApiError]


@dataclass(frozen=True, slots=True)
class Texts:
    """Patterns of messages that mean an error type, whatever the provider's code. `statuses`: the HTTP statuses with
    which they count, beside errors without one."""

    error_type: ErrorType
    patterns: tuple[str, ...]
    statuses: tuple[int, ...]

    def search(self, message: str, status: int) -> re.Match[str] | None:
        """Return the first match. A pattern is compiled when the first error is classified."""
        if status != NO_STATUS and status not in self.statuses:
            return None
        if not message and status not in REJECTED:
            return None
        found = (re.search(pattern, message[:MAX_TEXT], re.IGNORECASE) for pattern in self.patterns)
        return next(filter(None, found), None)


@dataclass(frozen=True, slots=True)
class Retry:
    """Texts of errors behind which a request is worth one more try, without blocks of these kinds."""

    texts: tuple[re.Pattern[str], ...] = ()
    without: tuple[str, ...] = ()

    def after(self, message: str) -> bool:
        return any(text.search(message) for text in self.texts)

    def strip(self, request: Request, context: Context) -> None:
        """Take these blocks out of a request, with a loss, and a turn that is empty then."""
        for turn in request["messages"]:
            for block in turn["blocks"]:
                if block["kind"] in self.without:
                    context.lose_block(block["kind"], "the provider refused it, and was asked once more without")
            turn["blocks"] = [block for block in turn["blocks"] if block["kind"] not in self.without]
        request["messages"] = [turn for turn in request["messages"] if turn["blocks"]]


def read(
    rule: Read,
    check: Check,
    statuses: Mapping[int, ErrorType],
    texts: tuple[Texts, ...],
    body: object,
    status: int,
    context: Context,
) -> ApiError:
    """Return the error that a body reports. `body`: parsed JSON of any type, None if there was none; `status`: the HTTP
    status, or NO_STATUS."""
    if isinstance(body, list) and body:
        body = body[0]
    inner: dict[str, Any] = body if isinstance(body, dict) else {}
    prune(check, inner, context)
    failure = rule(inner)
    if isinstance(body, str):
        failure["message"] = body
    return classify(failure, statuses, texts, status)


def classify(failure: ApiError, statuses: Mapping[int, ErrorType], texts: tuple[Texts, ...], status: int) -> ApiError:
    """Set the error type of an error, and the numbers of an exceeded context window."""
    failure["message"] = message = failure["message"].strip()
    code = failure.get("error_type")
    by_status: ErrorType = statuses.get(status, "server_error" if status >= 500 or not status else "invalid_request")
    if code == "context_length_exceeded":
        _find(tuple(text for text in texts if text.error_type == code), message, NO_STATUS, failure)
    elif (vague := _vague(failure)) or code == "rate_limit" or by_status == "request_too_large":
        limited = code == "rate_limit" and not vague
        searched = tuple(text for text in texts if text.error_type in LIMITS) if limited else texts
        found = _find(searched, message, status, failure)
        if found not in (None, code):
            code, failure["overruled"] = found, True
    if code in GENERIC and (code is None or by_status not in GENERIC):
        code = by_status
    if failure.get("error_type") not in (None, code):
        failure["overruled"] = True
    failure["error_type"] = code or by_status
    param = failure.get("param", "")
    if failure["error_type"] == "invalid_request" and message and param not in message:
        failure["message"] = f"{param}: {message}"
    return failure


def _vague(failure: ApiError) -> bool:
    """Whether the text of an error is more specific than its code."""
    return failure.get("error_type") in GENERIC or STATUS_CODE.fullmatch(failure.get("code", "")) is not None


def _find(texts: tuple[Texts, ...], message: str, status: int, failure: ApiError) -> ErrorType | None:
    """Return the error type of the first text that the message contains."""
    for text in texts:
        if found := text.search(message, status):
            if text.error_type == "context_length_exceeded":
                _numbers(failure, found.groupdict())
            return text.error_type
    return None


def _numbers(failure: ApiError, found: Mapping[str, str | None]) -> None:
    """Set the sizes of prompt, output and window; all three only if the prompt alone would fit (case 217)."""
    number = {name: int(text.replace(",", "")) for name, text in found.items() if text}
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
