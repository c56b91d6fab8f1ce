"""JSON parsing and encoding: orjson for speed, and the json module for values that orjson changes or rejects.

`loads` keeps every digit of an integer (orjson reads one beyond 64 bits as a float), lets a lone surrogate through
(orjson raises) and keeps the last of two equal keys; `dumps` writes compact JSON of every value that `loads` returns.
"""

from __future__ import annotations

import json
import math
import sys
from typing import Any, NoReturn

import orjson

from dragoman.values.characters import whole

BOM = b"\xef\xbb\xbf"
INTEGER_LIMIT = "Exceeds the limit"  # begins the error of Python for an integer with too many digits
_DIGITS_TO_ZERO = bytes(48 if 48 <= byte <= 57 else 32 for byte in range(256))
_LONG = b"0" * 19
_BEFORE_NUMBER = b"[:, \t\n\r\f\v"


def loads(text: bytes, finite: bool = False) -> Any:
    """Parse a JSON text in UTF-8. Raises ValueError with a message for the client. `finite`: numbers that no float can
    hold are rejected; otherwise they are infinite."""
    if text.startswith(BOM):
        text = text[3:]
    if not has_long_integer(text):
        try:
            return orjson.loads(text)
        except orjson.JSONDecodeError:
            pass
    try:
        return json.loads(text, parse_constant=_refuse, parse_float=_finite if finite else None)
    except json.JSONDecodeError as error:
        raise ValueError(f"{error.msg} at line {error.lineno} column {error.colno}") from None
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8") from None
    except ValueError as error:
        if str(error).startswith(INTEGER_LIMIT):
            raise ValueError(f"it has an integer of more than {sys.get_int_max_str_digits()} digits") from None
        raise
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def loads_or_text(text: bytes) -> Any:
    """Parse a JSON text in UTF-8. Another text is returned as it is, with U+FFFD for what is not UTF-8."""
    try:
        return loads(text)
    except ValueError:
        return text.decode("utf-8", "replace")


def load_event(text: bytes) -> Any:
    """Parse one event of a stream. Unlike `loads`, assume that integers have fewer than 19 digits."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return loads(text)


def dumps(value: Any) -> bytes:
    """Return compact JSON. A lone surrogate, which UTF-8 cannot represent and providers reject, becomes U+FFFD."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return whole(json.dumps(value, separators=(",", ":"), allow_nan=False, ensure_ascii=False)).encode()


def has_half_character(text: bytes) -> bool:
    """Whether a JSON text contains a lone surrogate."""
    if b"\\ud" not in text and b"\\uD" not in text:
        return False
    try:
        orjson.loads(text)
    except orjson.JSONDecodeError:
        return True
    return False


def has_long_integer(text: bytes) -> bool:
    """Whether the text contains a number of 19 digits, or what looks like one within a string.

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
            return _has_long_number(text)
        place = sample.find(b"000", place + 1)
    return place >= 0 and _has_long_number(text)


def _has_long_number(text: bytes) -> bool:
    """Whether a run of 19 digits stands where a number begins. A regular expression takes 15 times the instructions."""
    digits = text.translate(_DIGITS_TO_ZERO)
    place = digits.find(_LONG)
    while place >= 0:
        start = place - (text[place - 1 : place] == b"-")
        if start == 0 or text[start - 1] in _BEFORE_NUMBER:
            return True
        end = digits.find(b" ", place)
        place = digits.find(_LONG, end) if end >= 0 else -1
    return False


def same_shape(value: Any, model: Any, equal: bool = False) -> bool:
    """Whether a JSON value has every member of another, of the same types (`equal`: and values). A text may stand where
    the other has null."""
    if isinstance(model, dict):
        return isinstance(value, dict) and all(same_shape(value.get(key), inner, equal) for key, inner in model.items())
    if equal:
        return bool(value == model)
    return type(value) is type(model) or (model is None and isinstance(value, str))


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"the number {text[:20]} is too large")
    return number


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is not a JSON number")
