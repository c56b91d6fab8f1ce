"""What a login shows in a terminal: an address and a code that cannot be overlooked, and that it is waiting."""

from __future__ import annotations

import asyncio
import getpass
import os
import sys
import textwrap
import webbrowser
from typing import TextIO

WIDTH = 100


class Screen:
    """Writes to stderr, so that stdout stays for programs; colours and a moving line only for a terminal.
    `browser`: one may be opened."""

    def __init__(self, out: TextIO | None = None, browser: bool = True) -> None:
        self.out, self.browser = out or sys.stderr, browser
        self.lively = self.out.isatty() and os.environ.get("TERM") != "dumb"
        self._shown = ""

    def say(self, text: str = "") -> None:
        """One paragraph."""
        self._clear()
        for line in textwrap.wrap(text, WIDTH - 2, break_long_words=False, break_on_hyphens=False) or [""]:
            print(f"  {line}" if line else "", file=self.out, flush=True)

    def title(self, text: str) -> None:
        print(file=self.out)
        self.say(self._bold(text))

    def row(self, name: str, text: str) -> None:
        """A line that is copied from: never wrapped."""
        self._clear()
        print(f"    {name.ljust(6)}{self._bold(text)}", file=self.out, flush=True)

    def done(self, text: str) -> None:
        self.say(f"{self._green('✓')} {text}" if self.lively else text)

    # what a login says

    def show_page(self, url: str, open_it: bool) -> None:
        opened = open_it and opens(url)
        self.say("Your browser has been opened at" if opened else "Open this page in a browser and log in:")
        self.say()
        self.row("", url)
        self.say()
        if not opened:
            self.say("Then paste here the code that it shows, or the address at which the browser ends up.")

    def show_code(self, url: str, code: str, complete: str) -> None:
        self.say()
        self.row("Page", url or complete)
        self.row("Code", code)
        self.say()
        if complete and complete != url:
            self.say(f"or, with the code in it: {complete}")
        if self.browser and opens(complete or url):
            self.say("Your browser has been opened there.")

    def waiting(self, left: float) -> None:
        """A line that is written over."""
        text = f"  Waiting for you to allow it, {int(left // 60)}:{int(left % 60):02d} left (Ctrl-C stops) "
        if self.lively:
            self._shown = text
            print(f"\r{text}", end="", file=self.out, flush=True)
        elif not self._shown:
            self._shown = text
            print(text.rstrip(), file=self.out, flush=True)

    async def pasted(self) -> str:
        """The next line of standard input that is not empty; "" where it has an end."""
        while (line := await self._line()) and not line.strip():
            pass  # somebody leaned on the key
        return line

    async def _line(self) -> str:
        loop = asyncio.get_running_loop()
        line: asyncio.Future[str] = loop.create_future()

        def ready() -> None:
            if not line.done():
                line.set_result(sys.stdin.readline())

        try:
            loop.add_reader(sys.stdin, ready)
        except (OSError, ValueError, NotImplementedError):  # a file, or nothing at all: it does not wait
            try:
                return sys.stdin.readline()
            except (OSError, ValueError):
                return ""
        try:
            return await line
        finally:
            loop.remove_reader(sys.stdin)

    def ask_secret(self, text: str) -> str:
        """A secret that the user types unseen, or pipes in; "" where nothing is."""
        if sys.stdin.isatty():
            try:
                return getpass.getpass(f"  {text}: ", self.out).strip()
            except EOFError:
                return ""
        return sys.stdin.readline().strip()

    def _clear(self) -> None:
        if self._shown and self.lively:
            print(f"\r{' ' * len(self._shown)}\r", end="", file=self.out)
        if self.lively:
            self._shown = ""

    def _bold(self, text: str) -> str:
        return f"\033[1m{text}\033[0m" if self.lively and text else text

    def _green(self, text: str) -> str:
        return f"\033[32m{text}\033[0m"


def opens(url: str) -> bool:
    """Whether a browser was opened. Not over ssh, not where no screen is, and not for what is no page of the web."""
    if not url.startswith(("https://", "http://")):
        return False
    here = sys.platform in ("darwin", "win32") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if not os.environ.get("BROWSER") and (not here or os.environ.get("SSH_CONNECTION")):
        return False
    try:
        return webbrowser.open(url)
    except webbrowser.Error:
        return False


def when(expires: float | None, now: float, renewable: bool) -> str:
    """`in 52 min`, `3 h ago, renews itself`; a dash where there is no end that is known."""
    if not expires:
        return "-"
    lapse = abs(expires - now)
    text = next(
        (f"{lapse / size:.0f} {unit}" for size, unit in ((86400, "d"), (3600, "h"), (60, "min")) if lapse >= 2 * size),
        "2 min",
    )
    if expires > now:
        return f"in {text}"
    return f"{text} ago, renews itself" if renewable else f"ended {text} ago"


def table(rows: list[list[str]]) -> str:
    """Columns as wide as they must be."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
