"""Google Gemini: changes to errors.

Generated from specs/providers/gemini.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library import hub
from dragoman.library.filters import join, nested_text, seconds, to_string
from dragoman.library.validation import record
from dragoman_adapters.gemini_provider.types import ReadTypes
from dragoman_adapters.openai_chat import errors as base

SHAPES: Final = base.SHAPES.extend(
    {
        "Error": {"status": "str", "details": ["Detailed"]},
        "Detailed": {"reason": "str", "retryDelay": "str"},
    }
)


class ReadErrors(ReadTypes, base.ReadErrors):
    CHECK = staticmethod(SHAPES.check("Body"))

    def read_api_error_from_body(self, it: Any) -> hub.ApiError:
        message2 = record(it.get("error"))
        message = nested_text(message2.get("message") if message2 else None, "message")
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
        out: hub.ApiError = {"message": "" if message is None else message}
        details = message2.get("details") if message2 else None
        error_type2 = join([x.get("reason") for x in details or ()], "")
        error_type: hub.ErrorType | None = self.REASONS.get(error_type2) if error_type2 is not None else None
        if error_type is None:
            error_type3 = to_string(message2.get("code") if message2 else None)
            error_type = self.ERROR_TYPES.get(error_type3) if error_type3 is not None else None
        if error_type is None:
            error_type4 = to_string(it.get("code"))
            error_type = self.ERROR_TYPES.get(error_type4) if error_type4 is not None else None
        if error_type is not None:
            out["error_type"] = error_type
        code = message2.get("status") if message2 else None
        if code is None:
            code = to_string(message2.get("code") if message2 else None)
        if code is None:
            code = to_string(it.get("code"))
        if code is not None:
            out["code"] = code
        if message2 and (param := message2.get("param")) is not None:
            out["param"] = param
        if (retry_after := seconds(join([x.get("retryDelay") for x in details or ()], ""))) is not None:
            out["retry_after"] = retry_after
        return out


read: Final = ReadErrors.of
