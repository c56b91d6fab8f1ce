"""Terminal output of logins: addresses, codes and progress."""

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
    """Writes to stderr, so that stdout remains for programs. Colours and a progress line appear on a terminal only.
    `browser`: a browser may be opened."""

    def __init__(self, out: TextIO | None = None, browser: bool = True) -> None:
        self.out, self.browser = out or sys.stderr, browser
        self.interactive = self.out.isatty() and os.environ.get("TERM") != "dumb"
        self._styled = self.interactive and not os.environ.get("NO_COLOR")
        self._shown = ""

    def paragraph(self, text: str = "") -> None:
        """Print one paragraph."""
        self._clear()
        for line in textwrap.wrap(text, WIDTH - 2, break_long_words=False, break_on_hyphens=False) or [""]:
            print(f"  {line}" if line else "", file=self.out, flush=True)

    def title(self, text: str) -> None:
        """Print a heading."""
        print(file=self.out)
        self.paragraph(self._bold(text))

    def row(self, name: str, text: str) -> None:
        """Print a line for copying, which is never wrapped."""
        self._clear()
        print(f"    {name.ljust(6)}{self._bold(text)}", file=self.out, flush=True)

    def done(self, text: str) -> None:
        """Print a success message."""
        self.paragraph(f"{self._green('✓')} {text}" if self.interactive else text)

    # the LoginScreen interface of auth.flows

    def show_page(self, url: str, open_it: bool) -> None:
        """Show an address, and open it in a local browser if possible."""
        opened = open_it and open_browser(url)
        self.paragraph("Your browser was opened at" if opened else "Open this page in a browser and log in:")
        self.paragraph()
        self.row("", url)
        self.paragraph()
        if not opened:
            self.paragraph("Then paste the code that the page shows, or the address that the browser is redirected to.")

    def show_code(self, url: str, code: str, complete: str) -> None:
        """Show an address and the code to enter there."""
        self.paragraph()
        self.row("Page", url or complete)
        self.row("Code", code)
        self.paragraph()
        if complete and complete != url:
            self.paragraph(f"or, with the code included: {complete}")
        if self.browser and open_browser(complete or url):
            self.paragraph("Your browser was opened at this page.")

    def waiting(self, left: float) -> None:
        """Show the remaining seconds; on a terminal the line is overwritten."""
        text = f"  Waiting for you to approve the login, {int(left // 60)}:{int(left % 60):02d} left (Ctrl-C stops) "
        if self.interactive:
            self._shown = text
            print(f"\r{text}", end="", file=self.out, flush=True)
        elif not self._shown:
            self._shown = text
            print(text.rstrip(), file=self.out, flush=True)

    async def pasted(self) -> str:
        """Return the next non-empty line of standard input; "" at its end."""
        while (line := await self._line()) and not line.strip():
            pass  # an empty line
        return line

    async def _line(self) -> str:
        loop = asyncio.get_running_loop()
        line: asyncio.Future[str] = loop.create_future()

        def ready() -> None:
            if not line.done():
                line.set_result(sys.stdin.readline())

        try:
            loop.add_reader(sys.stdin, ready)
        except (OSError, ValueError, NotImplementedError):  # a file or closed input, which does not block
            try:
                return sys.stdin.readline()
            except (OSError, ValueError):
                return ""
        try:
            return await line
        finally:
            loop.remove_reader(sys.stdin)

    def ask_secret(self, text: str) -> str:
        """Read a secret without echo, or from a pipe; "" if there is none."""
        if sys.stdin.isatty():
            try:
                return getpass.getpass(f"  {text}: ", self.out).strip()
            except EOFError:
                return ""
        return sys.stdin.readline().strip()

    def _clear(self) -> None:
        if self._shown and self.interactive:
            print(f"\r{' ' * len(self._shown)}\r", end="", file=self.out)
        if self.interactive:
            self._shown = ""

    def _bold(self, text: str) -> str:
        return f"\033[1m{text}\033[0m" if self._styled and text else text

    def _green(self, text: str) -> str:
        return f"\033[32m{text}\033[0m" if self._styled else text


def open_browser(url: str) -> bool:
    """Open a web page in a local browser. Returns False over ssh, without a display, and for anything but a web
    page."""
    if not url.startswith(("https://", "http://")):
        return False
    display = sys.platform in ("darwin", "win32") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if not os.environ.get("BROWSER") and (not display or os.environ.get("SSH_CONNECTION")):
        return False
    try:
        return webbrowser.open(url)
    except webbrowser.Error:
        return False


def when(expires: float | None, now: float, renewable: bool) -> str:
    """Return a relative time such as `in 52 min` or `3 h ago, renewed automatically`; `-` without a known expiry."""
    if not expires:
        return "-"
    seconds = abs(expires - now)
    text = next(
        (
            f"{seconds / size:.0f} {unit}"
            for size, unit in ((86400, "d"), (3600, "h"), (60, "min"))
            if seconds >= 2 * size
        ),
        "2 min",
    )
    if expires > now:
        return f"in {text}"
    return f"{text} ago, renewed automatically" if renewable else f"expired {text} ago"


def table(rows: list[list[str]]) -> str:
    """Return rows as aligned columns."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
