"""The vendors' servers on loopback, and the command line as a child process that asks them instead of the real ones.

A child is `dragoman` itself with one thing changed: an address `https://host/path` is asked at `/host/path` of the
server here, so that the specs stay as they are, dynamic addresses and all; a test may add logins of its own ($TABLES).
`Terminal` runs a child in a pseudo terminal, as a user does: what is typed goes through its line discipline, so Ctrl-C
is the signal that it sends.
"""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl

from tests import leaks

ROOT = Path(__file__).resolve().parents[2]
CHILD = """
import json, os, re, sys
from dragoman import loader
from dragoman.http.upstream import Upstream

start, world = Upstream.start, os.environ.pop("WORLD")

def moved(self, method, url, headers, body, direct=False):
    if "127.0.0.1" not in url:
        url = re.sub("^https?://", world + "/", url)
    return start(self, method, url, headers, body, direct)

Upstream.start = moved
for table in json.loads(os.environ.pop("TABLES", "[]")):
    loader._auths()[table["name"]] = table
for name in loader.auths():  # whoever else uses this machine may have the ports that are registered
    if loader.auth(name).get("browser"):
        loader.auth(name)["browser"]["ports"] = []

from dragoman.commands.cli import main
sys.exit(main())
"""


@dataclass
class Asked:
    """A request: `at` is its host and path."""

    method: str
    at: str
    headers: dict[str, str]
    body: bytes

    @property
    def said(self) -> dict[str, Any]:
        if "form" in self.headers.get("content-type", ""):
            return dict(parse_qsl(self.body.decode()))
        tree: dict[str, Any] = json.loads(self.body or b"{}")
        return tree


Answer = tuple[int, Any] | Any  # a status and a body; a body alone is a good one, of bytes it is a stream
Handler = Callable[[Asked], Answer]


@dataclass
class World:
    """`answers`: host and path -> what is answered: a body, a status and a body, a list of such in turn (the last
    stays), or a function of the request."""

    answers: dict[str, Any]
    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def to(self, at: str) -> list[Asked]:
        return [one for one in self.asked if one.at == at]

    def answer(self, asked: Asked) -> tuple[int, Any]:
        with self.lock:
            self.asked.append(asked)
            found = self.answers.get(asked.at, (404, {"error": f"nothing is at {asked.at}"}))
            if isinstance(found, list):
                found = found.pop(0) if len(found) > 1 else found[0]
        found = found(asked) if callable(found) else found
        return found if isinstance(found, tuple) else (200, found)


@contextmanager
def world(answers: Mapping[str, Any]) -> Iterator[World]:
    made = World(dict(answers))

    class Here(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            at = self.path[1:].partition("?")[0]
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, said = made.answer(Asked(self.command, at, headers, body))
            streamed = isinstance(said, bytes)
            data = said if isinstance(said, bytes) else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("content-type", "text/event-stream" if streamed else "application/json")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_POST = do_GET

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Here)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    made.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()


def variables(home: Path, there: World, **more: str) -> dict[str, str]:
    """A child's environment: an empty home, no keyring, no browser, and nothing of the caller's."""
    roots = os.pathsep.join(str(ROOT / name) for name in ("runtime", "codegen", "generated"))
    base = {"PATH": f"{home}/bin:/usr/bin:/bin", "HOME": str(home), "PYTHONPATH": roots, "TERM": "xterm"}
    return {**base, "PYTHONUNBUFFERED": "1", "DRAGOMAN_KEYRING": "off", "WORLD": there.url, **more}


def dragoman(*words: str) -> list[str]:
    return [sys.executable, "-c", CHILD, *words]


def ended(home: Path, there: World, *words: str, say: str = "", **more: str) -> tuple[int, str]:
    """A child without a terminal: its exit status and all that it printed, in one line."""
    done = subprocess.run(
        dragoman(*words), cwd=home, env=variables(home, there, **more), input=say, capture_output=True, text=True,
        timeout=60,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, " ".join((done.stdout + done.stderr).split())


class Terminal:
    """A child in a terminal of its own. `shown`: all that was written to it."""

    def __init__(self, home: Path, there: World, *words: str, **more: str) -> None:
        self.master, slave = pty.openpty()
        self.shown, self._at = "", 0

        def own() -> None:
            os.setsid()
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)
            signal.signal(signal.SIGINT, signal.default_int_handler)

        self.process = subprocess.Popen(
            dragoman(*words), cwd=home, env=variables(home, there, **more), stdin=slave, stdout=slave, stderr=slave,
            preexec_fn=own,
        )  # fmt: skip
        os.close(slave)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.master)
        leaks.note("a terminal", self.shown)

    def until(self, pattern: str, patience: float = 15.0) -> re.Match[str]:
        """Waits for a text behind what was waited for before, wherever its lines were broken."""
        pattern = pattern.replace(" ", r"\s+")
        end = time.monotonic() + patience
        while True:
            if match := re.search(pattern, self.shown[self._at :]):
                self._at += match.end()
                return match
            left = end - time.monotonic()
            assert left > 0 and self._read(left), f"{pattern} was not shown:\n{self.shown}"

    def type(self, text: str) -> None:
        os.write(self.master, text.encode())

    def end(self, patience: float = 15.0) -> int:
        """The exit status, once all is read."""
        end = time.monotonic() + patience
        while (left := end - time.monotonic()) > 0 and self._read(left):
            pass
        status = self.process.wait(max(end - time.monotonic(), 1))
        assert "Traceback" not in self.shown, self.shown
        return status

    def _read(self, seconds: float) -> bool:
        """Whether the child's terminal is still open."""
        if not select.select([self.master], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self.master, 65536)
        except OSError:  # what Linux says when the other end is closed
            return False
        self.shown += data.decode("utf-8", "replace").replace("\r\n", "\n")
        return bool(data)


def kept(home: Path) -> list[str]:
    """The names of the files that our own credentials lie in."""
    folder = home / ".config" / "dragoman" / "credentials"
    return sorted(path.name for path in folder.glob("*.json")) if folder.is_dir() else []


def write(home: Path, name: str, tree: Any, mode: int = 0o600) -> Path:
    path = home / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(tree if isinstance(tree, str) else json.dumps(tree, indent=2))
    path.chmod(mode)
    return path
