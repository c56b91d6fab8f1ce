"""Messages for values that do not match the schema, and the file without these values."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from datetime import date
from typing import Any

from pydantic import ValidationError

from dragoman.config.schema.file import File
from dragoman.config.schema.limits import Breaker, Limits, Retry, Server, Store, Strict, Tokens
from dragoman.config.schema.profile import Account, Profile
from dragoman.config.schema.routing import SHAPES, Changes, Rule, Target, When

MAX_PASSES = 10  # removing a value may reveal another problem


def plain(node: Any) -> Any:
    """Return the tree as plain values, without positions."""
    if isinstance(node, dict):
        return {_key(key): plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [plain(item) for item in node]
    for kind in (bool, str, int, float):
        if isinstance(node, kind):
            return kind(node)
    return node


def _key(key: object) -> str:
    """Return a key as text. A list or a mapping may contain secrets, which no message may show."""
    return str(key) if key is None or isinstance(key, (str, int, float, date)) else "[a list or a mapping]"


def without(tree: Any, error: ValidationError) -> File | None:
    """Remove values of the wrong shape and return the rest for further checks; None if nothing is left."""
    for _ in range(MAX_PASSES):
        for problem in error.errors(include_url=False):
            place = _place(problem["loc"])
            _cut(tree, place[:-1] if problem["type"] == "missing" else place)
        try:
            return File.model_validate(tree)
        except ValidationError as next_one:
            error = next_one
    return None


def _place(steps: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """Return the place of a problem in the file."""
    return tuple(step for step in steps if step not in SHAPES)


def _cut(tree: Any, place: tuple[str | int, ...]) -> None:
    steps = [step for step in place if step != "[key]"]
    for step in steps[:-1]:
        if not isinstance(tree, dict) or step not in tree:
            return
        tree = tree[step]
    if isinstance(tree, dict) and steps:
        tree.pop(steps[-1], None)
    elif isinstance(tree, list):
        tree.clear()


# By pydantic's type of a problem: the message, and whether its position is that of the key.
MAPPING = ("'{name}' must be a mapping, not {kind}; write {name}: {{ ... }}", False)
TOKEN_COUNT = ("'{name}' must be a whole number of tokens above 0, as in {name}: 131072", False)
POSITIVE = ("'{name}' must be a whole number above 0, as in {name}: 1000", False)
SECONDS = ("'{name}' must be a number of seconds above 0, as in {name}: 30", False)
COUNT = ("'{name}' must be a whole number from 0, as in {name}: 2", False)
WAIT = ("'{name}' must be a number of seconds from 0, as in {name}: 10", False)
SHARE = ("'{name}' must be a share from 0 to 1, as in {name}: 0.2", False)
OF_RETRY = {"failures": COUNT, "max_retries": COUNT, "max_wait": WAIT, "budget": SHARE}
EXPLANATIONS = {
    "string_type": ("'{name}' must be text, not {kind}; put it in quotes", False),
    "model_type": MAPPING,
    "dict_type": MAPPING,
    "model_attributes_type": MAPPING,
    "list_type": ("'{name}' must be a list, not {kind}; write {name}: [ ... ]", False),
    "int_type": TOKEN_COUNT,
    "float_type": SECONDS,
    "greater_than": SECONDS,
    "bool_type": ("'{name}' must be true or false", False),
    "union_tag_invalid": ("'{name}' must be text, a list or a mapping, not {kind}", False),
    "literal_error": ("'{name}' must be usual or an error type, as in on: [usual, content_policy]", False),
    "too_short": ("'{name}' is empty; write at least one entry", True),
}
OTHER = ("'{name}' has a value that is not allowed here; see docs/configuration.md for the form of each key", False)


def explain(error: ValidationError) -> Iterator[tuple[tuple[str | int, ...], str, bool]]:
    """Yield each problem: its place, its message, and whether it is at the key instead of the value."""
    for problem in error.errors(include_url=False):
        place = _place(problem["loc"])
        name, kind, value = place[-1] if place else "", problem["type"], problem["input"]
        if kind == "extra_forbidden":
            yield place, _unknown_key(str(name), _keys(place[:-1])), True
        elif kind == "missing":
            yield place[:-1], f"'{name}' is missing; write {name}: ...", True
        elif value is None:
            yield place, f"'{name}' has no value; write one, or remove the key", True
        else:
            text, at_key = EXPLANATIONS.get(kind, OTHER)
            if kind == "greater_than" and "limits" in place:
                text, at_key = TOKEN_COUNT
            elif {"retry", "breaker"} & {*place[:-1]}:
                text, at_key = OF_RETRY.get(str(name), SECONDS)
            elif name == "max_bytes" or ("server" in place and str(name).startswith("max_")):
                text, at_key = POSITIVE
            yield place, text.format(name=name, kind=_kind(value)), at_key


def _keys(place: tuple[str | int, ...]) -> list[str]:
    """Return the keys that exist in the mapping at a place."""
    inner: dict[str | int, type[Strict]] = {"timeouts": Limits, "retry": Retry, "limits": Tokens}
    inner |= {"fallback": Target, "server": Server, "breaker": Breaker, "accounts": Account}
    inner["responses_store"] = Store
    inner |= {"when": When, "set": Changes, "rules": Rule} if place[:1] == ("rules",) else {}
    steps = place[2:] if place[:1] == ("profiles",) else place  # a profile may have any name
    model = next((inner[step] for step in reversed(steps) if step in inner), Profile if place else File)
    return [field.alias or name for name, field in model.model_fields.items()]


def _unknown_key(name: str, keys: list[str]) -> str:
    near = difflib.get_close_matches(name, keys, 1)
    hint = f"did you mean '{near[0]}'? " if near else ""
    return f"there is no key '{name}' here; {hint}there are: {', '.join(keys)}"


def _kind(value: object) -> str:
    kinds = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "a mapping", str: "text"}
    return kinds.get(type(value), "a date" if hasattr(value, "year") else "something else")
