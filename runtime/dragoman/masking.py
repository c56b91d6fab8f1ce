"""Masking of secrets in logs, messages and output, and the errors of credentials.

`remember` registers a secret value. `masked` and the logging filter `Masking` replace every registered value. An error
text that may quote unknown secrets, such as the output of another program, goes through `plain_words`.
"""

from __future__ import annotations

import logging
import re

MASK = "***"
MIN_LENGTH = 6  # shorter values are not masked: the mask would hide ordinary words
MAX_KNOWN = 1000  # registered values; the oldest are dropped

WORD = re.compile(r"[(\"']?(?:[A-Z]?[a-z]{0,15}|[A-Z]{1,12}|[0-9]{1,4})(?:'[a-z]{1,2})?[)\"']?[.,:;!?]*")

_known: dict[str, None] = {}


class CredentialError(Exception):
    """A credential is not available. The text states the reason and the remedy, and contains no secret."""


class TransientError(CredentialError):
    """A credential is not available now and may be later. `retry_after`: seconds, if the server stated them."""

    def __init__(self, text: str, retry_after: float | None = None) -> None:
        super().__init__(text)
        self.retry_after = retry_after


def remember(value: str) -> str:
    """Register a secret value for masking, unless it is very short. Returns the value."""
    if len(value) >= MIN_LENGTH:
        _known.pop(value, None)
        _known[value] = None
        if len(_known) > MAX_KNOWN:
            del _known[next(iter(_known))]
    return value


def is_secret(value: str) -> bool:
    """Whether a value is registered."""
    return value in _known


def masked(text: str) -> str:
    """Return the text with every registered value replaced by the mask."""
    for value in sorted(_known, key=len, reverse=True):
        if value in text:
            text = text.replace(value, MASK)
    return text


def masked_bytes(data: bytes) -> bytes:
    """Return the bytes with every registered value replaced; the same object if there is none."""
    for value in list(_known):  # other threads may register more
        secret = value.encode("utf-8", "surrogatepass")
        if secret in data:
            data = data.replace(secret, MASK.encode())
    return data


def without_credentials(url: str) -> str:
    """Return a URL, or a text in place of one, without user, password, query and fragment."""
    scheme, slashes, rest = url.partition("://") if "://" in url else ("", "", url)
    rest = re.split(r"[?#]", rest.rpartition("@")[2], maxsplit=1)[0]
    return f"{scheme}{slashes}{rest}"


def plain_words(line: str) -> str:
    """Return a line of another program's output with everything masked that is not an ordinary word, because it may
    be a secret that is not registered."""
    return " ".join(word if WORD.fullmatch(word) else MASK for word in line.split())


class Masking(logging.Filter):
    """Masks the message, the arguments and the exception text of a log record."""

    def filter(self, record: logging.LogRecord) -> bool:
        if _known:
            message = record.getMessage()
            clean = masked(message)
            if clean != message:
                record.msg, record.args = clean, ()
            if record.exc_info and not record.exc_text:
                record.exc_text = logging.Formatter().formatException(record.exc_info)
            if record.exc_text:
                record.exc_text = masked(record.exc_text)
        return True
