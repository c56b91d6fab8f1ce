"""GitHub Copilot: changes to requests.

Generated from specs/providers/copilot.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final, cast

from dragoman.library import hub, passes
from dragoman.library.filters import concat, join, member, non_empty
from dragoman_adapters.openai_chat import request as base
from dragoman_adapters.openai_chat.request import Request


class AssistantMessage(base.AssistantMessage, total=False):
    reasoning_text: str | None
    reasoning_opaque: str | None


class WriteRequest(base.WriteRequest):
    def open_signatures(self, request: hub.Request) -> None:
        passes.open_signatures(request, self.context, kinds=["rc", "rd"])

    def place_media(self, request: hub.Request) -> None:
        passes.place_media(request, self.context, native=False, vision=True, files=False, linked=False)

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(
            request, self.context,
            efforts=[
                "low", "medium", "high",
            ] if self.context.holds[2] else ["low", "medium", "high"] if self.context.holds[1] else [],
        )

    write_assistant_message_from_message_loss_of_reasoning = base.WriteRequest.nothing

    def write_request_from_request(self, it: hub.Request) -> Request:
        out = super().write_request_from_request(it)
        if (max_tokens := it.get("max_tokens") if self.context.holds[0] else None) is not None:
            out["max_tokens"] = max_tokens
        return out

    def write_request_losses(self, it: hub.Request) -> None:
        super().write_request_losses(it)
        if self.context.holds[1] and it.get("temperature") is not None:
            self.context.lose("temperature", "sampling parameters are not supported by reasoning models")
        if self.context.holds[1] and it.get("top_p") is not None:
            self.context.lose("top_p", "sampling parameters are not supported by reasoning models")

    def write_request_max_completion_tokens(self, it: hub.Request) -> int | None:
        return None if self.context.holds[0] else it.get("max_tokens")

    def write_request_temperature(self, it: hub.Request) -> float | None:
        return None if self.context.holds[1] else it.get("temperature")

    def write_request_top_p(self, it: hub.Request) -> float | None:
        return None if self.context.holds[1] else it.get("top_p")

    def write_assistant_message_from_message(self, it: hub.Message) -> AssistantMessage:
        out = cast(AssistantMessage, super().write_assistant_message_from_message(it))
        blocks_ = it["blocks"]
        reasoning_text = non_empty(join([x["text"] for x in blocks_ if x["kind"] == "reasoning"], "\n\n"))
        if reasoning_text is not None:
            out["reasoning_text"] = reasoning_text
        reasoning_opaque = member(concat([x.get("details") for x in blocks_ if x["kind"] == "reasoning"]), "opaque")
        if reasoning_opaque is not None:
            out["reasoning_opaque"] = reasoning_opaque
        return out


write: Final = WriteRequest.of
