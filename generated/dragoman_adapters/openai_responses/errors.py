"""Errors of OpenAI Responses.

Generated from specs/protocols/openai_responses/errors.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar, Final, TypedDict

from dragoman.library import api_errors, hub
from dragoman.library.context import Context
from dragoman.library.filters import equals, join, nested_text, rendered, specific, to_string
from dragoman.library.shapes import Shapes
from dragoman.library.validation import record
from dragoman_adapters import error_texts
from dragoman_adapters.openai_responses.types import Details, Error, ReadTypes, WriteTypes


class Body(TypedDict, total=False):
    error: Error | str | None
    message: str | Details | list[str] | None
    detail: Any
    errors: Any
    msg: str | None
    code: str | int | None
    type: str | None
    param: str | None
    response: Failed | None


class Failed(TypedDict, total=False):
    error: Error | str | None


class Problem(TypedDict, total=False):
    error: Error


SHAPES: Final = Shapes(
    {
        "Body": {
            "error": ("Error", "str"), "message": ("str", "Details", ["str"]), "detail": "json", "errors": "json",
            "msg": "str", "code": ("str", "int"), "type": "str", "param": "str", "response": "Failed",
        },
        "Error": {"message": ("str", "Details"), "type": "str", "code": ("str", "int"), "param": "str"},
        "Details": {"detail": "json"},
        "Failed": {"error": ("Error", "str")},
    },
)


class ReadErrors(ReadTypes):
    CHECK = staticmethod(SHAPES.check("Body"))

    STATUSES: ClassVar[dict[int, hub.ErrorType]] = {
        400: "invalid_request", 401: "authentication", 402: "billing", 403: "permission", 404: "not_found",
        405: "invalid_request", 408: "timeout", 409: "conflict", 413: "request_too_large", 422: "invalid_request",
        429: "rate_limit", 503: "overloaded", 504: "timeout", 529: "overloaded",
    }

    TEXTS: ClassVar[tuple[api_errors.Texts, ...]] = error_texts.TEXTS

    @classmethod
    def of(cls, body: object, status: int, context: Context) -> hub.ApiError:
        return cls(context).read(body, status)

    def read(self, body: object, status: int) -> hub.ApiError:
        rule = self.read_api_error_from_body
        tables = self.CHECK, self.STATUSES, self.TEXTS
        return api_errors.read(rule, *tables, body, status, self.context)

    def read_api_error_from_body(self, it: Body) -> hub.ApiError:
        found2 = record(it.get("error"))
        found: hub.ApiError | None = self.read_api_error_from_error(found2) if found2 is not None else None
        if found is not None:
            return found
        response = it.get("response")
        found4 = record(response.get("error") if response else None)
        found3: hub.ApiError | None = self.read_api_error_from_error(found4) if found4 is not None else None
        if found3 is not None:
            return found3
        message2 = it.get("message")
        message = message2 if isinstance(message2, str) else None
        if message is None:
            message = join(message2 if isinstance(message2, list) else None, "; ")
        if message is None:
            error = it.get("error")
            message = nested_text(error if isinstance(error, str) else None, "message")
        if message is None:
            error2 = response.get("error") if response else None
            message = error2 if isinstance(error2, str) else None
        if message is None:
            message3 = record(it.get("message"))
            message = rendered(message3.get("detail") if message3 else None, "{loc}: {msg}")
        if message is None:
            message = rendered(it.get("detail"), "{loc}: {msg} {message}")
        if message is None:
            message = it.get("msg")
        if message is None:
            message = rendered(it.get("errors"), "{msg} {message}")
        out: hub.ApiError = {"message": "" if message is None else message}
        error_type2 = to_string(it.get("code"))
        error_type: hub.ErrorType | None = specific(
            self.ERROR_TYPES.get(error_type2)
            if error_type2 is not None
            else None
        )
        if error_type is None:
            type_ = it.get("type")
            error_type = specific(self.ERROR_TYPES.get(type_) if type_ is not None else None)
        if error_type is None:
            error_type = self.ERROR_TYPES.get(error_type2) if error_type2 is not None else None
        if error_type is None:
            type_2 = it.get("type")
            error_type = self.ERROR_TYPES.get(type_2) if type_2 is not None else None
        if error_type is None:
            error3 = it.get("error")
            error_type3 = error3 if isinstance(error3, str) else None
            error_type = self.ERROR_TYPES.get(error_type3) if error_type3 is not None else None
        if error_type is not None:
            out["error_type"] = error_type
        code = to_string(it.get("code"))
        if code is None:
            code = it.get("type")
        if code is not None:
            out["code"] = code
        if (param := it.get("param")) is not None:
            out["param"] = param
        return out


class WriteErrors(WriteTypes):
    def write_problem_from_api_error(self, it: hub.ApiError) -> Problem:
        error_type = it.get("error_type")
        type_ = self.ERROR_KINDS[error_type] if error_type is not None else None
        code2: Any = None
        if equals(it.get("code"), "unknown_path"):
            code2 = "unknown_url"
        code: Any = code2
        if code is None:
            code = self.ERROR_CODES.get(error_type) if error_type is not None else None
        if code is None:
            given = equals(it.get("error_type"), "content_policy")
            if given is None:
                given = equals(it.get("code"), "unsupported_parameter")
            if given is None:
                given = equals(it.get("code"), "unsupported_value")
            if given is None:
                given = equals(it.get("code"), "invalid_value")
            if given is None:
                given = equals(it.get("code"), "invalid_type")
            if given is None:
                given = equals(it.get("code"), "invalid_prompt")
            if given is None:
                given = equals(it.get("code"), "missing_required_parameter")
            if given is None:
                given = equals(it.get("code"), "string_above_max_length")
            if given is None:
                given = equals(it.get("code"), "previous_response_not_found")
            if given:
                code = it.get("code")
        if code is None:
            code = None
        return {
            "error": {
                "message": it["message"],
                "type": "server_error" if type_ is None else type_,
                "param": it.get("param"),
                "code": code,
            },
        }


read: Final = ReadErrors.of

# patterns of messages after which the request is repeated without these blocks
RETRY: Final = api_errors.Retry((
    re.compile(r"[Ii]nvalid `?signature`? in `?thinking`? block"), re.compile(r"invalid_encrypted_content"),
    re.compile(r"encrypted content .{0,200}could not be (?:verified|decrypted)"),
), ("reasoning", "encrypted_reasoning"))

STATUS: Final[dict[str, int]] = {
    "invalid_request": 400, "context_length_exceeded": 400, "content_policy": 400, "authentication": 401,
    "billing": 429, "permission": 403, "not_found": 404, "conflict": 409, "request_too_large": 413, "rate_limit": 429,
    "quota": 429, "server_error": 500, "timeout": 504, "overloaded": 503,
}
HEADERS: Final[dict[str, dict[str, str]]] = {
    "billing": {"x-should-retry": "false"},
    "quota": {"x-should-retry": "false"},
}


def write(failure: hub.ApiError, context: Context) -> tuple[int, Problem]:
    status = STATUS[failure.get("error_type") or "server_error"]
    return status, WriteErrors(context).write_problem_from_api_error(failure)
