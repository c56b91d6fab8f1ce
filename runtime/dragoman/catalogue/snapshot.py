"""Conversion of a catalogue snapshot into catalogue files, one for each provider.

A snapshot is one JSON document with the models of all providers (specs/models/README.md). Records that are no chat
models, and those that only a price list has, are left out: the latter keeps models that ended long ago.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from dragoman.catalogue.schema import ModelFile

FORMAT = 1
MAIN = "main"
Record = dict[str, Any]

LIMITS = {
    "context": "context_window",
    "context_max": "max_context_window",
    "input": "max_prompt_tokens",
    "output": "max_output_tokens",
}
RATES = ("input", "output", "reasoning", "cache_read", "cache_write", "cache_write_1h")
FREE = ":free"  # the end of ids that state a price of 0


class InvalidSnapshot(Exception):
    """The document is no catalogue. The text names the place of the first problem."""


def convert(document: Any, providers: Iterable[str]) -> dict[str, Record]:
    """Return provider -> catalogue file, for those of `providers` that the snapshot has. Raises InvalidSnapshot."""
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise InvalidSnapshot(f"no catalogue of format {FORMAT}: the key `format` must be {FORMAT}")
    given = document.get("providers")
    if not isinstance(given, dict) or not given:
        raise InvalidSnapshot("providers: a map of providers is required")
    packages = frozenset(document.get("sources") or ())
    found = {}
    for name in sorted(set(providers) & given.keys()):
        try:
            lists = {key: _list(given, part, packages) for key, part in given[name]["lists"].items()}
            lists = {key: part for key, part in lists.items() if part["models"] or "ended" in part}
            if not lists:
                continue
            file = {"provider": name, "as_of": document.get("generated"), "lists": lists}
            ModelFile.model_validate(file)
        except ValidationError as error:
            fault = error.errors()[0]
            raise InvalidSnapshot(f"providers.{name}.{'.'.join(map(str, fault['loc']))}: {fault['msg']}") from None
        except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
            raise InvalidSnapshot(f"providers.{name}: not in the format of a catalogue ({error})") from None
        found[name] = file
    return found


def _list(providers: Mapping[str, Any], part: Mapping[str, Any], packages: frozenset[str]) -> Record:
    """Convert a list. `same_as: provider/list` stands for the models of another list, which has no such key.
    `packages`: the sources that the snapshot as a whole is from; a record names only others."""
    paid_monthly = bool(part.get("subscription"))
    models, ended = part.get("models", {}), part.get("ended", {})
    if "same_as" in part:
        provider, _, name = part["same_as"].partition("/")
        other = providers[provider]["lists"][name or MAIN]
        models, ended = other["models"], other.get("ended", {})
    return _present(
        see=part.get("doc"),
        sources=part.get("from"),
        subscription=paid_monthly or None,
        models={
            id: _model(id, record, paid_monthly, packages)
            for id, record in sorted(models.items())
            if not record.get("kind") and not record.get("only_priced")
        },
        ended={id: _end(record) for id, record in sorted(ended.items()) if id not in models} or None,
    )


def _model(id: str, record: Record, paid_monthly: bool, packages: frozenset[str]) -> Record:
    """Convert the record of a model."""
    limits = record.get("limits", {})
    return _present(
        **{ours: limits.get(theirs) for theirs, ours in LIMITS.items()},
        input=record.get("in"),
        output=record["out"] if record.get("out", ["text"]) != ["text"] else None,
        reasoning=_reasoning(record),
        tools=False if record.get("tool_call") is False else None,
        temperature=False if record.get("temperature") is False else None,
        protocol=(record.get("served") or {}).get("speaks"),
        prices=None if paid_monthly else _prices(record.get("prices", {}), id.endswith(FREE)),
        status=record.get("status"),
        ends=_end(record["retires"]) if record.get("retires") else None,
        answered_by=record.get("routed_to"),
        note=record.get("note"),
        sources=[source for source in record.get("sources", ()) if source not in packages] or None,
    )


def _reasoning(record: Record) -> bool | Record | None:
    """Return the options of reasoning, or whether there is reasoning if no options are known."""
    options = {option["type"]: option for option in record.get("reasoning_options", ())}
    always = record.get("always_reasons") or None
    found = _present(
        efforts=options.get("effort", {}).get("values") or None,
        default=record.get("reasoning_default"),
        budget_tokens=_budget(options["budget_tokens"]) if "budget_tokens" in options else None,
        can_disable=True if "toggle" in options and not always else None,
        always=always,
    )
    reasons: bool | None = record.get("reasoning")
    return found or reasons


def _budget(option: Record) -> Record:
    """Return the bounds of a reasoning budget. Sources write 0 and -1 for "no limit"."""
    return {word: option[word] for word in ("min", "max") if isinstance(option.get(word), int) and option[word] > 0}


def _prices(given: Record, free: bool) -> Record | None:
    """Return the prices, or None if they are unknown. Sources write 0 for an unknown price too, so 0 stands only for
    models that are free by their name, and for caching that costs nothing extra."""
    rates = _rates(given)
    if not free and not rates.get("input") and not rates.get("output"):
        return None
    rates = {word: price for word, price in rates.items() if price or free or word not in ("input", "output")}
    parts: dict[str, Callable[[Record], Record]] = {
        "tiers": lambda tier: {"above": tier["above"], **_rates(tier)},
        "peaks": lambda peak: {"start": peak["from"], "end": peak["to"], **_rates(peak)},
        "changes": lambda change: {"date": change["on"], **_rates(change)},
    }
    names = {"tiers": "tiers", "peaks": "peaks", "changes": "from"}
    return {**rates, **{word: [parts[word](one) for one in given[key]] for word, key in names.items() if key in given}}


def _rates(given: Record) -> Record:
    return {word: given[word] for word in RATES if given.get(word) is not None}


def _end(record: Record) -> Record:
    return _present(
        date=record.get("on"),
        successor=record.get("to"),
        source=record.get("source"),
        doubt=record.get("doubt"),
    )


def _present(**fields: Any) -> Record:
    """Return the fields that have a value."""
    return {word: value for word, value in fields.items() if value is not None}
