"""Cerebras, OpenAI Chat Completions: differences and entry points.

Generated from specs/providers/cerebras.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import ClassVar, Final, cast

from dragoman.library import api_errors, hub, passes
from dragoman.library.filters import join
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters import error_texts
from dragoman_adapters.openai_chat import errors, request, types
from dragoman_adapters.quirks import foreign_details, reasoning_field


class Request(request.Request, total=False):
    reasoning_format: str | None


class ReadTypes(types.ReadTypes):
    ERROR_TYPES: ClassVar[dict[str, hub.ErrorType]] = {
        "invalid_request_error": "invalid_request", "authentication_error": "authentication",
        "permission_error": "permission", "insufficient_quota": "quota", "model_not_found": "not_found",
        "conflict_error": "conflict", "request_too_large": "request_too_large",
        "context_length_exceeded": "context_length_exceeded", "rate_limit_exceeded": "rate_limit",
        "content_policy_violation": "content_policy", "timeout": "timeout", "server_is_overloaded": "overloaded",
        "server_error": "server_error", "billing_error": "billing", "invalid_api_key": "authentication",
        "rate_limit_error": "rate_limit", "overloaded_error": "overloaded", "api_error": "server_error",
        "not_found_error": "not_found", "exceed_context_size_error": "context_length_exceeded",
        "context_too_large": "context_length_exceeded", "model_max_prompt_tokens_exceeded": "context_length_exceeded",
        "content_filter": "content_policy", "cyber_policy": "content_policy", "bio_policy": "content_policy",
        "misalignment": "content_policy", "misalignment_policy_violation": "content_policy",
        "tool_use_failed": "server_error", "slow_down": "overloaded", "400": "invalid_request", "401": "authentication",
        "402": "billing", "403": "permission", "404": "not_found", "408": "timeout", "409": "conflict",
        "413": "request_too_large", "429": "rate_limit", "500": "server_error", "502": "server_error",
        "503": "overloaded", "504": "timeout", "529": "overloaded", "queue_exceeded": "overloaded",
        "too_many_requests_error": "rate_limit",
    }


class WriteRequest(request.WriteRequest):
    def open_signatures(self, request: hub.Request) -> None:
        passes.open_signatures(request, self.context, kinds=["rc"])

    def place_media(self, request: hub.Request) -> None:
        passes.place_media(
            request, self.context, native=False, vision=not self.context.holds[0], files=not self.context.holds[0],
        )

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(
            request, self.context,
            efforts=[
                "none", "low", "medium", "high",
            ] if self.context.holds[2] else ["low", "medium", "high"] if self.context.holds[1] else [],
        )

    write_assistant_message_from_message_loss_of_reasoning = request.WriteRequest.nothing

    def write_request_from_request(self, it: hub.Request) -> Request:
        out = cast(Request, super().write_request_from_request(it))
        if (prompt_cache_key := it.get("session_id")) is not None:
            out["prompt_cache_key"] = prompt_cache_key
        if (reasoning_format := "parsed" if self.context.holds[3] else None) is not None:
            out["reasoning_format"] = reasoning_format
        return out

    def write_assistant_message_from_message(self, it: hub.Message) -> request.AssistantMessage:
        out = super().write_assistant_message_from_message(it)
        blocks_ = it["blocks"]
        if (reasoning := join([x["text"] for x in blocks_ if x["kind"] == "reasoning"], "\n\n")) is not None:
            out["reasoning"] = reasoning
        return out


class ReadResponse(ReadTypes, reasoning_field.ReadResponse):
    pass


class Reader(ReadTypes, reasoning_field.Reader):
    pass


class ReadErrors(ReadTypes, errors.ReadErrors):
    # messages and the error types that they mean
    TEXTS: ClassVar[tuple[api_errors.Texts, ...]] = (
        api_errors.Texts(
            "context_length_exceeded",
            (
                r"^$",
            ),
            (400, 413, 422, 500),
        ),
        *error_texts.TEXTS,
    )


check_event: Final = reasoning_field.check_event

write_request: Final = WriteRequest.of
read_response: Final = ReadResponse.of
read_failure: Final = ReadErrors.of
read_result: Final = ReadResponse.result_of
reader: Final = Reader
RETRY: Final = errors.RETRY

conditions: Final = Conditions(
    When(model=("!qwen-3.8*",)),
    When(model=("gpt-oss*",)),
    When(model=("qwen-3*",)),
    When(model=("gpt-oss*", "qwen-3*")),
)

patch: Final = in_order(foreign_details.patch)
