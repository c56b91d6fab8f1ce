"""The recipes of the cookbook compile, and have the effects that it shows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

import dragoman_adapters
from tests.conformance import translate
from tests.docs.markdown import ROOT
from tests.docs.specs import generate

COOKBOOK = ROOT / "docs" / "cookbook.md"
BLOCK = re.compile(r"^(?P<lead>[^\n]+)\n\n```(?P<language>yaml|json)\n(?P<body>.*?)^```", re.MULTILINE | re.DOTALL)
HEAD = """\
name: {name}
title: Recipe
url: https://api.example.com/v1
api_key_env: EXAMPLE_API_KEY
"""
SPEAKS = "protocol: openai_chat\n"
STATUS = re.compile(r"Upstream response(?: with status (\d+))?:")


class Effect(NamedTuple):
    provider: str
    what: str  # the line above the example: Sent upstream, Headers, Client response
    status: int  # of the upstream response, for a client response
    given: Any  # its body
    shown: dict[str, Any]


def read(text: str) -> tuple[dict[str, Any], dict[str, str], list[Effect]]:
    """Return the request of the page, the provider file of each recipe, and the effects."""
    request: dict[str, Any] = {}
    specs: dict[str, str] = {}
    effects: list[Effect] = []
    name, status, given = "", 0, None
    for lead, language, body in BLOCK.findall(text):
        if language == "yaml":
            name = f"recipe_{len(specs) + 1}"
            specs[name] = HEAD.format(name=name) + ("" if "protocol:" in body else SPEAKS) + body
        elif not specs:
            request = json.loads(body)
        elif found := STATUS.fullmatch(lead):
            status, given = int(found[1] or 200), json.loads(body)
        else:
            effects.append(Effect(name, lead.rstrip(":"), status, given, json.loads(body)))
    return request, specs, effects


REQUEST, SPECS, EFFECTS = read(COOKBOOK.read_text(encoding="utf-8"))


@pytest.fixture(scope="module", autouse=True)
def recipes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Compile all recipes at once and make them known to the loader."""
    files = {f"specs/providers/{name}.yaml": text for name, text in SPECS.items()}
    adapters = generate(tmp_path_factory.mktemp("cookbook"), files)
    with pytest.MonkeyPatch.context() as patch:
        for name in SPECS:
            patch.setitem(dragoman_adapters.PROVIDERS, name, f"dragoman_adapters.{name}")
        patch.setattr(dragoman_adapters, "__path__", [*dragoman_adapters.__path__, str(adapters / "dragoman_adapters")])
        yield


def test_every_block_of_the_page_is_read() -> None:
    text = COOKBOOK.read_text(encoding="utf-8")
    assert len(SPECS) == text.count("```yaml\n")
    assert 1 + len(EFFECTS) + len(STATUS.findall(text)) == text.count("```json\n")
    assert {effect.what for effect in EFFECTS} == {"Sent upstream", "Headers", "Client response"}


@pytest.mark.parametrize("effect", EFFECTS, ids=[f"{effect.provider}-{effect.what}" for effect in EFFECTS])
def test_a_recipe_has_the_effect_that_is_shown(effect: Effect) -> None:
    if effect.what == "Client response":
        result = translate.response(effect.provider, effect.given, REQUEST, effect.status).body
    else:
        sent = translate.request(effect.provider, REQUEST)
        assert isinstance(sent, translate.Sent)
        result = sent.body if effect.what == "Sent upstream" else sent.headers
    part = {key: result.get(key) for key in effect.shown}
    assert fits(effect.shown, part), part


def fits(shown: Any, result: Any) -> bool:
    """Whether a result is the one shown, where the text "..." stands for any text and null for an absent member."""
    if isinstance(shown, dict):
        return isinstance(result, dict) and all(fits(shown.get(key), result.get(key)) for key in {**shown, **result})
    if isinstance(shown, list):
        return isinstance(result, list) and len(shown) == len(result) and all(map(fits, shown, result))
    return isinstance(result, str) if shown == "..." else bool(shown == result)
