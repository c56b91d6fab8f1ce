"""Kimi (Moonshot AI), OpenAI Chat Completions: differences and entry points.

Generated from specs/providers/kimi.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, ClassVar, Final, TypedDict, cast

from dragoman.library import hub, passes
from dragoman.library.filters import equals, join
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_chat import errors, request, stream
from dragoman_adapters.quirks import cached_tokens_field, foreign_details, json_mode_without_schema, thinking_type


class Request(request.Request, total=False):
    thinking: Switch | None


class Switch(TypedDict, total=False):
    type: str | None
    keep: str | None


class ReadTypes(cached_tokens_field.ReadTypes):
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
        "503": "overloaded", "504": "timeout", "529": "overloaded", "exceeded_current_quota_error": "quota",
        "rate_limit_reached_error": "rate_limit", "engine_overloaded_error": "overloaded",
    }


class WriteTypes(thinking_type.WriteTypes):
    pass


class WriteRequest(WriteTypes, json_mode_without_schema.WriteRequest):
    def select_tools(self, request: hub.Request) -> None:
        passes.select_tools(
            request, self.context, max_tools=128,
            modes=["auto", "none"] if self.context.holds[4] else ["auto", "none"] if self.context.holds[3] else [
                "auto", "any", "tool", "none",
            ],
        )

    def open_signatures(self, request: hub.Request) -> None:
        passes.open_signatures(request, self.context, kinds=["rc"] if self.context.holds[1] else [])

    def place_media(self, request: hub.Request) -> None:
        passes.place_media(
            request, self.context, native=False, vision=not self.context.holds[0], files=False, linked=False,
        )

    def shorten_names(self, request: hub.Request) -> None:
        passes.shorten_names(
            request, self.context, max_length=64, illegal="^[^a-zA-Z_]|[^a-zA-Z0-9_-]", max_id_length=40,
        )

    def compile_schemas(self, request: hub.Request) -> None:
        passes.compile_schemas(
            request, self.context, drop=["$schema"], items=False,
            without={"pattern": "(?:^|[^\\\\])(?:\\\\\\\\)*\\\\(?:[pPkc]|u\\{)|\\(\\?<[a-zA-Z]"}, strict=[],
            strict_sizes={
                "properties": 5000, "values": 1000, "levels": 10, "characters": 120000, "list_values": 250,
                "list_characters": 15000,
            },
            schema_prompt="Answer with one JSON object and nothing else. It must fit this JSON Schema:\n",
            keywords=[
                "$ref", "description", "title", "default", "enum", "anyOf", "properties", "required",
                "additionalProperties", "items", "minItems", "maxItems", "minLength", "maxLength", "pattern", "minimum",
                "maximum", "prefixItems",
            ],
            references="definitions", enums="uniform", type_lists=True,
        )

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(
            request, self.context, efforts=["low", "high", "max"] if self.context.holds[7] else [], disabled="none",
        )

    def write_request_from_request(self, it: hub.Request) -> Request:
        out = cast(Request, super().write_request_from_request(it))
        if (prompt_cache_key := it.get("session_id")) is not None:
            out["prompt_cache_key"] = prompt_cache_key
        thinking: Any
        if self.context.holds[6]:
            thinking = None
        else:
            thinking2: Switch = {}
            reasoning = it.get("reasoning")
            mode = reasoning["mode"] if reasoning else None
            type_ = self.SWITCHES[mode] if mode is not None else None
            if type_ is None:
                tool_choice = it.get("tool_choice")
                mode2 = tool_choice["mode"] if tool_choice else None
                type_ = self.QUIETS.get(mode2) if mode2 is not None else None
            if type_ is not None:
                thinking2["type"] = type_
            if (keep := "all" if self.context.holds[5] else None) is not None:
                thinking2["keep"] = keep
            thinking = thinking2
        if thinking:
            out["thinking"] = thinking
        return out

    def write_request_losses(self, it: hub.Request) -> None:
        super().write_request_losses(it)
        if self.context.holds[2] and it.get("temperature") is not None:
            self.context.lose("temperature", "sampling parameters are not supported by reasoning models")
        if self.context.holds[2] and it.get("top_p") is not None:
            self.context.lose("top_p", "sampling parameters are not supported by reasoning models")
        reasoning = it.get("reasoning")
        if (
            equals(reasoning["mode"] if reasoning else None, "interleaved")
        ) and reasoning and reasoning["mode"] is not None:
            self.context.lose("reasoning.mode", "reasoning between tool calls alone is not supported by this provider")

    def write_request_temperature(self, it: hub.Request) -> float | None:
        return None if self.context.holds[2] else it.get("temperature")

    def write_request_top_p(self, it: hub.Request) -> float | None:
        return None if self.context.holds[2] else it.get("top_p")

    def write_request_reasoning_effort(self, it: hub.Request) -> str | None:
        reasoning_effort = it.get("reasoning_effort")
        return self.EFFORTS.get(reasoning_effort) if reasoning_effort is not None else None

    def write_assistant_message_from_message(self, it: hub.Message) -> request.AssistantMessage:
        out = super().write_assistant_message_from_message(it)
        blocks_ = it["blocks"]
        reasoning_content = join([x["text"] for x in blocks_ if x["kind"] == "reasoning"], "\n\n")
        reasoning_content2 = ("" if reasoning_content is None else reasoning_content) if self.context.holds[1] else None
        if reasoning_content2 is not None:
            out["reasoning_content"] = reasoning_content2
        return out

    def write_assistant_message_from_message_loss_of_reasoning(self, it: hub.Message) -> None:
        blocks_ = it["blocks"]
        kinds = {x["kind"] for x in blocks_}
        if not self.context.holds[1] and "reasoning" in kinds:
            self.context.lose("messages.blocks.reasoning", "reasoning in the history is not supported by this provider")


class ReadResponse(ReadTypes, cached_tokens_field.ReadResponse):
    pass


class Reader(ReadTypes, stream.Reader):
    def feed(self, it: Any) -> None:
        self.on_failed(it)
        self.on_begin(it)
        self.on_tier(it)
        choices = it.get("choices")
        choice = choices[0] if choices else None
        if choice:
            self.on_count_choice(choice)
        self.on_count(it)
        if choice:
            if self.on_other(choice):
                return
        self.on_second(it)
        logprobs = choice.get("logprobs") if choice else None
        if logprobs:
            self.on_scores(logprobs)
        delta = choice.get("delta") if choice else None
        if delta:
            self.on_reasoning(delta)
            self.on_text(delta)
        if choice:
            self.on_plain(choice)
        if delta:
            self.on_parts(delta)
            self.on_refusal(delta)
            self.on_cites(delta)
            self.on_call(delta)
            self.on_function(delta)
        if choice:
            self.on_message(choice)
        self.on_broken(it)
        if choice:
            self.on_broke(choice)
            self.on_stop(choice)
            self.on_matched(choice)
            self.on_matched_too(choice)

    def on_count_choice(self, choice: Any) -> None:
        usage = choice.get("usage")
        if usage:
            self.blocks.record(usage=self.read_usage_from_usage(usage))


class ReadErrors(ReadTypes, errors.ReadErrors):
    pass


check_event: Final = stream.SHAPES.extend({
    "Choice": {"usage": "Usage"},
    "Usage": {"cached_tokens": "int"},
}).check("Chunk")

write_request: Final = WriteRequest.of
read_response: Final = ReadResponse.of
read_failure: Final = ReadErrors.of
read_result: Final = ReadResponse.result_of
reader: Final = Reader
RETRY: Final = errors.RETRY

conditions: Final = Conditions(
    When(model=("kimi-k2-*", "moonshot-v1-*", "!*-vision-*")),
    When(model=("!kimi-k2-0*", "!kimi-k2-turbo*", "!moonshot-*")),
    When(model=("kimi-k2.*", "kimi-k3*", "k3*", "kimi-for-coding*")),
    When(reasoning=True),
    When(model=("kimi-k3*", "k3*", "kimi-k2.7*", "kimi-k2-thinking*")),
    When(model=("kimi-k2.6*",), reasoning=True),
    When(model=("!kimi-k2.5*", "!kimi-k2.6*", "!kimi-for-coding")),
    When(model=("kimi-k3*", "k3*", "kimi-for-coding")),
)

patch: Final = in_order(foreign_details.patch)
