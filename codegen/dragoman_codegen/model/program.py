"""The compiled program: all protocols and providers as plans. The only input of emitters, interpreter and reports."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from dragoman_codegen.model import plan
from dragoman_codegen.model.patches import Patch
from dragoman_codegen.model.types import Scope, Type

FILES = ("types", "request", "response", "stream", "errors", "lists")
Condition = dict[str, Any]  # the `when:` of a quirk


@dataclass(frozen=True, slots=True)
class Hub:
    """The hub's types and the tables of a stream."""

    scope: Scope
    kinds: Mapping[str, Mapping[str, Any]]  # block kind -> its opening fields, its delta field
    moves: Mapping[str, Mapping[str, str]]  # state of a stream -> event -> next state
    events: Mapping[str, Mapping[str, str]]  # event of a stream -> its values, each with its type

    def received(self, event: str, kind: str) -> set[str]:
        """Return the values of an event that each writer of a stream receives, for a block those of its kind."""
        values = {name.rstrip("?") for name in self.events.get(event, ())}
        if not kind:
            return values
        block = self.kinds.get(kind, {})
        return values & {*block.get("opening", ()), block.get("closing", ""), "delta"}


@dataclass(frozen=True, slots=True)
class ErrorTexts:
    """Patterns of messages that mean an error type, with the HTTP statuses with which they count."""

    error_type: str
    statuses: tuple[int, ...]
    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Patterns of messages by which a provider rejects parameters, and these parameters where the message does not name
    them; None if the error does."""

    patterns: tuple[str, ...]
    without: tuple[str, ...] | None


@dataclass(slots=True)
class File:
    """One file of a protocol."""

    name: str
    scope: Scope
    own: tuple[str, ...]  # types declared in this file
    rules: dict[str, plan.Rule] = field(default_factory=dict)
    tables: dict[str, plan.Table] = field(default_factory=dict)
    roots: dict[str, str] = field(default_factory=dict)  # read, write -> name of the root rule
    result: str = ""  # of a response: name of the rule that reads its usage and finish reason alone
    passes: dict[str, tuple[plan.Pass, ...]] = field(default_factory=dict)
    read_stream: plan.ReadStream | None = None
    write_stream: plan.WriteStream | None = None
    event: str = ""  # type of a stream's events
    last_frame: str = ""  # of a response: the member of a stream's last frame that is the whole response
    texts: tuple[ErrorTexts, ...] = ()  # messages and the error types that they mean, beside the shared ones
    retry: tuple[str, ...] = ()  # patterns of messages after which the request is repeated
    without: tuple[str, ...] = ()  # block kinds that are removed before it is repeated
    refusals: tuple[Refusal, ...] = ()  # beside the shared ones
    statuses: dict[str, dict[str, object]] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    ignored: dict[str, tuple[plan.Ignored, ...]] = field(default_factory=dict)  # read, write -> fields without a loss
    place: str = ""  # file:line:column, for messages

    @property
    def checked(self) -> Type | None:
        """The type that values are validated against before the read half sees them."""
        if self.name == "stream":
            return self.scope.ref(self.event)
        return self.rules[self.roots["read"]].source if self.name in ("response", "errors") else None


@dataclass(slots=True)
class Protocol:
    name: str
    info: dict[str, Any]  # protocol.yaml
    files: dict[str, File]


@dataclass(frozen=True, slots=True)
class Difference:
    """What a provider's quirks change in one file of its protocol. Names are in spec order."""

    types: tuple[str, ...]  # records declared in the file that have fields of another type, or more of them
    changed: frozenset[str]  # all such records, wherever they are declared
    stale: frozenset[str]  # unchanged records that contain a changed one
    tables: tuple[plan.Table, ...]
    rules: tuple[plan.Rule, ...]
    inherits: bool  # whether a rule of the file is changed or uses one that is
    checks: frozenset[str]  # types whose validation differs
    passes: tuple[str, ...]  # halves whose passes differ
    stream: bool
    errors: bool

    def __bool__(self) -> bool:
        return bool(
            self.inherits or self.rules or self.stream or self.passes or self.errors or self.checks or self.tables
        )


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a provider differs from its protocol: the sentence, its source, and the condition, as in the spec. `place`:
    of the quirk or patch."""

    because: str
    see: str
    when: Condition
    place: str


@dataclass(slots=True)
class Provider:
    """A provider in one of its protocols."""

    name: str
    title: str
    protocol: Protocol  # with the provider's quirks applied
    info: dict[str, Any] = field(default_factory=dict)  # the provider as data: addresses, headers, models
    conditions: list[Condition] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)  # of each quirk and patch
    streams: list[tuple[tuple[int, ...], File]] = field(default_factory=list)  # conditions -> the stream file then
    patches: tuple[Patch, ...] = ()
    uses: tuple[str, ...] = ()  # the names of its shared quirks, in order
    shared_patches: dict[str, tuple[Patch, ...]] = field(default_factory=dict)  # those of shared quirks, the first
    dirty: frozenset[str] = frozenset()  # rules and tables that differ from the protocol's, or use one that does
    signed: frozenset[str] = frozenset()  # rules and tables with other results, on which the code of callers depends
    differences: dict[str, Difference] = field(default_factory=dict)  # by file
    also: dict[str, Provider] = field(default_factory=dict)  # the same provider in its other protocols
    key: str = ""  # of the specs that it was compiled from, in the compiler's cache

    def sides(self) -> list[Provider]:
        """The provider in each of its protocols, the default one first."""
        return [self, *self.also.values()]


@dataclass(slots=True)
class Program:
    """The result of one run of the compiler."""

    hub: Hub
    key: str = ""  # of the specs that hub and protocols were compiled from, in the compiler's cache
    texts: tuple[ErrorTexts, ...] = ()  # messages of errors of all providers
    refusals: tuple[Refusal, ...] = ()  # of all providers
    essential: tuple[str, ...] = ()  # parameters that are never removed from a request
    protocols: dict[str, Protocol] = field(default_factory=dict)
    providers: dict[str, Provider] = field(default_factory=dict)
    quirks: dict[str, Provider] = field(default_factory=dict)  # protocols with one shared quirk each
    auths: dict[str, dict[str, Any]] = field(default_factory=dict)
    catalogues: dict[str, dict[str, Any]] = field(default_factory=dict)  # of models, those that providers name


def package_of(provider: str, protocols: Collection[str]) -> str:
    """Return the package name of a provider. It stands beside the packages of the protocols."""
    name = provider.replace("-", "_")
    return f"{name}_provider" if name in protocols else name
