"""Streams: the interfaces of generated readers and writers, and the encoding of events.

A generated reader calls `Blocks` with the pieces of an answer in the order in which the provider sends them. The
runtime implements `Blocks` and calls a `Sink` with whole blocks, one after the other, in the order of `hub.MOVES`. A
generated writer is a `Sink`, and encodes its events with `dumps` and `format_event`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any, Literal, Protocol

from dragoman.library.context import Context
from dragoman.library.hub import Block, Citation, ErrorType, FinishReason, Response, Usage
from dragoman.library.layout import Layout
from dragoman.values import arguments
from dragoman.values.json_text import dumps

__all__ = ["Blocks", "LastFrame", "Sink", "dumps", "explains", "format_event", "last_frame", "play"]


Opened = tuple[dict[str, Any], str, Sequence[Citation], str | None]


class Sink(Protocol):
    """Receives one answer as a stream: `start`, blocks (`open`, `delta`, `scored` and `citation`, `close`), then
    `finish`. `error` may end the stream at any place; `usage`: what the provider has reported before."""

    def start(self, id: str, model: str, usage: Usage) -> None: ...
    def open(self, index: int, kind: str, opening: dict[str, Any]) -> None: ...
    def delta(self, text: str) -> None: ...
    def scored(self, delta: str, logprobs: list[Any]) -> None: ...
    def citation(self, citation: Citation) -> None: ...
    def close(self, signature: str | None) -> None: ...
    def finish(
        self, finish_reason: FinishReason, stop_sequence: str | None, refusal: str | None, usage: Usage
    ) -> None: ...
    def error(self, error_type: ErrorType, message: str, usage: Usage | None = None) -> None: ...


class Blocks(Protocol):
    """Receives the pieces of one answer. `dragoman.streaming.blocks` implements it and documents each method."""

    @property
    def over(self) -> bool: ...
    @property
    def finish_reason(self) -> FinishReason | None: ...
    def hold(self, names: Iterable[str], after: Callable[[Response, Context], None]) -> None: ...
    def start(self, id: object = None) -> None: ...
    def add_text(self, kind: Literal["text", "refusal", "reasoning"], text: object, source: str = "") -> None: ...
    def add_piece(
        self,
        kind: str,
        key: object,
        id: object = None,
        name: object = None,
        text: object = None,
        complete: object = None,
        at_close: object = None,
        closes: bool = False,
        source: str = "",
        separator: str = "",
        **opening: object,
    ) -> None: ...
    def seen(self, *keys: object) -> bool: ...
    def close(self, key: object) -> None: ...
    def add_details(self, detail: object, same: tuple[str, ...], join: tuple[str, ...]) -> None: ...
    def citation(self, citation: Citation) -> None: ...
    def logprobs(self, logprobs: object) -> None: ...
    def record(
        self,
        finish_reason: FinishReason | None = None,
        stop_sequence: str | None = None,
        refusal: str | None = None,
        usage: Usage | None = None,
    ) -> None: ...
    def finish(self) -> None: ...
    def fail(self, error_type: ErrorType, message: str) -> None: ...
    def fail_from(self, body: object) -> None: ...


def format_event(name: str | None, payload: bytes) -> bytes:
    """Return one server-sent event. `payload` is JSON without line breaks; `name` fills the `event` field, if any."""
    return b"data: %b\n\n" % payload if name is None else b"event: %b\ndata: %b\n\n" % (name.encode(), payload)


def play(answer: Response, sink: Sink, context: Context | None = None) -> None:
    """Emit a converted answer to a sink as a stream, each block in one delta. `context`: for an answer without id and
    model."""
    id, model = answer.get("id", ""), answer.get("model", "")
    if context is not None:
        id = id or context.ids.message_id(None, context.seed)
        model = model or context.client_model
    usage = answer.get("usage", {})
    sink.start(id, model, usage)
    if context is not None:
        context.finish_reason = ""
    blocks, refusal = answer["blocks"], answer.get("refusal")
    if refusal and not explains(sink) and not any(block["kind"] == "refusal" for block in blocks):
        blocks = [*blocks, {"kind": "refusal", "text": refusal}]
    shown = [(block, found) for block in blocks if (found := _opened(block)) is not None]
    _mark_failed_calls(shown)
    layout = Layout() if len(shown) > 1 else None
    for index, (block, (first, text, cites, late)) in enumerate(shown, 1):
        if layout is not None and layout.open(block["kind"], not text, "apart" in block):
            first["apart"] = True
        sink.open(index - 1, block["kind"], first)
        if block["kind"] == "text" and "logprobs" in block:
            sink.scored(text, block["logprobs"])
        elif text:
            sink.delta(text)
        for citation in cites:
            sink.citation(citation)
        if context is not None and index == len(shown):
            context.finish_reason = answer["finish_reason"]
        sink.close(late)
    if context is not None:
        context.finish_reason = answer["finish_reason"]
    sink.finish(answer["finish_reason"], answer.get("stop_sequence"), refusal, usage)


def _mark_failed_calls(shown: list[tuple[Block, Opened]]) -> None:
    """Give hosted calls the errors of the results that follow them."""
    for (call, (opening, *_)), (result, (known, *_)) in pairwise(shown):
        if call["kind"] == "hosted_tool_call" and result["kind"] == "hosted_tool_result" and "error_code" in known:
            if opening["id"] == known["id"]:
                opening["error_code"] = known["error_code"]


def explains(sink: Sink) -> bool:
    """Whether a sink reports the explanation of a refusal when it finishes. Others receive it as a block."""
    return getattr(sink, "EXPLAINS_REFUSAL", True)


def _opened(block: Block) -> Opened | None:
    """Return the opening values of a block, its text, citations and signature; None for a block that an answer cannot
    contain."""
    if block["kind"] == "text":
        return {}, block["text"], block.get("citations", ()), None
    if block["kind"] == "refusal":
        return {}, block["text"], (), None
    if block["kind"] == "reasoning":
        return {} if block["text"] else {"empty": True}, block["text"], (), block.get("signature")
    if block["kind"] == "encrypted_reasoning":
        return {"data": block["data"]}, "", (), None
    if block["kind"] == "hosted_tool_result":
        return {key: value for key, value in block.items() if key != "kind"}, "", (), None
    if block["kind"] == "tool_call" or block["kind"] == "hosted_tool_call":
        first = {key: value for key, value in block.items() if key in ("id", "name", "toolset")}
        return first, arguments.text(block["input"]) if block["input"] else "", (), None
    if block["kind"] == "native_tool_call":
        return {"id": block["id"], "name": block["name"], "input": block["input"]}, "", (), None
    if block["kind"] == "custom_tool_call":
        return {"id": block["id"], "name": block["name"]}, block["input"], (), None
    return None


class LastFrame(Sink, Protocol):
    """A writer that keeps the payload of its last frame."""

    last: dict[str, Any]


def last_frame(writer: LastFrame, answer: Response, context: Context) -> dict[str, Any]:
    """Return the payload of the last frame of a converted answer, for protocols in which it contains the whole
    answer."""
    play(answer, writer, context)
    return writer.last
