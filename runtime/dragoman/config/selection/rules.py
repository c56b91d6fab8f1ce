"""Routing rules: the first rule that matches a request selects its profile, and may change the request.

Rules apply to requests whose path names no profile. The body is read only for rules that ask for more than its model
and headers.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from dragoman.config.client_models import client_models
from dragoman.config.recovery import FallbackTarget
from dragoman.config.request_facts import Facts, facts_of
from dragoman.library.hub import ReasoningEffort, Request
from dragoman.streaming.estimate import estimate
from dragoman.values import globs, json_text

FLAGS = ("reasoning", "images", "tools", "search")
SEARCH = "search"  # the type of a hosted tool


@dataclass(frozen=True)
class When:
    """Conditions of a rule; all of them must hold. `flags`: properties of the request and their wanted values."""

    model: tuple[str, ...] = ()
    slot: tuple[str, ...] = ()
    tokens_above: int | None = None
    flags: Mapping[str, bool] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)  # name in lower case -> glob


@dataclass(frozen=True)
class Rule:
    """`weight`: the share of the matching requests that it takes; `fallback`: None for the one of the profile."""

    when: When = When()
    profile: str = ""
    model: str = ""
    effort: ReasoningEffort | None = None
    body: Mapping[str, Any] = field(default_factory=dict)
    weight: float = 1.0
    fallback: tuple[FallbackTarget, ...] | None = None


class RoutedRequest:
    """What rules may ask about a request. `read`: returns the hub request, or None for an invalid body."""

    def __init__(self, model: str, headers: Mapping[str, str], read: Callable[[], Request | None]) -> None:
        self.model, self.headers, self.read = model, headers, read

    @cached_property
    def request(self) -> Request | None:
        return self.read()

    @cached_property
    def facts(self) -> Facts:
        return facts_of(self.request, False) if self.request else Facts(self.model)

    @cached_property
    def tokens(self) -> int:
        return estimate(self.request) if self.request else 0

    @cached_property
    def offers_search(self) -> bool:
        tools = self.request.get("tools", ()) if self.request else ()
        return any(tool["kind"] == "hosted" and tool["tool_type"] == SEARCH for tool in tools)

    @cached_property
    def share(self) -> float:
        """A number from 0 up to 1 that is the same for all requests of a conversation."""
        start: Any = self.facts.session or (self.request["messages"][:1] if self.request else self.model)
        return zlib.crc32(json_text.dumps(start)) / 2**32

    @property
    def reasons(self) -> bool:
        """Whether reasoning is requested. The effort `none` switches it off."""
        request = self.request
        return request is not None and self.facts.reasoning and request.get("reasoning_effort") != "none"

    def flag(self, name: str) -> bool:
        own = {"search": "offers_search", "reasoning": "reasons"}
        return bool(getattr(self, own[name])) if name in own else bool(getattr(self.facts, name))


class Verdict(NamedTuple):
    """Whether a rule takes a request, and why or why not."""

    taken: bool
    reason: str


def judge(rule: Rule, request: RoutedRequest) -> Verdict:
    """Return whether a rule takes a request."""
    if reason := _mismatch(rule.when, request):
        return Verdict(False, reason)
    if rule.weight < 1 and request.share >= rule.weight:
        return Verdict(False, f"this conversation is not in its share of {rule.weight:.0%}")
    return Verdict(True, "all conditions hold")


def first(rules: tuple[Rule, ...], request: RoutedRequest) -> Rule | None:
    """Return the rule that takes a request."""
    return next((rule for rule in rules if judge(rule, request).taken), None)


def _mismatch(when: When, request: RoutedRequest) -> str:
    """Return the first condition that does not hold; "" if all do."""
    if when.model and not globs.matches(request.model, when.model):
        return f"the model {request.model} does not match {', '.join(when.model)}"
    if when.slot and client_models().slot_of(request.model) not in when.slot:
        return f"the model {request.model} is not of the slot {', '.join(when.slot)}"
    for name, glob in when.headers.items():
        if not globs.matches(request.headers.get(name, ""), [glob]) or name not in request.headers:
            return f"the header {name} does not match {glob}"
    for name, wanted in when.flags.items():
        if request.flag(name) is not wanted:
            return f"{name} is {str(not wanted).lower()}"
    if when.tokens_above is not None and request.tokens <= when.tokens_above:
        return f"about {request.tokens} tokens are not above {when.tokens_above}"
    return ""
