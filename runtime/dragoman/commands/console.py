"""Terminal output with `rich`: tables that fit the terminal, and the progress of slow commands.

`rich` is imported when something is printed, so that other commands start without it. It follows `NO_COLOR`, `TERM` and
`COLUMNS`. Output that is not a terminal gets complete tables without colors.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from dragoman.commands.screen import table as plain_table

if TYPE_CHECKING:
    from rich.console import Console

GAP = 2  # spaces between columns
FOLDED = 20  # characters that a column with long texts has at least
PROGRESS_AFTER = 1.0  # seconds


def console(stderr: bool = False) -> Console:
    """Return a console that prints texts as they are: brackets are no markup, and numbers are not colored."""
    from rich.console import Console

    out = Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    out.on_broken_pipe = _broken_pipe  # type: ignore[method-assign]
    return out


def _broken_pipe() -> None:
    """Raise what `print` raises when the reader of the output has closed it; `rich` would exit with a status."""
    raise BrokenPipeError


def print_table(
    headings: Sequence[str], rows: Sequence[Sequence[str]], importance: Sequence[int] = (), folded: int | None = None
) -> None:
    """Print a table. A terminal gets the columns that fit its width, and the names of the others. `importance`: the
    indices of columns, the most important first, by default from left to right; `folded`: a column with long texts,
    which continue in further lines."""
    cells = [list(headings), *(list(row) for row in rows)]
    out = console()
    if not out.is_terminal and not os.environ.get("COLUMNS"):
        print(plain_table(cells))
        return
    shown = fitting(cells, out.width, importance or range(len(headings)), folded)
    if not out.is_terminal:
        print(plain_table([[line[column] for column in shown] for line in cells]))
        return
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0), header_style="bold")
    for column in shown:
        table.add_column(headings[column], overflow="fold", no_wrap=column != folded)
    for row in rows:
        table.add_row(*(row[column] for column in shown))
    out.print(table)
    if hidden := [heading for column, heading in enumerate(headings) if column not in shown]:
        out.print(f"Not shown, because the terminal is narrow: {', '.join(hidden)}", style="dim")


def fitting(
    cells: Sequence[Sequence[str]], width: int, importance: Sequence[int], folded: int | None = None
) -> list[int]:
    """Return the columns to show, from left to right: the most important ones that fit, and at least one."""
    from rich.cells import cell_len

    shown: list[int] = []
    used = -GAP
    for column in importance:
        wide = max(cell_len(line[column]) for line in cells)
        if column == folded:
            wide = min(wide, FOLDED)
        if not shown or used + GAP + wide <= width:
            shown.append(column)
            used += GAP + wide
    return sorted(shown)


@contextmanager
def progress(text: str) -> Iterator[Callable[[str], None]]:
    """Show a text on standard error while the block runs, if that is a terminal and the block takes longer than a
    second. Yields a function that replaces the text."""
    out = console(stderr=True)
    status = out.status(text)
    lock, ended = threading.Lock(), False

    def start() -> None:
        with lock:
            if not ended:
                status.start()

    timer = threading.Timer(PROGRESS_AFTER, start)
    timer.daemon = True
    if out.is_terminal:
        timer.start()
    try:
        yield status.update
    finally:
        timer.cancel()
        with lock:
            ended = True
            status.stop()
