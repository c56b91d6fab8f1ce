"""Provider pages: authentication, slots, models with prices, reasons with sources, and losses of each spec."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from dragoman.values import yaml_text
from tests.docs.markdown import ROOT

PAGES = ROOT / "docs" / "providers"
SPECS = ROOT / "specs" / "providers"
NAMES = ("groq", "copilot", "anthropic", "gemini", "openrouter", "databricks")


def page(name: str) -> str:
    return (PAGES / f"{name}.md").read_text(encoding="utf-8")


def spec(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml_text.load((SPECS / f"{name}.yaml").read_text(encoding="utf-8"), typ="safe")
    return found


def test_each_provider_has_a_page_that_the_index_lists() -> None:
    names = {path.stem for path in SPECS.glob("*.yaml")}
    assert {path.stem for path in PAGES.glob("*.md")} == names | {"index"}
    assert set(re.findall(r"\]\(([\w-]+)\.md\)", page("index"))) == names


@pytest.mark.parametrize("name", NAMES)
def test_a_page_has_the_reason_and_source_of_each_quirk(name: str) -> None:
    given, text = spec(name), page(name).replace("&lt;", "<")
    for one in (*given.get("quirks", ()), *given.get("patch", ())):
        assert one["because"] in text
        assert "see" not in one or f"]({one['see']}))" in text


def test_a_source_of_the_provider_takes_the_place_of_that_of_a_shared_quirk() -> None:
    assert "named max_tokens ([docs.deepinfra.com](https://docs.deepinfra.com/" in page("deepinfra")
    assert "- the output limit is named max_tokens ([github.com/BerriAI/litellm](https://" in page("together")


@pytest.mark.parametrize("name", NAMES)
def test_a_page_has_the_slots_and_how_to_authenticate(name: str) -> None:
    given, text = spec(name), page(name)
    for slot, model in given.get("models", {}).items():
        if model:
            assert f"| {slot} | `{model['model'] if isinstance(model, dict) else model}` |" in text
    assert (
        f"- Environment variable: `{given['api_key_env']}`" in text
        if given.get("api_key_env")
        else "## Authentication" in text
    )


def test_a_page_has_limits_and_prices_of_its_models() -> None:
    assert re.search(r"\| `openai/gpt-oss-120b` \| 131,072 \| 65,536 \| 0\.15 \| 0\.6 \| 0\.075 \|", page("groq"))


def test_a_page_has_the_losses_in_the_words_of_the_client() -> None:
    text = page("groq")
    assert "| `top_k` | top_k is not supported by this provider |" in text
    assert "## Lost in responses over `openai_responses`" in text
    assert "models `openai/gpt-oss-*`" in text  # the condition of a quirk


def test_a_long_catalogue_is_shortened() -> None:
    more = re.search(r"(\d+) more: `dragoman models openrouter`", page("openrouter"))
    assert more and int(more[1]) > 100
    assert Path(PAGES / "openrouter.md").stat().st_size < 30_000
