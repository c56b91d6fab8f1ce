"""Totals of this process since its start: requests, errors, tokens, times and losses, by profile, model and client.

Every set of labels is bounded: models that a profile does not declare, and what exceeds a limit, are counted as
`other`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from dragoman.observer.row import Row

OTHER = "other"
MAX_CLIENTS = 50
MAX_LOSS_PATHS = 200
BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 320.0)  # upper limits in seconds
TOKENS = ("uncached_input_tokens", "cache_read_tokens", "cache_write_tokens", "output_tokens", "reasoning_tokens")
UNDECLARED = "unknown field"  # the reason of a loss of a field that no spec declares

Model = tuple[str, str]  # profile and model


class Histogram:
    """Counts by bucket; `counts` has one more entry for what exceeds the last limit."""

    def __init__(self) -> None:
        self.counts = [0] * (len(BUCKETS) + 1)
        self.sum = 0.0

    def add(self, seconds: float) -> None:
        self.counts[bisect_left(BUCKETS, seconds)] += 1
        self.sum += seconds


@dataclass(slots=True)
class Total:
    """Requests of one profile, model and client."""

    requests: int = 0
    failed: int = 0
    tokens: dict[str, int] = field(default_factory=dict)
    cost: float = 0.0
    unpriced: int = 0  # tokens without a known price


class Totals:
    """`by_client`: (profile, model, client) -> total; the other counters are those of /metrics."""

    def __init__(self) -> None:
        self.by_client: dict[tuple[str, str, str], Total] = {}
        self.requests: Counter[tuple[str, str, int]] = Counter()  # profile, model, status
        self.errors: Counter[tuple[str, str, str]] = Counter()  # profile, model, error type
        self.first_token: dict[Model, Histogram] = {}
        self.duration: dict[Model, Histogram] = {}
        self.retries: Counter[str] = Counter()  # by profile
        self.fallbacks: Counter[tuple[str, str]] = Counter()  # from a profile, to a profile
        self.losses: Counter[tuple[str, str]] = Counter()  # profile, path without indices
        self.undeclared: Counter[tuple[str, str]] = Counter()  # profile, path without indices
        self._clients: set[str] = set()
        self._paths: set[str] = set()

    def add(self, row: Row, known_models: Collection[str]) -> None:
        """Add a request that has ended. `known_models`: ids that its profile declares."""
        profile = row.profile or OTHER
        model = row.model if row.model in known_models else OTHER
        self.requests[profile, model, row.status] += 1
        self._add_usage(row, profile, model)
        if row.error is not None:
            self.errors[profile, model, row.error[0]] += 1
        _add_time(self.duration, profile, model, row.duration)
        if row.first_token is not None:
            _add_time(self.first_token, profile, model, row.first_token)
        if row.attempts > 1 + len(row.failed_profiles):
            self.retries[profile] += row.attempts - 1 - len(row.failed_profiles)
        for before in row.failed_profiles:
            self.fallbacks[before, profile] += 1
        for loss in row.losses:
            self._add_loss(profile, loss)

    def _add_usage(self, row: Row, profile: str, model: str) -> None:
        client = self._bounded(row.client[0], self._clients, MAX_CLIENTS)
        key = profile, model, client
        total = self.by_client.get(key)
        if total is None:  # `setdefault` would make a total for each request
            total = self.by_client[key] = Total()
        total.requests += 1
        total.failed += row.error is not None
        for name in TOKENS:
            if count := row.usage.get(name):
                total.tokens[name] = total.tokens.get(name, 0) + count
        if row.cost is not None:
            total.cost += row.cost
        else:
            total.unpriced += row.prompt + row.usage.get("output_tokens", 0)

    def _add_loss(self, profile: str, loss: str) -> None:
        path, _, reason = loss.partition(";")
        plain = ".".join(step for step in path.split(".") if not step.isdigit()) or OTHER
        plain = self._bounded(plain, self._paths, MAX_LOSS_PATHS)
        (self.undeclared if reason == UNDECLARED else self.losses)[profile, plain] += 1

    def _bounded(self, name: str, known: set[str], most: int) -> str:
        if name not in known:
            if len(known) >= most:
                return OTHER
            known.add(name)
        return name

    def as_json(self) -> list[dict[str, Any]]:
        """Return the usage by profile, model and client."""
        return [
            {
                "profile": profile,
                "model": model,
                "client": client,
                "requests": one.requests,
                "failed": one.failed,
                **{name: one.tokens.get(name, 0) for name in TOKENS},
                "cost": round(one.cost, 6),
                "unpriced_tokens": one.unpriced,
            }
            for (profile, model, client), one in self.by_client.items()
        ]


def _add_time(histograms: dict[Model, Histogram], profile: str, model: str, milliseconds: float) -> None:
    found = histograms.get((profile, model))
    if found is None:
        found = histograms[profile, model] = Histogram()
    found.add(milliseconds / 1000)
