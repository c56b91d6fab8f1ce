"""The server over real sockets: routes, streams as they come, leaving clients, silence, and log lines."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from dragoman.auth.secret import Secret
from dragoman.commands.serving.serve import bind
from dragoman.config import profiles
from dragoman.config.recovery import NO_RETRIES
from dragoman.config.settings import ServerOptions, Settings, Timeouts
from dragoman.server import handler as requests
from dragoman.server import streaming
from dragoman.server.app import App
from dragoman.server.listener.server import Server
from tests.runtime.fake_adapters import fakes as fakes
from tests.runtime.raw_server import END, Handler, RawServer, Request, chunk, raw_server, run, stream_head, whole

pytestmark = pytest.mark.usefixtures("fakes")
Writer = asyncio.StreamWriter
MAX_BODY_BYTES = ServerOptions().max_body_bytes
ASK = {"model": "m", "turns": ["hi"]}
STREAM = {**ASK, "stream": True}
JSON = {"content-type": "application/json"}


def event(**members: Any) -> bytes:
    return chunk(b"data: %b\n\n" % json.dumps(members).encode())


LAST = chunk(b"data: [END]\n\n") + END


@asynccontextmanager
async def proxy(settings: Settings, app: App | None = None) -> AsyncIterator[httpx.AsyncClient]:
    listener = bind("127.0.0.1", 0)
    running = Server(app or App(settings))
    task = asyncio.ensure_future(running.serve([listener]))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}", trust_env=False) as client:
        try:
            yield client
        finally:
            running.should_exit = running.force_exit = True
            await task


def settings_for(url: str, provider: str = "acme", keys: tuple[str, ...] = (), **times: float) -> Settings:
    made = {
        name: profiles.make(
            name,
            provider,
            profiles.ProfileOptions(
                base_url=url, key=Secret("sk-untold-profile"), headers={"x-watch": "1"}, retry=NO_RETRIES
            ),
            environment={},
        )
        for name in ("main", "second")
    }
    made["broken"] = profiles.make("broken", "acme", environment={})
    return Settings(made, "main", keys=list(keys), timeouts=Timeouts(**times))


@asynccontextmanager
async def both(
    handler: Handler, provider: str = "acme", **more: Any
) -> AsyncIterator[tuple[httpx.AsyncClient, RawServer]]:
    async with raw_server(handler) as upstream, proxy(settings_for(upstream.url, provider, **more)) as client:
        yield client, upstream


async def yo(request: Request, writer: Writer) -> None:
    writer.write(whole(b'{"say":"yo"}'))


async def unasked(request: Request, writer: Writer) -> None:
    raise AssertionError("nobody should ask the provider")


def test_paths() -> None:
    async def test() -> None:
        async with both(yo) as (client, upstream):
            for path in ("/v1/say", "/v1/say/", "/v1/say?beta=true", "/main/v1/say", "/second/v1/say/"):
                answer = await client.post(path, json=ASK)
                assert (answer.status_code, answer.json()["text"]) == (200, "yo"), path
            for method in ("GET", "HEAD"):
                for path in ("/", "/api/hello", "/healthz", "/health", "/main/api/hello", "/main", "/main/"):
                    answer = await client.request(method, path)
                    assert answer.status_code == 200 and bool(answer.content) == (method == "GET"), path
            assert (await client.get("/healthz")).json()["status"] == "ok"
            for path in ("/other/v1/say", "/v1/other", "/main/v1/other", "/v1"):
                answer = await client.post(path, json=ASK)
                assert (answer.status_code, answer.json()["error_type"]) == (404, "not_found"), path
            assert "main, second, broken" in (await client.post("/other/v1/say", json=ASK)).json()["message"]
            answer = await client.get("/v1/say")
            assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
            assert (await client.get("/v1/models", headers={"plain-version": "1"})).json()["models"]
            assert len(upstream.requests) == 5

    run(test())


@pytest.mark.parametrize("path", ["/v1/say", "/v1/say/count"])
def test_rejected_key_is_read_again(path: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    script = f"printf x >> {log}; echo token-$(($(wc -c < {log})))"

    async def refuse(request: Request, writer: Writer) -> None:
        writer.write(whole(b'{"error":{"message":"expired"}}', "401 Unauthorized"))

    async def test() -> None:
        async with raw_server(refuse) as upstream:
            settings = settings_for(upstream.url, "twin")
            settings.profiles["main"].key = Secret(command=("sh", "-c", script))
            async with proxy(settings) as client:
                for _ in range(2):
                    assert (await client.post(path, json=ASK)).status_code == 403
            shown = [request.headers["x-key"] for request in upstream.requests]
            assert shown == ["token-1", "token-2", "token-2", "token-3"]  # once more with another, not over and over

    run(test())


def test_bodies() -> None:
    async def test() -> None:
        async with both(yo) as (client, upstream):
            packed = gzip.compress(json.dumps(ASK).encode())
            assert (
                await client.post("/v1/say", content=packed, headers=JSON | {"content-encoding": "gzip"})
            ).status_code == 200
            count = len(upstream.requests)
            for body, expected in ((b"{", "not valid JSON"), (b"[]", "a JSON object"), (b'{"model":"m"}', "turns: ")):
                answer = await client.post("/v1/say", content=body, headers=JSON)
                assert answer.status_code == 400 and expected in answer.json()["message"]
            answer = await client.post("/v1/say", content=b"x", headers=JSON | {"content-encoding": "lzma"})
            assert answer.status_code == 400 and "use gzip" in answer.json()["message"]
            bomb = gzip.compress(bytes(MAX_BODY_BYTES + 1))
            for body, headers in ((bomb, {"content-encoding": "gzip"}), (b" " * (MAX_BODY_BYTES + 1), {})):
                answer = await client.post("/v1/say", content=body, headers=JSON | headers)
                assert (answer.status_code, answer.json()["error_type"]) == (413, "request_too_large")
            assert len(upstream.requests) == count

    run(test())


def test_profile_without_key_sends_no_request() -> None:
    async def test() -> None:
        async with both(unasked) as (client, upstream):
            answer = await client.post("/broken/v1/say", json=ASK)
            assert answer.status_code == 403
            assert (
                "profile broken cannot be used" in answer.json()["message"] and "ACME_KEY" in answer.json()["message"]
            )

    run(test())


def test_configured_keys_are_required() -> None:
    async def test() -> None:
        async with both(yo, keys=("right",)) as (client, upstream):
            for path in ("/", "/healthz", "/main/api/hello"):
                assert (await client.head(path)).status_code == 200
            for headers in ({}, {"x-key": "wrong"}, {"authorization": "Bearer wrong"}, {"x-key": "rightt"}):
                answer = await client.post("/v1/say", json=ASK, headers=headers)
                assert (answer.status_code, answer.json()["error_type"]) == (401, "authentication")
                assert (await client.get("/v1/models", headers=headers)).status_code == 401
            for headers in ({"x-key": "right"}, {"x-key": "wrong", "authorization": "bearer right"}):
                assert (await client.post("/v1/say", json=ASK, headers=headers)).status_code == 200
            assert upstream.requests[0].headers["authorization"] == "bearer sk-untold-profile"

    run(test())


async def lines(answer: httpx.Response) -> AsyncIterator[str]:
    async for line in answer.aiter_lines():
        if line.startswith("event: "):
            yield line.removeprefix("event: ")


def test_first_event_is_sent_before_the_second_chunk_arrives() -> None:
    more = asyncio.Event()

    async def handler(request: Request, writer: Writer) -> None:
        writer.write(stream_head() + event(say="a"))
        await more.wait()
        writer.write(event(say="b") + event(why="stop") + LAST)

    async def test() -> None:
        async with both(handler) as (client, upstream), client.stream("POST", "/v1/say", json=STREAM) as answer:
            assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
            assert (answer.headers["cache-control"], answer.headers["x-accel-buffering"]) == ("no-cache", "no")
            events = lines(answer)
            assert [await anext(events), await anext(events)] == ["begin", "text"]
            more.set()
            assert [name async for name in events] == ["text", "end"]

    run(test())


@pytest.mark.parametrize("streamed", [True, False])
def test_client_disconnect_cancels_the_provider_request(streamed: bool) -> None:
    async def handler(request: Request, writer: Writer) -> None:
        writer.write(stream_head() + event(say="a"))
        await asyncio.sleep(10)

    async def test() -> None:
        async with both(handler) as (client, upstream):
            if streamed:
                async with client.stream("POST", "/v1/say", json=STREAM) as answer:
                    assert await anext(lines(answer)) == "begin"
            else:
                with pytest.raises(httpx.ReadTimeout):
                    await client.post("/v1/say", json=ASK, timeout=0.2)
            await asyncio.wait_for(upstream.gone.wait(), 10)

    run(test())


def test_early_error_is_a_status_and_late_error_an_event() -> None:
    async def handler(request: Request, writer: Writer) -> None:
        first = [] if "early" in json.loads(request.body)["turns"] else [event(say="a")]
        broke = event(broke={"error_type": "overloaded", "message": "busy"})
        writer.write(b"".join([stream_head("wire-id: r7"), *first]))
        await asyncio.sleep(0.02)
        writer.write(broke + LAST)

    async def test() -> None:
        async with both(handler) as (client, upstream):
            answer = await client.post("/v1/say", json={**STREAM, "turns": ["early"]})
            assert (answer.status_code, answer.json()["message"], answer.headers["plain-id"]) == (529, "busy", "r7")
            answer = await client.post("/v1/say", json=STREAM)
            assert answer.status_code == 200
            assert answer.text.endswith(
                'event: error\ndata: {"type":"error","error_type":"overloaded","message":"busy"}\n\n'
            )

    run(test())


def test_pings_before_and_after_the_headers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "HEADER_HOLD_SECONDS", 0.1)
    monkeypatch.setattr(streaming, "PING_INTERVAL_SECONDS", 0.15)

    begin, say = asyncio.Event(), asyncio.Event()

    async def handler(request: Request, writer: Writer) -> None:
        if "late" in json.loads(request.body)["turns"]:
            await asyncio.sleep(0.4)
            writer.write(whole(b'{"error":{"message":"no"}}', "429 Too Many"))
            return
        await begin.wait()
        writer.write(stream_head())
        while not say.is_set():  # noise is silence too
            await asyncio.sleep(0.02)
            writer.write(chunk(b": still here\n\n"))
        writer.write(event(say="a") + event(why="stop") + LAST)

    async def test() -> None:
        async with both(handler) as (client, upstream):
            async with client.stream("POST", "/v1/say", json=STREAM) as answer:
                events = lines(answer)
                assert [await anext(events) for _ in range(2)] == ["ping"] * 2
                begin.set()
                assert [await anext(events) for _ in range(2)] == ["ping"] * 2
                say.set()
                names = [name async for name in events if name != "ping"]
            assert names == ["begin", "text", "end"]
            answer = await client.post("/v1/say", json={**STREAM, "turns": ["late"]})
            assert answer.status_code == 200
            assert '"type":"error","error_type":"rate_limit","message":"no"' in answer.text.split("\n\n")[-2]

    run(test())


@pytest.mark.parametrize("streamed", [True, False])
def test_provider_timeout(streamed: bool) -> None:
    async def handler(request: Request, writer: Writer) -> None:
        if "idle" in json.loads(request.body)["turns"]:
            writer.write(stream_head() + event(say="a"))
        await asyncio.sleep(5)

    async def test() -> None:
        async with both(handler, first_byte=0.2, idle=0.3) as (client, upstream):
            payload = STREAM if streamed else ASK
            answer = await client.post("/v1/say", json=payload)
            assert (answer.status_code, answer.json()["error_type"]) == (504, "timeout")
            answer = await client.post("/v1/say", json={**payload, "turns": ["idle"]})
            if streamed:
                assert '"error_type":"timeout","message":"the provider sent nothing for 0.3 s"' in answer.text
            else:
                assert answer.status_code == 504

    run(test())


def test_missing_end_has_a_short_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "FINISH_SECONDS", 0.2)

    async def handler(request: Request, writer: Writer) -> None:
        writer.write(stream_head() + event(say="a") + event(why="stop"))
        for _ in range(100):
            await asyncio.sleep(0.05)
            writer.write(chunk(b": noise\n\n"))

    async def test() -> None:
        async with both(handler) as (client, upstream):
            began = asyncio.get_running_loop().time()
            answer = await client.post("/v1/say", json=STREAM)
            assert answer.text.endswith('data: {"type":"end","stop":"stop"}\n\n')
            assert asyncio.get_running_loop().time() - began < 4  # of 5 s

    run(test())


@pytest.mark.parametrize("streamed", [True, False])
@pytest.mark.parametrize("provider", ["acme", "twin"])
def test_broken_provider_responses(streamed: bool, provider: str) -> None:
    async def handler(request: Request, writer: Writer) -> None:
        how = json.loads(request.body)["turns"][0]
        begin = event(say="a") if provider == "acme" else chunk(b'event: begin\ndata: {"type":"begin"}\n\n')
        if how == "cut":
            writer.write(stream_head() + begin)
            await writer.drain()
        elif how == "garbage":
            writer.write(b"\x00\x01\x02\r\n\r\n")
        writer.close()

    async def test() -> None:
        async with both(handler, provider) as (client, upstream):
            payload = STREAM if streamed else ASK
            for how in ("hang up", "garbage"):
                answer = await client.post("/v1/say", json={**payload, "turns": [how]})
                assert (answer.status_code, answer.json()["error_type"]) == (502, "server_error"), how
            answer = await client.post("/v1/say", json={**payload, "turns": ["cut"]})
            if streamed:
                assert '"message":"stream ended unexpectedly"' in answer.text.split("\n\n")[-2]
            else:
                assert answer.status_code == 502
        async with proxy(settings_for("http://127.0.0.1:9", provider)) as client:
            answer = await client.post("/v1/say", json=payload)
            assert answer.status_code == 502 and "no connection to 127.0.0.1" in answer.json()["message"]

    run(test())


def test_internal_error_sends_no_traceback(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    async def handler(request: Request, writer: Writer) -> None:
        writer.write(stream_head() + event(say="a"))
        await asyncio.sleep(0.05)
        writer.write(event(bug=1) + LAST)

    async def test() -> None:
        async with both(handler) as (client, upstream):
            answer = await client.post("/v1/say", json=STREAM)
            assert answer.text.endswith(
                'data: {"type":"error","error_type":"server_error",'
                '"message":"internal error; see the log of the server"}\n\n'
            )
            monkeypatch.setattr(requests, "parse_json_object", lambda body: 1 / 0)
            answer = await client.post("/v1/say", json=STREAM)
            assert answer.status_code == 500 and "Traceback" not in answer.text and "zero" not in answer.text

    monkeypatch.setattr(logging.getLogger("dragoman"), "propagate", True)
    run(test())
    assert "a bug of the reader" in caplog.text


def test_the_log_has_a_line_per_request_and_each_kind_of_loss_once(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def test() -> None:
        async with both(yo) as (client, upstream):
            for _ in range(2):
                answer = await client.post("/v1/say", json={**ASK, "odd": 1}, headers={"x-key": "sk-untold-client"})
                assert answer.headers["dragoman-losses"].startswith("odd;nobody knows it anywhere")

    monkeypatch.setattr(logging.getLogger("dragoman"), "propagate", True)
    with caplog.at_level(logging.INFO, "dragoman"):
        run(test())
    records = {id(record): record for record in caplog.records}  # another test's handler may have brought one twice
    messages = [record.getMessage() for record in records.values() if record.name.startswith("dragoman")]
    assert sum("profile main: not translated: odd: nobody knows it, anywhere" in line for line in messages) == 1
    access = [line for line in messages if line.startswith("POST /v1/say main m 200 ")]
    assert len(access) == 2
    assert "sk-" not in caplog.text


def test_concurrent_streams_do_not_mix() -> None:
    async def handler(request: Request, writer: Writer) -> None:
        word = json.loads(request.body)["turns"][0]
        writer.write(stream_head())
        for number in range(20):
            writer.write(event(say=f"{word}{number},"))
            await asyncio.sleep(0.001)
        writer.write(event(why="stop") + LAST)

    async def test() -> None:
        async with both(handler) as (client, upstream):

            async def one(word: str) -> None:
                answer = await client.post("/v1/say", json={**STREAM, "turns": [word]})
                events = [json.loads(frame.split("data: ")[1]) for frame in answer.text.split("\n\n") if frame]
                received = "".join(event["text"] for event in events if event["type"] == "text")
                assert received == "".join(f"{word}{number}," for number in range(20))

            for _ in range(2):
                await asyncio.gather(*(one(f"w{number}-") for number in range(30)))
            assert upstream.connections <= 31

    run(test())


def test_slow_client_applies_back_pressure() -> None:
    sent = 0

    async def handler(request: Request, writer: Writer) -> None:
        nonlocal sent
        writer.write(stream_head())
        for _ in range(500):
            writer.write(event(say="x" * 100_000))
            await writer.drain()
            sent += 1
        writer.write(event(why="stop") + LAST)

    async def test() -> None:
        async with both(handler) as (client, upstream), client.stream("POST", "/v1/say", json=STREAM) as answer:
            parts = answer.aiter_bytes()
            size = len(await anext(parts))
            await asyncio.sleep(0.5)
            assert sent < 500
            async for part in parts:
                size += len(part)
            assert size > 50_000_000

    run(test(), 40)
