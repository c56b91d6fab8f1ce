"""Grok (xAI), OpenAI Chat Completions: differences and entry points.

Generated from specs/providers/grok.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, ClassVar, Final, TypedDict

from dragoman.library import hub, passes
from dragoman.library.filters import at_most, join, minus, non_empty, plus, unless
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_chat import errors, request, response, stream, types
from dragoman_adapters.quirks import foreign_details, no_files, reasoning_content_history


class Completion(TypedDict, total=False):
    id: str | None
    object: str | None
    created: int | None
    model: str | None
    choices: list[response.Choice] | None
    usage: types.Usage | None
    error: Any
    service_tier: str | None
    system_fingerprint: str | None
    metadata: Any
    moderation: Any
    citations: list[str] | None


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
        "503": "overloaded", "504": "timeout", "529": "overloaded",
        "The service is currently unavailable": "overloaded",
    }

    def read_usage_from_usage(self, it: types.Usage) -> hub.Usage:
        prompt_tokens_details = it.get("prompt_tokens_details")
        cached_tokens = prompt_tokens_details.get("cached_tokens") if prompt_tokens_details else None
        rest = minus(it.get("prompt_tokens"), cached_tokens)
        cache_write_tokens = at_most(
            prompt_tokens_details.get("cache_write_tokens") if prompt_tokens_details else None,
            rest,
        )
        uncached_input_tokens = minus(rest, cache_write_tokens)
        completion_tokens_details = it.get("completion_tokens_details")
        output_tokens = plus(
            it.get("completion_tokens"),
            (completion_tokens_details.get("reasoning_tokens") if completion_tokens_details else None),
        )
        reasoning_tokens = completion_tokens_details.get("reasoning_tokens") if completion_tokens_details else None
        out: hub.Usage = {}
        if cached_tokens is not None:
            out["cache_read_tokens"] = cached_tokens
        if cache_write_tokens is not None:
            out["cache_write_tokens"] = cache_write_tokens
        if uncached_input_tokens is not None:
            out["uncached_input_tokens"] = uncached_input_tokens
        if output_tokens is not None:
            out["output_tokens"] = output_tokens
        if reasoning_tokens is not None:
            out["reasoning_tokens"] = reasoning_tokens
        return out

    def read_citation_from_str(self, it: str) -> hub.Citation:
        return {"url": it}


class WriteRequest(no_files.WriteRequest, reasoning_content_history.WriteRequest):
    def compile_schemas(self, request: hub.Request) -> None:
        passes.compile_schemas(
            request, self.context, drop=["$schema"], items=True,
            without={
                "pattern": "(?:^|[^\\\\])(?:\\\\\\\\)*\\\\(?:[pPkc]|u\\{)|\\(\\?<[a-zA-Z]",
                "additionalProperties": False,
            },
            strict=[
                "type", "enum", "const", "description", "title", "$ref", "pattern", "format", "minimum", "maximum",
                "multipleOf", "exclusiveMinimum", "exclusiveMaximum", "minItems", "maxItems", "properties", "required",
                "additionalProperties", "items", "anyOf", "$defs", "definitions",
            ],
            strict_sizes={
                "properties": 5000, "values": 1000, "levels": 10, "characters": 120000, "list_values": 250,
                "list_characters": 15000,
            },
        )

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(
            request, self.context,
            efforts=["low", "high"] if self.context.holds[4] else ["none", "low", "medium", "high"] if self.context.holds[2] else ["low", "medium", "high"] if self.context.holds[1] else [
                "low", "medium", "high", "xhigh",
            ] if self.context.holds[0] else [],
        )

    def limit_parameters(self, request: hub.Request) -> None:
        passes.limit_parameters(request, self.context, stop_sequences=0 if self.context.holds[3] else 4)

    def write_request_from_request(self, it: hub.Request) -> request.Request:
        out = super().write_request_from_request(it)
        if (prompt_cache_key := it.get("session_id")) is not None:
            out["prompt_cache_key"] = prompt_cache_key
        return out


class ReadResponse(ReadTypes, response.ReadResponse):
    CHECK = staticmethod(response.SHAPES.extend({
        "Completion": {"citations": ["str"]},
    }).check("Completion"))

    def read_response_from_completion_blocks(self, it: Completion) -> list[hub.Block]:
        choices = it.get("choices")
        choice = choices[0] if choices else None
        message = choice.get("message") if choice else None
        item = self.read_reasoning_from_message(message) if message is not None else None
        content = message.get("content") if message else None
        out = content if isinstance(content, list) else None
        item2 = self.read_text_from_choice(choice) if choice is not None else None
        item3 = non_empty(join([str_ for x in out or () if (str_ := self.read_str_from_piece(x)) is not None], ""))
        item4 = self.read_text_from_str(item3) if item3 is not None else None
        item5 = non_empty(unless(choice.get("text") if choice else None, (message.get("content") if message else None)))
        item6 = self.read_text_from_str(item5) if item5 is not None else None
        item7 = non_empty(message.get("refusal") if message else None)
        item8 = self.read_refusal_from_str(item7) if item7 is not None else None
        audio = message.get("audio") if message else None
        item9 = non_empty(audio.get("transcript") if audio else None)
        item10 = self.read_text_from_str(item9) if item9 is not None else None
        tool_calls = message.get("tool_calls") if message else None
        function_call = message.get("function_call") if message else None
        item11 = self.read_tool_call_from_function(function_call) if function_call is not None else None
        item12 = self.read_text_from_completion(it)
        return [
            *([item] if item is not None else []),
            *[reasoning for x in out or () if (reasoning := self.read_reasoning_from_piece(x)) is not None],
            *([item2] if item2 is not None else []),
            *([item4] if item4 is not None else []),
            *([item6] if item6 is not None else []),
            *([item8] if item8 is not None else []),
            *([item10] if item10 is not None else []),
            *[tool_call for x in tool_calls or () if (tool_call := self.read_tool_call_from_call(x)) is not None],
            *([item11] if item11 is not None else []),
            *([item12] if item12 is not None else []),
        ]

    def read_text_from_completion(self, it: Completion) -> hub.Text | None:
        if not non_empty(it.get("citations")):
            return None
        out: hub.Text = {"kind": "text", "text": ""}
        citations = it.get("citations")
        if citations2 := [self.read_citation_from_str(x) for x in citations or ()]:
            out["citations"] = citations2
        return out


class Reader(ReadTypes, stream.Reader):
    def feed(self, it: Any) -> None:
        self.on_failed(it)
        self.on_begin(it)
        self.on_tier(it)
        self.on_count(it)
        choices = it.get("choices")
        choice = choices[0] if choices else None
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
        self.on_pages(it)
        if choice:
            self.on_stop(choice)
            self.on_matched(choice)
            self.on_matched_too(choice)

    def on_pages(self, it: Any) -> None:
        for page in it.get("citations") or ():
            citation = self.read_citation_from_str(page)
            if citation is not None:
                self.blocks.citation(citation)


class ReadErrors(ReadTypes, errors.ReadErrors):
    pass


check_event: Final = stream.SHAPES.extend({
    "Chunk": {"citations": ["str"]},
}).check("Chunk")

write_request: Final = WriteRequest.of
read_response: Final = ReadResponse.of
read_failure: Final = ReadErrors.of
read_result: Final = ReadResponse.result_of
reader: Final = Reader
RETRY: Final = errors.RETRY

conditions: Final = Conditions(
    When(model=("grok-4.6*", "grok-4.7*")),
    When(model=("grok-4.5*",)),
    When(model=("grok-4.3*",)),
    When(model=("grok-4*", "grok-3-mini*", "grok-build*", "grok-code*", "!*-non-reasoning*")),
    When(model=("grok-3-mini*",)),
)

patch: Final = in_order(foreign_details.patch)
