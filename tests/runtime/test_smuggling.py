"""Requests whose length is ambiguous are refused, a redirect receives no credentials, and line breaks stay out of
headers: no client and no provider adds a request or a header."""

from __future__ import annotations

import asyncio
import json

import pytest

from tests.runtime.fake_adapters import fakes as fakes
from tests.runtime.raw_server import Request, raw_server, run, whole
from tests.runtime.test_client_limits import limited, sent
from tests.runtime.test_server import ASK, proxy, settings_for, yo

pytestmark = pytest.mark.usefixtures("fakes")
BODY = json.dumps(ASK).encode()
HEAD = b"POST /v1/say HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
LENGTH = b"content-length: %d\r\n" % len(BODY)
HIDDEN = HEAD + LENGTH + b"\r\n" + BODY
CHUNKED = b"%x\r\n%b\r\n0\r\n\r\n" % (len(BODY), BODY)


@pytest.mark.parametrize(
    "request_",
    [
        HEAD + LENGTH + b"transfer-encoding: chunked\r\n\r\n" + b"0\r\n\r\n",
        HEAD + b"transfer-encoding: chunked\r\n" + LENGTH + b"\r\n" + CHUNKED,
        HEAD + LENGTH + b"content-length: 5\r\n\r\n" + BODY,
        HEAD + b"content-length: 5\r\n" + LENGTH + b"\r\n" + BODY,
        HEAD + b"content-length: +%d\r\n\r\n" % len(BODY) + BODY,
        HEAD + b"content-length: -1\r\n\r\n" + BODY,
        HEAD + b"content-length: 0x10\r\n\r\n" + BODY,
        HEAD + b"content-length: 99999999999999999999999\r\n\r\n" + BODY,
        HEAD + b"transfer-encoding : chunked\r\n\r\n" + CHUNKED,
        HEAD + b"transfer-encoding: chunked, identity\r\n\r\n" + CHUNKED,
        HEAD + b"transfer-encoding: xchunked\r\n\r\n" + CHUNKED,
        HEAD + b"transfer-encoding: chunked\r\n\r\n" + b"-1\r\n" + BODY + b"\r\n0\r\n\r\n",
        HEAD + b"transfer-encoding: chunked\r\n\r\n" + b"fffffffffffffffff\r\n" + BODY + b"\r\n0\r\n\r\n",
        HEAD + b"x: a\rcontent-length: 0\r\n" + LENGTH + b"\r\n" + BODY,
        HEAD + b"x\x00: a\r\n" + LENGTH + b"\r\n" + BODY,
    ],
)
def test_an_ambiguous_request_is_refused_with_what_follows_it(request_: bytes) -> None:
    async def test() -> None:
        async with limited(header_timeout=1, body_timeout=1, keep_alive=1) as client:
            answer = await sent(client, request_ + HIDDEN, pause=0.1)
            assert answer.startswith(b"HTTP/1.1 4") and answer.count(b"HTTP/1.1 200") == 0, answer

    run(test())


def test_a_redirect_receives_no_credentials() -> None:
    async def test() -> None:
        async with raw_server(yo) as other:

            async def redirect(request: Request, writer: asyncio.StreamWriter) -> None:
                writer.write(whole(b"", "307 Temporary Redirect", f"location: {other.url}/v1/say"))

            async with raw_server(redirect) as upstream, proxy(settings_for(upstream.url)) as client:
                answer = await client.post("/v1/say", json=ASK)
                assert answer.status_code == 502 and len(upstream.requests) == 1
                assert other.requests == [] and other.connections == 0

    run(test())


@pytest.mark.parametrize("model", ["m\r\nx-injected: 1", "m\nx-injected: 1", "m\r\n\r\nPOST / HTTP/1.1"])
def test_a_line_break_in_a_request_adds_no_header(model: str) -> None:
    async def test() -> None:
        async with raw_server(yo) as upstream, proxy(settings_for(upstream.url)) as client:
            answer = await client.post("/v1/say", json={**ASK, "model": model})
            assert not any("injected" in name for name in answer.headers)
            for request in upstream.requests:
                assert not any("injected" in name for name in request.headers)
            assert len(upstream.requests) <= 1

    run(test())


def test_a_header_of_the_provider_is_not_passed_on_with_a_line_break() -> None:
    async def inject(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(whole(b'{"say":"yo"}', "200 OK", "wire-id: r1\rset-cookie: a=b", "x-other: 1\nset-cookie: c=d"))

    async def test() -> None:
        async with raw_server(inject) as upstream, proxy(settings_for(upstream.url)) as client:
            answer = await client.post("/v1/say", json=ASK)
            assert "set-cookie" not in answer.headers
            assert not any("\r" in value or "\n" in value for value in answer.headers.values())

    run(test())
