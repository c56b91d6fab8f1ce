"""Messages for what does not match the schema."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from pydantic import ValidationError

from dragoman.config.schema.file import File
from dragoman.config.schema.limits import Breaker, Limits, Retry, Server, Store, Strict, Tokens
from dragoman.config.schema.profile import Account, Profile
from dragoman.config.schema.remainder import file_place
from dragoman.config.schema.routing import Changes, Rule, Target, When

# What is wrong and what to write, by pydantic's type of a problem; whether the position is the one of the key.
MAPPING = ("{subject} must be a mapping, not {kind}; write {key} {{ ... }}", False)
TOKEN_COUNT = ("{subject} must be a whole number of tokens above 0, as in {key} 131072", False)
POSITIVE = ("{subject} must be a whole number above 0, as in {key} 1000", False)
SECONDS = ("{subject} must be a number of seconds above 0, as in {key} 30", False)
COUNT = ("{subject} must be a whole number from 0, as in {key} 2", False)
WAIT = ("{subject} must be a number of seconds from 0, as in {key} 10", False)
SHARE = ("{subject} must be a share from 0 to 1, as in {key} 0.2", False)
OF_RETRY = {"failures": COUNT, "max_retries": COUNT, "max_wait": WAIT, "budget": SHARE}
EXPLANATIONS = {
    "string_type": ("{subject} must be text, not {kind}; {remedy}", False),
    "model_type": MAPPING,
    "dict_type": MAPPING,
    "model_attributes_type": MAPPING,
    "list_type": ("{subject} must be a list, not {kind}; write {key} [ ... ]", False),
    "int_type": TOKEN_COUNT,
    "float_type": SECONDS,
    "greater_than": SECONDS,
    "bool_type": ("{subject} must be true or false", False),
    "union_tag_invalid": ("{subject} must be text, a list or a mapping, not {kind}", False),
    "literal_error": ("{subject} must be {expected}", False),
    "too_short": ("{subject} is empty; write at least one entry", True),
}
OTHER = (
    "{subject} has a value that is not allowed here; `dragoman docs configuration` has the form of each key",
    False,
)


def explain(error: ValidationError) -> Iterator[tuple[tuple[str | int, ...], str, bool]]:
    """Yield each problem: its place, what is wrong and what to write, and whether the key is meant."""
    for problem in error.errors(include_url=False):
        place = file_place(problem["loc"])
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
            elif name == "weight":
                text, at_key = SHARE
            elif name == "max_bytes" or ("server" in place and str(name).startswith("max_")):
                text, at_key = POSITIVE
            item = isinstance(name, int) and len(place) > 1
            subject = f"item {int(name) + 1} of '{place[-2]}'" if item else f"'{name}'"
            expected = problem.get("ctx", {}).get("expected", "")
            key = "-" if item else f"{name}:"
            remedy = "write one text" if isinstance(value, (dict, list)) else "put it in quotes"
            words = {"subject": subject, "key": key, "kind": _kind(value), "expected": expected, "remedy": remedy}
            yield place, text.format(**words), at_key


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
