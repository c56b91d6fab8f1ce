"""Bedrock (LiteLLM), OpenAI Chat Completions: differences and entry points.

Generated from specs/providers/bedrock.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, ClassVar, Final, cast

from dragoman.library import hub, passes
from dragoman.library.filters import concat, detail_text, join, non_empty, unless
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_chat import errors, request, response, stream, types
from dragoman_adapters.quirks import (
    cache_control, claude_property_names, foreign_details, max_tokens_only, no_service_tier,
)


class AssistantMessage(request.AssistantMessage, total=False):
    thinking_blocks: Any


class Message(response.Message, total=False):
    thinking_blocks: Any
    provider_specific_fields: Any


class WriteTypes(types.WriteTypes):
    EFFORTS: ClassVar[dict[str, str]] = {
        "minimal": "minimal", "low": "low", "medium": "medium", "high": "high", "xhigh": "xhigh", "max": "max",
    }


class WriteRequest(
    WriteTypes, max_tokens_only.WriteRequest, cache_control.WriteRequest, no_service_tier.WriteRequest,
    claude_property_names.WriteRequest,
):
    def open_signatures(self, request: hub.Request) -> None:
        passes.open_signatures(request, self.context, kinds=["rd"])

    def arrange_messages(self, request: hub.Request) -> None:
        passes.arrange_messages(request, self.context, end="refuse", blank=True)

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(
            request, self.context,
            efforts=[
                "none", "low", "medium", "high", "xhigh", "max",
            ] if self.context.holds[1] else ["none", "low", "medium", "high", "max"] if self.context.holds[2] else ["none", "low", "medium", "high"],
            disabled="none",
        )

    write_assistant_message_from_message_loss_of_reasoning = request.WriteRequest.nothing

    def write_request_losses(self, it: hub.Request) -> None:
        if it.get("verbosity") is not None:
            self.context.lose("verbosity", "verbosity is not supported by this provider")
        if it.get("metadata") is not None:
            self.context.lose("metadata", "metadata is not supported by this provider")
        if it.get("logprobs") is not None:
            self.context.lose("logprobs", "log probabilities are not supported by this provider")
        if it.get("top_logprobs") is not None:
            self.context.lose("top_logprobs", "log probabilities are not supported by this provider")
        if it.get("top_k") is not None:
            self.context.lose("top_k", "top_k is not supported by this provider")
        if it.get("user_id") is not None:
            self.context.lose("user_id", "user ids are not supported by this provider")
        if it.get("compaction") is not None:
            self.context.lose("compaction", "compaction is not supported by this provider")
        if it.get("service_tier") is not None:
            self.context.lose("service_tier", "service_tier is not supported by this provider")
        if self.context.holds[1] and it.get("temperature") is not None:
            self.context.lose("temperature", "sampling parameters are not supported by reasoning models")
        if self.context.holds[3]:
            if it.get("temperature") and it.get("top_p") is not None:
                self.context.lose("top_p", "temperature and top_p are not supported together by this model")
        if not self.context.holds[3] and self.context.holds[1] and it.get("top_p") is not None:
            self.context.lose("top_p", "sampling parameters are not supported by reasoning models")

    def write_request_temperature(self, it: hub.Request) -> float | None:
        return None if self.context.holds[1] else it.get("temperature")

    def write_request_top_p(self, it: hub.Request) -> float | None:
        if self.context.holds[3]:
            return unless(it.get("top_p"), it.get("temperature"))
        else:
            return None if self.context.holds[1] else it.get("top_p")

    def write_request_reasoning_effort(self, it: hub.Request) -> str | None:
        reasoning_effort = it.get("reasoning_effort")
        return self.EFFORTS.get(reasoning_effort) if reasoning_effort is not None else None

    def write_assistant_message_from_message(self, it: hub.Message) -> AssistantMessage:
        out = cast(AssistantMessage, super().write_assistant_message_from_message(it))
        blocks_ = it["blocks"]
        reasoning_content = join(non_empty([x["text"] for x in blocks_ if x["kind"] == "reasoning"]), "\n\n")
        if reasoning_content is not None:
            out["reasoning_content"] = reasoning_content
        if (thinking_blocks := concat([x.get("details") for x in blocks_ if x["kind"] == "reasoning"])) is not None:
            out["thinking_blocks"] = thinking_blocks
        return out


class ReadResponse(response.ReadResponse):
    CHECK = staticmethod(response.SHAPES.extend({
        "Message": {"thinking_blocks": "json", "provider_specific_fields": "json"},
    }).check("Completion"))

    def read_reasoning_from_message(self, it: Message) -> hub.Reasoning | None:
        given: Any = non_empty(it.get("reasoning_content"))
        if given is None:
            given = non_empty(it.get("thinking_blocks"))
        if given is None:
            given = non_empty(it.get("reasoning_details"))
        if not given:
            return None
        text = non_empty(it.get("reasoning_content"))
        if text is None:
            text = detail_text(it.get("reasoning_details"))
        out: hub.Reasoning = {"kind": "reasoning", "text": "" if text is None else text}
        details = non_empty(it.get("thinking_blocks"))
        if details is None:
            details = non_empty(it.get("reasoning_details"))
        if details is not None:
            out["details"] = details
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

    def on_proof(self, delta: Any) -> None:
        for proof in delta.get("thinking_blocks") or ():
            self.blocks.add_details(proof, ("type",), ("thinking", "signature", "data"))


check_event: Final = stream.SHAPES.extend({
    "Delta": {"thinking_blocks": ["json"], "provider_specific_fields": "json"},
}).check("Chunk")

write_request: Final = WriteRequest.of
read_response: Final = ReadResponse.of
read_failure: Final = errors.read
read_result: Final = ReadResponse.result_of
reader: Final = Reader
RETRY: Final = errors.RETRY

conditions: Final = Conditions(
    When(model=("*claude*",)),
    When(
        model=(
            "*claude-*-4-7*", "*claude-*-4-8*", "*claude-opus-5*", "*claude-sonnet-5*", "*claude-haiku-5*",
            "*claude-fable-*", "*claude-mythos-*", "*.gpt-5*", "*.gpt-6*",
        ),
    ),
    When(model=("*claude-*-4-6*",)),
    When(model=("*claude-opus-4-1*", "*claude-*-4-5*", "*claude-*-4-6*")),
)

patch: Final = in_order(foreign_details.patch)
