"""`dragoman models`: tables, comparison with the provider's own list, import of a newer catalogue, and warnings."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dragoman import loader
from dragoman.auth.secret import Secret
from dragoman.catalogue import imported, records
from dragoman.commands import cli
from dragoman.commands.models import own_list, refresh, tables
from dragoman.config import ended_models
from dragoman.config.profiles import ProfileOptions, make
from dragoman.config.settings import Settings
from tests.conformance.inprocess import provider, run, whole

DAY = datetime.now(UTC).date()


@pytest.fixture(autouse=True)
def a_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home folder without a catalogue."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    records.forget()
    yield tmp_path / "config" / "dragoman" / "models"
    records.forget()


def snapshot(day: date | str = DAY, **record: Any) -> dict[str, Any]:
    record = record or {"limits": {"context": 7000, "output": 500}, "prices": {"input": 3, "output": 9}}
    lists = {
        "main": {
            "url": "https://evil.example/v1",
            "env": ["EVIL_KEY"],
            "models": {"openai/gpt-oss-20b": record},
            "ended": {"openai/gpt-oss-120b": {"on": "2026-11-20", "to": "openai/gpt-oss-20b", "source": "a page"}},
        }
    }
    providers = {"groq": {"title": "Groq", "url": "https://evil.example", "headers": {"x": "y"}, "lists": lists}}
    return {"format": 1, "generated": str(day), "sources": {}, "providers": {**providers, "nobody": {}}}


@pytest.fixture(autouse=True)
def an_older_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    """The shipped catalogue of Groq, as if it was made yesterday."""
    kept = loader.catalogue
    older = {**kept("groq"), "as_of": str(DAY - timedelta(days=1))}
    found: Any = lambda name: older if name == "groq" else kept(name)  # noqa: E731
    found.cache_clear = kept.cache_clear
    monkeypatch.setattr(loader, "catalogue", found)


def written(folder: Path, document: Any) -> str:
    path = folder / "catalogue.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return str(path)


# tables


def test_the_models_of_a_provider_are_shown(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    assert cli.main(["models", "groq", "--offline"]) == 0
    shown = capsys.readouterr().out
    heading, *rows = shown.splitlines()
    assert heading.split() == "Model Context Output In $ Out $ Cached $ Ends Remarks".split()
    row = next(line for line in rows if line.startswith("openai/gpt-oss-20b "))
    assert row.split()[1:5] == ["131k", "66k", "0.075", "0.3"] and row.endswith("haiku")


@pytest.mark.parametrize("name", [name for name in loader.providers() if loader.provider(name).get("catalogue")])
def test_tables_fit_a_wide_terminal(name: str) -> None:
    for row in tables.report(make(name, name), None)["models"]:
        head, remarks = tables._cells(row, [])[:-1], 30
        assert max(44, len(head[0])) + sum(map(len, head[1:])) + remarks < 150


def test_json_has_what_is_known_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["models", "groq", "--json", "--offline"]) == 0
    report = json.loads(capsys.readouterr().out)
    by_id = {row["id"]: row for row in report["models"]}
    assert "prices" not in by_id["allam-2-7b"]
    assert by_id["openai/gpt-oss-120b"]["prices"]["input"] == 0.15
    assert report["own_list"] is None and "groq/compound" in report["ended"]


def test_the_overview_counts_models(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["models", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {row["provider"] for row in rows} >= {"groq", "openai"}
    assert any(row["variant"] == "coding-plan" for row in rows)


@pytest.mark.parametrize(
    ("words", "status"),
    [(["grok-4"], 64), (["groq", "--variant", "x"], 64), (["--variant", "x"], 64), (["groq", "--refresh", "x"], 64)],
)
def test_wrong_arguments_are_explained(words: list[str], status: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["models", *words]) == status
    assert capsys.readouterr().err.startswith("dragoman: ")


# the provider's own list


def test_the_own_list_is_compared() -> None:
    async def test() -> None:
        listed = {"object": "list", "data": [{"id": "openai/gpt-oss-20b"}, {"id": "brand-new"}]}
        async with provider(whole(200, listed)) as made:
            profile = make("p", "groq", ProfileOptions(base_url=made.url, key=Secret("sk-own"), insecure=True))
            ids = await own_list._fetch(profile, profile.protocol)
            assert ("authorization", "Bearer sk-own") in made.requests[0].headers
            own = tables.report(profile, ids)["own_list"]
            assert own["new"] == ["brand-new"]
            assert "openai/gpt-oss-120b" in own["missing"] and "openai/gpt-oss-20b" not in own["missing"]

    run(test())


@pytest.mark.parametrize(
    "payload",
    [
        {"data": [{"id": "a"}, {"id": "b"}]},
        {"models": [{"name": "models/a"}, {"name": "b"}], "nextPageToken": "x"},
        [{"id": "a"}, {"id": "b"}, {"other": 1}, "c"],
    ],
)
def test_every_form_of_a_list_is_read(payload: Any) -> None:
    assert own_list.ids(payload) == ["a", "b"]


def test_a_failed_request_is_reported_without_the_key() -> None:
    profile = make("p", "groq", ProfileOptions(base_url="http://127.0.0.1:9", key=Secret("sk-own"), insecure=True))
    found = own_list.fetch(profile)
    assert found.ids is None and found.problem.startswith("groq returned no list of models: ")
    assert "sk-own" not in found.problem
    assert own_list.fetch(make("p", "groq", environment={})) == own_list.OwnList()


# import


def test_a_newer_catalogue_is_imported(tmp_path: Path, a_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = make("p", "groq", ProfileOptions(key=Secret("k")))
    assert cli.main(["models", "--refresh", written(tmp_path, snapshot())]) == 0
    shown = capsys.readouterr().out
    assert "used for 1 providers" in shown and "Ended at groq: openai/gpt-oss-120b" in shown
    assert stat.S_IMODE(a_home.stat().st_mode) == 0o700
    assert stat.S_IMODE((a_home / "catalogue.json").stat().st_mode) == 0o600
    after = make("p", "groq", ProfileOptions(key=Secret("k")))
    assert after.limits("openai/gpt-oss-20b") == (7000, 500)
    assert (after.url, after.sides, after.headers) == (before.url, before.sides, before.headers)
    assert "evil" not in (a_home / "catalogue.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("{", "not JSON"),
        ("[]", "`format` must be 1"),
        (snapshot("2026-01-01"), "not newer"),
        (snapshot("2099-01-01"), "in the future"),
        (snapshot(prices={"input": -1}), r"models.openai/gpt-oss-20b.prices.input"),
        (snapshot(limits={"context": "many"}), "context_window"),
        ({**snapshot(), "providers": {"nobody": {}}}, "no models of the providers"),
        ({**snapshot(), "providers": {"groq": {"lists": [[[]]]}}}, "not in the format"),
        ("[" * 100_000, "not JSON"),
        (" " * (refresh.MAX_BYTES + 1), "larger than 16 MB"),
    ],
    ids=["half", "list", "old", "future", "price", "limit", "unknown", "shape", "deep", "large"],
)
def test_an_unusable_catalogue_changes_nothing(
    document: Any, message: str, tmp_path: Path, a_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["models", "--refresh", written(tmp_path, document)]) == 1
    assert message in capsys.readouterr().err
    assert not a_home.exists()


@pytest.mark.parametrize(
    ("source", "status"), [("http://models.example/c.json", 1), ("ftp://models.example/c", 1), ("/nowhere/at-all", 64)]
)
def test_only_files_and_https_are_read(source: str, status: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["models", "--refresh", source]) == status
    assert source in capsys.readouterr().err


def test_a_redirect_is_named_and_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    async def test() -> None:
        async with provider(whole(302, {}, location="https://other.example/c.json")) as made:
            with pytest.raises(refresh.NotImported, match="redirects to https://other.example"):
                await refresh._fetch(made.url)

    run(test())


@pytest.mark.parametrize("content", ["", "{", "[]", '{"groq": 3}', '{"groq": {"as_of": "2099-01-01"}}'])
def test_a_damaged_file_counts_as_none(content: str, a_home: Path) -> None:
    a_home.mkdir(parents=True)
    (a_home / "catalogue.json").write_text(content, encoding="utf-8")
    assert records.limits(loader.provider("groq"), "openai/gpt-oss-20b")["context_window"] == 131072


def test_a_file_that_others_can_write_is_not_read(tmp_path: Path, a_home: Path) -> None:
    refresh.refresh(written(tmp_path, snapshot()))
    (a_home / "catalogue.json").chmod(0o666)
    imported.forget()
    assert imported.file("groq") == {}


# warnings


def test_the_configuration_names_ended_models(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "dragoman.yaml"
    path.write_text(
        "profiles:\n  a:\n    provider: groq\n    api_key: sk\n    models: { opus: llama-3.3-70b-versatile }\n"
        "    fallback: [b/zai-glm-4.7]\n  b: { provider: cerebras, api_key: sk }\n",
        encoding="utf-8",
    )
    assert cli.main(["config", "check", "--config", str(path)]) == 0
    shown = capsys.readouterr().out
    assert (
        "  warning: profiles.a.models.opus: model llama-3.3-70b-versatile of Groq ended on 2026-08-16; "
        "use openai/gpt-oss-120b\n" in shown
    )
    assert "warning: profiles.a.fallback: model zai-glm-4.7 of Cerebras ended on 2026-08-17" in shown
    assert cli.main(["config", "check", "--json", "--config", str(path)]) == 0
    assert len(json.loads(capsys.readouterr().out)["warnings"]) == 2


def test_defaults_of_the_specs_raise_no_warning() -> None:
    profiles = {name: make(name, name, environment={}) for name in loader.providers()}
    assert ended_models.warnings(Settings(profiles, "demo")) == []
