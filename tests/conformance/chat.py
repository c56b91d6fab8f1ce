"""Chat Completions as a client sees it: requests, complete answers and streams of that front.

`stream_of` checks the order of chunks that OpenAI guarantees and folds them with the official SDK.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from openai.lib.streaming.chat import ChatCompletionStreamState
from openai.types.chat import ChatCompletion, ChatCompletionChunk

from dragoman.values import json_text
from tests.conformance import translate

FRONT = "openai_chat"
BODY: dict[str, Any] = {"model": "m", "messages": [{"role": "user", "content": "hi"}]}


@dataclass
class Stream:
    """A folded stream. `error`: the error that ended it."""

    chunks: list[dict[str, Any]]
    completion: dict[str, Any]
    losses: list[str]
    error: dict[str, Any] | None = None


def sent(provider: str = "anthropic", **body: Any) -> translate.Sent:
    """Return the provider's request, which is not rejected."""
    options = {key: body.pop(key) for key in ("headers", "protocol", "variant") if key in body}
    came = translate.request(provider, {**BODY, **body}, front=FRONT, **options)
    assert isinstance(came, translate.Sent), came
    return came


def refused(provider: str = "anthropic", **body: Any) -> dict[str, Any]:
    """Return the error of a request that is not sent, with its status."""
    came = translate.request(provider, {**BODY, **body}, front=FRONT)
    assert isinstance(came, translate.ClientResponse), came
    return {**came.body["error"], "status": came.status}


def answer(given: Any, provider: str = "anthropic", **body: Any) -> translate.ClientResponse:
    """Return the client's complete response; a good one is valid by the types of the SDK."""
    came = translate.response(provider, given, {**BODY, **body}, front=FRONT)
    if came.status == 200:
        completion = ChatCompletion.model_validate(came.body, strict=True)
        assert completion.object == "chat.completion" and completion.created > 1_700_000_000
        assert len(completion.choices) == 1
    return came


def stream_of(given: bytes, provider: str = "anthropic", step: int | None = None, **body: Any) -> Stream:
    """Return the client's stream, checked and folded."""
    came = translate.stream(provider, given, {**BODY, **body}, step, front=FRONT)
    lines = came.sse.decode().split("\n\n")
    assert lines.pop() == ""
    assert all(line.startswith("data: ") and "\n" not in line for line in lines if not line.startswith(":")), lines
    payloads = [line.removeprefix("data: ") for line in lines if not line.startswith(":")]
    error = None
    if payloads[-1] != "[DONE]":
        error = json.loads(payloads[-1])["error"]
    chunks = [json.loads(payload) for payload in payloads[:-1]]
    _check(chunks, error is None, bool((body.get("stream_options") or {}).get("include_usage")))
    return Stream(chunks, _folded(chunks), came.losses, error)


def _folded(chunks: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the completion that the SDK makes of a stream; {} for one with custom calls, which it has no types for."""
    if not chunks or any("custom" in part for chunk in chunks for part in _parts(chunk)):
        return {}
    state = ChatCompletionStreamState()
    for chunk in chunks:
        state.handle_chunk(ChatCompletionChunk.model_validate(chunk, strict=True))
    return state.current_completion_snapshot.model_dump()


def _parts(chunk: dict[str, Any]) -> list[dict[str, Any]]:
    return [part for choice in chunk["choices"] for part in choice["delta"].get("tool_calls", ())]


def _check(chunks: list[dict[str, Any]], complete: bool, include_usage: bool) -> None:
    """Check the grammar of a stream: the role first, one finish reason, usage only on request, contiguous calls."""
    if not chunks:
        assert not complete
        return
    for key in ("id", "created", "model"):
        assert len({chunk[key] for chunk in chunks}) == 1, key
    assert chunks[0]["choices"][0]["delta"]["role"] == "assistant"
    with_choice = chunks[:-1] if complete and include_usage else chunks
    assert all(len(chunk["choices"]) == 1 for chunk in with_choice)
    assert all(("usage" in chunk) is include_usage for chunk in chunks)
    assert all(chunk.get("usage") is None for chunk in with_choice)
    reasons = [chunk["choices"][0]["finish_reason"] for chunk in with_choice]
    assert reasons[:-1] == [None] * (len(reasons) - 1)
    if complete:
        assert reasons[-1] is not None
        if include_usage:
            assert chunks[-1]["choices"] == [] and chunks[-1]["usage"]["total_tokens"] >= 0
    seen = -1
    for chunk in with_choice:
        for part in _parts(chunk):
            assert part["index"] in (seen, seen + 1), part
            assert ("id" in part) is (part["index"] == seen + 1), part
            seen = part["index"]


def events(*payloads: dict[str, Any]) -> bytes:
    """Return a stream of named events."""
    return b"".join(b"event: %b\ndata: %b\n\n" % (p["type"].encode(), json_text.dumps(p)) for p in payloads)


def messages_stream(
    *blocks: dict[str, Any], stop: str = "tool_use", cut: bool = False, usage: dict[str, Any] | None = None
) -> bytes:
    """Return a Messages stream of complete blocks, each in one or two deltas; `cut`: without its end."""
    start: dict[str, Any] = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "up",
        "content": [],
        "stop_reason": None,
    }
    out: list[dict[str, Any]] = [
        {"type": "message_start", "message": {**start, "usage": usage or {"input_tokens": 3, "output_tokens": 1}}}
    ]
    for index, block in enumerate(blocks):
        opened, deltas = _opened(block)
        out.append({"type": "content_block_start", "index": index, "content_block": opened})
        out += [{"type": "content_block_delta", "index": index, "delta": delta} for delta in deltas]
        out.append({"type": "content_block_stop", "index": index})
    end = {"type": "message_delta", "delta": {"stop_reason": stop}, "usage": {"output_tokens": 2}}
    return events(*out) if cut else events(*out, end, {"type": "message_stop"})


def _opened(block: dict[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    kind = block["type"]
    if kind == "text":
        half = len(block["text"]) // 2
        deltas = [{"type": "text_delta", "text": part} for part in (block["text"][:half], block["text"][half:])]
        cited = [{"type": "citations_delta", "citation": citation} for citation in block.get("citations", ())]
        return {"type": "text", "text": ""}, [*cited, *deltas]  # the recorded order
    if kind == "thinking":
        deltas = [{"type": "thinking_delta", "thinking": block["thinking"]}]
        deltas += [{"type": "signature_delta", "signature": block["signature"]}] if "signature" in block else []
        return {"type": "thinking", "thinking": "", "signature": ""}, deltas
    if kind in ("tool_use", "server_tool_use"):
        text = json.dumps(block["input"], separators=(",", ":"))
        half = len(text) // 2
        parts = [text[:half], text[half:]] if block["input"] else []
        return {**block, "input": {}}, [{"type": "input_json_delta", "partial_json": part} for part in parts]
    return block, []
