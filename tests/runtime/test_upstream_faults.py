"""Faults of providers that lose nothing that had arrived, and clients that leave or send their key twice."""

from __future__ import annotations

import asyncio
import gzip
import json
import threading
import zlib
from typing import Any

import pytest

from dragoman.config import profiles
from dragoman.server import delivery
from tests.runtime.fake_adapters import fakes as fakes
from tests.runtime.raw_server import END, Request, chunk, raw_server, run, stream_head, whole
from tests.runtime.test_server import ASK, STREAM, both, proxy, settings_for, yo

pytestmark = pytest.mark.usefixtures("fakes")
Writer = asyncio.StreamWriter


def plain(text: str) -> bytes:
    return b'data: {"say":"%b"}\n\n' % text.encode()


def test_events_before_a_damage_are_delivered() -> None:
    async def handler(request: Request, writer: Writer) -> None:
        deflater = zlib.compressobj(wbits=31)
        good = deflater.compress(plain("one ") + plain("two")) + deflater.flush(zlib.Z_SYNC_FLUSH)
        writer.write(stream_head("content-encoding: gzip") + chunk(good + b"\xff" * 40) + END)

    async def test() -> None:
        async with both(handler) as (client, _):
            text = (await client.post("/v1/say", json=STREAM)).text
            assert "one " in text and "two" in text and "cannot be decoded" in text

    run(test())


@pytest.mark.parametrize(
    "headers", [("content-encoding: gzip", "content-encoding: deflate"), ("content-encoding: gzip, deflate",)]
)
@pytest.mark.parametrize("stream", [False, True])
def test_every_coding_is_undone(headers: tuple[str, ...], stream: bool) -> None:
    async def handler(request: Request, writer: Writer) -> None:
        if json.loads(request.body).get("stream"):
            packed = zlib.compress(gzip.compress(plain("yo") + b"data: [END]\n\n"))
            writer.write(stream_head(*headers) + chunk(packed) + END)
        else:
            writer.write(whole(zlib.compress(gzip.compress(b'{"say":"yo"}')), "200 OK", *headers))

    async def test() -> None:
        async with both(handler) as (client, _):
            answer = await client.post("/v1/say", json=STREAM if stream else ASK)
            assert answer.status_code == 200 and "yo" in answer.text and "error" not in answer.text

    run(test())


def test_the_count_of_a_client_that_has_left_is_cancelled() -> None:
    async def handler(request: Request, writer: Writer) -> None:
        await asyncio.sleep(30)

    async def test() -> None:
        async with both(handler, "twin") as (client, upstream):
            count = asyncio.ensure_future(client.post("/v1/say/count", json=ASK))
            while not upstream.requests:
                await asyncio.sleep(0.01)
            count.cancel()
            await asyncio.wait_for(upstream.gone.wait(), 15)  # of 30 s

    run(test())


def test_a_proxy_key_in_two_headers_is_sent_in_none() -> None:
    async def test() -> None:
        async with raw_server(yo) as upstream:
            settings = settings_for(upstream.url, keys=("key-of-the-team",))
            options = profiles.ProfileOptions(base_url=upstream.url, passthrough=True)
            settings.profiles["main"] = profiles.make("main", "twin", options, environment={})
            async with proxy(settings) as client:
                names = [name.decode() for name in sorted(client_credentials())]
                headers = dict.fromkeys(names, "Bearer key-of-the-team")
                await client.post("/v1/say", json=ASK, headers=headers)
                assert upstream.requests and len(names) >= 2
                assert not any("key-of-the-team" in value for value in upstream.requests[0].headers.values())

    run(test())


def client_credentials() -> frozenset[bytes]:
    from dragoman.server.paths import Paths

    return Paths().credentials


def test_large_bodies_are_translated_in_another_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[tuple[str, bool]] = []

    async def recorded(size: int, function: Any, *arguments: Any) -> Any:
        def run_here(*given: Any) -> Any:
            found.append((function.__name__, threading.current_thread() is threading.main_thread()))
            return function(*given)

        return await real(size, run_here, *arguments)

    real = delivery.off_loop
    for module in ("handler.delivery", "dispatch", "delivery", "streaming"):
        monkeypatch.setattr(f"dragoman.server.{module}.off_loop", recorded)

    async def test() -> None:
        async with both(yo) as (client, _):
            assert (await client.post("/v1/say", json=ASK)).status_code == 200
            assert found and all(main for _, main in found)
            found.clear()
            long = {**ASK, "turns": ["x" * delivery.OFF_LOOP_BYTES]}
            assert (await client.post("/v1/say", json=long)).status_code == 200
            assert ("parse_json_object", False) in found and ("request", False) in found

    run(test())
