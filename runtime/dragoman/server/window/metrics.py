"""/metrics in the format of Prometheus, from the totals of the observer. Label values are bounded by `totals`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import TYPE_CHECKING

from dragoman import __version__, extras
from dragoman.exchange.replies import Reply
from dragoman.observer.observer import Observer
from dragoman.observer.totals import BUCKETS, OTHER, Histogram
from dragoman.server.control.errors import HttpError
from dragoman.server.state import ServerState

if TYPE_CHECKING:
    from prometheus_client.core import HistogramMetricFamily, Metric

MISSING = extras.missing("metrics")
BREAKER_STATES = {"closed": 0, "half_open": 1, "open": 2}
Model = tuple[str, str]  # profile and model
Values = Iterable[tuple[tuple[object, ...], float]]


def reply(state: ServerState, observer: Observer) -> Reply:
    """Return the metrics. Raises HttpError without the library."""
    try:
        from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
    except ImportError:
        raise HttpError("server_error", MISSING, 501) from None
    return Reply(200, [(b"content-type", CONTENT_TYPE_LATEST.encode())], generate_latest(_Metrics(state, observer)))


class _Metrics:
    """One reading of all metrics; a collector of the library."""

    def __init__(self, state: ServerState, observer: Observer) -> None:
        self.state, self.observer = state, observer

    def collect(self) -> Iterator[Metric]:
        yield _gauge("build_info", "Version of the server.", ["version"], [((__version__,), 1)])
        yield from self._counters()
        models = self.observer.totals.by(lambda labels: labels[:2])
        first = {model: one.first_token for model, one in models.items() if sum(one.first_token.counts)}
        yield _histogram("time_to_first_token_seconds", "Time to the first content of a stream.", first)
        duration = {model: one.duration for model, one in models.items()}
        yield _histogram("request_duration_seconds", "Time from the arrival to the last byte.", duration)
        open_requests = Counter(row.streams for row in self.observer.open_rows)
        values: Values = [(("true",), open_requests[True]), (("false",), open_requests[False])]
        yield _gauge("open_requests", "Requests in progress.", ["streams"], values)
        yield _gauge("breaker_state", "0: closed, 1: half open, 2: open.", ["profile", "model"], self._breakers())
        lag = self.state.lag.take()
        yield _gauge("event_loop_lag_seconds", "Largest lag since the last reading.", [], [((), lag)])

    def _counters(self) -> Iterator[Metric]:
        totals = self.observer.totals
        models = totals.by(lambda labels: labels[:2])
        requests = [
            ((*model, status), one.requests)
            for (*model, status), one in totals.by(lambda labels: (labels[0], labels[1], labels[3])).items()
        ]
        tokens = [
            ((*model, kind.removesuffix("_tokens")), count)
            for model, one in models.items()
            for kind, count in one.tokens.items()
            if count
        ]
        cost = [(model, one.cost) for model, one in models.items() if one.cost]
        of_model = ["profile", "model"]
        yield _counter("requests", "Requests that have ended.", [*of_model, "status"], requests)
        yield _counter("errors", "Errors that clients received.", [*of_model, "type"], totals.errors.items())
        yield _counter("tokens", "Tokens by kind.", [*of_model, "kind"], tokens)
        yield _counter("cost_dollars", "Known cost in US dollars.", of_model, cost)
        retries = totals.retries.items()
        yield _counter("retries", "Repeated requests to providers.", ["profile", "change"], retries)
        yield _counter(
            "fallbacks", "Requests that another profile took.", ["source", "target"], totals.fallbacks.items()
        )
        yield _counter("losses", "Losses by path, without indices.", ["profile", "path"], totals.losses.items())
        undeclared = totals.undeclared.items()
        yield _counter("undeclared_fields", "Fields that no spec declares.", ["profile", "path"], undeclared)

    def _breakers(self) -> Values:
        """Return the state of each breaker; of several that count as `other`, the worst one."""
        found: dict[Model, int] = {}
        for (profile, model), breaker in self.state.providers.breakers.items():
            known = model in self.observer.known_models.get(profile, ())
            key = profile, model if known else OTHER
            found[key] = max(found.get(key, 0), BREAKER_STATES[breaker.state])
        return list(found.items())


def _counter(name: str, text: str, labels: list[str], values: Values) -> Metric:
    from prometheus_client.core import CounterMetricFamily

    family = CounterMetricFamily(f"dragoman_{name}", text, labels=labels)
    for key, value in values:
        family.add_metric(list(map(str, key)), value)
    return family


def _gauge(name: str, text: str, labels: list[str], values: Values) -> Metric:
    from prometheus_client.core import GaugeMetricFamily

    family = GaugeMetricFamily(f"dragoman_{name}", text, labels=labels)
    for key, value in values:
        family.add_metric(list(map(str, key)), value)
    return family


def _histogram(name: str, text: str, values: dict[Model, Histogram]) -> HistogramMetricFamily:
    from prometheus_client.core import HistogramMetricFamily

    family = HistogramMetricFamily(f"dragoman_{name}", text, labels=["profile", "model"])
    for key, one in values.items():
        limits = [*map(str, BUCKETS), "+Inf"]
        family.add_metric(list(key), list(zip(limits, accumulate(one.counts), strict=True)), one.sum)
    return family
