"""Totals of this process since its start: requests, errors, tokens, times and losses, by profile, model and client.

Every set of labels is bounded: models that a profile does not declare, and what exceeds a limit, are counted as
`other`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from dragoman.observer.observation import Observation
from dragoman.observer.row import client_of, error_type

OTHER = "other"
MAX_CLIENTS = 50
MAX_LOSS_PATHS = 200
BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 320.0)  # upper limits in seconds
REASONING = "reasoning_tokens"
TOKENS = ("uncached_input_tokens", "cache_read_tokens", "cache_write_tokens", "output_tokens", REASONING)
UNDECLARED = "unknown field"  # the reason of a loss of a field that no spec declares

Labels = tuple[str, str, str, int]  # profile, model, client and status
RawLabels = tuple[str, str, bytes, int]  # the same without bounds, and with the user agent
K = TypeVar("K")


class Histogram:
    """Counts by bucket; `counts` has one more entry for what exceeds the last limit."""

    __slots__ = ("counts", "sum")

    def __init__(self) -> None:
        self.counts = [0] * (len(BUCKETS) + 1)
        self.sum = 0.0

    def add(self, values: list[float]) -> None:
        """Add durations in seconds. They are sorted, which takes less time than to find the bucket of each."""
        values.sort()
        before = 0
        for place, limit in enumerate(BUCKETS):
            if before == len(values):
                break
            below = bisect_right(values, limit)
            self.counts[place] += below - before
            before = below
        self.counts[-1] += len(values) - before
        self.sum += sum(values)

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

    def add(self, ended: list[Observation]) -> None:
        """Add requests that have ended."""
        self.requests += len(ended)
        self.failed += sum([one.failure is not None for one in ended])
        unpriced = [one.usage for one in ended if one.cost is None]
        if len(unpriced) < len(ended):
            priced = [one for one in ended if one.cost is not None]
            self.cost += sum([one.cost or 0.0 for one in priced])
            self._add_tokens([one.usage for one in priced])
        if unpriced:
            self.unpriced += self._add_tokens(unpriced)
        self.duration.add([one.ended_at - one.started for one in ended])
        self.first_token.add([one.first_token_at - one.started for one in ended if one.first_token_at])

    def _add_tokens(self, usages: list[Mapping[str, Any]]) -> int:
        """Add the tokens of several requests. Returns those of their prompts and answers."""
        tokens, added = self.tokens, 0
        for name in TOKENS:
            count = sum([usage.get(name, 0) for usage in usages])
            tokens[name] += count
            if name != REASONING:  # which are output tokens
                added += count
        return added

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

    def add(self, ended: list[Observation], known_models: Mapping[str, Collection[str]]) -> None:
        """Add requests that have ended, several at once. `known_models`: ids that their profiles declare."""
        groups: dict[RawLabels, list[Observation]] = {}
        for one in ended:
            labels = one.profile, one.model, one.agent, one.status
            if (group := groups.get(labels)) is None:
                group = groups[labels] = []
            group.append(one)
            if one.failure is not None or one.losses or one.failed_profiles or len(one.attempts) > 1:
                self._add_problems(one, known_models.get(one.profile, ()))
        for labels, group in groups.items():
            self._total(labels, known_models.get(labels[0], ())).add(group)

    def _total(self, labels: RawLabels, known_models: Collection[str]) -> Total:
        profile, model, agent, status = labels
        client = _bounded(client_of(agent)[0], self._clients, MAX_CLIENTS)
        key = profile or OTHER, model if model in known_models else OTHER, client, status
        return self._totals.setdefault(key, Total())

    def _add_problems(self, one: Observation, known_models: Collection[str]) -> None:
        profile = one.profile or OTHER
        if one.failure is not None:
            model = one.model if one.model in known_models else OTHER
            self.errors[profile, model, error_type(one.failure)] += 1
        self.retries.update(one.repetitions)
        for before in one.failed_profiles:
            self.fallbacks[before, profile] += 1
        for loss in one.losses:
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
