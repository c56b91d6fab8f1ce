"""The shared quirk openai_models.

Generated from specs/quirks/openai_models.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any

from dragoman.library import hub, passes
from dragoman.library.filters import if_marked, join
from dragoman_adapters.openai_chat import request


class WriteRequest(request.WriteRequest):
    def place_system_messages(self, request: hub.Request) -> None:
        passes.place_system_messages(request, self.context, later="in_place", tag="system-reminder")

    def limit_parameters(self, request: hub.Request) -> None:
        passes.limit_parameters(request, self.context, stop_sequences=0 if self.context.holds[0] else 4)

    def write_request_losses(self, it: hub.Request) -> None:
        super().write_request_losses(it)
        if self.context.holds[0] and it.get("temperature") is not None:
            self.context.lose("temperature", "sampling parameters are not supported by reasoning models")
        if self.context.holds[0] and it.get("top_p") is not None:
            self.context.lose("top_p", "sampling parameters are not supported by reasoning models")

    def write_request_temperature(self, it: hub.Request) -> float | None:
        return None if self.context.holds[0] else it.get("temperature")

    def write_request_top_p(self, it: hub.Request) -> float | None:
        return None if self.context.holds[0] else it.get("top_p")

    def write_system_message_from_texts(self, it: list[hub.Text]) -> request.SystemMessage | None:
        if not it:
            return None
        content2 = if_marked(it)
        content: Any = [self.write_text_part_from_text(x) for x in content2] if content2 is not None else None
        if content is None:
            content = join([x["text"] for x in it], "\n\n")
        return {
            "role": "developer" if self.context.holds[0] else "system",
            "content": "" if content is None else content,
        }

    def write_system_message_from_message(self, it: hub.Message) -> request.SystemMessage:
        blocks_ = it["blocks"]
        content = join([x["text"] for x in blocks_ if x["kind"] == "text"], "\n\n")
        return {
            "role": "developer" if self.context.holds[0] else "system",
            "content": "" if content is None else content,
        }
