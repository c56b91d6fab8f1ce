"""ChatGPT / Codex: changes to shared types, tables and rules.

Generated from specs/providers/chatgpt.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from dragoman.library import hub
from dragoman.library.filters import nested_text, rendered, specific, to_string
from dragoman.library.validation import record
from dragoman_adapters.openai_responses import types as base


class Error(base.Error, total=False):
    resets_in_seconds: int | None


class ReadTypes(base.ReadTypes):
    def read_api_error_from_error(self, it: Error) -> hub.ApiError:
        message2 = it.get("message")
        message = nested_text(message2 if isinstance(message2, str) else None, "message")
        if message is None:
            message3 = record(it.get("message"))
            message = rendered(message3.get("detail") if message3 else None, "{loc}: {msg}")
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
        if error_type is not None:
            out["error_type"] = error_type
        code = to_string(it.get("code"))
        if code is None:
            code = it.get("type")
        if code is not None:
            out["code"] = code
        if (param := it.get("param")) is not None:
            out["param"] = param
        if (retry_after := it.get("resets_in_seconds")) is not None:
            out["retry_after"] = retry_after
        return out
