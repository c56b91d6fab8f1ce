"""Programs of the end-to-end tests: the proxy, a scripted upstream and the real Claude Code.

The proxy runs as a separate process with a configuration file, an empty home and no inherited environment. The shared
folder (scripted upstreams, start scripts of clients) is located beside the repository or by $DRAGOMAN_SHARED; tests
that need it are skipped without it.
"""

import fcntl
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
logs: list[Path] = []  # of the running programs
# Run from the checkout, installed or not.
DRAGOMAN = [sys.executable, "-c", "import sys; from dragoman.commands.cli import main; sys.exit(main())"]


def shared(path: str) -> Path:
    """Return a file of the shared folder; skip the test without it."""
    folder = Path(os.environ.get("DRAGOMAN_SHARED") or ROOT.parent / "shared")
    if not (folder / path).exists():
        pytest.skip(f"{path} is not in {folder} (DRAGOMAN_SHARED names another folder)")
    return folder / path


def environment(home: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment of the proxy: no keys, no proxies, only the configuration of the test."""
    roots = os.pathsep.join(str(ROOT / name) for name in ("runtime", "codegen", "generated"))
    base = {"PATH": os.environ.get("PATH", ""), "HOME": str(home), "PYTHONPATH": roots, "PYTHONUNBUFFERED": "1"}
    return base | dict(more or {})


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(command: list[str], log: Path, env: Mapping[str, str] | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """Run a process until the block is left; its output goes to `log`."""
    logs.append(log)
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=env)
    try:
        yield process
    finally:
        logs.remove(log)
        process.send_signal(signal.SIGINT)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            pytest.fail(f"{command[0]} did not end within a minute of an interrupt\n{log.read_text()[-2000:]}")


def until_answered(url: str, process: subprocess.Popen[bytes], log: Path, patience: float = 60) -> None:
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except urllib.error.HTTPError as refusal:
            pytest.fail(f"{url} answered {refusal.code}\n{log.read_text()[-2000:]}")
        except OSError:
            time.sleep(0.02)
    pytest.fail(f"nothing answers at {url}\n{log.read_text()[-2000:]}")


@dataclass(frozen=True)
class Proxy:
    """A running proxy."""

    url: str
    log: Path


@contextmanager
def proxy(folder: Path, config: str) -> Iterator[Proxy]:
    """Run the proxy with this configuration on a free port."""
    port, file, log = free_port(), folder / "dragoman.yaml", folder / "proxy.log"
    file.write_text(config, encoding="utf-8")
    command = [*DRAGOMAN, "serve", "--config", str(file), "--port", str(port)]
    with running(command, log, environment(folder)) as process:
        url = f"http://127.0.0.1:{port}"
        until_answered(url + "/healthz", process, log)
        yield Proxy(url, log)


@dataclass(frozen=True)
class Upstream:
    """A running scripted upstream."""

    url: str

    def requests(self) -> list[dict[str, Any]]:
        """Return the received requests, oldest first."""
        with urllib.request.urlopen(self.url + "/__requests", timeout=60) as answer:
            requests: list[dict[str, Any]] = json.load(answer)
            return requests


@contextmanager
def upstream(folder: Path, script: Mapping[str, Any], **variables: str) -> Iterator[Upstream]:
    """Run the shared scripted upstream with this script."""
    program, file, log = shared("e2e/scripted_openai_upstream.py"), folder / "script.json", folder / "upstream.log"
    file.write_text(json.dumps(script), encoding="utf-8")
    given = [word for name, value in variables.items() for word in ("--var", f"{name}={value}")]
    port = free_port()
    command = [sys.executable, str(program), str(file), "--port", str(port), *given]
    with running(command, log) as process:
        url = f"http://127.0.0.1:{port}"
        until_answered(url + "/__state", process, log)
        yield Upstream(url)


@dataclass(frozen=True)
class Run:
    """One headless run of Claude Code."""

    exit: int
    events: list[dict[str, Any]]
    shown: str

    @property
    def result(self) -> str:
        return str(next((e.get("result") for e in self.events if e.get("type") == "result"), None))

    @property
    def calls(self) -> list[dict[str, Any]]:
        """The tool calls, in order."""
        turns = [event["message"]["content"] for event in self.events if event.get("type") == "assistant"]
        return [block for blocks in turns for block in blocks if block.get("type") == "tool_use"]


def claude_code_program() -> Path:
    """Return the program of the real Claude Code; skip the test if npm cannot install it."""
    lib = shared("e2e/lib.sh")
    if not shutil.which("npm"):
        pytest.skip("there is no npm to install Claude Code with")
    name = "@anthropic-ai/claude-code"
    version = "$CLAUDE_CODE_VERSION"
    script = f'. "{lib}"; npm_bin "claude-code-{version}" "{name}@{version}" "{name}-linux-x64/claude"'
    cache = Path(os.environ.get("E2E_ROOT") or Path.home() / ".cache" / "dragoman-e2e")
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=300)
    if done.returncode:
        pytest.skip("npm cannot install Claude Code here: " + " ".join(done.stderr.split())[:300])
    return Path(done.stdout.strip())


def claude_code(base_url: str, model: str, prompt: str, folder: Path, *options: str) -> Run:
    """Run the real Claude Code in `folder`/work against the proxy; skip the test if npm cannot install it."""
    script = shared("e2e/run_claude_code.sh")
    if not shutil.which("npm"):
        pytest.skip("there is no npm to install Claude Code with")
    work, out = folder / "work", folder / "out"
    work.mkdir(exist_ok=True)
    env = os.environ | {"WORKDIR": str(work), "OUT": str(out), "E2E_TIMEOUT": "90"}
    env["EXTRA_ENV"] = "CLAUDE_CODE_MAX_RETRIES=1"  # a broken proxy fails at once, not after ten attempts
    command = ["bash", str(script), base_url, model, prompt, *options]
    cache = Path(os.environ.get("E2E_ROOT") or Path.home() / ".cache" / "dragoman-e2e")
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # one at a time: parallel test workers would install it into the same folder
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, env=env, timeout=400)
    if done.returncode == 3 and not re.search(r"^exit=", done.stdout, re.M):
        pytest.skip("npm cannot install Claude Code here: " + " ".join(done.stderr.split())[:300])
    lines = (out / "stdout.jsonl").read_text(encoding="utf-8").splitlines()
    return Run(done.returncode, [json.loads(line) for line in lines if line.startswith("{")], done.stdout + done.stderr)
