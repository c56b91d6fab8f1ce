"""Costs of requests, by the prices of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from dragoman import loader
from dragoman.catalogue import records
from dragoman.library.hub import Usage

MILLION = 1_000_000
SATURDAY = 5  # of datetime.weekday
STANDARD = "standard"


def cost(provider: str, model: str, usage: Usage, variant: str = "", at: datetime | None = None) -> float | None:
    """Return the cost of the tokens of a request in US dollars; None if a price that it needs is unknown.

    `model`: the provider's id; `at`: the time of the request, now by default. Prices are known for the standard
    service only. Hosted tools such as web search are not included. Raises KeyError for an unknown provider or variant.
    """
    return cost_at(records.record(loader.provider(provider, variant), model).get("prices", {}), usage, at)


def cost_at(prices: Mapping[str, Any], usage: Usage, at: datetime | None = None) -> float | None:
    """Return the cost of the tokens of a request at the prices of its model; see `cost`."""
    if usage.get("service_tier", STANDARD) != STANDARD:
        return None
    rates = rates_at(prices, usage, at)
    reasoning = usage.get("reasoning_tokens", 0) if "reasoning" in rates else 0
    parts = {
        "input": usage.get("uncached_input_tokens", 0),
        "cache_read": usage.get("cache_read_tokens", 0),
        "cache_write": usage.get("cache_write_tokens", 0),
        "output": usage.get("output_tokens", 0) - reasoning,
        "reasoning": reasoning,
    }
    # where a provider lists no price for cached tokens, they cost as much as others
    usual = rates.get("input")
    total = 0.0
    for word, tokens in parts.items():
        if tokens:
            price = rates.get(word, usual if word.startswith("cache_") else None)
            if price is None:
                return None
            total += tokens * price
    return total / MILLION if rates else None


def rates_at(prices: Mapping[str, Any], usage: Usage, at: datetime | None = None) -> dict[str, float]:
    """Return the prices of a request at a time, now by default: those of its prompt's size, of the day and of the
    hour."""
    rates = {word: price for word, price in prices.items() if not isinstance(price, list)}
    if len(rates) == len(prices):  # they depend on nothing
        return rates
    at = (at or datetime.now(UTC)).astimezone(UTC)
    prompt = sum(
        usage.get(word, 0)  # type: ignore[misc]
        for word in ("uncached_input_tokens", "cache_read_tokens", "cache_write_tokens")
    )
    day, hour = at.date().isoformat(), at.strftime("%H:%M")
    applicable = [
        *sorted((change for change in prices.get("changes", ()) if change["date"] <= day), key=lambda one: one["date"]),
        *sorted((tier for tier in prices.get("tiers", ()) if tier["above"] < prompt), key=lambda one: one["above"]),
        *(peak for peak in prices.get("peaks", ()) if at.weekday() < SATURDAY and peak["start"] <= hour < peak["end"]),
    ]
    for part in applicable:
        rates |= {word: price for word, price in part.items() if isinstance(price, int | float) and word != "above"}
    return rates
