"""What may stand in dragoman.yaml: pydantic models, strict, nothing beside; and what is said when something else
does."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

Seconds = Annotated[float, Field(gt=0)]


MOST_CUTS = 10  # what hangs in one piece is cut in a few goes


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=False)


class Limits(Strict):
    """Seconds; there is no total limit."""

    connect: Seconds = 10.0
    first_byte: Seconds = 300.0
    idle: Seconds = 300.0


class Tokens(Strict):
    """What a model holds."""

    window: Annotated[int, Field(gt=0)] | None = None
    answer: Annotated[int, Field(gt=0)] | None = None


class Profile(Strict):
    """A provider, its key, and what differs from what the provider's spec says."""

    provider: str
    api_key: str | None = None
    key_file: str | None = None
    key_command: Annotated[list[str], Field(min_length=1)] | None = None
    keyring: str | None = None
    base_url: str | None = None
    models: dict[str, str] = {}
    limits: dict[str, Tokens] = {}
    headers: dict[str, str] = {}
    query: dict[str, str] = {}
    body: dict[str, Any] = {}
    protocol: str | None = None
    variant: str | None = None
    with_: dict[str, str] = Field(default={}, alias="with")
    auth: str | None = None
    estimate_usage: bool = True


class File(Strict):
    """The whole file."""

    listen: str = "127.0.0.1:4141"
    default: str | None = None
    profiles: Annotated[dict[str, Profile], Field(min_length=1)]
    keys: list[str] = []
    timeouts: Limits = Limits()
    allowed_hosts: list[str] = []
    allowed_origins: list[str] = []


def plain(node: Any) -> Any:
    """The tree without its positions."""
    if isinstance(node, dict):
        return {_key(key): plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [plain(item) for item in node]
    for kind in (bool, str, int, float):
        if isinstance(node, kind):
            return kind(node)
    return node


def _key(key: object) -> str:
    """A key as text. One that is a list or a mapping may hold values, which no message may show."""
    return str(key) if key is None or isinstance(key, (str, int, float, date)) else "[a list or a mapping]"


def without(tree: Any, error: ValidationError) -> File | None:
    """The file without what has the wrong shape, so that the rest can be looked at; None where nothing is left."""
    for _ in range(MOST_CUTS):
        for problem in error.errors(include_url=False):
            _cut(tree, problem["loc"][:-1] if problem["type"] == "missing" else problem["loc"])
        try:
            return File.model_validate(tree)
        except ValidationError as next_one:
            error = next_one
    return None


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


def explain(error: ValidationError) -> Iterator[tuple[tuple[str | int, ...], str, bool]]:
    """(place, what is wrong and what would be right, whether the key is meant) of each problem."""
    for problem in error.errors(include_url=False):
        place = tuple(problem["loc"])
        name, kind, value = place[-1] if place else "", problem["type"], problem["input"]
        if kind == "extra_forbidden":
            yield place, _unknown_key(str(name), _keys(place[:-1])), True
        elif kind == "missing":
            yield place[:-1], f"'{name}' is missing; give {name}: ...", True
        elif value is None:
            yield place, f"'{name}' has no value; give one, or leave the key out", True
        elif kind == "string_type":
            yield place, f"'{name}' should be text, and this is {_kind(value)}; put it in quotes", False
        elif kind in ("model_type", "dict_type", "model_attributes_type"):
            yield (
                place,
                f"'{name}' should hold keys and values, and this is {_kind(value)}; write {name}: {{ ... }}",
                False,
            )
        elif kind == "list_type":
            yield place, f"'{name}' should be a list, and this is {_kind(value)}; write {name}: [ ... ]", False
        elif kind in ("int_type", "greater_than") and "limits" in place:
            yield place, f"'{name}' should be a whole number of tokens above 0; as in {name}: 131072", False
        elif kind in ("float_type", "greater_than"):
            yield place, f"'{name}' should be a number of seconds above 0; as in {name}: 30", False
        elif kind == "bool_type":
            yield place, f"'{name}' should be true or false", False
        elif kind == "too_short":
            yield place, f"'{name}' is empty; it needs at least one entry", True
        else:
            yield place, f"'{name}' has a value that is not allowed here; the README shows the form of each key", False


def _keys(place: tuple[str | int, ...]) -> list[str]:
    model: type[Strict] = File if not place else Limits if place[0] == "timeouts" else Profile
    model = Tokens if "limits" in place else model
    return [field.alias or name for name, field in model.model_fields.items()]


def _unknown_key(name: str, keys: list[str]) -> str:
    near = difflib.get_close_matches(name, keys, 1)
    hint = f"did you mean '{near[0]}'? " if near else ""
    return f"there is no key '{name}' here; {hint}there are: {', '.join(keys)}"


def _kind(value: object) -> str:
    kinds = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "a mapping", str: "text"}
    return kinds.get(type(value), "a date" if hasattr(value, "year") else "something else")
