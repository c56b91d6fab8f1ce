"""No secret is told: whatever the suite makes the product say is looked through for the secrets that it was given.

What is said: log records (as the server's own handler would write them), error texts, the answers of the proxy, what
commands and children print, and the log files they leave. What is secret: every text with one of MARKS in it, every
value that the product itself took for a secret while the test ran, and every key or token in a child's environment. A
test that was heard telling one fails when it is over. Snapshots are looked through by test_leaks.py.

A key, token or password of a test is made of a mark: `sk-untold-1`. A test that tells one on purpose says so:
`@pytest.mark.tells("why")`.
"""

from __future__ import annotations

import copy
import logging
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from dragoman import masking

MARKS = (
    *("untold", "-token-number-", "secret-access-", "secret-refresh-", "secret-code-", "secret-device-"),
    *("glpat-", "ghu_", "gho_", "ya29.", "sk-ant-oat"),  # how vendors' tokens begin
)
SHORT = 8  # a shorter value in a child's environment is no secret but a word

said: list[tuple[str, str]] = []  # where, and what, since the test began
given: set[str] = set()  # the secrets, beside those with a mark, since the test began
files: dict[Path, int] = {}  # what children write to, and how far it was read


def note(where: str, what: Any) -> None:
    if isinstance(what, bytes | bytearray):
        what = what.decode("utf-8", "replace")
    if isinstance(what, str) and what:
        said.append((where, what))


def told(texts: list[tuple[str, str]], words: set[str]) -> list[str]:
    """One line for each place that tells a secret."""
    found = []
    for where, text in texts:
        for word in (*MARKS, *words):
            at = text.find(word)
            if at >= 0:
                found.append(f"{where} tells {word!r}: ...{text[max(at - 80, 0) : at + len(word) + 40]!r}")
                break
    return found


# what is listened to


class Known(dict[str, None]):
    """The product's own list of secrets."""

    def __setitem__(self, value: str, nothing: None) -> None:
        given.add(value)
        super().__setitem__(value, nothing)


class Log(logging.Handler):
    """Writes as the server's handler does."""

    mask = masking.Masking()
    form = logging.Formatter()

    def emit(self, record: logging.LogRecord) -> None:
        record = copy.copy(record)
        self.mask.filter(record)
        note(f"the log ({record.name})", self.form.format(record))


class Pipe:
    """A child's stdout or stderr, of which one hears what is read."""

    def __init__(self, real: Any, where: str) -> None:
        self.real, self.where = real, where

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def read(self, *size: int) -> Any:
        return self._heard(self.real.read(*size))

    def readline(self, *size: int) -> Any:
        return self._heard(self.real.readline(*size))

    def readlines(self, *size: int) -> Any:
        return [self._heard(line) for line in self.real.readlines(*size)]

    def __iter__(self) -> Iterator[Any]:
        return (self._heard(line) for line in self.real)

    def _heard(self, data: Any) -> Any:
        note(self.where, data)
        return data


def after(holder: Any, name: str, then: Callable[..., None]) -> None:
    """`then` gets what a method was called with, and what it gave."""
    real = getattr(holder, name)

    def both(*args: Any, **options: Any) -> Any:
        result = real(*args, **options)
        then(result, *args, **options)
        return result

    setattr(holder, name, both)


def child_started(_: None, process: Any, command: Any, *more: Any, **options: Any) -> None:
    for name in ("stdout", "stderr"):
        pipe, target = getattr(process, name), getattr(options.get(name), "name", None)
        if pipe is not None:
            setattr(process, name, Pipe(pipe, f"{name} of a child"))
        if isinstance(target, str):
            files.setdefault(Path(target), 0)
    for name, value in (options.get("env") or {}).items():
        if name.endswith(("_KEY", "_TOKEN")) and len(value) >= SHORT:
            given.add(value)


def captured(output: Any, *_: Any) -> None:
    note("stdout", output.out)
    note("stderr", output.err)


def child_ended(printed: tuple[Any, Any], process: Any, *_: Any, **__: Any) -> None:
    for data in printed:
        note("a child's output", data)


def answers_too() -> None:
    """Listens to the proxy in this process, once a test has it."""
    server = sys.modules.get("dragoman.server.app")
    if server is None or hasattr(server, "_heard"):
        return
    server._heard = True  # type: ignore[attr-defined]
    app: Any = server.App
    real = app.__call__

    async def heard(self: Any, scope: Any, receive: Any, send: Any) -> None:
        parts: list[bytes] = []

        async def both(message: dict[str, Any]) -> None:
            parts.extend(b": ".join(pair) for pair in message.get("headers") or ())
            parts.append(message.get("body") or b"")
            await send(message)

        try:
            await real(self, scope, receive, both)
        finally:
            note("an answer of the proxy", b"".join(parts))

    app.__call__ = heard


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "tells(why): this test tells a secret on purpose")
    masking._known = Known(masking._known)
    after(masking.CredentialError, "__init__", lambda _, error, text, *more: note("an error", text))
    after(type(pytest.raises(Exception)), "__exit__", lambda _, self, kind, error, at: note("an error", str(error)))
    after(pytest.CaptureFixture, "readouterr", captured)
    after(subprocess.Popen, "__init__", child_started)
    after(subprocess.Popen, "communicate", child_ended)
    logging.getLogger().addHandler(Log())
    logging.getLogger("dragoman").setLevel(logging.DEBUG)  # whatever it may say


# when it is judged


def pytest_runtest_setup(item: pytest.Item) -> None:
    answers_too()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when != "teardown":
        return report
    folder: Path | None = getattr(item, "funcargs", {}).get("tmp_path")
    if folder is not None:  # some tests lay out whole trees there
        for path in (*folder.glob("*.log"), *folder.glob("*/*.log")):
            files.setdefault(path, 0)
    for path, start in files.items():
        if path.is_file() and path.stat().st_size > start:
            data = path.read_bytes()[start:]
            files[path] = start + len(data)
            note(path.name, data)
    texts = [*said, *((name, text) for name, text in report.sections if "log" not in name)]  # it is heard above, masked
    leaks = [] if item.get_closest_marker("tells") else told(texts, given)
    said.clear()
    given.clear()
    if leaks and not report.failed:
        report.outcome = "failed"
        report.longrepr = "\n".join(["a secret was told (tests/leaks.py):", *dict.fromkeys(leaks)])
    return report
