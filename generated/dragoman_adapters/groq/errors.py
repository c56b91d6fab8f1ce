"""Groq: changes to errors.

Generated from specs/providers/groq.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import ClassVar, Final

from dragoman.library import api_errors, hub
from dragoman_adapters import error_texts
from dragoman_adapters.groq.types import ReadTypes
from dragoman_adapters.openai_chat import errors as base

SHAPES: Final = base.SHAPES.extend(
    {
        "Error": {"failed_generation": "str"},
    }
)


class ReadErrors(ReadTypes, base.ReadErrors):
    CHECK = staticmethod(SHAPES.check("Body"))

    STATUSES: ClassVar[dict[int, hub.ErrorType]] = {
        400: "invalid_request", 401: "authentication", 402: "billing", 403: "permission", 404: "not_found",
        405: "invalid_request", 408: "timeout", 409: "conflict", 413: "request_too_large", 422: "invalid_request",
        429: "rate_limit", 503: "overloaded", 504: "timeout", 529: "overloaded", 498: "overloaded",
    }

    # messages and the error types that they mean
    TEXTS: ClassVar[tuple[api_errors.Texts, ...]] = (
        api_errors.Texts(
            "context_length_exceeded",
            (
                r"Request too large for model .{0,200}Limit (?P<token_limit>\d+), Requested (?P<prompt_tokens>\d+)",
            ),
            (400, 413, 422, 500),
        ),
        *error_texts.TEXTS,
    )


read: Final = ReadErrors.of
