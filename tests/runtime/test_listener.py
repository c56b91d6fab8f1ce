"""Client connections: offers to change the protocol, HTTP/1.0, and pipelined requests, over real sockets."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.runtime.fake_adapters import fakes as fakes
from tests.runtime.raw_server import Request, chunk, raw_server, run, stream_head, whole
from tests.runtime.test_server import ASK, LAST, STREAM, both, event, proxy, settings_for

pytestmark = pytest.mark.usefixtures("fakes")
START = b"POST /v1/say HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
OFFERS = [
    ["Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA"],
    ["Upgrade: H2C", "connection: http2-settings", "Connection: upgrade", "http2-settings: AAMA"],
    ["Connection: keep-alive, Upgrade", "Upgrade: websocket", "Sec-WebSocket-Key: dGhlIHNhbXBsZQ=="],
    ["Connection: Upgrade", "Upgrade: TLS/1.3, HTTP/2.0"],
]


async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
    if json.loads(request.body).get("stream"):
        writer.write(stream_head() + event(say="one ") + event(say="two") + LAST)
    else:
        writer.write(whole(b'{"say":"yo"}'))


def post(body: object, *headers: str, version: str = "1.1", chunked: bool = False) -> bytes:
    """Return a request as bytes."""
    data = json.dumps(body).encode()
    framing = "transfer-encoding: chunked" if chunked else f"content-length: {len(data)}"
    head = [f"POST /v1/say HTTP/{version}", "host: localhost", "content-type: application/json", framing, *headers]
    return "\r\n".join([*head, "", ""]).encode() + (chunk(data) + b"0\r\n\r\n" if chunked else data)


@asynccontextmanager
async def connection() -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    async with raw_server(answer) as upstream, proxy(settings_for(upstream.url)) as client:
        reader, writer = await asyncio.open_connection("127.0.0.1", client.base_url.port)
        try:
            yield reader, writer
        finally:
            writer.close()


async def response(reader: asyncio.StreamReader) -> tuple[str, bytes]:
    """Read one response with a length or in chunks."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    lines = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if line)
    if "content-length" in lines:
        return head, await reader.readexactly(int(lines["content-length"]))
    body = b""
    while size := int((await reader.readline()).strip(), 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readline()
    return head, body


@pytest.mark.parametrize(
    ("offer", "chunked", "step"),
    [(offer, bool(index % 2), step) for index, offer in enumerate(OFFERS) for step in (1, 10_000)],
)
def test_an_offer_to_change_the_protocol_is_ignored(offer: list[str], chunked: bool, step: int) -> None:
    async def test() -> None:
        async with connection() as (reader, writer):
            data = post(ASK, *offer, chunked=chunked) + post(STREAM, *offer) + post(ASK)
            for start in range(0, len(data), step):
                writer.write(data[start : start + step])
                await asyncio.sleep(0)
            answers = [await response(reader) for _ in range(3)]
            assert [head.split(" ")[1] for head, _ in answers] == ["200"] * 3
            assert json.loads(answers[0][1])["text"] == json.loads(answers[2][1])["text"] == "yo"
            assert b"one " in answers[1][1] and b"two" in answers[1][1]

    run(test())


def test_an_offer_keeps_the_other_tokens_of_connection() -> None:
    async def test() -> None:
        async with connection() as (reader, writer):
            writer.write(post(ASK, "Connection: close, Upgrade", "Upgrade: h2c"))
            head, _ = await response(reader)
            assert "connection: close" in head
            assert await reader.read() == b""

    run(test())


def test_many_offers_in_one_read() -> None:
    async def test() -> None:
        async with connection() as (reader, writer):
            get = b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n"
            writer.write(get * 700)
            for _ in range(700):
                head, body = await response(reader)
                assert head.startswith("HTTP/1.1 200") and b"ok" in body

    run(test())


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("queued", [0, 2])
@pytest.mark.parametrize(
    "rest",
    [b"\0 no request\r\n\r\n", START + b"x: " + b"a" * 700_000, START + b"transfer-encoding: chunked\r\n\r\nxyz\r\n"],
    ids=["garbage", "large-header", "invalid-chunk"],
)
def test_a_wrong_request_does_not_disturb_the_responses_before_it(stream: bool, queued: int, rest: bytes) -> None:
    sent = asyncio.Event()

    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        if stream:
            writer.write(stream_head() + event(say="one "))
        await sent.wait()
        await asyncio.sleep(0.2)  # the server reads what was sent
        writer.write(event(say="two") + LAST if stream else whole(b'{"say":"one two"}'))

    async def test() -> None:
        async with both(handler) as (client, upstream):
            reader, writer = await asyncio.open_connection("127.0.0.1", client.base_url.port)
            writer.write(post(STREAM if stream else ASK) * (1 + queued))
            while not upstream.requests:
                await asyncio.sleep(0.01)
            writer.write(rest)
            await writer.drain()
            sent.set()
            found = await asyncio.wait_for(reader.read(), 10)
            assert found.count(b"HTTP/1.1 200 ") == found.count(b"two") == 1 + queued, found
            assert b"HTTP/1.1 4" not in found and b"error" not in found
            writer.close()

    run(test())


def test_a_client_that_leaves_with_a_request_waiting_ends_the_first() -> None:
    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(30)

    async def test() -> None:
        async with both(handler) as (client, upstream):
            _, writer = await asyncio.open_connection("127.0.0.1", client.base_url.port)
            writer.write(post(ASK) * 2)
            while not upstream.requests:
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.1)
            writer.close()
            await asyncio.wait_for(upstream.gone.wait(), 15)  # of 30 s
            assert len(upstream.requests) == 1

    run(test())


def test_connect_is_refused() -> None:
    async def test() -> None:
        async with connection() as (reader, writer):
            writer.write(b"CONNECT example.com:443 HTTP/1.1\r\nhost: example.com\r\n\r\n")
            assert (await reader.read()).startswith(b"HTTP/1.1 405 ")

    run(test())


@pytest.mark.parametrize("stream", [False, True])
def test_a_client_of_http_1_0_receives_no_chunks(stream: bool) -> None:
    async def test() -> None:
        async with connection() as (reader, writer):
            writer.write(post(STREAM if stream else ASK, version="1.0"))
            head, _, body = (await reader.read()).partition(b"\r\n\r\n")
            assert b"transfer-encoding" not in head and b"connection: close" in head
            if stream:
                assert body.startswith((b"data:", b"event:")) and b"one " in body and b"two" in body
            else:
                assert json.loads(body)["text"] == "yo"

    run(test())
