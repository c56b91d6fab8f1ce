"""JSON in and out: orjson for speed, the json module behind it where orjson changes or refuses a value.

`loads` keeps every digit of an integer (orjson reads one beyond 64 bits as a float), lets a lone surrogate through
(orjson raises) and keeps the last of two equal keys; `dumps` writes compact JSON of whatever `loads` gave. Both are
the only way by which the runtime's outer parts read and write JSON.
"""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

import orjson

BOM = b"\xef\xbb\xbf"
_DIGITS_TO_ZERO = bytes(48 if 48 <= byte <= 57 else 32 for byte in range(256))
_LONG = b"0" * 19
_LONG_NUMBER = re.compile(rb"(?:^|[\[:,\s])-?\d{19}")


def loads(text: bytes) -> Any:
    """The value of a JSON text in UTF-8; ValueError says what is wrong with it, in words fit for a client."""
    if text.startswith(BOM):
        text = text[3:]
    if not has_long_integer(text):
        try:
            return orjson.loads(text)
        except orjson.JSONDecodeError:
            pass
    try:
        return json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise ValueError(f"{error.msg} at line {error.lineno} column {error.colno}") from None
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8") from None
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def load_event(text: bytes) -> Any:
    """As `loads`, for one event of a stream, where no protocol has integers of 19 digits outside of strings."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return loads(text)


def dumps(value: Any) -> bytes:
    """Compact JSON. What UTF-8 cannot hold (half a surrogate pair) leaves as an escape."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return json.dumps(value, separators=(",", ":"), allow_nan=False).encode("ascii")


def has_long_integer(text: bytes) -> bool:
    """Whether a number of 19 digits stands in the text, or what looks like one within a string.

    Ids and hashes within strings are no numbers: a number stands behind a bracket, a colon, a comma or a space. But
    first the cheap question whether there is a run of 19 digits at all: it holds three neighbours of every sixth byte,
    so a sixth of the work clears most texts, and a closer look at the few places where digits are dense (ids in hex)
    most of the rest."""
    sample = text[::6].translate(_DIGITS_TO_ZERO)
    place = sample.find(b"000")
    for _ in range(20):
        if place < 0:
            return False
        if _LONG in text[max(6 * place - 19, 0) : 6 * place + 32].translate(_DIGITS_TO_ZERO):
            return _LONG_NUMBER.search(text) is not None
        place = sample.find(b"000", place + 1)
    return place >= 0 and _LONG_NUMBER.search(text) is not None


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON number")
