"""The id of a request: in the log, in the response, and in the request to every provider."""

from __future__ import annotations

import json
import logging
from dataclasses import replace

import pytest

from dragoman.logs import JsonFormatter, LineFormatter
from tests.laws import exchanges, pairs
from tests.runtime.fake_adapters import fakes as fakes
from tests.runtime.raw_server import Request, raw_server, run, stream_head, whole
from tests.runtime.test_server import ASK, LAST, STREAM, Writer, event, proxy, settings_for

ID = "req_0123456789abcdef01234567"
CLIENTS_OWN = {"x-client-request-id": "of-the-client"}


@pytest.mark.usefixtures("fakes")
@pytest.mark.parametrize("observe", [True, False])
@pytest.mark.parametrize("provider", ["acme", "twin"])
def test_client_provider_and_log_have_the_same_id(
    provider: str, observe: bool, caplog: pytest.LogCaptureFixture
) -> None:
    async def answer(request: Request, writer: Writer) -> None:
        found.append(request.headers["x-client-request-id"])
        streams = b"true" in request.body
        writer.write(stream_head() + event(say="yo") + LAST if streams else whole(b'{"say":"yo"}'))

    async def test() -> None:
        async with raw_server(answer) as upstream:
            settings = settings_for(upstream.url, provider)
            settings.observe = observe
            async with proxy(settings) as client:
                for body in (ASK, STREAM):
                    response = await client.post("/v1/say", json=body, headers=CLIENTS_OWN)
                    received.append(response.headers["dragoman-request-id"])
                invalid = await client.post("/v1/say", content="{")
                received.append(invalid.headers["dragoman-request-id"])

    found: list[str] = []
    received: list[str] = []
    caplog.handler.setFormatter(JsonFormatter())
    caplog.set_level(logging.INFO, "dragoman.access")
    run(test())
    assert found == received[:2] and len(set(received)) == 3
    logged = [json.loads(line) for line in caplog.text.splitlines() if line.startswith("{")]
    assert [one["request"] for one in logged if one["logger"] == "dragoman.access"] == received


@pytest.mark.usefixtures("fakes")
def test_lines_of_the_console_end_with_the_id(caplog: pytest.LogCaptureFixture) -> None:
    async def answer(request: Request, writer: Writer) -> None:
        writer.write(whole(b'{"say":"yo"}'))

    async def test() -> None:
        async with raw_server(answer) as upstream, proxy(settings_for(upstream.url)) as client:
            ids.append((await client.post("/v1/say", json=ASK)).headers["dragoman-request-id"])

    ids: list[str] = []
    caplog.handler.setFormatter(LineFormatter())
    caplog.set_level(logging.INFO, "dragoman.access")
    run(test())
    (line,) = [line for line in caplog.text.splitlines() if "POST /v1/say" in line]
    assert line.endswith(f" s [{ids[0]}]")


@pytest.mark.parametrize("provider", pairs.NAMES)
@pytest.mark.parametrize("front", [exchanges.FRONT, "openai_chat"])
def test_every_provider_receives_the_id(provider: str, front: str) -> None:
    body = exchanges.REQUEST if front == exchanges.FRONT else {"model": "m", "messages": exchanges.REQUEST["messages"]}
    for sends in (True, False):
        made = exchanges.exchange(provider, body, front=front)
        options = replace(made.profile.options, sends_request_id=sends)
        made.profile, made.request_id = replace(made.profile, options=options, passthrough=False), ID
        headers = made.request(exchanges.KEY).headers
        assert headers.get("x-client-request-id") == (ID if sends else None)
