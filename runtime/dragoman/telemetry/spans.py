"""A span and measurements of each request that has ended.

A span covers the request from its arrival to the last byte. Failed attempts and repetitions are events of it. Texts of
clients and providers are not exported. Models of measurements are those that a profile declares, or `other`.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from opentelemetry import propagate
from opentelemetry.metrics import MeterProvider
from opentelemetry.trace import SpanKind, Status, StatusCode, TracerProvider

from dragoman import __version__, loader
from dragoman.observer.observation import Observation
from dragoman.observer.row import Row
from dragoman.observer.totals import OTHER
from dragoman.telemetry.conventions import conventions

SCOPE = "dragoman"
PORTS = {"https": 443, "http": 80}
SERVER = ("operation", "provider", "host", "port")
UNKNOWN = "unknown"  # provider of a request that was refused before a profile was selected
TOKENS = ("output_tokens", "cache_read_tokens", "cache_write_tokens", "reasoning_tokens")


class Exporter:
    """Receives the requests of an observer that have ended."""

    def __init__(self, tracers: TracerProvider, meters: MeterProvider) -> None:
        names = conventions()
        self._tracer = tracers.get_tracer(SCOPE, __version__, schema_url=names.schema)
        meter = meters.get_meter(SCOPE, __version__, schema_url=names.schema)
        self._metrics = {
            key: meter.create_histogram(
                one.name, one.unit, one.description, explicit_bucket_boundaries_advisory=one.buckets
            )
            for key, one in names.metrics.items()
        }
        self._fields = frozenset(name.encode() for name in propagate.get_global_textmap().fields)

    def ended(self, observation: Observation, row: Row, known_models: Collection[str]) -> None:
        """Export a request. `known_models`: ids that its profile declares."""
        names, values = conventions(), dict(_values(observation, row))
        end = time.time_ns()
        start = end - int(row.duration * 1e6)
        span = self._tracer.start_span(
            f"{values['operation']} {row.model}".rstrip(),
            context=propagate.extract(self._carrier(observation)),
            kind=SpanKind.CLIENT,
            attributes=_named(values),
            start_time=start,
        )
        for when, event, more in _events(observation):
            span.add_event(names.events[event], _named(more), start + int((when - observation.started) * 1e9))
        if row.error is not None:
            span.set_status(Status(StatusCode.ERROR, row.error[0]))
        span.end(end)
        self._measure(row, values, row.model if row.model in known_models else OTHER)

    def _measure(self, row: Row, values: dict[str, Any], model: str) -> None:
        labels: dict[str, Any] = {name: values[name] for name in SERVER if name in values}
        labels["model"] = model
        failed = {"error_type": values["error_type"]} if "error_type" in values else {}
        self._metrics["duration"].record(row.duration / 1000, _named({**labels, **failed}))
        if row.first_token is not None:
            self._metrics["first_token"].record(row.first_token / 1000, _named(labels))
        for kind, count in (("input", row.prompt), ("output", row.usage.get("output_tokens", 0))):
            if count:
                self._metrics["tokens"].record(count, _named({**labels, "token_type": kind}))

    def _carrier(self, observation: Observation) -> dict[str, str]:
        """Return the headers of the client that continue a trace."""
        return {
            name.decode("latin-1"): value.decode("latin-1")
            for name, value in observation.headers
            if name in self._fields
        }


def _events(observation: Observation) -> Iterator[tuple[float, str, dict[str, Any]]]:
    """Yield the failed attempts and the repetitions of a request: time, event and attributes."""
    for number, (profile, _, start, change, end, status, problem) in enumerate(observation.attempts):
        if number:
            yield start, "retried", {"profile": profile, "change": change}
        if end:
            yield end, "failed", {"profile": profile, "status": status, "problem": problem}


def _values(observation: Observation, row: Row) -> Iterator[tuple[str, Any]]:
    """Yield the attributes of a request by their keys in the conventions."""
    names = conventions()
    yield "operation", names.operations[row.kind]
    yield "provider", _provider(row.provider)
    yield "model", row.model
    yield "streams", row.streams
    yield "id", row.id
    yield "profile", row.profile
    yield "requested", row.requested
    yield "client", row.client[0]
    yield "status", row.status
    yield "attempts", row.attempts
    yield "losses", len(row.losses)
    if observation.request is not None:
        host, port = _server(observation.request[3].partition("?")[0])
        yield from (("host", host), ("port", port))
    if row.finish_reason:
        yield "finish_reasons", [row.finish_reason]
    if row.first_token is not None:
        yield "first_token", row.first_token / 1000
    if row.usage:
        yield "prompt", row.prompt
        yield from ((name, row.usage[name]) for name in TOKENS if row.usage.get(name) is not None)
    if row.cost is not None:
        yield "cost", row.cost
    if row.disconnected:
        yield "disconnected", True
    if row.error is not None:
        yield "error_type", row.error[0]


def _named(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return attributes under their exported names, without empty ones."""
    attributes = conventions().attributes
    return {attributes[key]: value for key, value in values.items() if value != ""}


@lru_cache(256)
def _provider(name: str) -> str:
    """Return the name of a provider in the conventions, by default its name here."""
    declared = loader.provider(name).get("telemetry_name") if name in loader.providers() else None
    return declared or name or UNKNOWN


@lru_cache(256)
def _server(url: str) -> tuple[str, int]:
    """Return the host and the port of a URL."""
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or PORTS.get(parts.scheme, 0)
