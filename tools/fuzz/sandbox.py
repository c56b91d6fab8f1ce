"""A place for commands: an empty home, no network, no other programs, no pauses, and captured output."""

from __future__ import annotations

import errno
import io
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NoReturn
from unittest import mock

from dragoman.commands import guard


@contextmanager
def sandbox(given: bytes, variables: Mapping[str, str]) -> Iterator[Path]:
    """Run the block in an empty folder, with `given` as standard input and these environment variables alone."""
    before = os.getcwd()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        home = {"HOME": str(folder), "USERPROFILE": str(folder), guard.TRACEBACK: "1"}
        stack.enter_context(mock.patch.dict(os.environ, {**home, **variables}, clear=True))
        for owner, name, value in _replaced(given):
            stack.enter_context(mock.patch.object(owner, name, value))
        stack.callback(os.chdir, before)
        os.chdir(folder)
        yield folder


def _replaced(given: bytes) -> Iterator[tuple[Any, str, Any]]:
    yield sys, "stdin", io.TextIOWrapper(io.BytesIO(given), "utf-8", errors="surrogateescape")
    yield sys, "stdout", io.TextIOWrapper(io.BytesIO(), "utf-8")
    yield sys, "stderr", io.TextIOWrapper(io.BytesIO(), "utf-8", errors="backslashreplace")
    for name in ("connect", "connect_ex", "bind"):
        yield socket.socket, name, _failing(errno.ENETUNREACH)
    yield socket, "getaddrinfo", _failing(errno.ENETUNREACH)
    yield subprocess, "Popen", _failing(errno.ENOENT)
    yield time, "sleep", lambda seconds: None


def _failing(number: int) -> Callable[..., NoReturn]:
    def fail(*_: object, **__: object) -> NoReturn:
        raise OSError(number, os.strerror(number))

    return fail
