"""Mutation test of the provider specs: without any quirk or patch, at least one case fails.

For each item a copy of the provider without it is compiled and runs the cases of the provider. A copy that does not
compile passes, because another part of the spec depends on the item. A shared file is removed as a whole from each of
its users, and its items one by one from the user with the most cases.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

import dragoman_adapters
from tests import sampling
from tests.conformance import specs, test_cases
from tests.conformance.cases import Case, cases, envelope, load
from tests.conformance.expect import opened

PARTS = ("quirks", "patch", "uses")
PARTIES = 6
PRODUCT = specs.SPECS / "providers"
USERS = {  # instead of the user with the most cases, which accepts no tool_choice or few patterns or has few models
    "grok_efforts": "grok",
    "no_hosted_tools": "copilot",
    "open_model_efforts": "mistral",
    "other_messages_host": "deepseek",
}


SPEC = {path.stem: load(path) for path in sorted(PRODUCT.glob("*.yaml"))}
SHARED = {path.stem: load(path) for path in sorted((specs.SPECS / "quirks").glob("*.yaml"))}
Place = tuple[str, str, str, int | tuple[str, int]]


def _places() -> Iterator[Place]:
    """Yield all items: provider, further protocol or "", part of the spec, index."""
    for provider, spec in SPEC.items():
        for protocol in ("", *spec.get("also", ())):
            side = _side(spec, protocol)
            yield from (
                (provider, protocol, part, place) for part in PARTS for place in range(len(side.get(part) or ()))
            )


def _side(spec: dict[str, Any], protocol: str) -> dict[str, Any]:
    """Return the part of a spec for one protocol."""
    return (spec["also"][protocol] or {}) if protocol else spec


def _shared_places() -> Iterator[Place]:
    """Yield the items of the shared files that providers use, whose index is (file, index). Those that a protocol uses
    have tests in test_forwarded_reasoning.py."""
    many = Counter(case.provider for case in cases())
    for name, shared in SHARED.items():
        users = [provider for provider, spec in SPEC.items() if list(_users(spec, name))]
        if users and len([*(shared.get("quirks") or ()), *(shared.get("patch") or ())]) > 1:
            user = USERS.get(name) or max(users, key=lambda user: many[user])
            for part in ("quirks", "patch"):
                yield from ((user, "", part, (name, place)) for place in range(len(shared.get(part) or ())))


def _users(spec: dict[str, Any], file: str) -> Iterator[str]:
    """Yield the protocols of a provider that use a shared file, "" for the main one."""
    return (one for one in ("", *spec.get("also", ())) if file in (_side(spec, one).get("uses") or ()))


# Their cases need a client of another protocol: test_forwarded_reasoning.py, test_chat_requests.py.
OTHER_CLIENTS = ("foreign_reasoning", ("claude_models", 0))


def _needs_another_client(place: Place) -> bool:
    provider, protocol, part, at = place
    return (at if isinstance(at, tuple) else _side(SPEC[provider], protocol)[part][at]) in OTHER_CLIENTS


PLACES = [place for place in (*_places(), *_shared_places()) if not _needs_another_client(place)]


def _name(provider: str, protocol: str, part: str, place: int | tuple[str, int]) -> str:
    where = f"{place[0]}_{place[1]}" if isinstance(place, tuple) else str(place)
    return "_".join(filter(None, [provider, protocol, "without", part, where]))


def _item(provider: str, protocol: str, part: str, place: int | tuple[str, int]) -> Any:
    if isinstance(place, tuple):
        return SHARED[place[0]][part][place[1]]
    return _side(SPEC[provider], protocol)[part][place]


def _without(provider: str, protocol: str, part: str, place: int | tuple[str, int]) -> dict[str, Any]:
    """Return the spec without one item; the remaining items of its shared file are copied into each protocol."""
    spec: dict[str, Any] = SPEC[provider] | {"name": _name(provider, protocol, part, place)}
    if not isinstance(place, tuple):
        return _laid(
            spec, protocol, {part: [item for at, item in enumerate(_side(spec, protocol)[part]) if at != place]}
        )
    file, gone = place
    rest = SHARED[file] | {part: [item for at, item in enumerate(SHARED[file][part]) if at != gone]}
    for one in list(_users(spec, file)):
        side = _side(spec, one)
        less = {each: [*(rest.get(each) or ()), *(side.get(each) or ())] for each in ("quirks", "patch")}
        less = {each: items for each, items in less.items() if items}
        spec = _laid(spec, one, less | {"uses": [use for use in side["uses"] if use != file]})
    return spec


def _laid(spec: dict[str, Any], protocol: str, less: dict[str, Any]) -> dict[str, Any]:
    """Return the spec with other values for one protocol."""
    return spec | ({"also": spec["also"] | {protocol: _side(spec, protocol) | less}} if protocol else less)


SAMPLE = {"azure", "grok"}  # with quirks, patches and items of shared files, in three protocols


def _party(provider: str) -> int:
    return PARTIES if provider in SAMPLE else list(SPEC).index(provider) * PARTIES // len(SPEC)


def _made(provider: str) -> dict[str, str]:
    """Return the problems of a provider's copies by name: an unchanged copy, and one without each item."""
    return _compiled(_party(provider))


