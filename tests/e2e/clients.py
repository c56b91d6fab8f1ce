"""Real client programs that `dragoman run --client` starts with a temporary proxy.

They are installed into the cache of the end-to-end tests on first use, from npm or from the Python package index; a
test is skipped where that is impossible. A client runs with an empty home and a dead proxy for all other hosts.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.running import DRAGOMAN, environment, free_port

CODEX = ("@openai/codex", "0.169.0", "@openai/codex-linux-x64/vendor/x86_64-unknown-linux-musl/bin/codex")
OPENCODE = ("opencode-ai", "1.18.33", "opencode-linux-x64/bin/opencode")
LOOPBACK_ONLY = {
    **dict.fromkeys(("HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy"), "http://127.0.0.1:9"),
    **dict.fromkeys(("NO_PROXY", "no_proxy"), "127.0.0.1,localhost,::1"),
}


def cache() -> Path:
    return Path(os.environ.get("E2E_ROOT") or Path.home() / ".cache" / "dragoman-e2e")


@contextmanager
def locked() -> Iterator[None]:
    """Hold the lock of the cache: parallel test workers would install into the same folder."""
    cache().mkdir(parents=True, exist_ok=True)
    with (cache() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def npm_program(package: str, version: str, path: str) -> Path:
    """Return a native program of an npm package; skip the test if npm cannot install it."""
    home = cache() / "npm" / f"{package.rpartition('/')[2].removesuffix('-ai')}-{version}"
    program = home / "node_modules" / path
    with locked():
        if not program.exists():
            if not shutil.which("npm"):
                pytest.skip(f"there is no npm to install {package} with")
            command = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(home)]
            install([*command, f"{package}@{version}"], package)
    return program


def node_packages(name: str, *packages: str) -> Path:
    """Return a folder in which these npm packages are installed; skip the test if npm cannot install them."""
    home = cache() / "npm" / "-".join([name, *(package.rpartition("/")[2].replace("@", "-") for package in packages)])
    with locked():
        if not (home / "node_modules").exists():
            if not shutil.which("npm"):
                pytest.skip(f"there is no npm to install {name} with")
            home.mkdir(parents=True, exist_ok=True)
            command = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(home)]
            install([*command, *packages], name)
    return home


def python_program(command: str, *requirements: str) -> Path:
    """Return a program of Python packages in its own environment; skip the test if pip cannot install them."""
    home = cache() / "python" / "-".join(requirement.replace("<", "-") for requirement in requirements)
    done, name = home / "installed", requirements[0]
    with locked():
        if not done.exists():
            install([sys.executable, "-m", "venv", "--clear", str(home)], name)
            install([str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", *requirements], name)
            done.touch()
    return home / "bin" / command


def install(command: list[str], package: str) -> None:
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=900)
    except subprocess.TimeoutExpired:
        pytest.skip(f"{package} cannot be installed here within 15 minutes")
    if done.returncode:
        pytest.skip(f"{package} cannot be installed here: " + " ".join(done.stderr.split())[-300:])


@dataclass(frozen=True)
class Ended:
    """A client that ended. `shown`: its output and the log of the proxy."""

    exit: int
    stdout: str
    shown: str


def run(
    program: Path,
    client: str,
    prompt: str,
    folder: Path,
    *words: str,
    model: str = "",
    env: Mapping[str, str] | None = None,
) -> Ended:
    """Run a client in `folder`/work with the only profile of `folder`/dragoman.yaml."""
    work, home, log = folder / "work", folder / "home", folder / "proxy.log"
    for made in (work, home / "tmp"):
        made.mkdir(exist_ok=True, parents=True)
    plain = {"TERM": "dumb", "LANG": "C.UTF-8", "TMPDIR": str(home / "tmp")}
    variables = environment(home, {**LOOPBACK_ONLY, **plain, **(env or {})})
    variables["PATH"] = f"{program.parent}{os.pathsep}{variables['PATH']}"
    config = folder / "dragoman.yaml"
    text = config.read_text(encoding="utf-8")
    if "listen:" not in text:  # a proxy of the user may listen on the default port
        config.write_text(f"listen: 127.0.0.1:{free_port()}\n{text}", encoding="utf-8")
    options = ["--client", client, "--config", str(config), "--log", str(log)]
    if model:
        options += ["--model", model]
    done = subprocess.run(
        [*DRAGOMAN, "run", *options, "it", prompt, "--", *words],
        cwd=work,
        env=variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
    )
    return Ended(done.returncode, done.stdout, done.stdout + done.stderr + (log.read_text() if log.exists() else ""))
