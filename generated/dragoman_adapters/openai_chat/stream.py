"""Streamed answers of OpenAI Chat Completions.

Generated from specs/protocols/openai_chat/stream.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, Literal, TypedDict

from orjson import dumps

from dragoman.library import hub, passes
from dragoman.library.context import Context
from dragoman.library.filters import as_text, detail_text
from dragoman.library.streams import Blocks
from dragoman.library.streams import dumps as to_bytes
from dragoman.library.validation import Wrong, record, word_of
from dragoman_adapters.openai_chat.types import (
    READ_BROKEN,
    READ_STOP_REASONS,
    READ_TIERS,
    WRITE_FAULTS,
    WRITE_STOP_REASONS,
    Annotation,
    Error,
    Usage,
    read_cite_from_annotation,
    read_failure_from_error,
    read_usage_from_usage,
    write_usage_from_usage,
)


class Chunk(TypedDict, total=False):
    id: str | None
    model: str | None
    choices: list[Choice] | None
    usage: Usage | None
    error: Error | str | None
    object: str | None
    created: int | None
    service_tier: str | None
    system_fingerprint: str | None
    obfuscation: str | None
    moderation: Any
    citations: Any


class Choice(TypedDict, total=False):
    index: int | None
    delta: Delta | None
    finish_reason: str | None
    logprobs: Any
    stop_reason: str | int | None
    matched_stop: str | int | None


class Delta(TypedDict, total=False):
    role: str | None
    content: str | list[Any] | None
    refusal: str | None
    reasoning_content: str | None
    tool_calls: list[CallPart] | None
    function_call: FunctionPart | None
    annotations: list[Annotation] | None


class ThinkingPiece(TypedDict, total=False):
    type: Literal["thinking"]
    thinking: Any
    closed: bool | None


class TextPiece(TypedDict, total=False):
    type: Literal["text"]
    text: str | None


class OtherPiece(TypedDict, total=False):
    note: str | None


class CallPart(TypedDict, total=False):
    index: int | None
    id: str | None
    type: str | None
    function: FunctionPart | None


class FunctionPart(TypedDict, total=False):
    name: str | None
    arguments: Any


TOLD: Final = False  # blocks end when the protocol says so


class Reader:
    def __init__(self, blocks: Blocks, context: Context) -> None:
        self.blocks = blocks
        self.context = context
        blocks.hold(["multi_tool_use.parallel", "parallel"], self.after)

    @staticmethod
    def after(answer: hub.Answer, context: Context) -> None:
        passes.expand_calls(
            answer,
            context,
            names=["multi_tool_use.parallel", "parallel"],
            list="tool_uses",
            name="recipient_name",
            input="parameters",
            cut="functions.",
        )

    def feed(self, it: Chunk) -> None:
        self.on_failed(it)
        self.on_said(it)
        self.on_begin(it)
        choices = it.get("choices")
        choice = choices[0] if choices else None
        delta = choice.get("delta") if choice else None
        if delta:
            self.on_reasoning(delta)
            self.on_text(delta)
            self.on_parts(delta)
            self.on_refusal(delta)
            self.on_cites(delta)
            self.on_call(delta)
            self.on_function(delta)
        if choice:
            self.on_broke(choice)
            self.on_stop(choice)
            self.on_matched(choice)
            self.on_matched_too(choice)
        self.on_tier(it)
        self.on_count(it)

    def on_failed(self, it: Chunk) -> None:
        failed = record(it.get("error"))
        if failed:
            failure: hub.Failure = read_failure_from_error(failed, self.context)
            self.blocks.fail(failure.get("fault") or "api", failure["message"])

    def on_said(self, it: Chunk) -> None:
        error = it.get("error")
        said = error if isinstance(error, str) else None
        if said:
            failure: hub.Failure = {"fault": "api", "message": said}
            self.blocks.fail(failure.get("fault") or "api", failure["message"])

    def on_begin(self, it: Chunk) -> None:
        self.blocks.start(it.get("id"))

    def on_reasoning(self, delta: Any) -> None:
        reasoning_content = delta.get("reasoning_content")
        if reasoning_content:
            self.blocks.say("thought", reasoning_content)

    def on_text(self, delta: Any) -> None:
        content = delta.get("content")
        text_ = content if isinstance(content, str) else None
        if text_:
            self.blocks.say("text", text_)

    def on_parts(self, delta: Any) -> None:
        content = delta.get("content")
        parts_list = content if isinstance(content, list) else None
        for part in parts_list or ():
            type_ = part.get("type")
            if type_ == "thinking":
                self.blocks.say("thought", detail_text(part.get("thinking")))
            elif type_ == "text":
                self.blocks.say("text", part.get("text"))
            else:
                self.context.lose("else", "a part of an answer that nobody knows")

    def on_refusal(self, delta: Any) -> None:
        refusal = delta.get("refusal")
        if refusal:
            self.blocks.say("text", refusal)
            self.blocks.keep(refused=refusal)

    def on_cites(self, delta: Any) -> None:
        for cite in delta.get("annotations") or ():
            cite2 = read_cite_from_annotation(cite, self.context)
            if cite2 is not None:
                self.blocks.cite(cite2)

    def on_call(self, delta: Any) -> None:
        for call in delta.get("tool_calls") or ():
            function = call.get("function")
            self.blocks.part(
                "call",
                call.get("index"),
                id=call.get("id"),
                name=function.get("name") if function else None,
                text=as_text(function.get("arguments") if function else None),
            )

    def on_function(self, delta: Any) -> None:
        function_call = delta.get("function_call")
        if function_call:
            self.blocks.part("call", 0, name=function_call.get("name"), text=as_text(function_call.get("arguments")))

    def on_broke(self, choice: Any) -> None:
        finish_reason = choice.get("finish_reason")
        broke = READ_BROKEN.get(finish_reason) if finish_reason is not None else None
        if broke:
            failure: hub.Failure = {"fault": broke, "message": "the provider broke off the answer"}
            self.blocks.fail(failure.get("fault") or "api", failure["message"])

    def on_stop(self, choice: Any) -> None:
        finish_reason = choice.get("finish_reason")
        if finish_reason:
            self.blocks.keep(reason=word_of(READ_STOP_REASONS, finish_reason, "end", self.context))

    def on_matched(self, choice: Any) -> None:
        stop_reason = choice.get("stop_reason")
        matched = stop_reason if isinstance(stop_reason, str) else None
        if matched:
            self.blocks.keep(match=matched)

    def on_matched_too(self, choice: Any) -> None:
        matched_stop = choice.get("matched_stop")
        matched_too = matched_stop if isinstance(matched_stop, str) else None
        if matched_too:
            self.blocks.keep(match=matched_too)

    def on_tier(self, it: Chunk) -> None:
        service_tier = it.get("service_tier")
        if service_tier:
            usage: hub.Usage = {"tier": word_of(READ_TIERS, service_tier, "standard", self.context)}
            self.blocks.keep(usage=usage)

    def on_count(self, it: Chunk) -> None:
        usage = it.get("usage")
        if usage:
            self.blocks.keep(usage=read_usage_from_usage(usage, self.context))

    def word(self) -> None:
        self.blocks.finish()

    def eof(self) -> None:
        if self.blocks.reason is not None:
            self.blocks.finish()
        else:
            self.blocks.fail("api", "stream ended unexpectedly")


def check_chunk(it: Any, wrong: Wrong) -> None:
    value = it.get("id")
    if value is not None and value.__class__ is not str:
        wrong(it, "id", "a string")
    value = it.get("model")
    if value is not None and value.__class__ is not str:
        wrong(it, "model", "a string")
    value = it.get("choices")
    if value is not None and value.__class__ is not list:
        wrong(it, "choices", "a list")
    elif value is not None:
        for at, item in enumerate(value):
            if item.__class__ is not dict:
                wrong(value, at, "an object")
            else:
                check_choice(item, wrong)
    value = it.get("usage")
    if value is not None and value.__class__ is not dict:
        wrong(it, "usage", "an object")
    elif value is not None:
        check_usage(value, wrong)
    value = it.get("error")
    if value is not None and value.__class__ not in (dict, str):
        wrong(it, "error", "an object or a string")
    elif value.__class__ is dict:
        check_error(value, wrong)
    value = it.get("object")
    if value is not None and value.__class__ is not str:
        wrong(it, "object", "a string")
    value = it.get("created")
    if value is not None and value.__class__ is not int:
        wrong(it, "created", "an integer")
    value = it.get("service_tier")
    if value is not None and value.__class__ is not str:
        wrong(it, "service_tier", "a string")
    value = it.get("system_fingerprint")
    if value is not None and value.__class__ is not str:
        wrong(it, "system_fingerprint", "a string")
    value = it.get("obfuscation")
    if value is not None and value.__class__ is not str:
        wrong(it, "obfuscation", "a string")


def check_choice(it: Any, wrong: Wrong) -> None:
    value = it.get("index")
    if value is not None and value.__class__ is not int:
        wrong(it, "index", "an integer")
    value = it.get("delta")
    if value is not None and value.__class__ is not dict:
        wrong(it, "delta", "an object")
    elif value is not None:
        check_delta(value, wrong)
    value = it.get("finish_reason")
    if value is not None and value.__class__ is not str:
        wrong(it, "finish_reason", "a string")
    value = it.get("stop_reason")
    if value is not None and value.__class__ not in (str, int):
        wrong(it, "stop_reason", "a string or an integer")
    value = it.get("matched_stop")
    if value is not None and value.__class__ not in (str, int):
        wrong(it, "matched_stop", "a string or an integer")


def check_delta(it: Any, wrong: Wrong) -> None:
    value = it.get("role")
    if value is not None and value.__class__ is not str:
        wrong(it, "role", "a string")
    value = it.get("content")
    if value is not None and value.__class__ not in (str, list):
        wrong(it, "content", "a string or a list")
    elif value.__class__ is list:
        for at, item in enumerate(value):
            if item.__class__ is not dict:
                wrong(value, at, "an object")
            else:
                check_piece(item, wrong)
    value = it.get("refusal")
    if value is not None and value.__class__ is not str:
        wrong(it, "refusal", "a string")
    value = it.get("reasoning_content")
    if value is not None and value.__class__ is not str:
        wrong(it, "reasoning_content", "a string")
    value = it.get("tool_calls")
    if value is not None and value.__class__ is not list:
        wrong(it, "tool_calls", "a list")
    elif value is not None:
        for at, item in enumerate(value):
            if item.__class__ is not dict:
                wrong(value, at, "an object")
            else:
                check_call_part(item, wrong)
    value = it.get("function_call")
    if value is not None and value.__class__ is not dict:
        wrong(it, "function_call", "an object")
    elif value is not None:
        check_function_part(value, wrong)
    value = it.get("annotations")
    if value is not None and value.__class__ is not list:
        wrong(it, "annotations", "a list")
    elif value is not None:
        for at, item in enumerate(value):
            if item.__class__ is not dict:
                wrong(value, at, "an object")
            else:
                check_annotation(item, wrong)


def check_piece(it: Any, wrong: Wrong) -> None:
    tag = it.get("type")
    if tag == "text":
        check_text_piece(it, wrong)
    elif tag == "thinking":
        check_thinking_piece(it, wrong)


def check_text_piece(it: Any, wrong: Wrong) -> None:
    value = it.get("text")
    if value is not None and value.__class__ is not str:
        wrong(it, "text", "a string")


def check_thinking_piece(it: Any, wrong: Wrong) -> None:
    value = it.get("closed")
    if value is not None and value.__class__ is not bool:
        wrong(it, "closed", "a boolean")


def check_other_piece(it: Any, wrong: Wrong) -> None:
    value = it.get("note")
    if value is not None and value.__class__ is not str:
        wrong(it, "note", "a string")


def check_call_part(it: Any, wrong: Wrong) -> None:
    value = it.get("index")
    if value is not None and value.__class__ is not int:
        wrong(it, "index", "an integer")
    value = it.get("id")
    if value is not None and value.__class__ is not str:
        wrong(it, "id", "a string")
    value = it.get("type")
    if value is not None and value.__class__ is not str:
        wrong(it, "type", "a string")
    value = it.get("function")
    if value is not None and value.__class__ is not dict:
        wrong(it, "function", "an object")
    elif value is not None:
        check_function_part(value, wrong)


def check_function_part(it: Any, wrong: Wrong) -> None:
    value = it.get("name")
    if value is not None and value.__class__ is not str:
        wrong(it, "name", "a string")


def check_annotation(it: Any, wrong: Wrong) -> None:
    value = it.get("type")
    if value is not None and value.__class__ is not str:
        wrong(it, "type", "a string")
    value = it.get("url_citation")
    if value is not None and value.__class__ is not dict:
        wrong(it, "url_citation", "an object")
    elif value is not None:
        check_url_citation(value, wrong)


def check_url_citation(it: Any, wrong: Wrong) -> None:
    value = it.get("url")
    if value is not None and value.__class__ is not str:
        wrong(it, "url", "a string")
    value = it.get("title")
    if value is not None and value.__class__ is not str:
        wrong(it, "title", "a string")
    value = it.get("start_index")
    if value is not None and value.__class__ is not int:
        wrong(it, "start_index", "an integer")
    value = it.get("end_index")
    if value is not None and value.__class__ is not int:
        wrong(it, "end_index", "an integer")
    value = it.get("content")
    if value is not None and value.__class__ is not str:
        wrong(it, "content", "a string")


def check_usage(it: Any, wrong: Wrong) -> None:
    value = it.get("prompt_tokens")
    if value is not None and value.__class__ is not int:
        wrong(it, "prompt_tokens", "an integer")
    value = it.get("completion_tokens")
    if value is not None and value.__class__ is not int:
        wrong(it, "completion_tokens", "an integer")
    value = it.get("total_tokens")
    if value is not None and value.__class__ is not int:
        wrong(it, "total_tokens", "an integer")
    value = it.get("prompt_tokens_details")
    if value is not None and value.__class__ is not dict:
        wrong(it, "prompt_tokens_details", "an object")
    elif value is not None:
        check_prompt_details(value, wrong)
    value = it.get("completion_tokens_details")
    if value is not None and value.__class__ is not dict:
        wrong(it, "completion_tokens_details", "an object")
    elif value is not None:
        check_completion_details(value, wrong)


def check_prompt_details(it: Any, wrong: Wrong) -> None:
    value = it.get("cached_tokens")
    if value is not None and value.__class__ is not int:
        wrong(it, "cached_tokens", "an integer")
    value = it.get("cache_write_tokens")
    if value is not None and value.__class__ is not int:
        wrong(it, "cache_write_tokens", "an integer")
    value = it.get("audio_tokens")
    if value is not None and value.__class__ is not int:
        wrong(it, "audio_tokens", "an integer")
    value = it.get("text_tokens")
    if value is not None and value.__class__ is not int:
        wrong(it, "text_tokens", "an integer")
    value = it.get("image_tokens")
    if value is not None and value.__class__ is not int:
        wrong(it, "image_tokens", "an integer")


def check_completion_details(it: Any, wrong: Wrong) -> None:
    value = it.get("reasoning_tokens")
    if value is not None and value.__class__ is not int:
        wrong(it, "reasoning_tokens", "an integer")
    value = it.get("audio_tokens")
    if value is not None and value.__class__ is not int:
        wrong(it, "audio_tokens", "an integer")
    value = it.get("text_tokens")
    if value is not None and value.__class__ is not int:
        wrong(it, "text_tokens", "an integer")
    value = it.get("accepted_prediction_tokens")
    if value is not None and value.__class__ is not int:
        wrong(it, "accepted_prediction_tokens", "an integer")
    value = it.get("rejected_prediction_tokens")
    if value is not None and value.__class__ is not int:
        wrong(it, "rejected_prediction_tokens", "an integer")


def check_error(it: Any, wrong: Wrong) -> None:
    value = it.get("message")
    if value is not None and value.__class__ is not str:
        wrong(it, "message", "a string")
    value = it.get("type")
    if value is not None and value.__class__ is not str:
        wrong(it, "type", "a string")
    value = it.get("code")
    if value is not None and value.__class__ not in (str, int):
        wrong(it, "code", "a string or an integer")
    value = it.get("param")
    if value is not None and value.__class__ is not str:
        wrong(it, "param", "a string")


check_event: Final = check_chunk


class Writer:
    """A Sink that writes the frames of this protocol into `out`."""

    PING: Final = b""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.out: list[bytes] = []
        self.started = self.named = self.kind = ""
        self.index = self.nth = -1
        self.head = self.tail = b""  # around the text of a delta of the block that is open

    def start(self, id: str, model: str, usage: hub.Usage) -> None:
        self.started, self.named = id, model
        self.out.append(
            b'data: {"id":'
            + dumps(id)
            + b',"object":"chat.completion.chunk","created":0,"model":'
            + dumps(model)
            + b',"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}\n\n'
        )

    def open(self, index: int, kind: str, first: dict[str, Any]) -> None:
        self.index, self.kind = index, kind
        self.head = self.tail = b""
        if kind == "text":
            started = self.started
            named = self.named
            self.head = (
                b'data: {"id":'
                + dumps(started)
                + b',"object":"chat.completion.chunk","created":0,"model":'
                + dumps(named)
                + b',"choices":[{"index":0,"delta":{"content":'
            )
            self.tail = b'},"finish_reason":null}]}\n\n'
        elif kind == "thought":
            started = self.started
            named = self.named
            self.head = (
                b'data: {"id":'
                + dumps(started)
                + b',"object":"chat.completion.chunk","created":0,"model":'
                + dumps(named)
                + b',"choices":[{"index":0,"delta":{"reasoning_content":'
            )
            self.tail = b'},"finish_reason":null}]}\n\n'
        elif kind == "call":
            self.nth += 1
            nth = self.nth
            started = self.started
            named = self.named
            id = first.get("id") or ""
            name = first.get("name") or ""
            function: dict[str, Any] = {"arguments": ""}
            if name is not None:
                function["name"] = name
            item: dict[str, Any] = {"index": nth, "type": "function", "function": function}
            if id is not None:
                item["id"] = id
            payload = {
                "id": started,
                "object": "chat.completion.chunk",
                "created": 0,
                "model": named,
                "choices": [{"index": 0, "delta": {"tool_calls": [item]}, "finish_reason": None}],
            }
            self.out.append(b"data: " + to_bytes(payload) + b"\n\n")
            self.head = (
                b'data: {"id":'
                + dumps(started)
                + b',"object":"chat.completion.chunk","created":0,"model":'
                + dumps(named)
                + b',"choices":[{"index":0,"delta":{"tool_calls":[{"index":'
                + b"%d" % nth
                + b',"function":{"arguments":'
            )
            self.tail = b'}}]},"finish_reason":null}]}\n\n'

    def delta(self, text: str) -> None:
        if self.head:
            self.out.append(self.head + dumps(text) + self.tail)

    def cite(self, cite: hub.Cite) -> None:
        pass

    def close(self, late: str | None) -> None:
        pass

    def finish(self, reason: hub.Stop, match: str | None, refused: str | None, usage: hub.Usage) -> None:
        started = self.started
        named = self.named
        payload = {
            "id": started,
            "object": "chat.completion.chunk",
            "created": 0,
            "model": named,
            "choices": [{"index": 0, "delta": {}, "finish_reason": WRITE_STOP_REASONS[reason]}],
        }
        self.out.append(b"data: " + to_bytes(payload) + b"\n\n")
        payload = {
            "id": started,
            "object": "chat.completion.chunk",
            "created": 0,
            "model": named,
            "choices": [],
            "usage": write_usage_from_usage(usage, self.context),
        }
        self.out.append(b"data: " + to_bytes(payload) + b"\n\n")
        self.out.append(b"data: [DONE]\n\n")

    def error(self, fault: hub.Fault, message: str) -> None:
        payload = {"error": {"message": message, "type": WRITE_FAULTS[fault], "code": None}}
        self.out.append(b"data: " + to_bytes(payload) + b"\n\n")
