"""The reference of the notation: complete descriptions, and the number of words."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import Field
from ruamel.yaml import YAML

from dragoman_codegen.report import notation
from dragoman_codegen.report.words import models, notation_words, separate_words
from dragoman_codegen.spec import vocabulary
from dragoman_codegen.spec.frames import schemas as frames
from dragoman_codegen.spec.frames.text_types import Strict

ROOT = Path(__file__).parents[2]
MOST_WORDS = 199
MOST_SEPARATE = {
    "Login files": 54,
    "Hub file and error text file": 19,
    "Forms of filters": 21,
    "Parameters of passes": 80,
}


def test_the_notation_stays_small() -> None:
    """The reference states the same numbers, by section."""
    words = set().union(*notation_words().values())
    print(f"{len(words)} words in the notation")
    assert len(words) <= MOST_WORDS
    separate = separate_words()
    for title, most in MOST_SEPARATE.items():
        assert len(separate[title]) <= most, title
    assert f"| **Words of the notation** | | **{len(words)}** |" in notation.notation_page()


def test_names_of_the_hub_are_in_the_hub() -> None:
    hub = YAML(typ="safe", pure=True).load((ROOT / "specs" / "hub.yaml").read_text(encoding="utf-8"))
    events = hub["stream"]["events"]
    names = {*events, *(name.rstrip("?") for values in events.values() for name in values)}
    names |= {field.rstrip("?") for block in ("Reasoning", "ToolCall") for field in hub["types"][block]}
    assert set(vocabulary.HUB_NAMES) <= names


def test_a_key_without_a_description_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    class Undescribed(Strict):
        """A frame."""

        described: str = Field(description="described")
        bare: str

    monkeypatch.setitem(frames.SCHEMAS, "undescribed", Undescribed)
    with pytest.raises(notation.MissingDescription, match=r"no description of Undescribed\.bare:"):
        notation.notation_page()


def test_a_word_without_a_description_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(vocabulary.GROUPS, "More", {"$new": ""})
    with pytest.raises(notation.MissingDescription, match=r"\$new"):
        notation.notation_page()


def test_every_key_and_word_is_on_the_page() -> None:
    page = notation.notation_page()
    for model in models():
        for name in model.model_fields:
            assert f"`{name.rstrip('_')}`" in page
