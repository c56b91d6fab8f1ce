"""Renewal of one rotating refresh token by several processes, some of which are killed."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from tests.auth.fakes import TABLE, environment, owned
from tests.http_server import Host, Responder, serving

ASK = """
import asyncio, json, sys
from dragoman.auth.credential import Credential
from dragoman.masking import CredentialError
try:
    print("token", asyncio.run(Credential(json.loads(sys.argv[1])).get()).headers["authorization"].rpartition("-")[2])
except CredentialError as error:
    print(error)
    sys.exit(1)
"""


class Rotating:
    """A token endpoint with single-use refresh tokens that ends the session when one is reused."""

    def __init__(self) -> None:
        self.number, self.uses, self.gone = 0, 0, False
        self.after = 0.0  # seconds between the rotation and the response
        self.lock = threading.Lock()
        self.rotated, self.proceed = threading.Event(), threading.Event()
        self.proceed.set()

    def answer(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        with self.lock:
            self.uses += 1
            if self.gone or form.get("refresh_token") != f"refresh-token-number-{self.number}":
                self.gone = True
                return 400, {"error": "invalid_grant", "error_description": "it was used before"}
            self.number += 1
            number = self.number
        self.rotated.set()
        time.sleep(self.after)
        self.proceed.wait(60)
        tokens = {kind: f"{kind.replace('_', '-')}-number-{number}" for kind in ("access_token", "refresh_token")}
        return 200, {**tokens, "expires_in": 3600}


@contextmanager
def served(rotating: Rotating) -> Iterator[dict[str, Any]]:
    class Handler(Responder):
        def do_POST(self) -> None:
            status, answer = rotating.answer(dict(parse_qsl(self.body().decode())))
            with suppress(OSError):
                self.reply(answer, status)

    with serving(Host(Handler)) as server:
        yield {**TABLE, "token": {"url": f"{server.url}/token"}}


def start(home: Path, table: dict[str, Any]) -> subprocess.Popen[str]:
    variables = environment(home, PYTHONPATH=":".join(sys.path))
    words = [sys.executable, "-c", ASK, json.dumps(table)]
    return subprocess.Popen(words, env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    out, errors = process.communicate(timeout=60)
    assert "Traceback" not in errors, errors
    return process.returncode, out.strip()


@pytest.mark.exhaustive
def test_ten_processes_spend_a_refresh_token_once(tmp_path: Path) -> None:
    rotating = Rotating()
    rotating.after = 0.3
    owned(tmp_path, -10)
    with served(rotating) as table:
        processes = [start(tmp_path, table) for _ in range(10)]
        assert {ended(process) for process in processes} == {(0, "token 1")}
    assert rotating.uses == 1 and not rotating.gone


def test_kill_before_the_rotation_lets_the_next_process_renew(tmp_path: Path) -> None:
    rotating = Rotating()
    path = owned(tmp_path, -10)
    before = path.read_bytes()
    reached, killed = threading.Event(), threading.Event()

    def unavailable(form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        reached.set()
        killed.wait(60)
        return 503, {}

    with served(rotating) as table:
        real = rotating.answer
        rotating.answer = unavailable  # type: ignore[method-assign]
        process = start(tmp_path, table)
        assert reached.wait(60)
        process.kill()
        process.wait()
        killed.set()
        rotating.answer = real  # type: ignore[method-assign]
        assert path.read_bytes() == before and list(path.parent.iterdir()) == [path]
        assert ended(start(tmp_path, table)) == (0, "token 1")
    assert json.loads(path.read_text())["tokens"]["refresh_token"] == "refresh-token-number-1"


def test_kill_between_rotation_and_write_names_the_login_command(tmp_path: Path) -> None:
    rotating = Rotating()
    path = owned(tmp_path, -10)
    before = path.read_bytes()
    with served(rotating) as table:
        rotating.proceed.clear()
        process = start(tmp_path, table)
        assert rotating.rotated.wait(60)
        process.kill()
        process.wait()
        rotating.proceed.set()
        assert path.read_bytes() == before
        status, output = ended(start(tmp_path, table))
    assert status == 1 and "dragoman auth login acme" in output and "acme login" in output
    assert "refresh-token" not in output and path.read_bytes() == before


@pytest.mark.exhaustive
def test_unknown_fields_file_modes_and_damaged_files(tmp_path: Path) -> None:
    rotating = Rotating()
    with served(rotating) as table:
        path = owned(tmp_path, -10, unknown={"deep": [None, True]})
        path.chmod(0o640)
        assert ended(start(tmp_path, table))[0] == 0
        assert (
            json.loads(path.read_text())["unknown"] == {"deep": [None, True]} and path.stat().st_mode & 0o777 == 0o640
        )
        for broken in (b'{"tokens": {"access_tok', b"", b"\xff\xfe", b"[]"):
            path.write_bytes(broken)
            status, output = ended(start(tmp_path, table))
            assert status == 1 and f"{path} is damaged or incomplete" in output and path.read_bytes() == broken
    assert rotating.uses == 1
