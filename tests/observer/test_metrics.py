"""/metrics: every family, bounded labels, and the message without the library."""

from __future__ import annotations

import builtins
from typing import Any

import httpx
import pytest

from dragoman.observer.totals import OTHER
from dragoman.server.app import App
from dragoman.server.window import metrics
from tests.observer.facts import exchange, sent
from tests.observer.test_window_api import window
from tests.runtime.fake_adapters import fakes as fakes
from tests.runtime.raw_server import Request, run, stream_head, whole
from tests.runtime.test_server import ASK, LAST, STREAM, Writer, event, settings_for, yo

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


FAMILIES = [
    "dragoman_build_info",
    "dragoman_requests_total",
    "dragoman_errors_total",
    "dragoman_time_to_first_token_seconds",
    "dragoman_request_duration_seconds",
    "dragoman_tokens_total",
    "dragoman_cost_dollars_total",
    "dragoman_open_requests",
    "dragoman_breaker_state",
    "dragoman_retries_total",
    "dragoman_fallbacks_total",
    "dragoman_losses_total",
    "dragoman_undeclared_fields_total",
    "dragoman_event_loop_lag_seconds",
]


def test_every_family_has_values_and_bounded_labels() -> None:
    """Clients choose models, names and paths; none of them becomes a label without a limit."""

    async def test() -> None:
        app = App(settings_for("http://127.0.0.1:9"))
        observer = app.observer
        assert observer is not None
        observer.price = lambda *_: 0.5
        for number in range(600):
            seen = observer.begin(f"req_{number}", "create", "/v1/say", 0.0)
            seen.received("POST", "", [(b"user-agent", b"tool%d/1" % number)], b"")
            seen.routed(exchange("first", model="known", known=["known"]))
            seen.sent(sent())
            seen.sent(sent(), "after a wait")
            losses = [f"messages.{number}.x{number};lost", f"y{number};unknown field"]
            usage = {"uncached_input_tokens": 3, "output_tokens": 2}
            other = exchange("main", model=f"invented-{number}", known=["known"], losses=losses, usage=usage)  # type: ignore[arg-type]
            seen.routed(other)
            seen.sent(sent())
            seen.first_token()
            seen.end(529, False, {"error_type": "overloaded", "message": f"busy {number}"})
        found.append(metrics.reply(app, observer).body)

    parser = pytest.importorskip("prometheus_client.parser")
    found: list[bytes] = []

    run(test())
    families = {family.name: family for family in parser.text_string_to_metric_families(found[0].decode())}
    values = {name: families[name.removesuffix("_total")].samples for name in FAMILIES}
    assert {name for name, samples in values.items() if not samples} == {"dragoman_breaker_state"}
    labels = {label for samples in values.values() for sample in samples for label in sample.labels.values()}
    assert len(labels) < 250 and not {label for label in labels if "invented" in label or "tool" in label}
    assert values["dragoman_cost_dollars_total"][0].value == 300.0
    assert values["dragoman_retries_total"][0].value == 600
    assert values["dragoman_fallbacks_total"][0].labels == {"source": "first", "target": "main"}


def test_an_unknown_cost_is_not_a_cost_of_zero() -> None:
    parser = pytest.importorskip("prometheus_client.parser")
    found: list[bytes] = []

    async def test() -> None:
        async with window(yo) as (client, app):
            await client.post("/v1/say", json=ASK)
            found.append((await client.get("/metrics")).content)

    run(test())
    families = {family.name: family for family in parser.text_string_to_metric_families(found[0].decode())}
    assert families["dragoman_requests"].samples and not families["dragoman_cost_dollars"].samples


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
