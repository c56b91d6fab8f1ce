"""API keys as users write them: with the scheme of their header, in quotes, and placeholders in place of a key."""

from __future__ import annotations

import asyncio
import json
import textwrap
from pathlib import Path

import pytest

from dragoman.auth.logins import Logins
from dragoman.auth.secret import Secret, child_environment, cleaned_key
from dragoman.commands.logins import actions
from dragoman.config import file, profiles
from dragoman.masking import CredentialError, masked
from dragoman.server.control.access import key_headers

KEY = "sk-untold-0123456789"
WRITTEN = [
    f"Bearer {KEY}",
    f"bearer   {KEY}",
    f"BEARER {KEY}",
    f"Bearer: {KEY}",
    f"Authorization: Bearer {KEY}",
    f"authorization:bearer {KEY}",
    f'"{KEY}"',
    f"'{KEY}'",
    f"`{KEY}`",
    f"\u201c{KEY}\u201d",
    f"\u2018{KEY}\u2019",
    f'"Bearer {KEY}"',
    f'Bearer "{KEY}"',
    f"  {KEY}\t",
    f"{KEY}\n",
    f"{KEY}\r\n",
    f"\ufeff{KEY}\u200b",
    f"\u00a0{KEY}",
    f"Bearer Bearer {KEY}",
    KEY,
]


def loaded(folder: Path, profile: str, **environment: str) -> profiles.Profile:
    path = folder / "dragoman.yaml"
    path.write_text(textwrap.dedent(profile), encoding="utf-8")
    return file.load(path, environment).profiles["p"]


@pytest.mark.parametrize("written", WRITTEN)
def test_what_surrounds_a_key_is_not_sent(written: str, tmp_path: Path) -> None:
    profile = loaded(tmp_path, f"profiles: {{ p: {{ provider: groq, api_key: {json.dumps(written)} }} }}")
    assert profile.key.get_nowait() == KEY and not profile.problem
    assert profiles.make("p", "groq", environment={"GROQ_API_KEY": written}).key.get_nowait() == KEY
    accounts = f"profiles: {{ p: {{ provider: groq, accounts: [{{ api_key: {json.dumps(written)} }}] }} }}"
    assert loaded(tmp_path, accounts).accounts["1"].key.get_nowait() == KEY
    (tmp_path / "key").write_text(written, encoding="utf-8")
    assert Secret(file=str(tmp_path / "key")).get_nowait() == KEY
    assert asyncio.run(Secret(command=("cat", str(tmp_path / "key"))).get()) == KEY
    assert child_environment(environment={"SOME_NAME": written}) == {}
    assert masked(written.strip()).count(KEY) == 0


@pytest.mark.parametrize("written", WRITTEN)
def test_what_surrounds_a_token_of_the_environment_is_not_sent(written: str, tmp_path: Path) -> None:
    table = {"name": "acme", "title": "Acme", "logins": [{"title": "env", "env": {"access_token": "ACME_TOKEN"}}]}
    found = Logins(table, environment={"HOME": str(tmp_path), "ACME_TOKEN": written}).find()
    assert found is not None and found.values["access_token"] == KEY


def test_a_typed_key_is_stored_without_what_surrounds_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setenv("DRAGOMAN_KEYRING", "off")
    actions.store_key(actions.Target("groq", None, "", "groq"), f'"Bearer {KEY}"')
    stored = json.loads((tmp_path / ".config/dragoman/credentials/groq.json").read_text())
    assert stored["key"] == KEY


