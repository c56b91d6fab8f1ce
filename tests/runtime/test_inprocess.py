"""Use without a server: SDKs over the transports, with a scripted provider on a loopback port, and the functions."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anthropic
import httpx
import httpx2
import pytest

import dragoman
from dragoman.inprocess.exchanges import open_response
from tests.http_server import Host, Responder, serving

MESSAGES: list[Any] = [{"role": "user", "content": "hi"}]
REQUEST = {"model": "m", "max_tokens": 9, "messages": MESSAGES}
CHUNKS: list[dict[str, Any]] = [
    {"id": "c1", "choices": [{"index": 0, "delta": {"role": "assistant", "content": "Hel"}}]},
    {"id": "c1", "choices": [{"index": 0, "delta": {"content": "lo"}}]},
    {"id": "c1", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
]
WHOLE = {
    "id": "c1",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "Hello"}, "finish_reason": "stop"}],
}
GROQ = dragoman.Way("anthropic_messages", "groq", model="m")


class Provider(Host):
    """A Chat Completions provider. `release`: lets a stream continue after its first chunk; `answers`: lets it answer
    completely."""

    def __init__(self) -> None:
        super().__init__(Handler)
        self.release, self.answers, self.disconnected = threading.Event(), threading.Event(), threading.Event()
        self.release.set()
        self.answers.set()


class Handler(Responder):
    server: Provider

    def do_POST(self) -> None:
        body = json.loads(self.body())
        if body["messages"][-1]["content"] == "fail":
            return self.reply({"error": {"message": "slow down", "code": "rate_limit_exceeded"}}, 429)
        if not body.get("stream"):
            self.server.answers.wait(60)
            return self.reply(WHOLE)
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        try:
            for chunk in CHUNKS:
                self.wfile.write(b"data: " + json.dumps(chunk).encode() + b"\n\n")
                self.wfile.flush()
                self.server.release.wait(60)
            self.wfile.write(b"data: [DONE]\n\n")
        except OSError:
            self.server.disconnected.set()


@pytest.fixture
def provider() -> Iterator[Provider]:
    with serving(Provider()) as server:
        yield server
        server.release.set()
        server.answers.set()


@pytest.fixture
def configuration(provider: Provider, tmp_path: Path) -> Path:
    path = tmp_path / "dragoman.yaml"
    url = f"http://127.0.0.1:{provider.server_port}/v1"
    path.write_text(f"keys: [a-client-key]\nprofiles: {{ one: {{ provider: groq, api_key: k, base_url: '{url}' }} }}\n")
    return path


def test_an_sdk_creates_a_message(configuration: Path) -> None:
    with dragoman.client("one", configuration, httpx2) as http:
        sdk = anthropic.Anthropic(http_client=http, api_key="any", max_retries=0)
        message = sdk.messages.create(model="m", max_tokens=9, messages=MESSAGES)
    assert message.content[0].text == "Hello"  # type: ignore[union-attr]
    assert message.stop_reason == "end_turn"


def test_an_sdk_streams_without_buffering(configuration: Path, provider: Provider) -> None:
    provider.release.clear()
    with dragoman.client("one", configuration, httpx2) as http:
        sdk = anthropic.Anthropic(http_client=http, api_key="any", max_retries=0)
        with sdk.messages.stream(model="m", max_tokens=9, messages=MESSAGES) as stream:
            texts = iter(stream.text_stream)
            assert next(texts) == "Hel"  # while the provider waits
            provider.release.set()
            assert list(texts) == ["lo"]


def test_an_asynchronous_sdk_streams(configuration: Path) -> None:
    async def text() -> str:
        async with dragoman.async_client("one", configuration, httpx2) as http:
            sdk = anthropic.AsyncAnthropic(http_client=http, api_key="any", max_retries=0)
            async with sdk.messages.stream(model="m", max_tokens=9, messages=MESSAGES) as stream:
                return "".join([part async for part in stream.text_stream])

    assert asyncio.run(text()) == "Hello"


def test_the_timeout_of_a_request_ends_a_stream_that_stands_still(configuration: Path, provider: Provider) -> None:
    provider.release.clear()
    with dragoman.client("one", configuration) as http:
        with http.stream("POST", "http://any/v1/messages", json={**REQUEST, "stream": True}, timeout=0.2) as response:
            with pytest.raises(httpx.ReadTimeout, match=r"no data for 0\.2 s"):
                response.read()

    async def stand_still() -> None:
        async with dragoman.async_client("one", configuration, httpx2) as http:
            sdk = anthropic.AsyncAnthropic(http_client=http, api_key="any", max_retries=0, timeout=0.2)
            async with sdk.messages.stream(model="m", max_tokens=9, messages=MESSAGES) as stream:
                await stream.get_final_text()

    with pytest.raises((httpx2.ReadTimeout, anthropic.APITimeoutError)):
        asyncio.run(stand_still())


def test_the_timeout_of_a_request_ends_a_wait_for_the_answer(configuration: Path, provider: Provider) -> None:
    provider.answers.clear()
    with dragoman.client("one", configuration, httpx2) as http:
        sdk = anthropic.Anthropic(http_client=http, api_key="any", max_retries=0, timeout=0.2)
        with pytest.raises(anthropic.APITimeoutError):
            sdk.messages.create(model="m", max_tokens=9, messages=MESSAGES)
        provider.answers.set()
        answer = sdk.with_options(timeout=60).messages.create(model="m", max_tokens=9, messages=MESSAGES)
    assert answer.stop_reason == "end_turn"


def test_an_error_has_the_class_of_the_sdk(configuration: Path) -> None:
    with dragoman.client("one", configuration, httpx2) as http:
        sdk = anthropic.Anthropic(http_client=http, api_key="any", max_retries=0)
        with pytest.raises(anthropic.RateLimitError, match="slow down"):
            sdk.messages.create(
                model="m",
                max_tokens=9,
                messages=[{"role": "user", "content": "fail"}],
                extra_headers={"x-stainless-retry-count": "0"},
            )


def test_httpx_itself(configuration: Path) -> None:
    with httpx.Client(transport=dragoman.Transport("one", configuration)) as http:
        response = http.post("https://api.anthropic.com/v1/messages", json=REQUEST)
    assert response.status_code == 200
    assert response.json()["content"] == [{"type": "text", "text": "Hello"}]


def test_a_stream_that_is_closed_early_disconnects_the_provider(configuration: Path, provider: Provider) -> None:
    provider.release.clear()
    with dragoman.client("one", configuration) as http:
        with http.stream("POST", "http://any/v1/messages", json={**REQUEST, "stream": True}) as response:
            assert next(response.iter_bytes())
        provider.release.set()
        assert provider.disconnected.wait(60)


@pytest.mark.parametrize(("profile", "problem"), [("two", "no profile 'two'"), ("", "")])
def test_the_profile(configuration: Path, profile: str, problem: str) -> None:
    if problem:
        with pytest.raises(dragoman.ConfigurationError, match=problem):
            dragoman.client(profile, configuration)
    else:
        with dragoman.client(profile, configuration) as http:  # the default one
            assert http.post("http://any/v1/messages", json=REQUEST).status_code == 200


def test_a_request_is_translated() -> None:
    result = dragoman.translate_request({**REQUEST, "top_k": 3}, GROQ)
    assert result.url == "https://api.groq.com/openai/v1/chat/completions"
    assert result.body["messages"] == MESSAGES
    assert [loss.path for loss in result.losses] == ["top_k"]


def test_a_request_that_is_invalid_raises_the_error_of_the_client() -> None:
    with pytest.raises(dragoman.TranslationError) as raised:
        dragoman.translate_request({"model": "m", "max_tokens": "many", "messages": MESSAGES}, GROQ)
    assert raised.value.status == 400
    assert raised.value.body["error"]["type"] == "invalid_request_error"


def test_a_response_and_an_error_are_translated() -> None:
    assert dragoman.translate_response(WHOLE, REQUEST, GROQ).body["content"] == [{"type": "text", "text": "Hello"}]
    error = {"error": {"message": "slow down"}}
    assert dragoman.translate_response(error, REQUEST, GROQ, status=429).body["error"]["type"] == "rate_limit_error"


def test_a_stream_is_translated_in_pieces_of_any_size() -> None:
    data = b"".join(b"data: " + json.dumps(chunk).encode() + b"\n\n" for chunk in CHUNKS) + b"data: [DONE]\n\n"
    whole = dragoman.translate_stream(REQUEST, GROQ)
    expected = whole.feed(data) + whole.end()
    pieces = dragoman.translate_stream(REQUEST, GROQ)
    assert b"".join(pieces.feed(data[at : at + 7]) for at in range(0, len(data), 7)) + pieces.end() == expected
    assert expected.endswith(b'event: message_stop\ndata: {"type":"message_stop"}\n\n')


def test_an_unknown_name_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="no provider 'grok2'"):
        dragoman.translate_request(REQUEST, dragoman.Way("anthropic_messages", "grok2"))


def test_the_import_loads_nothing() -> None:
    code = "import sys; import dragoman; print(len([name for name in sys.modules if name.startswith('dragoman')]))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "1\n"


def test_a_response_without_its_request_becomes_a_stream_of_its_own_protocol() -> None:
    data = json.dumps(WHOLE).encode()
    exchange = open_response(dragoman.Way("openai_chat", "openai", protocol="openai_chat"), data, stream=True)
    assert b"Hello" in exchange.whole(200, [], data).body
