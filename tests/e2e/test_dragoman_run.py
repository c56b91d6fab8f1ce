"""`dragoman run` with the real Claude Code and a temporary proxy."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.e2e.running import DRAGOMAN, claude_code_program, environment

QUIET = {
    "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
    **{f"DISABLE_{word}": "1" for word in ("AUTOUPDATER", "TELEMETRY", "ERROR_REPORTING")},
    **dict.fromkeys(("HTTPS_PROXY", "HTTP_PROXY"), "http://127.0.0.1:9"),
    **dict.fromkeys(("NO_PROXY", "no_proxy"), "127.0.0.1,localhost"),
}


def run(folder: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    program = claude_code_program()
    env = environment(folder, QUIET | more)
    env["PATH"] = f"{program.parent}{os.pathsep}{env['PATH']}"
    command = [*DRAGOMAN, "run", *words]
    done = subprocess.run(
        command, cwd=folder, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=90
    )
    return done


def test_successful_run_exits_with_status_zero(tmp_path: Path) -> None:
    done = run(tmp_path, "demo", "say hi", "--", "--tools", "")
    assert done.returncode == 0, done.stderr
    assert "I am the demo that is built into Dragoman" in done.stdout and "You said: say hi" in done.stdout


@pytest.mark.exhaustive
def test_failed_run_returns_the_exit_status_of_the_client(tmp_path: Path) -> None:
    (tmp_path / "dragoman.yaml").write_text(
        "profiles: { gone: { provider: ollama, base_url: 'http://127.0.0.1:9/v1' } }\n"
    )
    done = run(tmp_path, "gone", "say hi", "--", "--tools", "", CLAUDE_CODE_MAX_RETRIES="0")
    assert done.returncode == 1
    assert "Connection refused" in done.stdout + done.stderr


@pytest.mark.exhaustive
def test_printed_shell_command_starts_the_client(tmp_path: Path) -> None:
    done = run(tmp_path, "demo", "--print-env")
    assert done.returncode == 0
    names = [line.removeprefix("export ").partition("=")[0] for line in done.stdout.splitlines()]
    assert names[:2] == ["ANTHROPIC_BASE_URL", "ANTHROPIC_AUTH_TOKEN"]
