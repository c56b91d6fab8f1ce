"""Streamed responses of Amazon Bedrock Converse.

Generated from specs/protocols/bedrock_converse/stream.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict

from dragoman.library import hub
from dragoman.library.context import Context
from dragoman.library.shapes import Shapes
from dragoman.library.streams import Blocks
from dragoman.library.validation import word_of
from dragoman_adapters.bedrock_converse.types import Cited, ReadTypes, Tier, Usage


class Event(TypedDict, total=False):
    messageStart: Start | None
    contentBlockStart: BlockStart | None
    contentBlockDelta: BlockDelta | None
    contentBlockStop: BlockStop | None
    messageStop: Stop | None
    metadata: Metadata | None
    error: Any


class Start(TypedDict, total=False):
    role: str | None
    p: str | None


class BlockStart(TypedDict, total=False):
    contentBlockIndex: int | None
    start: Opening | None
    p: str | None


class Opening(TypedDict, total=False):
    toolUse: ToolStart | None
    toolResult: Any
    image: Any


class ToolStart(TypedDict, total=False):
    toolUseId: str | None
    name: str | None
    type: str | None


class BlockDelta(TypedDict, total=False):
    contentBlockIndex: int | None
    delta: Delta | None
    p: str | None


class Delta(TypedDict, total=False):
    text: str | None
    toolUse: ToolDelta | None
    reasoningContent: ReasoningDelta | None
    citation: Cited | None
    toolResult: Any
    image: Any


class ToolDelta(TypedDict, total=False):
    input: str | None


class ReasoningDelta(TypedDict, total=False):
    text: str | None
    signature: str | None
    redactedContent: str | None


class BlockStop(TypedDict, total=False):
    contentBlockIndex: int | None
    p: str | None


class Stop(TypedDict, total=False):
    stopReason: str | None
    additionalModelResponseFields: Any
    p: str | None


class Metadata(TypedDict, total=False):
    usage: Usage | None
    metrics: Any
    trace: Any
    performanceConfig: Any
    serviceTier: Tier | None
    p: str | None


EXPLICIT_ENDS: Final = True  # each block's end is marked


class Reader(ReadTypes):
    def __init__(self, blocks: Blocks, context: Context) -> None:
        self.blocks = blocks
        self.context = context

    def feed(self, it: Event) -> None:
        self.on_failed(it)
        self.on_begin(it)
        self.on_open(it)
        self.on_delta(it)
        self.on_close(it)
        message_stop = it.get("messageStop")
        if message_stop:
            self.on_broke(message_stop)
            self.on_stop(message_stop)
        metadata = it.get("metadata")
        if metadata:
            self.on_count(metadata)
        service_tier = metadata.get("serviceTier") if metadata else None
        if service_tier:
            self.on_tier(service_tier)

    def on_failed(self, it: Event) -> None:
        error = it.get("error")
        if error:
            self.blocks.fail_from(it)

    def on_begin(self, it: Event) -> None:
        message_start = it.get("messageStart")
        if message_start:
            self.blocks.start()

    def on_open(self, it: Event) -> None:
        content_block_start = it.get("contentBlockStart")
        if content_block_start:
            start = content_block_start.get("start")
            tool_use = start.get("toolUse") if start else None
            if tool_use:
                self.blocks.add_piece(
                    "tool_call",
                    content_block_start.get("contentBlockIndex"),
                    id=tool_use.get("toolUseId") if tool_use else None,
                    name=tool_use.get("name") if tool_use else None,
                )
            tool_result = start.get("toolResult") if start else None
            if tool_result:
                self.context.lose_member(
                    "contentBlockStart.start.toolResult",
                    "this block is not supported by this client",
                )
            image = start.get("image") if start else None
            if image:
                self.context.lose_member("contentBlockStart.start.image", "this block is not supported by this client")

    def on_delta(self, it: Event) -> None:
        content_block_delta = it.get("contentBlockDelta")
        if content_block_delta:
            delta = content_block_delta.get("delta")
            text = delta.get("text") if delta else None
            if text:
                self.blocks.add_piece("text", content_block_delta.get("contentBlockIndex"), text=text)
            tool_use = delta.get("toolUse") if delta else None
            if tool_use:
                self.blocks.add_piece(
                    "tool_call",
                    content_block_delta.get("contentBlockIndex"),
                    text=tool_use.get("input") if tool_use else None,
                )
            reasoning_content = delta.get("reasoningContent") if delta else None
            text2 = reasoning_content.get("text") if reasoning_content else None
            if text2:
                self.blocks.add_piece("reasoning", content_block_delta.get("contentBlockIndex"), text=text2)
            signature = reasoning_content.get("signature") if reasoning_content else None
            if signature:
                self.blocks.add_piece("reasoning", content_block_delta.get("contentBlockIndex"), at_close=signature)
            redacted_content = reasoning_content.get("redactedContent") if reasoning_content else None
            if redacted_content:
                self.blocks.add_piece(
                    "encrypted_reasoning",
                    content_block_delta.get("contentBlockIndex"),
                    data=redacted_content,
                )
            citation = delta.get("citation") if delta else None
            if citation:
                citation2 = self.read_citation_from_cited(citation)
                if citation2 is not None:
                    self.blocks.citation(citation2)
            tool_result = delta.get("toolResult") if delta else None
            if tool_result:
                self.context.lose_member(
                    "contentBlockDelta.delta.toolResult",
                    "this block is not supported by this client",
                )
            image = delta.get("image") if delta else None
            if image:
                self.context.lose_member("contentBlockDelta.delta.image", "this block is not supported by this client")

    def on_close(self, it: Event) -> None:
        content_block_stop = it.get("contentBlockStop")
        if content_block_stop:
            self.blocks.close(content_block_stop.get("contentBlockIndex"))

    def on_broke(self, message_stop: Any) -> None:
        stop_reason = message_stop.get("stopReason")
        broke = self.BROKEN.get(stop_reason) if stop_reason is not None else None
        if broke:
            failure: hub.ApiError = {"error_type": broke, "message": "the model aborted the response"}
            self.blocks.fail(failure.get("error_type") or "server_error", failure["message"])

    def on_stop(self, message_stop: Any) -> None:
        stop_reason = message_stop.get("stopReason")
        if stop_reason:
            self.blocks.record(
                finish_reason=word_of(self.STOP_REASONS, stop_reason, "stop", self.context, "messageStop.stopReason"),
            )

    def on_count(self, metadata: Any) -> None:
        usage = metadata.get("usage")
        if usage:
            self.blocks.record(usage=self.read_usage_from_usage(usage))

    def on_tier(self, service_tier: Any) -> None:
        type_ = service_tier.get("type")
        if type_:
            usage: hub.Usage = {
                "service_tier": word_of(self.TIERS, type_, "standard", self.context, "metadata.serviceTier.type"),
            }
            self.blocks.record(usage=usage)

    def final_marker(self) -> None:
        self.blocks.finish()

    def eof(self) -> None:
        if self.blocks.finish_reason is not None:
            self.blocks.finish()
        else:
            self.blocks.fail("server_error", "stream ended unexpectedly")


SHAPES: Final = Shapes(
    {
        "Event": {
            "messageStart": "Start", "contentBlockStart": "BlockStart", "contentBlockDelta": "BlockDelta",
            "contentBlockStop": "BlockStop", "messageStop": "Stop", "metadata": "Metadata", "error": "json",
        },
        "Start": {"role": "str", "p": "str"},
        "BlockStart": {"contentBlockIndex": "int", "start": "Opening", "p": "str"},
        "Opening": {"toolUse": "ToolStart", "toolResult": "json", "image": "json"},
        "ToolStart": {"toolUseId": "str", "name": "str", "type": "str"},
        "BlockDelta": {"contentBlockIndex": "int", "delta": "Delta", "p": "str"},
        "Delta": {
            "text": "str", "toolUse": "ToolDelta", "reasoningContent": "ReasoningDelta", "citation": "Cited",
            "toolResult": "json", "image": "json",
        },
        "ToolDelta": {"input": "str"},
        "ReasoningDelta": {"text": "str", "signature": "str", "redactedContent": "str"},
        "Cited": {"title": "str", "source": "str", "sourceContent": ["SourceContent"], "location": "Location"},
        "SourceContent": {"text": "str"},
        "Location": {
            "web": "Web", "documentChar": "json", "documentPage": "json", "documentChunk": "json",
            "searchResultLocation": "json",
        },
        "Web": {"url": "str", "domain": "str"},
        "BlockStop": {"contentBlockIndex": "int", "p": "str"},
        "Stop": {"stopReason": "str", "additionalModelResponseFields": "json", "p": "str"},
        "Metadata": {
            "usage": "Usage", "metrics": "json", "trace": "json", "performanceConfig": "json", "serviceTier": "Tier",
            "p": "str",
        },
        "Usage": {
            "inputTokens": "int", "outputTokens": "int", "totalTokens": "int", "cacheReadInputTokens": "int",
            "cacheWriteInputTokens": "int", "cacheDetails": "json", "serverToolUsage": "json",
        },
        "Tier": {"type": "str"},
    },
)
check_event: Final = SHAPES.check("Event")
