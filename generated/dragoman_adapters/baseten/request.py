"""Baseten: changes to requests.

Generated from specs/providers/baseten.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, cast

from dragoman.library import hub, passes
from dragoman.library.filters import equals, join
from dragoman_adapters.openai_chat import request as base
from dragoman_adapters.openai_chat.request import AssistantMessage


class Request(base.Request, total=False):
    top_k: int | None
    chat_template_args: Any


class WriteRequest(base.WriteRequest):
    def open_signatures(self, request: hub.Request) -> None:
        passes.open_signatures(request, self.context, kinds=["rc"])

    def place_media(self, request: hub.Request) -> None:
        passes.place_media(request, self.context, native=False, vision=True, files=False)

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(request, self.context, efforts=["low", "medium", "high"] if self.context.holds[0] else [])

    write_request_loss_of_top_k = base.WriteRequest.nothing
    write_request_max_completion_tokens = base.WriteRequest.nothing
    write_assistant_message_from_message_loss_of_reasoning = base.WriteRequest.nothing

    def write_request_from_request(self, it: hub.Request) -> Request:
        out = cast(Request, super().write_request_from_request(it))
        if (max_tokens := it.get("max_tokens")) is not None:
            out["max_tokens"] = max_tokens
        if (top_k := it.get("top_k")) is not None:
            out["top_k"] = top_k
        chat_template_args: Any
        if self.context.holds[1]:
            chat_template_args2: Any = None
            reasoning = it.get("reasoning")
            if equals(reasoning["mode"] if reasoning else None, "off"):
                chat_template_args2 = {"enable_thinking": False}
            if chat_template_args2 is None:
                if it.get("reasoning"):
                    chat_template_args2 = {"enable_thinking": True}
            chat_template_args = chat_template_args2
        else:
            chat_template_args = None
        if chat_template_args is not None:
            out["chat_template_args"] = chat_template_args
        return out

    def write_assistant_message_from_message(self, it: hub.Message) -> AssistantMessage:
        out = super().write_assistant_message_from_message(it)
        blocks_ = it["blocks"]
        if (reasoning_content := join([x["text"] for x in blocks_ if x["kind"] == "reasoning"], "\n\n")) is not None:
            out["reasoning_content"] = reasoning_content
        return out


write: Final = WriteRequest.of
