"""What a provider's error means: its own code first, then the texts of an overflow, then the HTTP status (rule
2.0.7)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dragoman.library.context import Context
from dragoman.library.hub import Failure, Fault, Request
from dragoman.library.validation import Check, prune

Texts = tuple[re.Pattern[str], ...]
Read = Callable[[Any], Failure]


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
    statuses: Mapping[int, Fault],
    overflow: Texts,
    body: object,
    status: int,
    context: Context,
) -> Failure:
    """The failure that an error body tells. `body` is parsed JSON of any type, or None where there was none;
    `status` an HTTP
    status, or 0 where the error came within a stream."""
    if isinstance(body, list) and body:
        body = body[0]
    inner: dict[str, Any] = body if isinstance(body, dict) else {"message": body} if isinstance(body, str) else {}
    prune(check, inner, context)
    failure = rule(inner)
    return settle(failure, statuses, overflow, status)


def settle(failure: Failure, statuses: Mapping[int, Fault], overflow: Texts, status: int = 0) -> Failure:
    """Adds what code, text and status tell in all: the fault, and the numbers of an overflow."""
    fault = failure.get("fault")
    if (status == 413 or fault in (None, "overflow", "invalid", "too_large", "api")) and (
        fault == "overflow" or status in (0, 400, 413, 422, 500)
    ):
        for pattern in overflow:
            found = pattern.search(failure["message"])
            if found and (failure["message"] or status in (400, 413)):  # no words at all: only where we are at fault
                failure["fault"] = "overflow"
                _numbers(failure, found.groupdict())
                return failure
    if fault is None:
        failure["fault"] = statuses.get(status, "api" if status >= 500 or not status else "invalid")
    return failure


def _numbers(failure: Failure, found: Mapping[str, str | None]) -> None:
    """Prompt, answer and limit of an overflow; only where the prompt alone would have fit do all three stay (case
    217)."""
    number = {name: int(text) for name, text in found.items() if text}
    prompt, answer, total, most = (number.get(name) for name in ("prompt", "answer", "total", "most"))
    if most is None:
        return
    failure["most"] = most
    if prompt is not None and answer is not None and prompt <= most < prompt + answer:
        failure["prompt"], failure["answer"] = prompt, answer
    elif prompt is not None and prompt > most:
        failure["prompt"] = prompt
    elif total is not None and total > most:
        failure["prompt"] = total
