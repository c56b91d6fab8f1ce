"""OpenRouter: changes to errors.

Generated from specs/providers/openrouter.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict

from dragoman.library import hub
from dragoman.library.filters import nested_text, to_string
from dragoman.library.validation import record
from dragoman_adapters.openai_chat import errors as base
from dragoman_adapters.openrouter.types import ReadTypes


class Error(TypedDict, total=False):
    message: str | None
    type: str | None
    code: str | int | None
    param: str | None
    metadata: Metadata | None


class Metadata(TypedDict, total=False):
    raw: str | None
    provider_name: str | None


SHAPES: Final = base.SHAPES.extend(
    {
        "Error": {"metadata": "Metadata"},
        "Metadata": {"raw": "str", "provider_name": "str"},
    }
)


class ReadErrors(ReadTypes, base.ReadErrors):
    CHECK = staticmethod(SHAPES.check("Body"))

    def read_api_error_from_body(self, it: Any) -> hub.ApiError:
        message2 = record(it.get("error"))
        message3 = message2.get("message") if message2 else None
        metadata = message2.get("metadata") if message2 else None
        part = nested_text(metadata.get("raw") if metadata else None, "message")
        message: Any = str(message3) + ": " + str(part) if message3 is not None and part is not None else None
        if message is None:
            message4 = nested_text(message2.get("message") if message2 else None, "message")
            if message4 is None:
                error = it.get("error")
                message4 = error if isinstance(error, str) else None
            if message4 is None:
                message4 = it.get("message")
            message = "" if message4 is None else message4
        out: hub.ApiError = {"message": message}
        error_type2 = to_string(message2.get("code") if message2 else None)
        error_type: hub.ErrorType | None = self.ERROR_TYPES.get(error_type2) if error_type2 is not None else None
        if error_type is None:
            error_type3 = to_string(it.get("code"))
            error_type = self.ERROR_TYPES.get(error_type3) if error_type3 is not None else None
        if error_type is not None:
            out["error_type"] = error_type
        code = to_string(message2.get("code") if message2 else None)
        if code is None:
            code = to_string(it.get("code"))
        if code is not None:
            out["code"] = code
        if message2 and (param := message2.get("param")) is not None:
            out["param"] = param
        return out


read: Final = ReadErrors.of
