"""NVIDIA NIM: changes to requests.

Generated from specs/providers/nvidia.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, cast

from dragoman.library import hub, passes
from dragoman.library.filters import at_most, equals, join
from dragoman_adapters.openai_chat import request as base
from dragoman_adapters.openai_chat.request import AssistantMessage


class Request(base.Request, total=False):
    top_k: int | None
    chat_template_kwargs: Any


class WriteRequest(base.WriteRequest):
    def open_signatures(self, request: hub.Request) -> None:
        passes.open_signatures(request, self.context, kinds=["rc"])

    def place_media(self, request: hub.Request) -> None:
        passes.place_media(request, self.context, native=False, vision=True, files=False)

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(request, self.context, efforts=["low", "medium", "high"] if self.context.holds[0] else [])

    write_request_loss_of_top_k = base.WriteRequest.nothing
    write_request_max_completion_tokens = base.WriteRequest.nothing
    write_request_service_tier = base.WriteRequest.nothing
    write_assistant_message_from_message_loss_of_reasoning = base.WriteRequest.nothing

    def write_request_from_request(self, it: hub.Request) -> Request:
        out = cast(Request, super().write_request_from_request(it))
        if (max_tokens := it.get("max_tokens")) is not None:
            out["max_tokens"] = max_tokens
        if (top_k := it.get("top_k")) is not None:
            out["top_k"] = top_k
        chat_template_kwargs: Any
        if self.context.holds[1]:
            chat_template_kwargs2: Any = None
            reasoning = it.get("reasoning")
            if equals(reasoning["mode"] if reasoning else None, "off"):
                chat_template_kwargs2 = {"enable_thinking": False, "thinking": False}
            if chat_template_kwargs2 is None:
                if it.get("reasoning"):
                    chat_template_kwargs3: dict[str, Any] = {"enable_thinking": True, "thinking": True}
                    reasoning_budget = at_most(reasoning.get("budget_tokens") if reasoning else None, 32768)
                    if reasoning_budget is not None:
                        chat_template_kwargs3["reasoning_budget"] = reasoning_budget
                    chat_template_kwargs2 = chat_template_kwargs3
            chat_template_kwargs = chat_template_kwargs2
        else:
            chat_template_kwargs4: Any = None
            reasoning2 = it.get("reasoning")
            if equals(reasoning2["mode"] if reasoning2 else None, "off"):
                chat_template_kwargs4 = {"enable_thinking": False, "thinking": False}
            if chat_template_kwargs4 is None:
                if it.get("reasoning"):
                    chat_template_kwargs4 = {"enable_thinking": True, "thinking": True}
            chat_template_kwargs = chat_template_kwargs4
        if chat_template_kwargs is not None:
            out["chat_template_kwargs"] = chat_template_kwargs
        return out

    def write_request_losses(self, it: hub.Request) -> None:
        super().write_request_losses(it)
        if it.get("service_tier") is not None:
            self.context.lose("service_tier", "service_tier is not supported by this provider")

    def write_assistant_message_from_message(self, it: hub.Message) -> AssistantMessage:
        out = super().write_assistant_message_from_message(it)
        blocks_ = it["blocks"]
        if (reasoning_content := join([x["text"] for x in blocks_ if x["kind"] == "reasoning"], "\n\n")) is not None:
            out["reasoning_content"] = reasoning_content
        return out


write: Final = WriteRequest.of
