"""Messages for missing or unusable logins: they name the login command."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from dragoman import loader
from dragoman.auth.credential import Credential
from tests.auth.children import VendorServer, dragoman, ended, variables, vendor_server, write
from tests.e2e.running import free_port

CLIENT = "#!{python}\nimport os, sys\nprint('RAN', *sys.argv[1:], os.environ.get('ANTHROPIC_BASE_URL'))\n"


@pytest.fixture(scope="module")
def vendors() -> Iterator[VendorServer]:
    with vendor_server({}) as made:
        yield made


def with_client(home: Path) -> Path:
    write(home, "bin/claude", CLIENT.format(python=sys.executable), 0o755)
    return home


# run


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("chatgpt", "there is no login for ChatGPT subscription; log in with: dragoman auth login chatgpt"),
        ("kimi-code", "no API key and no login: set KIMI_API_KEY, run `dragoman auth login kimi-code`, or"),
        ("openai", "no API key: set OPENAI_API_KEY, run `dragoman auth login openai`"),
    ],
)
def test_run_without_a_login_names_the_login_command(
    name: str, expected: str, tmp_path: Path, vendors: VendorServer
) -> None:
    status, shown = ended(with_client(tmp_path), vendors, "run", name, "Hi")
    assert status == 1 and f"profile {name} cannot be used: {expected}" in shown and "RAN" not in shown


@pytest.mark.exhaustive
def test_run_of_a_configured_profile_without_a_login(tmp_path: Path, vendors: VendorServer) -> None:
    config = f"listen: 127.0.0.1:{free_port()}\nprofiles:\n  work: {{ provider: copilot }}\n"
    write(with_client(tmp_path), "dragoman.yaml", config)
    status, shown = ended(tmp_path, vendors, "run", "work", "Hi")
    expected = (
        "profile work cannot be used: there is no login for GitHub Copilot; log in with: dragoman auth login copilot"
    )
    assert status == 1 and expected in shown and "RAN" not in shown


@pytest.mark.exhaustive
def test_run_does_not_use_the_login_of_another_program_without_consent(tmp_path: Path, vendors: VendorServer) -> None:
    """A subscription is used only after `dragoman auth login`, which shows its terms."""
    write(with_client(tmp_path), ".codex/auth.json", {"tokens": {"access_token": "secret-access-0"}})
    status, shown = ended(tmp_path, vendors, "run", "chatgpt", "Hi")
    assert status == 1 and "RAN" not in shown
    assert (
        "the login of Codex CLI, ~/.codex/auth.json is not used without your consent; "
        "to allow it, run: dragoman auth login" in shown
    )


@pytest.mark.exhaustive
def test_run_claude_bypasses_the_proxy_and_reports_a_missing_login(tmp_path: Path, vendors: VendorServer) -> None:
    status, shown = ended(with_client(tmp_path), vendors, "run", "claude", "Hi")
    assert (
        status == 0
        and "the login of Claude subscription: not found on this machine; log in with: claude /login" in shown
    )
    assert "RAN -p Hi None" in shown
    write(tmp_path, ".claude/.credentials.json", {"claudeAiOauth": {"accessToken": "x", "expiresAt": 4e12}})
    status, shown = ended(tmp_path, vendors, "run", "claude", "Hi")
    assert status == 0 and shown.startswith("RAN")


# status, and the startup output of serve


@pytest.mark.exhaustive
def test_status_lists_claude_as_ready_only_with_its_login(tmp_path: Path, vendors: VendorServer) -> None:
    status, shown = ended(tmp_path, vendors, "auth", "status")
    assert status == 0 and "claude claude not found on this machine; log in with: claude /login" in shown
    tree = {"accessToken": "sk-ant-oat01-secret", "expiresAt": 4e12, "subscriptionType": "max"}
    write(tmp_path, ".claude/.credentials.json", {"claudeAiOauth": tree})
    status, shown = ended(tmp_path, vendors, "auth", "status")
    assert "claude claude Claude Code, ~/.claude/.credentials.json max in" in shown and "sk-ant" not in shown
    assert shown.count("Claude Code, ~/.claude") == 1


PROFILES = """profiles:
  chatgpt: { provider: chatgpt }
  copilot: { provider: copilot }
  gitlab: { provider: gitlab }
  qwen: { provider: qwen, variant: subscription }
  kimi: { provider: kimi, variant: code }
  assist: { provider: gemini, variant: code-assist }
  vertex: { provider: vertex, with: { project: p-1, region: us-east5 } }
  claude: { provider: claude }
"""
EXPECTED = {
    "chatgpt": "; log in with: dragoman auth login chatgpt, or set CODEX_ACCESS_TOKEN",
    "copilot": "there is no login for GitHub Copilot; log in with: dragoman auth login copilot",
    "gitlab": "there is no login for GitLab Duo; log in with: dragoman auth login gitlab, or set GITLAB_TOKEN",
    "qwen": "there is no login for Qwen Code; log in with: dragoman auth login qwen-code",
    "kimi": "no API key and no login: set KIMI_API_KEY, run `dragoman auth login kimi-code`, or",
    "assist": "no API key and no login: set GOOGLE_CLOUD_ACCESS_TOKEN, run `dragoman auth login gemini-cli`",
    "vertex": "no API key and no login: set GOOGLE_OAUTH_ACCESS_TOKEN, create credentials with: gcloud auth",
}


def test_serve_without_logins_reports_the_login_commands(tmp_path: Path, vendors: VendorServer) -> None:
    config, port, log = write(tmp_path, "dragoman.yaml", PROFILES), free_port(), tmp_path / "log"
    with log.open("wb") as out:
        words = dragoman("serve", "--config", str(config), "--port", str(port))
        env = variables(tmp_path, vendors)
        process = subprocess.Popen(words, cwd=tmp_path, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    url, end = f"http://127.0.0.1:{port}", time.monotonic() + 60
    try:
        while "is the default" not in log.read_text():
            assert time.monotonic() < end and process.poll() is None, log.read_text()
            time.sleep(0.05)
        for name, expected in EXPECTED.items():
            body = {"model": "m", "max_tokens": 9, "stream": True, "messages": [{"role": "user", "content": "Hi"}]}
            answer = httpx.post(f"{url}/{name}/v1/messages", json=body, timeout=20, trust_env=False)
            error: Any = answer.json()["error"]
            assert answer.status_code == 403 and error["type"] == "permission_error", answer.text
            assert f"profile {name} cannot be used: " in error["message"] and expected in error["message"], error
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)
    shown = " ".join(log.read_text().split())
    for name, expected in EXPECTED.items():
        assert expected in shown, name
    assert "copilot GitHub Copilot: there is no login" in shown
    assert "claude Claude subscription: not found on this machine; log in with: claude /login" in shown
    assert ": ready" not in shown and "Traceback" not in shown


def test_rejected_token_of_a_variable_is_set_again(tmp_path: Path) -> None:
    environment = {"HOME": str(tmp_path), "GITLAB_TOKEN": "glpat-example-0"}
    renewal = Credential(loader.auth("gitlab"), "work", None, None, environment).renewal
    assert (
        renewal.remedy(renewal.find())
        == "set GITLAB_TOKEN to a valid token, or log in with: dragoman auth login gitlab"
    )
