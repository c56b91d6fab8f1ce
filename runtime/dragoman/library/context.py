"""What a request carries beside its body: filled by its reader and the passes, read when the answer comes back.

One `Context` lives as long as one request and is never shared. Ids and names are made by hashing what is there, so that
the same request and answer always translate to the same bytes (rule 0.5).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from dragoman.library.hub import Request
from dragoman.values.characters import whole


def digest(*parts: object, size: int = 8) -> str:
    """`size` hex digits of the SHA-256 of the parts, which a NUL keeps apart."""
    return sha256("\0".join(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()[:size]


@dataclass(frozen=True, slots=True)
class Ids:
    """The rules of the client's protocol for ids (rule 2.0.2).

    message: prefix of message ids; cut: prefixes that a provider's id loses before; call: prefix of call ids that are
    made up; illegal: a pattern of the characters that a call's id may not have, such as `[^a-zA-Z0-9_-]`; "" allows
    all.
    """

    message: str = ""
    cut: tuple[str, ...] = ()
    call: str = ""
    illegal: str = ""
    errand: str = ""  # prefix of the ids of calls that the provider runs itself

    def clean(self, id: str) -> str:
        return re.sub(self.illegal, "_", id) if self.illegal else whole(id)

    def message_id(self, source: str | None, seed: str) -> str:
        """The id of an answer: the provider's under the client's prefix, or one made from `seed` if there is none."""
        if not source:
            return self.message + digest("message", seed, size=24)
        for prefix in (*self.cut, self.message):
            if prefix and source.startswith(prefix) and source != prefix:
                source = source[len(prefix) :]
                break
        return self.message + self.clean(source)

    def for_call(self, source: str | None, seed: str, place: int, told: set[str], errand: bool = False) -> str:
        """The id of a call, legal and in `told` for the first time; `seed` is the message's id, `place` the block's
        index."""
        if source:
            id = self.clean(source)
            if id != source:
                id += "_" + digest(source)
        else:
            id = (self.errand if errand else self.call) + digest(seed, place, size=24)
        stem, again = id, 0
        while id in told:
            id = f"{stem}_{digest(seed, place, *range(again))}"
            again += 1
        told.add(id)
        return id


@dataclass(slots=True)
class Context:
    """See the module. `family`: whose reasoning proofs the provider can open; `holds`: which of the provider's
    conditions are true of this request; `hidden`: the client wants no reasoning text."""

    profile: str = ""
    provider: str = ""
    family: str = ""
    client_model: str = ""
    model: str = ""
    variant: str = ""
    action: str = "create"  # or "count": what the provider is asked for
    retried: bool = False  # the provider rejected blocks of this request once: see `retry` of its errors
    most: int = 0  # tokens of an answer that the model gives at most; 0 where nobody knows
    holds: tuple[bool, ...] = ()
    names: dict[str, str] = field(default_factory=dict)  # the provider's tool name -> the client's
    sets: dict[str, tuple[str, str]] = field(default_factory=dict)  # expanded tool name -> (set, member)
    stops: list[str] = field(default_factory=list)  # all stop strings that were asked for
    emulated: list[str] = field(default_factory=list)  # those that the provider does not look for
    hidden: bool = False
    told: set[str] = field(default_factory=set)  # call ids that the client has seen
    seed: str = ""  # a hash of the client's body, for what is made up
    ids: Ids = field(default_factory=Ids)
    request: Request | None = None  # for the usage estimate; None on pass-through
    estimates: bool = True
    unhosted: bool = False  # a patch took away tools that the provider would have to run itself
    begun: str = ""  # the client's own beginning of the answer: taken off its head where the provider repeats it
    losses: dict[str, None] = field(default_factory=dict)  # "path;reason", once each, in order
    words: Mapping[str, str] = field(default_factory=dict)  # the hub's word -> the client's, for paths that are shown

    def lose(self, path: str, reason: str) -> None:
        """Record that what stood at `path` could not be carried (rule 0.2). A path in the hub's words is
        shown
        in the client's."""
        self.losses[f"{spelled(path, self.words)};{reason}"] = None

    def name_of(self, name: str) -> tuple[str, str | None]:
        """The client's name for a tool that the provider calls `name`, and the tool set that it belongs to, if any."""
        name = self.names.get(name, name)
        if name in self.sets:
            owner, member = self.sets[name]
            return member, owner
        return name, None


def spelled(path: str, words: Mapping[str, str]) -> str:
    """A path in the client's words, if its first step is one of the hub's."""
    steps = path.split(".")
    if steps[0] not in words and steps[0] != "tools":
        return path
    return ".".join(words.get(step, step) for step in steps)


def shorten(name: str, most: int, illegal: str = "") -> str:
    """A name of at most `most` characters (0: any number), none of which matches `illegal`: unchanged where it is one,
    else its head, `_` and 8 hex digits of the whole (rule 2.0.2)."""
    short = re.sub(illegal, "_", name) if illegal else name
    if short == name and not 0 < most < len(name):
        return name
    return f"{short[: most - 9] if most else short}_{digest(name)}"


class Rules:
    """Base class of generated halves: the rules of one direction, for one request."""

    def __init__(self, context: Context) -> None:
        self.context = context
