"""Errors of OpenAI Responses.

Generated from specs/protocols/openai_responses/errors.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar, Final, TypedDict

from dragoman.library import api_errors, hub
from dragoman.library.context import Context
from dragoman.library.filters import join, text
from dragoman.library.shapes import Shapes
from dragoman.library.validation import record
from dragoman_adapters.openai_responses.types import Error, ReadTypes


class Body(TypedDict, total=False):
    error: Error | str | None
    message: str | None
    detail: str | list[Detail] | None
    code: str | int | None
    type: str | None


class Detail(TypedDict, total=False):
    msg: str | None
    loc: Any
    type: str | None


SHAPES: Final = Shapes(
    {
        "Body": {
            "error": ("Error", "str"), "message": "str", "detail": ("str", ["Detail"]), "code": ("str", "int"),
            "type": "str",
        },
        "Error": {"message": "str", "type": "str", "code": ("str", "int"), "param": "str"},
        "Detail": {"msg": "str", "loc": "json", "type": "str"},
    },
)


class ReadErrors(ReadTypes):
    CHECK = staticmethod(SHAPES.check("Body"))

    STATUSES: ClassVar[dict[int, hub.Fault]] = {
        400: "invalid", 401: "auth", 402: "billing", 403: "permission", 404: "missing", 405: "invalid", 408: "timeout",
        409: "conflict", 413: "too_large", 422: "invalid", 429: "rate_limit", 503: "overloaded", 504: "timeout",
        529: "overloaded",
    }

    # patterns of messages for an exceeded context window
    OVERFLOW: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(
            r"maximum context length is (?P<most>\d+) tokens[.,]? [Hh]owever,? you requested (?P<total>\d+) tokens \((?P<prompt>\d+) in (?:the|your) (?:messages|prompt|input)[^;,)]*[,;] (?P<answer>\d+) (?:in|for) the completion\)",
        ),
        re.compile(
            r"maximum context length is (?P<most>\d+) tokens\. However, you requested about (?P<total>\d+) tokens \((?P<prompt>\d+) of text input[^)]{0,40}, (?P<answer>\d+) in the output\)",
        ),
        re.compile(r"maximum context length is (?P<most>\d+) tokens[^0-9]{0,80}resulted in (?P<prompt>\d+) tokens"),
        re.compile(r"maximum context length is (?P<most>\d+) tokens"),
        re.compile(r"maximum prompt length is (?P<most>\d+) but the request contains (?P<prompt>\d+) tokens"),
        re.compile(
            r"input token count \((?P<prompt>\d+)\) exceeds the maximum number of tokens allowed \((?P<most>\d+)\)",
        ),
        re.compile(r"prompt token count of (?P<prompt>\d+) exceeds the limit of (?P<most>\d+)"),
        re.compile(r"exceeded model token limit: (?P<most>\d+) \(requested: (?P<total>\d+)\)"),
        re.compile(
            r"Prompt contains (?P<prompt>\d+) tokens.{0,80}too large for model with (?P<most>\d+) maximum context length",
        ),
        re.compile(r"request \((?P<prompt>\d+) tokens\) exceeds the available context size \((?P<most>\d+) tokens\)"),
        re.compile(r"exceeds? the (?:available )?context (?:size|window)"),
        re.compile(r"context window exceeds limit"),
        re.compile(r"reduce the length of the messages or completion"),
        re.compile(r"tokens to keep from the initial prompt is greater than the context length"),
        re.compile(r"input is too long for requested model"),
        re.compile(r"prompt is too long: (?P<prompt>\d+) tokens > (?P<most>\d+) maximum"),
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
        if message is None:
            detail = it.get("detail")
            message = detail if isinstance(detail, str) else None
        if message is None:
            detail2 = it.get("detail")
            message3 = detail2 if isinstance(detail2, list) else None
            message = join([x.get("msg") for x in message3 or ()], "; ")
        out: hub.Failure = {"message": "" if message is None else message}
        fault2 = text(message2.get("code") if message2 else None)
        fault: hub.Fault | None = self.FAULTS.get(fault2) if fault2 is not None else None
        if fault is None:
            fault3 = text(it.get("code"))
            fault = self.FAULTS.get(fault3) if fault3 is not None else None
        if fault is not None:
            out["fault"] = fault
        said = text(message2.get("code") if message2 else None)
        if said is None:
            said = text(it.get("code"))
        if said is not None:
            out["said"] = said
        return out


read: Final = ReadErrors.of

# patterns of messages after which the request is repeated without these blocks
RETRY: Final = api_errors.Retry((
    re.compile(r"[Ii]nvalid `?signature`? in `?thinking`? block"), re.compile(r"invalid_encrypted_content"),
    re.compile(r"encrypted content .{0,200}could not be (?:verified|decrypted)"),
), ("reasoning", "encrypted_reasoning"))
