"""The words in the middle: what every protocol is read into and written from.

Generated from specs/hub.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, Literal, NotRequired, TypedDict

Role = Literal["user", "assistant", "system"]
Life = Literal["short", "long"]
Mode = Literal["auto", "any", "one", "none"]
Thinks = Literal["on", "off", "auto", "between"]
Display = Literal["shown", "hidden", "updates"]
Effort = Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"]
Tier = Literal["auto", "standard", "priority", "batch"]
Stop = Literal["end", "call", "length", "refusal", "match", "pause", "window"]
Fault = Literal[
    "invalid",
    "auth",
    "billing",
    "permission",
    "missing",
    "conflict",
    "too_large",
    "overflow",
    "rate_limit",
    "quota",
    "policy",
    "timeout",
    "overloaded",
    "api",
]


class Request(TypedDict):
    model: str
    system: NotRequired[list[Text]]
    turns: list[Turn]
    tools: NotRequired[list[Tool]]
    choice: NotRequired[Choice]
    parallel: NotRequired[bool]
    limit: NotRequired[int]
    stops: NotRequired[list[str]]
    stream: NotRequired[bool]
    temperature: NotRequired[float]
    nucleus: NotRequired[float]
    rank: NotRequired[int]
    thinking: NotRequired[Thinking]
    effort: NotRequired[Effort]
    format: NotRequired[Format]
    person: NotRequired[str]
    session: NotRequired[str]
    tier: NotRequired[Tier]
    condense: NotRequired[list[Condense]]


class Turn(TypedDict):
    role: Role
    blocks: list[Block]
    passing: NotRequired[bool]
    begun: NotRequired[bool]
    effort: NotRequired[Effort]
    gains: NotRequired[list[Tool]]
    loses: NotRequired[list[str]]


class Text(TypedDict):
    kind: Literal["text"]
    text: str
    cites: NotRequired[list[Cite]]
    mark: NotRequired[Mark]
    ends: NotRequired[bool]


class Cite(TypedDict):
    link: str
    title: NotRequired[str]
    quote: NotRequired[str]
    start: NotRequired[int]
    end: NotRequired[int]


class Mark(TypedDict):
    kept: bool
    life: NotRequired[Life]


class Image(TypedDict):
    kind: Literal["image"]
    media: NotRequired[str]
    data: NotRequired[str]
    link: NotRequired[str]
    mark: NotRequired[Mark]


class Document(TypedDict):
    kind: Literal["document"]
    media: NotRequired[str]
    data: NotRequired[str]
    link: NotRequired[str]
    text: NotRequired[str]
    parts: NotRequired[list[Block]]
    title: NotRequired[str]
    context: NotRequired[str]
    mark: NotRequired[Mark]


class Finding(TypedDict):
    kind: Literal["finding"]
    source: str
    title: str
    parts: list[Text]
    mark: NotRequired[Mark]


class Thought(TypedDict):
    kind: Literal["thought"]
    text: str
    proof: NotRequired[str]
    details: NotRequired[Any]


class Sealed(TypedDict):
    kind: Literal["sealed"]
    data: str


class Call(TypedDict):
    kind: Literal["call"]
    id: str
    name: str
    input: Any
    set: NotRequired[str]
    proof: NotRequired[str]


class Result(TypedDict):
    kind: Literal["result"]
    id: str
    blocks: list[Block]
    failed: NotRequired[bool]
    mark: NotRequired[Mark]
    name: NotRequired[str]


class Errand(TypedDict):
    kind: Literal["errand"]
    id: str
    name: str
    input: Any


class Outcome(TypedDict):
    kind: Literal["outcome"]
    id: str
    fault: NotRequired[str]
    cites: NotRequired[list[Cite]]


class Loaded(TypedDict):
    kind: Literal["loaded"]
    name: str


class Summary(TypedDict):
    kind: Literal["summary"]
    text: str


class OwnTool(TypedDict):
    kind: Literal["own"]
    name: str
    description: NotRequired[str]
    schema: NotRequired[Any]
    strict: NotRequired[bool]
    deferred: NotRequired[bool]
    examples: NotRequired[Any]
    indirect: NotRequired[bool]
    mark: NotRequired[Mark]


class HostedTool(TypedDict):
    kind: Literal["hosted"]
    name: str
    sort: str
    allowed: NotRequired[list[str]]
    blocked: NotRequired[list[str]]
    most: NotRequired[int]
    place: NotRequired[Any]


class ToolSet(TypedDict):
    kind: Literal["set"]
    name: str
    members: Any
    switches: NotRequired[Any]


class Choice(TypedDict):
    mode: Mode
    name: NotRequired[str]


class Thinking(TypedDict):
    mode: Thinks
    budget: NotRequired[int]
    display: NotRequired[Display]


class Condense(TypedDict):
    at: int


class Format(TypedDict):
    schema: NotRequired[Any]
    name: NotRequired[str]
    strict: NotRequired[bool]


class Answer(TypedDict):
    id: NotRequired[str]
    model: NotRequired[str]
    blocks: list[Block]
    stop: Stop
    match: NotRequired[str]
    refused: NotRequired[str]
    usage: NotRequired[Usage]
    tier: NotRequired[Tier]


class Usage(TypedDict):
    tokens_in: NotRequired[int]
    tokens_out: NotRequired[int]
    tokens_read: NotRequired[int]
    tokens_written: NotRequired[int]
    tokens_thought: NotRequired[int]
    searches: NotRequired[int]
    tier: NotRequired[Tier]


class Failure(TypedDict):
    fault: NotRequired[Fault]
    message: str
    said: NotRequired[str]
    prompt: NotRequired[int]
    answer: NotRequired[int]
    total: NotRequired[int]
    most: NotRequired[int]
    wait: NotRequired[int]


class Count(TypedDict):
    tokens: int


class Listing(TypedDict):
    models: list[Listed]


class Listed(TypedDict):
    id: str
    title: str
    made: str
    owner: str
    window: NotRequired[int]
    answer: NotRequired[int]


class StartEvent(TypedDict):
    id: str
    model: str
    usage: Usage
    started: str
    named: str
    nth: int
    index: int


class OpenEvent(TypedDict):
    index: int
    kind: str
    id: NotRequired[str]
    name: NotRequired[str]
    set: NotRequired[str]
    data: NotRequired[str]
    cites: NotRequired[list[Cite]]
    fault: NotRequired[str]
    started: str
    named: str
    nth: int


class DeltaEvent(TypedDict):
    index: int
    kind: str
    delta: str
    started: str
    named: str
    nth: int


class CiteEvent(TypedDict):
    index: int
    cite: Cite
    started: str
    named: str
    nth: int


class CloseEvent(TypedDict):
    index: int
    kind: str
    late: NotRequired[str]
    started: str
    named: str
    nth: int


class FinishEvent(TypedDict):
    reason: Stop
    match: NotRequired[str]
    refused: NotRequired[str]
    usage: Usage
    started: str
    named: str
    nth: int
    index: int


class ErrorEvent(TypedDict):
    fault: Fault
    message: str
    started: str
    named: str
    nth: int
    index: int


class PingEvent(TypedDict):
    started: str
    named: str
    nth: int
    index: int


Block = Text | Image | Document | Finding | Thought | Sealed | Call | Result | Errand | Outcome | Loaded | Summary
Tool = OwnTool | HostedTool | ToolSet


# What is known before a block of a kind opens, which field its deltas add to, what may come until it closes.
KINDS: Final[dict[str, dict[str, Any]]] = {
    "text": {"grows": "text"},
    "thought": {"grows": "text", "late": "proof"},
    "sealed": {"first": ["data"]},
    "call": {"first": ["id", "name"], "grows": "input", "as": "json"},
    "errand": {"first": ["id", "name"], "grows": "input", "as": "json"},
    "outcome": {"first": ["id"], "late": "cites"},
}

# After which event of a stream which may follow, and the state it leads to.
MOVES: Final[dict[str, dict[str, str]]] = {
    "waiting": {"start": "idle", "error": "over"},
    "idle": {"open": "block", "finish": "over", "error": "over"},
    "block": {"delta": "block", "cite": "block", "close": "idle", "error": "over"},
    "over": {},
}
