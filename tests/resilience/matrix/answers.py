"""The answer of each provider protocol: a text and a tool call, as a stream of frames and as a whole body."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.runtime import messages

TEXTS = ("alpha ", "beta")
ARGUMENTS = ('{"path":', '"a.txt"}')
CALL_ID, NAME = "call_1", "read"
PARSED = {"path": "a.txt"}


@dataclass(frozen=True)
class Frame:
    """A part of a stream, with the text and the arguments of the tool call in it. `ends`: the answer is complete with
    it, whatever follows; `finishes`: all of it has arrived, and an event that says so may be missing."""

    data: bytes
    text: str = ""
    arguments: str = ""
    ends: bool = False
    finishes: bool = False


@dataclass(frozen=True)
class Back:
    """A protocol of providers. `provider`: one that uses it unchanged; `error`: a body for an error."""

    protocol: str
    provider: str
    content_type: str
    frames: tuple[Frame, ...]
    whole: dict[str, Any]
    error: Any
    separator: bytes  # between frames

    @property
    def stream(self) -> bytes:
        return b"".join(frame.data for frame in self.frames)


def _sse(event: dict[str, Any], **content: Any) -> Frame:
    name = b"event: %b\n" % event["type"].encode() if isinstance(event.get("type"), str) else b""
    return Frame(name + b"data: " + json.dumps(event).encode() + b"\n\n", **content)


def _line(event: dict[str, Any], **content: Any) -> Frame:
    return Frame(json.dumps(event).encode() + b"\n", **content)


def _message(event: dict[str, Any], **content: Any) -> Frame:
    return Frame(messages.encoded(event), **content)


def _messages() -> Back:
    cached = {"cache_read_input_tokens": 0, "cache_creation_input_tokens": 0}
    usage = {"input_tokens": 5, "output_tokens": 9, **cached}
    head = {"id": "msg_1", "type": "message", "role": "assistant", "model": "up"}
    call = {"type": "tool_use", "id": "toolu_1", "name": NAME, "input": {}}
    frames = [_sse({"type": "message_start", "message": {**head, "content": [], "stop_reason": None, "usage": usage}})]
    frames.append(_sse({"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}))
    for text in TEXTS:
        delta = {"type": "text_delta", "text": text}
        frames.append(_sse({"type": "content_block_delta", "index": 0, "delta": delta}, text=text))
    frames.append(_sse({"type": "content_block_stop", "index": 0}))
    frames.append(_sse({"type": "content_block_start", "index": 1, "content_block": call}))
    for part in ARGUMENTS:
        inner = {"type": "input_json_delta", "partial_json": part}
        frames.append(_sse({"type": "content_block_delta", "index": 1, "delta": inner}, arguments=part))
    frames.append(_sse({"type": "content_block_stop", "index": 1}))
    end = {"stop_reason": "tool_use", "stop_sequence": None}
    frames.append(_sse({"type": "message_delta", "delta": end, "usage": usage}, finishes=True))
    frames.append(_sse({"type": "message_stop"}, ends=True))
    content = [{"type": "text", "text": "".join(TEXTS)}, {**call, "input": PARSED}]
    error = {"type": "error", "error": {"type": "api_error", "message": "broken"}}
    whole = {**head, "content": content, **end, "usage": usage}
    return Back("anthropic_messages", "anthropic", "text/event-stream", tuple(frames), whole, error, b"\n\n")


def _chat() -> Back:
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "up"}
    usage = {"prompt_tokens": 5, "completion_tokens": 9, "total_tokens": 14}

    def chunk(delta: dict[str, Any], reason: str | None = None, **content: Any) -> Frame:
        choice = {"index": 0, "delta": delta, "finish_reason": reason}
        return _sse({**head, "choices": [choice]}, **content)

    def arguments(text: str, **more: Any) -> dict[str, Any]:
        return {"tool_calls": [{"index": 0, **more, "function": {"arguments": text, **more.pop("function", {})}}]}

    frames = [chunk({"role": "assistant", "content": ""})]
    frames += [chunk({"content": text}, text=text) for text in TEXTS]
    first = {"index": 0, "id": CALL_ID, "type": "function", "function": {"name": NAME, "arguments": ""}}
    frames.append(chunk({"tool_calls": [first]}))
    frames += [chunk(arguments(part), arguments=part) for part in ARGUMENTS]
    frames.append(chunk({}, "tool_calls", ends=True))
    frames.append(_sse({**head, "choices": [], "usage": usage}))
    frames.append(Frame(b"data: [DONE]\n\n"))
    call = {"id": CALL_ID, "type": "function", "function": {"name": NAME, "arguments": "".join(ARGUMENTS)}}
    message = {"role": "assistant", "content": "".join(TEXTS), "tool_calls": [call]}
    choices = [{"index": 0, "message": message, "finish_reason": "tool_calls"}]
    whole = {**head, "object": "chat.completion", "choices": choices, "usage": usage}
    error = {"error": {"message": "broken", "type": "server_error", "code": None}}
    return Back("openai_chat", "openai", "text/event-stream", tuple(frames), whole, error, b"\n\n")


def _responses() -> Back:
    usage = {"input_tokens": 5, "output_tokens": 9, "total_tokens": 14}
    part = {"type": "output_text", "text": "".join(TEXTS), "annotations": []}
    message = {"id": "msg_1", "type": "message", "role": "assistant", "status": "completed", "content": [part]}
    call = {"id": "fc_1", "type": "function_call", "status": "completed", "call_id": CALL_ID, "name": NAME}
    called = {**call, "arguments": "".join(ARGUMENTS)}
    whole = {"id": "resp_1", "object": "response", "created_at": 1, "model": "up", "status": "completed"}
    whole |= {"output": [message, called], "usage": usage, "error": None, "incomplete_details": None}
    begun = {**whole, "status": "in_progress", "output": [], "usage": None}
    text, arguments = "response.output_text", "response.function_call_arguments"
    at = {"output_index": 0, "item_id": "msg_1", "content_index": 0}
    frames = [_sse({"type": "response.created", "response": begun})]
    frames.append(_sse({"type": "response.output_item.added", "output_index": 0, "item": {**message, "content": []}}))
    frames.append(_sse({"type": "response.content_part.added", **at, "part": {**part, "text": ""}}))
    frames += [_sse({"type": f"{text}.delta", **at, "delta": piece}, text=piece) for piece in TEXTS]
    frames.append(_sse({"type": f"{text}.done", **at, "text": "".join(TEXTS)}))
    frames.append(_sse({"type": "response.content_part.done", **at, "part": part}))
    frames.append(_sse({"type": "response.output_item.done", "output_index": 0, "item": message}))
    at = {"output_index": 1, "item_id": "fc_1"}
    frames.append(_sse({"type": "response.output_item.added", "output_index": 1, "item": {**call, "arguments": ""}}))
    frames += [_sse({"type": f"{arguments}.delta", **at, "delta": piece}, arguments=piece) for piece in ARGUMENTS]
    frames.append(_sse({"type": f"{arguments}.done", **at, "arguments": called["arguments"]}))
    frames.append(_sse({"type": "response.output_item.done", "output_index": 1, "item": called}))
    frames.append(_sse({"type": "response.completed", "response": whole}, ends=True))
    error = {"error": {"message": "broken", "type": "server_error", "code": None}}
    return Back("openai_responses", "openai", "text/event-stream", tuple(frames), whole, error, b"\n\n")


def _gemini() -> Back:
    usage = {"promptTokenCount": 5, "candidatesTokenCount": 9, "totalTokenCount": 14}
    call = {"functionCall": {"name": NAME, "args": PARSED}}

    def chunk(part: dict[str, Any], **content: Any) -> Frame:
        return _sse({"candidates": [{"content": {"parts": [part], "role": "model"}, "index": 0}]}, **content)

    frames = [chunk({"text": text}, text=text) for text in TEXTS]
    frames.append(chunk(call, arguments="".join(ARGUMENTS)))
    end = {"content": {"parts": [{"text": ""}], "role": "model"}, "finishReason": "STOP", "index": 0}
    frames.append(_sse({"candidates": [end], "usageMetadata": usage}, ends=True))
    content = {"parts": [{"text": "".join(TEXTS)}, call], "role": "model"}
    whole = {"candidates": [{**end, "content": content}], "usageMetadata": usage, "modelVersion": "up"}
    error = {"error": {"code": 500, "message": "broken", "status": "INTERNAL"}}
    return Back("gemini", "gemini", "text/event-stream", tuple(frames), whole, error, b"\n\n")


def _converse() -> Back:
    usage = {"inputTokens": 5, "outputTokens": 9, "totalTokens": 14}
    frames = [_message({"messageStart": {"role": "assistant"}})]
    for text in TEXTS:
        delta = {"contentBlockIndex": 0, "delta": {"text": text}}
        frames.append(_message({"contentBlockDelta": delta}, text=text))
    frames.append(_message({"contentBlockStop": {"contentBlockIndex": 0}}))
    start = {"toolUse": {"toolUseId": CALL_ID, "name": NAME}}
    frames.append(_message({"contentBlockStart": {"contentBlockIndex": 1, "start": start}}))
    for part in ARGUMENTS:
        inner = {"contentBlockIndex": 1, "delta": {"toolUse": {"input": part}}}
        frames.append(_message({"contentBlockDelta": inner}, arguments=part))
    frames.append(_message({"contentBlockStop": {"contentBlockIndex": 1}}))
    frames.append(_message({"messageStop": {"stopReason": "tool_use"}}, ends=True))
    frames.append(_message({"metadata": {"usage": usage, "metrics": {"latencyMs": 9}}}))
    content = [{"text": "".join(TEXTS)}, {"toolUse": {**start["toolUse"], "input": PARSED}}]
    whole = {"output": {"message": {"role": "assistant", "content": content}}, "stopReason": "tool_use", "usage": usage}
    kind = "application/vnd.amazon.eventstream"
    return Back("bedrock_converse", "aws", kind, tuple(frames), whole, {"message": "broken"}, b"")


def _cohere() -> Back:
    usage = {"tokens": {"input_tokens": 5, "output_tokens": 9}}
    call = {"id": CALL_ID, "type": "function", "function": {"name": NAME, "arguments": ""}}
    content = {"type": "text", "text": ""}

    def frame(kind: str, message: dict[str, Any] | None = None, **more: Any) -> Frame:
        delta = {"delta": {"message": message}} if message is not None else {}
        return _sse({"type": kind, "index": 0, **delta}, **more)

    start = {"role": "assistant", "content": [], "tool_plan": "", "tool_calls": [], "citations": []}
    frames = [frame("message-start", start), frame("content-start", {"content": content})]
    frames += [frame("content-delta", {"content": {"text": text}}, text=text) for text in TEXTS]
    frames += [frame("content-end"), frame("tool-call-start", {"tool_calls": call})]
    for part in ARGUMENTS:
        frames.append(frame("tool-call-delta", {"tool_calls": {"function": {"arguments": part}}}, arguments=part))
    frames.append(frame("tool-call-end"))
    frames.append(_sse({"type": "message-end", "delta": {"finish_reason": "TOOL_CALL", "usage": usage}}, ends=True))
    called = {**call, "function": {"name": NAME, "arguments": "".join(ARGUMENTS)}}
    message = {"role": "assistant", "content": [{**content, "text": "".join(TEXTS)}], "tool_calls": [called]}
    whole = {"id": "1", "finish_reason": "TOOL_CALL", "message": message, "usage": usage}
    return Back("cohere_chat", "cohere", "text/event-stream", tuple(frames), whole, {"message": "broken"}, b"\n\n")


def _ollama() -> Back:
    call = {"function": {"name": NAME, "arguments": PARSED}}

    def frame(message: dict[str, Any], **content: Any) -> Frame:
        whole = {"role": "assistant", "content": "", **message}
        return _line({"model": "up", "message": whole, "done": False}, **content)

    end = {"done_reason": "stop", "done": True, "prompt_eval_count": 5, "eval_count": 9}
    frames = [frame({"content": text}, text=text) for text in TEXTS]
    frames.append(frame({"tool_calls": [call]}, arguments="".join(ARGUMENTS)))
    frames.append(_line({"model": "up", "message": {"role": "assistant", "content": ""}, **end}, ends=True))
    message = {"role": "assistant", "content": "".join(TEXTS), "tool_calls": [call]}
    whole = {"model": "up", "message": message, **end}
    return Back("ollama_chat", "ollama", "application/x-ndjson", tuple(frames), whole, {"error": "broken"}, b"\n")


MAKERS: tuple[Callable[[], Back], ...] = (_messages, _chat, _responses, _gemini, _converse, _cohere, _ollama)
BACKS = {back.protocol: back for back in (make() for make in MAKERS)}
