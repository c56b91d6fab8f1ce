"""Azure OpenAI: changes to requests.

Generated from specs/providers/azure.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library import hub, passes
from dragoman.library.filters import if_marked, join
from dragoman_adapters.openai_chat import request as base
from dragoman_adapters.openai_chat.request import AssistantMessage, Request, SystemMessage


class WriteRequest(base.WriteRequest):
    def render_refusals(self, request: hub.Request) -> None:
        passes.render_refusals(request, self.context, native=True)

    def place_system_messages(self, request: hub.Request) -> None:
        passes.place_system_messages(request, self.context, later="in_place", tag="system-reminder")

    def place_media(self, request: hub.Request) -> None:
        passes.place_media(request, self.context, native=False, vision=True, files=False)

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(
            request, self.context,
            efforts=["medium", "high", "xhigh"] if self.context.holds[10] else ["low", "medium", "high", "xhigh"] if self.context.holds[9] else ["low", "medium", "high"] if self.context.holds[8] else ["low", "medium", "high", "xhigh", "max"] if self.context.holds[7] else [
                "none", "low", "medium", "high", "xhigh", "max",
            ] if self.context.holds[6] else ["none", "low", "medium", "high", "xhigh"] if self.context.holds[5] else ["none", "low", "medium", "high"] if self.context.holds[4] else ["high"] if self.context.holds[3] else ["minimal", "low", "medium", "high"] if self.context.holds[2] else ["low", "medium", "high"] if self.context.holds[1] else [],
            disabled="high" if self.context.holds[3] else "",
        )

    def limit_parameters(self, request: hub.Request) -> None:
        passes.limit_parameters(request, self.context, stop_sequences=0 if self.context.holds[0] else 4)

    write_request_loss_of_user_id = base.WriteRequest.nothing

    def write_request_from_request(self, it: hub.Request) -> Request:
        out = super().write_request_from_request(it)
        if (logprobs := it.get("logprobs") if self.context.holds[11] else None) is not None:
            out["logprobs"] = logprobs
        top_logprobs: Any
        if self.context.holds[11]:
            top_logprobs2: Any = None
            if it.get("logprobs"):
                top_logprobs2 = it.get("top_logprobs")
            top_logprobs = top_logprobs2
        else:
            top_logprobs = None
        if top_logprobs is not None:
            out["top_logprobs"] = top_logprobs
        if (user := it.get("user_id")) is not None:
            out["user"] = user
        if (max_tokens := it.get("max_tokens") if self.context.holds[12] else None) is not None:
            out["max_tokens"] = max_tokens
        return out

    def write_request_losses(self, it: hub.Request) -> None:
        super().write_request_losses(it)
        if self.context.holds[0] and it.get("temperature") is not None:
            self.context.lose("temperature", "sampling parameters are not supported by reasoning models")
        if self.context.holds[0] and it.get("top_p") is not None:
            self.context.lose("top_p", "sampling parameters are not supported by reasoning models")

    def write_request_loss_of_logprobs(self, it: hub.Request) -> None:
        if not self.context.holds[11] and it.get("logprobs") is not None:
            self.context.lose("logprobs", "log probabilities are not supported by this provider")

    def write_request_loss_of_top_logprobs(self, it: hub.Request) -> None:
        if not self.context.holds[11] and it.get("top_logprobs") is not None:
            self.context.lose("top_logprobs", "log probabilities are not supported by this provider")

    def write_request_max_completion_tokens(self, it: hub.Request) -> int | None:
        return None if self.context.holds[12] else it.get("max_tokens")

    def write_request_temperature(self, it: hub.Request) -> float | None:
        return None if self.context.holds[0] else it.get("temperature")

    def write_request_top_p(self, it: hub.Request) -> float | None:
        return None if self.context.holds[0] else it.get("top_p")

    def write_system_message_from_texts(self, it: list[hub.Text]) -> SystemMessage | None:
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

    def write_system_message_from_message(self, it: hub.Message) -> SystemMessage:
        blocks_ = it["blocks"]
        content = join([x["text"] for x in blocks_ if x["kind"] == "text"], "\n\n")
        return {
            "role": "developer" if self.context.holds[0] else "system",
            "content": "" if content is None else content,
        }

    def write_assistant_message_from_message(self, it: hub.Message) -> AssistantMessage:
        out = super().write_assistant_message_from_message(it)
        blocks_ = it["blocks"]
        if (refusal := join([x["text"] for x in blocks_ if x["kind"] == "refusal"], "\n\n")) is not None:
            out["refusal"] = refusal
        return out


write: Final = WriteRequest.of
