"""Kimi (Moonshot AI): changes to requests.

Generated from specs/providers/kimi.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict, cast

from dragoman.library import hub, passes
from dragoman.library.filters import join
from dragoman_adapters.kimi.types import WriteTypes
from dragoman_adapters.openai_chat import request as base
from dragoman_adapters.openai_chat.request import AssistantMessage


class Request(base.Request, total=False):
    thinking: Switch | None


class Switch(TypedDict, total=False):
    type: str | None
    keep: str | None


class WriteRequest(WriteTypes, base.WriteRequest):
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

    def compile_schemas(self, request: hub.Request) -> None:
        passes.compile_schemas(
            request, self.context, drop=["$schema"], strict=[],
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

    def write_request_temperature(self, it: hub.Request) -> float | None:
        return None if self.context.holds[2] else it.get("temperature")

    def write_request_top_p(self, it: hub.Request) -> float | None:
        return None if self.context.holds[2] else it.get("top_p")

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
        reasoning_content2 = ("" if reasoning_content is None else reasoning_content) if self.context.holds[1] else None
        if reasoning_content2 is not None:
            out["reasoning_content"] = reasoning_content2
        return out

    def write_assistant_message_from_message_loss_of_reasoning(self, it: hub.Message) -> None:
        blocks_ = it["blocks"]
        if not self.context.holds[1] and [x for x in blocks_ if x["kind"] == "reasoning"]:
            self.context.lose("messages.blocks.reasoning", "reasoning in the history is not supported by this provider")


write: Final = WriteRequest.of
