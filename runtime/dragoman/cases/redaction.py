"""Redaction of bodies and streams: keys, addresses of people, user names in paths, and on request all texts.

Equal values get equal replacements within one case, so that references between messages stay intact. Replacement texts
have the shape of the original: letters, digits and white space stay where they are.
"""

from __future__ import annotations

import getpass
import re
import socket
from collections.abc import Callable
from typing import Any

from dragoman.masking import masked
from dragoman.values import json_text

KEYS = re.compile(
    r"\b(?:sk|pk|rk|xai|glpat)-[\w-]{12,}|\b(?:gsk|hf|gh[opsur])_\w{12,}|\b(?:AKIA|ASIA)[A-Z0-9]{12,}|\bAIza[\w-]{20,}"
    r"|\bya29\.[\w-]{12,}|\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]+"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----",
    re.DOTALL,
)
ASSIGNMENT = re.compile(
    r"\b((?:password|passwd|secret|token|api[_-]?key|authorization)\b[\"']?\s*[=:]\s*[\"']?)([^\s\"']{6,})",
    re.IGNORECASE,
)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
UUID = re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b", re.IGNORECASE)
HOME = re.compile(r"((?:/home/|/Users/|[A-Za-z]:\\+Users\\+))([^/\\\s\"':]+)")
LONG_HEX = re.compile(r"\b[0-9a-f]{40,}\b")

# Members whose text is not content: names, kinds and references.
STRUCTURAL = re.compile(
    r"(?:^|_)(?:type|role|model|id|ids|name|object|status|format|reason|event|effort|tier|version)$"
)
LITERALS = re.compile(r"\b(?:true|false|null)\b|[A-Z]|[a-z]|[^\W\d_]|\d")
MIN_NAME = 4  # characters of a user or host name that is searched for


class Redaction:
    """Redaction of one case. `texts`: replace all texts too."""

    def __init__(self, texts: bool = False) -> None:
        self.texts = texts
        self.seen: dict[tuple[str, str], str] = {}
        self.names = [(name, word) for name, word in _names() if len(name) >= MIN_NAME]

    def value(self, value: Any, member: str = "") -> Any:
        """Return a JSON value without what is secret. `member`: the name of the member that holds it."""
        if isinstance(value, dict):
            return {key: self.value(inner, key) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.value(inner, member) for inner in value]
        if not isinstance(value, str):
            return value
        clean = self.text(value)
        return shape(clean) if self.texts and not STRUCTURAL.search(member) else clean

    def text(self, text: str) -> str:
        """Return a text without keys, addresses and names."""
        text = KEYS.sub(self._numbered("key", "[key {}]"), masked(text))
        text = ASSIGNMENT.sub(lambda match: match[1] + "***", text)
        text = EMAIL.sub(self._numbered("email", "user{}@example.com"), text)
        text = UUID.sub(self._numbered("uuid", "00000000-0000-4000-8000-{:012d}"), text)
        text = LONG_HEX.sub(self._hex, text)
        text = HOME.sub(lambda match: f"{match[1]}user", text)
        for name, word in self.names:
            text = re.sub(rf"\b{re.escape(name)}\b", word, text)
        return text

    def stream(self, text: str) -> str:
        """Return a stream with its events redacted, whatever their framing in lines is."""
        return "".join(map(self._line, text.splitlines(keepends=True)))

    def _line(self, line: str) -> str:
        start = line.find("{")
        body, end = line[start:].rstrip("\r\n"), line[len(line.rstrip("\r\n")) :]
        if start >= 0:
            try:
                return line[:start] + json_text.dumps(self.value(json_text.loads(body.encode()))).decode() + end
            except ValueError:
                pass
        return self.text(line)

    def _numbered(self, kind: str, form: str) -> Callable[[re.Match[str]], str]:
        def replacement(match: re.Match[str]) -> str:
            key = kind, match[0].lower()
            if key not in self.seen:
                self.seen[key] = form.format(sum(name == kind for name, _ in self.seen) + 1)
            return self.seen[key]

        return replacement

    def _hex(self, match: re.Match[str]) -> str:
        number = self._numbered("hex", "{}")(match)
        return number.zfill(len(match[0]))


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
