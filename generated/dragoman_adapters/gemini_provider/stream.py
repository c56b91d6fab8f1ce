"""Google Gemini: changes to streamed responses.

Generated from specs/providers/gemini.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library.context import Context
from dragoman.library.filters import to_json, unless
from dragoman.library.reasoning_tags import Tags
from dragoman.library.streams import Blocks
from dragoman_adapters.gemini_provider.types import Extra, ReadTypes
from dragoman_adapters.openai_chat import stream as base


class Delta(base.Delta, total=False):
    extra_content: Extra | None
    thought_signature: str | None


class CallPart(base.CallPart, total=False):
    extra_content: Extra | None


class Reader(ReadTypes, base.Reader):
    def __init__(self, blocks: Blocks, context: Context) -> None:
        super().__init__(blocks, context)
        self.tags = Tags("<thought>", "</thought>")

    def on_text(self, delta: Any) -> None:
        content = delta.get("content")
        text = content if isinstance(content, str) else None
        if text:
            for kind, piece in self.tags.feed(text):
                self.blocks.add_text(kind, piece)

    def on_call(self, delta: Any) -> None:
        for call in delta.get("tool_calls") or ():
            custom = unless(call.get("custom"), call.get("function"))
            if custom:
                custom2 = call.get("custom")
                self.blocks.add_piece(
                    "custom_tool_call",
                    call.get("index"),
                    id=call.get("id"),
                    name=custom2.get("name") if custom2 else None,
                    text=custom2.get("input") if custom2 else None,
                )
            function = call.get("function")
            extra_content = call.get("extra_content")
            google = extra_content.get("google") if extra_content else None
            self.blocks.add_piece(
                "tool_call",
                call.get("index"),
                id=call.get("id"),
                name=function.get("name") if function else None,
                text=to_json(function.get("arguments") if function else None),
                signature=google.get("thought_signature") if google else None,
            )

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


SHAPES: Final = base.SHAPES.extend(
    {
        "Delta": {"extra_content": "Extra", "thought_signature": "str"},
        "CallPart": {"extra_content": "Extra"},
        "Extra": {"google": "Google"},
        "Google": {"thought_signature": "str", "thought": "bool"},
    }
)
check_event: Final = SHAPES.check("Chunk")
