"""`dragoman init`: what it finds in an empty home, what it writes, and what comes next."""

from __future__ import annotations

import io
import json
import stat
import sys
from pathlib import Path

import pytest

from dragoman.commands.setup import candidates, dialogue, written
from dragoman.config import file
from tests.commands.empty_home import Home, upstream
from tests.commands.empty_home import home as home
from tests.commands.test_check import OK

FILE = Path(".config/dragoman/dragoman.yaml")


@pytest.fixture(autouse=True)
def no_local_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests do not depend on the servers of this machine."""
    monkeypatch.setattr(candidates, "_loopback", lambda name: False)


def test_nothing_is_written_without_a_credential(home: Home) -> None:
    assert home.run("init", "--yes") == (1, "")
    assert "no key, login or local server was found" in home.errors and not (home.folder / FILE).exists()


def test_a_key_of_the_environment_becomes_a_profile(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROQ_API_KEY", "gsk_secret_value")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-secret-value")
    monkeypatch.setenv("AZURE_OPENAI_API_KEY", "azure-secret-value")
    status, out = home.run("init", "--yes", "--no-test")
    assert status == 0 and out == (
        "  1  Anthropic: the key ANTHROPIC_API_KEY of the environment\n"
        "  2  Groq: the key GROQ_API_KEY of the environment\n"
        "  -  Azure OpenAI: the key AZURE_OPENAI_API_KEY of the environment, but its address has no value for "
        "resource: set `with:` or `base_url:` of the profile\n"
        "Wrote ~/.config/dragoman/dragoman.yaml\n"
        "Start the proxy: dragoman serve\n"
    )
    path = home.folder / FILE
    text = path.read_text()
    assert "secret" not in text and "api_key: ${GROQ_API_KEY}" in text and "  # azure:\n" in text
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    settings = file.load(path)
    assert (settings.default, list(settings.profiles)) == ("anthropic", ["anthropic", "groq"])
    assert all(not profile.problem for profile in settings.profiles.values())


def test_an_existing_file_is_never_changed(home: Home) -> None:
    home.write("profiles: {}", "mine.yaml")
    assert home.run("init", "--provider", "demo", "--output", "mine.yaml") == (1, "")
    assert "exists and is not changed" in home.errors and (home.folder / "mine.yaml").read_text() == "profiles: {}"
    with pytest.raises(dialogue.CannotInit, match="exists"):
        dialogue.write(home.folder / "mine.yaml", [], "demo")


def test_a_named_provider_is_tested(home: Home) -> None:
    status, out = home.run("init", "--provider", "demo")
    assert status == 0 and "✓ text" in out and out.endswith("Start the proxy: dragoman serve\n")


def test_a_named_provider_without_its_key_fails_with_the_remedy(home: Home) -> None:
    status, out = home.run("init", "--provider", "groq")
    assert status == 1 and "GROQ_API_KEY is not set" in out and "dragoman auth login groq" in out
    assert out.endswith("test it: dragoman check groq\n")


def test_a_provider_whose_address_needs_values_is_to_be_completed(home: Home) -> None:
    status, out = home.run("init", "--provider", "aws", "--no-test")
    assert status == 1 and "Wrote" in out and "the address of aws needs values" in home.errors


def test_an_unknown_provider_exits_64(home: Home) -> None:
    assert home.run("init", "--provider", "grog") == (64, "")
    assert "did you mean 'groq'?" in home.errors and not (home.folder / FILE).exists()


def test_the_next_command_starts_an_installed_client(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(home.folder))
    program = home.folder / "claude"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    _, out = home.run("init", "--provider", "demo", "--output", "here.yaml", "--no-test")
    assert out.endswith("Start Claude Code with it: dragoman run demo --config here.yaml\n")


def test_a_login_of_another_program_is_found(home: Home) -> None:
    (home.folder / ".codex").mkdir()
    tokens = {"access_token": "a.b.c", "refresh_token": "r", "account_id": "1"}
    (home.folder / ".codex/auth.json").write_text(json.dumps({"tokens": tokens}))
    _, out = home.run("init", "--yes", "--no-test")
    assert "ChatGPT / Codex: a login of " in out and "profiles:\n  # ChatGPT" in (home.folder / FILE).read_text()


def test_a_local_server_offers_its_models(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    with upstream(200, OK, models=["small", "large"]) as url:
        monkeypatch.setattr("dragoman.config.profiles.Profile.address", lambda self, *words, **more: f"{url}/models")
        found = candidates._local("ollama")
    assert found is not None and found.models == ["small", "large"] and found.found.startswith("a server on 127.0.0.1:")
    monkeypatch.undo()
    home.write(written.text([found], "ollama"), "local.yaml")
    profile = file.load(home.folder / "local.yaml").profiles["ollama"]
    for model in ("claude-haiku-4-5", "claude-sonnet-5", "claude-opus-5", "claude-other"):
        assert profile.resolve(model) == "small"
    monkeypatch.setattr("dragoman.config.profiles.Profile.address", lambda self, *words, **more: "http://127.0.0.1:9/")
    assert candidates._local("ollama") is None


def test_questions_on_a_terminal(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROQ_API_KEY", "gsk_x")
    monkeypatch.setenv("MISTRAL_API_KEY", "m")
    monkeypatch.setattr(sys, "stdin", io.StringIO("7\n2\n"))
    _, default = dialogue.choose([], {"GROQ_API_KEY": "gsk_x", "MISTRAL_API_KEY": "m"}, ask=True)
    assert default == "mistral"
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n"))
    chosen, default = dialogue.choose([], {}, ask=True)
    assert default == "demo" and [one.provider for one in chosen] == ["demo"]
    assert home.capfd.readouterr().err.endswith("Provider to use (`dragoman providers` lists them) [demo]: ")


def test_the_command_alone_prints_the_help(home: Home) -> None:
    assert home.run() == (64, "")
    assert home.errors.startswith("usage: dragoman") and "dragoman init" not in home.errors
