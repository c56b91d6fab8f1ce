"""Each quirk and patch of the product's provider specs is there for a reason that a case knows: without it one fails.

For each of them a provider is compiled that lacks it, and runs the cases of the provider it was made of. (A spec that
does not even compile without its quirk has shown that another part of it rests on this one.) A shared file is taken
away from each that uses it, as a whole; what stands in it also item by item, from the one of them with the most cases.
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


SPEC = {path.stem: load(path) for path in sorted(PRODUCT.glob("*.yaml"))}
SHARED = {path.stem: load(path) for path in sorted((specs.SPECS / "quirks").glob("*.yaml"))}
Place = tuple[str, str, str, int | tuple[str, int]]


def _places() -> Iterator[Place]:
    """(provider, another protocol of its or "", part, place in its list) of all that makes a provider peculiar."""
    for provider, spec in SPEC.items():
        for protocol in ("", *spec.get("also", ())):
            side = _side(spec, protocol)
            yield from (
                (provider, protocol, part, place) for part in PARTS for place in range(len(side.get(part) or ()))
            )


def _side(spec: dict[str, Any], protocol: str) -> dict[str, Any]:
    """What is said of one of a provider's protocols."""
    return (spec["also"][protocol] or {}) if protocol else spec


def _shared_places() -> Iterator[Place]:
    """The same of what stands in shared files: the place is (file, place in its list)."""
    many = Counter(case.provider for case in cases())
    for name, shared in SHARED.items():
        users = [provider for provider, spec in SPEC.items() if list(_users(spec, name))]
        if len([*(shared.get("quirks") or ()), *(shared.get("patch") or ())]) > 1:
            user = max(users, key=lambda user: many[user])
            for part in ("quirks", "patch"):
                yield from ((user, "", part, (name, place)) for place in range(len(shared.get(part) or ())))


def _users(spec: dict[str, Any], file: str) -> Iterator[str]:
    """The sides of a provider that use a shared file, "" for its usual protocol's."""
    return (one for one in ("", *spec.get("also", ())) if file in (_side(spec, one).get("uses") or ()))


PLACES = [*_places(), *_shared_places()]


def _name(provider: str, protocol: str, part: str, place: int | tuple[str, int]) -> str:
    where = f"{place[0]}_{place[1]}" if isinstance(place, tuple) else str(place)
    return "_".join(filter(None, [provider, protocol, "without", part, where]))


def _item(provider: str, protocol: str, part: str, place: int | tuple[str, int]) -> Any:
    if isinstance(place, tuple):
        return SHARED[place[0]][part][place[1]]
    return _side(SPEC[provider], protocol)[part][place]


def _without(provider: str, protocol: str, part: str, place: int | tuple[str, int]) -> dict[str, Any]:
    """The provider's spec less one item; what a shared file says beside it stands in the spec then, on each side."""
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
    """The spec with other values on one side."""
    return spec | ({"also": spec["also"] | {protocol: _side(spec, protocol) | less}} if protocol else less)


def _party(provider: str) -> int:
    return list(SPEC).index(provider) * PARTIES // len(SPEC)


SAMPLE = {provider for provider in SPEC if _party(provider) == 0}


def _made(provider: str) -> dict[str, str]:
    """What is wrong, by name, of a provider's copies: one that lacks nothing, and one without each of its places."""
    return _compiled(_party(provider))


@lru_cache
def _compiled(party: int) -> dict[str, str]:
    """Compiles the copies of some providers. They are parted so that each worker of a run finds some to do."""
    some = {provider for provider in SPEC if _party(provider) == party}
    with tempfile.TemporaryDirectory() as folder:
        made = [spec | {"name": f"{provider}_copy"} for provider, spec in SPEC.items() if provider in some]
        made += [_without(*place) for place in PLACES if place[0] in some]
        for spec in made:
            (Path(folder) / f"{spec['name']}.yaml").write_text(json.dumps(spec), encoding="utf-8")  # JSON is YAML
        return specs.compiled(Path(folder))


def _as(case: Case, name: str) -> Case:
    """The case for a provider of another name, whose envelopes are its own."""

    def renamed(value: Any) -> Any:
        if isinstance(value, dict):
            own = value.get("b") == case.provider
            return {key: name if own and key == "b" else renamed(inner) for key, inner in value.items()}
        if isinstance(value, str) and value.startswith("xr1.ey"):
            return envelope(renamed(opened(value)))
        return [renamed(item) for item in value] if isinstance(value, list) else value

    return replace(case, provider=name, expect=renamed(case.expect), send=renamed(case.send))


def _failing(provider: str, name: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The cases of the provider that one under this name does not pass, as they are found."""
    if name not in dragoman_adapters.PROVIDERS:
        monkeypatch.setitem(dragoman_adapters.PROVIDERS, name, f"dragoman_adapters.{name}")
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
        except Exception:  # of whatever kind: it is not what the case asks for
            yield case.name


@lru_cache
def _unfit(provider: str) -> frozenset[str]:
    """The cases that a copy that lacks nothing does not pass: those that look at the provider's name."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        return frozenset(_failing(provider, f"{provider}_copy", monkeypatch))


@pytest.mark.parametrize("provider", sampling.within(SAMPLE, sorted({provider for provider, *_ in PLACES})))
def test_a_copy_passes(provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"{provider}_copy"
    assert name not in _made(provider), _made(provider)[name]
    assert list(_failing(provider, name, monkeypatch)) == list(_failing(provider, provider, monkeypatch))


@pytest.mark.parametrize(
    ("provider", "protocol", "part", "place"), [sampling.param(place, place[0] in SAMPLE) for place in PLACES]
)
def test_a_case_knows_why(
    provider: str, protocol: str, part: str, place: int | tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    name = _name(provider, protocol, part, place)
    if name in _made(provider):
        return  # something else in the spec rests on it
    alone = (case for case in _failing(provider, name, monkeypatch) if case not in _unfit(provider))
    assert next(alone, ""), f"no case fails without it: {_item(provider, protocol, part, place)}"
