"""`dragoman dev`: a saved spec is used by the next request; one with an error is shown, and the previous one stays."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path
from typing import Any

import pytest

from dragoman.commands.serving.development import Development
from dragoman.server.listener.reloading import Reloading
from dragoman_codegen.excerpts import with_excerpt
from dragoman_codegen.resident import Watch
from dragoman_codegen.spec.problems import Place, Problem
from tests.http_server import Host, Responder

SPEC = """\
notation: 2
name: mine
title: Mine
protocol: openai_chat
url: http://127.0.0.1:{port}/v1
local: true
headers: {{ x-version: "{version}" }}
"""
BUSY = 90  # seconds that a busy machine may take; the log states how long the compiler took
HEADERS = {"content-type": "application/json"}
BODY = {"model": "m", "stream": True, "messages": [{"role": "user", "content": "hi"}]}


class Provider(Responder):
    """Streams one word, and the rest when `go_on` is set."""

    versions: list[str] = []
    go_on = threading.Event()

    def do_POST(self) -> None:
        self.versions.append(self.headers["x-version"])
        self.body()
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        self._send({"content": "one "}, None)
        self.go_on.wait(BUSY)
        self._send({"content": "two"}, "stop")
        self.wfile.write(b"data: [DONE]\n\n")

    def _send(self, delta: dict[str, str], reason: str | None) -> None:
        choice: dict[str, Any] = {"index": 0, "delta": delta, "finish_reason": reason}
        chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
        self.wfile.write(b"data: %s\n\n" % json.dumps(chunk).encode())


class Running:
    """`dragoman dev` in a home folder with one spec of the user."""

    def __init__(self, home: Path, cache: Path) -> None:
        self.server = Host(Provider)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.spec = home / ".config" / "dragoman" / "specs" / "providers" / "mine.yaml"
        self.spec.parent.mkdir(parents=True)
        (home / "dragoman.yaml").write_text("profiles: { mine: { provider: mine } }\n", encoding="utf-8")
        self.save("1")
        hidden = ("XDG_CONFIG_HOME", "DRAGOMAN_CONFIG")
        environment = {name: value for name, value in os.environ.items() if name not in hidden}
        environment |= {"HOME": str(home), "XDG_CACHE_HOME": str(cache)}
        self.log, self.read = home / "log", 0
        self.process = subprocess.Popen(
            [sys.executable, "-m", "dragoman", "dev", "--port", "0"],
            stdout=subprocess.PIPE, stderr=self.log.open("w"), env=environment, cwd=home, text=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().split(" listens on ")[1].split()[0]

    def save(self, version: str, wrong: str = "") -> None:
        text = SPEC.format(port=self.server.server_port, version=version) + wrong
        self.spec.write_text(text, encoding="utf-8")

    def logged(self, text: str) -> str:
        """Wait for a text in the log that was not returned yet, and return the log up to its line."""
        end = time.monotonic() + BUSY
        while text not in (found := self.log.read_text(encoding="utf-8")[self.read :]):
            assert time.monotonic() < end and self.process.poll() is None, found
            time.sleep(0.02)
        self.read += len(found)
        return found

    def stream(self) -> HTTPResponse:
        request = urllib.request.Request(f"{self.url}/mine/v1/chat/completions", json.dumps(BODY).encode(), HEADERS)
        response: HTTPResponse = urllib.request.urlopen(request, timeout=BUSY)
        return response

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()
        self.server.shutdown()


@pytest.fixture
def running(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    running = Running(tmp_path, tmp_path_factory.mktemp("cache"))
    running.logged("specs: watching")
    try:
        yield running
    finally:
        running.stop()


@pytest.mark.exhaustive
def test_saved_specs_are_used_and_open_streams_go_on(running: Running) -> None:
    stream = running.stream()
    assert b"one" in stream.readline()

    running.save("2")
    assert "in use after" in running.logged("in use after")
    Provider.go_on.set()
    assert b"two" in stream.read()
    running.stream().read()

    running.save("3", "speeks: openai_chat\n")
    shown = running.logged("stay in use")
    assert f"{running.spec}:8:1: 'speeks' is not known here" in shown
    assert "8 | speeks: openai_chat" in shown
    running.stream().read()
    assert Provider.versions == ["1", "2", "2"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_the_compiler_leaves_ctrl_c_to_its_parent(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "dragoman_codegen.resident", str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin and process.stdout and process.stderr
        process.stdout.readline()  # it watches
        process.send_signal(signal.SIGINT)
        time.sleep(0.3)
        assert process.poll() is None
        process.stdin.close()
        assert (process.wait(BUSY), process.stderr.read()) == (0, b"")


def test_a_spec_that_is_saved_before_the_compiler_watches_is_compiled(tmp_path: Path) -> None:
    """The server compiles the specs before it starts the compiler."""
    specs = tmp_path / "specs"
    spec = specs / "providers" / "mine.yaml"
    spec.parent.mkdir(parents=True)
    spec.write_text(SPEC.format(port=9, version="1"))
    command = [sys.executable, "-m", "dragoman_codegen.resident", str(specs)]
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        end = threading.Timer(BUSY, process.kill)
        end.start()
        reports = (json.loads(line) for line in process.stdout)
        found: dict[str, Any] = next((report for report in reports if "extension" in report), {})
        end.cancel()
        process.kill()
    assert found.get("folders") == [str(specs)]


def test_a_spec_that_leads_to_the_same_adapters_is_reported(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "dragoman")
    asyncio.run(Development()._apply({"written": [], "seconds": 1.2}, Reloading.__new__(Reloading)))
    assert caplog.messages == ["specs: valid, and the adapters are up to date after 1.2 s"]


def test_an_excerpt_marks_the_column(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("name: a\nuses: [b, c]\n", encoding="utf-8")
    shown = with_excerpt(Problem(Place("a.yaml", 2, 11), "no quirk 'c'", "unknown-name"), tmp_path)
    assert shown.splitlines()[1:] == ["  1 | name: a", "  2 | uses: [b, c]", "    |           ^"]
    assert (
        with_excerpt(Problem(Place("gone.yaml", 1, 1), "no", "form"), tmp_path)
        == Problem(Place("gone.yaml", 1, 1), "no", "form").with_link()
    )


def test_a_change_is_seen_once_when_the_file_rests(tmp_path: Path) -> None:
    spec = tmp_path / "a.yaml"
    spec.write_text("a: 1")
    watch = Watch([tmp_path, tmp_path / "absent"])
    assert [watch.changed() for _ in range(2)] == [False, False]
    spec.write_text("a: 12")
    assert [watch.changed() for _ in range(3)] == [False, True, False]
    spec.unlink()
    assert [watch.changed() for _ in range(3)] == [False, True, False]
