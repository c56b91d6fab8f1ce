"""The shared quirk reasoning_details.

Generated from specs/quirks/reasoning_details.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, Literal, TypedDict, cast

from dragoman.library import hub, passes
from dragoman.library.filters import concat, detail_text
from dragoman_adapters.openai_chat import request, stream


class AssistantMessage(TypedDict, total=False):
    role: Literal["assistant"]
    content: str | list[Any] | None
    refusal: str | None
    tool_calls: list[Any] | None
    reasoning_content: str | None
    reasoning: str | None
    reasoning_details: Any
    function_call: request.Called | None
    audio: Any
    annotations: Any
    name: str | None


class WriteRequest(request.WriteRequest):
    def open_signatures(self, request: hub.Request) -> None:
        passes.open_signatures(request, self.context, kinds=["rd"])

    write_assistant_message_from_message_loss_of_reasoning = request.WriteRequest.nothing

    def write_assistant_message_from_message(self, it: hub.Message) -> AssistantMessage:
        out = cast(AssistantMessage, super().write_assistant_message_from_message(it))
        blocks_ = it["blocks"]
        if (reasoning_details := concat([x.get("details") for x in blocks_ if x["kind"] == "reasoning"])) is not None:
            out["reasoning_details"] = reasoning_details
        return out


class Reader(stream.Reader):
    def feed(self, it: Any) -> None:
        self.on_failed(it)
        self.on_begin(it)
        self.on_tier(it)
        self.on_count(it)
        choices = it.get("choices")
        choice = choices[0] if choices else None
        if choice:
            if self.on_other(choice):
                return
        self.on_second(it)
        logprobs = choice.get("logprobs") if choice else None
        if logprobs:
            self.on_scores(logprobs)
        delta = choice.get("delta") if choice else None
        if delta:
            self.on_reasoning(delta)
            self.on_proof(delta)
            self.on_text(delta)
        if choice:
            self.on_plain(choice)
        if delta:
            self.on_parts(delta)
            self.on_refusal(delta)
            self.on_cites(delta)
            self.on_call(delta)
            self.on_function(delta)
        if choice:
            self.on_message(choice)
        self.on_broken(it)
        if choice:
            self.on_broke(choice)
            self.on_stop(choice)
            self.on_matched(choice)
            self.on_matched_too(choice)

    def on_reasoning(self, delta: Any) -> None:
        reasoning = delta.get("reasoning_content")
        if reasoning is None:
            reasoning = detail_text(delta.get("reasoning_details"))
        if reasoning:
            self.blocks.add_text("reasoning", reasoning)

    def on_proof(self, delta: Any) -> None:
        for proof in delta.get("reasoning_details") or ():
            self.blocks.add_details(proof, ("type", "index"), ("text", "summary", "data"))


check_event: Final = stream.SHAPES.extend({
    "Delta": {"reasoning_details": ["json"]},
}).check("Chunk")
