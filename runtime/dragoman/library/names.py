"""Ids of answers and calls, and names of tools: derived, shortened, and restored from what models write.

They are derived by hashing, so that the same request and response always translate to the same bytes (rule 0.5).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

NAMESPACE = re.compile(r"^(?:functions\.|default_api[.:])")  # of the tools of a request, in templates of models
TEMPLATE_MARK = re.compile(r"<\|[^|]*(?:\|>|$)|(?:^|\s)to=")  # of a chat template, which some servers leave at names
MAX_CACHED_NAME = 200  # characters of a name or id
CALL_NUMBER = re.compile(r":\d{1,4}$")  # behind a name, as in `read:0`
ILLEGAL = re.compile("[^a-zA-Z0-9_-]")  # what no protocol allows in ids


def digest(*parts: object, size: int = 8) -> str:
    """Return `size` hex digits of the SHA-256 of the parts, joined by NUL."""
    return sha256("\0".join(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()[:size]


@dataclass(frozen=True, slots=True)
class Ids:
    """Rules of the client's protocol for ids (rule 2.0.2).

    message: prefix of message ids; foreign: prefixes of other protocols, which are removed from a provider's id first;
    tool_call, hosted_tool_call: prefixes of generated ids of calls; stored: the id of an answer that is stored, because
    providers repeat theirs.
    """

    message: str = ""
    foreign: tuple[str, ...] = ()
    tool_call: str = ""
    hosted_tool_call: str = ""
    stored: str = ""

    def clean(self, id: str) -> str:
        """Return an id with illegal characters replaced."""
        return ILLEGAL.sub("_", id)

    def message_id(self, source: str | None, seed: object) -> str:
        """Return the id of an answer: the provider's with the client's prefix, or one derived from `seed`."""
        if self.stored:
            return self.message + self.stored
        if not source:
            return self.message + digest("message", seed, size=24)
        for prefix in (*self.foreign, self.message):
            if prefix and source.startswith(prefix) and source != prefix:
                source = source[len(prefix) :]
                break
        return self.message + self.clean(source)

    def for_call(self, source: str | None, seed: object, place: int, used: set[str], hosted: bool = False) -> str:
        """Return a call id that is legal and unique, and add it to `used`. `seed`: the message id; `place`: index of
        the block."""
        if source:
            id = self.clean(source)
            if id != source:
                id += "_" + digest(source)
        else:
            id = (self.hosted_tool_call if hosted else self.tool_call) + digest(seed, place, size=24)
        stem, again = id, 0
        while id in used:
            id = f"{stem}_{digest(seed, place, *range(again))}"
            again += 1
        used.add(id)
        return id


def cleaned(name: str, offered: Collection[str]) -> str:
    """Return the offered tool that a name with the rest of a template, a namespace or a number means; else the name."""
    if name in offered:
        return name
    for part in TEMPLATE_MARK.split(name):
        stem = CALL_NUMBER.sub("", part.strip())
        for found in (stem, NAMESPACE.sub("", stem)):
            if found in offered:
                return found
    return name


def shorten(name: str, max_length: int, illegal: str = "") -> str:
    """Return a name of at most `max_length` characters (0: unlimited), none of which matches `illegal`. A legal name is
    unchanged; another becomes its start, `_` and 8 hex digits of its hash (rule 2.0.2).

    Each request of a conversation repeats the names and ids of the one before it, so results are cached."""
    if len(name) > MAX_CACHED_NAME:
        return _shortened(name, max_length, illegal)
    return _cached_name(name, max_length, illegal)


def _shortened(name: str, max_length: int, illegal: str) -> str:
    short = re.sub(illegal, "_", name) if illegal else name
    if short == name and not 0 < max_length < len(name):
        return name
    return f"{short[: max_length - 9] if max_length else short}_{digest(name)}"


_cached_name = lru_cache(4096)(_shortened)
