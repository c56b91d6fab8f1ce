"""The real Claude Code through the proxy, in each of the four provider protocols: it writes, reads and runs commands.

OpenAI-compatible upstreams interleave the argument fragments of parallel calls. The Messages protocol allows one open
block at a time, so the proxy must reorder the fragments without losing a call or mixing arguments.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.e2e import messages_host, simulator
from tests.e2e.running import Proxy, Upstream, claude_code

ONE, TWO = "first file: héllo 🌍\n", 'second file: "quotes", {braces} and\na second line\n'
CONFIG = """\
default: scripted
profiles:
  scripted: {{ provider: openai, api_key: sk-untold, base_url: "{url}/v1", protocol: {protocol} }}
"""
GEMINI = 'profiles: {{ it: {{ provider: gemini, protocol: gemini, api_key: sk-untold, base_url: "{url}/v1beta" }} }}\n'
PASSED = 'profiles: {{ it: {{ provider: lmstudio, protocol: anthropic_messages, base_url: "{url}" }} }}\n'


def script(*turns: dict[str, Any]) -> dict[str, Any]:
    # Requests without tools are side calls of the client, for instance for a title.
    errands = {"when": {"no_tools": True}, "turns": [{"text": "side call"}]}
    known = {"models": ["stub-model"], "api_key": "sk-untold"}
    return {**known, "select": "calls", "tracks": [errands], "turns": list(turns)}


def call(name: str, **arguments: str) -> dict[str, Any]:
    return {"name": name, "arguments": arguments}


WRITE_BOTH = {
    "reasoning": "Two files; one call for each.",
    "text": "I will write both files.",
    "tool_calls": [
        call("Write", file_path="${CWD}/one.txt", content=ONE),
        call("Write", file_path="${CWD}/two.txt", content=TWO),
    ],
    "interleave": True,
    "chunk_ms": 2,
}
LOOK = {
    "tool_calls": [
        call("Bash", command="cat one.txt two.txt > both.txt; wc -c both.txt", description="Join the files"),
        call("Read", file_path="${CWD}/one.txt"),
    ],
    "interleave": True,
}
DONE = {"reasoning": "All is done.", "text": "Both files are written.", "chunk_ms": 5}


def test_interleaved_parallel_calls_over_chat(
    proxy: Callable[[str], Proxy], upstream: Callable[..., Upstream], tmp_path: Path
) -> None:
    work = tmp_path / "work"
    scripted = upstream(script(WRITE_BOTH, LOOK, DONE), CWD=str(work))
    started = proxy(CONFIG.format(url=scripted.url, protocol="openai_chat"))

    run = claude_code(started.url, "stub-model", "Write both files.", tmp_path)

    assert run.exit == 0, run.shown + started.log.read_text()
    assert run.result == "Both files are written."
    assert [made["name"] for made in run.calls] == ["Write", "Write", "Bash", "Read"]
    assert (work / "one.txt").read_text(encoding="utf-8") == ONE
    assert (work / "two.txt").read_text(encoding="utf-8") == TWO
    assert (work / "both.txt").read_text(encoding="utf-8") == ONE + TWO
    assert "api_retry" not in {event.get("subtype") for event in run.events}, "a response was not accepted"

    last = json.loads(scripted_body(scripted.requests()[-1]))
    for message in last["messages"]:  # each call is repeated with its arguments, followed by its result
        for made in message.get("tool_calls") or []:
            assert json.loads(made["function"]["arguments"])
    call_ids = [made["id"] for m in last["messages"] for made in m.get("tool_calls") or []]
    answered = [m["tool_call_id"] for m in last["messages"] if m["role"] == "tool"]
    assert len(set(call_ids)) == 4
    assert answered == call_ids


@pytest.mark.exhaustive
def test_parallel_calls_over_responses(
    proxy: Callable[[str], Proxy], upstream: Callable[..., Upstream], tmp_path: Path
) -> None:
    work = tmp_path / "work"
    scripted = upstream(script(WRITE_BOTH, LOOK, DONE), CWD=str(work))
    started = proxy(CONFIG.format(url=scripted.url, protocol="openai_responses"))

    run = claude_code(started.url, "stub-model", "Write both files.", tmp_path)

    assert run.exit == 0, run.shown + started.log.read_text()
    assert run.result == "Both files are written."
    assert [made["name"] for made in run.calls] == ["Write", "Write", "Bash", "Read"]
    assert (work / "both.txt").read_text(encoding="utf-8") == ONE + TWO
    assert "api_retry" not in {event.get("subtype") for event in run.events}, "a response was not accepted"

    items = json.loads(scripted_body(scripted.requests()[-1]))["input"]
    call_ids = [item["call_id"] for item in items if item["type"] == "function_call"]
    assert len(set(call_ids)) == 4
    assert [item["call_id"] for item in items if item["type"] == "function_call_output"] == call_ids


def scripted_body(request: dict[str, Any]) -> str:
    body = request["body"]
    return body if isinstance(body, str) else json.dumps(body)


@pytest.mark.exhaustive
def test_parallel_calls_over_gemini(proxy: Callable[[str], Proxy], tmp_path: Path) -> None:
    """Gemini sends complete calls; the upstream is the third-party simulator aimock."""
    work = tmp_path / "work"
    written = [
        call("Write", file_path=f"{work}/{name}.txt", content=text) for name, text in (("one", ONE), ("two", TWO))
    ]
    play: list[dict[str, Any]] = [
        {
            "match": {"userMessage": "Write both", "hasToolResult": True},
            "response": {"content": "Both files are written."},
        },
        {
            "match": {"userMessage": "Write both"},
            "response": {"reasoning": "Two.", "content": "Now.", "toolCalls": written},
        },
        {"match": {}, "response": {"content": "side call"}},
    ]
    with simulator.simulator(tmp_path, *play) as played:
        started = proxy(GEMINI.format(url=played.url))
        run = claude_code(started.url, "gemini-3.5-flash", "Write both files.", tmp_path)

    assert run.exit == 0, run.shown + started.log.read_text()
    assert run.result == "Both files are written."
    assert [made["name"] for made in run.calls] == ["Write", "Write"]
    assert (work / "one.txt").read_text(encoding="utf-8") == ONE
    assert (work / "two.txt").read_text(encoding="utf-8") == TWO
    assert "api_retry" not in {event.get("subtype") for event in run.events}, "a response was not accepted"


@pytest.mark.exhaustive
def test_parallel_calls_over_messages_passthrough(proxy: Callable[[str], Proxy], tmp_path: Path) -> None:
    """Responses are passed through unchanged, and the reasoning signature is returned to the host."""
    work = tmp_path / "work"
    thought = {"type": "thinking", "thinking": "Two files.", "signature": "c2lnbmF0dXJl"}
    calls = [
        {
            "type": "tool_use",
            "id": f"toolu_{name}",
            "name": "Write",
            "input": {"file_path": f"{work}/{name}.txt", "content": text},
        }
        for name, text in (("one", ONE), ("two", TWO))
    ]
    with messages_host.host([thought, *calls], [{"type": "text", "text": "Both files are written."}]) as host:
        started = proxy(PASSED.format(url=host.url))
        run = claude_code(started.url, "some-model", "Write both files.", tmp_path)

    assert run.exit == 0, run.shown + started.log.read_text()
    assert run.result == "Both files are written."
    assert (work / "one.txt").read_text(encoding="utf-8") == ONE
    assert (work / "two.txt").read_text(encoding="utf-8") == TWO
    assert "api_retry" not in {event.get("subtype") for event in run.events}, "a response was not accepted"
    last = host.requests[-1]
    back = [part for message in last["messages"] if message["role"] == "assistant" for part in message["content"]]
    assert [part for part in back if part["type"] == "thinking"] == [thought]
    assert [part["id"] for part in back if part["type"] == "tool_use"] == ["toolu_one", "toolu_two"]
    assert not any(part.get("text", "").startswith("x-anthropic-billing-header") for part in last["system"])