@pytest.mark.parametrize(
    "written", ["sk-caf\u00e9", "two words", "sk-\u0430bc", "first\nsecond", "sk\x00a", "Basic YWJj"]
)
def test_a_text_that_cannot_be_a_key_is_reported(written: str, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(written, encoding="utf-8")
    for secret in (Secret(written), Secret(file=str(tmp_path / "key"))):
        with pytest.raises(CredentialError, match="is not a key: a key is one line of printable ASCII characters"):
            secret.get_nowait()
    with pytest.raises(actions.ActionError, match="the input is not a key"):
        actions.store_key(actions.Target("groq", None, "", "groq"), written)


@pytest.mark.parametrize("written", ["", "  ", '""', "''", "Bearer", "Bearer ", '"Bearer "'])
def test_what_contains_no_key_counts_as_absent(written: str) -> None:
    assert not Secret(written)
    assert "set GROQ_API_KEY" in profiles.make("p", "groq", environment={"GROQ_API_KEY": written}).problem


PLACEHOLDERS = [
    *("YOUR_API_KEY", "your-api-key-here", "<YOUR_KEY>", "sk-...", "sk-ant-...", "sk-\u2026", "sk-xxxxxxxx", "xxxx"),
    *("sk-proj-XXXX-XXXX", "sk-or-v1-xxxxxx", "gsk_xxx", "AIza...", "sk-your-key", "INSERT_API_KEY_HERE", "API_KEY"),
    *("replace-me", "REPLACE_WITH_YOUR_KEY", "changeme", "<insert key>", "${GROQ_API_KEY}", "$GROQ_API_KEY", "%KEY%"),
    *("GROQ_API_KEY", "Bearer YOUR_TOKEN", "your_groq_api_key", "****", "sk-****", "paste-your-key-here", "my-api-key"),
    *("{{ API_KEY }}", "<your api key>", "enter your key here"),
]


@pytest.mark.parametrize("written", PLACEHOLDERS)
def test_a_placeholder_is_reported_and_not_sent(written: str, tmp_path: Path) -> None:
    found = profiles.make("p", "groq", environment={"GROQ_API_KEY": written})
    assert found.problem == "GROQ_API_KEY is a placeholder; set it to the key of your account"
    assert masked(f"set {written}") == f"set {written}"
    if "$" not in written:
        found = loaded(tmp_path, f"profiles: {{ p: {{ provider: groq, api_key: {json.dumps(written)} }} }}")
        assert found.problem == "api_key is a placeholder; write the key of your account"
    (tmp_path / "key").write_text(written, encoding="utf-8")
    with pytest.raises(CredentialError, match="is a placeholder; replace it"):
        Secret(file=str(tmp_path / "key")).get_nowait()
    with pytest.raises(actions.ActionError, match="nothing was stored"):
        actions.store_key(actions.Target("groq", None, "", "groq"), written)


@pytest.mark.parametrize(
    "written",
    [
        "sk-1234",
        "k",
        "none",
        "EMPTY",
        "dummy",
        "lm-studio",
        "sk-no-key-required",
        "not-needed",
        "fake_api_key",
        "a.b.c",
        "xy",
    ],
)
def test_a_word_that_may_be_a_key_is_sent(written: str) -> None:
    found = profiles.make("p", "groq", environment={"GROQ_API_KEY": written})
    assert not found.problem and found.key.get_nowait() == written


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/v1", "http://gateway:4000/v1", "https://llm.lan/v1"])
def test_a_placeholder_is_sent_to_a_local_server(url: str, tmp_path: Path) -> None:
    text = f"profiles: {{ p: {{ provider: compatible, api_key: YOUR_API_KEY, base_url: '{url}' }} }}"
    found = loaded(tmp_path, text)
    assert not found.problem and found.key.get_nowait() == "YOUR_API_KEY"


@pytest.mark.parametrize("value", [f"Bearer {KEY}", f"bearer  {KEY}", f"BEARER {KEY}", f"Bearer Bearer {KEY}", KEY])
def test_a_client_may_repeat_the_scheme(value: str) -> None:
    assert key_headers([(b"authorization", value.encode())], [b"authorization"], [KEY])
    assert not key_headers([(b"authorization", value.encode())], [b"authorization"], ["another"])


def test_cleaning_takes_linear_time() -> None:
    assert cleaned_key("Bearer " * 100_000 + KEY) == KEY
    assert len(cleaned_key('"' * 100_001)) <= 1
