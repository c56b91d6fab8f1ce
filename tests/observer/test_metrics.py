"""/metrics: every family, bounded labels, and the message without the library."""

from __future__ import annotations

import builtins
from typing import Any

import httpx
import pytest

from dragoman.observer.totals import OTHER
from tests.observer.test_window_api import window
from tests.runtime.fake_adapters import fakes as fakes
from tests.runtime.raw_server import Request, run, stream_head, whole
from tests.runtime.test_server import ASK, LAST, STREAM, Writer, event, yo

KINDS = ("uncached_input", "output")
pytestmark = pytest.mark.usefixtures("fakes")


async def samples(client: httpx.AsyncClient) -> dict[str, dict[tuple[str, ...], float]]:
    """Return the samples by name and label values, in the order of the labels' names."""
    parser = pytest.importorskip("prometheus_client.parser")
    answer = (await client.get("/metrics")).raise_for_status()
    found: dict[str, dict[tuple[str, ...], float]] = {}
    for family in parser.text_string_to_metric_families(answer.text):
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(value for _, value in sorted(sample.labels.items()))] = sample.value
    return found


def test_requests_tokens_times_and_errors_are_counted() -> None:
    async def answer(request: Request, writer: Writer) -> None:
        if b"fail" in request.body:
            writer.write(whole(b'{"error":{"message":"no"}}', "503 Unavailable"))
        elif b"stream" in request.body:
            writer.write(stream_head() + event(say="yo") + LAST)
        else:
            writer.write(whole(b'{"say":"yo"}'))

    async def test() -> None:
        async with window(answer) as (client, _):
            for body in (ASK, STREAM, {**ASK, "turns": ["fail"]}, {**ASK, "model": "invented"}):
                await client.post("/v1/say", json=body)
            found = await samples(client)
            model = (OTHER, "main")  # no profile declares it
            assert found["dragoman_requests_total"] == {(*model, "200"): 3, (*model, "529"): 1}
            assert found["dragoman_errors_total"] == {(*model, "overloaded"): 1}
            assert found["dragoman_time_to_first_token_seconds_count"] == {model: 1}
            assert found["dragoman_request_duration_seconds_count"] == {model: 4}
            assert found["dragoman_open_requests"] == {("true",): 0, ("false",): 0}
            assert set(found["dragoman_tokens_total"]) == {(kind, *model) for kind in KINDS}
            assert found["dragoman_losses_total"] == {("usage", "main"): 3}
            assert found["dragoman_breaker_state"] == {model: 0}
            assert list(found["dragoman_event_loop_lag_seconds"]) == [()]
            assert "invented" not in str(found)

    run(test())


def test_without_the_library_the_message_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    original = builtins.__import__

    def missing(name: str, *arguments: Any) -> Any:
        if name.startswith("prometheus_client"):
            raise ImportError(name)
        return original(name, *arguments)

    async def test() -> None:
        async with window(yo) as (client, _):
            monkeypatch.setattr(builtins, "__import__", missing)
            answer = await client.get("/metrics")
            assert (answer.status_code, "pip install 'dragoman[metrics]'" in answer.text) == (501, True)

    run(test())
