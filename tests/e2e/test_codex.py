"""The real Codex CLI, started by `dragoman run`: it patches files and runs commands over Chat, Messages and Gemini.

Codex speaks Responses only. Its patch tool has free-form input, which the providers call as a function.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.e2e import clients, gemini_host, messages_host
from tests.e2e.running import Upstream

pytestmark = pytest.mark.exhaustive
MODEL = "gpt-5.5"  # a model for which Codex offers the patch tool
PATCH = "*** Begin Patch\n*** Add File: hello.txt\n+héllo 🌍\n*** End Patch"
COMMAND = "cat hello.txt > copy.txt; cat copy.txt"
CHAT = 'profiles: {{ it: {{ provider: openai, api_key: sk-untold, base_url: "{url}/v1", protocol: openai_chat }} }}\n'
MESSAGES = 'profiles: {{ it: {{ provider: anthropic, api_key: sk-untold, base_url: "{url}" }} }}\n'
GEMINI = 'profiles: {{ it: {{ provider: gemini, protocol: gemini, api_key: sk-untold, base_url: "{url}/v1beta" }} }}\n'


def codex(config: str, folder: Path) -> tuple[int, str, str]:
    """Run the real Codex with this configuration. Returns its exit status, its last message, and all output."""
    (folder / "dragoman.yaml").write_text(config)
    last = folder / "last.txt"
    words = ["--json", "--ephemeral", "--skip-git-repo-check", "-s", "danger-full-access", "-o", str(last)]
    quiet = [f"{name}=false" for name in ("analytics.enabled", "feedback.enabled", "check_for_update_on_startup")]
    words += [word for pair in quiet for word in ("-c", pair)]
    ended = clients.run(clients.npm_program(*clients.CODEX), "codex", "Write hello.txt.", folder, *words, model=MODEL)
    return ended.exit, last.read_text(encoding="utf-8") if last.exists() else "", ended.shown


def assert_written(folder: Path, shown: str) -> None:
    work = folder / "work"
    assert (work / "hello.txt").read_text(encoding="utf-8") == "héllo 🌍\n", shown
    assert (work / "copy.txt").read_text(encoding="utf-8") == "héllo 🌍\n", shown


def test_codex_patches_and_runs_over_chat(upstream: Callable[..., Upstream], tmp_path: Path) -> None:
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

    exit, last, shown = codex(CHAT.format(url=scripted.url), tmp_path)

    assert exit == 0, shown
    assert last == "The file is written."
    assert_written(tmp_path, shown)
    body = scripted.requests()[-1]["body"]
    messages = (json.loads(body) if isinstance(body, str) else body)["messages"]
    calls = [call for message in messages for call in message.get("tool_calls") or []]
    assert [call["function"]["name"] for call in calls] == ["apply_patch", "exec_command"]
    assert json.loads(calls[0]["function"]["arguments"]) == {"input": PATCH}
    assert [m["tool_call_id"] for m in messages if m["role"] == "tool"] == [call["id"] for call in calls]


def test_codex_keeps_the_reasoning_of_a_messages_provider(tmp_path: Path) -> None:
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
        exit, last, shown = codex(MESSAGES.format(url=host.url), tmp_path)

    assert exit == 0, shown
    assert last == "The file is written."
    assert_written(tmp_path, shown)
    blocks = [block for message in host.requests[-1]["messages"] for block in message["content"]]
    assert thought in blocks
    assert [block["id"] for block in blocks if block["type"] == "tool_use"] == ["toolu_1", "toolu_2"]
    assert [block["tool_use_id"] for block in blocks if block["type"] == "tool_result"] == ["toolu_1", "toolu_2"]


def test_codex_keeps_the_thought_signatures_of_gemini(tmp_path: Path) -> None:
    turns: list[list[gemini_host.Part]] = [
        [
            {"text": "A patch is enough.", "thought": True},
            {"functionCall": {"name": "apply_patch", "args": {"input": PATCH}}, "thoughtSignature": "U0lHLTE="},
        ],
        [{"functionCall": {"name": "exec_command", "args": {"cmd": COMMAND}}, "thoughtSignature": "U0lHLTI="}],
        [{"text": "The file is written."}],
    ]
    with gemini_host.host(*turns) as host:
        exit, last, shown = codex(GEMINI.format(url=host.url), tmp_path)

    assert exit == 0, shown
    assert last == "The file is written."
    assert_written(tmp_path, shown)
    parts = [part for content in host.requests[-1]["contents"] for part in content["parts"]]
    calls = [part for part in parts if "functionCall" in part]
    assert [call["functionCall"]["name"] for call in calls] == ["apply_patch", "exec_command"]
    assert calls[0]["functionCall"]["args"] == {"input": PATCH}
    assert [call["thoughtSignature"] for call in calls] == ["U0lHLTE=", "U0lHLTI="]
    results = [part["functionResponse"]["name"] for part in parts if "functionResponse" in part]
    assert results == ["apply_patch", "exec_command"]
