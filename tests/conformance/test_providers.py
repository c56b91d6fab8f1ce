"""Tests of every provider in each variant and protocol.

They verify complete addresses, the key in its header only, translation of requests and counts, valid streams and the
links of the specs. A new spec is included automatically.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dragoman import loader, masking
from dragoman.auth.secret import Secret
from dragoman.config import profiles
from dragoman.config.sides import Side
from dragoman.values.placeholders import PLACEHOLDER
from tests.conformance import grammar, translate
from tests.conformance.builders import turns
from tests.conformance.cases import BODY, load
from tests.laws import samples

SPECS = Path(__file__).parents[2] / "specs"
KEY = translate.KEY
TOOL: dict[str, Any] = {
    "name": "get_weather",
    "description": "The weather of a city",
    "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}
PICTURE = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "aGk="}}
CALL = {"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {"city": "Zürich"}}
RESULT = {"type": "tool_result", "tool_use_id": "toolu_1", "content": [{"type": "text", "text": "rain"}, PICTURE]}
THOUGHT = {"type": "thinking", "thinking": "hm", "signature": "EqQBCkgIBRABGAI="}
PLAIN = {**BODY, "model": "a-model"}
RICH = {
    **PLAIN,
    "stream": True,
    "system": [{"type": "text", "text": "You are brief.", "cache_control": {"type": "ephemeral"}}],
    "tools": [TOOL],
    "tool_choice": {"type": "auto", "disable_parallel_tool_use": True},
    "thinking": {"type": "adaptive"},
    "output_config": {"effort": "high"},
    "stop_sequences": ["END"],
    "metadata": {"user_id": "user_1"},
    "messages": turns([{"type": "text", "text": "look"}, PICTURE], [THOUGHT, CALL], [RESULT]),
}


def _ways() -> Iterator[Any]:
    for name in loader.providers():
        for variant in ["", *loader.provider(name)["variants"]]:
            for protocol in loader.provider(name, variant)["sides"]:
                yield pytest.param(
                    name, variant, protocol, id=f"{name}@{variant}:{protocol}" if variant else f"{name}:{protocol}"
                )


EVERY = pytest.mark.parametrize(("provider", "variant", "protocol"), list(_ways()))


@cache
def side(provider: str, variant: str, protocol: str) -> Side:
    made = profiles.make(
        provider, provider, profiles.ProfileOptions(variant=variant, protocol=protocol, key=Secret(KEY)), environment={}
    )
    return made.sides[protocol]


def profile_options(provider: str, variant: str, protocol: str) -> dict[str, Any]:
    """Return profile options with all placeholders filled."""
    placeholders = {
        placeholder: f"my-{placeholder.replace('_', '-')}"
        for placeholder in side(provider, variant, protocol).placeholders()
    }
    return {"variant": variant, "protocol": protocol, "placeholders": placeholders}


@EVERY
@pytest.mark.parametrize("body", [PLAIN, {**PLAIN, "stream": True}, RICH], ids=["plain", "stream", "rich"])
def test_request_is_translated_and_contains_the_key_only_in_its_header(
    provider: str, variant: str, protocol: str, body: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        came = translate.request(provider, body, **profile_options(provider, variant, protocol))
    assert isinstance(came, translate.Sent), came
    assert re.fullmatch(r"https?://[^\s{}]+", came.url), came.url
    placeholders = profile_options(provider, variant, protocol)["placeholders"]
    assert all(value in f"{came.url} {came.headers} {came.body}" for value in placeholders.values())
    declared = {} if loader.provider(provider).get("passthrough") else side(provider, variant, protocol).header
    assert {name for name, value in came.headers.items() if KEY in value} == set(declared)
    assert not any(PLACEHOLDER.search(value) for value in came.headers.values()), came.headers
    for text in (came.url, json.dumps(came.body), caplog.text, str(came.losses)):
        assert KEY not in text
    assert TOOL["name"] in json.dumps(came.body) or body is not RICH or any("tool" in loss for loss in came.losses)


@EVERY
def test_error_does_not_contain_the_key(
    provider: str, variant: str, protocol: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(masking, "_known", {KEY: None})  # as after the key has been read
    options = profile_options(provider, variant, protocol)
    for status in (400, 401, 429, 500):
        error = {"error": {"message": f"Incorrect API key provided: {KEY}", "type": "x"}}
        response = translate.response(provider, error, request=PLAIN, status=status, **options)
        assert response.status >= 400 and response.body["error"]["message"]
        assert KEY not in response.raw.decode() and KEY not in str(response.headers)


@EVERY
def test_sample_streams_are_valid(provider: str, variant: str, protocol: str) -> None:
    if variant:
        pytest.skip("the variant reads streams like the provider itself") if _read_alike(provider, variant) else None
    found = samples.of("streams", protocol, provider)
    for sample in found:
        response = translate.stream(
            provider, sample.data, request=PLAIN, **profile_options(provider, variant, protocol)
        )
        if protocol != translate.FRONT:  # passed-through streams are unchanged
            grammar.validate(grammar.frames(response.sse))
    assert found or protocol == translate.FRONT, f"there are no samples of {protocol}"


def _read_alike(provider: str, variant: str) -> bool:
    quirks = load(SPECS / "providers" / f"{provider}.yaml").get("quirks", [])
    return not any(variant in str(quirk.get("when", {}).get("variants", "")) for quirk in quirks)


@EVERY
def test_count_and_model_list_addresses_are_complete(provider: str, variant: str, protocol: str) -> None:
    options = profile_options(provider, variant, protocol)
    profile = profiles.make(provider, provider, profiles.ProfileOptions(key=Secret(KEY), **options), environment={})
    url = profile.address("count", "a-model", protocol=protocol, port=1)
    assert not url or re.fullmatch(r"https?://[^\s{}]+", url), url
    listing = profile.address("models", "a-model", protocol=protocol, port=1)
    assert not listing or re.fullmatch(r"https?://[^\s{}]+", listing), listing


def _links(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from _links(item)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key == "see":
                yield value
            else:
                yield from _links(value)


@pytest.mark.parametrize("file", sorted(SPECS.glob("*/*.yaml")), ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_links_of_specs_are_https_urls(file: Path) -> None:
    for link in _links(load(file)):
        assert re.fullmatch(r"https://[a-z0-9.-]+\.[a-z]{2,}(/\S*)?", link), link
        assert not re.search(r"://[^/]*\bexample\b", link) and " " not in link, link
