"""GLM (Z.ai), Anthropic Messages: differences and entry points.

Generated from specs/providers/glm.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, ClassVar, Final

from dragoman.library import hub
from dragoman.library.context import Context
from dragoman.library.quirks.patches import is_blank, put, remove
from dragoman.library.quirks.places import Walk, value_at
from dragoman_adapters.anthropic_messages import errors, response, stream, types
from dragoman_adapters.quirks import other_messages_host


class ReadTypes(types.ReadTypes):
    ERROR_TYPES: ClassVar[dict[str, hub.ErrorType]] = {
        "invalid_request_error": "invalid_request", "authentication_error": "authentication",
        "billing_error": "billing", "permission_error": "permission", "not_found_error": "not_found",
        "conflict_error": "conflict", "request_too_large": "request_too_large", "rate_limit_error": "rate_limit",
        "timeout_error": "timeout", "overloaded_error": "overloaded", "api_error": "server_error",
        "exceed_context_size_error": "context_length_exceeded", "400": "invalid_request", "401": "authentication",
        "402": "billing", "403": "permission", "404": "not_found", "413": "request_too_large", "429": "rate_limit",
        "500": "server_error", "502": "server_error", "503": "overloaded", "504": "timeout", "529": "overloaded",
        "1000": "authentication", "1001": "authentication", "1002": "authentication", "1003": "authentication",
        "1110": "permission", "1112": "permission", "1113": "billing", "1210": "invalid_request", "1211": "not_found",
        "1213": "invalid_request", "1214": "invalid_request", "1261": "context_length_exceeded",
        "1301": "content_policy", "1302": "rate_limit", "1303": "rate_limit", "1305": "overloaded", "1308": "quota",
        "1309": "quota", "1310": "quota",
    }


class WriteRequest(other_messages_host.WriteRequest):
    pass


class ReadErrors(ReadTypes, errors.ReadErrors):
    pass


write_request: Final = WriteRequest.of
read_response: Final = response.read
read_failure: Final = ReadErrors.of
read_result: Final = response.ReadResponse.result_of
reader: Final = stream.Reader
RETRY: Final = errors.RETRY
REFUSALS: Final = errors.REFUSALS

ONE_OF_0: Final = re.compile(r"glm\-5\.3.*")


@lru_cache(maxsize=256)
def matches(model: str) -> tuple[bool, ...]:
    """Return for each set of globs whether it matches a model."""
    return (
        ONE_OF_0.fullmatch(model) is not None,
    )


def patch(body: dict[str, Any], headers: dict[str, str], context: Context) -> bool:
    """Change a body and headers of the same protocol in place; return whether the body changed."""
    (one_of_0,) = matches(context.model.lower())
    walk = Walk(body)
    changed = False
    changed = other_messages_host.patch(walk, headers, context) or changed
    # thinking cannot be disabled for models that always reason
    if one_of_0:
        for trail in walk.each(("thinking",), ("disabled",), {}):
            changed = remove(trail, "thinking cannot be disabled for this model", context) or changed
    # a tool result without content is rejected with code 1213
    for trail in walk.each(("messages", "*", "content", "*", "content"), ("tool_result",), {}):
        if is_blank(value_at(trail)):
            changed = put(trail, "(no output)") or changed
            walk.forget()
    # a tool result without content is rejected with code 1213
    for trail in walk.each(("messages", "*", "content", "*", "content", "*"), ("text",), {}):
        if is_blank(value_at(trail, "text")):
            changed = put(trail, {"type": "text", "text": "(no output)"}) or changed
            walk.forget()
    return changed
