"""MiniMax, OpenAI Chat Completions: differences and entry points.

Generated from specs/providers/minimax.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import ClassVar, Final, TypedDict

from dragoman.library import hub, passes
from dragoman.library.filters import join, nested_text, rendered, specific, to_string
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman.library.validation import record
from dragoman_adapters.openai_chat import errors, request, types
from dragoman_adapters.quirks import foreign_details, reasoning_tags


class Body(errors.Body, total=False):
    base_resp: BaseResponse | None


class BaseResponse(TypedDict, total=False):
    status_code: int | None
    status_msg: str | None


class ReadTypes(types.ReadTypes):
    BASE_CODES: ClassVar[dict[str, hub.ErrorType]] = {
        "1001": "timeout", "1002": "rate_limit", "1004": "authentication", "1008": "billing", "1024": "server_error",
        "1026": "content_policy", "1027": "content_policy", "1033": "server_error", "1039": "context_length_exceeded",
        "1041": "rate_limit", "2013": "invalid_request", "2049": "authentication", "2056": "quota",
    }


class WriteRequest(request.WriteRequest):
    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(
            request, self.context, efforts=["low", "medium", "high", "xhigh", "max"] if self.context.holds[0] else [],
        )


class ReadResponse(ReadTypes, reasoning_tags.ReadResponse):
    pass


class Reader(ReadTypes, reasoning_tags.Reader):
    pass


class ReadErrors(ReadTypes, errors.ReadErrors):
    CHECK = staticmethod(errors.SHAPES.extend({
        "Body": {"base_resp": "BaseResponse"},
        "BaseResponse": {"status_code": "int", "status_msg": "str"},
    }).check("Body"))

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
        choices = it.get("choices")
        choice = choices[0] if choices else None
        found4 = record(choice.get("error") if choice else None)
        found3: hub.ApiError | None = self.read_api_error_from_error(found4) if found4 is not None else None
        if found3 is not None:
            return found3
        message3 = it.get("message")
        message2 = message3 if isinstance(message3, str) else None
        if message2 is None:
            message2 = join(message3 if isinstance(message3, list) else None, "; ")
        if message2 is None:
            message2 = it.get("error_description")
        if message2 is None:
            error = it.get("error")
            message2 = nested_text(error if isinstance(error, str) else None, "message")
        if message2 is None:
            error2 = choice.get("error") if choice else None
            message2 = error2 if isinstance(error2, str) else None
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
        error_type4 = to_string(it.get("code"))
        error_type3: hub.ErrorType | None = specific(
            self.ERROR_TYPES.get(error_type4)
            if error_type4 is not None
            else None
        )
        if error_type3 is None:
            type_ = it.get("type")
            error_type3 = specific(self.ERROR_TYPES.get(type_) if type_ is not None else None)
        if error_type3 is None:
            error_type3 = self.ERROR_TYPES.get(error_type4) if error_type4 is not None else None
        if error_type3 is None:
            type_2 = it.get("type")
            error_type3 = self.ERROR_TYPES.get(type_2) if type_2 is not None else None
        if error_type3 is None:
            error3 = it.get("error")
            error_type5 = error3 if isinstance(error3, str) else None
            error_type3 = self.ERROR_TYPES.get(error_type5) if error_type5 is not None else None
        if error_type3 is not None:
            out2["error_type"] = error_type3
        code2 = to_string(it.get("code"))
        if code2 is None:
            code2 = it.get("type")
        if code2 is not None:
            out2["code"] = code2
        return out2


write_request: Final = WriteRequest.of
read_response: Final = ReadResponse.of
read_failure: Final = ReadErrors.of
read_result: Final = ReadResponse.result_of
reader: Final = Reader
RETRY: Final = errors.RETRY

conditions: Final = Conditions(
    When(model=("minimax-m3.1*",)),
)

patch: Final = in_order(foreign_details.patch)
