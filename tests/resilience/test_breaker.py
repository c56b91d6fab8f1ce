"""Circuit breakers with a given clock, and through the proxy with a scripted provider."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from dragoman.commands.cli import main
from dragoman.commands.serving.serve import bind
from dragoman.config.recovery import BreakerOptions
from dragoman.config.routing import Target
from dragoman.resilience.breaker import Breaker
from dragoman.resilience.failures import FailedResponse
from dragoman.server.app import App
from dragoman.server.listener.server import Server
from tests.conformance.inprocess import Line, ReceivedRequest, ask, reply_hi, run
from tests.resilience.fronts import every_front, send, text_of, whole_and_streamed
from tests.resilience.several import error, profiles, serving

DOWN = FailedResponse(503, error_type="overloaded")


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def breaker(**options: Any) -> tuple[Breaker, Clock]:
    clock = Clock()
    return Breaker(BreakerOptions(**options), clock), clock


def opened(**options: Any) -> tuple[Breaker, Clock]:
    one, clock = breaker(**options)
    for _ in range(one.options.failures):
        one.fail(DOWN, False)
    assert one.state == "open"
    return one, clock


def test_it_opens_after_failures_within_the_window() -> None:
    one, clock = breaker()
    for _ in range(4):
        one.fail(DOWN, False)
    clock.now += 31
    for _ in range(4):
        one.fail(DOWN, False)
    assert one.enter() == "closed"
    one.fail(DOWN, False)
    assert (one.enter(), one.remaining, one.cause) == ("open", 10, "overloaded (HTTP 503)")


def test_answers_take_failures_back() -> None:
    one, _ = breaker()
    for _ in range(100):
        one.fail(DOWN, False)
        one.succeed(False)
    assert one.state == "closed"
    for _ in range(3):
        one.fail(DOWN, False)
        one.fail(DOWN, False)
        one.succeed(False)
    assert one.state == "closed"
    for _ in range(2):
        one.fail(DOWN, False)
    assert one.remaining == 10


def test_one_probe_at_a_time_decides() -> None:
    one, clock = opened()
    clock.now += 9.9
    assert one.enter() == "open"
    clock.now += 0.1
    assert [one.enter() for _ in range(3)] == ["half_open", "open", "open"]
    one.succeed(False)  # of a request that began earlier
    assert one.state == "half_open"
    one.succeed(True)
    assert (one.state, one.enter()) == ("closed", "closed")


def test_cool_down_grows_with_failed_probes_up_to_a_limit_and_is_forgotten_after_an_answer() -> None:
    one, clock = opened(max_cool_down=60.0)
    waits = []
    for _ in range(5):
        waits.append(one.remaining)
        clock.now += one.remaining
        assert one.enter() == "half_open"
        one.fail(DOWN, True)
    assert waits == [10, 20, 40, 60, 60]
    clock.now += 60
    one.enter()
    one.succeed(True)
    for _ in range(5):
        one.fail(DOWN, False)
    assert one.remaining == 10


@pytest.mark.parametrize(("stated", "wait"), [(3.0, 3), (1000.0, 1000), (10.0**9, 86_400)])
def test_time_of_the_provider_wins(stated: float, wait: float) -> None:
    one, _ = breaker()
    for _ in range(5):
        one.fail(FailedResponse(429, error_type="rate_limit", wait=stated), False)
    assert one.remaining == wait


def test_probe_without_a_result_makes_room_for_the_next() -> None:
    one, clock = opened()
    clock.now += 10
    assert one.enter() == "half_open"
    one.leave()
    assert one.enter() == "half_open"


def test_it_can_be_cleared_and_switched_off() -> None:
    one, _ = opened()
    one.clear()
    assert one.enter() == "closed"
    off, _ = breaker(failures=0)
    for _ in range(100):
        off.fail(DOWN, False)
    assert off.state == "closed"


ONE = profiles(main="provider: openai, breaker: { failures: 3 }")
TWO = profiles(
    main="provider: openai, breaker: { failures: 3 }, fallback: [backup]",
    backup="provider: openai, protocol: openai_chat",
)


def hurry(to: App, seconds: float) -> None:
    """Let time pass for the breakers of a proxy."""
    before = to.providers.clock
    to.providers.clock = lambda: before() + seconds
    for one in to.providers.breakers.values():
        one.clock = to.providers.clock


@whole_and_streamed
@every_front
def test_open_circuit_answers_at_once_and_a_probe_closes_it(front: str, stream: bool, tmp_path: Path) -> None:
    healthy = False

    async def play(request: ReceivedRequest, line: Line) -> None:
        await (reply_hi if healthy else error(503))(request, line)

    async def test() -> None:
        nonlocal healthy
        async with serving(tmp_path, ONE, main=play) as (to, made):
            for _ in range(3):
                assert b"not used" not in (await send(to, front, stream)).body
            answer = await send(to, front, stream)
            assert answer.status in (503, 529) and answer.headers["retry-after"] == "10"
            assert b"main/m failed too often" in answer.body and b"dragoman breaker clear main/m" in answer.body
            other = await send(to, front, stream, model="other")
            assert b"not used" not in other.body and len(made["main"].requests) == 4
            healthy = True
            hurry(to, 10)
            assert text_of(front, await send(to, front, stream), stream) == "Hi"
            assert text_of(front, await send(to, front, stream), stream) == "Hi"

    run(test())


def test_open_circuit_leads_to_the_fallback_without_a_request(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def test() -> None:
        async with serving(tmp_path, TWO, main=error(503), backup=reply_hi) as (to, made):
            for _ in range(5):
                answer = await send(to, "openai_chat", False)
                assert answer.status == 200
            assert len(made["main"].requests) == 3 and len(made["backup"].requests) == 5
            assert answer.headers["dragoman-profile"] == 'backup; after="main circuit_open"'

    with caplog.at_level("INFO", "dragoman"):
        run(test())
    assert "profile main: circuit_open: trying profile backup" in caplog.text
    assert "(main: circuit_open)" in caplog.text


def test_errors_of_requests_do_not_open_it(tmp_path: Path) -> None:
    async def test() -> None:
        for status in (400, 401, 404, 413, 422):
            async with serving(tmp_path, ONE, main=error(status)) as (to, made):
                for _ in range(6):
                    await send(to, "openai_chat", False)
                assert len(made["main"].requests) == 6

    run(test())


def test_cut_streams_open_it(tmp_path: Path) -> None:
    async def cut(request: ReceivedRequest, line: Line) -> None:
        await line.begin(kind="text/event-stream", content_length="100000")
        await line.chunk(role="assistant", content="Hal")

    async def test() -> None:
        async with serving(tmp_path, ONE, main=cut) as (to, made):
            for _ in range(4):
                answer = await send(to, "anthropic_messages", True)
            assert len(made["main"].requests) == 3 and b"failed too often" in answer.body

    run(test())


def test_only_one_of_many_requests_is_the_probe(tmp_path: Path) -> None:
    async def test() -> None:
        async with serving(tmp_path, ONE, main=error(503)) as (to, made):
            await asyncio.gather(*(send(to, "openai_chat", False) for _ in range(3)))
            hurry(to, 10)
            await asyncio.gather(*(send(to, "openai_chat", False) for _ in range(20)))
            assert len(made["main"].requests) == 4

    run(test())


def test_probe_of_a_client_that_leaves_is_repeated(tmp_path: Path) -> None:
    async def slow(request: ReceivedRequest, line: Line) -> None:
        if len(request.body) > 200:
            await asyncio.sleep(5)
        await error(503)(request, line)

    async def test() -> None:
        async with serving(tmp_path, ONE, main=slow) as (to, made):
            for _ in range(3):
                await send(to, "openai_chat", False)
            hurry(to, 10)
            body = {"model": "m", "messages": [{"role": "user", "content": "x" * 200}]}
            await ask(to, body, "/v1/chat/completions", leave_at=0.1)
            assert to.providers.breakers["main", "m"].enter() == "half_open"

    run(test())


def test_status_and_clear(tmp_path: Path) -> None:
    text = ONE + "keys: [sk-client-key]\n"
    key = {"authorization": "Bearer sk-client-key"}

    async def test() -> None:
        async with serving(tmp_path, text, main=error(503)) as (to, made):
            assert (await ask(to, None, "/api/status", method="GET")).status == 401
            for _ in range(4):
                await send(to, "openai_chat", False, key)
            status = (await ask(to, None, "/api/status", key, "GET")).json
            shown = status["profiles"]["main"]["breakers"]["m"]
            assert shown["state"] == "open" and 9 < shown["seconds"] <= 10
            assert shown["cause"] == "overloaded (HTTP 503)"
            unknown = await ask(to, None, "/api/breakers/clear?profile=other", key)
            assert unknown.status == 404 and "no profile 'other'" in unknown.json["error"]["message"]
            assert (await ask(to, None, "/api/breakers/clear?profile=main", key)).json == {"cleared": ["main/m"]}
            assert (await ask(to, None, "/api/breakers/clear", key, "GET")).status == 405
            await send(to, "openai_chat", False, key)
            assert len(made["main"].requests) == 4

    run(test())


NOTHING = "no circuit breaker was open, and no account cooled down"


def test_commands_show_and_close_breakers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async def test() -> None:
        async with serving(tmp_path, ONE, main=error(503)) as (to, _):
            for _ in range(3):
                await send(to, "openai_chat", False)
            listener = bind("127.0.0.1", 0)
            server = Server(to)
            task = asyncio.ensure_future(server.serve([listener]))
            place = ["--config", str(tmp_path / "dragoman.yaml"), "--port", str(listener.getsockname()[1])]
            for command in (["status"], ["breaker", "clear", "main/m"], ["breaker", "clear"], ["status"]):
                assert await asyncio.to_thread(main, [*command, *place]) == 0
            server.should_exit = True
            await task
            assert await asyncio.to_thread(main, ["status", *place]) == 1

    run(test())
    shown = capsys.readouterr()
    lines = shown.out.splitlines()
    assert lines[0].endswith(": ok") and lines[1] == "  * main  openai: paused in part"
    assert lines[2].startswith("      m: circuit open, next probe in ") and "overloaded (HTTP 503)" in lines[2]
    assert lines[3:5] == ["cleared: main/m", NOTHING] and lines[6:] == ["  * main  openai: ok"]
    assert "no server responds" in shown.err


def test_number_of_breakers_is_bounded(tmp_path: Path) -> None:
    async def test() -> None:
        async with serving(tmp_path, ONE, main=error(503)) as (to, _):
            profile = to.settings.profiles["main"]
            for index in range(3000):
                to.providers.report(Target(profile, f"m{index}"), DOWN, False)
            assert len(to.providers.breakers) <= 1000

    run(test())
