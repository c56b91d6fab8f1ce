"""The shared quirk reasoning_tags.

Generated from specs/quirks/reasoning_tags.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any

from dragoman.library import hub, passes
from dragoman.library.context import Context
from dragoman.library.reasoning_tags import Tags
from dragoman.library.streams import Blocks
from dragoman_adapters.openai_chat import response, stream


class ReadResponse(response.ReadResponse):
    def read(self, body: response.Completion) -> hub.Response:
        answer = super().read(body)
        passes.extract_reasoning(
            answer, self.context,
            start_tag=[
                "<think>",
                "<thinking>",
                "<thought>",
                "<reasoning>",
                "<mm:think>",
                "<seed:think>",
                "[THINK]",
                "<|channel|>analysis<|message|>",
                "<|start|>assistant<|channel|>analysis<|message|>",
                "<|channel>thought",
                "<|start|>assistant",
                "<|channel|>final<|message|>",
            ],
            end_tag=[
                "</think>",
                "</thinking>",
                "</thought>",
                "</reasoning>",
                "</mm:think>",
                "</seed:think>",
                "[/THINK]",
                "<|end|>",
                "<|end|>",
                "<channel|>",
                "",
                "",
            ],
        )
        return answer


class Reader(stream.Reader):
    def __init__(self, blocks: Blocks, context: Context) -> None:
        super().__init__(blocks, context)
        self.tags = Tags(
            [
                "<think>", "<thinking>", "<thought>", "<reasoning>", "<mm:think>", "<seed:think>", "[THINK]",
                "<|channel|>analysis<|message|>", "<|start|>assistant<|channel|>analysis<|message|>",
                "<|channel>thought", "<|start|>assistant", "<|channel|>final<|message|>",
            ],
            [
                "</think>", "</thinking>", "</thought>", "</reasoning>", "</mm:think>", "</seed:think>", "[/THINK]",
                "<|end|>", "<|end|>", "<channel|>", "", "",
            ],
        )

    def on_text(self, delta: Any) -> None:
        content = delta.get("content")
        text = content if isinstance(content, str) else None
        if text:
            for kind, piece in self.tags.feed(text):
                self.blocks.add_text(kind, piece)

    def final_marker(self) -> None:
        for kind, piece in self.tags.end():
            self.blocks.add_text(kind, piece)
        self.blocks.finish()

    def eof(self) -> None:
        for kind, piece in self.tags.end():
            self.blocks.add_text(kind, piece)
        if self.blocks.finish_reason is not None:
            self.blocks.finish()
        else:
            self.blocks.fail("server_error", "stream ended unexpectedly")
