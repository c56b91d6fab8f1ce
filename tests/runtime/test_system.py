"""Other operating systems: everything is imported and serves with what only POSIX has hidden, and falls back."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from dragoman import system
from dragoman.config import settings

ROOT = Path(__file__).parents[2]
POSIX_ONLY = {"fcntl", "grp", "msvcrt", "pwd", "resource", "termios", "tty", "pty"}
HIDDEN = """
import asyncio, os, signal, sys
POSIX = {"fcntl", "grp", "pwd", "resource", "termios", "tty", "pty", "uvloop"}
class Hide:
    def find_spec(self, name, path=None, target=None):
        if name in POSIX:
            raise ImportError(f"{name} is hidden", name=name)
sys.meta_path.insert(0, Hide())
for name in POSIX:
    sys.modules.pop(name, None)
for name in ("getuid", "geteuid", "getgid", "fchmod", "killpg", "setsid", "fork"):
    delattr(os, name)
for name in ("SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGKILL"):
    delattr(signal, name)
def refuse(*arguments): raise NotImplementedError
asyncio.SelectorEventLoop.add_signal_handler = refuse
"""
IMPORT_ALL = """
import importlib, pkgutil
import dragoman, dragoman_codegen
for package in (dragoman, dragoman_codegen):
    for _, name, _ in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not name.endswith("__main__"):
            importlib.import_module(name)
print("imported")
"""
SERVE = """
import json, threading, time, urllib.request
from dragoman.commands import cli
from dragoman.commands.serving import serve
announced = []
serve.announce = announced.append
def client():
    while not announced:
        time.sleep(0.02)
    url = announced[0].split("listens on ")[1].split()[0]
    body = {"model": "demo", "max_tokens": 99, "messages": [{"role": "user", "content": "hi"}]}
    headers = {"content-type": "application/json"}
    request = urllib.request.Request(url + "/v1/messages", json.dumps(body).encode(), headers)
    print(json.load(urllib.request.urlopen(request, timeout=10))["type"], flush=True)
    signal.raise_signal(signal.SIGTERM)
threading.Thread(target=client, daemon=True).start()
sys.exit(cli.main(["serve", "--port", "0", "--log-level", "error"]) or announced[-1] != "dragoman: stopped")
"""


def hidden(code: str, home: Path) -> subprocess.CompletedProcess[str]:
    path = ":".join(str(ROOT / name) for name in ("runtime", "codegen", "generated"))
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(home), "PYTHONPATH": path}
    command = [sys.executable, "-c", HIDDEN + code]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, cwd=home)


@pytest.mark.skipif(sys.platform == "win32", reason="hides what Windows does not have")
def test_everything_is_imported_without_posix(tmp_path: Path) -> None:
    done = hidden(IMPORT_ALL, tmp_path)
    assert done.stdout == "imported\n", done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="hides what Windows does not have")
def test_the_server_serves_and_stops_without_posix(tmp_path: Path) -> None:
    done = hidden(SERVE, tmp_path)
    assert (done.returncode, done.stdout) == (0, "message\n"), done.stderr


def test_one_module_imports_what_only_some_systems_have() -> None:
    found: set[str] = set()
    for tree in ("runtime", "codegen"):
        for path in (ROOT / tree).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                found |= {path.name for name in names if name.partition(".")[0] in POSIX_ONLY}
    assert found == {"system.py"}


def test_folders_follow_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert system.config_folder({"HOME": "/h"}) == Path("/h/.config/dragoman")
    assert system.config_folder({"HOME": "/h", "XDG_CONFIG_HOME": "/x"}) == Path("/x/dragoman")
    assert system.cache_folder({"HOME": "/h"}) == Path("/h/.cache/dragoman")
    monkeypatch.setattr(sys, "platform", "linux")
    assert system.config_folder({}) is None and settings.user_file({}) is None
    monkeypatch.setattr(sys, "platform", "win32")
    found = system.config_folder({})
    assert found is not None and found.name == "dragoman"


def test_files_without_owners_and_modes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "file"
    file.write_text("")
    file.chmod(0o666)
    assert not system.only_own_writes(file) and system.readable_by_others(file) and system.is_own(file)
    monkeypatch.delattr("os.getuid", raising=False)
    assert system.only_own_writes(file) and not system.readable_by_others(file)
    monkeypatch.setattr(system, "fcntl", None)
    monkeypatch.setattr(system, "resource", None)
    with file.open() as opened:
        assert system.lock_file(opened.fileno())
    assert system.raise_descriptor_limit() == 0
