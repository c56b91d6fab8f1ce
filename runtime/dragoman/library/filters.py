"""Filters: functions that specs apply to a leaf. Pure and typed, with at most one argument.

A filter returns None for None, so generated code needs no checks, and None for a value of the wrong type. Filters know
hub types and plain values, and no wire format. The annotation of a result names the fields whose values it contains, as
in "Text.text", or "*" for the whole value, and "?" if it returns nothing for some values; or, joined with "+", the
arguments whose results make up the value. What a filter does not return must be carried elsewhere.
"""

from __future__ import annotations

import math
import re
import time
from base64 import b64decode
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated, Any, TypeVar

from dragoman.library import envelope, hub
from dragoman.values import arguments, nested_json, placeholders

_DURATION = re.compile(r"(?:\d{1,9}(?:\.\d{1,9})?(?:ms|[hms])){1,4}")
_OPEN_XML = "application/vnd.openxmlformats-officedocument."
SUFFIXES = {
    "text/plain": "txt",
    "text/markdown": "md",
    "application/msword": "doc",
    _OPEN_XML + "wordprocessingml.document": "docx",
    "application/vnd.ms-excel": "xls",
    _OPEN_XML + "spreadsheetml.sheet": "xlsx",
}
_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
Value = TypeVar("Value")
Item = TypeVar("Item")


def non_empty(value: Value | None) -> Value | None:
    """Return the value, or nothing if it is empty: "", [], {}, false or 0."""
    return value if value else None


def to_string(value: object) -> str | None:
    """Return a string, or a number as a string (codes are either)."""
    if value.__class__ is str:
        return str(value)
    return str(value) if value.__class__ is int else None


def join(values: Iterable[str | None] | None, between: str) -> str | None:
    """Concatenate the strings, separated by the argument; empty ones are left out. Nothing if there is no string."""
    if not values:
        return None
    parts = [part for part in values if part.__class__ is str]
    return between.join(part for part in parts if part) if parts else None


def concat(values: Iterable[list[Any] | None] | None) -> list[Any] | None:
    """Concatenate lists into one list; nothing if all are empty."""
    found: list[Any] = []
    for part in values or ():
        if isinstance(part, list):
            found += part
    return found or None


def utf8_bytes(value: str | None) -> list[int] | None:
    """Return the bytes of a string in UTF-8."""
    return None if value is None else list(value.encode("utf-8", "replace"))


def as_list(value: str | None) -> list[str] | None:
    """Return a list that contains only the string."""
    return None if value is None else [value]


def to_json(value: object) -> Annotated[str | None, "*"]:
    """Return an object or a list as compact JSON; a string is unchanged, since arguments are either (rule 2.3.4);
    nothing for a number or a boolean."""
    return value if value is None or isinstance(value, str) else _json(value)


def _json(value: object) -> str | None:
    return None if isinstance(value, int | float) else arguments.text(value)


def member(value: object, name: str) -> str | None:
    """Return a string member of an object, such as an opened signature; of a list, that of the last object that has
    it."""
    items = reversed(value) if isinstance(value, list) else (value,)
    found = (item.get(name) for item in items if isinstance(item, dict))
    return next((text for text in found if isinstance(text, str) and text), None)


def nested_text(value: str | None, name: str) -> str | None:
    """Return the string under a name, at any depth, in JSON at the end of a text, after the text before it; any other
    text is unchanged. Providers nest errors as JSON in text."""
    return None if value is None else nested_json.within(value, name)


def rendered(value: object, template: str) -> Annotated[str | None, "*"]:
    """Return objects as text: the template with the members of each, such as "{place}: {reason}", joined with "; ". A
    list becomes a dotted path; a member that is absent is left out with the punctuation after it. A string is
    unchanged."""
    if isinstance(value, str):
        return value or None
    items = value if isinstance(value, list) else [value]
    texts = [item if isinstance(item, str) else _rendered(item, template) for item in items]
    return "; ".join(text for text in texts if text) or None


def _rendered(value: object, template: str) -> str:
    if not isinstance(value, dict):
        return ""
    names = placeholders.PLACEHOLDER.findall(template)
    members = {name: _dotted(value.get(name)) for name in names}
    text = template
    for name in names:
        if not members.get(name):
            text = re.sub(r"\{" + name + r"\}[^\w{]*", "", text)
    return placeholders.fill(text, members).strip() if text else ""


