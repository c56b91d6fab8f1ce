"""Generated patches and their interpreter give the same bodies, on samples with planted targets of the patches."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman import loader
from dragoman.library.context import Context
from dragoman.values import json_text
from dragoman_codegen.compile.patches import path_of
from dragoman_codegen.interpret.entry_points import Adapter
from dragoman_codegen.model import patches as plan
from tests import sampling
from tests.laws import pairs, samples
from tests.laws.strategies import JSONS, bounded

PATCHED = [name for name in pairs.NAMES if pairs.plan_of(name).patches]
BETAS = "context-1m-2025-08-07, effort-2025-11-24,interleaved-thinking-2025-05-14"


@st.composite
def asked(draw: st.DrawFn, provider: str) -> tuple[Any, dict[str, str], Context]:
    """Draw a body, headers and context to which some patches of the provider apply."""
    patches = pairs.plan_of(provider).patches
    globs = [glob for patch in patches for glob in patch.when.models]
    models = ["a-model", *(glob.replace("*", "").replace("?", "-") for glob in globs)]
    found = [sample.value for sample in samples.of("requests", pairs.protocol_of(provider))]
    body = copy.deepcopy(draw(st.sampled_from([{}, *found])))
    for patch in draw(st.lists(st.sampled_from(patches), max_size=6)):
        for path in patch.paths[:2]:
            plant(draw, body, path, thing(draw, patch.change))
        for dotted, wanted in places_of(patch.change).having:
            if "*" not in dotted:
                plant(draw, body, path_of(dotted), draw(st.sampled_from([*wanted, "other"])))
    headers: dict[str, str] = {}
    for header in loader.protocol(pairs.protocol_of(provider)).get("lists", ()):
        headers |= {header: BETAS} if draw(st.booleans()) else {}
    for header in loader.protocol(pairs.protocol_of(provider)).get("version", ()):
        headers[header] = draw(st.sampled_from(["1", *(one for patch in patches for one in patch.when.versions)]))
    context = Context(
        model=draw(st.sampled_from(models)),
        variant=draw(st.sampled_from(["", *(one for patch in patches for one in patch.when.variants)])),
        action=draw(st.sampled_from(["create", "count"])),
        retried=draw(st.booleans()),
    )
    return body, headers, context


def places_of(change: plan.Change) -> plan.Places:
    places = None if isinstance(change, plan.ListHeader) else change.places
    return places or plan.Places(())


def thing(draw: st.DrawFn, change: plan.Change) -> Any:
    """Draw a value that a patch may change."""
    places = places_of(change)
    text = places.check.text if places.check else None
    new = change.value if isinstance(change, plan.SetValue) else None
    value = draw(st.one_of(st.sampled_from([text, new, "", " \n", "xr1.e30", "a ", 1, [], {}, None]), JSONS))
    field = places.check.field if places.check else ""
    tags = [tag.replace("*", "_x") for tag in places.types]
    if not tags and not field:
        return value
    made = {"type": draw(st.sampled_from([*tags, "text"]))} if draw(st.integers(0, 5)) else {}
    return made | ({field: value} if field else {})


def plant(draw: st.DrawFn, body: Any, path: plan.Path, value: Any) -> None:
    """Insert a value at a path, create missing parents, and sometimes extend a list."""
    for at, step in enumerate(path):
        inner: Any = value if at == len(path) - 1 else [] if path[at + 1] in ("*", "last", 0) else {}
        if isinstance(body, list):
            if not body or at == len(path) - 1 or draw(st.integers(0, 3)) == 0:
                body.append(copy.deepcopy(inner))
            body = body[-1]
        elif isinstance(body, dict):
            if at == len(path) - 1 or step not in body or type(body[step]) is not type(inner):
                body[step] = copy.deepcopy(inner)
            body = body[step]


@pytest.mark.parametrize("provider", sampling.every(4, PATCHED))
@bounded(20)
@given(data=st.data())
def test_patches(provider: str, data: st.DataObject) -> None:
    body, headers, context = data.draw(asked(provider))
    back = loader.back(provider.partition(":")[0], pairs.protocol_of(provider))
    both = []
    for patch in (back.patch, Adapter(pairs.plan_of(provider)).patch):
        patched, sent, about = copy.deepcopy(body), dict(headers), copy.deepcopy(context)
        changed = patch(patched, sent, about)
        assert changed or json_text.dumps(patched) == json_text.dumps(body)
        both.append(((changed, patched, sent, about.unhosted), sorted(about.losses)))
    pairs.same(*both)
