"""Completion scripts: every command and option is offered, and bash, zsh and fish accept them."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dragoman.commands import cli
from dragoman.commands.completion import shells

CASES = {
    "dragoman au": ["auth"],
    "dragoman auth lo": ["login", "logout"],
    "dragoman --config x auth login gro": ["grok", "groq"],
    "dragoman serve --log-level ": ["debug", "info", "warning", "error"],
    "dragoman serve --config ": [],
    "dragoman providers --js": ["--json"],
    "dragoman translate stre": ["stream"],
    "dragoman run ": ["fast", "slow"],
    "dragoman run s": ["slow"],
    "dragoman run --q": ["--quiet"],
    "dragoman run fast -m my-": ["my-alias"],
    "dragoman run fast --client co": ["codex"],
    "dragoman breaker clear f": ["fast"],
    "dragoman replay ": [],  # files
    "dragoman replay --p": ["--provider"],
    "dragoman docs cookb": ["cookbook"],
}
CONFIGURATION = """\
profiles:
  fast: { provider: groq, api_key: k, models: { my-alias: openai/gpt-oss-20b } }
  slow: { provider: demo }
"""


def script(shell: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert cli.main(["completion", shell]) == 0
    return capsys.readouterr().out


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not installed")
def test_bash_completes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "script").write_text(script("bash", capsys))
    (tmp_path / "dragoman.yaml").write_text(CONFIGURATION)
    program = f'dragoman() {{ {shlex.quote(sys.executable)} -m dragoman "$@"; }}'
    lines = ["source ./script", program]
    for words in CASES:
        array = " ".join(f"'{word}'" for word in words.split(" "))
        lines.append(
            f'COMP_WORDS=({array}); COMP_CWORD=$((${{#COMP_WORDS[@]}}-1)); _dragoman; echo "${{COMPREPLY[*]}}"'
        )
    done = subprocess.run(["bash", "-c", "\n".join(lines)], cwd=tmp_path, capture_output=True, text=True)
    assert done.stderr == ""
    assert dict(zip(CASES, map(str.split, done.stdout.splitlines()), strict=True)) == CASES


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_accept_their_script(shell: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = script(shell, capsys)
    assert "run" in text and "log-level" in text
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    (tmp_path / "script").write_text(text)
    done = subprocess.run([shell, "-n", "script"], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_command_and_option_is_a_node() -> None:
    nodes = {node.path: node for node in shells.tree(cli._parser(), {})}
    assert nodes[("auth", "login")].options and "login" in nodes[("auth",)].commands
    for path in nodes:
        assert all(path[:-1] in nodes for _ in path)
    log_level = next(option for option in nodes[("serve",)].options if "--log-level" in option.names)
    assert (log_level.takes_value, log_level.values[0]) == (True, "debug")
