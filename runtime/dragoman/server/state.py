"""State of one server: settings, connections to and states of providers, paths, and the losses that were logged."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any, cast

from dragoman.catalogue import prices, records
from dragoman.config.settings import Settings, is_loopback
from dragoman.exchange.exchange import Exchange
from dragoman.http import origin
from dragoman.http.upstream import Upstream
from dragoman.library.hub import Usage
from dragoman.observer.observer import Exporter, Observer
from dragoman.resilience.states import ProviderStates
from dragoman.server.paths import Paths
from dragoman.server.stored.store import ResponseStore
from dragoman.server.window.lag import LoopLag
from dragoman.server.window.tools import Tools
from dragoman.values.characters import whole

INDEX = re.compile(r"\d+")
MAX_LOSS_KINDS = 1000  # that are remembered
MAX_PRICES = 1000

log = logging.getLogger("dragoman")


class ServerState:
    """`port`: of the embedded provider, once it listens; `lasting`: whether the server outlives the command that
    started it, which the health response states."""

    def __init__(
        self, settings: Settings, upstream: Upstream | None = None, port: int = 0, lasting: bool = True
    ) -> None:
        self.reload: Callable[[], Awaitable[str]] | None = None  # see `reloading`
        self.upstream = upstream or Upstream(settings.timeouts.connect)
        self.port, self.lasting = port, lasting
        self.paths = Paths()
        self.providers = ProviderStates()
        self.logged_losses: set[str] = set()
        self.observer: Observer | None = None
        self.exporter: Exporter | None = None
        self.responses: ResponseStore | None = None
        self.lag, self.tools = LoopLag(), Tools()
        self._prices: dict[tuple[str, str], Mapping[str, Any]] = {}  # by profile and model
        self.use(settings)
        self.draining = False  # the server stops: only requests in progress are served

    def use(self, settings: Settings) -> None:
        """Use these settings for the requests that follow."""
        self._observe(settings)
        self._prices.clear()
        wanted = settings.responses_store
        if wanted is None or self.responses is None or self.responses.options != wanted:
            self.responses = ResponseStore(wanted) if wanted is not None else None
        self.settings = settings
        self.providers.adjusted.clear()  # a profile may have another address now
        self.upstream.connect = settings.timeouts.connect
        names = [origin.host_name(name) for name in (settings.host, *settings.allowed_hosts)]
        self.policy = origin.Policy(
            hosts=frozenset(name for name in names if name),
            origins=frozenset(settings.allowed_origins),
            any_host=bool(settings.keys),
        )

    def _observe(self, settings: Settings) -> None:
        """Start or stop the observer. What a page has switched on or off stays so while the configuration is the
        same."""
        kept = is_loopback(settings.host) if settings.inspect is None else settings.inspect
        keep = kept and settings.observe
        if not settings.observe and self.exporter is None:
            self.observer = None
        elif self.observer is None:
            self.observer = Observer(keep)
            self.observer.price, self.observer.exporter = self._price, self.exporter
        else:
            self.observer.forget_models()
            if (settings.inspect, settings.observe) != (self.settings.inspect, self.settings.observe):
                self.observer.keep(keep)

    def export_to(self, exporter: Exporter) -> None:
        """Report each request that ends to an exporter of telemetry, also if the page is off."""
        self.exporter = exporter
        self._observe(self.settings)
        assert self.observer is not None
        self.observer.exporter = exporter

    async def aclose(self) -> None:
        """Close the connections to providers, and the store."""
        await self.upstream.aclose()
        if self.responses is not None:
            await self.responses.aclose()

    def _price(self, profile: str, model: str, usage: Mapping[str, Any], time: float) -> float | None:
        """Return the cost of a usage at a Unix time by the prices of the catalogue, in US dollars; None if it is
        unknown."""
        listed = self._prices.get((profile, model))
        if listed is None:
            found = self.settings.profiles.get(profile)
            if found is None:
                return None
            if len(self._prices) >= MAX_PRICES:
                self._prices.clear()
            listed = self._prices[profile, model] = records.record(found.table, model).get("prices", {})
        if not listed:
            return None
        return prices.cost_at(listed, cast(Usage, usage), datetime.fromtimestamp(time, UTC))

    def stop_readers(self) -> None:
        """Wake the readers of events, because the server stops."""
        for reader in self.observer.waiting if self.observer else ():
            reader.set()

    def log_losses(self, exchange: Exchange) -> None:
        """Log each kind of loss of a profile once at level info, and at level debug afterwards."""
        name = exchange.profile.name
        for loss in exchange.context.losses:
            kind = f"{name}: {INDEX.sub('*', loss)}"
            level = logging.DEBUG
            if kind not in self.logged_losses and len(self.logged_losses) < MAX_LOSS_KINDS:
                self.logged_losses.add(kind)
                level = logging.INFO
            log.log(level, "profile %s: not translated: %s", name, whole(loss.replace(";", ": ", 1)))
