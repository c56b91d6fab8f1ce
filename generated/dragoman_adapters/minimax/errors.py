"""MiniMax: changes to errors.

Generated from specs/providers/minimax.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final, TypedDict

from dragoman.library import hub
from dragoman.library.filters import nested_text, rendered, to_string
from dragoman.library.validation import record
from dragoman_adapters.anthropic_messages import errors as base
from dragoman_adapters.minimax.types import ReadTypes


class Body(base.Body, total=False):
    base_resp: BaseResponse | None


class BaseResponse(TypedDict, total=False):
    status_code: int | None
    status_msg: str | None


SHAPES: Final = base.SHAPES.extend(
    {
        "Body": {"base_resp": "BaseResponse"},
        "BaseResponse": {"status_code": "int", "status_msg": "str"},
    }
)


class ReadErrors(ReadTypes, base.ReadErrors):
    CHECK = staticmethod(SHAPES.check("Body"))

    def read_api_error_from_body(self, it: Body) -> hub.ApiError:
        base_resp = it.get("base_resp")
        if base_resp and base_resp.get("status_code"):
            message = base_resp.get("status_msg")
            out: hub.ApiError = {"message": "" if message is None else message}
            error_type = to_string(base_resp.get("status_code"))
            if error_type is not None and (error_type2 := self.BASE_CODES.get(error_type)) is not None:
                out["error_type"] = error_type2
            if (code := to_string(base_resp.get("status_code"))) is not None:
                out["code"] = code
            return out
        found2 = record(it.get("error"))
        found: hub.ApiError | None = self.read_api_error_from_error(found2) if found2 is not None else None
        if found is not None:
            return found
        message3 = it.get("message")
        message2 = message3 if isinstance(message3, str) else None
        if message2 is None:
            error = it.get("error")
            message2 = nested_text(error if isinstance(error, str) else None, "message")
        if message2 is None:
            message4 = record(it.get("message"))
            message2 = rendered(message4.get("detail") if message4 else None, "{loc}: {msg}")
        if message2 is None:
            message2 = rendered(it.get("detail"), "{loc}: {msg} {message}")
        if message2 is None:
            message2 = it.get("msg")
        if message2 is None:
            message2 = rendered(it.get("errors"), "{msg} {message}")
        out2: hub.ApiError = {"message": "" if message2 is None else message2}
        type_ = it.get("type")
        if type_ is not None and (error_type3 := self.ERROR_TYPES.get(type_)) is not None:
            out2["error_type"] = error_type3
        if (code2 := to_string(it.get("code"))) is not None:
            out2["code"] = code2
        return out2


read: Final = ReadErrors.of
