"""The functions that specs may put on a leaf: pure, named, typed, with at most one argument.

Nothing (None) in, nothing out, so that generated code needs no questions about it. A filter knows the hub and plain
values; it never knows a wire. What it does with a value of the wrong type is: nothing comes out.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Any, TypeVar

from dragoman.library import hub
from dragoman.values import arguments, nested_json

_DURATION = re.compile(r"(?:\d{1,9}(?:\.\d{1,9})?(?:ms|[hms])){1,4}")
_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
Value = TypeVar("Value")
Item = TypeVar("Item")


def filled(value: Value | None) -> Value | None:
    """The value, unless it is empty: "", [], {}, false or 0 are nothing."""
    return value if value else None


def unless_empty(value: Value | None) -> Value | None:
    """The value, unless it is an empty object or list."""
    return value if value not in (None, {}, []) else None


def text(value: object) -> str | None:
    """A text or a number as text (codes come as either)."""
    if value.__class__ is str:
        return str(value)
    return str(value) if value.__class__ is int else None


def join(values: Iterable[str | None] | None, between: str) -> str | None:
    """The texts in one; nothing if there is none."""
    parts = [part for part in values or () if part.__class__ is str]
    return between.join(parts) if parts else None


def flat(values: Iterable[list[Any] | None] | None) -> list[Any] | None:
    """Lists in one list; nothing if they are all empty."""
    return [item for part in values or () if isinstance(part, list) for item in part] or None


def as_list(value: str | None) -> list[str] | None:
    """One text as a list of one."""
    return None if value is None else [value]


def to_json(value: object) -> str | None:
    """The value as compact JSON; a text stays as it is (arguments come as either)."""
    return value if value is None or isinstance(value, str) else arguments.text(value)


def member(value: object, name: str) -> str | None:
    """A text that is a member of an object, such as an opened proof; of a list, of the last object that has it."""
    items = reversed(value) if isinstance(value, list) else (value,)
    found = (item.get(name) for item in items if isinstance(item, dict))
    return next((text for text in found if isinstance(text, str) and text), None)


def within(value: str | None, name: str) -> str | None:
    """Of a text that ends in JSON, the first text under this name in it, at any depth, behind what stands before it;
    any other text as it is. (Errors come as JSON within texts, also within one another.)"""
    return None if value is None else nested_json.within(value, name)


def as_text(value: object) -> str | None:
    """A piece of arguments: a text as it is, an object as its compact JSON, rule 2.3.4."""
    return None if isinstance(value, int | float) else to_json(value)


def from_json(value: object) -> dict[str, Any] | None:
    """Arguments as an object, rule 2.2: "" and "null" are {}, JSON within JSON is read twice, what is no object is
    kept whole under INVALID_JSON, never repaired."""
    return None if value is None else arguments.settled(value)


def negate(value: bool | None) -> bool | None:
    """true for false, and false for true."""
    return None if value is None else not value


def is_(value: object, word: str) -> bool | None:
    """True if the value is this word, else nothing."""
    return True if value == word else None


def unless(value: Value | None, other: object) -> Value | None:
    """The value, unless the other one says yes."""
    return None if other else value


def seconds(value: str | None) -> int | None:
    """A duration as text ("12s", "0.5s", "1m30s", "250ms") in whole seconds, rounded up."""
    if not isinstance(value, str) or not _DURATION.fullmatch(value.strip()):
        return None
    found = re.findall(r"([\d.]+)(ms|[hms])", value)
    return math.ceil(sum(float(number) * _UNITS[unit] for number, unit in found))


def then(value: object, word: Value) -> Value | None:
    """This word, if there is a value that says yes."""
    return word if value else None


def less(value: int | None, other: int | None) -> int | None:
    """value - other, never below zero; nothing in `other` takes nothing away."""
    if not isinstance(value, int):
        return None
    return max(0, value - other) if isinstance(other, int) else value


def plus(value: int | None, other: int | None) -> int | None:
    """value + other; nothing in one of them adds nothing."""
    if not isinstance(value, int):
        return other if isinstance(other, int) else None
    return value + other if isinstance(other, int) else value


def at_most(value: int | None, other: int | None) -> int | None:
    """value, but not more than `other` (which, if nothing, is zero)."""
    if not isinstance(value, int):
        return None
    return min(value, other if isinstance(other, int) else 0)


def at_least(value: int | None, other: int | None) -> int | None:
    """value, but not less than `other`."""
    if not isinstance(value, int):
        return None
    return max(value, other if isinstance(other, int) else 0)


# ------------------------------------------------------------------------------------------------------- media in texts

_DATA_URL = re.compile(r"\s*data:([^;,]*)(?:;[^,]*)?,")
_SPACE = re.compile(r"\s+")


def bare(data: str | None) -> str | None:
    """Base64 without a data URL's head and without white space (case 130)."""
    if data is None:
        return None
    head = _DATA_URL.match(data[:256])
    rest = data[head.end() :] if head else data
    return _SPACE.sub("", rest) if " " in rest or "\n" in rest or "\r" in rest or "\t" in rest else rest


