"""Statuses of providers that are neither an answer nor an error of HTTP."""

from __future__ import annotations

import asyncio

import pytest

from tests.runtime.fake_adapters import fakes as fakes
from tests.runtime.raw_server import Request, run, whole
from tests.runtime.test_server import ASK, STREAM, both

pytestmark = pytest.mark.usefixtures("fakes")


def reply_to(
    status: str, *headers: str, body: bytes = b'{"error":{"message":"no"}}', provider: str = "acme"
) -> tuple[int, str]:
    """Return status and message of the client's responses, which are the same for a stream."""
    found: list[tuple[int, str]] = []

    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(whole(body, status, *headers))

    async def test() -> None:
        async with both(handler, provider) as (client, _):
            for request in (ASK, STREAM):
                answer = await client.post("/v1/say", json=request)
                found.append((answer.status_code, answer.json()["message"]))

    run(test())
    assert found[0] == found[1]
    return found[0]


@pytest.mark.parametrize("status", ["600 Odd", "777 ", "999 Request Denied"])
@pytest.mark.parametrize("body", [b'{"error":{"message":"no"}}', b"", b"plain text"])
def test_a_status_beyond_http_is_a_bad_gateway(status: str, body: bytes) -> None:
    code, message = reply_to(status, body=body)
    assert code == 502 and (body or f"HTTP status {status[:3]}" in message)


@pytest.mark.parametrize("status", ["000 None", "099 Odd"])
def test_a_status_below_http_is_a_bad_gateway(status: str) -> None:
    code, message = reply_to(status)
    assert code == 502 and "is not valid HTTP/1.1" in message


@pytest.mark.parametrize("status", ["301 Moved Permanently", "302 Found", "303 See Other", "307 x", "308 x"])
def test_a_redirect_names_its_location(status: str) -> None:
    code, message = reply_to(status, "Location: https://me:secret-1@new.example/v2/say?token=secret-2", body=b"")
    assert code == 502 and "https://new.example/v2/say" in message and "base_url" in message
    assert "secret" not in message


@pytest.mark.parametrize("provider", ["acme", "twin"])
@pytest.mark.parametrize(
    ("status", "body"), [("206 Partial Content", b'{"text":"y"}'), ("200 OK", b"{}"), ("204 No", b"")]
)
def test_a_good_status_without_an_answer_is_an_error(provider: str, status: str, body: bytes) -> None:
    code, message = reply_to(status, body=body, provider=provider)
    assert code >= 500 and message


def test_a_redirect_without_location() -> None:
    assert reply_to("302 Found", body=b"") == (502, "the provider returned HTTP status 302 without an answer")
