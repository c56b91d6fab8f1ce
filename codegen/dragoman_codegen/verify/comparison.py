"""Outcomes of two implementations of one function on one input, and their first difference."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dragoman.library.context import Context
from dragoman.library.names import Ids
from dragoman.library.validation import RefusedMember
from dragoman.values import json_text

Outcome = tuple[Any, ...]
REPORTED = ("losses", "names", "sets", "stops", "emulated", "hidden", "call_ids", "prefill")  # parts of a context


def new_context(holds: tuple[bool, ...] = (), model: str = "a-model") -> Context:
    ids = Ids("msg_", (), "call_", "[^a-zA-Z0-9_-]")
    return Context(provider="sample", family="sample", client_model="m", model=model, holds=holds, seed="5eed", ids=ids)


def outcome(call: Callable[[], Any], context: Context) -> Outcome:
    """Return the result or the exception of a call, and what it left in the context."""
    made: tuple[Any, ...]
    try:
        made = ("returns", call())
    except Exception as error:
        if isinstance(error, RefusedMember):
            context.losses.clear()  # as entry points do
        made = ("raises", type(error).__name__, str(error), getattr(error, "failure", None))
    left = {name: getattr(context, name) for name in REPORTED}
    return made, {name: sorted(value) if isinstance(value, set | dict) else value for name, value in left.items()}


def difference(ours: Outcome, theirs: Outcome) -> str:
    """Return where two outcomes differ, including the order of keys; '' where they are the same."""
    one, other = _plain(ours), _plain(theirs)
    if _text(one) == _text(other):
        return ""
    where, one, other = _first(one, other, "")
    return f"at {where or 'the whole'}: generated code gives {_text(one):.200}, the interpreter {_text(other):.200}"


def _first(one: Any, other: Any, where: str) -> tuple[str, Any, Any]:
    pairs: list[tuple[str, Any, Any]] = []
    if isinstance(one, dict) and isinstance(other, dict) and list(one) != list(other):
        return f"the keys of {where.lstrip('.') or 'the whole'}", list(one), list(other)
    if isinstance(one, dict) and isinstance(other, dict):
        pairs = [(f"{where}.{key}", one[key], other[key]) for key in one]
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = [(f"{where}.{at}", *both) for at, both in enumerate(zip(one, other, strict=True))]
    for place, ours, theirs in pairs:
        if _text(ours) != _text(theirs):
            return _first(ours, theirs, place)
    return where.lstrip("."), one, other


def _text(value: Any) -> str:
    return json_text.dumps(value).decode()


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
