"""The real Claude Code works through the proxy: it writes, reads and runs what a Chat Completions or a Responses
upstream tells it to.

The upstream streams the arguments of parallel calls interleaved, fragment by fragment. The Messages protocol knows one
open block at a time, so a proxy has to put them in order; translators that do not lose a call or mix up the arguments.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.e2e.running import Proxy, Upstream, claude_code

ONE, TWO = "first file: héllo 🌍\n", 'second file: "quotes", {braces} and\na second line\n'
CONFIG = """\
default: scripted
profiles:
  scripted: {{ provider: openai, api_key: sk-untold, base_url: "{url}/v1", protocol: {protocol} }}
"""


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
