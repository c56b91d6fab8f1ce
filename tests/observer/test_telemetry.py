"""OpenTelemetry: spans and measurements by the pinned conventions, and exporters by the standard variables."""

from __future__ import annotations

import asyncio
import builtins
import json
import logging
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest

from dragoman import loader
from dragoman.commands.serving.serve import bind
from dragoman.config.recovery import RetryOptions
from dragoman.observer.observer import Observer
from dragoman.observer.totals import OTHER
from dragoman.server.app import App
from dragoman.server.listener.server import Server
from dragoman.telemetry import setup
from dragoman.telemetry.conventions import conventions
from tests.http_server import Host, Responder, serving
from tests.runtime.fake_adapters import fakes as fakes
from tests.runtime.raw_server import Handler, Request, raw_server, run, stream_head, whole
from tests.runtime.test_server import ASK, LAST, STREAM, Writer, event, settings_for, yo

pytest.importorskip("opentelemetry.sdk", reason="the extra is not installed: pip install 'dragoman[otel]'")

from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from dragoman.telemetry.spans import Exporter
from tests.observer.facts import exchange

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


class Collected:
    """What was exported, in memory."""

    def __init__(self) -> None:
        self.memory, self.reader = InMemorySpanExporter(), InMemoryMetricReader()
        tracers = TracerProvider()
        tracers.add_span_processor(SimpleSpanProcessor(self.memory))
        self.exporter = Exporter(tracers, MeterProvider([self.reader]))

    @property
    def spans(self) -> tuple[ReadableSpan, ...]:
        return self.memory.get_finished_spans()

    def points(self) -> dict[str, list[tuple[dict[str, Any], Any]]]:
        """Return the measurements by name: attributes and data."""
        data = self.reader.get_metrics_data()
        assert data is not None
        return {
            metric.name: [(dict(point.attributes or {}), point) for point in metric.data.data_points]
            for resource in data.resource_metrics
            for scope in resource.scope_metrics
            for metric in scope.metrics
        }


@asynccontextmanager
async def exported(
    handler: Handler, provider: str = "acme", **changes: Any
) -> AsyncIterator[tuple[httpx.AsyncClient, Collected]]:
    async with raw_server(handler) as upstream:
        settings = settings_for(upstream.url, provider)
        for name, value in changes.items():
            setattr(settings, name, value)
        main = settings.profiles["main"]
        main.options = replace(main.options, retry=RetryOptions(max_retries=1, max_wait=5.0, budget=1.0))
        app, collected = App(settings), Collected()
        app.export_to(collected.exporter)
        listener, running = bind("127.0.0.1", 0), Server(app)
        task = asyncio.ensure_future(running.serve([listener]))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
            yield client, collected
        running.should_exit = running.force_exit = True
        await task


def attributes(span: ReadableSpan) -> dict[str, Any]:
    return dict(span.attributes or {})


@pytest.mark.usefixtures("fakes")
@pytest.mark.parametrize("provider", ["acme", "twin"])
def test_a_span_has_the_attributes_of_the_conventions(provider: str) -> None:
    async def test() -> None:
        async with exported(yo, provider) as (client, collected):
            headers = {"user-agent": "tool/1", "traceparent": f"00-{TRACE}-{PARENT}-01"}
            answer = await client.post("/v1/say", json=ASK, headers=headers)
            (span,) = collected.spans
            found = attributes(span)
            assert (span.name, span.kind) == ("chat m", SpanKind.CLIENT)
            assert span.parent is not None and (span.context.trace_id, span.parent.span_id) == (
                int(TRACE, 16),
                int(PARENT, 16),
            )
            assert span.instrumentation_scope is not None
            assert span.instrumentation_scope.schema_url == f"https://opentelemetry.io/schemas/{conventions().version}"
            assert (found["gen_ai.operation.name"], found["gen_ai.provider.name"]) == ("chat", provider)
            assert (found["gen_ai.request.model"], found["gen_ai.request.stream"]) == ("m", False)
            assert found["server.address"] == "127.0.0.1" and found["server.port"] > 0
            assert found["dragoman.request.id"] == answer.headers["dragoman-request-id"]
            assert (found["dragoman.profile"], found["dragoman.client.name"]) == ("main", "tool")
            assert found["http.response.status_code"] == 200 and "error.type" not in found
            assert span.status.status_code is StatusCode.UNSET and not span.events
            assert "yo" not in str(found.values())

    run(test())


