"""Redaction of bodies and streams: keys, addresses of people, user names in paths, and on request all texts.

Equal values get equal replacements within one case, so that references between messages stay intact. Replacement texts
have the shape of the original: letters, digits and white space stay where they are.
"""

from __future__ import annotations

import getpass
import re
import socket
from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import Any

from dragoman.masking import MASK, masked
from dragoman.values import json_text

# A key of a known form: a prefix, and letters of which one is a capital or a digit, as names of functions have none.
KEYS = re.compile(
    r"(?<![A-Za-z0-9])(?:"
    r"(?:sk|pk|rk|csk|xai|pplx|nvapi|tvly|glpat|xox[a-z]|xapp)-(?=[a-z_-]*[A-Z0-9])[\w-]{12,}"
    r"|(?:gsk|hf|fw|r8|gh[opsur]|github_pat|npm|[prs]k_(?:live|test)|whsec|shpat)_(?=[a-z_]*[A-Z0-9])\w{12,}"
    r"|(?:AKIA|ASIA)[A-Z0-9]{12,}|AIza[\w-]{20,}|AQ\.[\w-]{20,}|ya29\.[\w-]{12,}|1//0[\w-]{20,}|dapi[0-9a-f]{12,}"
    r"|eyJ[\w-]{10,}(?:\.[\w-]*){2,4})"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)",
    re.DOTALL,
)
SECRET = (
    r"(?:password|passwd|passphrase|secret|cookie|authorization|credentials?"
    r"|(?:api|access|private|account)[ _-]?key|key[ _-]?secret)"
)
SECRET_MEMBER = re.compile(rf"{SECRET}$|(?:access|refresh|auth|bearer|session|security)[_-]?token$", re.IGNORECASE)
ASSIGNMENT = re.compile(
    rf"((?:{SECRET}|token|[?&](?:sig|signature|key|code))\b\\*[\"']?\s*[=:]\s*(?:(?:Bearer|Basic|Token)\s+)?)"
    r"(?:(\\*[\"'])(?!\s)[^\"'\\\n]{6,}|[^\s\"'&,;<>\\]{6,})",
    re.IGNORECASE,
)
SCHEME = re.compile(r"\b(Bearer|Basic)\s+(?=\S*[0-9+/=])[\w.~+/=-]{10,}", re.IGNORECASE)
IN_URL = re.compile(r"(://)[^\s/\"'<>]{1,300}@")
EMAIL = re.compile(r"[\w.+-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+")
UUID = re.compile(r"(?<![0-9a-z])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![0-9a-z])", re.IGNORECASE)
HOME = re.compile(r"(/home/|/Users/|/-(?:home|Users)-|\\+Users\\+)((?<=-)[^-/\\\s\"':]+|(?<!-)[^/\\\s\"':]+)")
LONG_HEX = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{40,}(?![0-9A-Za-z])")

# Members whose text is not content: names, kinds and references.
STRUCTURAL = re.compile(
    r"(?:^|_)(?:type|role|model|id|ids|name|object|status|format|reason|event|effort|tier|version)$"
)
POSITION = re.compile(r"(?:^|_)index$")
LITERALS = re.compile(r"\b(?:true|false|null)\b|[A-Z]|[a-z]|[^\W\d_]|\d")
MIN_NAME = 4  # characters of a user or host name that is searched for


Path = tuple[str | int, ...]
Place = tuple[Any, Any]  # an object or a list, and a key of it


class Clean(str):
    """A part of a redacted text."""


