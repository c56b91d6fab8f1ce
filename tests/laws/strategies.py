"""Random values of the types in the specs: of protocols, of the hub, and damaged ones."""

from __future__ import annotations

import copy
import os
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from dragoman_codegen.model.program import Protocol
from dragoman_codegen.model.types import Either, ListOf, Prim, Record, Ref, Scope, Tagged, Type, Words
from tests.laws import pairs

Strategy = st.SearchStrategy[Any]

TEXTS = st.one_of(
    st.sampled_from(
        [
            "",
            "a",
            "b c",
            "\n",
            "é🐫",
            "{}",
            '{"a":1}',
            "null",
            "tool-1",
            "low",
            "auto",
            "stop",
            "5m",
            "data:image/png;base64,QUJD",
        ]
    ),
    st.text(st.characters(codec="utf-8"), max_size=6),
)
JSONS = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-5, 5), TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("abtext"), inner, max_size=3)),
    max_leaves=4,
)
NUMBERS = st.one_of(st.integers(0, 40), st.sampled_from([-1, 1000, 2**40]))


TIMES = int(os.environ.get("DRAGOMAN_EXAMPLES", "1"))


def bounded(examples: int) -> Callable[[Any], Any]:
    """Limit the examples, the same in every run. DRAGOMAN_EXAMPLES=4, as in `make test-all`, makes four times as many;
    above that they are random."""
    return settings(
        max_examples=examples * TIMES,
        deadline=None,
        derandomize=TIMES <= 4,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    )


def of_type(scope: Scope, kind: Type, deep: int = 4) -> Strategy:
    """Return values of a type. Optional fields are absent beyond a nesting of `deep` records."""
    match kind:
        case Prim("str"):
            return TEXTS
        case Prim("int"):
            return NUMBERS
        case Prim("num"):
            return st.one_of(NUMBERS, st.sampled_from([0.0, 0.5, 1.0]))
        case Prim("bool"):
            return st.booleans()
        case Prim():
            return JSONS
        case ListOf(item):
            return st.lists(of_type(scope, item, deep - 1), max_size=3 if deep > 0 else 1)
        case Either(members):
            return st.one_of(*(of_type(scope, member, deep) for member in members))
        case Ref(_, name):
            return _of_shape(scope, name, deep)
    raise AssertionError(kind)


_SHAPES: dict[tuple[int, str, int], Strategy] = {}
_KEPT: list[Scope] = []


def _of_shape(scope: Scope, name: str, deep: int) -> Strategy:
    key = (id(scope), name, deep)
    if key not in _SHAPES:
        _KEPT.append(scope)
        _SHAPES[key] = st.deferred(lambda: _shape(scope, name, deep))
    return _SHAPES[key]


def _shape(scope: Scope, name: str, deep: int) -> Strategy:
    shape = scope.shapes[name]
    if isinstance(shape, Words):
        return st.sampled_from(shape.words)
    if isinstance(shape, Tagged):
        return st.one_of(*(_tagged(scope, shape.tag, tag, case, deep) for tag, case in shape.cases.items()))
    return _record(scope, shape, deep)


def _tagged(scope: Scope, tag: str, word: str, case: Type, deep: int) -> Strategy:
    return of_type(scope, case, deep).map(lambda value: {tag: word, **value})


def _record(scope: Scope, shape: Record, deep: int) -> Strategy:
    must = {field.wire: of_type(scope, field.type, deep - 1) for field in shape.fields.values() if not field.optional}
    may = {field.wire: of_type(scope, field.type, deep - 1) for field in shape.fields.values() if field.optional}
    if deep <= 0:
        return st.fixed_dictionaries(must)
    if len(may) <= 8:
        return st.fixed_dictionaries(must, optional=may)
    some = st.lists(st.sampled_from(sorted(may)), max_size=6, unique=True)
    return st.tuples(
        st.fixed_dictionaries(must), some.flatmap(lambda keys: st.fixed_dictionaries({key: may[key] for key in keys}))
    ).map(lambda both: {**both[0], **both[1]})


def value_of(protocol: Protocol, file: str) -> Strategy:
    """Return bodies that the read half of a protocol accepts."""
    compiled = protocol.files[file]
    return of_type(compiled.scope, compiled.rules[compiled.roots["read"]].source)


def event_of(protocol: Protocol) -> Strategy:
    compiled = protocol.files["stream"]
    return of_type(compiled.scope, compiled.scope.ref(compiled.event), 6)


def failure_of(protocol: Protocol) -> Strategy:
    return st.one_of(value_of(protocol, "errors"), st.lists(value_of(protocol, "errors"), max_size=1), TEXTS, st.none())


def hub(name: str, deep: int = 4) -> Strategy:
    built = pairs.built()
    return of_type(built.hub.scope, built.hub.scope.ref(name), deep)


def hub_requests() -> Strategy:
    return hub("Request")


def hub_answers() -> Strategy:
    return hub("Response", 3).map(_with_lists)


def _with_lists(answer: Any) -> Any:
    """Log probabilities are any JSON for the compiler. `settle` keeps lists only, and writers rely on it."""
    for block in answer["blocks"]:
        if not isinstance(block.get("logprobs", []), list):
            block["logprobs"] = [block["logprobs"]]
    return answer


# --- damaged


@st.composite
def damaged(draw: st.DrawFn, value: Any) -> Any:
    """Return the value with one part removed, of another type, or added."""
    value = copy.deepcopy(value)
    places = list(_places(value))
    if not places:
        return value
    holder, key = draw(st.sampled_from(places))
    what = draw(st.sampled_from(["gone", "other", "null", "more"]))
    if what == "gone" and isinstance(holder, dict):
        del holder[key]
    elif what == "more" and isinstance(holder, dict):
        holder["from_tomorrow"] = draw(JSONS)
    else:
        holder[key] = None if what == "null" else draw(JSONS)
    return value


def _places(value: Any) -> Any:
    for key, inner in (
        list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else []
    ):
        yield value, key
        yield from _places(inner)
