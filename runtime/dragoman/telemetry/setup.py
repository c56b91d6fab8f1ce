"""Exporters of OpenTelemetry, as its standard environment variables name them.

Telemetry is on if one of VARIABLES is set. The SDK itself reads the endpoint, headers, sampler, limits and intervals.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dragoman import __version__, extras

if TYPE_CHECKING:
    from opentelemetry.sdk.metrics import MeterProvider
    from opentelemetry.sdk.trace import TracerProvider

    from dragoman.telemetry.spans import Exporter

SIGNALS = ("traces", "metrics")
VARIABLES = (
    *("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"),
    *("OTEL_TRACES_EXPORTER", "OTEL_METRICS_EXPORTER"),
)
OTLP, NONE = "otlp", "none"
MAX_FLUSH_MILLISECONDS = 5000

log = logging.getLogger("dragoman")


@dataclass(frozen=True)
class Telemetry:
    """A running export. `exporter`: for an observer."""

    exporter: Exporter
    tracers: TracerProvider
    meters: MeterProvider

    def close(self) -> None:
        """Export what is left. It may take some seconds."""
        self.tracers.force_flush(MAX_FLUSH_MILLISECONDS)
        self.tracers.shutdown()
        self.meters.shutdown(MAX_FLUSH_MILLISECONDS)


def start(environment: Mapping[str, str]) -> Telemetry | None:
    """Return the telemetry that the environment requests, if any. What is missing is logged."""
    chosen = wanted(environment)
    if not chosen:
        return None
    try:
        from opentelemetry.sdk.metrics import MeterProvider
        from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
        from opentelemetry.sdk.resources import OTELResourceDetector, Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        from dragoman.telemetry.spans import Exporter
    except ImportError:
        log.warning("OpenTelemetry is configured (OTEL_*), but %s", extras.missing("otel"))
        return None
    own = Resource.create({"service.name": "dragoman", "service.version": __version__})
    resource = own.merge(OTELResourceDetector().detect())
    tracers, readers = TracerProvider(resource=resource), []
    for signal, protocol, name in chosen:
        if (made := _exporter(signal, protocol, name)) is None:
            continue
        if signal == "traces":
            tracers.add_span_processor(BatchSpanProcessor(made))
        else:
            readers.append(PeriodicExportingMetricReader(made))
    meters = MeterProvider(readers, resource=resource)
    return Telemetry(Exporter(tracers, meters), tracers, meters)


def wanted(environment: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return signal, OTLP protocol and name of each exporter that the environment requests."""
    set_ones = {name: value.strip() for name, value in environment.items() if value.strip()}
    if set_ones.get("OTEL_SDK_DISABLED", "").lower() == "true" or not any(name in set_ones for name in VARIABLES):
        return []
    found = []
    for signal in SIGNALS:
        upper = signal.upper()
        protocol = set_ones.get("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
        protocol = set_ones.get(f"OTEL_EXPORTER_OTLP_{upper}_PROTOCOL", protocol)
        names = set_ones.get(f"OTEL_{upper}_EXPORTER", OTLP).split(",")
        found += [(signal, protocol, name.strip()) for name in names if name.strip() not in ("", NONE)]
    return found


def _exporter(signal: str, protocol: str, name: str) -> Any | None:
    """Return an exporter by its standard name, or None if no installed package has it, which is logged."""
    from importlib.metadata import entry_points

    entry = f"otlp_proto_{'grpc' if protocol == 'grpc' else 'http'}" if name == OTLP else name
    for point in entry_points(group=f"opentelemetry_{signal}_exporter", name=entry):
        return point.load()()
    log.warning(
        "OpenTelemetry: no exporter '%s' for %s is installed. Set OTEL_%s_EXPORTER to otlp or console, or install the "
        "package of the exporter",
        *(entry, signal, signal.upper()),
    )
    return None
