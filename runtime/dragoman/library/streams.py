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

__all__ = ["Blocks", "Sink", "WholeWriter", "dumps", "explains", "format_event", "numbered", "play", "whole"]


# kind of a block, its opening values, its text, citations and log probabilities, and its signature
Opened = tuple[str, dict[str, Any], str, Sequence[Citation], list[Any] | None, str | None]


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


def numbered(head: bytes, middle: bytes, tail: bytes) -> bytes:
    """Return the format of a frame that has an encoded text and a number between these bytes. It costs less to fill it
    for each delta than to join five parts."""
    return b"%b%%b%b%%d%b" % tuple(part.replace(b"%", b"%%") for part in (head, middle, tail))


def play(answer: Response, sink: Sink, context: Context | None = None) -> None:
    """Emit a converted answer to a sink as a stream, each block in one delta. `context`: for an answer without id and
    model."""
    id, model = answer.get("id", ""), answer.get("model", "")
    if context is not None:
        id, model = id or context.ids.message_id(None, context.seed), model or context.client_model
    usage = answer.get("usage", {})
    sink.start(id, model, usage)
    if context is not None:
        context.finish_reason = ""
    shown = _shown(answer, explains(sink))
    for index, (kind, first, text, cites, logprobs, late) in enumerate(shown, 1):
        sink.open(index - 1, kind, first)
        if logprobs is not None:
            sink.scored(text, logprobs)
        elif text:
            sink.delta(text)
        for citation in cites:
            sink.citation(citation)
        if context is not None and index == len(shown):
            context.finish_reason = answer["finish_reason"]
        sink.close(late)
    if context is not None:
        context.finish_reason = answer["finish_reason"]
    sink.finish(answer["finish_reason"], answer.get("stop_sequence"), answer.get("refusal"), usage)


def _shown(answer: Response, explained: bool) -> list[Opened]:
    """Return the blocks of an answer as a sink receives them. `explained`: the explanation of a refusal is reported at
    the end, and is not a block."""
    blocks, refusal = answer["blocks"], answer.get("refusal")
    if refusal and not explained and not any(block["kind"] == "refusal" for block in blocks):
        blocks = [*blocks, {"kind": "refusal", "text": refusal}]
    shown = [(block, found) for block in blocks if (found := _opened(block)) is not None]
    if len(shown) > 1:
        _mark_failed_calls(shown)
        layout = Layout()
        for block, (kind, first, text, *_) in shown:
            if layout.open(kind, not text, "apart" in block):
                first["apart"] = True
    return [found for _, found in shown]


def _mark_failed_calls(shown: list[tuple[Block, Opened]]) -> None:
    """Give hosted calls the errors of the results that follow them."""
    for (_, (kind, opening, *_)), (_, (following, known, *_)) in pairwise(shown):
        if kind == "hosted_tool_call" and following == "hosted_tool_result" and "error_code" in known:
            if opening["id"] == known["id"]:
                opening["error_code"] = known["error_code"]


def explains(sink: Sink) -> bool:
    """Whether a sink reports the explanation of a refusal when it finishes. Others receive it as a block."""
    return getattr(sink, "EXPLAINS_REFUSAL", True)


def _opened(block: Block) -> Opened | None:
    """Return a block as a sink receives it; None for one that an answer cannot contain."""
    if block["kind"] == "text":
        return "text", {}, block["text"], block.get("citations", ()), block.get("logprobs"), None
    first: dict[str, Any]
    text, signature = "", None
    if block["kind"] == "refusal":
        first, text = {}, block["text"]
    elif block["kind"] == "reasoning":
        first, text, signature = {} if block["text"] else {"empty": True}, block["text"], block.get("signature")
    elif block["kind"] == "encrypted_reasoning":
        first = {"data": block["data"]}
    elif block["kind"] == "hosted_tool_result":
        first = {key: value for key, value in block.items() if key != "kind"}
    elif block["kind"] == "tool_call" or block["kind"] == "hosted_tool_call":
        first = {key: value for key, value in block.items() if key in ("id", "name", "toolset")}
        text = arguments.text(block["input"]) if block["input"] else ""
    elif block["kind"] == "native_tool_call":
        first = {"id": block["id"], "name": block["name"], "input": block["input"]}
    elif block["kind"] == "custom_tool_call":
        first, text = {"id": block["id"], "name": block["name"]}, block["input"]
    else:
        return None
    return block["kind"], first, text, (), None, signature


class WholeWriter(Protocol):
    """Makes a whole response: `begin`, `add` for each block, `response`."""

    @property
    def EXPLAINS_REFUSAL(self) -> bool: ...
    def begin(self, id: str, model: str) -> None: ...
    def add(
        self,
        index: int,
        kind: str,
        opening: dict[str, Any],
        text: str,
        cited: Sequence[Citation],
        logprobs: list[Any] | None,
        signature: str | None,
        finish_reason: FinishReason | None,
    ) -> None: ...
    def response(
        self, finish_reason: FinishReason, stop_sequence: str | None, refusal: str | None, usage: Usage
    ) -> dict[str, Any]: ...


def whole(answer: Response, writer: WholeWriter, context: Context) -> dict[str, Any]:
    """Return a converted answer as the response that the last frame of its stream would contain."""
    id = answer.get("id") or context.ids.message_id(None, context.seed)
    writer.begin(id, answer.get("model") or context.client_model)
    context.finish_reason = ""
    shown, finish_reason = _shown(answer, writer.EXPLAINS_REFUSAL), answer["finish_reason"]
    if shown:
        for index, block in enumerate(shown[:-1]):
            writer.add(index, *block, None)
        writer.add(len(shown) - 1, *shown[-1], finish_reason)
    context.finish_reason = finish_reason
    return writer.response(finish_reason, answer.get("stop_sequence"), answer.get("refusal"), answer.get("usage", {}))
