"""Tables of `dragoman models`: an overview of the providers, and the models of one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from dragoman import loader
from dragoman.catalogue import records
from dragoman.catalogue.dates import is_past
from dragoman.commands.console import print_table
from dragoman.config.profiles import Profile

UNKNOWN = "-"
HEADINGS = ("Model", "Context", "Output", "In $", "Out $", "Cached $", "Ends", "Remarks")
IMPORTANCE = (0, 1, 2, 3, 4, 6, 7, 5)  # the columns that a narrow terminal keeps
Row = dict[str, Any]


def overview() -> list[Row]:
    """Return the number of models for each provider and variant with its own catalogue."""
    rows = []
    for name in loader.providers():
        seen: set[str] = set()
        for variant in ("", *loader.provider(name).get("variants", {})):
            table = loader.provider(name, variant)
            given = records.listed(table)
            if not given or table["catalogue"] in seen:
                continue
            seen.add(table["catalogue"])
            ending = sum("ends" in record for record in given.get("models", {}).values())
            counts = {"models": len(given.get("models", {})), "ending": ending, "ended": len(given.get("ended", {}))}
            rows.append({"provider": name, "variant": variant, **counts, "as_of": given["as_of"]})
    return rows


def print_overview(rows: Sequence[Row]) -> None:
    """Print the overview."""
    headings = ("Provider", "Variant", "Models", "Ending", "Ended", "As of")
    print_table(headings, [[str(cell) for cell in row.values()] for row in rows])


def report(profile: Profile, own: Sequence[str] | None) -> Row:
    """Return the models of a provider as data with stable keys. `own`: ids of the provider's own list, if it was
    requested."""
    table = profile.table
    given = records.listed(table)
    rows = [_row(profile, id) for id in given.get("models", {})]
    known = {row["id"].lower() for row in rows}
    slots = {slot: model for slot, model in table.get("models", {}).items() if model}
    for model in dict.fromkeys([*profile.models.values(), *table.get("model_ids", ()), *table.get("model_facts", {})]):
        found = records.find(table, model)
        if (found is None or found.ended) and model.lower() not in known:
            rows.append(_row(profile, model))
            known.add(model.lower())
    return {
        "provider": profile.provider,
        "variant": profile.options.variant,
        "catalogue": table.get("catalogue"),
        "as_of": given.get("as_of"),
        "see": given.get("see"),
        "subscription": bool(given.get("subscription")),
        "slots": slots,
        "models": rows,
        "ended": given.get("ended", {}),
        "own_list": None if own is None else _compared(profile, rows, own),
    }


def _row(profile: Profile, id: str) -> Row:
    """Return what is known of a model, with the limits that requests use."""
    found = records.find(profile.table, id)
    record = records.record(profile.table, id)
    window, answer = profile.limits(id)
    gone = found.record if found and found.ended and not record else None
    facts = {key: value for key, value in record.items() if key not in ("context_window", "max_output_tokens", "ends")}
    ends = gone or record.get("ends")
    today = datetime.now(UTC).date().isoformat()
    row = {"id": id, "context_window": window or None, "max_output_tokens": answer or None, **facts}
    return row | ({"ends": ends, "ended": is_past(ends, today)} if ends is not None else {})


def _compared(profile: Profile, rows: Sequence[Row], own: Sequence[str]) -> Row:
    """Return which models only one of both lists has."""
    mine = {row["id"].lower() for row in rows if not row.get("ended")}
    theirs = {id.lower() for id in own}
    new = [id for id in own if id.lower() not in mine and not _is_known(profile, id)]
    missing = [row["id"] for row in rows if row["id"].lower() not in theirs and not row.get("ended")]
    return {"new": new, "missing": missing}


def _is_known(profile: Profile, id: str) -> bool:
    found = records.find(profile.table, id)
    return found is not None and not found.ended


def print_report(report: Row) -> None:
    """Print the models of a provider."""
    slots: dict[str, list[str]] = {}
    for slot, model in report["slots"].items():
        slots.setdefault(model, []).append(slot)
    if report["models"]:
        print_table(HEADINGS, [_cells(row, slots.get(row["id"], [])) for row in report["models"]], IMPORTANCE)
    else:
        print(f"No models of {report['provider']} are known.")
    for line in _notes(report):
        print(line)


def _notes(report: Row) -> list[str]:
    name = report["provider"]
    notes = [""] if report["as_of"] or report["own_list"] else []
    if report["as_of"]:
        prices = "paid by the month" if report["subscription"] else "prices per million tokens"
        notes.append(f"As of {report['as_of']}, {prices}. See {report['see']}" if report["see"] else f"{prices}")
    if report["ended"]:
        notes.append(f"{len(report['ended'])} models have ended; --json lists them.")
    if report["own_list"] is not None:
        new, missing = report["own_list"]["new"], report["own_list"]["missing"]
        if new:
            notes.append(f"{name} also lists {len(new)} models: {', '.join(new)}")
        if missing:
            notes.append(f"{name} does not list {len(missing)} of these models: {', '.join(missing)}")
        if not new and not missing:
            notes.append(f"{name} lists the same models")
    return notes


def _cells(row: Row, slots: list[str]) -> list[str]:
    prices, ends = row.get("prices", {}), row.get("ends") or {}
    remarks = [
        *slots,
        *(["ended"] if row.get("ended") else []),
        *([f"use {ends['successor']}"] if ends.get("successor") else []),
        *([f"answered by {row['answered_by']}"] if row.get("answered_by") else []),
        *(["long prompts cost more"] if prices.get("tiers") else []),
        *(["peak hours cost more"] if prices.get("peaks") else []),
        *([row["status"]] if row.get("status") else []),
        *(["no tools"] if row.get("tools") is False else []),
    ]
    return [
        row["id"],
        _tokens(row["context_window"]),
        _tokens(row["max_output_tokens"]),
        *(_price(prices.get(word)) for word in ("input", "output", "cache_read")),
        ends.get("date", UNKNOWN) + ("?" if ends.get("doubt") else ""),
        ", ".join(remarks),
    ]


def _tokens(count: int | None) -> str:
    """Return a number of tokens, rounded to thousands."""
    if not count:
        return UNKNOWN
    return (
        f"{count / 1_000_000:.4g}M" if count >= 1_000_000 else f"{count / 1000:.0f}k" if count >= 1000 else str(count)
    )


def _price(price: float | None) -> str:
    return UNKNOWN if price is None else f"{price:g}"
