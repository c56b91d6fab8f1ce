"""The path of a newcomer in an empty home directory: wheel, init, check, run, explain."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dragoman import loader
from tests.e2e.test_wheel import REQUEST
from tests.e2e.test_wheel import installed as installed

CLIENT = """#!{python}
import json, os, sys, urllib.request
url, key = os.environ["ANTHROPIC_BASE_URL"], os.environ["ANTHROPIC_AUTH_TOKEN"]
body = {{"model": "m", "max_tokens": 50, "messages": [{{"role": "user", "content": sys.argv[-1]}}]}}
headers = {{"content-type": "application/json", "authorization": "Bearer " + key}}
request = urllib.request.Request(url + "/v1/messages", json.dumps(body).encode(), headers)
print(json.load(urllib.request.urlopen(request))["content"][-1]["text"])
"""


@pytest.mark.e2e
@pytest.mark.exhaustive
@pytest.mark.skipif(sys.platform == "win32", reason="the client is a script")
def test_from_the_wheel_to_an_explanation(installed: Path, tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    client = programs / next(iter(loader.programs().values()))["command"]
    client.write_text(CLIENT.format(python=sys.executable))
    client.chmod(0o755)
    home = tmp_path / "home"
    home.mkdir()
    environment = {"PATH": f"{programs}:{os.environ['PATH']}", "HOME": str(home), "PYTHONPATH": str(installed)}

    def dragoman(*words: str, text: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "dragoman", *words]
        done = subprocess.run(
            command, input=text, capture_output=True, text=True, timeout=120, env=environment, cwd=home
        )
        assert done.returncode == (64 if not words else 0), done.stdout + done.stderr
        return done

    assert "init" in dragoman().stderr
    wrote = dragoman("init", "--provider", "demo").stdout
    assert (home / ".config" / "dragoman" / "dragoman.yaml").is_file()
    assert wrote.splitlines()[-1] == "Start Claude Code with it: dragoman run demo"
    checks = json.loads(dragoman("check", "--json").stdout)
    assert checks["ok"] and {one["state"] for one in checks["checks"]} == {"ok", "skipped"}
    ran = dragoman("run", "demo", "hello there")
    assert "hello there" in ran.stdout and ran.stderr.startswith("dragoman: demo: 1 request; ")
    words = ("request", "--client", "anthropic_messages", "--provider", "groq", "--json")
    explained = json.loads(dragoman("explain", *words, text=json.dumps(REQUEST)).stdout)
    assert "specs/" in json.dumps(explained)
