"""Terminal output: colors, progress, and what is imported for it."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from dragoman.commands import console


def test_only_commands_that_print_tables_import_rich() -> None:
    code = "import sys, dragoman, dragoman.commands.cli, dragoman.commands.console; sys.exit('rich' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


class Terminal:
    """Standard error as a terminal."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def flush(self) -> None: ...

    def isatty(self) -> bool:
        return True


def test_progress_appears_on_a_terminal_when_it_takes_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(console, "PROGRESS_AFTER", 0.5)
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    with console.progress("waiting for it"):
        pass
    assert terminal.text == ""
    with console.progress("waiting for it"):
        end = time.monotonic() + 20
        while "waiting for it" not in terminal.text and time.monotonic() < end:
            time.sleep(0.02)
    assert "waiting for it" in terminal.text


def test_progress_is_silent_elsewhere(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(console, "PROGRESS_AFTER", 0.0)
    with console.progress("waiting for it") as update:
        update("still waiting")
        time.sleep(0.05)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(("variable", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_colors_can_be_switched_off(monkeypatch: pytest.MonkeyPatch, variable: str, value: str) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stdout", colored := Terminal())
    console.print_table(["Name"], [["value"]])
    monkeypatch.setenv(variable, value)
    monkeypatch.setattr(sys, "stdout", plain := Terminal())
    console.print_table(["Name"], [["value"]])
    assert "\033[" in colored.text and "\033[3" not in plain.text and "value" in plain.text


class Closed(Terminal):
    """A pipe whose reader has closed it."""

    def write(self, text: str) -> int:
        raise BrokenPipeError


def test_a_reader_that_closes_the_output_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    """`rich` would exit with the status 1."""
    monkeypatch.setattr(sys, "stdout", Closed())
    with pytest.raises(BrokenPipeError):
        console.console().print("text")