@pytest.mark.usefixtures("fakes")
def test_the_span_of_a_stream_ends_with_the_stream() -> None:
    async def slowly(request: Request, writer: Writer) -> None:
        writer.write(stream_head() + event(say="yo"))
        await asyncio.sleep(0.2)
        writer.write(event(stop="stop", tokens=3) + LAST)

    async def test() -> None:
        async with exported(slowly) as (client, collected):
            await client.post("/v1/say", json=STREAM)
            (span,) = collected.spans
            found = attributes(span)
            assert span.end_time is not None and span.start_time is not None
            seconds = (span.end_time - span.start_time) / 1e9
            assert found["gen_ai.request.stream"] is True
            assert seconds >= 0.2 and 0 < found["gen_ai.response.time_to_first_chunk"] < seconds
            assert len(found["gen_ai.response.finish_reasons"]) == 1
            points = collected.points()
            ((labels, point),) = points["gen_ai.client.operation.time_to_first_chunk"]
            assert point.count == 1 and labels["gen_ai.request.model"] == OTHER

    run(test())


@pytest.mark.usefixtures("fakes")
def test_repetitions_are_events_and_errors_are_stated() -> None:
    async def fail(request: Request, writer: Writer) -> None:
        writer.write(whole(b'{"error":{"message":"words of the provider"}}', "503 Unavailable"))

    async def test() -> None:
        async with exported(fail) as (client, collected):
            await client.post("/v1/say", json=ASK)
            await client.post("/v1/say", content="{", headers={"content-type": "application/json"})
            sent, refused = collected.spans
            failed, retried, last = sent.events
            assert last.name == failed.name
            assert [failed.name, retried.name] == ["dragoman.attempt.failed", "dragoman.attempt.retried"]
            assert failed.attributes is not None and retried.attributes is not None
            assert failed.attributes["http.response.status_code"] == 503
            assert retried.attributes["dragoman.attempt.change"] == "after a wait"
            assert sent.start_time is not None and sent.start_time < failed.timestamp <= retried.timestamp
            assert sent.status.status_code is StatusCode.ERROR
            found = attributes(sent)
            assert (found["error.type"], found["http.response.status_code"]) == ("overloaded", 529)
            assert found["dragoman.attempts"] == 2
            assert attributes(refused)["error.type"] == "invalid_request"
            assert attributes(refused)["gen_ai.provider.name"] == "unknown"
            assert "words of" not in sent.to_json()
            durations = collected.points()["gen_ai.client.operation.duration"]
            assert sorted(labels["error.type"] for labels, _ in durations) == ["invalid_request", "overloaded"]

    run(test())


@pytest.mark.usefixtures("fakes")
def test_a_client_that_disconnects_is_no_error() -> None:
    async def endless(request: Request, writer: Writer) -> None:
        writer.write(stream_head() + event(say="yo"))
        await asyncio.sleep(5)

    async def test() -> None:
        async with exported(endless) as (client, collected):
            async with client.stream("POST", "/v1/say", json=STREAM) as response:
                await anext(response.aiter_bytes())
            while not collected.spans:
                await asyncio.sleep(0.01)
            (span,) = collected.spans
            assert attributes(span)["dragoman.client.disconnected"] is True
            assert span.status.status_code is StatusCode.UNSET

    run(test())


def test_tokens_count_once_and_models_are_bounded() -> None:
    collected, observer = Collected(), Observer()
    observer.exporter = collected.exporter
    for model in ("known", "invented-1", "invented-2"):
        seen = observer.begin(f"req_{model}", "create", "/v1/say", 0.0)
        usage = {"uncached_input_tokens": 3, "cache_read_tokens": 40, "cache_write_tokens": 2, "output_tokens": 7}
        seen.routed(exchange("main", "aws", model, known=["known"], usage=usage))  # type: ignore[arg-type]
        seen.end(200, False, None)
    found = attributes(collected.spans[0])
    assert (found["gen_ai.usage.input_tokens"], found["gen_ai.usage.output_tokens"]) == (45, 7)
    assert found["gen_ai.usage.cache_read.input_tokens"] == 40
    assert found["gen_ai.usage.cache_creation.input_tokens"] == 2
    assert found["gen_ai.provider.name"] == "aws.bedrock"
    tokens = collected.points()["gen_ai.client.token.usage"]
    sums = {(labels["gen_ai.request.model"], labels["gen_ai.token.type"]): point.sum for labels, point in tokens}
    assert sums == {("known", "input"): 45, ("known", "output"): 7, (OTHER, "input"): 90, (OTHER, "output"): 14}
    (_, point), *_ = tokens
    assert list(point.explicit_bounds) == conventions().metrics["tokens"].buckets


