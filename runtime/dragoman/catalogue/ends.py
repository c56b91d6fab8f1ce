"""End dates of models, and the warning for a configured model that has ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from dragoman.catalogue import records
from dragoman.catalogue.dates import is_past


def end(table: Mapping[str, Any], model: str) -> dict[str, Any] | None:
    """Return the end of a model, past or announced: `date`, `successor`, `doubt`; None if none is known.

    `table`: PROVIDER of the generated package, with the variant applied."""
    found = records.find(table, model)
    if found is not None and found.ended and found.id not in table.get("model_facts", {}):
        return found.record
    return records.record(table, model).get("ends")


def ended(table: Mapping[str, Any], model: str, today: date | None = None) -> dict[str, Any] | None:
    """Return the end of a model if it is past."""
    found = end(table, model)
    day = (today or datetime.now(UTC).date()).isoformat()
    return found if found is not None and is_past(found, day) else None


def warning(table: Mapping[str, Any], model: str, today: date | None = None) -> str:
    """Return the text about a model that has ended; "" if it has not."""
    found = ended(table, model, today)
    if found is None:
        return ""
    when = f"ended on {found['date']}" if "date" in found else "is not served any more"
    instead = f"use {found['successor']}" if "successor" in found else f"`dragoman models {table['name']}` lists others"
    return f"model {model} of {table['title']} {when}; {instead}"
