"""Streamed responses of Anthropic Messages.

Generated from specs/protocols/anthropic_messages/stream.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from orjson import dumps

from dragoman.library import hub
from dragoman.library.context import Context
from dragoman.library.filters import equals, member, non_empty, then, to_json
from dragoman.library.shapes import OneOf, Shapes
from dragoman.library.streams import Blocks
from dragoman.library.streams import dumps as to_bytes
from dragoman.library.validation import word_of
from dragoman_adapters.anthropic_messages.types import ReadTypes, WriteTypes

EXPLICIT_ENDS: Final = True  # each block's end is marked


class Reader(ReadTypes):
    def __init__(self, blocks: Blocks, context: Context) -> None:
        self.blocks = blocks
        self.context = context

    def feed(self, it: Any) -> None:
        kind = it.get("type")
        if kind == "message_start":
            self.on_message_start(it)
        elif kind == "content_block_start":
            self.on_content_block_start(it)
        elif kind == "content_block_delta":
            self.on_content_block_delta(it)
        elif kind == "content_block_stop":
            self.on_content_block_stop(it)
        elif kind == "message_delta":
            self.on_message_delta(it)
        elif kind == "message_stop":
            self.on_message_stop(it)
        elif kind == "error":
            self.on_error(it)

    def on_message_start(self, it: Any) -> None:
        message = it.get("message")
        if message:
            self.do_message(message)

    def on_content_block_start(self, it: Any) -> None:
        content_block = it.get("content_block")
        if content_block:
            self.do_block(content_block, it.get("index"))

    def on_content_block_delta(self, it: Any) -> None:
        delta = it.get("delta")
        if delta:
            kind = delta.get("type") or "text_delta"
            if kind == "text_delta":
                self.blocks.add_piece("text", it.get("index"), text=delta.get("text"))
            elif kind == "thinking_delta":
                self.blocks.add_piece("reasoning", it.get("index"), text=delta.get("thinking"))
            elif kind == "signature_delta":
                self.blocks.add_piece("reasoning", it.get("index"), at_close=delta.get("signature"))
            elif kind == "input_json_delta":
                self.blocks.add_piece("tool_call", it.get("index"), text=to_json(delta.get("partial_json")))
            elif kind == "citations_delta":
                citation = delta.get("citation")
                citation2 = self.read_citation_from_location(citation) if citation is not None else None
                if citation2 is not None:
                    self.blocks.citation(citation2)

    def on_content_block_stop(self, it: Any) -> None:
        self.blocks.close(it.get("index"))

    def on_message_delta(self, it: Any) -> None:
        delta = it.get("delta")
        stop_reason = delta.get("stop_reason") if delta else None
        broke = self.BROKEN.get(stop_reason) if stop_reason is not None else None
        if broke:
            failure: hub.ApiError = {"error_type": broke, "message": "the provider aborted the response"}
            self.blocks.fail(failure.get("error_type") or "server_error", failure["message"])
        stop_details = delta.get("stop_details") if delta else None
        usage = it.get("usage")
        self.blocks.record(
            finish_reason=word_of(
                self.STOP_REASONS, stop_reason, "stop", self.context, "delta.stop_reason",
            ) if stop_reason is not None else None,
            stop_sequence=delta.get("stop_sequence") if delta else None,
            refusal=stop_details.get("explanation") if stop_details else None,
            usage=self.read_usage_from_usage(usage) if usage is not None else None,
        )

    def on_message_stop(self, it: Any) -> None:
        self.blocks.finish()

    def on_error(self, it: Any) -> None:
        self.blocks.fail_from(it)

    def do_message(self, it: Any, key: Any = None) -> None:
        self.blocks.start(it.get("id"))
        usage = it.get("usage")
        stop_reason = it.get("stop_reason")
        self.blocks.record(
            usage=self.read_usage_from_usage(usage) if usage is not None else None,
            finish_reason=word_of(
                self.STOP_REASONS, stop_reason, "stop", self.context, "stop_reason",
            ) if stop_reason is not None else None,
        )
        for nth, present in enumerate(it.get("content") or ()):
            kind = present.get("type") or "text"
            if kind == "text":
                self.blocks.add_piece("text", ("start", nth), text=present.get("text"), closes=True)
            elif kind == "thinking":
                self.blocks.add_piece(
                    "reasoning",
                    ("start", nth),
                    text=present.get("thinking"),
                    at_close=present.get("signature"),
                    closes=True,
                )
            elif kind == "redacted_thinking":
                self.blocks.add_piece("encrypted_reasoning", ("start", nth), data=present.get("data"), closes=True)
            elif kind == "tool_use":
                self.blocks.add_piece(
                    "tool_call",
                    ("start", nth),
                    id=present.get("id"),
                    name=present.get("name"),
                    toolset=present.get("toolset_name"),
                    text=to_json(non_empty(present.get("input"))),
                    closes=True,
                )
            elif kind == "server_tool_use":
                self.blocks.add_piece(
                    "hosted_tool_call",
                    ("start", nth),
                    id=present.get("id"),
                    name=present.get("name"),
                    text=to_json(non_empty(present.get("input"))),
                    closes=True,
                )
            elif kind == "web_search_tool_result":
                self.blocks.add_piece(
                    "hosted_tool_result",
                    ("start", nth),
                    id=present.get("tool_use_id"),
                    error_code=member(present.get("content"), "error_code"),
                    closes=True,
                )
            else:
                type_ = present.get("type")
                self.context.lose_member(f"content.{type_}", "block of a hosted tool of the vendor")

    def do_block(self, it: Any, key: Any = None) -> None:
        kind = it.get("type") or "text"
        if kind == "text":
            self.blocks.add_piece("text", key, text=it.get("text"))
        elif kind == "thinking":
            self.blocks.add_piece("reasoning", key, text=it.get("thinking"), at_close=it.get("signature"))
        elif kind == "redacted_thinking":
            self.blocks.add_piece("encrypted_reasoning", key, data=it.get("data"))
        elif kind == "tool_use":
            self.blocks.add_piece(
                "tool_call",
                key,
                id=it.get("id"),
                name=it.get("name"),
                toolset=it.get("toolset_name"),
                text=to_json(non_empty(it.get("input"))),
            )
        elif kind == "server_tool_use":
            self.blocks.add_piece(
                "hosted_tool_call",
                key,
                id=it.get("id"),
                name=it.get("name"),
                text=to_json(non_empty(it.get("input"))),
            )
        elif kind == "web_search_tool_result":
            self.blocks.add_piece(
                "hosted_tool_result",
                key,
                id=it.get("tool_use_id"),
                error_code=member(it.get("content"), "error_code"),
            )
        else:
            type_ = it.get("type")
            self.context.lose_member(f"content.{type_}", "block of a hosted tool of the vendor")

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
            "message_start": "Start", "content_block_start": "BlockStart", "content_block_delta": "BlockDelta",
            "content_block_stop": "BlockStop", "message_delta": "End", "message_stop": "Bare", "ping": "Bare",
            "error": "Failed",
        }, open=True),
        "Start": {"message": "Opening"},
        "Opening": {
            "id": "str", "model": "str", "usage": "Usage", "content": ["Piece"], "stop_reason": "str",
            "stop_sequence": "str", "stop_details": "json", "role": "str", "type": "json", "container": "json",
            "diagnostics": "json",
        },
        "Usage": {
            "input_tokens": "int", "output_tokens": "int", "cache_creation_input_tokens": "int",
            "cache_read_input_tokens": "int", "cache_creation": "json", "output_tokens_details": "OutputDetails",
            "server_tool_use": "ServerCounts", "service_tier": "str", "speed": "str", "inference_geo": "str",
            "iterations": "json", "fallback_credit": "json",
        },
        "OutputDetails": {"thinking_tokens": "int"},
        "ServerCounts": {"web_search_requests": "int", "web_fetch_requests": "int"},
        "Piece": OneOf("type", {
            "text": "TextPiece", "thinking": "ThinkingPiece", "redacted_thinking": "SealedPiece",
            "tool_use": "CallPiece", "server_tool_use": "CallPiece", "web_search_tool_result": "FoundPiece",
        }, default="text", open=True),
        "TextPiece": {"text": "str", "citations": "json"},
        "ThinkingPiece": {"thinking": "str", "signature": "str"},
        "SealedPiece": {"data": "str"},
        "CallPiece": {"id": "str", "name": "str", "input": "json", "caller": "json", "toolset_name": "str"},
        "FoundPiece": {"tool_use_id": "str", "content": "json", "caller": "json"},
        "OtherPiece": {"id": "str"},
        "BlockStart": {"index": "int", "content_block": "Piece"},
        "BlockDelta": {"index": "int", "delta": "Delta"},
        "Delta": OneOf("type", {
            "text_delta": "TextDelta", "thinking_delta": "ThinkingDelta", "signature_delta": "SignatureDelta",
            "input_json_delta": "InputDelta", "citations_delta": "CiteDelta",
        }, default="text_delta", open=True),
        "TextDelta": {"text": "str"},
        "ThinkingDelta": {"thinking": "str", "estimated_tokens": "int"},
        "SignatureDelta": {"signature": "str"},
        "InputDelta": {"partial_json": "json"},
        "CiteDelta": {"citation": "Location"},
        "Location": {"type": "str", "url": "str", "title": "str", "cited_text": "str", "encrypted_index": "str"},
        "OtherDelta": {"note": "str"},
        "BlockStop": {"index": "int"},
        "End": {"delta": "Ending", "usage": "Usage", "context_management": "json", "input_transformations": "json"},
        "Ending": {"stop_reason": "str", "stop_sequence": "str", "stop_details": "StopDetails", "container": "json"},
        "StopDetails": {
            "type": "str", "category": "str", "explanation": "str", "recommended_model": "str",
            "fallback_credit_token": "str", "fallback_has_prefill_claim": "json",
        },
        "Bare": {"note": "str"},
        "Failed": {"error": "json", "request_id": "str"},
    },
)
check_event: Final = SHAPES.check("Event")


class Writer(WriteTypes):
    """Appends the frames of a streamed response to `out`."""

    PING: Final = b'event: ping\ndata: {"type":"ping"}\n\n'
    CLOSES_WITH_RESPONSE: Final = False  # whether the end of a block states that of the response
    USAGE_AT_START: Final = True  # whether frames report it
    EXPLAINS_REFUSAL: Final = True  # whether the last frames do

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.out: list[bytes] = []
        self.started = self.named = self.kind = ""
        self.index = -1
        self.head = self.tail = b""  # frame bytes before and after the text of a delta

    def start(self, id: str, model: str, usage: hub.Usage) -> None:
        self.started, self.named = id, model
        payload = {
            "type": "message_start",
            "message": {
                "id": id,
                "type": "message",
                "role": "assistant",
                "model": model,
                "content": [],
                "stop_reason": None,
                "stop_sequence": None,
                "stop_details": None,
                "usage": self.write_usage_from_usage(usage),
            },
        }
        self.out.append(b"event: message_start\ndata: " + to_bytes(payload) + b"\n\n")

    def open(self, index: int, kind: str, opening: dict[str, Any]) -> None:
        self.index, self.kind = index, kind
        self.head = self.tail = b""
        if kind in ("text", "refusal"):
            self.out.append(
                b'event: content_block_start\ndata: {"type":"content_block_start","index":%d,'
                b'"content_block":{"type":"text","text":""}}\n\n'
                % index
            )
            self.head = (
                b'event: content_block_delta\ndata: {"type":"content_block_delta","index":%d,'
                b'"delta":{"type":"text_delta","text":'
                % index
            )
            self.tail = b"}}\n\n"
        elif kind == "reasoning":
            self.out.append(
                b'event: content_block_start\ndata: {"type":"content_block_start","index":%d,'
                b'"content_block":{"type":"thinking","thinking":"","signature":""}}\n\n'
                % index
            )
            self.head = (
                b'event: content_block_delta\ndata: {"type":"content_block_delta","index":%d,'
                b'"delta":{"type":"thinking_delta","thinking":'
                % index
            )
            self.tail = b"}}\n\n"
        elif kind == "encrypted_reasoning":
            data = opening.get("data") or ""
            content_block: dict[str, Any] = {"type": "redacted_thinking"}
            if data is not None:
                content_block["data"] = data
            payload = {"type": "content_block_start", "index": index, "content_block": content_block}
            self.out.append(b"event: content_block_start\ndata: " + to_bytes(payload) + b"\n\n")
        elif kind == "tool_call":
            id = opening.get("id") or ""
            name = opening.get("name") or ""
            toolset = opening.get("toolset")
            content_block2: dict[str, Any] = {"type": "tool_use", "input": {}}
            if id is not None:
                content_block2["id"] = id
            if name is not None:
                content_block2["name"] = name
            if toolset is not None:
                content_block2["toolset_name"] = toolset
            payload = {"type": "content_block_start", "index": index, "content_block": content_block2}
            self.out.append(b"event: content_block_start\ndata: " + to_bytes(payload) + b"\n\n")
            self.head = (
                b'event: content_block_delta\ndata: {"type":"content_block_delta","index":%d,'
                b'"delta":{"type":"input_json_delta","partial_json":'
                % index
            )
            self.tail = b"}}\n\n"
        elif kind == "hosted_tool_call":
            id = opening.get("id") or ""
            name = opening.get("name") or ""
            content_block3: dict[str, Any] = {"type": "server_tool_use", "input": {}}
            if id is not None:
                content_block3["id"] = id
            if name is not None:
                content_block3["name"] = name
            payload = {"type": "content_block_start", "index": index, "content_block": content_block3}
            self.out.append(b"event: content_block_start\ndata: " + to_bytes(payload) + b"\n\n")
            self.head = (
                b'event: content_block_delta\ndata: {"type":"content_block_delta","index":%d,'
                b'"delta":{"type":"input_json_delta","partial_json":'
                % index
            )
            self.tail = b"}}\n\n"
        elif kind == "hosted_tool_result":
            id = opening.get("id") or ""
            error_code = opening.get("error_code")
            citations = opening.get("citations")
            content: Any = None
            if error_code:
                content2: dict[str, Any] = {"type": "web_search_tool_result_error"}
                if error_code is not None:
                    content2["error_code"] = error_code
                content = content2
            if content is None:
                content = [self.write_search_hit_from_citation(x) for x in citations or ()]
            content_block4: dict[str, Any] = {"type": "web_search_tool_result", "content": content}
            if id is not None:
                content_block4["tool_use_id"] = id
            payload = {"type": "content_block_start", "index": index, "content_block": content_block4}
            self.out.append(b"event: content_block_start\ndata: " + to_bytes(payload) + b"\n\n")

    def delta(self, text: str) -> None:
        if self.head:
            self.out.append(self.head + dumps(text) + self.tail)

    def scored(self, delta: str, logprobs: list[Any]) -> None:
        self.delta(delta)

    def citation(self, citation: hub.Citation) -> None:
        if self.kind == "text":
            index = self.index
            payload = {
                "type": "content_block_delta",
                "index": index,
                "delta": {"type": "citations_delta", "citation": self.write_location_from_citation(citation)},
            }
            self.out.append(b"event: content_block_delta\ndata: " + to_bytes(payload) + b"\n\n")

    def close(self, signature: str | None) -> None:
        if self.kind == "reasoning":
            index = self.index
            signature2 = signature
            payload = {
                "type": "content_block_delta",
                "index": index,
                "delta": {"type": "signature_delta", "signature": "" if signature2 is None else signature2},
            }
            self.out.append(b"event: content_block_delta\ndata: " + to_bytes(payload) + b"\n\n")
            self.out.append(b'event: content_block_stop\ndata: {"type":"content_block_stop","index":%d}\n\n' % index)
        elif self.kind in (
            "text", "refusal", "encrypted_reasoning", "tool_call", "hosted_tool_call", "hosted_tool_result",
        ):
            index = self.index
            self.out.append(b'event: content_block_stop\ndata: {"type":"content_block_stop","index":%d}\n\n' % index)

    def finish(
        self, finish_reason: hub.FinishReason, stop_sequence: str | None, refusal: str | None, usage: hub.Usage,
    ) -> None:
        stop_reason = then(then(equals(finish_reason, "stop"), refusal), "refusal")
        if stop_reason is None:
            stop_reason = self.STOP_REASONS[finish_reason]
        stop_details: Any = None
        given: Any = equals(finish_reason, "refusal")
        if given is None:
            given = refusal
        if given:
            stop_details = {"type": "refusal", "category": None, "explanation": refusal}
        if stop_details is None:
            stop_details = None
        payload = {
            "type": "message_delta",
            "delta": {"stop_reason": stop_reason, "stop_sequence": stop_sequence, "stop_details": stop_details},
            "usage": self.write_usage_from_usage(usage),
        }
        self.out.append(b"event: message_delta\ndata: " + to_bytes(payload) + b"\n\n")
        self.out.append(b'event: message_stop\ndata: {"type":"message_stop"}\n\n')

    def error(self, error_type: hub.ErrorType, message: str, usage: hub.Usage | None = None) -> None:
        message2: Any = None
        if error_type == "context_length_exceeded":
            message2 = "prompt is too long: " + str(message)
        else:
            message2 = message
        payload = {"type": "error", "error": {"type": self.ERROR_TYPES[error_type], "message": message2}}
        self.out.append(b"event: error\ndata: " + to_bytes(payload) + b"\n\n")
