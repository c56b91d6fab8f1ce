"""opencode, aider and llm, started by `dragoman run`: they write a file over Chat Completions."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.e2e import clients, messages_host
from tests.e2e.running import Upstream

pytestmark = pytest.mark.exhaustive

TEXT = "héllo 🌍\n"
CHAT = """\
profiles:
  it:
    provider: openai
    protocol: openai_chat
    api_key: sk-untold
    base_url: "{url}/v1"
    models: {{ default: stub-model }}
    limits: {{ stub-model: {{ context_window: 100000, max_output_tokens: 8000 }} }}
"""
MESSAGES = """\
profiles:
  it: {{ provider: anthropic, api_key: sk-untold, base_url: "{url}", models: {{ default: claude-sonnet-5 }} }}
"""
QUIET = dict.fromkeys(
    (f"OPENCODE_DISABLE_{word}" for word in ("AUTOUPDATE", "MODELS_FETCH", "LSP_DOWNLOAD", "DEFAULT_PLUGINS")), "1"
)


def test_opencode_over_messages_writes_a_file(tmp_path: Path) -> None:
    file = str(tmp_path / "work" / "hello.txt")
    turns: list[list[messages_host.Block]] = [
        [
            {"type": "thinking", "thinking": "Use the tool.", "signature": "SIG-1"},
            {"type": "text", "text": "Writing."},
            {"type": "tool_use", "id": "toolu_1", "name": "write", "input": {"filePath": file, "content": TEXT}},
        ],
        [{"type": "text", "text": "The file is written."}],
    ]
    with messages_host.host(*turns) as host:
        (tmp_path / "dragoman.yaml").write_text(MESSAGES.format(url=host.url))
        program = clients.npm_program(*clients.OPENCODE)
        ended = clients.run(program, "opencode", "Write hello.txt.", tmp_path, "--format", "json", env=QUIET)
    assert ended.exit == 0, ended.shown
    assert "The file is written." in ended.stdout
    assert Path(file).read_text(encoding="utf-8") == TEXT
    blocks = [block for message in host.requests[-1]["messages"] for block in message["content"]]
    assert [block["tool_use_id"] for block in blocks if block["type"] == "tool_result"] == ["toolu_1"]


def test_opencode_over_chat(upstream: Callable[..., Upstream], tmp_path: Path) -> None:
    call = {"name": "write", "arguments": {"filePath": str(tmp_path / "work" / "hello.txt"), "content": TEXT}}
    script = {
        "models": ["stub-model"],
        "api_key": "sk-untold",
        "select": "calls",
        "tracks": [{"when": {"no_tools": True}, "turns": [{"text": "a title"}]}],
        "turns": [{"reasoning": "Use the tool.", "tool_calls": [call]}, {"text": "The file is written."}],
    }
    scripted = upstream(script)
    (tmp_path / "dragoman.yaml").write_text(CHAT.format(url=scripted.url))
    program = clients.npm_program(*clients.OPENCODE)
    ended = clients.run(program, "opencode", "Write hello.txt.", tmp_path, "--format", "json", env=QUIET)
    assert ended.exit == 0, ended.shown
    assert (tmp_path / "work" / "hello.txt").read_text(encoding="utf-8") == TEXT
    returned = [m.get("reasoning_content") for m in scripted.requests()[-1]["body"]["messages"] if m.get("tool_calls")]
    assert returned == ["Use the tool."]


def test_aider_edits_a_file(upstream: Callable[..., Upstream], tmp_path: Path) -> None:
    answer = f"hello.txt\n```\n{TEXT}```\n"
    scripted = upstream({"models": ["stub-model"], "api_key": "sk-untold", "turns": [{"text": answer}]})
    (tmp_path / "dragoman.yaml").write_text(CHAT.format(url=scripted.url))
    program = clients.python_program("aider", "aider-chat==0.86.2")
    words = ["--yes-always", "--no-git", "--no-analytics", "--no-check-update", "--edit-format", "whole"]
    ended = clients.run(program, "aider", "Write hello.txt.", tmp_path, *words)
    assert ended.exit == 0, ended.shown
    assert (tmp_path / "work" / "hello.txt").read_text(encoding="utf-8") == TEXT, ended.shown


def test_llm_calls_a_tool(upstream: Callable[..., Upstream], tmp_path: Path) -> None:
    call: dict[str, Any] = {"name": "write", "arguments": {"name": "hello.txt", "text": TEXT}}
    turns: list[dict[str, Any]] = [{"text": "Writing.", "tool_calls": [call]}, {"text": "The file is written."}]
    scripted = upstream({"models": ["stub-model"], "api_key": "sk-untold", "select": "calls", "turns": turns})
    (tmp_path / "dragoman.yaml").write_text(CHAT.format(url=scripted.url))
    tool = "def write(name: str, text: str) -> str:\n    return str(open(name, 'w', encoding='utf-8').write(text))\n"
    program = clients.python_program("llm", "llm==0.36")
    ended = clients.run(program, "llm", "Write hello.txt.", tmp_path, "--functions", tool)
    assert ended.exit == 0, ended.shown
    assert "The file is written." in ended.stdout
    assert (tmp_path / "work" / "hello.txt").read_text(encoding="utf-8") == TEXT
