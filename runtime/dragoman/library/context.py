"""Request context: data from the reader and the passes that the translation of the response needs.

One `Context` belongs to one request and is never shared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dragoman.library.hub import ApiError, Request, Usage
from dragoman.library.names import Ids, cleaned


@dataclass(slots=True)
class Context:
    """State of one request. `family`: whose reasoning signatures the provider can read; `holds`: which of the
    provider's conditions are true for this request; `hidden`: the client has not requested reasoning text."""

    profile: str = ""
    provider: str = ""
    family: str = ""
    client_model: str = ""
    model: str = ""
    variant: str = ""
    action: str = "create"  # or "count"
    retried: bool = False  # the provider rejected blocks of this request once: see `retry` of its errors
    max_output_tokens: int = 0  # maximum output tokens of the model; 0 if unknown
    text_only: bool = False  # the model is known to read no images
    holds: tuple[bool, ...] = ()
    names: dict[str, str] = field(default_factory=dict)  # the provider's tool name -> the client's
    custom_tools: frozenset[str] = frozenset()  # the client's names of tools whose input is free-form text
    native_tools: dict[str, Any] = field(default_factory=dict)  # the client's names of native tools -> their schemas
    sets: dict[str, tuple[str, str]] = field(default_factory=dict)  # expanded tool name -> (set, member)
    stops: list[str] = field(default_factory=list)  # all requested stop sequences
    emulated: list[str] = field(default_factory=list)  # stop sequences that the provider does not check
    hidden: bool = False
    silent: bool = False  # the client requested no reasoning, and receives no blocks of it
    logprobs: bool = False  # the client requests the log probabilities of tokens
    reasoning_shown: bool = False  # `reasoning: show` of the profile
    sealed: bool = False  # signatures of the provider are put into an envelope, which names its family
    call_ids: set[str] = field(default_factory=set)  # of the conversation
    seed: object = ""  # its text identifies the client's body, for generated ids
    ids: Ids = field(default_factory=Ids)
    request: Request | None = None  # for the usage estimate; None on pass-through
    client_request: dict[str, Any] = field(default_factory=dict)  # the client's body, once it has been validated
    created: int = 0  # Unix time of the request
    signatures: bool = False  # the client requests the signatures of reasoning
    estimates: bool = True
    checks: bool = True  # parts of the answer that are not of the declared shape are removed before it is read
    undeclared: dict[str, int] | None = None  # path -> occurrences in the answer, where they are counted
    unhosted: bool = False  # a patch removed hosted tools that the provider does not run
    prefill: str = ""  # the client's prefill, removed from the answer if the provider repeats it
    losses: dict[str, None] = field(default_factory=dict)  # "path;reason", once each, in order
    # for reported paths: path in the hub -> the client's paths, or the provider's once it has answered; `origins`: path
    # in a body that was written for the provider -> paths in the hub
    words: Mapping[str, str] = field(default_factory=dict)
    origins: Mapping[str, str] = field(default_factory=dict)
    derived: dict[str, str] = field(default_factory=dict)  # field of the hub -> the one that a pass made it from
    usage: Usage | None = None  # of the answer, as far as it is known
    finish_reason: str = ""
    failure: ApiError | None = None  # that ended a stream

    def lose(self, path: str, reason: str) -> None:
        """Record that the value at `path` in the hub could not be translated (rule 0.2)."""
        path = self.derived.get(path.partition(".")[0], path)
        self.losses[f"{self.spelled(path)};{reason}"] = None

    def lose_block(self, kind: str, reason: str) -> None:
        """Record that a block of this kind could not be translated."""
        self.losses[f"{self.spelled(f'.{kind}').rpartition('.')[2]};{reason}"] = None

    def lose_member(self, path: str, reason: str) -> None:
        """Record a loss whose path is that of the message which its reader has."""
        self.losses[f"{path};{reason}"] = None

    def lose_sent(self, path: str, reason: str) -> None:
        """Record a loss of the body that is sent to the provider: the client's own, or a translated one."""
        if not self.origins:
            return self.lose_member(path, reason)
        source = spelled(path, self.origins)
        inner = [self.origins[one].split()[0] for one in self.origins if one.startswith(f"{path}.")]
        sent = [one for one in inner if source == path and _present(self.request, one.split("."))]
        for one in sent or [source]:
            self.lose(one, reason)

    def spelled(self, path: str) -> str:
        """Return a path in the hub as losses name it."""
        return spelled(path, self.words, self.client_request)

    def name_of(self, name: str) -> tuple[str, str | None]:
        """Return the client's name of a provider's tool, and the toolset that it belongs to, if any."""
        if name not in self.names:
            name = cleaned(name, self.offered())
        name = self.names.get(name, name)
        if name in self.sets:
            owner, member = self.sets[name]
            return member, owner
        return name, None

    def offered(self) -> set[str]:
        """Return the names of the tools of the request, as the client and as the provider write them."""
        tools = self.request.get("tools", ()) if self.request is not None else ()
        return {*self.names, *self.sets, *(tool["name"] for tool in tools)}


def spelled(path: str, words: Mapping[str, str], body: object = None) -> str:
    """Return a path with the longest start that is known replaced by its other spelling, of several by the first one
    that has a value in `body`."""
    steps = path.split(".")
    for end in range(len(steps), 0, -1):
        found = words.get(".".join(steps[:end]), "").split()
        if found:
            chosen = next((one for one in found if len(found) > 1 and _present(body, one.split("."))), found[0])
            return ".".join((chosen, *steps[end:]))
    return path


def _present(value: object, steps: list[str]) -> bool:
    """Whether a path leads to a value, or to an object with the last steps as its `type`."""
    if isinstance(value, list):
        return any(_present(item, steps) for item in value)
    if not steps or not isinstance(value, dict):
        return not steps and value is not None
    return value.get("type") == ".".join(steps) or _present(value.get(steps[0]), steps[1:])


class Rules:
    """Base class of generated rules of one direction, for one request."""

    def __init__(self, context: Context) -> None:
        self.context = context

    def nothing(self, it: Any) -> None:
        """Stand for the method of a part that a provider's messages do not have."""
