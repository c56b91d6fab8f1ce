"""Kimi (Moonshot AI): changes to errors.

Generated from specs/providers/kimi.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library import hub
from dragoman.library.filters import join, nested_text, to_string
from dragoman.library.validation import record
from dragoman_adapters.kimi.types import ReadTypes
from dragoman_adapters.openai_chat import errors as base
from dragoman_adapters.openai_chat.errors import Body


class ReadErrors(ReadTypes, base.ReadErrors):
    def read_api_error_from_body(self, it: Body) -> hub.ApiError:
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
        error_type2 = to_string(message2.get("code") if message2 else None)
        error_type: hub.ErrorType | None = self.ERROR_TYPES.get(error_type2) if error_type2 is not None else None
        if error_type is None:
            type_ = message2.get("type") if message2 else None
            error_type = self.ERROR_TYPES.get(type_) if type_ is not None else None
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
