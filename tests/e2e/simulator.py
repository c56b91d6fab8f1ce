"""aimock, a third-party simulator of providers, for the end-to-end tests."""

import fcntl
import json
import os
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.running import free_port, running, until_answered

PACKAGE, VERSION = "@copilotkit/aimock", "1.43.0"


@dataclass(frozen=True)
class Simulator:
    """A running aimock."""

    url: str

    def chaos(self, **rates: float) -> None:
        """Set the failure rates (0 to 1); no rates means no failures."""
        self._set_chaos("DELETE")
        if rates:
            self._set_chaos("POST", rates)

    def requests(self) -> list[dict[str, Any]]:
        """Return the received requests, oldest first."""
        with urllib.request.urlopen(self.url + "/__aimock/journal", timeout=60) as answer:
            journal = json.load(answer)
        entries: list[dict[str, Any]] = journal["entries"] if isinstance(journal, dict) else journal
        return entries

    def _set_chaos(self, method: str, body: Any = None) -> None:
        data = None if body is None else json.dumps(body).encode()
        headers = {"content-type": "application/json"}
        request = urllib.request.Request(self.url + "/__aimock/chaos", data, headers, method=method)
        urllib.request.urlopen(request, timeout=60).close()


def program() -> Path:
    """Return the program, installed from npm on first use; skip the test if that is impossible."""
    if not shutil.which("npm"):
        pytest.skip("there is no npm to install aimock with")
    cache = Path(os.environ.get("E2E_ROOT") or Path.home() / ".cache" / "dragoman-e2e")
    home = cache / f"aimock-{VERSION}"
    home.mkdir(parents=True, exist_ok=True)
    found = home / "node_modules" / ".bin" / "llmock"
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not found.exists():
            command = ["npm", "install", "--silent", "--no-fund", "--no-audit", "--prefix", str(home)]
            done = subprocess.run([*command, f"{PACKAGE}@{VERSION}"], capture_output=True, text=True, timeout=300)
            if done.returncode:
                pytest.skip("npm cannot install aimock here: " + " ".join(done.stderr.split())[:300])
    return found


@contextmanager
def simulator(folder: Path, *fixtures: Mapping[str, Any]) -> Iterator[Simulator]:
    """Run aimock with these fixtures."""
    llmock = program()
    port, file, log = free_port(), folder / "fixtures.json", folder / "aimock.log"
    file.write_text(json.dumps({"fixtures": fixtures}), encoding="utf-8")
    command = [str(llmock), "-p", str(port), "-h", "127.0.0.1", "-f", str(file), "--log-level", "warn"]
    with running(command, log, os.environ) as process:
        url = f"http://127.0.0.1:{port}"
        until_answered(url + "/__aimock/journal", process, log)
        yield Simulator(url)
