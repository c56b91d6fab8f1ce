"""Results of a run and their table."""

import math
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """One contestant. CPU in microseconds, memory in megabytes, time in seconds."""

    paced: float
    burst: float
    small: float
    big: float
    resident: float
    peak: float
    ready: float
    kept: float  # share of the events that arrived in time


@dataclass(frozen=True)
class Column:
    title: str
    figure: str
    digits: int
    ratio: bool
    target: float = math.nan  # for the product: ratio to nginx if there is one, else the figure


COLUMNS = (
    Column("paced event", "paced", 1, True, 3.5),
    Column("burst event", "burst", 2, True),
    Column("small request", "small", 0, True, 20),
    Column("60 KB request", "big", 0, True, 14),
    Column("MB at start", "resident", 0, False, 60),
    Column("peak", "peak", 0, False),
    Column("first answer s", "ready", 2, False, 0.6),
)


def table(results: Mapping[str, Result], reference: str, judged: str) -> str:
    """Return a table of contestants with CPU ratios to the reference, followed by the targets."""
    rows = [["CPU µs for each", *(column.title for column in COLUMNS)]]
    for title, result in results.items():
        rows.append([title + ("" if result.kept > 0.95 else " *")])
        for column in COLUMNS:
            rows[-1].append(_cell(column, result, results.get(reference)))
    if judged in results:
        rows.append([f"target for {judged}", *(_target(column) for column in COLUMNS)])
        rows.append(["reached", *(_reached(c, results[judged], results.get(reference)) for c in COLUMNS)])
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = []
    for first, *rest in rows:
        figures = [cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True)]
        lines.append("  ".join([first.ljust(widths[0]), *figures]))
    lines.insert(1, "-" * len(lines[0]))
    for title, result in results.items():
        if result.kept <= 0.95:
            lines.append(f"* {title} did not keep the pace: {result.kept:.0%} of the events came in time")
    return "\n".join(lines)


def _ratio(column: Column, result: Result, reference: Result | None) -> float:
    if not column.ratio:
        return float(getattr(result, column.figure))
    return getattr(result, column.figure) / getattr(reference, column.figure) if reference else math.nan


def _cell(column: Column, result: Result, reference: Result | None) -> str:
    shown = f"{getattr(result, column.figure):.{column.digits}f}"
    ratio = _ratio(column, result, reference)
    return shown if not column.ratio or math.isnan(ratio) else f"{shown} ({ratio:.1f})"


def _target(column: Column) -> str:
    if math.isnan(column.target):
        return ""
    return f"≤ ({column.target:.1f})" if column.ratio else f"≤ {column.target:g}"


def _reached(column: Column, result: Result, reference: Result | None) -> str:
    ratio = _ratio(column, result, reference)
    return "" if math.isnan(ratio) or math.isnan(column.target) else "yes" if ratio <= column.target else "NO"
