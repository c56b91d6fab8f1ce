"""Every recorded answer of the providers we know, as an Anthropic client gets it: no exception, legal events, nothing
lost of texts, calls, reasoning and usage, and nothing that the official SDK would not take."""

from __future__ import annotations

import json
from typing import Any

import anthropic
import httpx2
import pytest

from dragoman import loader
from dragoman.blocks import Blocks
from dragoman.frames import SseFrames
from tests.conformance import grammar, translate
from tests.recordings import raw_chat
from tests.recordings.places import Recording, each, recordings

CHAT = recordings("chat", "openai", "openrouter", "deepseek", "groq", "ollama")
ANTHROPIC = recordings("anthropic", "anthropic")
CALL = ("type", "id", "name", "input")
MODEL = "a-model"
pytestmark = pytest.mark.filterwarnings("ignore:The model:DeprecationWarning")  # the SDK's, about recorded models
ASKED = {"model": MODEL, "max_tokens": 1000, "messages": [{"role": "user", "content": "hi"}]}


def _name(recording: Recording) -> str:
    return recording.name


@each(CHAT, "recording", _name)
def test_chat(recording: Recording) -> None:
    raw = raw_chat.read(recording.data, recording.streamed)
    asked = {**ASKED, "model": recording.asked.get("model", MODEL)}
    if recording.streamed:
        message = _streamed(recording, asked)
    else:
        came = translate.response(recording.provider, recording.data.decode(), request=asked, status=recording.status)
        if raw.error:
            assert came.status >= 400 and came.body["type"] == "error"
            assert json.loads(raw.error)["message"] in came.body["error"]["message"]
            return
        assert came.status == 200, came.body
        grammar.judge_message(came.body)
        _taken_by_the_sdk(came.raw, asked, streamed=False)
        message = came.body
    if raw.error and not raw.finish:
        assert message["error"]["message"]
    _compare(raw, message)


def _streamed(recording: Recording, asked: dict[str, Any]) -> dict[str, Any]:
    came = translate.stream(recording.provider, recording.data, request=asked)
    events = grammar.frames(came.sse)
    grammar.judge(events)
    for step in (1, 1000):
        if step > 1 or len(recording.data) < 30_000:
            assert translate.stream(recording.provider, recording.data, request=asked, step=step).sse == came.sse
    message = grammar.fold(events)
    if "error" not in message:
        grammar.judge_calls(message)
        assert _taken_by_the_sdk(came.sse, asked, streamed=True) == len(message["content"])
    return message


def _compare(raw: raw_chat.Said, message: dict[str, Any]) -> None:
    blocks = message["content"]
    text = "".join(block["text"] for block in blocks if block["type"] == "text")
    reasoning = "".join(block["thinking"] for block in blocks if block["type"] == "thinking")
    if "<think>" in raw.text or "<think>" in raw.reasoning:
        assert raw_chat.squeezed(reasoning + text) == raw.all
    else:
        assert text == raw.text
        assert reasoning == raw.reasoning
    calls = [(block["name"], block["input"]) for block in blocks if block["type"] == "tool_use"]
    assert calls == raw.calls
    cited = [cite["url"] for block in blocks if block["type"] == "text" for cite in block.get("citations") or ()]
    assert set(raw.links) == set(cited)
    if raw.usage and "error" not in message:
        details = message["usage"].get("output_tokens_details") or {}
        usage = {**message["usage"], "thinking_tokens": details.get("thinking_tokens", 0)}
        assert {key: usage[key] for key in raw.usage} == raw.usage


@each(ANTHROPIC, "recording", _name)
def test_anthropic_stays_as_it_is(recording: Recording) -> None:
    asked = {**ASKED, "model": recording.asked.get("model", MODEL)}
    if recording.streamed:
        came = translate.stream("anthropic", recording.data, request=asked)
        assert came.sse == recording.data
        assert translate.stream("anthropic", recording.data, request=asked, step=999).sse == recording.data
        grammar.judge(grammar.frames(came.sse), ours=False)
        _taken_by_the_sdk(came.sse, asked, streamed=True, strict=False)
    else:
        told = translate.response("anthropic", recording.data.decode(), request=asked, status=recording.status)
        assert (told.status, told.raw) == (recording.status, recording.data)


@each([one for one in ANTHROPIC if one.status == 200], "recording", _name)
def test_anthropic_read_and_written_again(recording: Recording) -> None:
    """Through the words in the middle and back: what other clients would be told of it is all there."""
    front, back = loader.front(translate.FRONT), loader.back("anthropic", translate.FRONT)
    context = translate.context("anthropic", ASKED)
    if recording.streamed:
        before = grammar.fold(grammar.frames(recording.data))
        writer = front.writer(context)
        reader = back.reader(Blocks(writer, context, told=back.table.get("told", False)), context)
        frames = SseFrames(back.table["frames"].get("done", ""))
        for payload in frames.feed(recording.data):
            reader.feed(json.loads(payload))  # type: ignore[arg-type]
        reader.eof()
        events = grammar.frames(b"".join(writer.out))
        grammar.judge(events)
        after = grammar.fold(events)
        assert "error" not in after
    else:
        before = json.loads(recording.data)
        after = dict(front.write(back.read(json.loads(recording.data), context), context))
        grammar.judge_message(after)
    assert _kept(after) == _kept(before)


def _kept(message: dict[str, Any]) -> Any:
    """What no translation may lose."""
    blocks = message["content"]
    usage = message["usage"]
    return {
        "text": "".join(block["text"] for block in blocks if block["type"] == "text"),
        "reasoning": [(block["thinking"], block["signature"]) for block in blocks if block["type"] == "thinking"],
        "sealed": [block["data"] for block in blocks if block["type"] == "redacted_thinking"],
        "calls": [[block[key] for key in CALL] for block in blocks if block["type"] in ("tool_use", "server_tool_use")],
        "stop": (message["stop_reason"], message.get("stop_sequence")),
        "usage": [usage.get(key) or 0 for key in
                  ("input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")],
    }  # fmt: skip


def _taken_by_the_sdk(data: bytes, asked: dict[str, Any], streamed: bool, strict: bool = True) -> int:
    """The official SDK reads it, strictly; the number of blocks it found."""
    kind = "text/event-stream" if streamed else "application/json"

    def answer(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, headers={"content-type": kind}, content=data)

    with anthropic.Anthropic(
        api_key="k",
        base_url="http://127.0.0.1:9",
        max_retries=0,
        http_client=httpx2.Client(transport=httpx2.MockTransport(answer)),
        _strict_response_validation=strict,
    ) as client:
        if not streamed:
            return len(client.messages.create(**asked).content)
        with client.messages.stream(**asked) as stream:
            return len(stream.get_final_message().content)
