"""Commands with closed or full standard streams, and users without a home directory: real processes."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from dragoman.auth import files
from dragoman.auth.secret import Secret
from dragoman.auth.store import Store
from dragoman.commands import guard
from dragoman.masking import CredentialError
from tests import sampling
from tests.e2e.running import DRAGOMAN, environment

TRANSLATE = ["translate", "request", "--client", "anthropic_messages", "--provider", "groq"]


def run(tmp_path: Path, arguments: list[str], redirections: str, data: str = "", **env: str) -> tuple[int, str]:
    """Run a command with redirections of a shell. Returns its status and its output."""
    command = ["sh", "-c", f'exec "$@" {redirections}', "sh", *DRAGOMAN, *arguments]
    done = subprocess.run(
        command, input=data, capture_output=True, text=True, env=environment(tmp_path, env), cwd=tmp_path, timeout=30
    )
    assert "Traceback" not in done.stdout + done.stderr
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("arguments", "redirections"),
    sampling.every(
        3,
        [
            *((TRANSLATE, text) for text in ("<&- >&- 2>&-", "<&-", ">&-", ">/dev/full", "2>&-", ">/dev/full 2>&1")),
            (["auth", "status"], ">/dev/full"),
            (["auth", "status"], "<&- >&- 2>&-"),
            (["providers"], ">/dev/full"),
        ],
    ),
)
def test_closed_and_full_streams(tmp_path: Path, arguments: list[str], redirections: str) -> None:
    if "full" in redirections and not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full on this system")
    status, output = run(tmp_path, arguments, redirections)
    if "full" in redirections:
        assert status == guard.EX_IOERR
        assert "2>&1" in redirections or "No space left on device" in output
    else:
        assert status == (2 if arguments is TRANSLATE else 0)


def test_a_reader_that_closes_the_output(tmp_path: Path) -> None:
    command = ["sh", "-c", '"$@" | head -c 1', "sh", *DRAGOMAN, "providers", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(tmp_path), timeout=120)
    assert done.stderr == "" and done.stdout == "["


def test_a_user_without_a_home_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOME", raising=False)

    def nobody(path: Path) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "expanduser", nobody)
    assert files.folder({}) == files.NOWHERE
    assert files.expand_path("~/.some/login.json", {}) is None
    store = Store({"DRAGOMAN_KEYRING": "off"})
    assert store.get("groq") is None and store.names() == [] and store.stamp("groq") == 0 and not store.remove("groq")
    with pytest.raises(OSError, match="set HOME, or DRAGOMAN_CREDENTIALS"):
        store.put("groq", {"key": "k"})
    with pytest.raises(CredentialError, match="no home directory"):
        Secret(file="~/key").get_nowait()


def test_an_internal_error_is_one_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> int:
        raise TypeError("not this type")

    monkeypatch.delenv(guard.TRACEBACK, raising=False)
    assert guard.guarded(fails) == guard.EX_SOFTWARE
    assert capsys.readouterr().err.startswith("dragoman: internal error (TypeError: not this type). Please report it")
    monkeypatch.setenv(guard.TRACEBACK, "1")
    with pytest.raises(TypeError):
        guard.guarded(fails)


def test_an_interrupt_is_no_error() -> None:
    def interrupted() -> int:
        raise KeyboardInterrupt

    assert guard.guarded(interrupted) == 130
