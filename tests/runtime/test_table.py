"""Provider table: order and content of its rows."""

from __future__ import annotations

from typing import Any

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
        assert row["type"] in ("direct", "chat", "responses") and isinstance(row["auth"], str)


def test_providers_without_a_position_follow_by_name() -> None:
    side = {"openai_chat": {"url": "https://a.example"}}
    tables: dict[str, dict[str, Any]] = {
        "zeta": {"sides": side, "auth": ["corp"]},
        "alpha": {"sides": side, "key": "ALPHA_KEY"},
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
        "one": {"title": "One | two", "sides": {"openai_chat": {"url": "https://a.example"}}, "key": "ONE_KEY"},
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