class Redaction:
    """Redaction of one case. `texts`: replace all texts too."""

    def __init__(self, texts: bool = False) -> None:
        self.texts = texts
        self.seen: dict[tuple[str, str], str] = {}
        self.names = [(name, word) for name, word in _names() if len(name) >= MIN_NAME]

    def value(self, value: Any, member: str = "") -> Any:
        """Return a JSON value without what is secret. `member`: the name of the member that holds it."""
        if isinstance(value, dict):
            return {self.text(key): self.value(inner, key) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.value(inner, member) for inner in value]
        if not isinstance(value, str):
            return value
        if value and SECRET_MEMBER.search(member):
            return MASK
        clean = str(value) if isinstance(value, Clean) else self.text(value)
        return shape(clean) if self.texts and not STRUCTURAL.search(member) else clean

    def text(self, text: str) -> str:
        """Return a text without keys, addresses and names."""
        text = KEYS.sub(self._numbered("key", "[key {}]"), masked(text))
        text = ASSIGNMENT.sub(lambda match: match[1] + (match[2] or "") + MASK, text)
        text = SCHEME.sub(lambda match: f"{match[1]} {MASK}", text)
        text = IN_URL.sub(rf"\1{MASK}@", text)
        text = EMAIL.sub(self._numbered("email", "user{}@example.com"), text)
        text = UUID.sub(self._numbered("uuid", "00000000-0000-4000-8000-{:012d}"), text)
        text = LONG_HEX.sub(self._hex, text)
        text = HOME.sub(lambda match: f"{match[1]}user", text)
        for name, word in self.names:
            text = re.sub(rf"\b{re.escape(name)}\b", word, text)
        return text

    def stream(self, text: str) -> str:
        """Return a stream with its events redacted, whatever their framing in lines is. A secret is found too where
        several events have its parts."""
        lines = [_parsed(line) for line in text.splitlines(keepends=True)]
        self._redact_joined([event for _, event, _ in lines if event is not None])
        return "".join(
            self.text(start) if event is None else start + json_text.dumps(self.value(event)).decode() + end
            for start, event, end in lines
        )

    def _redact_joined(self, events: list[Any]) -> None:
        """Redact, in place, texts that continue over several events: those at one path, and of one position."""
        runs: dict[tuple[Path, ...], list[Place]] = {}
        for event in events:
            leaves = list(_leaves(event))
            positions = tuple((str(holder[key]),) for holder, key, path in leaves if POSITION.search(str(path[-1])))
            for holder, key, path in leaves:
                if isinstance(holder[key], str) and not STRUCTURAL.search(str(path[-1])):
                    runs.setdefault((path, *positions), []).append((holder, key))
        for places in runs.values():
            texts = [holder[key] for holder, key in places]
            if len(set(texts)) < 2:
                continue
            clean = self.text("".join(texts))
            if clean != "".join(map(self.text, texts)):
                ends = [0, *accumulate(map(len, texts[:-1])), len(clean)]
                for (holder, key), start, end in zip(places, ends, ends[1:], strict=False):
                    holder[key] = Clean(clean[start:end])

    def _numbered(self, kind: str, form: str) -> Callable[[re.Match[str]], str]:
        def replacement(match: re.Match[str]) -> str:
            key = kind, match[0].lower()
            if key not in self.seen:
                self.seen[key] = form.format(sum(name == kind for name, _ in self.seen) + 1)
            return self.seen[key]

        return replacement

    def _hex(self, match: re.Match[str]) -> str:
        return self._numbered("hex", "{}")(match).zfill(len(match[0]))


def _parsed(line: str) -> tuple[str, Any, str]:
    """Return a line of a stream as what is before its JSON, the value, and the end of the line. None: no JSON."""
    start, content = line.find("{"), line.rstrip("\r\n")
    if start >= 0:
        try:
            return line[:start], json_text.loads(content[start:].encode()), line[len(content) :]
        except ValueError:
            pass
    return line, None, ""


def _leaves(value: Any, path: Path = ()) -> Iterator[tuple[Any, Any, Path]]:
    """Yield the scalars of an object or a list: what holds each of them, its key, and its path."""
    for key, inner in list(value.items() if isinstance(value, dict) else enumerate(value)):
        if isinstance(inner, dict | list):
            yield from _leaves(inner, (*path, key))
        else:
            yield value, key, (*path, key)


def shape(text: str) -> str:
    """Return a text of the same shape: letters become `x` or `X` and digits `1`. JSON inside stays JSON."""

    def replaced(match: re.Match[str]) -> str:
        found = match[0]
        if len(found) > 1:
            return found
        return "1" if found.isdigit() else "X" if found.isupper() else "x"

    return LITERALS.sub(replaced, text)


def _names() -> list[tuple[str, str]]:
    """Return the names of the user and of this machine, with what replaces them."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):
        user = ""
    return [(user if user != "root" else "", "user"), (socket.gethostname(), "host")]
