"""The real Codex CLI through the proxy: it patches files and runs commands over Chat and Messages providers.

Codex speaks Responses only. Its patch tool has free-form input, which the providers call as a function.
"""

import fcntl
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.e2e import messages_host
from tests.e2e.running import Proxy, Upstream, shared

MODEL = "gpt-5.5"  # a model for which Codex offers the patch tool
PATCH = "*** Begin Patch\n*** Add File: hello.txt\n+héllo 🌍\n*** End Patch"
COMMAND = "cat hello.txt > copy.txt; cat copy.txt"
CHAT = """\
default: scripted
profiles:
  scripted: {{ provider: openai, api_key: sk-untold, base_url: "{url}/v1", protocol: openai_chat }}
"""
MESSAGES = """\
default: scripted
profiles:
  scripted: {{ provider: anthropic, api_key: sk-untold, base_url: "{url}" }}
"""


def codex(base_url: str, prompt: str, folder: Path) -> tuple[int, str, str]:
    """Run the real Codex in `folder`/work against the proxy; skip the test if npm cannot install it. Returns its exit
    status, its last message and its output."""
    script = shared("e2e/run_codex.sh")
    if not shutil.which("npm"):
        pytest.skip("there is no npm to install Codex with")
    work, out = folder / "work", folder / "out"
    work.mkdir(exist_ok=True)
    env = os.environ | {"WORKDIR": str(work), "OUT": str(out), "E2E_TIMEOUT": "90", "SANDBOX": "danger-full-access"}
    cache = Path(os.environ.get("E2E_ROOT") or Path.home() / ".cache" / "dragoman-e2e")
    cache.mkdir(parents=True, exist_ok=True)
    command = ["bash", str(script), base_url, MODEL, prompt]
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # one at a time: parallel test workers would install it into the same folder
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, env=env, timeout=400)
    if done.returncode == 3 and not re.search(r"^exit=", done.stdout, re.M):
        pytest.skip("npm cannot install Codex here: " + " ".join(done.stderr.split())[:300])
    last = out / "last.txt"
    shown = done.stdout + done.stderr + (out / "stdout.jsonl").read_text() + (out / "stderr.txt").read_text()
    return done.returncode, last.read_text(encoding="utf-8") if last.exists() else "", shown


def assert_written(folder: Path, shown: str) -> None:
    work = folder / "work"
    assert (work / "hello.txt").read_text(encoding="utf-8") == "héllo 🌍\n", shown
    assert (work / "copy.txt").read_text(encoding="utf-8") == "héllo 🌍\n", shown


def test_codex_patches_and_runs_over_chat(
    proxy: Callable[[str], Proxy], upstream: Callable[..., Upstream], tmp_path: Path
) -> None:
    turns: list[dict[str, Any]] = [
        {
            "reasoning": "A patch is enough.",
            "text": "I will write the file.",
            "tool_calls": [{"name": "apply_patch", "arguments": {"input": PATCH}}],
            "chunk_ms": 2,
        },
        {"tool_calls": [{"name": "exec_command", "arguments": {"cmd": COMMAND}}]},
        {"text": "The file is written."},
    ]
    scripted = upstream({"models": [MODEL], "api_key": "sk-untold", "select": "calls", "turns": turns})
    started = proxy(CHAT.format(url=scripted.url))

    exit, last, shown = codex(started.url + "/v1", "Write hello.txt.", tmp_path)

    assert exit == 0, shown + started.log.read_text()
    assert last == "The file is written."
    assert_written(tmp_path, shown)
    body = scripted.requests()[-1]["body"]
    messages = (json.loads(body) if isinstance(body, str) else body)["messages"]
    calls = [call for message in messages for call in message.get("tool_calls") or []]
    assert [call["function"]["name"] for call in calls] == ["apply_patch", "exec_command"]
    assert json.loads(calls[0]["function"]["arguments"]) == {"input": PATCH}
    assert [m["tool_call_id"] for m in messages if m["role"] == "tool"] == [call["id"] for call in calls]


def test_codex_keeps_the_reasoning_of_a_messages_provider(proxy: Callable[[str], Proxy], tmp_path: Path) -> None:
    thought = {"type": "thinking", "thinking": "A patch is enough.", "signature": "SIG-1"}
    turns: list[list[messages_host.Block]] = [
        [
            thought,
            {"type": "text", "text": "I will write the file."},
            {"type": "tool_use", "id": "toolu_1", "name": "apply_patch", "input": {"input": PATCH}},
        ],
        [{"type": "tool_use", "id": "toolu_2", "name": "exec_command", "input": {"cmd": COMMAND}}],
        [{"type": "text", "text": "The file is written."}],
    ]
    with messages_host.host(*turns) as host:
        started = proxy(MESSAGES.format(url=host.url))
        exit, last, shown = codex(started.url + "/v1", "Write hello.txt.", tmp_path)

    assert exit == 0, shown + started.log.read_text()
    assert last == "The file is written."
    assert_written(tmp_path, shown)
    blocks = [block for message in host.requests[-1]["messages"] for block in message["content"]]
    assert thought in blocks
    assert [block["id"] for block in blocks if block["type"] == "tool_use"] == ["toolu_1", "toolu_2"]
    assert [block["tool_use_id"] for block in blocks if block["type"] == "tool_result"] == ["toolu_1", "toolu_2"]
