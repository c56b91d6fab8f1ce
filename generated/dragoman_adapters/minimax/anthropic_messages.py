"""MiniMax, Anthropic Messages: differences and entry points.

Generated from specs/providers/minimax.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, ClassVar, Final, TypedDict

from dragoman.library import hub
from dragoman.library.context import Context
from dragoman.library.filters import join, nested_text, rendered, to_string
from dragoman.library.quirks.patches import keep, put, remove
from dragoman.library.quirks.places import Walk
from dragoman.library.validation import record
from dragoman_adapters.anthropic_messages import errors, response, stream, types
from dragoman_adapters.quirks import no_hosted_tools, other_messages_host


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


class WriteRequest(other_messages_host.WriteRequest):
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
        message3 = it.get("message")
        message2 = message3 if isinstance(message3, str) else None
        if message2 is None:
            message2 = join(message3 if isinstance(message3, list) else None, "; ")
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


write_request: Final = WriteRequest.of
read_response: Final = response.read
read_failure: Final = ReadErrors.of
read_result: Final = response.ReadResponse.result_of
reader: Final = stream.Reader
RETRY: Final = errors.RETRY
REFUSALS: Final = errors.REFUSALS

ONE_OF_0: Final = re.compile(r"minimax\-m3\.1\-flash.*")
ONE_OF_1: Final = re.compile(r"minimax\-m2.*")


@lru_cache(maxsize=256)
def matches(model: str) -> tuple[bool, ...]:
    """Return for each set of globs whether it matches a model."""
    return (
        ONE_OF_0.fullmatch(model) is not None,
        ONE_OF_1.fullmatch(model) is not None,
    )


def patch(body: dict[str, Any], headers: dict[str, str], context: Context) -> bool:
    """Change a body and headers of the same protocol in place; return whether the body changed."""
    one_of_0, one_of_1 = matches(context.model.lower())
    walk = Walk(body)
    changed = False
    changed = other_messages_host.patch(walk, headers, context) or changed
    changed = no_hosted_tools.patch(walk, headers, context) or changed
    # thinking cannot be disabled for models that always reason
    if one_of_0:
        for trail in walk.each(("thinking",), ("disabled",), {}):
            changed = remove(trail, "thinking cannot be disabled for this model", context) or changed
    # all other request fields are ignored
    changed = keep(
        walk.body,
        (
            "model", "messages", "max_tokens", "stream", "system", "temperature", "tool_choice", "tools", "top_p",
            "metadata", "thinking",
        ),
        "ignored by this provider",
        context,
    ) or changed
    # temperature must be above zero
    for trail in walk.each(("temperature",), (), {"temperature": (0,)}, True):
        changed = put(trail, 0.01, "temperature must be at least 0.01 at this provider", context) or changed
        walk.forget()
    # older models accept text only
    if one_of_1:
        for trail in walk.each(("messages", "*", "content", "*"), ("image", "document"), {}, True):
            changed = put(
                trail,
                {"type": "text", "text": "[omitted: this model supports text only]"},
                "this model supports text only",
                context,
            ) or changed
            walk.forget()
        for trail in walk.each(("messages", "*", "content", "*", "content", "*"), ("image", "document"), {}, True):
            changed = put(
                trail,
                {"type": "text", "text": "[omitted: this model supports text only]"},
                "this model supports text only",
                context,
            ) or changed
            walk.forget()
    return changed
