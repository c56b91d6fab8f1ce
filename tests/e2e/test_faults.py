"""The real Claude Code with a provider that fails in ten ways: the fault script of the shared folder, with one step of
work after each fault."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.e2e.running import Proxy, Upstream, claude_code, shared

CONFIG = """\
default: scripted
profiles:
  scripted: {{ provider: openai, api_key: sk-untold, base_url: "{url}/v1" }}
"""


def work(n: int) -> dict[str, Any]:
    return {"name": "Bash", "arguments": {"command": f"echo {n} >> done.txt", "description": f"Step {n}"}}


def tour() -> list[dict[str, Any]]:
    """Return each fault followed by a successful turn; the last turn of the script ends the session."""
    faults: list[dict[str, Any]] = YAML(typ="safe", pure=True).load(shared("e2e/example_faults.yaml"))["turns"]
    turns: list[dict[str, Any]] = []
    for n, fault in enumerate(faults[:-1]):
        slow = "first_ms" in fault  # a delay is no failure, so it includes the work
        turns += [{**fault, "tool_calls": [work(n)]}] if slow else [fault, {"tool_calls": [work(n)]}]
    return [*turns, faults[-1]]


@pytest.mark.exhaustive
def test_claude_code_completes_its_work_despite_faults(
    proxy: Callable[[str], Proxy], upstream: Callable[..., Upstream], tmp_path: Path
) -> None:
    errands = {"when": {"no_tools": True}, "turns": [{"text": "side call"}]}
    turns = tour()
    script = {"models": ["stub-model"], "api_key": "sk-untold", "select": "count", "tracks": [errands], "turns": turns}
    scripted = upstream(script)
    started = proxy(CONFIG.format(url=scripted.url))

    run = claude_code(started.url, "stub-model", "Do all the steps.", tmp_path)

    assert run.exit == 0, run.shown + started.log.read_text()
    assert run.result == "plain end"
    done = (tmp_path / "work" / "done.txt").read_text().split()
    assert done == [str(n) for n in range(9)], "each step was done once, in order"
    shells = [call["input"].get("command", "") for call in run.calls if call["name"] == "Bash"]
    assert "echo a" in shells and "echo b" in shells  # calls without index and id