def _dotted(value: object) -> str:
    if isinstance(value, list):
        return ".".join(str(step) for step in value if not isinstance(step, dict | list))
    return "" if value is None or isinstance(value, dict) else str(value)


def specific(value: Value | None) -> Value | None:
    """Return an error type, or nothing if it is generic: many providers send "invalid request" with every error."""
    return None if value in ("invalid_request", "server_error") else value


def from_json(value: object) -> dict[str, Any] | None:
    """Return arguments as an object (rule 2.2): "" and "null" become {}, JSON in JSON is decoded twice, anything that
    is not an object is kept whole under INVALID_JSON and never repaired."""
    return None if value is None else arguments.settled(value)


def typed(value: object, word: str) -> dict[str, Any] | None:
    """Return the object with a member `type` of this value."""
    return {"type": word, **value} if isinstance(value, dict) else None


def negate(value: bool | None) -> bool | None:
    """Return true for false, and false for true."""
    return None if value is None else not value


def equals(value: object, word: str) -> bool | None:
    """Return true if the value equals the argument, else nothing."""
    return True if value == word else None


def contains(values: list[str] | None, word: str) -> bool | None:
    """Return true if the list contains the argument, else nothing."""
    return True if values and word in values else None


def unless(value: Value | None, other: object) -> Value | None:
    """Return the value, or nothing if the argument is true."""
    return None if other else value


def seconds(value: str | None) -> int | None:
    """Return a duration such as "12s", "0.5s", "1m30s" or "250ms" in whole seconds, rounded up."""
    if not isinstance(value, str) or not _DURATION.fullmatch(value.strip()):
        return None
    found = re.findall(r"([\d.]+)(ms|[hms])", value)
    return math.ceil(sum(float(number) * _UNITS[unit] for number, unit in found))


def date_time(value: int | None) -> str | None:
    """Return a Unix time as a date and time in UTC, as in 2025-01-01T00:00:00Z."""
    return None if value is None else datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def time_now(value: int | None) -> int | None:
    """Return the Unix time now, at least the given one; 0, of a request without a time, is unchanged."""
    return max(value, int(time.time())) if value else value


def then(value: object, word: Value) -> Value | None:
    """Return the argument if the value is true, else nothing."""
    return word if value else None


def minus(value: int | None, other: int | None) -> int | None:
    """Return value - argument, at least zero; a missing argument counts as zero."""
    if not isinstance(value, int):
        return None
    return max(0, value - other) if isinstance(other, int) else value


def plus(value: int | None, other: int | None) -> int | None:
    """Return value + argument; a missing operand counts as zero."""
    if not isinstance(value, int):
        return other if isinstance(other, int) else None
    return value + other if isinstance(other, int) else value


def at_most(value: int | None, other: int | None) -> int | None:
    """Return the smaller of the value and the argument; a missing argument counts as zero."""
    if not isinstance(value, int):
        return None
    return min(value, other if isinstance(other, int) else 0)


def at_least(value: int | None, other: int | None) -> int | None:
    """Return the larger of the value and the argument; a missing argument counts as zero."""
    if not isinstance(value, int):
        return None
    return max(value, other if isinstance(other, int) else 0)


def below(value: float | None, limit: float) -> bool | None:
    """Return true if the number is smaller than the argument, else nothing."""
    return True if value is not None and value < limit else None


def above(value: float | None, limit: float) -> bool | None:
    """Return true if the number is larger than the argument, else nothing."""
    return True if value is not None and value > limit else None


_DATA_URL = re.compile(r"\s*data:([^;,]*)(?:;[^,]*)?,")
_SPACE = re.compile(r"\s+")


def base64(data: str | None) -> str | None:
    """Return base64 without the prefix of a data URL and without white space (case 130)."""
    if data is None:
        return None
    head = _DATA_URL.match(data[:256])
    rest = data[head.end() :] if head else data
    return _SPACE.sub("", rest) if " " in rest or "\n" in rest or "\r" in rest or "\t" in rest else rest


