"""Resolution of the argument of `dragoman auth login` to a login, provider or profile, with and without `--profile`."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.commands.arguments import UsageError
from dragoman.commands.logins.actions import ActionError, target
from dragoman.config import file
from dragoman.config.settings import Settings
from tests.auth.fakes import environment

CONFIG = """
profiles:
  work: { provider: copilot, with: { site: octo.ghe.com } }
  code: { provider: kimi, variant: code }
  ds: { provider: deepseek }
  openai: { provider: openai }
"""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name, value in environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    for name in ("OPENAI_API_KEY", "DEEPSEEK_API_KEY", "KIMI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "dragoman.yaml").write_text(CONFIG)
    return file.load(tmp_path / "dragoman.yaml")


@pytest.mark.parametrize(
    ("name", "profile", "entry", "login"),
    [
        ("copilot", "", "copilot", True),
        ("copilot", "work", "copilot@work", True),
        ("work", "", "copilot", True),
        ("kimi", "", "kimi", False),
        ("kimi", "code", "kimi-code@code", True),
        ("kimi-code", "code", "kimi-code@code", True),
        ("code", "", "kimi-code", True),
        ("openai", "", "openai", False),
        ("ds", "", "deepseek", False),
        ("deepseek", "ds", "deepseek@ds", False),
        ("qwen", "", "qwen", False),
        ("qwen-code", "", "qwen-code", True),
    ],
)
def test_target_resolves_logins_providers_and_profiles(
    name: str, profile: str, entry: str, login: bool, settings: Settings
) -> None:
    to = target(name, profile, settings)
    assert (to.entry, to.about is not None) == (entry, login)
    assert to.known == ({"site": "octo.ghe.com"} if "work" in (name, profile) else {})


@pytest.mark.parametrize(
    ("name", "profile", "expected"),
    [
        ("copilot", "wrok", "no profile 'wrok'; did you mean 'work'?"),
        ("copilot", "ds", "profile ds uses the provider deepseek, which does not accept copilot"),
        ("openai", "ds", "profile ds uses the provider deepseek, which does not accept openai"),
        ("copliot", "", "no provider 'copliot'; did you mean 'copilot'?"),
        ("ollama", "", "Ollama requires no login"),
    ],
)
def test_unknown_target_is_reported(name: str, profile: str, expected: str, settings: Settings) -> None:
    with pytest.raises((ActionError, UsageError)) as caught:
        target(name, profile, settings)
    assert expected in str(caught.value)
