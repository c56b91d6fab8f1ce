"""Signatures of the runtime's filters and passes."""

from __future__ import annotations

import inspect
import typing
from dataclasses import dataclass
from functools import cache
from types import ModuleType, UnionType
from typing import Any

from dragoman.library import filters, passes
from dragoman_codegen.model.types import BOOL, INT, JSON, NUM, STR, Either, ListOf, Type

NONE = type(None)

OPERATORS = {"==": "equals", "<": "below", ">": "above", "+": "plus", "-": "minus"}  # how specs write these functions

# filters with several forms: form -> function; one that takes an argument gets the form itself
FORMS: dict[str, dict[str, str]] = {
    "as": {
        "bytes": "utf8_bytes",
        "date_time": "date_time",
        "digest": "digest",
        "json": "to_json",
        "list": "as_list",
        "now": "time_now",
        "object": "from_json",
        "seconds": "seconds",
        "string": "to_string",
    },
    "media": {
        "base64": "base64",
        "data": "url_part",
        "data_url": "data_url",
        "filename": "pdf_name",
        "link": "url_part",
        "media_type": "url_part",
        "subtype": "subtype",
        "text": "url_part",
    },
    "text": {"details": "detail_text", "joined": "joined_text", "lines": "text_lines", "single": "single_text"},
}


@dataclass(frozen=True, slots=True)
class Filter:
    """`takes`, `arg`: accepted types (None: no argument). `gives` None: the type of the input. `names_kind`: the
    argument is a kind of block. `carries`: fields of records whose values the result contains, `*` for all. `asks`: the
    result depends on the value and contains nothing of it. `partial`: it is nothing for some values. `parts`: the
    arguments whose results make up the value."""

    takes: Type
    arg: Type | None
    gives: Type | None
    total: bool  # never returns None for a value
    names_kind: bool = False
    carries: tuple[str, ...] = ()
    asks: bool = False
    partial: bool = False
    parts: tuple[str, ...] = ()


@cache
def plain_filters() -> dict[str, Filter]:
    """Return the filters that specs write with the name of their function."""
    written = {*OPERATORS.values(), *(function for forms in FORMS.values() for function in forms.values())}
    return {name: found for name, found in all_filters().items() if name not in written}


def drops(name: str, value: object, *args: object) -> bool:
    """Whether a filter returns nothing for nothing, or for an empty list."""
    takes = all_filters()[name].takes
    accepts = value is None or takes == JSON or isinstance(takes, ListOf)
    return accepts and getattr(filters, name)(value, *args) is None


@cache
def filter_names() -> frozenset[str]:
    """Return the names that stand behind `|` in specs."""
    return frozenset({*plain_filters(), *FORMS})


@cache
def all_filters() -> dict[str, Filter]:
    """Return the filters by the name of their function (`is` for `is_`)."""
    found = {}
    for name, function in _public(filters).items():
        hints = typing.get_type_hints(function)
        given = hints.pop("return")
        kinds = [_type(hint) for hint in hints.values()]
        gives = None if isinstance(given, typing.TypeVar) or _has_var(given) else _type(given)
        arg = kinds[1] if len(kinds) > 1 else None
        carries, asks = _carried(function), _asks(given, list(hints.values()))
        fields = tuple(one for one in carries if one != "?" and "+" not in one)
        parts = tuple(part for one in carries if "+" in one for part in one.split("+"))
        partial = "?" in carries or bool(parts)
        found[name.rstrip("_")] = Filter(
            kinds[0], arg, gives, not _nullable(given), "kind" in hints, fields, asks, partial, parts
        )
    return found


def _asks(given: object, hints: list[object]) -> bool:
    """Return whether a result is a truth value about something else, or the argument."""
    result = [arg for arg in typing.get_args(given) if arg is not NONE] or [given]
    return result[0] not in hints[:1] and (
        result == [bool]
        or result[0] in hints[1:]
        and given != hints[0]
        and len(hints) > 1
        and isinstance(result[0], typing.TypeVar)
    )


def _carried(function: Any) -> tuple[str, ...]:
    """Return the fields in the annotation of a filter's result, as in `Annotated[str | None, "Text.text"]`."""
    result = typing.get_type_hints(function, include_extras=True)["return"]
    return tuple(getattr(result, "__metadata__", ()))


@cache
def all_passes() -> dict[str, dict[str, Any]]:
    """Return pass name -> keyword parameters with their annotations."""
    found = {}
    for name, function in _public(passes).items():
        hints = typing.get_type_hints(function)
        keywords = [p.name for p in inspect.signature(function).parameters.values() if p.kind is p.KEYWORD_ONLY]
        found[name] = {keyword: hints.get(keyword, Any) for keyword in keywords}
    return found


def required_params(name: str) -> list[str]:
    parameters = inspect.signature(getattr(passes, name)).parameters.values()
    return [p.name for p in parameters if p.kind is p.KEYWORD_ONLY and p.default is p.empty]


def default_param(name: str, key: str) -> Any:
    """Return the default of a parameter of a pass."""
    return inspect.signature(getattr(passes, name)).parameters[key].default


def _public(module: ModuleType) -> dict[str, Any]:
    return {
        name: item
        for name, item in vars(module).items()
        if inspect.isfunction(item) and not name.startswith("_") and (item.__module__ or "").startswith("dragoman.")
    }


def _nullable(hint: object) -> bool:
    return isinstance(hint, UnionType) and NONE in typing.get_args(hint) or typing.get_origin(hint) is typing.Union


def _has_var(hint: object) -> bool:
    return any(isinstance(arg, typing.TypeVar) or _has_var(arg) for arg in typing.get_args(hint))


def _type(hint: object) -> Type:
    args = [arg for arg in typing.get_args(hint) if arg is not NONE]
    if isinstance(hint, UnionType) or typing.get_origin(hint) is typing.Union:
        kinds = [_type(arg) for arg in args]
        return kinds[0] if len(kinds) == 1 else Either(tuple(kinds))
    origin = typing.get_origin(hint) or hint
    if origin is str:
        return STR
    if origin is bool:
        return BOOL
    if origin is int:
        return INT
    if origin is float:
        return NUM
    if isinstance(origin, type) and issubclass(origin, (list, tuple)) or getattr(origin, "__name__", "") == "Iterable":
        return ListOf(_type(args[0]) if args else JSON)
    return JSON
