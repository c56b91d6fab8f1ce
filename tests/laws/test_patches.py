"""Generated patches do to a body what the interpreter of their specs does, on samples into which what a patch looks for
was planted, whole or a little wrong."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman import loader
from dragoman.library.context import Context
from dragoman.values import json_text
from dragoman_codegen.interpret.entry_points import Adapter
from tests import sampling
from tests.laws import pairs, samples
from tests.laws.strategies import JSONS, bounded

PATCHED = [name for name in pairs.NAMES if pairs.plan_of(name).patches]
BETAS = "context-1m-2025-08-07, effort-2025-11-24,interleaved-thinking-2025-05-14"


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


@st.composite
def asked(draw: st.DrawFn, provider: str) -> tuple[Any, dict[str, str], Context]:
    """A body, headers and what goes with them, such that some patches of the provider find something."""
    patches = pairs.plan_of(provider).patches
    whens = [patch.get("when") or {} for patch in patches]
    models = ["a-model", *(one.replace("*", "").replace("?", "-") for when in whens for one in when.get("model") or ())]
    found = [sample.value for sample in samples.of("requests", pairs.protocol_of(provider))]
    body = copy.deepcopy(draw(st.sampled_from([{}, *found])))
    for patch in draw(st.lists(st.sampled_from(patches), max_size=6)):
        for path in listed(patch.get("at"))[:2]:
            plant(draw, body, path.split("."), thing(draw, patch))
        for path, wanted in (patch.get("having") or {}).items():
            if "*" not in path:
                plant(draw, body, path.split("."), draw(st.sampled_from([*listed(wanted), "other"])))
    headers: dict[str, str] = {}
    for header in loader.protocol(pairs.protocol_of(provider)).get("lists", ()):
        headers |= {header: BETAS} if draw(st.booleans()) else {}
    for header in loader.protocol(pairs.protocol_of(provider)).get("version", ()):
        versions = [str(one) for when in whens for one in when.get("version") or ()]
        headers[header] = draw(st.sampled_from(["1", *versions]))
    context = Context(
        model=draw(st.sampled_from(models)),
        variant=draw(st.sampled_from(["", *(one for when in whens for one in when.get("variant") or ())])),
        action=draw(st.sampled_from(["create", "count"])),
        retried=draw(st.booleans()),
    )
    return body, headers, context


def thing(draw: st.DrawFn, patch: dict[str, Any]) -> Any:
    """What a patch may look for at its place."""
    words: list[Any] = [patch.get("with"), patch.get("set"), "", " \n", "xr1.e30", "a ", 1, [], {}, None]
    value = draw(st.one_of(st.sampled_from(words), JSONS))
    tags = [tag.replace("*", "_x") for tag in listed(patch.get("of"))]
    if not tags and not patch.get("field"):
        return value
    made = {"type": draw(st.sampled_from([*tags, "text"]))} if draw(st.integers(0, 5)) else {}
    return made | ({patch["field"]: value} if patch.get("field") else {})


def plant(draw: st.DrawFn, body: Any, path: list[str], value: Any) -> None:
    """Puts a value where a path leads, making what is not there on the way; sometimes a list has more."""
    for at, step in enumerate(path):
        inner: Any = value if at == len(path) - 1 else [] if path[at + 1] in ("*", "last", "0") else {}
        if isinstance(body, list):
            if not body or at == len(path) - 1 or draw(st.integers(0, 3)) == 0:
                body.append(copy.deepcopy(inner))
            body = body[-1]
        elif isinstance(body, dict):
            if at == len(path) - 1 or step not in body or type(body[step]) is not type(inner):
                body[step] = copy.deepcopy(inner)
            body = body[step]


@pytest.mark.parametrize("provider", sampling.every(4, PATCHED))
@bounded(60)
@given(data=st.data())
def test_patches(provider: str, data: st.DataObject) -> None:
    body, headers, context = data.draw(asked(provider))
    back = loader.back(provider.partition(":")[0], pairs.protocol_of(provider))
    both = []
    for patch in (back.patch, Adapter(pairs.plan_of(provider)).patch):
        said, sent, told = copy.deepcopy(body), dict(headers), copy.deepcopy(context)
        changed = patch(said, sent, told)
        assert changed or json_text.dumps(said) == json_text.dumps(body)
        both.append(((changed, said, sent, told.unhosted), sorted(told.losses)))
    pairs.same(*both)
