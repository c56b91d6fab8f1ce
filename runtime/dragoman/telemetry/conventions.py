"""Names of the GenAI conventions of OpenTelemetry, read from `conventions.json`, which pins their version and source.

The keys of the file are terms of this project; its values are the names that are exported. Names that begin with that
of the project extend the conventions. A provider's name in the conventions is `telemetry_name` in its spec.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Metric:
    """A histogram. `buckets`: upper limits."""

    name: str
    unit: str
    description: str
    buckets: list[float]


@dataclass(frozen=True, slots=True)
class Conventions:
    """The file. `schema`: URL that identifies the version to receivers; `operations`: by the kind of a request."""

    version: str
    source: str
    schema: str
    operations: dict[str, str]
    attributes: dict[str, str]
    events: dict[str, str]
    metrics: dict[str, Metric]


@cache
def conventions() -> Conventions:
    """Return the names."""
    text = (resources.files(__package__) / "conventions.json").read_text("utf-8")
    content = json.loads(text)
    return Conventions(**{**content, "metrics": {name: Metric(**one) for name, one in content["metrics"].items()}})