@lru_cache
def _compiled(party: int) -> dict[str, str]:
    """Compile the copies of some providers; the groups distribute the work over the test workers."""
    some = {provider for provider in SPEC if _party(provider) == party}
    with tempfile.TemporaryDirectory() as folder:
        made = [spec | {"name": f"{provider}_copy"} for provider, spec in SPEC.items() if provider in some]
        made += [_without(*place) for place in PLACES if place[0] in some]
        for spec in made:
            (Path(folder) / f"{spec['name']}.yaml").write_text(json.dumps(spec), encoding="utf-8")  # JSON is YAML
        return specs.compiled(Path(folder))


def _as(case: Case, name: str) -> Case:
    """Return the case for a provider of another name, with adapted envelopes."""

    def renamed(value: Any) -> Any:
        if isinstance(value, dict):
            own = value.get("b") == case.provider
            return {key: name if own and key == "b" else renamed(inner) for key, inner in value.items()}
        if isinstance(value, str) and value.startswith("xr1.ey"):
            return envelope(renamed(opened(value)))
        return [renamed(item) for item in value] if isinstance(value, list) else value

    return replace(case, provider=name, expect=renamed(case.expect), send=renamed(case.send))


def _failing(provider: str, name: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Yield the cases of the provider that its copy fails."""
    if name not in dragoman_adapters.PROVIDERS:
        monkeypatch.setitem(dragoman_adapters.PROVIDERS, name, f"dragoman_adapters.{name.replace('-', '_')}")
    tests = {
        "request": [test_cases.test_request],
        "answer": [test_cases.test_answer],
        "failure": [test_cases.test_failure],
        "stream": [test_cases.test_stream],
    }
    for case in cases():
        if case.provider != provider:
            continue
        try:
            for test in tests[case.kind]:
                test(_as(case, name))
        except Exception:  # any exception counts as a failure
            yield case.name


@lru_cache
def _unfit(provider: str) -> frozenset[str]:
    """Return the cases that an unchanged copy fails because they depend on the provider's name."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        return frozenset(_failing(provider, f"{provider}_copy", monkeypatch))


@pytest.mark.parametrize("provider", sampling.within(SAMPLE, sorted({provider for provider, *_ in PLACES})))
def test_unchanged_copy_passes_the_cases(provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"{provider}_copy"
    assert name not in _made(provider), _made(provider)[name]
    assert list(_failing(provider, name, monkeypatch)) == list(_failing(provider, provider, monkeypatch))


@pytest.mark.parametrize(
    ("provider", "protocol", "part", "place"), [sampling.param(place, place[0] in SAMPLE) for place in PLACES]
)
def test_a_case_fails_without_the_item(
    provider: str, protocol: str, part: str, place: int | tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    name = _name(provider, protocol, part, place)
    if name in _made(provider):
        return  # another part of the spec depends on it
    alone = (case for case in _failing(provider, name, monkeypatch) if case not in _unfit(provider))
    assert next(alone, ""), f"no case fails without it: {_item(provider, protocol, part, place)}"
