"""Logins of other programs that are found but cannot be used: each is reported with a remedy."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from dragoman import loader
from dragoman.auth import selection
from dragoman.auth.logins import Logins
from dragoman.masking import CredentialError
from tests.auth.children import ended, vendor_server, write
from tests.auth.fakes import environment
from tests.auth.test_vendors import Vendor, given

ADC = ".config/gcloud/application_default_credentials.json"
STORE = "# mine\nmodel = 'x'\ncli_auth_credentials_store = \"{}\"\n[features]\na = true\n"
GLAB = "hosts:\n  gitlab.com:\n    user: ann\n    is_oauth2: 'true'\n"
SEEN: list[tuple[str, str, Any, list[str]]] = [
    (
        "chatgpt",
        ".codex/config.toml",
        STORE.format("keyring"),
        ["Codex CLI", "the system keyring", 'cli_auth_credentials_store = "file"', "dragoman auth login chatgpt"],
    ),
    ("chatgpt", ".codex/config.toml", STORE.format("auto"), ["the system keyring", "dragoman auth login chatgpt"]),
    (
        "chatgpt",
        ".codex/auth.json",
        {"OPENAI_API_KEY": "sk-proj-secret-of-ann", "tokens": None},
        ["an API key and no subscription", "the provider openai", "dragoman auth login chatgpt"],
    ),
    (
        "google",
        ADC,
        {"type": "external_account", "audience": "//iam", "credential_source": {"file": "/x"}},
        ["of type external_account", "key_command: [gcloud, auth, application-default, print-access-token]"],
    ),
    ("google", ADC, {"type": "external_account_authorized_user"}, ["of type external_account_authorized_user"]),
    ("google", ADC, {"type": "impersonated_service_account"}, ["of type impersonated_service_account"]),
    (
        "gemini-cli",
        ".gemini/google_accounts.json",
        {"active": "ann@example.com", "old": []},
        ["logged in as ann@example.com", "keychain", "dragoman auth login gemini-cli"],
    ),
    (
        "kimi-code",
        ".kimi-code/credentials/kimi-code-env-0a1b2c3d.json",
        {"access_token": "a-token-of-another-site", "refresh_token": "r"},
        ["kimi-code-env-0a1b2c3d.json", "another site", "dragoman auth login kimi-code"],
    ),
    ("gitlab", ".config/glab-cli/config.yml", GLAB, ["ann", "keyring", "GITLAB_TOKEN", "dragoman auth login gitlab"]),
]


@pytest.mark.parametrize(
    ("name", "file", "tree", "expected"), SEEN, ids=lambda part: part if isinstance(part, str) else ""
)
def test_unusable_login_is_reported_with_a_remedy(
    name: str, file: str, tree: Any, expected: list[str], tmp_path: Path
) -> None:
    path = write(tmp_path, file, tree)
    before = path.read_bytes()
    with pytest.raises(CredentialError) as caught:
        given(name, tmp_path, Vendor({}))
    for text in [*expected, f"~/{file}"]:
        assert text in str(caught.value)
    assert "secret" not in str(caught.value) and path.read_bytes() == before
    table = {"auth": [name], "api_key_env": "SOME_KEY"}  # a profile with an optional API key still uses the login
    assert selection.credential(table, "p", environment=environment(tmp_path)) is not None


@pytest.mark.parametrize("text", [STORE.format("file"), "", "not [ toml", "\x00", "cli_auth_credentials_store = 7"])
def test_configuration_without_a_keyring_setting_is_ignored(text: str, tmp_path: Path) -> None:
    write(tmp_path, ".codex/config.toml", text)
    with pytest.raises(
        CredentialError, match="there is no login for ChatGPT subscription; log in with: dragoman auth login"
    ):
        given("chatgpt", tmp_path, Vendor({}))


def test_usable_login_precedes_an_unusable_one(tmp_path: Path) -> None:
    write(tmp_path, ".codex/config.toml", STORE.format("keyring"))
    found = Logins(loader.auth("chatgpt"), environment=environment(tmp_path, CODEX_ACCESS_TOKEN="a-token")).find()
    assert found is not None and found.values["access_token"] == "a-token"
    write(tmp_path, ADC, {"type": "authorized_user", "client_id": "c", "client_secret": "s", "refresh_token": "r"})
    shown = list(Logins(loader.auth("google"), environment=environment(tmp_path)).all(shown=True))
    assert [login.grant for login in shown] == ["refresh_token", "ask"]


def test_glab_oauth_login_is_used_until_it_expires(tmp_path: Path) -> None:
    """The single-use refresh token belongs to glab and is not spent."""
    url = "https://gitlab.com/api/v4/ai/third_party_agents/direct_access"
    ends = time.strftime("%d %b %y %H:%M UTC", time.gmtime(time.time() + 3600))
    more = "    token: an-oauth-token\n    oauth2_refresh_token: r\n    oauth2_expiry_date: {}\n"
    write(tmp_path, ".config/glab-cli/config.yml", GLAB + more.format(ends))
    vendor = Vendor({url: (201, {"token": "of-an-hour", "headers": {}})})
    assert given("gitlab", tmp_path, vendor).headers["authorization"] == "Bearer of-an-hour"
    write(tmp_path, ".config/glab-cli/config.yml", GLAB + more.format("02 Jan 26 15:04 UTC"))
    with pytest.raises(CredentialError, match="it has expired and cannot be renewed; log in again with: .*glab auth"):
        given("gitlab", tmp_path, vendor)
    assert len(vendor.requests) == 1


@pytest.mark.exhaustive
def test_status_and_login_report_unusable_logins(tmp_path: Path) -> None:
    for _, file, tree, _ in SEEN[::-1]:
        if file != ".codex/auth.json":
            write(tmp_path, file, tree)
    write(tmp_path, "dragoman.yaml", "profiles: { codex: { provider: chatgpt } }\n")
    with vendor_server({}) as vendors:
        status, shown = ended(tmp_path, vendors, "auth", "status")
        assert status == 0
        for name, file, _, expected in SEEN:
            if file != ".codex/auth.json" and expected[0].split()[-1] not in ("auto",):
                assert shown.count(f"~/{file}") == 1, (name, shown)
        assert "codex chatgpt none; dragoman auth login chatgpt, or set CODEX_ACCESS_TOKEN" in shown
        status, shown = ended(tmp_path, vendors, "auth", "login", "google")
        assert status == 1 and "of type external_account" in shown and "Traceback" not in shown
        status, shown = ended(tmp_path, vendors, "auth", "refresh", "chatgpt")
        assert status == 1 and "Failed: Codex CLI, ~/.codex/config.toml" in shown
