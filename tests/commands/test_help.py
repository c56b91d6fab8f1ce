"""The help of each command fits 80 columns, data is printed as JSON on request, and exit statuses are documented."""

from __future__ import annotations

import argparse
import io
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.commands import cli
from tests.commands.empty_home import Home
from tests.commands.empty_home import home as home

ROOT = Path(__file__).parents[2]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
JSON = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
CASE = ROOT / "tests" / "cases" / "demo_tool_call.json"
WITHOUT_DATA = {
    *((), ("auth",), ("auth", "login"), ("breaker",), ("completion",), ("config",), ("config", "schema"), ("dev",)),
    *(("run",), ("serve",), ("specs",), ("statusline",), ("translate",)),
}


def parsers(parser: argparse.ArgumentParser, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the words of each command with its help."""
    yield path, parser.format_help()
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, inner in action.choices.items():
                yield from parsers(inner, (*path, name))


@pytest.fixture
def helps(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, ...], str]:
    monkeypatch.setenv("COLUMNS", "80")
    return dict(parsers(cli._parser()))


def test_the_help_of_each_command_fits(helps: dict[tuple[str, ...], str]) -> None:
    assert len(helps) > 25
    for path, text in helps.items():
        for line in text.splitlines():
            assert len(line) <= 80, f"dragoman {' '.join(path)} --help: {line}"
        usage, description = text.split("\n\n")[:2]
        assert usage.startswith("usage: dragoman") and len(description) > 10, path


def test_commands_that_print_data_print_json_on_request(helps: dict[tuple[str, ...], str]) -> None:
    assert {*helps} > WITHOUT_DATA
    for path in {*helps} - WITHOUT_DATA:
        assert "--json" in helps[path], path
        assert f"`{' '.join(path)}`" in JSON, path


def test_exit_statuses_are_documented(helps: dict[tuple[str, ...], str]) -> None:
    table = OPERATIONS.partition("### Exit status")[2].partition("\n### ")[0]
    documented = re.findall(r"^\| (\d+) \|", table, re.MULTILINE)
    listed = re.findall(r"(?:^  | )(\d+) (?=[a-zC])", helps[()].partition("Exit status:")[2], re.MULTILINE)
    assert documented == listed == ["0", "1", "2", "64", "70", "74", "130"]


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("providers", "groq"), 0),
        (("config", "check", "--config", "bad.yaml"), 1),
        (("translate", "request", "--client", "anthropic_messages", "--provider", "groq", "empty.json"), 2),
        (("providers", "grog"), 64),
        (("replay", "empty.json"), 1),
        (("replay", "missing.json"), 64),
    ],
)
def test_exit_statuses(words: tuple[str, ...], status: int, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home.folder)
    (home.folder / "bad.yaml").write_text("profiles: 1\n")
    (home.folder / "empty.json").write_text("{}")
    assert home.run(*words)[0] == status


def test_replay_prints_differences_as_json(home: Home) -> None:
    status, out = home.run("replay", str(CASE), "--json")
    assert status == 0 and json.loads(out) == {"case": str(CASE), "ok": True, "differences": []}


def test_auth_status_without_any_credential(home: Home) -> None:
    home.write("profiles: { demo: { provider: demo } }\n")
    status, out = home.run("auth", "status")
    assert status == 0 and out.startswith("No profile needs a credential, and no login was found.")
    assert home.json("auth", "status") == (0, {"logins": [], "notes": []})


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["route", "--header", "nocolon"], "--header 'nocolon' is no header; write NAME:VALUE"),
        (["route", "--header", " : value"], "--header ' : value' is no header; write NAME:VALUE"),
        (["models", "--refresh", ""], "--refresh without a source; write a file or an https URL"),
    ],
)
def test_an_option_without_its_value_is_refused(
    home: Home, monkeypatch: pytest.MonkeyPatch, words: list[str], message: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"{}")))
    assert home.run(*words)[0] == 64
    assert message in home.errors