def media_of(url: str | None) -> str | None:
    """The media type of a data URL."""
    head = _DATA_URL.match(url[:256]) if url else None
    return head.group(1) if head else None


def data_of(url: str | None) -> str | None:
    """The base64 of a data URL."""
    return bare(url) if url and _DATA_URL.match(url[:256]) else None


def link_of(url: str | None) -> str | None:
    """The URL, if it is not a data URL."""
    return url if url and not _DATA_URL.match(url[:256]) else None


def data_url(block: hub.Image | hub.Document) -> str | None:
    """An image or a document as a data URL; nothing if it is only linked."""
    data = block.get("data")
    usual = "image/png" if block["kind"] == "image" else "application/pdf"
    return None if data is None else f"data:{block.get('media') or usual};base64,{data}"


def filed_as(block: hub.Document) -> str:
    """A document's title as a file name (case 133)."""
    title = block.get("title") or "document"
    return title if title.lower().endswith(".pdf") else f"{title}.pdf"


# --------------------------------------------------------------------------------------------- texts of turns


def prose(blocks: list[hub.Block] | None) -> str | None:
    """The texts of an assistant's blocks: neighbours joined with nothing, those apart with an empty line (case 12)."""
    parts: list[str] = []
    last = ""
    for block in blocks or ():
        kind = block["kind"]
        if block["kind"] == "text":
            if parts and last == "text":
                parts[-1] += block["text"]
            elif block["text"]:
                parts.append(block["text"])
        if kind not in ("reasoning", "encrypted_reasoning"):
            last = kind
    return "\n\n".join(parts) if parts else None


def lone_text(blocks: list[hub.Block] | None) -> str | None:
    """The text, if all that a user says is one unmarked text."""
    said = [block for block in blocks or () if block["kind"] in ("text", "image", "document")]
    if len(said) == 1 and said[0]["kind"] == "text" and not said[0].get("cache_breakpoint"):
        return said[0]["text"]
    return None


def only_text(blocks: list[hub.Block] | None) -> str | None:
    """The texts of a result, a line each, if there is nothing but text."""
    texts = [block["text"] for block in blocks or () if block["kind"] == "text"]
    return "\n".join(texts) if len(texts) == len(blocks or ()) else None


def if_marked(blocks: list[Item] | None) -> list[Item] | None:
    """The blocks, if one of them bears a cache mark."""
    return blocks if any(isinstance(block, dict) and block.get("cache_breakpoint") for block in blocks or ()) else None


def if_any(blocks: list[Item] | None, kind: object) -> list[Item] | None:
    """The blocks, if one of them is of this kind."""
    return blocks if any(isinstance(block, dict) and block.get("kind") == kind for block in blocks or ()) else None


def detail_text(details: object) -> str | None:
    """The readable text within details of a proof: what is a text under `text` or `summary`."""
    if isinstance(details, str):
        return details or None
    if not isinstance(details, list):
        return None
    parts = [part.get("text") or part.get("summary") for part in details if isinstance(part, dict)]
    return "".join(part for part in parts if isinstance(part, str)) or None
