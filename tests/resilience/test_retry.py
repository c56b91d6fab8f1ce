"""Repetitions of requests that failed temporarily, through the proxy with a scripted provider, for every front."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from dragoman.config.recovery import BreakerOptions, RetryOptions
from dragoman.resilience import budget, waits
from dragoman.server import delivery, streaming
from tests.conformance import grammar
from tests.conformance.inprocess import (
    STREAM,
    Line,
    ReceivedRequest,
    app,
    ask,
    provider,
    quick,
    reply_hi,
    run,
    whole,
)
from tests.resilience.fronts import every_front, send, text_of, whole_and_streamed
from tests.resilience.several import Script, error, in_order

NO_BREAKER = BreakerOptions(failures=0)
TWICE = RetryOptions()


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(waits, "FIRST_SECONDS", 0.01)
    yield


async def close(request: ReceivedRequest, line: Line) -> None:
    """Script that closes the connection without a response."""


async def close_after_the_header(request: ReceivedRequest, line: Line) -> None:
    await line.begin(kind="text/event-stream" if request.json.get("stream") else "application/json", content_length="9")


async def fail_in_the_body(request: ReceivedRequest, line: Line) -> None:
    """Script that reports an error with a good status: as the first event of a stream if one is requested."""
    failure = {"error": {"message": "overloaded", "code": 503}}
    if request.json.get("stream"):
        await line.begin(kind="text/event-stream")
        await line.send(": waiting\n\n")
        await line.event(failure)
    else:
        await whole(200, failure)(request, line)


FAULTS: dict[str, Script] = {
    "closed": close,
    "closed after the header": close_after_the_header,
    "error in the body": fail_in_the_body,
    **{str(status): error(status) for status in (408, 409, 425, 429, 500, 502, 503, 504, 529)},
    "429 with a time": error(429, retry_after_ms="20"),
    "html": whole(502, "<html>Bad gateway</html>", "text/html"),
}


@whole_and_streamed
@every_front
@pytest.mark.parametrize("fault", FAULTS)
def test_temporary_failure_is_hidden_from_the_client(fault: str, front: str, stream: bool) -> None:
    async def test() -> None:
        async with provider(in_order(FAULTS[fault], FAULTS[fault], reply_hi)) as made:
            answer = await send(app(made.url, retry=TWICE), front, stream)
            assert text_of(front, answer, stream) == "Hi"
            assert len(made.requests) == 3
            assert len({request.body for request in made.requests}) == 1

    run(test())


@whole_and_streamed
@every_front
@pytest.mark.parametrize("fault", FAULTS)
def test_failure_is_reported_after_the_last_repetition(fault: str, front: str, stream: bool) -> None:
    async def test() -> None:
        async with provider(FAULTS[fault]) as made:
            answer = await send(app(made.url, retry=TWICE), front, stream)
            assert answer.status >= 400 and "error" in answer.json
            assert len(made.requests) == 3

    run(test())


PERMANENT = {
    **{str(status): error(status) for status in (400, 401, 402, 403, 404, 413, 422)},
    "quota": error(429, code="insufficient_quota"),
    "overflow": error(500, "maximum context length is 10 tokens"),
    "refused by a header": error(500, x_should_retry="false"),
    "too long a wait": error(429, retry_after="3600"),
}


@whole_and_streamed
@pytest.mark.parametrize("fault", PERMANENT)
def test_other_failures_are_not_repeated(fault: str, stream: bool) -> None:
    async def test() -> None:
        async with provider(in_order(PERMANENT[fault], reply_hi)) as made:
            answer = await send(app(made.url, retry=TWICE), "openai_chat", stream)
            assert answer.status >= 400 and len(made.requests) == 1
            if fault == "too long a wait":
                assert answer.headers["retry-after"] == "3600"

    run(test())


@whole_and_streamed
@pytest.mark.parametrize(("wanted", "sent"), [("0", 1), ("1", 2), ("9", 3), ("many", 3), ("", 3)])
def test_client_lowers_the_number_of_repetitions(wanted: str, sent: int, stream: bool) -> None:
    async def test() -> None:
        async with provider(error(503)) as made:
            await send(app(made.url, retry=TWICE), "openai_chat", stream, {"dragoman-retries": wanted})
            assert len(made.requests) == sent

    run(test())


@every_front
def test_nothing_is_repeated_once_the_client_has_content(front: str) -> None:
    async def half(request: ReceivedRequest, line: Line) -> None:
        await line.begin(kind="text/event-stream")
        await line.chunk(role="assistant", content="Hal")

    async def test() -> None:
        async with provider(in_order(half, reply_hi)) as made:
            answer = await send(app(made.url, retry=TWICE), front, True)
            assert len(made.requests) == 1
            times = 2 if front == "openai_responses" else 1  # the last event of such a stream repeats what was streamed
            assert answer.body.count(b"Hal") == times and b'"Hi"' not in answer.body

    run(test())


def test_pings_are_no_content_and_continue_during_the_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    quick(monkeypatch)
    monkeypatch.setattr(streaming, "PING_INTERVAL_SECONDS", 0.05)

    async def slow(request: ReceivedRequest, line: Line) -> None:
        await line.begin(kind="text/event-stream")
        await asyncio.sleep(0.3)
        await line.event({"error": {"message": "overloaded", "code": 503}})

    async def test() -> None:
        async with provider(in_order(slow, error(429, retry_after_ms="300"), reply_hi)) as made:
            answer = await ask(app(made.url, retry=TWICE), STREAM)
            events = grammar.frames(answer.body)
            grammar.validate(events)
            assert [block["text"] for block in grammar.fold(events)["content"]] == ["Hi"]
            before = [event.name for event in events][: [event.name for event in events].index("message_start")]
            assert len(before) >= 6 and {*before} == {"ping"}
            assert len(made.requests) == 3

    run(test())


def test_pings_of_the_provider_are_no_content(monkeypatch: pytest.MonkeyPatch) -> None:
    quick(monkeypatch)

    async def waits_and_fails(request: ReceivedRequest, line: Line) -> None:
        await line.begin(kind="text/event-stream")
        for _ in range(6):
            await line.send(": waiting\n\n")
            await asyncio.sleep(0.05)
        await line.event({"error": {"message": "overloaded", "code": 503}})

    async def test() -> None:
        async with provider(in_order(waits_and_fails, reply_hi)) as made:
            answer = await send(app(made.url, retry=TWICE), "openai_chat", True)
            assert answer.body.startswith(b": waiting") and text_of("openai_chat", answer, True) == "Hi"
            assert len(made.requests) == 2

    run(test())


def test_late_failure_after_pings_is_an_event(monkeypatch: pytest.MonkeyPatch) -> None:
    quick(monkeypatch)

    async def slow(request: ReceivedRequest, line: Line) -> None:
        await line.begin(kind="text/event-stream")
        await asyncio.sleep(0.3)
        await line.event({"error": {"message": "overloaded", "code": 503}})

    async def test() -> None:
        async with provider(slow) as made:
            answer = await ask(app(made.url, retry=RetryOptions(max_retries=1)), STREAM)
            assert answer.status == 200 and grammar.frames(answer.body)[-1].name == "error"
            assert len(made.requests) == 2

    run(test())


@whole_and_streamed
def test_client_that_leaves_during_the_wait_causes_no_request(stream: bool) -> None:
    async def test() -> None:
        async with provider(error(429, retry_after="5")) as made:
            asked = ask(app(made.url, retry=TWICE), {**STREAM, "stream": stream}, leave_at=0.2, patience=2)
            assert (await asked).status == 0
            assert len(made.requests) == 1

    run(test())


def test_an_outage_is_not_multiplied() -> None:
    async def test() -> None:
        async with provider(error(503)) as made:
            to = app(made.url, retry=TWICE, breaker=NO_BREAKER)
            for _ in range(5):
                await asyncio.gather(*(send(to, "openai_chat", False) for _ in range(40)))
            assert 200 < len(made.requests) <= 200 * 1.2 + 10 + 5

    run(test())


def test_concurrent_answers_of_a_provider_that_flaps_are_neither_lost_nor_doubled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(budget, "RESERVE", 1000.0)
    count = 0

    async def flap(request: ReceivedRequest, line: Line) -> None:
        nonlocal count
        count += 1
        if count % 3 == 0:
            await FAULTS[("closed", "503", "error in the body")[count // 3 % 3]](request, line)
            return
        prompt = request.json["messages"][0]["content"]
        await line.begin(kind="text/event-stream")
        await line.chunk(role="assistant", content=prompt)
        await line.chunk(finish_reason="stop")
        await line.event("[DONE]")

    async def test() -> None:
        async with provider(flap) as made:
            to = app(made.url, retry=RetryOptions(max_retries=8, budget=1.0), breaker=NO_BREAKER)
            texts = [f"number {index}" for index in range(60)]
            asked = (send(to, "openai_chat", True, messages=[{"role": "user", "content": text}]) for text in texts)
            answers = await asyncio.gather(*asked)
            assert [text_of("openai_chat", answer, True) for answer in answers] == texts

    run(test())


def test_log_states_the_failure_and_the_wait(caplog: pytest.LogCaptureFixture) -> None:
    async def test() -> None:
        async with provider(in_order(error(503), error(503), reply_hi)) as made:
            with caplog.at_level(logging.INFO, "dragoman"):
                await send(app(made.url, retry=TWICE), "openai_chat", False)

    run(test())
    assert "profile main: overloaded (HTTP 503): sending the request again after a wait" in caplog.text
    assert "(sent again 2 times after a wait)" in caplog.text


def test_a_local_error_message_is_json(caplog: pytest.LogCaptureFixture) -> None:
    async def test() -> None:
        answer = await send(app(retry=RetryOptions(max_retries=1)), "openai_chat", False)
        problem: dict[str, Any] = json.loads(answer.body)
        assert answer.status == 502 and "no connection" in problem["error"]["message"]

    run(test())


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "compressed"])
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
def test_a_response_that_is_too_large_is_not_requested_again(
    packed: bool, stream: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "MAX_RESPONSE_BYTES", 1 << 20)
    body = json.dumps({"text": "x" * (2 << 20)})
    headers = {"content_encoding": "gzip"} if packed else {}

    async def test() -> None:
        async with provider(whole(200, gzip.compress(body.encode()) if packed else body, **headers)) as made:
            answer = await send(app(made.url, retry=TWICE), "openai_chat", stream)
            assert answer.status == 502 and "larger than 1 MB" in answer.json["error"]["message"], answer.body
            assert len(made.requests) == 1

    run(test())
