"""Bedrock (LiteLLM): changes to streamed responses.

Generated from specs/providers/bedrock.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman_adapters.openai_chat import stream as base


class Delta(base.Delta, total=False):
    thinking_blocks: list[Any] | None
    provider_specific_fields: Any


class Reader(base.Reader):
    def feed(self, it: Any) -> None:
        self.on_failed(it)
        self.on_begin(it)
        choices = it.get("choices")
        choice = choices[0] if choices else None
        logprobs = choice.get("logprobs") if choice else None
        if logprobs:
            self.on_scores(logprobs)
        delta = choice.get("delta") if choice else None
        if delta:
            self.on_reasoning(delta)
            self.on_proof(delta)
            self.on_text(delta)
            self.on_parts(delta)
            self.on_refusal(delta)
            self.on_cites(delta)
            self.on_call(delta)
            self.on_function(delta)
        if choice:
            self.on_message(choice)
        self.on_broke(it)
        if choice:
            self.on_stop(choice)
            self.on_matched(choice)
            self.on_matched_too(choice)
        self.on_tier(it)
        self.on_count(it)

    def on_proof(self, delta: Any) -> None:
        for proof in delta.get("thinking_blocks") or ():
            self.blocks.add_details(proof, ("type",), ("thinking", "signature", "data"))


SHAPES: Final = base.SHAPES.extend(
    {
        "Delta": {"thinking_blocks": ["json"], "provider_specific_fields": "json"},
    }
)
check_event: Final = SHAPES.check("Chunk")
