"""The hub: the types that every protocol is read into and written from.

Generated from specs/hub.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, Literal, NotRequired, TypedDict

Role = Literal["user", "assistant", "system"]
Ttl = Literal["short", "long"]
ToolChoiceMode = Literal["auto", "any", "tool", "none"]
ReasoningMode = Literal["on", "off", "auto", "interleaved"]
ReasoningDisplay = Literal["shown", "hidden", "updates"]
ReasoningEffort = Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"]
Verbosity = Literal["low", "medium", "high"]
ServiceTier = Literal["auto", "standard", "priority", "batch"]
FinishReason = Literal["stop", "tool_calls", "max_tokens", "refusal", "stop_sequence", "pause", "context_window"]
ErrorType = Literal[
    "invalid_request",
    "authentication",
    "billing",
    "permission",
    "not_found",
    "conflict",
    "request_too_large",
    "context_length_exceeded",
    "rate_limit",
    "quota",
    "content_policy",
    "timeout",
    "overloaded",
    "server_error",
]


class Request(TypedDict):
    model: str
    system: NotRequired[list[Text]]
    messages: list[Message]
    tools: NotRequired[list[Tool]]
    tool_choice: NotRequired[ToolChoice]
    parallel_tool_calls: NotRequired[bool]
    max_tokens: NotRequired[int]
    stop_sequences: NotRequired[list[str]]
    stream: NotRequired[bool]
    temperature: NotRequired[float]
    top_p: NotRequired[float]
    top_k: NotRequired[int]
    reasoning: NotRequired[ReasoningConfig]
    reasoning_effort: NotRequired[ReasoningEffort]
    response_format: NotRequired[ResponseFormat]
    user_id: NotRequired[str]
    session_id: NotRequired[str]
    service_tier: NotRequired[ServiceTier]
    seed: NotRequired[int]
    frequency_penalty: NotRequired[float]
    presence_penalty: NotRequired[float]
    verbosity: NotRequired[Verbosity]
    metadata: NotRequired[Any]
    logprobs: NotRequired[bool]
    top_logprobs: NotRequired[int]
    compaction: NotRequired[list[Compaction]]


class Message(TypedDict):
    role: Role
    blocks: list[Block]
    ephemeral: NotRequired[bool]
    prefill: NotRequired[bool]
    reasoning_effort: NotRequired[ReasoningEffort]
    added_tools: NotRequired[list[Tool]]
    removed_tools: NotRequired[list[str]]


class Text(TypedDict):
    kind: Literal["text"]
    text: str
    citations: NotRequired[list[Citation]]
    cache_breakpoint: NotRequired[CacheBreakpoint]
    final: NotRequired[bool]
    logprobs: NotRequired[Any]
    apart: NotRequired[bool]


class Logprob(TypedDict):
    token: str
    logprob: float
    bytes: NotRequired[list[int]]
    top_logprobs: NotRequired[list[Logprob]]


class Refusal(TypedDict):
    kind: Literal["refusal"]
    text: str


class Citation(TypedDict):
    url: str
    title: NotRequired[str]
    quote: NotRequired[str]
    start: NotRequired[int]
    end: NotRequired[int]
    offset: NotRequired[int]
    sources: NotRequired[list[Citation]]
    passages: NotRequired[list[Passage]]


class Passage(TypedDict):
    start: NotRequired[int]
    end: NotRequired[int]
    quote: NotRequired[str]
    sources: NotRequired[list[int]]


class CacheBreakpoint(TypedDict):
    kept: bool
    ttl: NotRequired[Ttl]


class Image(TypedDict):
    kind: Literal["image"]
    media_type: NotRequired[str]
    data: NotRequired[str]
    url: NotRequired[str]
    cache_breakpoint: NotRequired[CacheBreakpoint]


class Document(TypedDict):
    kind: Literal["document"]
    media_type: NotRequired[str]
    data: NotRequired[str]
    url: NotRequired[str]
    text: NotRequired[str]
    parts: NotRequired[list[Block]]
    title: NotRequired[str]
    context: NotRequired[str]
    cache_breakpoint: NotRequired[CacheBreakpoint]


class SearchResult(TypedDict):
    kind: Literal["search_result"]
    source: str
    title: str
    parts: list[Text]
    cache_breakpoint: NotRequired[CacheBreakpoint]


class Reasoning(TypedDict):
    kind: Literal["reasoning"]
    text: str
    signature: NotRequired[str]
    details: NotRequired[Any]


class EncryptedReasoning(TypedDict):
    kind: Literal["encrypted_reasoning"]
    data: str


class ToolCall(TypedDict):
    kind: Literal["tool_call"]
    id: str
    name: str
    input: Any
    toolset: NotRequired[str]
    signature: NotRequired[str]


class CustomToolCall(TypedDict):
    kind: Literal["custom_tool_call"]
    id: str
    name: str
    input: str


class NativeToolCall(TypedDict):
    kind: Literal["native_tool_call"]
    id: str
    name: str
    input: Any


class ToolResult(TypedDict):
    kind: Literal["tool_result"]
    id: str
    blocks: list[Block]
    is_error: NotRequired[bool]
    cache_breakpoint: NotRequired[CacheBreakpoint]
    name: NotRequired[str]


class HostedToolCall(TypedDict):
    kind: Literal["hosted_tool_call"]
    id: str
    name: str
    input: Any


class HostedToolResult(TypedDict):
    kind: Literal["hosted_tool_result"]
    id: str
    error_code: NotRequired[str]
    citations: NotRequired[list[Citation]]


class ToolReference(TypedDict):
    kind: Literal["tool_reference"]
    name: str


class CompactionSummary(TypedDict):
    kind: Literal["compaction_summary"]
    text: str


class FunctionTool(TypedDict):
    kind: Literal["function"]
    name: str
    description: NotRequired[str]
    schema: NotRequired[Any]
    strict: NotRequired[bool]
    deferred: NotRequired[bool]
    examples: NotRequired[Any]
    native: NotRequired[bool]
    allowed_callers: NotRequired[list[str]]
    cache_breakpoint: NotRequired[CacheBreakpoint]


class CustomTool(TypedDict):
    kind: Literal["custom"]
    name: str
    description: NotRequired[str]
    grammar: NotRequired[Grammar]


class Grammar(TypedDict):
    syntax: str
    definition: str


class HostedTool(TypedDict):
    kind: Literal["hosted"]
    name: str
    tool_type: str
    allowed_domains: NotRequired[list[str]]
    blocked_domains: NotRequired[list[str]]
    max_uses: NotRequired[int]
    user_location: NotRequired[Any]


class Toolset(TypedDict):
    kind: Literal["toolset"]
    name: str
    members: NotRequired[Any]
    config: NotRequired[Any]
    tools: NotRequired[list[Tool]]


class ToolChoice(TypedDict):
    mode: ToolChoiceMode
    name: NotRequired[str]
    allowed: NotRequired[list[str]]


class ReasoningConfig(TypedDict):
    mode: ReasoningMode
    budget_tokens: NotRequired[int]
    display: NotRequired[ReasoningDisplay]


class Compaction(TypedDict):
    trigger_tokens: int


class ResponseFormat(TypedDict):
    schema: NotRequired[Any]
    name: NotRequired[str]
    description: NotRequired[str]
    strict: NotRequired[bool]
    json_object: NotRequired[bool]


class Response(TypedDict):
    id: NotRequired[str]
    model: NotRequired[str]
    blocks: list[Block]
    finish_reason: FinishReason
    stop_sequence: NotRequired[str]
    refusal: NotRequired[str]
    usage: NotRequired[Usage]
    service_tier: NotRequired[ServiceTier]


class Usage(TypedDict):
    uncached_input_tokens: NotRequired[int]
    output_tokens: NotRequired[int]
    cache_read_tokens: NotRequired[int]
    cache_write_tokens: NotRequired[int]
    reasoning_tokens: NotRequired[int]
    web_searches: NotRequired[int]
    service_tier: NotRequired[ServiceTier]


class ApiError(TypedDict):
    error_type: NotRequired[ErrorType]
    message: str
    code: NotRequired[str]
    param: NotRequired[str]
    prompt_tokens: NotRequired[int]
    output_tokens: NotRequired[int]
    total_tokens: NotRequired[int]
    token_limit: NotRequired[int]
    retry_after: NotRequired[int]
    overruled: NotRequired[bool]
    request_id: NotRequired[str]


class TokenCount(TypedDict):
    tokens: int


class ModelList(TypedDict):
    models: list[ModelInfo]


class ModelInfo(TypedDict):
    id: str
    display_name: str
    created: int
    owned_by: str
    context_window: NotRequired[int]
    max_output_tokens: NotRequired[int]


Block = (
    Text
    | Image
    | Document
    | SearchResult
    | Refusal
    | Reasoning
    | EncryptedReasoning
    | ToolCall
    | CustomToolCall
    | NativeToolCall
    | ToolResult
    | HostedToolCall
    | HostedToolResult
    | ToolReference
    | CompactionSummary
)
Tool = FunctionTool | CustomTool | HostedTool | Toolset


# For each block kind: fields known when it opens, the field that deltas extend, fields that may follow.
KINDS: Final[dict[str, dict[str, Any]]] = {
    "text": {"delta": "text"},
    "refusal": {"delta": "text"},
    "reasoning": {"delta": "text", "closing": "signature"},
    "encrypted_reasoning": {"opening": ["data"]},
    "tool_call": {"opening": ["id", "name"], "delta": "input"},
    "custom_tool_call": {"opening": ["id", "name"], "delta": "input"},
    "native_tool_call": {"opening": ["id", "name", "input"]},
    "hosted_tool_call": {"opening": ["id", "name"], "delta": "input"},
    "hosted_tool_result": {"opening": ["id"], "closing": "citations"},
}

# For each state of a stream: the events that may follow, and the state that each leads to.
MOVES: Final[dict[str, dict[str, str]]] = {
    "waiting": {"start": "idle", "error": "over"},
    "idle": {"open": "block", "finish": "over", "error": "over"},
    "block": {"delta": "block", "scored": "block", "citation": "block", "close": "idle", "error": "over"},
    "over": {},
}
