"""Leak detection: a test fails if a marked secret appears in logs, errors or output.

Searched texts are log records (as written by the server's handler), error texts, responses of the proxy, the output of
commands and child processes, and their log files. Secrets are texts with one of MARKS, values that the product
registered as secret during the test, and keys and tokens in the environment of children. test_leaks.py searches the
snapshots.

Keys, tokens and passwords of tests contain a mark, for instance `sk-untold-1`. A test that prints one on purpose is
marked with `@pytest.mark.tells("why")`.
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
    *("glpat-", "ghu_", "gho_", "ya29.", "sk-ant-oat"),  # prefixes of vendor tokens
)
SHORT = 8  # shorter values in a child's environment are not secret

texts_seen: list[tuple[str, str]] = []  # (source, text) since the start of the test
known_secrets: set[str] = set()  # secrets without a mark since the start of the test
files: dict[Path, int] = {}  # output files of children, and the positions read so far


def note(where: str, what: Any) -> None:
    if isinstance(what, bytes | bytearray):
        what = what.decode("utf-8", "replace")
    if isinstance(what, str) and what:
        texts_seen.append((where, what))


def find_leaks(texts: list[tuple[str, str]], words: set[str]) -> list[str]:
    """Return a line for each text that contains a secret."""
    found = []
    for where, text in texts:
        for word in (*MARKS, *words):
            at = text.find(word)
            if at >= 0:
                found.append(f"{where} contains {word!r}: ...{text[max(at - 80, 0) : at + len(word) + 40]!r}")
                break
    return found


# sources


class Known(dict[str, None]):
    """The product's registry of secrets, which records new ones."""

    def __setitem__(self, value: str, nothing: None) -> None:
        known_secrets.add(value)
        super().__setitem__(value, nothing)


class Log(logging.Handler):
    """A handler with the format and masking of the server's handler."""

    mask = masking.Masking()
    form = logging.Formatter()

    def emit(self, record: logging.LogRecord) -> None:
        record = copy.copy(record)
        self.mask.filter(record)
        note(f"the log ({record.name})", self.form.format(record))


class Pipe:
    """Stdout or stderr of a child that records everything read from it."""

    def __init__(self, real: Any, where: str) -> None:
        self.real, self.where = real, where

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def read(self, *size: int) -> Any:
        return self._record(self.real.read(*size))

    def readline(self, *size: int) -> Any:
        return self._record(self.real.readline(*size))

    def readlines(self, *size: int) -> Any:
        return [self._record(line) for line in self.real.readlines(*size)]

    def __iter__(self) -> Iterator[Any]:
        return (self._record(line) for line in self.real)

    def _record(self, data: Any) -> Any:
        note(self.where, data)
        return data


def call_after(holder: Any, name: str, then: Callable[..., None]) -> None:
    """Call `then` with the result and the arguments of every call of a method."""
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
            known_secrets.add(value)


def captured(output: Any, *_: Any) -> None:
    note("stdout", output.out)
    note("stderr", output.err)


def child_ended(printed: tuple[Any, Any], process: Any, *_: Any, **__: Any) -> None:
    for data in printed:
        note("a child's output", data)


def record_proxy_responses() -> None:
    """Record the responses of the proxy application in this process, once it is imported."""
    server = sys.modules.get("dragoman.server.app")
    if server is None or hasattr(server, "_record"):
        return
    server._record = True  # type: ignore[attr-defined]
    app: Any = server.App
    real = app.__call__

    async def recorded_app(self: Any, scope: Any, receive: Any, send: Any) -> None:
        parts: list[bytes] = []

        async def both(message: dict[str, Any]) -> None:
            parts.extend(b": ".join(pair) for pair in message.get("headers") or ())
            parts.append(message.get("body") or b"")
            await send(message)

        try:
            await real(self, scope, receive, both)
        finally:
            note("an answer of the proxy", b"".join(parts))

    app.__call__ = recorded_app


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "tells(why): this test prints a secret on purpose")
    masking._known = Known(masking._known)
    call_after(masking.CredentialError, "__init__", lambda _, error, text, *more: note("an error", text))
    call_after(
        type(pytest.raises(Exception)), "__exit__", lambda _, self, kind, error, at: note("an error", str(error))
    )
    call_after(pytest.CaptureFixture, "readouterr", captured)
    call_after(subprocess.Popen, "__init__", child_started)
    call_after(subprocess.Popen, "communicate", child_ended)
    logging.getLogger().addHandler(Log())
    logging.getLogger("dragoman").setLevel(logging.DEBUG)  # include every message


# evaluation


def pytest_runtest_setup(item: pytest.Item) -> None:
    record_proxy_responses()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when != "teardown":
        return report
    folder: Path | None = getattr(item, "funcargs", {}).get("tmp_path")
    if folder is not None:  # two levels only, since some tests create large trees
        for path in (*folder.glob("*.log"), *folder.glob("*/*.log")):
            files.setdefault(path, 0)
    for path, start in files.items():
        if path.is_file() and path.stat().st_size > start:
            data = path.read_bytes()[start:]
            files[path] = start + len(data)
            note(path.name, data)
    texts = [
        *texts_seen,
        *((name, text) for name, text in report.sections if "log" not in name),
    ]  # logs are recorded above, masked
    leaks = [] if item.get_closest_marker("tells") else find_leaks(texts, known_secrets)
    texts_seen.clear()
    known_secrets.clear()
    if leaks and not report.failed:
        report.outcome = "failed"
        report.longrepr = "\n".join(["a secret was leaked (tests/leaks.py):", *dict.fromkeys(leaks)])
    return report
