"""Explanations as text: client and provider side by side, with the line of the spec of each field."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dragoman.commands.console import console
from dragoman.masking import masked

if TYPE_CHECKING:
    from rich.console import Console

    from dragoman_codegen.explain.data import Bodies, Explanation, Link, Step

Path = tuple[str | int, ...]
MAX_VALUE = 48  # characters of a value
WIDE = 100  # columns of a terminal that shows both sides beside each other
COLORS = {"=": "dim", "→": "blue", "≈": "yellow", "+": "green", "†": "red", "·": "dim"}


@dataclass(frozen=True, slots=True)
class Row:
    """What is shown beside each other: a source, a sign, a result, and the lines that made it."""

    source: str
    sign: str
    result: str
    lines: str


def print_explanation(found: Explanation) -> None:
    """Print an explanation. Each field of the result has a row."""
    from rich.text import Text

    out = console()
    out.soft_wrap = not out.is_terminal  # a program reads whole lines
    out.print(Text(f"{found.client} → {found.provider} ({found.protocol})  model {found.model}", style="bold"))
    if found.url:
        out.print(Text(f"{found.method} {found.url}"))
    rows = list(_events(found) if found.kind == "stream" else _fields(found))
    if rows:
        out.print()
        _print_rows(found, rows, out)
    elif found.refused or found.kind != "stream":
        out.print_json(data=found.result)
    _print_notes(found, out)


def masked_json(found: Explanation) -> Any:
    """Return an explanation as JSON without registered secrets."""
    return json.loads(masked(json.dumps(found.as_json())))


def _fields(found: Explanation) -> Iterator[Row]:
    """Yield a row for each field of the result."""
    bodies = _bodies(found, found.source)
    for link, value in shown_links(found):
        sources = [f"{dotted(path)}  {short(bodies.at(path))}" for path in link.sources]
        sources = sources or [f"({dotted(path)})" for path in link.depends]
        yield Row("\n".join(sources), link.sign, f"{dotted(link.path)}  {short(value)}", lines_of(found, link.steps))


def _events(found: Explanation) -> Iterator[Row]:
    """Yield a row for each event of the provider's stream, one for each frame that it became, and one for each field of
    a frame that comes from the stream."""
    fields = _stream_fields(found)
    for number, event in enumerate(found.events):
        given = "end of the stream" if event.payload is None else short(event.payload)
        rows = " ".join(f"{found.steps[one].rule.removeprefix('row ')}" for one in event.rows)
        if event.payload is not None or event.frames:
            lines = f"{rows}  {lines_of(found, event.rows)}".strip()
            yield Row(f"#{number}  {given}", "→" if event.frames else "·", "", lines)
        for nth, (name, payload, step) in enumerate(event.frames):
            yield Row("", "→", f"{name}  {short(payload)}" if name else short(payload), lines_of(found, (step,)))
            yield from fields.get((number, nth), ())


def _stream_fields(found: Explanation) -> dict[Path, list[Row]]:
    """Return the rows of scalars that come from events, by the numbers of the event and of the frame below it."""
    bodies = _bodies(found, [event.payload for event in found.events])
    rows: dict[Path, list[Row]] = {}
    for link in found.links:
        number, nth, *path = link.path
        value = _at(found.events[int(number)].frames[int(nth)][1], tuple(path))
        if any(isinstance(source[0], int) for source in link.sources) and not isinstance(value, dict | list):
            sources = [f"#{dotted(one)}  {short(bodies.at(one))}" for one in link.sources]
            row = Row(
                "\n".join(sources), link.sign, f"{dotted(tuple(path))}  {short(value)}", lines_of(found, link.steps)
            )
            rows.setdefault(link.path[:2], []).append(row)
    return rows


def _bodies(found: Explanation, source: Any) -> Bodies:
    from dragoman_codegen.explain.data import Bodies

    return Bodies(source, found.request)


def _print_rows(found: Explanation, rows: list[Row], out: Console) -> None:
    """Print rows side by side on a wide console, else one below the other."""
    from rich.table import Table
    from rich.text import Text

    sides = (found.client, found.provider) if found.kind == "request" else (found.provider, found.client)
    if out.width >= WIDE:
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
        for heading in (sides[0], "", sides[1], "lines"):
            table.add_column(heading, overflow="fold")
        for row in rows:
            sign, lines = Text(row.sign, style=COLORS[row.sign]), Text(row.lines, style="dim")
            table.add_row(Text(row.source), sign, Text(row.result), lines)
        with out.capture() as printed:
            out.print(table, soft_wrap=False)
        text = printed.get()
        print(text.rstrip("\n") if out.is_terminal else "\n".join(map(str.rstrip, text.splitlines())))
        return
    for row in rows:
        out.print(Text.assemble((row.sign, COLORS[row.sign]), f" {row.result or row.source}"))
        for source in row.source.splitlines() if row.result else ():
            out.print(Text(f"    from {source}"))
        out.print(Text(f"    {row.lines}", style="dim"))


def _print_notes(found: Explanation, out: Console) -> None:
    """Print losses, silent parts, and the quirks that took part."""
    from rich.text import Text

    def section(title: str, rows: list[tuple[str, str, str]]) -> None:
        if rows:
            out.print(Text(f"\n{title}", style="bold"))
        for sign, text, line in rows:
            out.print(Text.assemble((sign, COLORS[sign]), f" {text}  ", (line, "dim")))

    section("Lost", [("†", f"{one.path}: {one.reason}", place(found.steps[one.step])) for one in found.losses])
    silent = [("·", f"{dotted(one.source)}: {one.reason}", place(found.steps[one.step])) for one in found.silent]
    section("Left out without a loss", silent)
    quirks = dict.fromkeys((step.because, step.see) for step in found.steps if step.because)
    section("Quirks", [("=", f"{because}", see) for because, see in quirks])


def shown_links(found: Explanation) -> Iterator[tuple[Link, Any]]:
    """Yield the links to show with their values: of scalars, and of objects and lists that are copied as a whole."""
    inner = {link.path: link for link in found.links}
    hidden: set[Path] = set()
    for link in found.links:
        value = _at(found.result, link.path)
        if any(link.path[:end] in hidden for end in range(1, len(link.path))):
            continue
        if not isinstance(value, dict | list) or not value:
            yield link, value
        elif len(link.sources) == 1 and _copied(link, value, inner):
            hidden.add(link.path)
            yield link, value


def _copied(link: Link, value: Any, links: dict[Path, Link]) -> bool:
    """Return whether all members come from the members of the only source, by the same lines."""
    for key, member in value.items() if isinstance(value, dict) else enumerate(value):
        path = (*link.path, key)
        one = links.get(path)
        if one is None or one.sources != ((*link.sources[0], key),) or one.steps != link.steps:
            return False
        if isinstance(member, dict | list) and not _copied(one, member, links):
            return False
    return True


def lines_of(found: Explanation, steps: Sequence[int]) -> str:
    """Return the lines of steps, in order; passes by their name."""
    return " › ".join(place(found.steps[number]) for number in steps)


def place(step: Step) -> str:
    """Return a step as the name of its pass, and its file and line."""
    if not step.file:
        return "runtime"
    where = f"{step.file.removeprefix('specs/').removeprefix('protocols/')}:{step.line}"
    return f"{step.name} {where}" if step.name else where


def dotted(path: Path) -> str:
    return ".".join(map(str, path))


def short(value: Any) -> str:
    """Return a value as JSON, shortened."""
    text = masked(json.dumps(value, ensure_ascii=False))
    return text if len(text) <= MAX_VALUE else f"{text[: MAX_VALUE - 1]}…"


def _at(value: Any, path: Path) -> Any:
    for key in path:
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            return None
    return value
