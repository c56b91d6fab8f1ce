"""Requests with a login: expired tokens are renewed, and no secret is leaked."""

from __future__ import annotations

import asyncio
import json
import logging
from pathlib import Path
from typing import Any

import pytest

from dragoman.auth.credential import Credential
from tests.auth.fakes import TABLE, Server, environment, owned
from tests.runtime.fake_adapters import fakes as fakes
from tests.runtime.raw_server import Request, raw_server, run, stream_head, whole
from tests.runtime.test_server import ASK, LAST, STREAM, Writer, event, proxy, settings_for

pytestmark = pytest.mark.usefixtures("fakes")


def with_login(url: str, home: Path, server: Server, table: dict[str, Any] = TABLE) -> Any:
    settings = settings_for(url)
    settings.profiles["main"].login = Credential(table, environment=environment(home), send=server)
    return settings


@pytest.mark.parametrize("body", [ASK, STREAM])
@pytest.mark.parametrize("known", [True, False])
def test_expired_token_is_renewed(body: dict[str, Any], known: bool, tmp_path: Path) -> None:
    """With `known` the expiry is known locally; otherwise the provider rejects the token and the request repeats."""
    owned(tmp_path, -10 if known else 3600)
    token_server = Server()

    async def provider(request: Request, writer: Writer) -> None:
        if request.headers.get("authorization") != "bearer access-token-number-1":
            writer.write(whole(b'{"error":{"message":"expired"}}', "401 Unauthorized"))
        elif b"stream" in request.body:
            writer.write(stream_head() + event(say="yo") + LAST)
        else:
            writer.write(whole(b'{"say":"yo"}'))

    async def test() -> None:
        async with raw_server(provider) as upstream, proxy(with_login(upstream.url, tmp_path, token_server)) as client:
            answer = await client.post("/v1/say", json=body)
            assert answer.status_code == 200 and "yo" in answer.text
            assert len(token_server.requests) == 1 and len(upstream.requests) == (1 if known else 2)
            assert len({request.body for request in upstream.requests}) == 1

    run(test())


@pytest.mark.parametrize("body", [ASK, STREAM])
@pytest.mark.parametrize("expires", [-10, 3600])
def test_permanently_rejected_login(body: dict[str, Any], expires: float, tmp_path: Path) -> None:
    owned(tmp_path, expires, number=9)

    async def provider(request: Request, writer: Writer) -> None:
        writer.write(whole(b'{"error":{"message":"expired"}}', "401 Unauthorized"))

    async def test() -> None:
        async with raw_server(provider) as upstream, proxy(with_login(upstream.url, tmp_path, Server())) as client:
            answer = await client.post("/v1/say", json=body)
            assert answer.status_code == 403 and answer.json()["error_type"] == "permission"
            assert "profile main cannot be used" in answer.text and "dragoman auth login acme" in answer.text

    run(test())


def test_unreachable_token_server_is_a_transient_error(tmp_path: Path) -> None:
    owned(tmp_path, -10)
    token_server = Server()
    token_server.fails = [(503, b"")]

    async def test() -> None:
        async with raw_server(lambda *_: asyncio.sleep(0)) as upstream:
            async with proxy(with_login(upstream.url, tmp_path, token_server)) as client:
                assert (await client.post("/v1/say", json=ASK)).status_code == 503

    run(test())


def test_no_secret_is_leaked(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A provider and a token server that shout back what they were given; then every answer and log line is looked
    through."""
    caplog.set_level(logging.DEBUG)
    from dragoman.masking import Masking

    caplog.handler.addFilter(Masking())
    token_server = Server()
    answers: list[str] = []

    async def provider(request: Request, writer: Writer) -> None:
        shout = json.dumps({"error": {"message": f"no: {request.headers.get('authorization')}"}}).encode()
        writer.write(whole(shout, "401 Unauthorized"))

    async def test() -> None:
        async with raw_server(provider) as upstream, proxy(with_login(upstream.url, tmp_path, token_server)) as client:
            for expires, fails in (
                (3600, []),
                (-10, [(400, {"error": "x", "error_description": "refresh-token-number-0"})]),
            ):
                owned(tmp_path, expires)
                token_server.fails = list(fails)
                for body in (ASK, STREAM):
                    answers.append((await client.post("/v1/say", json=body)).text)

    run(test())
    assert len(answers) == 4
    for text in [*answers, caplog.text]:
        assert "access-token-number" not in text and "refresh-token-number" not in text, text
