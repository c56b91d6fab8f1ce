"""Child processes of the command line, and one loopback server in place of the vendors' servers.

A child runs `dragoman` with one change: requests for `https://host/path` go to `/host/path` of the loopback server, so
that the specs and their dynamic addresses stay unchanged. A test can add logins ($TABLES). `Terminal` runs a child in
a pseudo terminal: input passes through the line discipline, so Ctrl-C raises a real signal.
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
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl

from tests import leaks
from tests.e2e.running import free_port
from tests.http_server import Host, Responder, serving

ROOT = Path(__file__).resolve().parents[2]
CHILD = """
import json, os, re, sys
from dataclasses import replace
from dragoman import loader
from dragoman.config import settings
from dragoman.http.upstream import Upstream

start, vendors = Upstream.start, os.environ.pop("VENDORS")

def moved(self, method, url, headers, body, direct=False):
    if "127.0.0.1" not in url:
        url = re.sub("^https?://", vendors + "/", url)
    return start(self, method, url, headers, body, direct)

Upstream.start = moved
for table in json.loads(os.environ.pop("TABLES", "[]")):
    loader._auths()[table["name"]] = table
default_settings = settings.default_settings  # a proxy of the user may listen on its port
settings.default_settings = lambda *args: replace(default_settings(*args), port=int(os.environ["FREE_PORT"]))
for name in loader.auths():  # the registered ports may be in use on this machine
    if loader.auth(name).get("browser"):
        loader.auth(name)["browser"]["ports"] = []

from dragoman.commands.cli import main
sys.exit(main())
"""


@dataclass
class ReceivedRequest:
    """A received request; `at` is its host and path."""

    method: str
    at: str
    headers: dict[str, str]
    body: bytes

    @property
    def payload(self) -> dict[str, Any]:
        if "form" in self.headers.get("content-type", ""):
            return dict(parse_qsl(self.body.decode()))
        tree: dict[str, Any] = json.loads(self.body or b"{}")
        return tree


Answer = tuple[int, Any] | Any  # status and body; a body alone means 200, bytes are an event stream
Handler = Callable[[ReceivedRequest], Answer]


@dataclass
class VendorServer:
    """Responses by host and path, and the requests received.

    A response is a body, a status with a body, a list of these in order (the last one repeats), or a function of the
    request.
    """

    answers: dict[str, Any]
    url: str = ""
    requests: list[ReceivedRequest] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def to(self, at: str) -> list[ReceivedRequest]:
        return [one for one in self.requests if one.at == at]

    def answer(self, request: ReceivedRequest) -> tuple[int, Any]:
        with self.lock:
            self.requests.append(request)
            found = self.answers.get(request.at, (404, {"error": f"no response for {request.at}"}))
            if isinstance(found, list):
                found = found.pop(0) if len(found) > 1 else found[0]
        found = found(request) if callable(found) else found
        return found if isinstance(found, tuple) else (200, found)


@contextmanager
def vendor_server(answers: Mapping[str, Any]) -> Iterator[VendorServer]:
    made = VendorServer(dict(answers))

    class RequestHandler(Responder):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            at = self.path[1:].partition("?")[0]
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, payload = made.answer(ReceivedRequest(self.command, at, headers, self.body()))
            kind = "text/event-stream" if isinstance(payload, bytes) else "application/json"
            self.reply(payload, status, kind)

        do_POST = do_GET

    with serving(Host(RequestHandler)) as server:
        made.url = server.url
        yield made


def variables(home: Path, vendors: VendorServer, **more: str) -> dict[str, str]:
    """Return a child's environment: an empty home, no keyring, no browser, nothing inherited."""
    roots = os.pathsep.join(str(ROOT / name) for name in ("runtime", "codegen", "generated"))
    base = {"PATH": f"{home}/bin:/usr/bin:/bin", "HOME": str(home), "PYTHONPATH": roots, "TERM": "xterm"}
    base |= {"PYTHONUNBUFFERED": "1", "DRAGOMAN_KEYRING": "off", "VENDORS": vendors.url, "FREE_PORT": str(free_port())}
    return base | more


def dragoman(*words: str) -> list[str]:
    return [sys.executable, "-c", CHILD, *words]


def ended(home: Path, vendors: VendorServer, *words: str, say: str = "", **more: str) -> tuple[int, str]:
    """Run a child without a terminal; return its exit status and its output on one line."""
    done = subprocess.run(
        dragoman(*words), cwd=home, env=variables(home, vendors, **more), input=say, capture_output=True, text=True,
        timeout=120,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, " ".join((done.stdout + done.stderr).split())


class Terminal:
    """A child in a pseudo terminal; `shown` is its complete output."""

    def __init__(self, home: Path, vendors: VendorServer, *words: str, **more: str) -> None:
        self.master, slave = pty.openpty()
        self.shown, self._at = "", 0

        def own() -> None:
            os.setsid()
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)
            signal.signal(signal.SIGINT, signal.default_int_handler)

        self.process = subprocess.Popen(
            dragoman(*words), cwd=home, env=variables(home, vendors, **more), stdin=slave, stdout=slave, stderr=slave,
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

    def until(self, pattern: str, patience: float = 60.0) -> re.Match[str]:
        """Wait for a text after the previous match, across line breaks."""
        match = self._find(pattern, patience)
        assert match, f"{pattern} was not shown:\n{self.shown}"
        return match

    def _find(self, pattern: str, patience: float) -> re.Match[str] | None:
        end = time.monotonic() + patience
        while not (match := re.search(pattern.replace(" ", r"\s+"), self.shown[self._at :])):
            left = end - time.monotonic()
            if left <= 0 or not self._read(left):
                return None
        self._at += match.end()
        return match

    def type(self, text: str) -> None:
        os.write(self.master, text.encode())

    def press(self, key: str, pattern: str) -> None:
        """Type a control key, again after 5 s, until its effect is shown.

        A signal that arrives between Python's last check for signals and the start of a blocking read does not
        interrupt that read; the next one does.
        """
        for _ in range(6):
            self.type(key)
            if self._find(pattern, 5):
                return
        raise AssertionError(f"{pattern} was not shown:\n{self.shown}")

    def end(self, patience: float = 60.0) -> int:
        """Return the exit status after all output has been read."""
        end = time.monotonic() + patience
        while (left := end - time.monotonic()) > 0 and self._read(left):
            pass
        status = self.process.wait(max(end - time.monotonic(), 1))
        assert "Traceback" not in self.shown, self.shown
        return status

    def _read(self, seconds: float) -> bool:
        """Return whether the child's terminal is still open."""
        if not select.select([self.master], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self.master, 65536)
        except OSError:  # raised by Linux when the other end is closed
            return False
        self.shown += data.decode("utf-8", "replace").replace("\r\n", "\n")
        return bool(data)


def kept(home: Path) -> list[str]:
    """Return the names of the stored credential files."""
    folder = home / ".config" / "dragoman" / "credentials"
    return sorted(path.name for path in folder.glob("*.json")) if folder.is_dir() else []


def write(home: Path, name: str, tree: Any, mode: int = 0o600) -> Path:
    path = home / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(tree if isinstance(tree, str) else json.dumps(tree, indent=2))
    path.chmod(mode)
    return path