@pytest.mark.usefixtures("fakes")
def test_the_page_stays_off_while_telemetry_is_on() -> None:
    async def test() -> None:
        async with exported(yo, observe=False) as (client, collected):
            await client.post("/v1/say", json=ASK)
            assert len(collected.spans) == 1
            for path in ("/ui", "/ui/api/snapshot", "/metrics"):
                assert (await client.get(path)).status_code == 404

    run(test())


def test_the_pinned_names_are_those_of_the_conventions() -> None:
    attributes = pytest.importorskip("opentelemetry.semconv._incubating.attributes.gen_ai_attributes")
    metrics = pytest.importorskip("opentelemetry.semconv._incubating.metrics.gen_ai_metrics")
    names = conventions()
    known = {value for value in vars(attributes).values() if isinstance(value, str)}
    assert {name for name in names.attributes.values() if name.startswith("gen_ai.")} <= known
    assert {one.name for one in names.metrics.values()} <= {v for v in vars(metrics).values() if isinstance(v, str)}
    declared = {loader.provider(name).get("telemetry_name") for name in loader.providers()}
    assert len(declared) > 5
    assert declared - {None} <= {one.value for one in attributes.GenAiProviderNameValues}
    assert names.version in names.source and names.version in names.schema


VARIABLES: list[tuple[dict[str, str], list[tuple[str, str, str]]]] = [
    ({}, []),
    ({"OTEL_SERVICE_NAME": "x"}, []),
    ({"OTEL_EXPORTER_OTLP_ENDPOINT": " "}, []),
    ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://h", "OTEL_SDK_DISABLED": "true"}, []),
    (
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://h"},
        [("traces", "http/protobuf", "otlp"), ("metrics", "http/protobuf", "otlp")],
    ),
    (
        {"OTEL_TRACES_EXPORTER": "console, otlp", "OTEL_METRICS_EXPORTER": "none"},
        [("traces", "http/protobuf", "console"), ("traces", "http/protobuf", "otlp")],
    ),
    (
        {
            "OTEL_METRICS_EXPORTER": "otlp",
            "OTEL_TRACES_EXPORTER": "none",
            "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL": "grpc",
        },
        [("metrics", "grpc", "otlp")],
    ),
]


@pytest.mark.parametrize(("environment", "expected"), VARIABLES)
def test_exporters_are_chosen_by_the_standard_variables(
    environment: dict[str, str], expected: list[tuple[str, str, str]]
) -> None:
    assert setup.wanted(environment) == expected


def test_an_unknown_exporter_is_reported(caplog: pytest.LogCaptureFixture) -> None:
    found = setup.start({"OTEL_TRACES_EXPORTER": "invented", "OTEL_METRICS_EXPORTER": "none"})
    assert found is not None
    found.close()
    assert "no exporter 'invented' for traces is installed" in caplog.text


def test_without_the_library_one_message_names_the_command(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    original = builtins.__import__

    def missing(name: str, *arguments: Any) -> Any:
        if name.startswith("opentelemetry"):
            raise ImportError(name)
        return original(name, *arguments)

    monkeypatch.setattr(builtins, "__import__", missing)
    with caplog.at_level(logging.WARNING):
        assert setup.start({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}) is None
    assert len(caplog.records) == 1 and "pip install 'dragoman[otel]'" in caplog.text


def test_nothing_is_imported_when_it_is_off() -> None:
    script = (
        "import sys; from dragoman.telemetry import setup; setup.start({}); "
        "assert not [name for name in sys.modules if name.startswith('opentelemetry')]"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


@pytest.fixture
def receiver() -> Iterator[tuple[str, dict[str, int]]]:
    """An OTLP receiver: its address, and the bytes that it got by path."""
    got: dict[str, int] = {}

    class Receiver(Responder):
        def do_POST(self) -> None:
            got[self.path] = len(self.body())
            self.reply(b"")

    with serving(Host(Receiver)) as server:
        yield server.url, got


def test_both_signals_reach_an_otlp_receiver(
    receiver: tuple[str, dict[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, got = receiver
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", url)
    monkeypatch.setenv("OTEL_SERVICE_NAME", "mine")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    found = setup.start({"OTEL_EXPORTER_OTLP_ENDPOINT": url})
    assert found is not None
    observer = Observer()
    observer.exporter = found.exporter
    observer.begin("req_1", "create", "/v1/say", 0.0).end(200, False, None)
    resource = json.loads(found.tracers.resource.to_json())["attributes"]
    assert (resource["service.name"], "service.version" in resource) == ("mine", True)
    found.close()
    assert set(got) == {"/v1/traces", "/v1/metrics"} and min(got.values()) > 100
