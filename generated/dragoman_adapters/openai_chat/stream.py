"""Streamed responses of OpenAI Chat Completions.

Generated from specs/protocols/openai_chat/stream.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict

from orjson import dumps

from dragoman.library import hub, passes
from dragoman.library.context import Context
from dragoman.library.filters import detail_text, equals, then, to_json, unless
from dragoman.library.shapes import OneOf, Shapes
from dragoman.library.streams import Blocks
from dragoman.library.streams import dumps as to_bytes
from dragoman.library.validation import word_of
from dragoman_adapters.openai_chat.types import Annotation, ReadTypes, Usage, WriteTypes


class Chunk(TypedDict, total=False):
    id: str | None
    model: str | None
    choices: list[Choice] | None
    usage: Usage | None
    error: Any
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
    message: Whole | None
    text: str | None
    finish_reason: str | None
    error: Any
    logprobs: Logprobs | None
    stop_reason: str | int | None
    matched_stop: str | int | None


class Logprobs(TypedDict, total=False):
    content: Any
    refusal: Any


class Delta(TypedDict, total=False):
    role: str | None
    content: str | list[Any] | None
    refusal: str | None
    reasoning_content: str | None
    tool_calls: list[CallPart] | None
    function_call: FunctionPart | None
    annotations: list[Annotation] | None


class Whole(TypedDict, total=False):
    content: str | list[Any] | None
    reasoning_content: str | None
    tool_calls: list[WholeCall] | None


class WholeCall(TypedDict, total=False):
    id: str | None
    function: FunctionPart | None


class CallPart(TypedDict, total=False):
    index: int | None
    id: str | None
    type: str | None
    function: FunctionPart | None
    custom: CustomPart | None
    name: str | None
    arguments: Any


class CustomPart(TypedDict, total=False):
    name: str | None
    input: str | None


class FunctionPart(TypedDict, total=False):
    name: str | None
    arguments: Any


EXPLICIT_ENDS: Final = False  # each block's end is marked


class Reader(ReadTypes):
    def __init__(self, blocks: Blocks, context: Context) -> None:
        self.blocks = blocks
        self.context = context
        blocks.hold(["multi_tool_use.parallel", "parallel"], self.after)

    @staticmethod
    def after(answer: hub.Response, context: Context) -> None:
        passes.unwrap_tool_calls(
            answer, context, names=["multi_tool_use.parallel", "parallel"], list="tool_uses", name="recipient_name",
            input="parameters", name_prefix="functions.",
        )

    def feed(self, it: Chunk) -> None:
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

    def on_failed(self, it: Chunk) -> None:
        error = it.get("error")
        if error:
            self.blocks.fail_from(it)

    def on_begin(self, it: Chunk) -> None:
        self.blocks.start(it.get("id"))

    def on_tier(self, it: Chunk) -> None:
        service_tier = it.get("service_tier")
        if service_tier:
            usage: hub.Usage = {
                "service_tier": word_of(self.TIERS, service_tier, "standard", self.context, "service_tier"),
            }
            self.blocks.record(usage=usage)

    def on_count(self, it: Chunk) -> None:
        usage = it.get("usage")
        if usage:
            self.blocks.record(usage=self.read_usage_from_usage(usage))

    def on_other(self, choice: Any) -> bool:
        index = choice.get("index")
        if index:
            self.context.lose_member("choices.index", "one choice is requested")
            return True
        return False

    def on_second(self, it: Chunk) -> None:
        choices = it.get("choices")
        other = choices[1] if choices and len(choices) > 1 else None
        if other:
            self.context.lose_member("choices", "one choice is requested")

    def on_scores(self, logprobs: Any) -> None:
        content = logprobs.get("content")
        if content:
            if content:
                self.blocks.logprobs(content)

    def on_reasoning(self, delta: Any) -> None:
        reasoning_content = delta.get("reasoning_content")
        if reasoning_content:
            self.blocks.add_text("reasoning", reasoning_content)

    def on_text(self, delta: Any) -> None:
        content = delta.get("content")
        text = content if isinstance(content, str) else None
        if text:
            self.blocks.add_text("text", text)

    def on_plain(self, choice: Any) -> None:
        delta = choice.get("delta")
        plain = unless(choice.get("text"), (delta.get("content") if delta else None))
        if plain:
            self.blocks.add_text("text", plain)

    def on_parts(self, delta: Any) -> None:
        content = delta.get("content")
        parts_list = content if isinstance(content, list) else None
        for part in parts_list or ():
            kind = part.get("type") or "text"
            if kind == "thinking":
                self.blocks.add_text("reasoning", detail_text(part.get("thinking")))
            elif kind == "text":
                self.blocks.add_text("text", part.get("text"))
            elif kind == "output_text":
                self.blocks.add_text("text", part.get("text"))
            else:
                type_ = part.get("type")
                self.context.lose_member(f"choices.delta.content.{type_}", "unknown type of part")

    def on_refusal(self, delta: Any) -> None:
        refusal = delta.get("refusal")
        if refusal:
            self.blocks.add_text("refusal", refusal)
            self.blocks.record(refusal=refusal)

    def on_cites(self, delta: Any) -> None:
        for cite in delta.get("annotations") or ():
            citation = self.read_citation_from_annotation(cite)
            if citation is not None:
                self.blocks.citation(citation)

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
            flat: Any = call.get("name")
            if flat is None:
                flat = unless(unless(call.get("arguments"), call.get("function")), call.get("custom"))
            if flat:
                self.blocks.add_piece(
                    "tool_call",
                    call.get("index"),
                    id=call.get("id"),
                    name=call.get("name"),
                    text=to_json(call.get("arguments")),
                )
            function = call.get("function")
            self.blocks.add_piece(
                "tool_call",
                call.get("index"),
                id=call.get("id"),
                name=function.get("name") if function else None,
                text=to_json(function.get("arguments") if function else None),
            )

    def on_function(self, delta: Any) -> None:
        function_call = delta.get("function_call")
        if function_call:
            self.blocks.add_piece(
                "tool_call",
                0,
                name=function_call.get("name"),
                text=to_json(function_call.get("arguments")),
            )

    def on_message(self, choice: Any) -> None:
        message = choice.get("message")
        if message:
            reasoning_content = message.get("reasoning_content")
            if reasoning_content:
                self.blocks.add_text("reasoning", reasoning_content, source="message")
            content = message.get("content")
            text = content if isinstance(content, str) else None
            if text:
                self.blocks.add_text("text", text, source="message")
            parts_list = content if isinstance(content, list) else None
            for part in parts_list or ():
                kind = part.get("type") or "text"
                if kind == "thinking":
                    self.blocks.add_text("reasoning", detail_text(part.get("thinking")), source="message")
                elif kind == "text":
                    self.blocks.add_text("text", part.get("text"), source="message")
                elif kind == "output_text":
                    self.blocks.add_text("text", part.get("text"), source="message")
                else:
                    type_ = part.get("type")
                    self.context.lose_member(f"choices.message.content.{type_}", "unknown type of part")
            for nth, call in enumerate(message.get("tool_calls") or ()):
                function = call.get("function")
                self.blocks.add_piece(
                    "tool_call",
                    nth,
                    id=call.get("id"),
                    name=function.get("name") if function else None,
                    text=to_json(function.get("arguments") if function else None),
                    source="message",
                )

    def on_broken(self, it: Chunk) -> None:
        choices = it.get("choices")
        choice = choices[0] if choices else None
        error = choice.get("error") if choice else None
        if error:
            self.blocks.fail_from(it)

    def on_broke(self, choice: Any) -> None:
        finish_reason = choice.get("finish_reason")
        broke = self.BROKEN.get(finish_reason) if finish_reason is not None else None
        if broke:
            failure: hub.ApiError = {"error_type": broke, "message": "the provider aborted the response"}
            self.blocks.fail(failure.get("error_type") or "server_error", failure["message"])

    def on_stop(self, choice: Any) -> None:
        finish_reason = choice.get("finish_reason")
        if finish_reason:
            self.blocks.record(
                finish_reason=word_of(self.STOP_REASONS, finish_reason, "stop", self.context, "choices.finish_reason"),
            )

    def on_matched(self, choice: Any) -> None:
        stop_reason = choice.get("stop_reason")
        matched = stop_reason if isinstance(stop_reason, str) else None
        if matched:
            self.blocks.record(stop_sequence=matched)

    def on_matched_too(self, choice: Any) -> None:
        matched_stop = choice.get("matched_stop")
        matched_too = matched_stop if isinstance(matched_stop, str) else None
        if matched_too:
            self.blocks.record(stop_sequence=matched_too)

    def final_marker(self) -> None:
        self.blocks.finish()

    def eof(self) -> None:
        if self.blocks.finish_reason is not None:
            self.blocks.finish()
        else:
            self.blocks.fail("server_error", "stream ended unexpectedly")


SHAPES: Final = Shapes(
    {
        "Chunk": {
            "id": "str", "model": "str", "choices": ["Choice"], "usage": "Usage", "error": "json", "object": "str",
            "created": "int", "service_tier": "str", "system_fingerprint": "str", "obfuscation": "str",
            "moderation": "json", "citations": "json",
        },
        "Choice": {
            "index": "int", "delta": "Delta", "message": "Whole", "text": "str", "finish_reason": "str",
            "error": "json", "logprobs": "Logprobs", "stop_reason": ("str", "int"), "matched_stop": ("str", "int"),
        },
        "Delta": {
            "role": "str", "content": ("str", ["Piece"]), "refusal": "str", "reasoning_content": "str",
            "tool_calls": ["CallPart"], "function_call": "FunctionPart", "annotations": ["Annotation"],
        },
        "Piece": OneOf("type", {
            "text": "TextPiece", "output_text": "TextPiece", "thinking": "ThinkingPiece",
        }, default="text", open=True),
        "TextPiece": {"text": "str"},
        "ThinkingPiece": {"thinking": "json", "closed": "bool"},
        "OtherPiece": {"note": "str"},
        "CallPart": {
            "index": "int", "id": "str", "type": "str", "function": "FunctionPart", "custom": "CustomPart",
            "name": "str", "arguments": "json",
        },
        "FunctionPart": {"name": "str", "arguments": "json"},
        "CustomPart": {"name": "str", "input": "str"},
        "Annotation": {"type": "str", "url_citation": "UrlCitation"},
        "UrlCitation": {"url": "str", "title": "str", "start_index": "int", "end_index": "int", "content": "str"},
        "Whole": {"content": ("str", ["Piece"]), "reasoning_content": "str", "tool_calls": ["WholeCall"]},
        "WholeCall": {"id": "str", "function": "FunctionPart"},
        "Logprobs": {"content": "json", "refusal": "json"},
        "Usage": {
            "prompt_tokens": "int", "completion_tokens": "int", "total_tokens": "int",
            "prompt_tokens_details": "PromptDetails", "completion_tokens_details": "CompletionDetails",
        },
        "PromptDetails": {
            "cached_tokens": "int", "cache_write_tokens": "int", "audio_tokens": "int", "text_tokens": "int",
            "image_tokens": "int",
        },
        "CompletionDetails": {
            "reasoning_tokens": "int", "audio_tokens": "int", "text_tokens": "int", "accepted_prediction_tokens": "int",
            "rejected_prediction_tokens": "int",
        },
    },
)
check_event: Final = SHAPES.check("Chunk")


class Writer(WriteTypes):
    """Appends the frames of a streamed response to `out`."""

    PING: Final = b""
    CLOSES_WITH_RESPONSE: Final = False  # whether the end of a block states that of the response
    USAGE_AT_START: Final = False  # whether frames report it
    EXPLAINS_REFUSAL: Final = False  # whether the last frames do

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.out: list[bytes] = []
        self.started = self.named = self.kind = ""
        self.index = self.nth = -1
        self.head = self.tail = b""  # frame bytes before and after the text of a delta
        self.texts: list[str] = []

    def start(self, id: str, model: str, usage: hub.Usage) -> None:
        self.started, self.named = id, model
        stream_options = self.context.client_request.get("stream_options")
        self.out.append(
            b'data: {"id":%b,"object":"chat.completion.chunk","created":%d,"model":%b,"choices":[{"index":0,'
            b'"delta":{"role":"assistant","content":"","refusal":null},"finish_reason":null}]%b}\n\n'
            % (
                dumps(id),
                self.context.created,
                dumps(model),
                (b',"usage":null' if stream_options and stream_options.get("include_usage") else b""),
            )
        )

    def open(self, index: int, kind: str, opening: dict[str, Any]) -> None:
        self.index, self.kind = index, kind
        self.head = self.tail = b""
        self.texts = []
        if kind == "text":
            started, named = self.started, self.named
            apart = opening.get("apart")
            if apart:
                stream_options = self.context.client_request.get("stream_options")
                self.out.append(
                    b'data: {"id":%b,"object":"chat.completion.chunk","created":%d,"model":%b,"choices":[{"index":0,'
                    b'"delta":{"content":"\\n\\n"},"finish_reason":null}]%b}\n\n'
                    % (
                        dumps(started),
                        self.context.created,
                        dumps(named),
                        (b',"usage":null' if stream_options and stream_options.get("include_usage") else b""),
                    )
                )
            stream_options2 = self.context.client_request.get("stream_options")
            self.head = (
                b'data: {"id":%b,"object":"chat.completion.chunk","created":%d,"model":%b,"choices":[{"index":0,'
                b'"delta":{"content":'
                % (dumps(started), self.context.created, dumps(named))
            )
            self.tail = (
                b'},"finish_reason":null}]%b}\n\n'
                % (b',"usage":null' if stream_options2 and stream_options2.get("include_usage") else b"")
            )
        elif kind == "refusal":
            started, named = self.started, self.named
            apart = opening.get("apart")
            if apart:
                stream_options3 = self.context.client_request.get("stream_options")
                self.out.append(
                    b'data: {"id":%b,"object":"chat.completion.chunk","created":%d,"model":%b,"choices":[{"index":0,'
                    b'"delta":{"refusal":"\\n\\n"},"finish_reason":null}]%b}\n\n'
                    % (
                        dumps(started),
                        self.context.created,
                        dumps(named),
                        (b',"usage":null' if stream_options3 and stream_options3.get("include_usage") else b""),
                    )
                )
            stream_options4 = self.context.client_request.get("stream_options")
            self.head = (
                b'data: {"id":%b,"object":"chat.completion.chunk","created":%d,"model":%b,"choices":[{"index":0,'
                b'"delta":{"refusal":'
                % (dumps(started), self.context.created, dumps(named))
            )
            self.tail = (
                b'},"finish_reason":null}]%b}\n\n'
                % (b',"usage":null' if stream_options4 and stream_options4.get("include_usage") else b"")
            )
        elif kind == "reasoning":
            started, named = self.started, self.named
            apart = opening.get("apart")
            if apart:
                stream_options5 = self.context.client_request.get("stream_options")
                self.out.append(
                    b'data: {"id":%b,"object":"chat.completion.chunk","created":%d,"model":%b,"choices":[{"index":0,'
                    b'"delta":{"reasoning_content":"\\n\\n"},"finish_reason":null}]%b}\n\n'
                    % (
                        dumps(started),
                        self.context.created,
                        dumps(named),
                        (b',"usage":null' if stream_options5 and stream_options5.get("include_usage") else b""),
                    )
                )
            stream_options6 = self.context.client_request.get("stream_options")
            self.head = (
                b'data: {"id":%b,"object":"chat.completion.chunk","created":%d,"model":%b,"choices":[{"index":0,'
                b'"delta":{"reasoning_content":'
                % (dumps(started), self.context.created, dumps(named))
            )
            self.tail = (
                b'},"finish_reason":null}]%b}\n\n'
                % (b',"usage":null' if stream_options6 and stream_options6.get("include_usage") else b"")
            )
        elif kind == "hosted_tool_call":
            self.kind = ""
            self.context.lose("blocks.hosted_tool_call", "hosted tool calls are not part of this protocol")
        elif kind == "hosted_tool_result":
            self.kind = ""
            self.context.lose("blocks.hosted_tool_result", "hosted tool calls are not part of this protocol")
        elif kind == "encrypted_reasoning":
            started, named = self.started, self.named
            data = opening.get("data") or ""
            if self.context.signatures:
                item: dict[str, Any] = {"type": "reasoning.encrypted"}
                if data is not None:
                    item["data"] = data
                frame: dict[str, Any] = {
                    "id": started,
                    "object": "chat.completion.chunk",
                    "created": self.context.created,
                    "model": named,
                    "choices": [{"index": 0, "delta": {"reasoning_details": [item]}, "finish_reason": None}],
                }
                stream_options7 = self.context.client_request.get("stream_options")
                if stream_options7 and stream_options7.get("include_usage"):
                    frame["usage"] = None
                payload = frame
                self.out.append(b"data: " + to_bytes(payload) + b"\n\n")
        elif kind == "tool_call":
            nth = self.nth + 1
            if then(self.context.client_request.get("functions"), nth):
                self.kind = ""
                self.context.lose("blocks.tool_call", "an answer to functions has one call")
                return
            self.nth = nth
            started, named = self.started, self.named
            id = opening.get("id") or ""
            name = opening.get("name") or ""
            if unless(started, self.context.client_request.get("functions")):
                function: dict[str, Any] = {"arguments": ""}
                if name is not None:
                    function["name"] = name
                item2: dict[str, Any] = {"index": nth, "type": "function", "function": function}
                if id is not None:
                    item2["id"] = id
                frame2: dict[str, Any] = {
                    "id": started,
                    "object": "chat.completion.chunk",
                    "created": self.context.created,
                    "model": named,
                    "choices": [{"index": 0, "delta": {"tool_calls": [item2]}, "finish_reason": None}],
                }
                stream_options8 = self.context.client_request.get("stream_options")
                if stream_options8 and stream_options8.get("include_usage"):
                    frame2["usage"] = None
                payload = frame2
                self.out.append(b"data: " + to_bytes(payload) + b"\n\n")
            if self.context.client_request.get("functions"):
                function_call: dict[str, Any] = {"arguments": ""}
                if name is not None:
                    function_call["name"] = name
                frame3: dict[str, Any] = {
                    "id": started,
                    "object": "chat.completion.chunk",
                    "created": self.context.created,
                    "model": named,
                    "choices": [{"index": 0, "delta": {"function_call": function_call}, "finish_reason": None}],
                }
                stream_options9 = self.context.client_request.get("stream_options")
                if stream_options9 and stream_options9.get("include_usage"):
                    frame3["usage"] = None
                payload = frame3
                self.out.append(b"data: " + to_bytes(payload) + b"\n\n")
            if self.context.client_request.get("functions"):
                stream_options10 = self.context.client_request.get("stream_options")
                self.head = (
                    b'data: {"id":%b,"object":"chat.completion.chunk","created":%d,"model":%b,"choices":[{"index":0,'
                    b'"delta":{"function_call":{"arguments":'
                    % (dumps(started), self.context.created, dumps(named))
                )
                self.tail = (
                    b'}},"finish_reason":null}]%b}\n\n'
                    % (b',"usage":null' if stream_options10 and stream_options10.get("include_usage") else b"")
                )
            else:
                if unless(started, self.context.client_request.get("functions")):
                    stream_options11 = self.context.client_request.get("stream_options")
                    self.head = (
                        b'data: {"id":%b,"object":"chat.completion.chunk","created":%d,"model":%b,"choices":[{"index":0,'
                        b'"delta":{"tool_calls":[{"index":%d,"function":{"arguments":'
                        % (dumps(started), self.context.created, dumps(named), nth)
                    )
                    self.tail = (
                        b'}}]},"finish_reason":null}]%b}\n\n'
                        % (b',"usage":null' if stream_options11 and stream_options11.get("include_usage") else b"")
                    )
        elif kind == "custom_tool_call":
            nth = self.nth + 1
            self.nth = nth
            started, named = self.started, self.named
            id = opening.get("id") or ""
            name = opening.get("name") or ""
            custom: dict[str, Any] = {"input": ""}
            if name is not None:
                custom["name"] = name
            item3: dict[str, Any] = {"index": nth, "type": "custom", "custom": custom}
            if id is not None:
                item3["id"] = id
            frame4: dict[str, Any] = {
                "id": started,
                "object": "chat.completion.chunk",
                "created": self.context.created,
                "model": named,
                "choices": [{"index": 0, "delta": {"tool_calls": [item3]}, "finish_reason": None}],
            }
            stream_options12 = self.context.client_request.get("stream_options")
            if stream_options12 and stream_options12.get("include_usage"):
                frame4["usage"] = None
            payload = frame4
            self.out.append(b"data: " + to_bytes(payload) + b"\n\n")
            self.head = (
                b'data: {"id":%b,"object":"chat.completion.chunk","created":%d,"model":%b,"choices":[{"index":0,'
                b'"delta":{"tool_calls":[{"index":%d,"custom":{"input":'
                % (dumps(started), self.context.created, dumps(named), nth)
            )
            self.tail = (
                b'}}]},"finish_reason":null}]%b}\n\n'
                % (b',"usage":null' if stream_options12 and stream_options12.get("include_usage") else b"")
            )

    def delta(self, text: str) -> None:
        self.texts.append(text)
        if self.head:
            self.out.append(self.head + dumps(text) + self.tail)

    def scored(self, delta: str, logprobs: list[Any]) -> None:
        self.texts.append(delta)
        if self.kind == "text":
            started, named = self.started, self.named
            stream_options = self.context.client_request.get("stream_options")
            self.out.append(
                b'data: {"id":%b,"object":"chat.completion.chunk","created":%d,"model":%b,"choices":[{"index":0,'
                b'"delta":{"content":%b},"logprobs":{"content":%b,"refusal":null},"finish_reason":null}]%b}\n\n'
                % (
                    dumps(started),
                    self.context.created,
                    dumps(named),
                    dumps(delta),
                    to_bytes(logprobs),
                    (b',"usage":null' if stream_options and stream_options.get("include_usage") else b""),
                )
            )

    def citation(self, citation: hub.Citation) -> None:
        if self.kind == "text":
            started, named = self.started, self.named
            frame: dict[str, Any] = {
                "id": started,
                "object": "chat.completion.chunk",
                "created": self.context.created,
                "model": named,
                "choices": [
                    {
                        "index": 0,
                        "delta": {"annotations": [self.write_annotation_from_citation(citation)]},
                        "finish_reason": None,
                    },
                ],
            }
            stream_options = self.context.client_request.get("stream_options")
            if stream_options and stream_options.get("include_usage"):
                frame["usage"] = None
            payload = frame
            self.out.append(b"data: " + to_bytes(payload) + b"\n\n")

    def close(self, signature: str | None) -> None:
        if self.kind == "reasoning":
            started, named = self.started, self.named
            text = "".join(self.texts)
            if then(self.context.signatures, signature):
                item: dict[str, Any] = {"type": "reasoning.text", "text": text}
                if signature is not None:
                    item["signature"] = signature
                frame: dict[str, Any] = {
                    "id": started,
                    "object": "chat.completion.chunk",
                    "created": self.context.created,
                    "model": named,
                    "choices": [{"index": 0, "delta": {"reasoning_details": [item]}, "finish_reason": None}],
                }
                stream_options = self.context.client_request.get("stream_options")
                if stream_options and stream_options.get("include_usage"):
                    frame["usage"] = None
                payload = frame
                self.out.append(b"data: " + to_bytes(payload) + b"\n\n")
        elif self.kind == "tool_call":
            started, named, nth = self.started, self.named, self.nth
            text = "".join(self.texts)
            if unless(equals(text, ""), self.context.client_request.get("functions")):
                stream_options2 = self.context.client_request.get("stream_options")
                self.out.append(
                    b'data: {"id":%b,"object":"chat.completion.chunk","created":%d,"model":%b,"choices":[{"index":0,'
                    b'"delta":{"tool_calls":[{"index":%d,"function":{"arguments":"{}"}}]},"finish_reason":null}]%b}\n\n'
                    % (
                        dumps(started),
                        self.context.created,
                        dumps(named),
                        nth,
                        (b',"usage":null' if stream_options2 and stream_options2.get("include_usage") else b""),
                    )
                )
            if then(equals(text, ""), self.context.client_request.get("functions")):
                stream_options3 = self.context.client_request.get("stream_options")
                self.out.append(
                    b'data: {"id":%b,"object":"chat.completion.chunk","created":%d,"model":%b,"choices":[{"index":0,'
                    b'"delta":{"function_call":{"arguments":"{}"}},"finish_reason":null}]%b}\n\n'
                    % (
                        dumps(started),
                        self.context.created,
                        dumps(named),
                        (b',"usage":null' if stream_options3 and stream_options3.get("include_usage") else b""),
                    )
                )

    def finish(
        self, finish_reason: hub.FinishReason, stop_sequence: str | None, refusal: str | None, usage: hub.Usage,
    ) -> None:
        started, named = self.started, self.named
        if (equals(finish_reason, "pause")) and finish_reason is not None:
            self.context.lose("finish_reason", "a pause is not reported in this protocol")
        if stop_sequence is not None:
            self.context.lose("stop_sequence", "the matched stop sequence is not reported in this protocol")
        finish_reason2 = then(
            then(equals(finish_reason, "tool_calls"), self.context.client_request.get("functions")),
            "function_call",
        )
        if finish_reason2 is None:
            finish_reason2 = self.STOP_REASONS.get(finish_reason)
        frame: dict[str, Any] = {
            "id": started,
            "object": "chat.completion.chunk",
            "created": self.context.created,
            "model": named,
            "choices": [
                {"index": 0, "delta": {}, "finish_reason": "stop" if finish_reason2 is None else finish_reason2},
            ],
        }
        stream_options = self.context.client_request.get("stream_options")
        if stream_options and stream_options.get("include_usage"):
            frame["usage"] = None
        service_tier = usage.get("service_tier")
        if service_tier is not None:
            frame["service_tier"] = self.TIERS[service_tier]
        payload = frame
        self.out.append(b"data: " + to_bytes(payload) + b"\n\n")
        if stream_options and stream_options.get("include_usage"):
            payload = {
                "id": started,
                "object": "chat.completion.chunk",
                "created": self.context.created,
                "model": named,
                "choices": [],
                "usage": self.write_usage_from_usage(usage),
            }
            self.out.append(b"data: " + to_bytes(payload) + b"\n\n")
        self.out.append(b"data: [DONE]\n\n")

    def error(self, error_type: hub.ErrorType, message: str, usage: hub.Usage | None = None) -> None:
        payload = {
            "error": {
                "message": message,
                "type": self.ERROR_KINDS[error_type],
                "param": None,
                "code": self.ERROR_CODES.get(error_type),
            },
        }
        self.out.append(b"data: " + to_bytes(payload) + b"\n\n")
