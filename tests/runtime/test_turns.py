"""Turns of the event loop: large reads wait for each other, and nothing else waits for them."""

from __future__ import annotations

import asyncio

import pytest

from dragoman.http import turns
from dragoman.http.call import Call
from dragoman.http.turns import LARGE_READ, Turns
from dragoman.http.upstream import Upstream
from tests.runtime.raw_server import Request, raw_server, run, whole

BODY = b"0123456789abcdef" * 40_000


def test_a_small_read_never_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "BUDGET_SECONDS", 0.0)

    async def test() -> None:
        shared = Turns()
        assert shared.wait_for(LARGE_READ) and not shared.wait_for(LARGE_READ - 1)

    run(test())


def test_large_reads_beyond_the_budget_wait_in_order_and_let_others_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "perf_counter", iter(range(1, 1000)).__next__)  # each look is a second later
    monkeypatch.setattr(turns, "BUDGET_SECONDS", 0.5)  # one read in each turn
    done: list[str] = []

    async def test() -> None:
        shared = Turns()

        async def read(name: str) -> None:
            await shared.turn(LARGE_READ)
            done.append(name)

        async def other() -> None:
            for _ in range(20):
                done.append("other")
                await asyncio.sleep(0)

        await asyncio.gather(other(), *map(read, "abcd"))

    run(test())
    assert [name for name in done if name != "other"] == ["a", "b", "c", "d"]
    assert "other" in done[done.index("b") : done.index("c")] and "other" in done[done.index("c") : done.index("d")]


@pytest.mark.parametrize("budget", [0.0, 1.0])
def test_deferred_responses_are_complete_and_connections_are_reused(
    monkeypatch: pytest.MonkeyPatch, budget: float
) -> None:
    monkeypatch.setattr(turns, "BUDGET_SECONDS", budget)

    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(whole(BODY + request.headers["x-number"].encode()))

    async def everything(call: Call) -> bytes:
        assert await call.head(10)
        data = b""
        while part := await call.read(10):
            data += part
        return data

    async def test() -> None:
        async with raw_server(handler) as server:
            upstream = Upstream(environment={})
            for _ in range(3):
                calls = [upstream.start("POST", server.url, [("x-number", str(n))], b"{}") for n in range(5)]
                found = await asyncio.gather(*map(everything, calls))
                assert found == [BODY + str(n).encode() for n in range(5)]
            assert server.connections == 5 and not upstream.turns.waiting

    run(test())


def test_a_deferred_response_is_complete_when_the_connection_closes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "BUDGET_SECONDS", 0.0)

    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n" + BODY)
        writer.close()

    async def test() -> None:
        async with raw_server(handler) as server:
            call = Upstream(environment={}).start("POST", server.url, [], b"{}")
            assert await call.head(10)
            data = b""
            while part := await call.read(10):
                data += part
            assert data == BODY

    run(test())
