"""DeepSeek, OpenAI Chat Completions: differences and entry points.

Generated from specs/providers/deepseek.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict, cast

from dragoman.library import hub, passes
from dragoman.library.filters import at_most, equals, join, minus
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_chat import errors, request, response, stream, types
from dragoman_adapters.quirks import foreign_details, json_mode_without_schema, thinking_type


class Usage(types.Usage, total=False):
    prompt_cache_hit_tokens: int | None
    prompt_cache_miss_tokens: int | None


class Request(request.Request, total=False):
    thinking: Switch | None


class Switch(TypedDict, total=False):
    type: str | None


class ReadTypes(types.ReadTypes):
    def read_usage_from_usage(self, it: Usage) -> hub.Usage:
        prompt_tokens_details = it.get("prompt_tokens_details")
        cache_read_tokens = prompt_tokens_details.get("cached_tokens") if prompt_tokens_details else None
        if cache_read_tokens is None:
            cache_read_tokens = it.get("prompt_cache_hit_tokens")
        rest = minus(it.get("prompt_tokens"), cache_read_tokens)
        cache_write_tokens = at_most(
            prompt_tokens_details.get("cache_write_tokens") if prompt_tokens_details else None,
            rest,
        )
        uncached_input_tokens = minus(rest, cache_write_tokens)
        completion_tokens = it.get("completion_tokens")
        completion_tokens_details = it.get("completion_tokens_details")
        reasoning_tokens = completion_tokens_details.get("reasoning_tokens") if completion_tokens_details else None
        out: hub.Usage = {}
        if cache_read_tokens is not None:
            out["cache_read_tokens"] = cache_read_tokens
        if cache_write_tokens is not None:
            out["cache_write_tokens"] = cache_write_tokens
        if uncached_input_tokens is not None:
            out["uncached_input_tokens"] = uncached_input_tokens
        if completion_tokens is not None:
            out["output_tokens"] = completion_tokens
        if reasoning_tokens is not None:
            out["reasoning_tokens"] = reasoning_tokens
        return out


class WriteTypes(thinking_type.WriteTypes):
    pass


class WriteRequest(WriteTypes, json_mode_without_schema.WriteRequest):
    def select_tools(self, request: hub.Request) -> None:
        passes.select_tools(
            request, self.context, max_tools=128,
            modes=["auto", "none"] if self.context.holds[2] else ["auto", "none"] if self.context.holds[1] else [
                "auto", "any", "tool", "none",
            ],
        )

    def open_signatures(self, request: hub.Request) -> None:
        passes.open_signatures(
            request, self.context, kinds=["rc"], messages="current" if self.context.holds[2] else "all",
        )

    def place_media(self, request: hub.Request) -> None:
        passes.place_media(
            request, self.context, native=False, vision=not self.context.holds[0], files=not self.context.holds[0],
        )

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(request, self.context, efforts=["low", "high", "max"], disabled="none")

    write_request_max_completion_tokens = request.WriteRequest.nothing
    write_assistant_message_from_message_loss_of_reasoning = request.WriteRequest.nothing

    def write_request_from_request(self, it: hub.Request) -> Request:
        out = cast(Request, super().write_request_from_request(it))
        if (max_tokens := it.get("max_tokens")) is not None:
            out["max_tokens"] = max_tokens
        thinking: Switch = {}
        reasoning = it.get("reasoning")
        mode = reasoning["mode"] if reasoning else None
        type_ = self.SWITCHES[mode] if mode is not None else None
        if type_ is None:
            tool_choice = it.get("tool_choice")
            mode2 = tool_choice["mode"] if tool_choice else None
            type_ = self.QUIETS.get(mode2) if mode2 is not None else None
        if type_ is not None:
            thinking["type"] = type_
        if thinking:
            out["thinking"] = thinking
        if (logprobs := it.get("logprobs") if self.context.holds[3] else None) is not None:
            out["logprobs"] = logprobs
        top_logprobs: Any
        if self.context.holds[3]:
            top_logprobs2: Any = None
            if it.get("logprobs"):
                top_logprobs2 = it.get("top_logprobs")
            top_logprobs = top_logprobs2
        else:
            top_logprobs = None
        if top_logprobs is not None:
            out["top_logprobs"] = top_logprobs
        return out

    def write_request_losses(self, it: hub.Request) -> None:
        if it.get("verbosity") is not None:
            self.context.lose("verbosity", "verbosity is not supported by this provider")
        if it.get("metadata") is not None:
            self.context.lose("metadata", "metadata is not supported by this provider")
        if not self.context.holds[3] and it.get("logprobs") is not None:
            self.context.lose("logprobs", "log probabilities are not supported by this provider")
        if not self.context.holds[3] and it.get("top_logprobs") is not None:
            self.context.lose("top_logprobs", "log probabilities are not supported by this provider")
        if it.get("top_k") is not None:
            self.context.lose("top_k", "top_k is not supported by this provider")
        if it.get("user_id") is not None:
            self.context.lose("user_id", "user ids are not supported by this provider")
        if it.get("compaction") is not None:
            self.context.lose("compaction", "compaction is not supported by this provider")
        reasoning = it.get("reasoning")
        if (
            equals(reasoning["mode"] if reasoning else None, "interleaved")
        ) and reasoning and reasoning["mode"] is not None:
            self.context.lose("reasoning.mode", "reasoning between tool calls alone is not supported by this provider")
        if self.context.holds[2] and it.get("temperature") is not None:
            self.context.lose("temperature", "sampling parameters are not supported by reasoning models")
        if not self.context.holds[2] and self.context.holds[1] and it.get("temperature") is not None:
            self.context.lose("temperature", "sampling parameters are not supported by reasoning models")
        if self.context.holds[2] and it.get("top_p") is not None:
            self.context.lose("top_p", "sampling parameters are not supported by reasoning models")
        if not self.context.holds[2] and self.context.holds[1] and it.get("top_p") is not None:
            self.context.lose("top_p", "sampling parameters are not supported by reasoning models")

    def write_request_temperature(self, it: hub.Request) -> float | None:
        if self.context.holds[2]:
            return None
        else:
            return None if self.context.holds[1] else it.get("temperature")

    def write_request_top_p(self, it: hub.Request) -> float | None:
        if self.context.holds[2]:
            return None
        else:
            return None if self.context.holds[1] else it.get("top_p")

    def write_request_reasoning_effort(self, it: hub.Request) -> str | None:
        reasoning_effort = it.get("reasoning_effort")
        return self.EFFORTS.get(reasoning_effort) if reasoning_effort is not None else None

    def write_assistant_message_from_message(self, it: hub.Message) -> request.AssistantMessage:
        out = super().write_assistant_message_from_message(it)
        blocks_ = it["blocks"]
        reasoning_content = join([x["text"] for x in blocks_ if x["kind"] == "reasoning"], "\n\n")
        reasoning_content2 = (
            join([x["text"] for x in blocks_ if x["kind"] == "reasoning"], "\n\n")
        ) if self.context.holds[2] else ("" if reasoning_content is None else reasoning_content)
        if reasoning_content2 is not None:
            out["reasoning_content"] = reasoning_content2
        return out


class ReadResponse(ReadTypes, response.ReadResponse):
    CHECK = staticmethod(response.SHAPES.extend({
        "Usage": {"prompt_cache_hit_tokens": "int", "prompt_cache_miss_tokens": "int"},
    }).check("Completion"))


class Reader(ReadTypes, stream.Reader):
    pass


check_event: Final = stream.SHAPES.extend({
    "Usage": {"prompt_cache_hit_tokens": "int", "prompt_cache_miss_tokens": "int"},
}).check("Chunk")

write_request: Final = WriteRequest.of
read_response: Final = ReadResponse.of
read_failure: Final = errors.read
read_result: Final = ReadResponse.result_of
reader: Final = Reader
RETRY: Final = errors.RETRY

conditions: Final = Conditions(
    When(model=("!deepseek*-flash*",)),
    When(reasoning=True),
    When(model=("deepseek-reasoner",)),
    When(model=("!deepseek-reasoner",)),
)

patch: Final = in_order(foreign_details.patch)
