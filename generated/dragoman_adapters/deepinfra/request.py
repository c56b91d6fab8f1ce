"""DeepInfra: changes to requests.

Generated from specs/providers/deepinfra.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final, cast

from dragoman.library import hub, passes
from dragoman.library.filters import join
from dragoman_adapters.openai_chat import request as base
from dragoman_adapters.openai_chat.request import AssistantMessage


class Request(base.Request, total=False):
    top_k: int | None


class WriteRequest(base.WriteRequest):
    def open_signatures(self, request: hub.Request) -> None:
        passes.open_signatures(request, self.context, kinds=["rc"])

    def place_media(self, request: hub.Request) -> None:
        passes.place_media(request, self.context, native=False, vision=True, files=False)

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(
            request, self.context,
            efforts=["low", "medium", "high"] if self.context.holds[0] else ["none", "low", "medium", "high"],
        )

    write_request_loss_of_top_k = base.WriteRequest.nothing
    write_request_max_completion_tokens = base.WriteRequest.nothing
    write_assistant_message_from_message_loss_of_reasoning = base.WriteRequest.nothing

    def write_request_from_request(self, it: hub.Request) -> Request:
        out = cast(Request, super().write_request_from_request(it))
        if (max_tokens := it.get("max_tokens")) is not None:
            out["max_tokens"] = max_tokens
        if (top_k := it.get("top_k")) is not None:
            out["top_k"] = top_k
        if (prompt_cache_key := it.get("session_id")) is not None:
            out["prompt_cache_key"] = prompt_cache_key
        return out

    def write_assistant_message_from_message(self, it: hub.Message) -> AssistantMessage:
        out = super().write_assistant_message_from_message(it)
        blocks_ = it["blocks"]
        if (reasoning_content := join([x["text"] for x in blocks_ if x["kind"] == "reasoning"], "\n\n")) is not None:
            out["reasoning_content"] = reasoning_content
        return out


write: Final = WriteRequest.of
