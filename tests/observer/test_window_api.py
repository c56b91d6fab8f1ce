"""The page's API over real sockets: rows, events, recordings, keys of operators, and headers that confine the page."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from dragoman.config.settings import Settings
from tests.runtime.fake_adapters import fakes as fakes
from tests.runtime.raw_server import Handler, Request, chunk, raw_server, run, stream_head, whole
from tests.runtime.test_server import ASK, LAST, STREAM, Writer, event, proxy, settings_for, yo

pytestmark = pytest.mark.usefixtures("fakes")
JSON = {"content-type": "application/json"}
PAYLOAD = "<img src=x onerror=alert(1)>"


@asynccontextmanager
async def window(
    handler: Handler, provider: str = "acme", **changes: Any
) -> AsyncIterator[tuple[httpx.AsyncClient, Settings]]:
    async with raw_server(handler) as upstream:
        settings = settings_for(upstream.url, provider)
        for name, value in changes.items():
            setattr(settings, name, value)
        async with proxy(settings) as client:
            yield client, settings


async def streams(request: Request, writer: Writer) -> None:
    writer.write(stream_head() + event(say="yo") + event(say="!") + LAST)


async def snapshot(client: httpx.AsyncClient, **headers: str) -> dict[str, Any]:
    found: dict[str, Any] = (await client.get("/ui/api/snapshot", headers=headers)).raise_for_status().json()
    return found


async def messages(client: httpx.AsyncClient, after: int, count: int) -> list[tuple[str, str, Any]]:
    """Return the first events: id, name and data."""
    found: list[tuple[str, str, Any]] = []
    async with client.stream("GET", f"/ui/api/events?after={after}") as response:
        fields: dict[str, str] = {}
        async for line in response.aiter_lines():
            name, _, value = line.partition(": ")
            fields[name] = value
            if not line and "data" in fields:
                found.append((fields["id"], fields["event"], json.loads(fields["data"])))
                fields = {}
                if len(found) == count:
                    break
    return found


def test_a_request_is_a_row_with_a_recording() -> None:
    async def test() -> None:
        async with window(streams) as (client, _):
            headers = {"user-agent": "tool/1.2 (x)", "x-key": "untold-client"}
            answer = await client.post("/second/v1/say?beta=true", json=STREAM, headers=headers)
            assert answer.status_code == 200
            found = await snapshot(client)
            (row,) = found["rows"]
            assert (row["profile"], row["requested"], row["model"], row["status"]) == ("second", "m", "m", 200)
            assert (row["client"], row["streams"], row["in_progress"]) == (["tool", "1.2"], True, False)
            assert row["duration"] >= row["first_token"] > 0 and row["attempts"] == 1
            kept = (await client.get(f"/ui/api/requests/{row['id']}")).json()
            assert kept["protocols"] == ["Plain", "Wire"] and kept["client"]["body"] == STREAM
            assert kept["client"]["url"] == "/second/v1/say?beta=true"
            assert kept["sent"]["url"].endswith("/talk")
            received, written = ("".join(part[side] for part in kept["stream"]) for side in (1, 2))
            assert '"say": "yo"' in received and written == answer.text
            assert "untold" not in str(kept)
            assert ["x-key", "***"] in kept["client"]["headers"]
            assert list(kept["times"]) == ["received", "translated", "sent", "first_byte", "first_token", "last"]

    run(test())


def test_a_whole_answer_and_an_error_are_recorded() -> None:
    async def fail(request: Request, writer: Writer) -> None:
        writer.write(whole(json.dumps({"error": {"message": PAYLOAD}}).encode(), "429 Too Many Requests"))

    async def test() -> None:
        async with window(yo) as (client, _):
            answer = await client.post("/v1/say", json=ASK)
            kept = (await client.get(f"/ui/api/requests/{(await snapshot(client))['rows'][0]['id']}")).json()
            assert kept["response"]["body"] == {"say": "yo"} and kept["answer"]["body"] == answer.json()
        async with window(fail) as (client, _):
            await client.post("/v1/say", json=ASK)
            await client.post("/v1/say", json={"model": 1})
            await client.post("/broken/v1/say", json=ASK)
            limited, invalid, unusable = (await snapshot(client))["rows"]
            assert limited["error"] == ["rate_limit", PAYLOAD] and limited["status"] == 429
            assert (invalid["error"][0], invalid["attempts"], invalid["status"]) == ("invalid_request", 0, 400)
            assert unusable["error"][0] == "permission" and unusable["profile"] == "broken"

    run(test())


def test_the_usage_of_a_forwarded_stream_is_read() -> None:
    async def twin(request: Request, writer: Writer) -> None:
        body = b"".join(
            b"event: %b\ndata: %b\n\n" % (kind.encode(), json.dumps({"type": kind, **members}).encode())
            for kind, members in (("begin", {}), *[("text", {"text": "yo"})] * 40, ("end", {"stop": "stop"}))
        )
        writer.write(stream_head() + b"".join(chunk(body[at : at + 50]) for at in range(0, len(body), 50)) + chunk(b""))

    async def test() -> None:
        async with window(twin, "twin") as (client, _):
            assert (await client.post("/v1/say", json=STREAM)).text.count("yo") == 40
            (row,) = (await snapshot(client))["rows"]
            assert row["finish_reason"] == "stop" and row["losses"] == []

    run(test())


def test_events_resume_where_a_page_was() -> None:
    async def test() -> None:
        async with window(yo) as (client, _):
            before = (await snapshot(client))["sequence"]
            await client.post("/v1/say", json=ASK)
            (id, name, rows), *_ = await messages(client, before, 1)
            assert (name, [row["status"] for row in rows]) == ("rows", [200])
            reading = asyncio.ensure_future(messages(client, int(id), 1))
            await client.post("/v1/say", json=ASK)
            (_, name, rows), *_ = await reading
            assert name == "rows" and len(rows) == 1
            assert (await messages(client, 10_000, 1))[0][1] == "reset"

    run(test())


def test_an_open_page_does_not_delay_the_stop() -> None:
    async def test() -> None:
        async with window(yo) as (client, _):
            stop = asyncio.get_running_loop().time()
            async with client.stream("GET", "/ui/api/events") as response:
                assert (await anext(response.aiter_lines())).startswith("id: ")
        assert asyncio.get_running_loop().time() - stop < 5

    run(test())


def test_operators_have_keys_of_their_own() -> None:
    paths = ("/ui/api/snapshot", "/ui/api/events", "/ui/api/requests/1", "/ui/api/usage", "/api/status", "/metrics")

    async def statuses(client: httpx.AsyncClient, key: str) -> set[int]:
        found = set()
        for path in paths:
            async with client.stream("GET", path, headers={"authorization": f"Bearer {key}"} if key else {}) as answer:
                found.add(answer.status_code)
        return found

    async def test() -> None:
        beyond: dict[str, Any] = {"host": "0.0.0.0", "keys": ["untold-client"]}
        async with window(yo, **beyond) as (client, _):
            assert await statuses(client, "untold-client") == {401}
            assert (await client.get("/ui")).status_code == 200  # without data
        async with window(yo, **beyond, operators=["untold-operator"]) as (client, settings):
            assert await statuses(client, "") == await statuses(client, "untold-client") == {401}
            assert await statuses(client, "untold-operator") <= {200, 404, 501}
            asked = await client.post("/v1/say", json=ASK, headers={"x-key": "untold-operator"})
            assert asked.status_code == 401  # an operator is no client
            found = await snapshot(client, authorization="Bearer untold-operator")
            assert not found["inspect"]  # bodies are kept on loopback only
        async with window(yo, keys=["untold-client"]) as (client, _):
            assert (await client.get("/ui/api/snapshot")).status_code == 401
            assert (await client.get("/api/status", headers={"x-key": "untold-client"})).status_code == 200

    run(test())


def test_foreign_pages_and_hosts_are_refused() -> None:
    async def test() -> None:
        async with window(yo) as (client, _):
            for path in ("/ui", "/ui/api/snapshot", "/metrics"):
                for headers, status in (
                    ({"host": "evil.example"}, 421),
                    ({"origin": "https://evil.example"}, 403),
                    ({"sec-fetch-site": "cross-site"}, 403),
                ):
                    assert (await client.get(path, headers=headers)).status_code == status
            form = {"content-type": "application/x-www-form-urlencoded"}
            assert (await client.put("/ui/api/inspect", content=b'{"on": false}', headers=form)).status_code == 415
            assert (await snapshot(client))["inspect"]

    run(test())


def test_every_file_confines_the_page() -> None:
    async def test() -> None:
        async with window(yo) as (client, _):
            for path in ("/ui", "/ui/", "/ui/api/snapshot"):
                answer = await client.get(path)
                assert answer.status_code == 200
                assert answer.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self';")
                assert "unsafe" not in answer.headers["content-security-policy"]
                assert answer.headers["x-content-type-options"] == "nosniff"
                assert "access-control-allow-origin" not in answer.headers
            for path in ("/ui/../app.py", "/ui/%2e%2e/files.py", "/ui/__init__.py", "/ui/api/none"):
                assert (await client.get(path)).status_code == 404

    run(test())


def test_bodies_can_be_switched_off_and_the_observer_too() -> None:
    async def test() -> None:
        async with window(yo) as (client, _):
            await client.post("/v1/say", json=ASK)
            assert (await client.put("/ui/api/inspect", json={"on": False})).json() == {"on": False}
            id = (await snapshot(client))["rows"][0]["id"]
            assert (await client.get(f"/ui/api/requests/{id}")).status_code == 404
        async with window(yo, observe=False) as (client, _):
            assert (await client.post("/v1/say", json=ASK)).status_code == 200
            for path in ("/ui", "/ui/api/snapshot", "/metrics"):
                assert (await client.get(path)).status_code == 404

    run(test())
