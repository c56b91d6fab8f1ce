"""The shared quirk refusals.

Generated from specs/quirks/refusals.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from dragoman.library import hub, passes
from dragoman.library.filters import join
from dragoman_adapters.openai_chat import request


class WriteRequest(request.WriteRequest):
    def render_refusals(self, request: hub.Request) -> None:
        passes.render_refusals(request, self.context, separator="\n\n", native=True)

    def write_assistant_message_from_message(self, it: hub.Message) -> request.AssistantMessage:
        out = super().write_assistant_message_from_message(it)
        blocks_ = it["blocks"]
        if (refusal := join([x["text"] for x in blocks_ if x["kind"] == "refusal"], "\n\n")) is not None:
            out["refusal"] = refusal
        return out
