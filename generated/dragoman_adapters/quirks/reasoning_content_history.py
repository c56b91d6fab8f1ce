"""The shared quirk reasoning_content_history.

Generated from specs/quirks/reasoning_content_history.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from dragoman.library import hub, passes
from dragoman.library.filters import join
from dragoman_adapters.openai_chat import request


class WriteRequest(request.WriteRequest):
    def open_signatures(self, request: hub.Request) -> None:
        passes.open_signatures(request, self.context, kinds=["rc"])

    write_assistant_message_from_message_loss_of_reasoning = request.WriteRequest.nothing

    def write_assistant_message_from_message(self, it: hub.Message) -> request.AssistantMessage:
        out = super().write_assistant_message_from_message(it)
        blocks_ = it["blocks"]
        if (reasoning_content := join([x["text"] for x in blocks_ if x["kind"] == "reasoning"], "\n\n")) is not None:
            out["reasoning_content"] = reasoning_content
        return out
