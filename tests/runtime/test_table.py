"""Provider table: order and content of its rows."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dragoman.commands import cli, console
from dragoman.commands.inspection import providers

ORDER = (
    "anthropic minimax vertex openrouter grok openai deepseek kimi glm groq mistral together perplexity cerebras azure "
    "copilot gitlab chatgpt claude gemini qwen ollama vllm lmstudio bedrock"
).split()


def test_rows_are_ordered_and_complete() -> None:
    rows = providers.rows()
    names = [row["name"] for row in rows]
    assert names[: len(ORDER)] == ORDER
    assert names[len(ORDER) :] == sorted(names[len(ORDER) :])
    assert [row["name"] for row in rows if row["in_readme"]] == ORDER
    for row in rows:
        assert row.keys() >= {
            *("name", "title", "type", "auth", "streaming", "tools", "slots", "base_url", "models", "variants")
        }
        assert row["type"] in ("direct", "chat", "responses", "native") and isinstance(row["auth"], str)


def test_providers_without_a_position_follow_by_name() -> None:
    side = {"openai_chat": {"url": "https://a.example"}}
    tables: dict[str, dict[str, Any]] = {
        "zeta": {"sides": side, "auth": ["corp"]},
        "alpha": {"sides": side, "api_key_env": "ALPHA_KEY"},
        "last": {"sides": side, "columns": {"row": 2}},
    }
    rows = providers.rows(tables)
    assert [(row["name"], row["auth"]) for row in rows] == [
        ("last", "none"),
        ("alpha", "API key, ALPHA_KEY"),
        ("zeta", "login (corp)"),
    ]


def test_the_markdown_table_has_one_short_line_for_each_listed_provider() -> None:
    tables: dict[str, dict[str, Any]] = {
        "one": {"title": "One | two", "sides": {"openai_chat": {"url": "https://a.example"}}, "api_key_env": "ONE_KEY"},
        "local": {"sides": {"openai_chat": {"url": "https://b.example"}}, "columns": {"row": 1, "tools": "by model"}},
    }
    tables["one"]["columns"] = {"auth": "API key one-*", "row": 2}
    assert providers.as_markdown("en", tables).splitlines()[2:] == [
        "| local | `local` |  | none | yes | by model |",
        "| One \\| two | `one` |  | API key one-*, `ONE_KEY` | yes | yes |",
    ]
    assert (
        providers.as_markdown("zh", tables).splitlines()[2] == "| local | `local` |  | 无需认证 | 支持 | 取决于模型 |"
    )


def test_a_narrow_terminal_gets_the_most_important_columns(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert cli.main(["providers"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["Provider", "Type", "Auth", "Tools"] and max(map(len, lines)) <= 80
    monkeypatch.delenv("COLUMNS")
    assert cli.main(["providers"]) == 0
    assert capsys.readouterr().out.splitlines()[0].split() == " ".join(providers.HEADINGS).split()


@pytest.mark.parametrize(("width", "shown"), [(1, [1]), (4, [1]), (6, [0, 1]), (9, [0, 1]), (100, [0, 1, 2])])
def test_columns_are_chosen_by_importance(width: int, shown: list[int]) -> None:
    assert console.fitting([["a", "bb", "c"], ["a", "語", "ccc"]], width, [1, 0, 2]) == shown


def test_one_provider_is_shown_completely(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["providers", "groq"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("Groq\n  Name            groq\n") and "GROQ_API_KEY" in text and "`" not in text
    assert cli.main(["providers", "groq", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["name"] == "groq"
    assert cli.main(["providers", "grog"]) == 64
    assert "did you mean 'groq'?" in capsys.readouterr().err
