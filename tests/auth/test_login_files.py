"""Credential files: atomic writes, damaged files and file permissions."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dragoman import loader
from dragoman.auth import files
from dragoman.auth.credential import Credential
from dragoman.auth.store import Store
from dragoman.commands.logins import actions, status
from dragoman.config.settings import default_settings
from dragoman.masking import CredentialError
from tests.auth.fakes import TABLE, Server, environment, owned

WRITE = """
import os, sys, time
from pathlib import Path
from dragoman.auth import files
os.fsync = lambda descriptor: (print("writing", flush=True), time.sleep(60))
files.write_tree(Path(sys.argv[1]), {"tokens": "refresh-token-number-1" * 5000})
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder that is also the home of this process."""
    for name in ("DRAGOMAN_CREDENTIALS", "XDG_CONFIG_HOME", "CODEX_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    return tmp_path


def test_kill_during_a_write_leaves_the_old_file_intact(tmp_path: Path) -> None:
    path = owned(tmp_path, 3600)
    before = path.read_bytes()
    command = [sys.executable, "-c", WRITE, str(path)]
    variables = environment(tmp_path, PYTHONPATH=":".join(sys.path))
    with subprocess.Popen(command, env=variables, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stdout.readline()
        process.kill()
    assert path.read_bytes() == before
    left = [other for other in path.parent.iterdir() if other != path]
    assert len(left) == 1 and left[0].stat().st_mode & 0o777 == 0o600
    os.utime(left[0], (1, 1))
    files.write_tree(path, {"new": True})  # the next write removes the leftover file, which holds tokens
    assert list(path.parent.iterdir()) == [path] and json.loads(path.read_text()) == {"new": True}


def test_file_is_replaced_atomically(tmp_path: Path) -> None:
    path = owned(tmp_path, 3600)
    before = path.read_bytes()
    with path.open("rb") as reader:  # a concurrent reader sees the complete old file
        start = reader.read(10)
        files.write_tree(path, {"new": True})
        assert start + reader.read() == before
    assert json.loads(path.read_text()) == {"new": True}


def test_symbolic_link_to_the_file_is_preserved(tmp_path: Path) -> None:
    path = owned(tmp_path, 3600)
    link = tmp_path / "link.json"
    link.symlink_to(path)
    files.write_tree(link, {"new": True})
    assert link.is_symlink() and json.loads(path.read_text()) == {"new": True}


@pytest.mark.parametrize("text", ['{"values": {"access_tok', "", "[]", "null"])
def test_damaged_own_file_is_kept_until_login_or_logout_replaces_it(home: Path, text: str) -> None:
    store = Store(environment(home))
    store.put("acme", {"values": {"access_token": "access-token-number-1"}})
    path = store.path("acme")
    path.write_text(text)
    for _ in range(2):
        with pytest.raises(CredentialError, match=f"{path} is damaged or incomplete.*dragoman auth login acme"):
            asyncio.run(Credential(TABLE, environment=environment(home), send=Server()).get())
    assert path.read_text() == text
    store.put("acme", {"values": {"access_token": "access-token-number-2"}})
    found = store.get("acme")
    assert found is not None and found[0]["values"]["access_token"] == "access-token-number-2"
    path.write_text(text)
    assert "Logged out" in asyncio.run(actions.log_out(actions.Target("acme", {**TABLE, "logins": []})))
    assert not path.exists()


def test_damaged_file_of_another_program_names_its_login_command(home: Path) -> None:
    path = owned(home, 3600)
    path.write_text('{"tokens": {"acc')
    with pytest.raises(CredentialError, match=f"{path} is damaged or incomplete.*acme login"):
        asyncio.run(Credential(TABLE, environment=environment(home), send=Server()).get())


def test_unknown_fields_of_the_own_file_are_preserved(home: Path) -> None:
    store = Store(environment(home))
    values = {"access_token": "access-token-number-0", "refresh_token": "refresh-token-number-0", "odd": {"a": [1]}}
    store.put("acme", {"values": {**values, "expires": time.time() - 5}})
    asyncio.run(Credential(TABLE, environment=environment(home), send=Server()).get())
    found = store.get("acme")
    assert found is not None and found[0]["values"]["odd"] == {"a": [1]}
    assert found[0]["values"]["refresh_token"] == "refresh-token-number-1"


def test_unreadable_file_is_reported_with_the_reason(home: Path) -> None:
    path = owned(home, 3600)
    path.unlink()
    path.mkdir()
    with pytest.raises(CredentialError, match=f"cannot read {path}: Is a directory"):
        asyncio.run(Credential(TABLE, environment=environment(home), send=Server()).get())


def test_world_readable_file_is_reported_and_the_own_file_is_restricted(
    home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = Store(environment(home))
    path = owned(home, 3600)
    path.chmod(0o644)
    for _ in range(2):
        asyncio.run(Credential(TABLE, environment=environment(home), send=Server()).get())
    assert caplog.text.count(f"{path} is readable by other users: run chmod 600 {path}") == 1
    assert path.stat().st_mode & 0o777 == 0o644  # only its owner may change it
    store.put("acme", {"values": {"access_token": "access-token-number-1"}})
    ours = store.path("acme")
    assert (ours.stat().st_mode & 0o777, ours.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    ours.chmod(0o644)
    assert store.get("acme") is not None and ours.stat().st_mode & 0o777 == 0o600


def test_status_reports_a_world_readable_file(home: Path) -> None:
    path = home / ".codex" / "auth.json"
    path.parent.mkdir()
    path.write_text(json.dumps({"tokens": {"access_token": "access-token-number-1", "refresh_token": "x"}}))
    path.chmod(0o604)
    assert f"{path} is readable by other users: run chmod 600 {path}" in status.status(default_settings({}))
    path.chmod(0o600)
    assert "readable by other users" not in status.status(default_settings({}))
    assert loader.auth("chatgpt")["logins"]
