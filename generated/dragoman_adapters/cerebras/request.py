"""Cerebras: changes to requests.

Generated from specs/providers/cerebras.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final, cast

from dragoman.library import hub, passes
from dragoman.library.filters import join
from dragoman_adapters.openai_chat import request as base
from dragoman_adapters.openai_chat.request import AssistantMessage


class Request(base.Request, total=False):
    reasoning_format: str | None


class WriteRequest(base.WriteRequest):
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

    write_assistant_message_from_message_loss_of_reasoning = base.WriteRequest.nothing

    def write_request_from_request(self, it: hub.Request) -> Request:
        out = cast(Request, super().write_request_from_request(it))
        if (prompt_cache_key := it.get("session_id")) is not None:
            out["prompt_cache_key"] = prompt_cache_key
        if (reasoning_format := "parsed" if self.context.holds[3] else None) is not None:
            out["reasoning_format"] = reasoning_format
        return out

    def write_assistant_message_from_message(self, it: hub.Message) -> AssistantMessage:
        out = super().write_assistant_message_from_message(it)
        blocks_ = it["blocks"]
        if (reasoning := join([x["text"] for x in blocks_ if x["kind"] == "reasoning"], "\n\n")) is not None:
            out["reasoning"] = reasoning
        return out


write: Final = WriteRequest.of
