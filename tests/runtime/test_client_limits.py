"""Limits toward clients: headers, slow requests, idle connections, file descriptors, and bounds on JSON bodies."""

from __future__ import annotations

import asyncio
import json
import resource
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from dragoman import system
from dragoman.commands.serving.serve import bind
from dragoman.config.settings import ServerOptions
from dragoman.server.app import App
from dragoman.server.listener.connections import Connections, permitted
from dragoman.server.listener.server import Server
from dragoman.values.json_bounds import Bounds, OutOfBounds, check
from tests.runtime.fake_adapters import fakes as fakes
from tests.runtime.raw_server import raw_server, run
from tests.runtime.test_server import ASK, settings_for, yo

pytestmark = pytest.mark.usefixtures("fakes")
HEAD = b"POST /v1/say HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"


@asynccontextmanager
async def limited(max_connections: int = 0, **options: Any) -> AsyncIterator[httpx.AsyncClient]:
    async with raw_server(yo) as upstream:
        settings = settings_for(upstream.url)
        settings.server = ServerOptions(**options)
        listener = bind("127.0.0.1", 0)
        server = Server(App(settings), max_connections)
        task = asyncio.ensure_future(server.serve([listener]))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
            try:
                yield client
            finally:
                server.should_exit = server.force_exit = True
                await task


