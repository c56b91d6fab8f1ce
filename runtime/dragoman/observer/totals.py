"""Totals of this process since its start: requests, errors, tokens, times and losses, by profile, model and client.

Every set of labels is bounded: models that a profile does not declare, and what exceeds a limit, are counted as
`other`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any, TypeVar

from dragoman.observer.row import Row

OTHER = "other"
MAX_CLIENTS = 50
MAX_LOSS_PATHS = 200
BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 320.0)  # upper limits in seconds
TOKENS = ("uncached_input_tokens", "cache_read_tokens", "cache_write_tokens", "output_tokens", "reasoning_tokens")
UNDECLARED = "unknown field"  # the reason of a loss of a field that no spec declares

Labels = tuple[str, str, str, int]  # profile, model, client and status
K = TypeVar("K")


class Histogram:
    """Counts by bucket; `counts` has one more entry for what exceeds the last limit."""

    __slots__ = ("counts", "sum")

    def __init__(self) -> None:
        self.counts = [0] * (len(BUCKETS) + 1)
        self.sum = 0.0

    def add(self, seconds: float) -> None:
        self.counts[bisect_left(BUCKETS, seconds)] += 1
        self.sum += seconds

    def merge(self, other: Histogram) -> None:
        self.counts = [one + more for one, more in zip(self.counts, other.counts, strict=True)]
        self.sum += other.sum


@dataclass(slots=True)
class Total:
    """Requests with the same labels."""

    requests: int = 0
    failed: int = 0
    tokens: dict[str, int] = field(default_factory=lambda: dict.fromkeys(TOKENS, 0))
    cost: float = 0.0
    unpriced: int = 0  # tokens without a known price
    duration: Histogram = field(default_factory=Histogram)
    first_token: Histogram = field(default_factory=Histogram)

    def add(self, row: Row) -> None:
        self.requests += 1
        self.failed += row.failure is not None
        if usage := row.usage:
            for name in TOKENS:
                if count := usage.get(name):
                    self.tokens[name] += count
            if row.cost is None:
                self.unpriced += row.prompt + usage.get("output_tokens", 0)
            else:
                self.cost += row.cost
        self.duration.add(row.duration / 1000)
        if row.first_token is not None:
            self.first_token.add(row.first_token / 1000)

    def merge(self, other: Total) -> None:
        self.requests += other.requests
        self.failed += other.failed
        self.tokens = {name: count + other.tokens[name] for name, count in self.tokens.items()}
        self.cost += other.cost
        self.unpriced += other.unpriced
        self.duration.merge(other.duration)
        self.first_token.merge(other.first_token)


class Totals:
    """The counters are those of /metrics."""

    def __init__(self) -> None:
        self.errors: Counter[tuple[str, str, str]] = Counter()  # profile, model, error type
        self.retries: Counter[tuple[str, str]] = Counter()  # profile, change
        self.fallbacks: Counter[tuple[str, str]] = Counter()  # from a profile, to a profile
        self.losses: Counter[tuple[str, str]] = Counter()  # profile, path without indices
        self.undeclared: Counter[tuple[str, str]] = Counter()  # profile, path without indices
        self._totals: dict[Labels, Total] = {}
        self._clients: set[str] = set()
        self._paths: set[str] = set()

    def add(self, row: Row, known_models: Collection[str]) -> None:
        """Add a request that has ended. `known_models`: ids that its profile declares."""
        profile = row.profile or OTHER
        model = row.model if row.model in known_models else OTHER
        key = profile, model, _bounded(row.client[0], self._clients, MAX_CLIENTS), row.status
        total = self._totals.get(key)
        if total is None:
            total = self._totals[key] = Total()
        total.add(row)
        if row.error is not None:
            self.errors[profile, model, row.error[0]] += 1
        if row.repetitions:
            self.retries.update(row.repetitions)
        for before in row.failed_profiles:
            self.fallbacks[before, profile] += 1
        for loss in row.losses:
            self._add_loss(profile, loss)

    def _add_loss(self, profile: str, loss: str) -> None:
        path, _, reason = loss.partition(";")
        plain = ".".join(step for step in path.split(".") if not step.isdigit()) or OTHER
        plain = _bounded(plain, self._paths, MAX_LOSS_PATHS)
        (self.undeclared if reason == UNDECLARED else self.losses)[profile, plain] += 1

    def by(self, key: Callable[[Labels], K]) -> dict[K, Total]:
        """Return the totals by a part of their labels."""
        found: dict[K, Total] = {}
        for labels, total in self._totals.items():
            found.setdefault(key(labels), Total()).merge(total)
        return found

    def as_json(self) -> list[dict[str, Any]]:
        """Return the usage by profile, model and client."""
        return [
            {
                "profile": profile,
                "model": model,
                "client": client,
                "requests": one.requests,
                "failed": one.failed,
                **{name: one.tokens[name] for name in TOKENS},
                "cost": round(one.cost, 6),
                "unpriced_tokens": one.unpriced,
            }
            for (profile, model, client), one in self.by(lambda labels: labels[:3]).items()
        ]


def _bounded(name: str, known: set[str], most: int) -> str:
    """Return a name, or `other` if as many others are known already."""
    if name not in known:
        if len(known) >= most:
            return OTHER
        known.add(name)
    return name