def url_part(url: str | None, part: str) -> Annotated[str | None, "link+media_type+data+text"]:
    """Return a part of a URL: the `link`, if it is no data URL; of a data URL the `media_type`, and the content: `text`
    of a text in UTF-8, otherwise base64 `data`. A value without a scheme is base64 too."""
    head = _DATA_URL.match(url[:256]) if url else None
    if head is None:
        return url if url and part == ("link" if "://" in url[:256] else "data") else None
    if part == "media_type":
        return head.group(1)
    if part not in ("data", "text"):
        return None
    data = base64(url)
    text = _decoded(data) if head.group(1).startswith("text/") else None
    return text if part == "text" else data if text is None else None


def _decoded(data: str | None) -> str | None:
    try:
        return b64decode(data or "", validate=True).decode()
    except ValueError:
        return None


def data_url(
    block: hub.Image | hub.Document,
) -> Annotated[str | None, "Image.data", "Image.media_type", "Document.data", "Document.media_type"]:
    """Return an image or a document as a data URL; nothing if only its URL is known."""
    data = block.get("data")
    usual = "image/png" if block["kind"] == "image" else "application/pdf"
    return None if data is None else f"data:{block.get('media_type') or usual};base64,{data}"


def subtype(media_type: str | None) -> str | None:
    """Return the second part of a media type, as `png` of image/png, or the usual suffix of such files, as `docx`."""
    return SUFFIXES.get(media_type or "") or (media_type or "").partition("/")[2] or None


def digest(value: str | None) -> str | None:
    """Return eight hexadecimal digits of the hash of a text, as part of a name that occurs once."""
    return None if value is None else sha256(value.encode()).hexdigest()[:8]


def pdf_name(block: hub.Document) -> Annotated[str, "Document.title"]:
    """Return a document's title as a file name (case 133)."""
    title = block.get("title") or "document"
    return title if title.lower().endswith(".pdf") else f"{title}.pdf"


def joined_text(blocks: list[hub.Block] | None) -> Annotated[str | None, "Text.text", "Text.apart"]:
    """Concatenate the texts of assistant blocks: a text that continues the one before it without a separator, others
    with an empty line (case 12)."""
    parts: list[str] = []
    last = ""
    for block in blocks or ():
        kind = block["kind"]
        if block["kind"] == "text":
            if parts and last == "text" and not block.get("apart"):
                parts[-1] += block["text"]
            elif block["text"]:
                parts.append(block["text"])
        if kind not in ("reasoning", "encrypted_reasoning"):
            last = kind
    return "\n\n".join(parts) if parts else None


def single_text(blocks: list[hub.Block] | None) -> Annotated[str | None, "Text.text", "?"]:
    """Return the text, if the user's content is one text without a cache breakpoint."""
    content = [block for block in blocks or () if block["kind"] in ("text", "image", "document")]
    if len(content) == 1 and content[0]["kind"] == "text" and not content[0].get("cache_breakpoint"):
        return content[0]["text"]
    return None


def text_lines(blocks: list[hub.Block] | None) -> Annotated[str | None, "Text.text", "?"]:
    """Concatenate the texts of a tool result, one per line; nothing if it has other blocks."""
    texts = [block["text"] for block in blocks or () if block["kind"] == "text"]
    return "\n".join(texts) if len(texts) == len(blocks or ()) else None


def if_marked(blocks: list[Item] | None) -> list[Item] | None:
    """Return the blocks, if one of them has a cache breakpoint."""
    return blocks if any(isinstance(block, dict) and block.get("cache_breakpoint") for block in blocks or ()) else None


def if_any(blocks: list[Item] | None, kind: object) -> list[Item] | None:
    """Return the blocks, if one of them is of this kind."""
    return blocks if any(isinstance(block, dict) and block.get("kind") == kind for block in blocks or ()) else None


def envelope_kind(signature: str | None) -> str | None:
    """Return the kind of a signature that is an envelope of this proxy; nothing for a provider's own signature."""
    members = envelope.unseal(signature)
    return None if members is None else str(members["k"])


def detail_text(details: object) -> str | None:
    """Return the readable text in reasoning details: strings under `text` or `summary`."""
    if isinstance(details, str):
        return details or None
    if not isinstance(details, list):
        return None
    parts = [part.get("text") or part.get("summary") for part in details if isinstance(part, dict)]
    return "".join(part for part in parts if isinstance(part, str)) or None
