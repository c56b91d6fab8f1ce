"""The real Claude Code works through the proxy: it writes, reads and runs what an upstream tells it to, in each of the
four protocols.

An upstream of OpenAI's kinds streams the arguments of parallel calls interleaved, fragment by fragment. The Messages
protocol knows one open block at a time, so a proxy has to put them in order; translators that do not lose a call or mix
up the arguments.
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
    # Calls without tools are side errands of the client, such as a title.
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


def test_parallel_calls_whose_arguments_interleave_both_happen(
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
    assert "api_retry" not in {event.get("subtype") for event in run.events}, "an answer was not accepted"

    last = json.loads(scripted_body(scripted.requests()[-1]))
    for message in last["messages"]:  # each call is told again with its arguments, and its result stands behind it
        for made in message.get("tool_calls") or []:
            assert json.loads(made["function"]["arguments"])
    asked = [made["id"] for m in last["messages"] for made in m.get("tool_calls") or []]
    answered = [m["tool_call_id"] for m in last["messages"] if m["role"] == "tool"]
    assert len(set(asked)) == 4
    assert answered == asked


@pytest.mark.exhaustive
def test_the_same_over_responses(
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
    assert "api_retry" not in {event.get("subtype") for event in run.events}, "an answer was not accepted"

    items = json.loads(scripted_body(scripted.requests()[-1]))["input"]
    asked = [item["call_id"] for item in items if item["type"] == "function_call"]
    assert len(set(asked)) == 4
    assert [item["call_id"] for item in items if item["type"] == "function_call_output"] == asked


def scripted_body(request: dict[str, Any]) -> str:
    body = request["body"]
    return body if isinstance(body, str) else json.dumps(body)


@pytest.mark.exhaustive
def test_the_same_over_geminis_own_interface(proxy: Callable[[str], Proxy], tmp_path: Path) -> None:
    """A call comes whole there, and aimock, which others wrote, is the upstream."""
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
    assert "api_retry" not in {event.get("subtype") for event in run.events}, "an answer was not accepted"


@pytest.mark.exhaustive
def test_the_same_where_its_own_protocol_is_passed_on(proxy: Callable[[str], Proxy], tmp_path: Path) -> None:
    """A host of other models: its bytes pass as they came, and the proof of its reasoning goes back to it."""
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
    assert "api_retry" not in {event.get("subtype") for event in run.events}, "an answer was not accepted"
    last = host.asked[-1]
    back = [part for message in last["messages"] if message["role"] == "assistant" for part in message["content"]]
    assert [part for part in back if part["type"] == "thinking"] == [thought]
    assert [part["id"] for part in back if part["type"] == "tool_use"] == ["toolu_one", "toolu_two"]
    assert not any(part.get("text", "").startswith("x-anthropic-billing-header") for part in last["system"])
