"""Qwen (Alibaba Model Studio), OpenAI Chat Completions: differences and entry points.

Generated from specs/providers/qwen.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, ClassVar, Final, TypedDict, cast

from dragoman.library import hub, passes
from dragoman.library.filters import equals, negate
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_chat import errors, request, response, stream, types
from dragoman_adapters.quirks import cache_control, foreign_details


class Request(request.Request, total=False):
    top_k: int | None
    enable_thinking: bool | None
    thinking_budget: int | None


class Mark(TypedDict, total=False):
    type: str
    ttl: str | None


class ReadTypes(types.ReadTypes):
    ERROR_TYPES: ClassVar[dict[str, hub.ErrorType]] = {
        "invalid_request_error": "invalid_request", "authentication_error": "authentication",
        "permission_error": "permission", "insufficient_quota": "quota", "model_not_found": "not_found",
        "conflict_error": "conflict", "request_too_large": "request_too_large",
        "context_length_exceeded": "context_length_exceeded", "rate_limit_exceeded": "rate_limit",
        "content_policy_violation": "content_policy", "timeout": "timeout", "server_is_overloaded": "overloaded",
        "server_error": "server_error", "billing_error": "billing", "invalid_api_key": "authentication",
        "rate_limit_error": "rate_limit", "overloaded_error": "overloaded", "api_error": "server_error",
        "not_found_error": "not_found", "exceed_context_size_error": "context_length_exceeded",
        "context_too_large": "context_length_exceeded", "model_max_prompt_tokens_exceeded": "context_length_exceeded",
        "content_filter": "content_policy", "cyber_policy": "content_policy", "bio_policy": "content_policy",
        "misalignment": "content_policy", "misalignment_policy_violation": "content_policy",
        "tool_use_failed": "server_error", "slow_down": "overloaded", "400": "invalid_request", "401": "authentication",
        "402": "billing", "403": "permission", "404": "not_found", "408": "timeout", "409": "conflict",
        "413": "request_too_large", "429": "rate_limit", "500": "server_error", "502": "server_error",
        "503": "overloaded", "504": "timeout", "529": "overloaded", "Arrearage": "billing",
        "data_inspection_failed": "content_policy", "DataInspectionFailed": "content_policy",
    }


class WriteTypes(types.WriteTypes):
    ACTIVE_EFFORTS: ClassVar[dict[str, str]] = {
        "minimal": "minimal", "low": "low", "medium": "medium", "high": "high", "xhigh": "xhigh", "max": "max",
    }


class WriteRequest(WriteTypes, cache_control.WriteRequest):
    def select_tools(self, request: hub.Request) -> None:
        passes.select_tools(
            request, self.context, max_tools=128,
            modes=[] if self.context.holds[2] else ["auto", "none"] if self.context.holds[1] else [
                "auto", "any", "tool", "none",
            ],
        )

    def place_media(self, request: hub.Request) -> None:
        passes.place_media(request, self.context, native=False, vision=not self.context.holds[0], files=False)

    def compile_schemas(self, request: hub.Request) -> None:
        passes.compile_schemas(
            request, self.context, drop=["$schema"], items=True,
            without={"pattern": "(?:^|[^\\\\])(?:\\\\\\\\)*\\\\(?:[pPkc]|u\\{)|\\(\\?<[a-zA-Z]"},
            strict=[
                "type", "enum", "const", "description", "title", "$ref", "pattern", "format", "minimum", "maximum",
                "multipleOf", "exclusiveMinimum", "exclusiveMaximum", "minItems", "maxItems", "properties", "required",
                "additionalProperties", "items", "anyOf", "$defs", "definitions",
            ],
            strict_sizes={
                "properties": 5000, "values": 1000, "levels": 10, "characters": 120000, "list_values": 250,
                "list_characters": 15000,
            },
            references="inline",
        )

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(
            request, self.context,
            efforts=["low", "high", "max"] if self.context.holds[8] else ["high", "max"] if self.context.holds[7] else [
                "low", "medium", "xhigh",
            ] if self.context.holds[6] else [],
            max_tokens=32768 if self.context.holds[5] else 0, disabled="none" if self.context.holds[6] else "",
        )

    def limit_parameters(self, request: hub.Request) -> None:
        passes.limit_parameters(
            request, self.context, cache_breakpoints=0 if self.context.holds[3] else 4, result_breakpoints="parts",
        )

    write_request_loss_of_top_k = request.WriteRequest.nothing
    write_request_max_completion_tokens = request.WriteRequest.nothing

    def write_request_from_request(self, it: hub.Request) -> Request:
        out = cast(Request, super().write_request_from_request(it))
        if (max_tokens := it.get("max_tokens")) is not None:
            out["max_tokens"] = max_tokens
        if (top_k := it.get("top_k")) is not None:
            out["top_k"] = top_k
        enable_thinking: Any
        if self.context.holds[9]:
            enable_thinking = False
        else:
            reasoning = it.get("reasoning")
            enable_thinking2 = equals(reasoning["mode"] if reasoning else None, "on")
            if enable_thinking2 is None:
                enable_thinking2 = equals(reasoning["mode"] if reasoning else None, "auto")
            if enable_thinking2 is None:
                enable_thinking2 = negate(equals(reasoning["mode"] if reasoning else None, "off"))
            if enable_thinking2 is None:
                enable_thinking2 = negate(equals(reasoning["mode"] if reasoning else None, "interleaved"))
            enable_thinking = enable_thinking2 if self.context.holds[4] else None
        if enable_thinking is not None:
            out["enable_thinking"] = enable_thinking
        reasoning2 = it.get("reasoning")
        thinking_budget = (reasoning2.get("budget_tokens") if reasoning2 else None) if self.context.holds[5] else None
        if thinking_budget is not None:
            out["thinking_budget"] = thinking_budget
        return out

    def write_request_losses(self, it: hub.Request) -> None:
        super().write_request_losses(it)
        if self.context.holds[10]:
            reasoning = it.get("reasoning")
            if (
                equals(reasoning["mode"] if reasoning else None, "off")
            ) and reasoning and reasoning["mode"] is not None:
                self.context.lose("reasoning.mode", "thinking cannot be disabled for this model")

    def write_request_stream(self, it: hub.Request) -> bool | None:
        return True if self.context.holds[11] else it.get("stream")

    def write_request_stream_options(self, it: hub.Request) -> request.StreamOptions | None:
        if self.context.holds[11]:
            return {"include_usage": True}
        else:
            if not it.get("stream"):
                return None
            return {"include_usage": True}

    def write_request_parallel_tool_calls(self, it: hub.Request) -> bool | None:
        out = it.get("parallel_tool_calls")
        return (True if out is None else out) if self.context.holds[12] else it.get("parallel_tool_calls")

    def write_request_reasoning_effort(self, it: hub.Request) -> str | None:
        reasoning_effort = it.get("reasoning_effort")
        return (
            self.ACTIVE_EFFORTS.get(reasoning_effort)
            if reasoning_effort is not None
            else None
        ) if self.context.holds[6] else it.get("reasoning_effort")

    def write_mark_from_cache_breakpoint(self, it: hub.CacheBreakpoint) -> Mark:
        return {"type": "ephemeral"}


class ReadErrors(ReadTypes, errors.ReadErrors):
    pass


write_request: Final = WriteRequest.of
read_response: Final = response.read
read_failure: Final = ReadErrors.of
read_result: Final = response.ReadResponse.result_of
reader: Final = stream.Reader
RETRY: Final = errors.RETRY

conditions: Final = Conditions(
    When(
        model=(
            "qwen3-coder*", "qwen3-235b*", "qwen3.7-max*", "qwen3-max*", "qwen-max*", "glm-*", "MiniMax-*",
            "coder-model",
        ),
    ),
    When(reasoning=True),
    When(model=("qwen3-coder*", "coder-model")),
    When(model=("!qwen*",)),
    When(
        model=(
            "!qwen3-coder*", "!qwen-max*", "!*-thinking*", "!coder-model", "!vision-model", "!qwen2*", "!qwen-vl-*",
            "!qwen-mt-*", "!qwen-math-*", "!qwen-long*", "!qwen-omni-*", "!*-character*", "!*-instruct*", "!tongyi-*",
        ),
    ),
    When(model=("qwen3*", "!qwen3-coder*", "!qwen3.8*"), reasoning=True),
    When(model=("qwen3.8*", "qwen4*", "deepseek-v4*", "glm-5.2*", "glm-5.3*", "*kimi-k3*")),
    When(model=("deepseek-v4*", "glm-5.2*")),
    When(model=("deepseek-v4.1*", "glm-5.3*", "*kimi-k3*")),
    When(model=("qwen3-*b*", "!qwen3-coder*", "!*-thinking*"), reasoning=False),
    When(model=("*-thinking*",)),
    When(model=("qwen3-*b*", "!qwen3-coder*"), streaming=False),
    When(tools=True),
)

patch: Final = in_order(foreign_details.patch)
