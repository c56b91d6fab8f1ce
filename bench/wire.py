"""Bytes of the benchmark: client requests, upstream responses and the expected client responses.

The model's name selects the response, so that every proxy passes it on: `paced-200` is a stream of 200 text chunks, one
every 20 ms; `burst-200` is the same at full speed; any other name is a plain response. All dialects contain the same
chunks of text, so that clients behind a translating proxy and behind a plain relay receive the same events.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

CHUNK = 314  # bytes of one Chat Completions text chunk
PACE = 0.02  # seconds between two chunks of one stream
AT_ONCE = 16  # chunks per write of a burst
ORDER = re.compile(rb'(?:"model":\s*"|/models/)(paced|burst)-(\d+)')
PLAIN = "the answer of the benchmark"


def piece(number: int) -> str:
    """Return the text of one chunk."""
    return f" word{number:05d}"


def _dump(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _http(payload: bytes) -> bytes:
    """Return one HTTP chunk."""
    return b"%x\r\n%s\r\n" % (len(payload), payload)


def _chat(choices: list[Any], usage: Any = None) -> dict[str, Any]:
    return {
        "id": "chatcmpl-CQm2ZdUhFJvxq8o6vVb1sYkTgP3nR",
        "object": "chat.completion.chunk",
        "created": 1764000000,
        "model": "bench",
        "system_fingerprint": "fp_44709d6fcb",
        "choices": choices,
        "usage": usage,
    }


def _chat_delta(delta: Any, finish: str | None = None) -> dict[str, Any]:
    return _chat([{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}])


CHAT_USAGE = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
USAGE = {"input_tokens": 11, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0, "output_tokens": 7}


def chat_head() -> bytes:
    return _http(b"data: %s\n\n" % _dump(_chat_delta({"role": "assistant", "content": ""})))


def chat_text(number: int) -> bytes:
    chunk = _chat_delta({"content": piece(number)}) | {"obfuscation": ""}
    chunk["obfuscation"] = "x" * (CHUNK - len(b"data: \n\n") - len(_dump(chunk)))
    return _http(b"data: %s\n\n" % _dump(chunk))


def chat_tail() -> bytes:
    last = (_dump(_chat_delta({}, "stop")), _dump(_chat([], CHAT_USAGE)), b"[DONE]")
    return b"".join(_http(b"data: %s\n\n" % one) for one in last) + b"0\r\n\r\n"


def _event(kind: str, **members: Any) -> bytes:
    return _http(b"event: %s\ndata: %s\n\n" % (kind.encode(), _dump({"type": kind} | members)))


def messages_head() -> bytes:
    end: dict[str, Any] = {"content": [], "stop_reason": None, "stop_sequence": None, "usage": USAGE}
    start = {"id": "msg_01", "type": "message", "role": "assistant", "model": "bench"} | end
    block = {"type": "text", "text": ""}
    return _event("message_start", message=start) + _event("content_block_start", index=0, content_block=block)


def messages_text(number: int) -> bytes:
    return _event("content_block_delta", index=0, delta={"type": "text_delta", "text": piece(number)})


def messages_tail() -> bytes:
    end = {"stop_reason": "end_turn", "stop_sequence": None}
    last = _event("content_block_stop", index=0) + _event("message_delta", delta=end, usage=USAGE)
    return last + _event("message_stop") + b"0\r\n\r\n"


def _gemini(text: str, **end: str) -> dict[str, Any]:
    return {
        "candidates": [{"content": {"parts": [{"text": text}], "role": "model"}, "index": 0, **end}],
        "usageMetadata": {"promptTokenCount": 11, "candidatesTokenCount": 7, "totalTokenCount": 18},
        "modelVersion": "bench",
        "responseId": "mAitaLmkHPPlz7IPvtfUqQ4",
    }


def gemini_text(number: int) -> bytes:
    return _http(b"data: %s\r\n\r\n" % _dump(_gemini(piece(number))))


def gemini_tail() -> bytes:
    return _http(b"data: %s\r\n\r\n" % _dump(_gemini("", finishReason="STOP"))) + b"0\r\n\r\n"


def gemini_plain() -> bytes:
    return _dump(_gemini(PLAIN, finishReason="STOP"))


def chat_plain() -> bytes:
    choice = {"index": 0, "message": {"role": "assistant", "content": PLAIN}, "logprobs": None, "finish_reason": "stop"}
    return _dump(_chat([choice], CHAT_USAGE) | {"object": "chat.completion"})


def messages_plain() -> bytes:
    content = [{"type": "text", "text": PLAIN}]
    return _dump(
        {
            "id": "msg_01",
            "type": "message",
            "role": "assistant",
            "model": "bench",
            "content": content,
            "stop_reason": "end_turn",
            "stop_sequence": None,
            "usage": USAGE,
        }
    )


@dataclass(frozen=True)
class Front:
    """A client's protocol: its path, the member that holds the conversation, the mark of a text event, the type of the
    last event, and the word that ends a plain response."""

    path: str
    messages: str
    delta: bytes
    last: str
    end: bytes


MESSAGES = Front("/v1/messages", "messages", b'"text_delta"', "message_stop", b"end_turn")
CHAT = Front("/v1/chat/completions", "messages", b'"content":" word', "stop", b'"stop"')
RESPONSES = Front("/v1/responses", "input", b"event: response.output_text.delta", "response.completed", b'"completed"')


def text_of(event: dict[str, Any]) -> str:
    """Return the text in an event of a stream in any of the client's protocols."""
    if event.get("type") == "content_block_delta":
        return str(event["delta"].get("text", ""))
    if event.get("type") == "response.output_text.delta":
        return str(event["delta"])
    return "".join(choice["delta"].get("content") or "" for choice in event.get("choices", ()))


