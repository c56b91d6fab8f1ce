"""The table of providers: the order that the specs give it, and what each row says."""

from __future__ import annotations

from typing import Any

from dragoman.commands import providers

ORDER = (
    "anthropic minimax vertex openrouter grok openai deepseek kimi glm groq mistral together perplexity cerebras azure "
    "copilot gitlab chatgpt claude gemini qwen ollama vllm lmstudio bedrock demo"
).split()


def test_rows_stand_in_their_order_and_say_what_a_reader_looks_for() -> None:
    rows = providers.rows()
    assert [row["name"] for row in rows] == ORDER
    for row in rows:
        assert row.keys() >= {
            *("name", "title", "type", "auth", "streaming", "tools", "slots", "base_url", "models", "variants")
        }
        assert row["type"] in ("direct", "chat", "responses") and isinstance(row["auth"], str)


def test_a_provider_without_a_place_comes_behind_by_name() -> None:
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


def test_footnotes_follow_the_markdown_table() -> None:
    one = {"title": "One", "sides": {"openai_chat": {"url": "https://a.example"}}, "columns": {"moved": "it moved"}}
    text = providers.as_markdown("en", {"one": one})
    assert "| One `one` |" in text and "`https://a.example` [^one]" in text and text.endswith("\n[^one]: it moved.\n")
