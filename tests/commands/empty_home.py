"""Commands in an empty home directory: their output, without what differs from run to run."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from dragoman import loader
from dragoman.commands import cli
from dragoman.commands.serving import serve
from tests.http_server import Host, Responder, serving

SECONDS = re.compile(r"\d\.\d\d s")

PIECES = re.compile(r"\d+ pieces?")  # of a stream, which depend on the time


class Home:
    """An empty home directory, in which commands run."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
        self.folder, self.monkeypatch, self.capfd = folder, monkeypatch, capfd
        self.errors = ""
        monkeypatch.setattr(serve, "set_up_logging", lambda *arguments: None)  # the loggers are those of the tests
        for name in ("dragoman", "uvicorn", "asyncio"):  # handlers of other tests write to streams that are closed
            monkeypatch.setattr(logging.getLogger(name), "handlers", [])
        keys = {loader.provider(name).get("api_key_env", "") for name in loader.providers()} - {""}
        for name in (*keys, "DRAGOMAN_CONFIG", "CLAUDE_CODE_OAUTH_TOKEN", "CODEX_ACCESS_TOKEN", "XDG_CONFIG_HOME"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("HOME", str(folder))
        monkeypatch.setenv("PATH", "/nowhere")
        monkeypatch.chdir(folder)

    def write(self, text: str, name: str = "dragoman.yaml") -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def run(self, *words: str) -> tuple[int, str]:
        """Run a command; return its status and its output, without times and the name of the folder."""
        try:
            status = cli.main([*words])
        except SystemExit as end:
            status = int(end.code or 0)
        out, self.errors = self.capfd.readouterr()
        return status, PIECES.sub("N pieces", SECONDS.sub("N.NN s", out)).replace(str(self.folder), "~")

    def json(self, *words: str) -> tuple[int, Any]:
        status, out = self.run(*words, "--json")
        return status, json.loads(out)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Home:
    return Home(tmp_path, monkeypatch, capfd)


@contextmanager
def upstream(status: int, body: dict[str, Any], models: list[str] | None = None) -> Iterator[str]:
    """Serve one answer to every POST, and a list of models; yield the base URL."""

    class Handler(Responder):
        def do_GET(self) -> None:
            if models is None:
                self.reply(body, status)
            else:
                self.reply({"data": [{"id": name} for name in models]})

        def do_POST(self) -> None:
            self.body()
            self.reply(body, status)

    with serving(Host(Handler)) as server:
        yield f"{server.url}/v1"