async def sent(client: httpx.AsyncClient, *parts: bytes, pause: float = 0) -> bytes:
    """Return what the server sends for these bytes until it closes the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", client.base_url.port)
    reading = asyncio.ensure_future(reader.read())
    try:
        for part in parts:
            if not reading.done():
                writer.write(part)
                await asyncio.sleep(pause)
        return await asyncio.wait_for(reading, 10)
    finally:
        writer.close()


@pytest.mark.parametrize(
    "parts",
    [
        (HEAD + b"x-long: " + b"a" * 3000 + b"\r\n\r\n",),
        tuple(HEAD[start : start + 1] for start in range(len(HEAD))) + (b"x: " + b"a" * 2500,),
        (HEAD + b"a: b\r\n" * 60 + b"\r\n",),
        (b"GET /" + b"a" * 3000 + b" HTTP/1.1\r\n\r\n",),
        (HEAD, *(b"x: %b\r\n" % (b"a" * 100) for _ in range(40))),
    ],
    ids=["one-line", "no-end", "many-lines", "target", "many-reads"],
)
def test_a_large_header_is_refused(parts: tuple[bytes, ...]) -> None:
    async def test() -> None:
        async with limited(max_header_bytes=2000, max_headers=50) as client:
            head, _, body = (await sent(client, *parts)).partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 431 ") and b"connection: close" in head
            assert "2000 bytes or 50 lines" in json.loads(body)["message"]
            assert (await client.post("/v1/say", json=ASK)).status_code == 200

    run(test())


def test_pipelined_bodies_do_not_count_as_header() -> None:
    async def test() -> None:
        async with limited(max_header_bytes=500) as client:
            body = json.dumps({**ASK, "turns": ["x" * 3000]}).encode()
            request = HEAD + b"content-length: %d\r\n" % len(body)
            found = await sent(client, (request + b"\r\n" + body) * 3 + request + b"connection: close\r\n\r\n" + body)
            assert found.count(b"HTTP/1.1 200 OK") == 4

    run(test())


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ((b"POST /v1/say HTTP/1.1\r\n", b"host: localhost\r\n"), b"HTTP/1.1 408 "),
        ((HEAD + b"content-length: 100\r\n\r\n", b"{"), b"HTTP/1.1 408 "),
        ((HEAD + b"transfer-encoding: chunked\r\n\r\n", b"1\r\n{\r\n"), b"HTTP/1.1 408 "),
        ((), b""),
    ],
    ids=["header", "body", "chunks", "nothing"],
)
def test_a_slow_request_is_refused(parts: tuple[bytes, ...], status: bytes) -> None:
    async def test() -> None:
        async with limited(header_timeout=0.4, body_timeout=0.4) as client:
            assert (await sent(client, *parts, pause=0.01)).startswith(status)

    run(test())


def test_a_body_that_trickles_is_refused() -> None:
    async def test() -> None:
        async with limited(body_timeout=0.5) as client:
            parts = [HEAD + b"content-length: 1000\r\n\r\n", *[b"{"] * 60]
            found = asyncio.ensure_future(sent(client, *parts, pause=0.1))
            assert (await asyncio.wait_for(found, 15)).startswith(b"HTTP/1.1 408 ")

    run(test())


def test_an_idle_connection_is_closed() -> None:
    async def test() -> None:
        async with limited(keep_alive=0.3) as client:
            found = await sent(client, b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n")
            assert found.startswith(b"HTTP/1.1 200 ") and b"connection: close" not in found

    run(test())


def test_idle_connections_do_not_keep_out_working_ones() -> None:
    async def test() -> None:
        async with limited(max_connections=8) as client:
            idle = [await asyncio.open_connection("127.0.0.1", client.base_url.port) for _ in range(40)]
            for _ in range(3):
                assert (await client.post("/v1/say", json=ASK)).status_code == 200
            closed = [await asyncio.wait_for(reader.read(), 5) for reader, _ in idle[:30]]
            assert all(answer.startswith(b"HTTP/1.1 503 ") for answer in closed)  # of a request that may be on its way
            for _, writer in idle:
                writer.close()

    run(test())


def test_each_of_many_requests_at_once_has_an_answer() -> None:
    async def test() -> None:
        async with limited(max_connections=4) as client:
            body = json.dumps(ASK).encode()
            request = HEAD + b"connection: close\r\ncontent-length: %d\r\n\r\n" % len(body) + body
            answers = await asyncio.gather(*(sent(client, request) for _ in range(60)))
            assert {answer[9:12] for answer in answers} == {b"200", b"503"}

    run(test())


def test_an_idle_connection_that_was_used_is_closed_without_a_response() -> None:
    async def test() -> None:
        async with limited(max_connections=2) as client:
            reader, used = await asyncio.open_connection("127.0.0.1", client.base_url.port)
            used.write(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n")
            assert (await reader.readuntil(b"}")).startswith(b"HTTP/1.1 200 ")
            others = [await asyncio.open_connection("127.0.0.1", client.base_url.port) for _ in range(2)]
            assert await asyncio.wait_for(reader.read(), 10) == b""
            for writer in (used, *(writer for _, writer in others)):
                writer.close()

    run(test())


CHUNKED = HEAD + b"transfer-encoding: chunked\r\n\r\n"
CLOSING = HEAD + b"transfer-encoding: chunked\r\nconnection: close\r\n\r\n"


@pytest.mark.parametrize(
    "parts",
    [
        (CHUNKED, b"0\r\n", *[b"x: " + b"a" * 500 + b"\r\n"] * 40),
        (CHUNKED, b"0\r\nx: ", *[b"a" * 500] * 40),
        (CHUNKED, b"1;x=", *[b"a" * 500] * 40),
        (CHUNKED, *[b"0" * 500] * 40),
        (CHUNKED, *[b"1;x=" + b"a" * 500 + b"\r\n{\r\n"] * 40),
    ],
    ids=["trailers", "long-trailer", "extension", "zeros", "extensions"],
)
def test_what_surrounds_the_chunks_of_a_body_is_bounded(parts: tuple[bytes, ...]) -> None:
    async def test() -> None:
        async with limited(max_header_bytes=2000) as client:
            head, _, body = (await sent(client, *parts, pause=0.005)).partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 431 ") and b"connection: close" in head
            assert "2000 bytes" in json.loads(body)["message"]

    run(test())


def test_many_small_chunks_are_a_body() -> None:
    async def test() -> None:
        async with limited(max_header_bytes=500) as client:
            chunks = [b"1\r\n%c\r\n" % byte for byte in json.dumps({**ASK, "turns": ["x" * 500]}).encode()]
            found = await sent(client, CLOSING, *chunks, b"0\r\n\r\n")
            assert found.startswith(b"HTTP/1.1 200 "), found

    run(test())


@pytest.mark.parametrize("rest", [b"", b"x\r\n", b"0" * 5000], ids=["slow", "invalid", "large"])
def test_a_request_that_was_answered_early_gets_no_second_response(rest: bytes) -> None:
    async def test() -> None:
        async with limited(body_timeout=0.4, max_header_bytes=2000) as client:
            start = CHUNKED.replace(b"application/json", b"text/plain")
            found = await sent(client, start, rest[:1000], rest[1000:], pause=0.2)
            assert found.startswith(b"HTTP/1.1 415 ") and found.count(b"HTTP/1.1") == 1

    run(test())


@pytest.mark.parametrize(
    "refused", [b"content-type: text/plain\r\ncontent-length: 5", b"content-length: 99999999999"], ids=["415", "413"]
)
def test_a_connection_whose_body_was_not_awaited_is_closed(refused: bytes) -> None:
    async def test() -> None:
        async with limited() as client:
            head = b"POST /v1/say HTTP/1.1\r\nhost: localhost\r\nexpect: 100-continue\r\n"
            head += b"" if b"content-type" in refused else b"content-type: application/json\r\n"
            found = await sent(client, head + refused + b"\r\n\r\n", HEAD + b"\r\n", pause=0.1)
            assert found.startswith(b"HTTP/1.1 41") and found.count(b"HTTP/1.1") == 1

    run(test())


def test_an_awaited_body_leaves_the_connection_open() -> None:
    async def test() -> None:
        async with limited() as client:
            body = json.dumps(ASK).encode()
            start = HEAD + b"content-length: %d\r\n" % len(body)
            request = start + b"expect: 100-continue\r\n\r\n"
            found = await sent(client, request, body, start + b"connection: close\r\n\r\n" + body, pause=0.2)
            assert found.startswith(b"HTTP/1.1 100 ") and found.count(b"HTTP/1.1 200 ") == 2

    run(test())


def test_trailers_are_not_headers() -> None:
    async def test() -> None:
        async with limited() as client:
            body = json.dumps(ASK).encode()
            chunk = b"%x\r\n%b\r\n" % (len(body), body)
            found = await sent(client, CLOSING, chunk, b"0\r\ncontent-encoding: gzip\r\n\r\n", pause=0.05)
            assert found.startswith(b"HTTP/1.1 200 "), found

    run(test())


def test_connections_with_requests_are_never_closed_for_others() -> None:
    class Fake:
        def close_idle(self) -> None:
            raise AssertionError("this connection has a request in progress")

        def check_deadline(self, now: float) -> None:
            pass

    connections = Connections(3)
    working = [Fake() for _ in range(3)]
    for one in working:
        assert connections.add(one)
        connections.set_idle(one, False)
    assert not connections.add(Fake())
    connections.remove(working[0])
    assert connections.add(Fake())


def test_the_limit_of_open_files_is_raised() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(soft, 256), hard))
        assert system.raise_descriptor_limit() == resource.getrlimit(resource.RLIMIT_NOFILE)[0] > 256
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert permitted(64) == 20 and permitted(10) == 4


def nested(depth: int) -> Any:
    value: Any = "x"
    for _ in range(depth):
        value = [value]
    return value


def objects(depth: int) -> Any:
    value: Any = "x"
    for _ in range(depth):
        value = {"a": value}
    return value


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        ({"messages": [{"role": "user"}] * 11}, "messages has 11 entries, and at most 10 are accepted"),
        ({"input": [{}] * 11}, "input has 11 entries"),
        ({"tools": [{}] * 6}, "tools has 6 entries, and at most 5"),
        ({"tools": [{"functions": [{}] * 3}, {"functions": [{}] * 3}]}, "tools has 6 nested entries"),
        ({"messages": [{"content": ["x"] * 8}] * 2, "more": [{"parts": [1] * 5}]}, "more has 21 blocks"),
        ({"messages": [{"content": [{"content": ["x"] * 10}] * 2}]}, "messages has 22 blocks"),
        ({"metadata": nested(20)}, "nested more than 20 levels"),
        ({"metadata": objects(20)}, "nested more than 20 levels"),
        ({"metadata": {"a": objects(18) | {"b": [{}]}, "c": nested(19)}}, "nested more than 20 levels"),
        ({"tools": [{"schema": nested(18)}]}, "nested more than 20 levels"),
    ],
)
def test_bodies_out_of_bounds(payload: dict[str, Any], message: str) -> None:
    bounds = Bounds(max_depth=20, max_messages=10, max_tools=5, max_blocks=20)
    with pytest.raises(OutOfBounds, match=message):
        check(payload, json.dumps(payload).encode(), bounds)


def test_bodies_within_bounds() -> None:
    bounds = Bounds(max_depth=20, max_messages=10, max_tools=5, max_blocks=20)
    payload = {
        "messages": [{"content": ["x"] * 2}] * 10,
        "tools": [{"functions": [{}]}] * 5,
        "metadata": nested(19),
        "more": objects(19),
        "text": "[" * 1000,
    }
    check(payload, json.dumps(payload).encode(), bounds)


@pytest.mark.parametrize("depth", [201, 300, 1000, 1100, 100_000])
@pytest.mark.parametrize("place", ["schema", "extra"])
def test_a_deep_body_is_refused_with_the_bound(depth: int, place: str) -> None:
    async def test() -> None:
        async with limited() as client:
            body = b'{"model":"m","turns":["hi"],"%b":%b"x"%b}' % (place.encode(), b'{"a":' * depth, b"}" * depth)
            answer = await client.post("/v1/say", content=body, headers={"content-type": "application/json"})
            assert answer.status_code == 400
            assert "nested" in answer.json()["message"]

    run(test())
