"""DeepSeek: changes to requests.

Generated from specs/providers/deepseek.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict, cast

from dragoman.library import hub, passes
from dragoman.library.filters import join
from dragoman_adapters.deepseek.types import WriteTypes
from dragoman_adapters.openai_chat import request as base
from dragoman_adapters.openai_chat.request import AssistantMessage


class Request(base.Request, total=False):
    thinking: Switch | None


class Switch(TypedDict, total=False):
    type: str | None


class WriteRequest(WriteTypes, base.WriteRequest):
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

    def compile_schemas(self, request: hub.Request) -> None:
        passes.compile_schemas(
            request, self.context, drop=["$schema"],
            strict=[
                "type", "enum", "const", "description", "title", "$ref", "pattern", "format", "minimum", "maximum",
                "multipleOf", "exclusiveMinimum", "exclusiveMaximum", "minItems", "maxItems", "properties", "required",
                "additionalProperties", "items", "anyOf", "$defs", "definitions",
            ],
            schema_prompt="Answer with one JSON object and nothing else. It must fit this JSON Schema:\n",
        )

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(request, self.context, efforts=["low", "high", "max"], disabled="none")

    write_request_max_completion_tokens = base.WriteRequest.nothing
    write_assistant_message_from_message_loss_of_reasoning = base.WriteRequest.nothing

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

    def write_request_response_format(self, it: hub.Request) -> Any:
        if not it.get("response_format"):
            return None
        return {"type": "json_object"}

    def write_request_reasoning_effort(self, it: hub.Request) -> str | None:
        reasoning_effort = it.get("reasoning_effort")
        return self.EFFORTS.get(reasoning_effort) if reasoning_effort is not None else None

    def write_assistant_message_from_message(self, it: hub.Message) -> AssistantMessage:
        out = super().write_assistant_message_from_message(it)
        blocks_ = it["blocks"]
        reasoning_content = join([x["text"] for x in blocks_ if x["kind"] == "reasoning"], "\n\n")
        reasoning_content2 = (
            join([x["text"] for x in blocks_ if x["kind"] == "reasoning"], "\n\n")
        ) if self.context.holds[2] else ("" if reasoning_content is None else reasoning_content)
        if reasoning_content2 is not None:
            out["reasoning_content"] = reasoning_content2
        return out


write: Final = WriteRequest.of
