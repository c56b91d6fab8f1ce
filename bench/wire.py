"""Bytes of the benchmark: client requests, upstream responses and the expected client responses.

The model's name selects the response, so that every proxy passes it on: `paced-200` is a stream of 200 text chunks, one
every 20 ms; `burst-200` is the same at full speed; any other name is a plain response. Both dialects contain the same
chunks of text, so that clients behind a translating proxy and behind a plain relay receive the same events.
"""

import json
import re
from typing import Any

CHUNK = 314  # bytes of one Chat Completions text chunk
PACE = 0.02  # seconds between two chunks of one stream
AT_ONCE = 16  # chunks per write of a burst
ORDER = re.compile(rb'"model":\s*"(paced|burst)-(\d+)"')
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


def request(body: dict[str, Any]) -> bytes:
    """Return a complete HTTP request of a client."""
    sent = _dump(body)
    head = (
        "POST /v1/messages HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
        f"anthropic-version: 2023-06-01\r\nx-api-key: sk-bench\r\ncontent-length: {len(sent)}\r\n\r\n"
    )
    return head.encode() + sent


def small(model: str = "plain", stream: bool = False) -> bytes:
    ask = {"model": model, "max_tokens": 1024, "messages": [{"role": "user", "content": "Say something."}]}
    return request(ask | {"stream": True} if stream else ask)


def big() -> bytes:
    """Return a 60 KB request like a coding agent's: long system text, 15 tools, six turns with calls and results."""
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
    body = {
        "model": "plain",
        "max_tokens": 32000,
        "tools": tools,
        "system": [{"type": "text", "text": prose * 140}],
        "messages": [{"role": "user", "content": "Fix the failing test."}, *turns],
    }
    return request(body)
