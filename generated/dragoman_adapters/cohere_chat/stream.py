"""Streamed responses of Cohere Chat v2.

Generated from specs/protocols/cohere_chat/stream.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library import hub
from dragoman.library.context import Context
from dragoman.library.shapes import OneOf, Shapes
from dragoman.library.streams import Blocks
from dragoman.library.validation import word_of
from dragoman_adapters.cohere_chat.types import ReadTypes

EXPLICIT_ENDS: Final = True  # each block's end is marked


class Reader(ReadTypes):
    def __init__(self, blocks: Blocks, context: Context) -> None:
        self.blocks = blocks
        self.context = context

    def feed(self, it: Any) -> None:
        kind = it.get("type")
        if kind == "message-start":
            self.on_message_start(it)
        elif kind in ("content-start", "content-delta"):
            self.on_content_start(it)
        elif kind == "content-end":
            self.on_content_end(it)
        elif kind == "tool-plan-delta":
            self.on_tool_plan_delta(it)
        elif kind == "tool-call-start":
            self.on_tool_call_start(it)
        elif kind == "tool-call-delta":
            self.on_tool_call_delta(it)
        elif kind == "tool-call-end":
            self.on_tool_call_end(it)
        elif kind == "citation-start":
            self.on_citation_start(it)
        elif kind == "message-end":
            self.on_message_end(it)
        elif kind not in (
            "message-start", "content-start", "content-delta", "content-end", "tool-plan-delta", "tool-call-start",
            "tool-call-delta", "tool-call-end", "citation-start", "citation-end", "debug", "message-end",
        ):
            failed = it.get("message")
            if failed is None:
                failed = it.get("error")
            if failed:
                self.blocks.fail_from(it)
            type_ = it.get("type")
            self.context.lose_member(str(type_), "unknown type of event")

    def on_message_start(self, it: Any) -> None:
        self.blocks.start(it.get("id"))

    def on_content_start(self, it: Any) -> None:
        delta = it.get("delta")
        message = delta.get("message") if delta else None
        content = message.get("content") if message else None
        if content:
            thinking = content.get("thinking")
            if thinking:
                self.blocks.add_piece("reasoning", ("content", it.get("index")), text=thinking)
            text = content.get("text")
            if text:
                self.blocks.add_piece("text", ("content", it.get("index")), text=text)

    def on_content_end(self, it: Any) -> None:
        self.blocks.close(("content", it.get("index")))

    def on_tool_plan_delta(self, it: Any) -> None:
        delta = it.get("delta")
        message = delta.get("message") if delta else None
        self.blocks.add_piece("text", ("plan",), text=message.get("tool_plan") if message else None)

    def on_tool_call_start(self, it: Any) -> None:
        delta = it.get("delta")
        message = delta.get("message") if delta else None
        tool_calls = message.get("tool_calls") if message else None
        if tool_calls:
            function = tool_calls.get("function")
            self.blocks.add_piece(
                "tool_call",
                ("call", it.get("index")),
                id=tool_calls.get("id"),
                name=function.get("name") if function else None,
                text=function.get("arguments") if function else None,
            )

    def on_tool_call_delta(self, it: Any) -> None:
        delta = it.get("delta")
        message = delta.get("message") if delta else None
        tool_calls = message.get("tool_calls") if message else None
        if tool_calls:
            function = tool_calls.get("function")
            self.blocks.add_piece(
                "tool_call",
                ("call", it.get("index")),
                id=tool_calls.get("id"),
                name=function.get("name") if function else None,
                text=function.get("arguments") if function else None,
            )

    def on_tool_call_end(self, it: Any) -> None:
        self.blocks.close(("call", it.get("index")))

    def on_citation_start(self, it: Any) -> None:
        delta = it.get("delta")
        message = delta.get("message") if delta else None
        citations = message.get("citations") if message else None
        if citations:
            citation = self.read_citation_from_citation(citations)
            if citation is not None:
                self.blocks.citation(citation)

    def on_message_end(self, it: Any) -> None:
        delta = it.get("delta")
        finish_reason = delta.get("finish_reason") if delta else None
        failed = self.BROKEN.get(finish_reason) if finish_reason is not None else None
        if failed:
            message = delta.get("error") if delta else None
            failure: hub.ApiError = {
                "error_type": failed,
                "message": "the provider aborted the response" if message is None else message,
            }
            self.blocks.fail(failure.get("error_type") or "server_error", failure["message"])
        finish_reason2: hub.FinishReason | None = word_of(
            self.STOP_REASONS, finish_reason, "stop", self.context, "delta.finish_reason",
        ) if finish_reason is not None else None
        usage = delta.get("usage") if delta else None
        self.blocks.record(
            finish_reason="stop" if finish_reason2 is None else finish_reason2,
            usage=self.read_usage_from_usage(usage) if usage is not None else None,
        )
        self.blocks.finish()

    def final_marker(self) -> None:
        if self.blocks.finish_reason is not None:
            self.blocks.finish()
        else:
            self.blocks.fail("server_error", "the provider ended the stream before the response was complete")

    def eof(self) -> None:
        if self.blocks.finish_reason is not None:
            self.blocks.finish()
        else:
            self.blocks.fail("server_error", "stream ended unexpectedly")


SHAPES: Final = Shapes(
    {
        "Event": OneOf("type", {
            "message-start": "Start", "content-start": "Content", "content-delta": "Content", "content-end": "Bare",
            "tool-call-end": "Bare", "citation-end": "Bare", "debug": "Bare", "tool-plan-delta": "Plan",
            "tool-call-start": "Call", "tool-call-delta": "Call", "citation-start": "Cited", "message-end": "End",
        }, open=True),
        "Start": {"id": "str", "delta": "json"},
        "Content": {"index": "int", "delta": "ContentDelta", "logprobs": "json"},
        "ContentDelta": {"message": "ContentMessage"},
        "ContentMessage": {"content": "Piece"},
        "Piece": {"type": "str", "text": "str", "thinking": "str"},
        "Bare": {"index": "int", "prompt": "str"},
        "Plan": {"delta": "PlanDelta"},
        "PlanDelta": {"message": "PlanMessage"},
        "PlanMessage": {"tool_plan": "str"},
        "Call": {"index": "int", "delta": "CallDelta"},
        "CallDelta": {"message": "CallMessage"},
        "CallMessage": {"tool_calls": "CallPart"},
        "CallPart": {"id": "str", "type": "str", "function": "Function"},
        "Function": {"name": "str", "arguments": "str"},
        "Cited": {"index": "int", "delta": "CitedDelta"},
        "CitedDelta": {"message": "CitedMessage"},
        "CitedMessage": {"citations": "Citation"},
        "Citation": {
            "start": "int", "end": "int", "text": "str", "content_index": "int", "type": "str", "sources": ["Source"],
        },
        "Source": {"type": "str", "id": "str", "tool_output": "json", "document": "json"},
        "End": {"id": "str", "delta": "EndDelta"},
        "EndDelta": {"finish_reason": "str", "error": "str", "usage": "Usage"},
        "Usage": {"tokens": "Tokens", "billed_units": "Billed", "cached_tokens": "int"},
        "Tokens": {"input_tokens": "int", "output_tokens": "int"},
        "Billed": {"input_tokens": "int", "output_tokens": "int", "search_units": "num", "classifications": "num"},
        "Other": {"message": "json", "error": "json"},
    },
)
check_event: Final = SHAPES.check("Event")
