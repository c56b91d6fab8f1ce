"""Errors of Anthropic Messages.

Generated from specs/protocols/anthropic_messages/errors.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar, Final, TypedDict

from dragoman.library import api_errors, hub
from dragoman.library.context import Context
from dragoman.library.shapes import Shapes
from dragoman.library.validation import record
from dragoman_adapters.anthropic_messages.types import Error, ReadTypes, WriteTypes


class Body(TypedDict, total=False):
    type: str | None
    error: Error | str | None
    message: str | None
    request_id: str | None


class Problem(TypedDict, total=False):
    type: str
    error: Error
    request_id: str | None


SHAPES: Final = Shapes(
    {
        "Body": {"type": "str", "error": ("Error", "str"), "message": "str", "request_id": "str"},
        "Error": {"type": "str", "message": "str", "details": "json"},
    },
)


class ReadErrors(ReadTypes):
    CHECK = staticmethod(SHAPES.check("Body"))

    STATUSES: ClassVar[dict[int, hub.Fault]] = {
        400: "invalid", 401: "auth", 402: "billing", 403: "permission", 404: "missing", 408: "timeout", 409: "conflict",
        413: "too_large", 422: "invalid", 429: "rate_limit", 503: "overloaded", 504: "timeout", 529: "overloaded",
    }

    # patterns of messages for an exceeded context window
    OVERFLOW: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(r"prompt is too long: (?P<prompt>\d+) tokens > (?P<most>\d+) maximum"),
        re.compile(
            r"input length and `max_tokens` exceed context limit: (?P<prompt>\d+) \+ (?P<answer>\d+) > (?P<most>\d+)",
        ),
        re.compile(r"prompt is too long"),
        re.compile(
            r"maximum context length is (?P<most>\d+) tokens[.,]? [Hh]owever,? you requested (?P<total>\d+) tokens \((?P<prompt>\d+) in (?:the|your) (?:messages|prompt|input)[^;,)]*[,;] (?P<answer>\d+) (?:in|for) the completion\)",
        ),
        re.compile(r"maximum context length is (?P<most>\d+) tokens"),
        re.compile(r"request \((?P<prompt>\d+) tokens\) exceeds the available context size \((?P<most>\d+) tokens\)"),
        re.compile(r"exceeds? the (?:available )?context (?:size|window)"),
        re.compile(r"tokens to keep from the initial prompt is greater than the context length"),
    )

    @classmethod
    def of(cls, body: object, status: int, context: Context) -> hub.Failure:
        return cls(context).read(body, status)

    def read(self, body: object, status: int) -> hub.Failure:
        rule = self.read_failure_from_body
        tables = self.CHECK, self.STATUSES, self.OVERFLOW
        return api_errors.read(rule, *tables, body, status, self.context)

    def read_failure_from_body(self, it: Body) -> hub.Failure:
        message2 = record(it.get("error"))
        message = message2.get("message") if message2 else None
        if message is None:
            error = it.get("error")
            message = error if isinstance(error, str) else None
        if message is None:
            message = it.get("message")
        out: hub.Failure = {"message": "" if message is None else message}
        type_ = message2.get("type") if message2 else None
        if type_ is not None and (fault := self.FAULTS.get(type_)) is not None:
            out["fault"] = fault
        if message2 and (said := message2.get("type")) is not None:
            out["said"] = said
        return out


class WriteErrors(WriteTypes):
    def write_problem_from_failure(self, it: hub.Failure) -> Problem:
        fault = it.get("fault")
        type_ = self.FAULTS[fault] if fault is not None else None
        prompt = it.get("prompt")
        answer = it.get("answer")
        most = it.get("most")
        message: Any = (
            "input length and `max_tokens` exceed context limit: " + str(
                prompt,
            ) + " + " + str(answer) + " > " + str(most) + ", decrease input length or `max_tokens` and try again"
            if prompt is not None and answer is not None and most is not None
            else None
        )
        if message is None:
            message = (
                "prompt is too long: " + str(prompt) + " tokens > " + str(most) + " maximum"
                if prompt is not None and most is not None
                else None
            )
        if message is None:
            message2: Any = None
            if it["fault"] == "overflow":
                message3 = it["message"]
                message2 = "prompt is too long: " + str(message3)
            else:
                message2 = it["message"]
            message = message2
        return {"type": "error", "error": {"type": "api_error" if type_ is None else type_, "message": message}}


read: Final = ReadErrors.of

# patterns of messages after which the request is repeated without these blocks
RETRY: Final = api_errors.Retry((
    re.compile(r"[Ii]nvalid `?signature`? in `?thinking`? block"),
    re.compile(r"thinking` blocks in the latest assistant message cannot be modified"),
), ("reasoning", "encrypted_reasoning"))

STATUS: Final[dict[str, int]] = {
    "invalid": 400, "overflow": 400, "policy": 400, "auth": 401, "billing": 402, "permission": 403, "missing": 404,
    "conflict": 409, "too_large": 413, "rate_limit": 429, "quota": 429, "api": 500, "timeout": 504, "overloaded": 529,
}
HEADERS: Final[dict[str, dict[str, str]]] = {"quota": {"x-should-retry": "false"}}


def write(failure: hub.Failure, context: Context) -> tuple[int, Problem]:
    status = STATUS[failure.get("fault") or "api"]
    return status, WriteErrors(context).write_problem_from_failure(failure)
