"""Logins of other programs in forms that only they write: tags, databases, sites, and accounts that are not served."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from dragoman import loader
from dragoman.auth import files, requests
from dragoman.auth.logins import Logins
from dragoman.auth.requests import AuthClient, LoginRejected
from dragoman.auth.values import derive
from dragoman.masking import CredentialError
from tests.auth.fakes import environment
from tests.runtime.raw_server import run

GLAB = "hosts:\n    gitlab.com:\n        token: {}\n        user: jdoe\n"


def logins(name: str, home: Path, **known: str) -> Logins:
    return Logins(loader.auth(name), environment=environment(home), known=known)


@pytest.mark.parametrize(
    ("written", "token"),
    [
        ("!!null glpat-AAAA", "glpat-AAAA"),
        ("!!null   'glpat-AAAA'", "glpat-AAAA"),
        ("glpat-AAAA", "glpat-AAAA"),
        ("!!null", None),
        ("!!null # none", None),
        ('"!!null glpat"', "!!null glpat"),
    ],
)
def test_a_token_behind_a_null_tag(written: str, token: str | None, tmp_path: Path) -> None:
    path = tmp_path / "config.yml"
    path.write_text(GLAB.format(written))
    tree = files.read_tree(path, "yaml")
    assert tree is not None and tree["hosts"]["gitlab.com"]["token"] == token


def test_a_login_that_was_found_is_not_reported_as_missing(tmp_path: Path) -> None:
    path = tmp_path / ".config/glab-cli/config.yml"
    path.parent.mkdir(parents=True)
    path.write_text(GLAB.format("glpat-AAAA"))
    found = list(logins("gitlab", tmp_path).all(shown=True))
    assert [login.values["access_token"] for login in found] == ["glpat-AAAA"]


def database(path: Path, *statements: str) -> None:
    path.parent.mkdir(parents=True)
    with sqlite3.connect(path) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def test_a_database_names_the_account_and_the_file(tmp_path: Path) -> None:
    database(
        tmp_path / ".config/github-copilot/auth.db",
        "create table oauth_tokens(auth_authority text, user text, token_ciphertext blob)",
        "insert into oauth_tokens values('octo.ghe.com', 'other', x'ff00')",
        "insert into oauth_tokens values('github.com', 'jdoe', x'ff00')",
    )
    with pytest.raises(CredentialError, match=r"auth\.db: it is logged in as jdoe, .*auth login copilot"):
        list(logins("copilot", tmp_path).all())


def test_a_readable_token_of_a_database_is_used_before_the_files_that_are_not_kept_up_to_date(tmp_path: Path) -> None:
    folder = tmp_path / ".config/github-copilot"
    database(
        folder / "auth.db",
        "create table oauth_tokens(auth_authority text, user text, token_ciphertext blob)",
        "insert into oauth_tokens values('octo.ghe.com', 'other', cast('ghu_other' as blob))",
        "insert into oauth_tokens values('github.com', 'jdoe', cast('ghu_new' as blob))",
    )
    (folder / "hosts.json").write_text(json.dumps({"github.com": {"oauth_token": "ghu_old", "user": "jdoe"}}))
    found = logins("copilot", tmp_path).find()
    assert found is not None and found.values["access_token"] == "ghu_new" and "auth.db" in found.source


@pytest.mark.parametrize(
    ("region", "variable", "site"),
    [
        ("global\n", "", "https://auth.kimi.ai"),
        ("mainland-cn", "", ""),
        ("elsewhere", "", ""),
        (None, "", ""),
        ("global", "https://auth.kimi.com", ""),
    ],
)
def test_the_site_of_a_new_login_is_that_of_the_installed_program(
    region: str | None, variable: str, site: str, tmp_path: Path
) -> None:
    if region is not None:
        (tmp_path / ".kimi-code").mkdir()
        (tmp_path / ".kimi-code/region").write_text(region)
    known = logins("kimi-code", tmp_path)
    known.environment = {**known.environment, "KIMI_CODE_OAUTH_HOST": variable}
    assert known.site_of_new_login() == site
    assert known.base()["site"] == (variable or "https://auth.kimi.com")


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + bytes(90)])
def test_a_damaged_database_is_not_used(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "auth.db"
    path.write_bytes(content)
    try:
        assert files.read_tree(path, "sqlite") == {}
    except CredentialError as error:
        assert "auth.db is damaged" in str(error)
    assert path.read_bytes() == content
    assert files.read_tree(tmp_path / "missing.db", "sqlite") is None


@pytest.mark.parametrize(
    ("site", "api"),
    [
        ("https://auth.kimi.com", "https://api.kimi.com/coding/v1"),
        ("https://auth.kimi.ai", "https://api.kimi.ai/coding/v1"),
        ("https://auth.example.com", None),
        ("https://auth.kimi.com.evil.example", None),
    ],
)
def test_a_token_is_sent_to_the_host_of_its_site(site: str, api: str | None, tmp_path: Path) -> None:
    found = logins("kimi-code", tmp_path, site=site)
    assert derive(found.table["values"], found.base(), {}).get("api") == api


def test_a_login_of_another_site_does_not_hide_a_usable_one(tmp_path: Path) -> None:
    folder = tmp_path / ".kimi-code/credentials"
    folder.mkdir(parents=True)
    for name, token in (("kimi-code-env-0a", "theirs"), ("kimi-code", "ours")):
        (folder / f"{name}.json").write_text(json.dumps({"access_token": token, "refresh_token": "r"}))
    assert [login.values["access_token"] for login in logins("kimi-code", tmp_path).all()] == ["ours"]


@pytest.mark.parametrize("reason", ["This client is no longer served for individuals.", ""])
def test_the_reason_why_an_account_is_not_served(reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    client = AuthClient(loader.auth("gemini-cli"))
    body = json.dumps({"error": {"code": 400, "message": "Precondition check failed."}}).encode()

    async def send(method: str, url: str, headers: object, data: bytes) -> requests.Answer:
        return 400, {}, body

    monkeypatch.setattr(client, "send", send)
    onboarding = loader.auth("gemini-cli")["exchange"][1]
    with pytest.raises(LoginRejected) as refused:
        run(client.request(onboarding, {"access_token": "t", "ineligible": reason}))
    assert refused.value.account is bool(reason)
    assert (reason or "Precondition check failed") in str(refused.value)


def test_a_sentence_is_no_secret() -> None:
    from dragoman.masking import masked

    requests.register_secrets({"reason": "not served any more", "token": "a-token-of-the-vendor"})
    assert masked("not served any more: a-token-of-the-vendor") == "not served any more: ***"
