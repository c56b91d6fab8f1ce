"""Leak detection (tests/leaks.py) finds planted leaks, and the snapshots contain none."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.leaks import MARKS

ROOT = Path(__file__).resolve().parents[1]
SECRET = "-".join(["sk", MARKS[0], "7"])  # not contiguous, since the output of the run below is searched too
PLANTED = """
import asyncio, logging, subprocess, sys
import pytest
from dragoman import masking
from dragoman.auth.secret import Secret
from dragoman.config.settings import default_settings
from dragoman.server.app import App

SECRET = "-".join(["sk", {mark!r}, "7"])
OWN = "the-products-own"

def test_log():
    logging.getLogger("dragoman").warning("asked with %s", SECRET)

def test_traceback_in_the_log():
    try:
        raise ValueError(SECRET)
    except ValueError:
        logging.getLogger("dragoman.x").exception("it failed")

def test_unexpected_error():
    masking.CredentialError("no: " + SECRET)

def test_expected_error():
    with pytest.raises(ValueError):
        raise ValueError(SECRET)

def test_printed_text():
    print(SECRET)

def test_captured_text(capsys):
    print(SECRET, file=sys.stderr)
    assert capsys.readouterr().err

def test_value_registered_as_a_secret():
    Secret(OWN).get_nowait()
    print(OWN)

def child(words, **more):
    return [sys.executable, "-c", "import os, sys; " + words]

def test_child_stdout():
    subprocess.run(child(f"print('{{SECRET}}')"), capture_output=True)

def test_child_stderr():
    subprocess.run(child(f"print('{{SECRET}}', file=sys.stderr)"), stdout=subprocess.PIPE, stderr=subprocess.PIPE)

def test_child_that_is_read_by_lines():
    with subprocess.Popen(child(f"print('{{SECRET}}')"), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline()

def test_key_in_a_childs_environment():
    own = {{"ACME_KEY": "a-key-without-mark"}}
    subprocess.run(child("print(os.environ['ACME_KEY'])"), env=own, capture_output=True)

def test_child_that_writes_a_file(tmp_path):
    with (tmp_path / "out").open("wb") as out:
        subprocess.run(child(f"print('{{SECRET}}')"), stdout=out)

def test_log_file(tmp_path):
    (tmp_path / "any.log").write_text(SECRET)

@pytest.mark.parametrize("in_body", [True, False])
def test_answer(in_body, monkeypatch):
    async def serve(asked):
        headers = [] if in_body else [(b"x-any", SECRET.encode())]
        await asked.send({{"type": "http.response.start", "status": 400, "headers": headers}})
        half = len(SECRET) // 2
        for part in (SECRET[:half], SECRET[half:]) if in_body else ():
            await asked.send({{"type": "http.response.body", "body": part.encode(), "more_body": True}})

    async def send(message):
        pass

    monkeypatch.setattr("dragoman.server.handler.RequestHandler.serve", serve)
    scope = {{"type": "http", "headers": [], "method": "GET", "path": "/"}}
    asyncio.run(App(default_settings({{}}))(scope, None, send))

@pytest.mark.tells("it is meant so")
def test_clean_on_purpose():
    print(SECRET)

def test_clean(tmp_path):
    Secret(SECRET).get_nowait()
    (tmp_path / "config.yaml").write_text(SECRET)
    logging.getLogger("dragoman").warning("asked with %s", SECRET)  # which the server's filter masks
    print("nothing")
"""


def test_every_planted_leak_is_detected(tmp_path: Path) -> None:
    planted = PLANTED.format(mark=MARKS[0])
    (tmp_path / "test_planted.py").write_text(planted)
    roots = os.pathsep.join(str(ROOT / name) for name in ("", "runtime", "generated"))
    words = ["-q", "-p", "xdist", "-n", "1", "-p", "tests.leaks", "-p", "no:cacheprovider", "--tb=no", "-rE"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words, "--rootdir", str(tmp_path), str(tmp_path)],
        env={
            "PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": roots,
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONDONTWRITEBYTECODE": "1",
        },
        cwd=tmp_path, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    failed = set(re.findall(r"^ERROR \S+::(\w+)", done.stdout, re.M))
    there = set(re.findall(r"^def (test_\w+)", planted, re.M))
    assert failed == {name for name in there if "clean" not in name}, done.stdout
    assert done.returncode == 1 and re.search(r"\b15 errors", done.stdout), done.stdout


def test_no_snapshot_contains_a_secret() -> None:
    marks = [mark.encode() for mark in MARKS]
    files = [path for path in (ROOT / "tests" / "snapshots").rglob("*") if path.suffix in (".json", ".sse", ".ambr")]
    assert len(files) > 500
    for path in files:
        data = path.read_bytes()
        assert not any(mark in data for mark in marks), path