def kind_of(event: dict[str, Any]) -> str:
    """Return the type of an event; of a Chat chunk the finish reason."""
    return str(event.get("type") or next((choice["finish_reason"] for choice in event["choices"]), ""))


def request(body: dict[str, Any], front: Front = MESSAGES) -> bytes:
    """Return a complete HTTP request of a client."""
    sent = _dump(body)
    head = (
        f"POST {front.path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
        f"anthropic-version: 2023-06-01\r\nx-api-key: sk-bench\r\ncontent-length: {len(sent)}\r\n\r\n"
    )
    return head.encode() + sent


def small(model: str = "plain", stream: bool = False, front: Front = MESSAGES) -> bytes:
    limit = "max_output_tokens" if front is RESPONSES else "max_tokens"
    ask = {"model": model, limit: 1024, front.messages: [{"role": "user", "content": "Say something."}]}
    return request(ask | {"stream": True} if stream else ask, front)


def big(front: Front = MESSAGES) -> bytes:
    """Return a 60 KB request like a coding agent's: long system text, 15 tools, six turns with calls and results."""
    body = _big()
    if front is MESSAGES:
        return request(body)
    system, tools = body["system"][0]["text"], [_function(tool) for tool in body["tools"]]
    items = [item for message in body["messages"] for item in _items(message, front)]
    if front is RESPONSES:
        flat = [{"type": "function", **tool["function"]} for tool in tools]
        return request({"model": "plain", "instructions": system, "tools": flat, "input": items}, front)
    messages = [{"role": "system", "content": system}, *items]
    return request({"model": "plain", "tools": tools, "messages": messages}, front)


def _function(tool: dict[str, Any]) -> dict[str, Any]:
    function = {"name": tool["name"], "description": tool["description"], "parameters": tool["input_schema"]}
    return {"type": "function", "function": function}


def _items(message: dict[str, Any], front: Front) -> list[dict[str, Any]]:
    """Return a message of `_big` as messages of Chat or items of Responses."""
    content = message["content"]
    if isinstance(content, str):
        return [message]
    if message["role"] == "user":
        id, text = content[0]["tool_use_id"], content[0]["content"][0]["text"]
        if front is RESPONSES:
            return [{"type": "function_call_output", "call_id": id, "output": text}]
        return [{"role": "tool", "tool_call_id": id, "content": text}]
    block, call = content
    called = {"name": call["name"], "arguments": json.dumps(call["input"])}
    if front is RESPONSES:
        return [
            {"role": "assistant", "content": block["text"]},
            {"type": "function_call", "call_id": call["id"], **called},
        ]
    calls = [{"id": call["id"], "type": "function", "function": called}]
    return [{"role": "assistant", "content": block["text"], "tool_calls": calls}]


def _big() -> dict[str, Any]:
    prose = 'You are a careful agent that reads before it writes. Paths are absolute; "quotes" and \\ are kept.\n'
    parameter = {"type": "string", "description": prose}
    lines = {"type": "array", "items": {"type": "integer"}, "description": prose}
    schema = {
        "type": "object",
        "required": ["path"],
        "additionalProperties": False,
        "properties": {"path": parameter, "mode": parameter | {"enum": ["read", "write"]}, "lines": lines},
    }
    tools = [{"name": f"tool_{n}", "description": prose * 15, "input_schema": schema} for n in range(15)]
    turns: list[dict[str, Any]] = []
    for n in range(3):
        call: dict[str, Any] = {"type": "tool_use", "id": f"toolu_01A09q90qw90lq917835lq{n}", "name": f"tool_{n}"}
        call |= {"input": {"path": f"/src/{n}.py"}}
        result = {"type": "tool_result", "tool_use_id": call["id"], "content": [{"type": "text", "text": prose * 45}]}
        turns += [
            {"role": "assistant", "content": [{"type": "text", "text": "Let me look."}, call]},
            {"role": "user", "content": [result]},
        ]
    return {
        "model": "plain",
        "max_tokens": 32000,
        "tools": tools,
        "system": [{"type": "text", "text": prose * 140}],
        "messages": [{"role": "user", "content": "Fix the failing test."}, *turns],
    }
