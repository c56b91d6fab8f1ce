"""Cohere, Cohere Chat v2: differences and entry points.

Generated from specs/providers/cohere.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library import hub, passes
from dragoman.library.filters import equals, negate
from dragoman.library.quirks.conditions import Conditions, When
from dragoman_adapters.cohere_chat import errors, request, response, stream


class WriteRequest(request.WriteRequest):
    def compile_schemas(self, request: hub.Request) -> None:
        passes.compile_schemas(
            request, self.context, drop=["$schema"],
            schema_prompt="Answer with one JSON object and nothing else. It must fit this JSON Schema:\n" if self.context.holds[0] else "",
            json_prompt="Answer with one JSON object and nothing else." if self.context.holds[0] else "",
        )

    def write_request_losses(self, it: hub.Request) -> None:
        if self.context.holds[1]:
            reasoning = it.get("reasoning")
            other = equals(reasoning["mode"] if reasoning else None, "on")
            if other is None:
                other = equals(reasoning["mode"] if reasoning else None, "auto")
            if other is None:
                other = equals(reasoning["mode"] if reasoning else None, "interleaved")
            if other and reasoning and reasoning["mode"] is not None:
                self.context.lose("reasoning.mode", "reasoning is not supported by this model")
        if not self.context.holds[1]:
            reasoning2 = it.get("reasoning")
            if (
                equals(reasoning2["mode"] if reasoning2 else None, "interleaved")
            ) and reasoning2 and reasoning2["mode"] is not None:
                self.context.lose(
                    "reasoning.mode",
                    "reasoning between tool calls alone is not supported by this provider",
                )
        if self.context.holds[1]:
            if it.get("reasoning_effort") and it.get("reasoning_effort") is not None:
                self.context.lose("reasoning_effort", "reasoning is not supported by this model")
        if not self.context.holds[1] and it.get("reasoning_effort") is not None:
            self.context.lose("reasoning_effort", "reasoning is either enabled or disabled for this model")
        if negate(it.get("parallel_tool_calls")) and it.get("parallel_tool_calls") is not None:
            self.context.lose("parallel_tool_calls", "parallel tool calls cannot be disabled for this model")
        if it.get("user_id") is not None:
            self.context.lose("user_id", "user ids are not supported by this provider")
        if it.get("service_tier") is not None:
            self.context.lose("service_tier", "service tiers are not supported by this provider")
        if it.get("verbosity") is not None:
            self.context.lose("verbosity", "verbosity is not supported by this provider")
        if it.get("metadata") is not None:
            self.context.lose("metadata", "metadata is not supported by this provider")
        if it.get("logprobs") is not None:
            self.context.lose("logprobs", "log probabilities belong to texts of several tokens at this provider")
        if it.get("top_logprobs") is not None:
            self.context.lose("top_logprobs", "log probabilities belong to texts of several tokens at this provider")
        if it.get("compaction") is not None:
            self.context.lose("compaction", "compaction is not supported by this provider")
        reasoning3 = it.get("reasoning")
        if self.context.holds[1] and reasoning3 and reasoning3.get("budget_tokens") is not None:
            self.context.lose("reasoning.budget_tokens", "reasoning is not supported by this model")

    def write_request_response_format(self, it: hub.Request) -> request.ResponseFormat | None:
        response_format = it.get("response_format")
        return None if self.context.holds[0] else (
            self.write_response_format_from_response_format(response_format)
            if response_format is not None
            else None
        )

    def write_request_thinking(self, it: hub.Request) -> request.Thinking | None:
        if self.context.holds[1]:
            return None
        else:
            if not it.get("reasoning"):
                return None
            reasoning = it.get("reasoning")
            mode = reasoning["mode"] if reasoning else None
            type_ = self.SWITCHES[mode] if mode is not None else None
            out: request.Thinking = {"type": "enabled" if type_ is None else type_}
            if reasoning and (token_budget := reasoning.get("budget_tokens")) is not None:
                out["token_budget"] = token_budget
            return out


write_request: Final = WriteRequest.of
read_response: Final = response.read
read_failure: Final = errors.read
read_result: Final = response.ReadResponse.result_of
reader: Final = stream.Reader

conditions: Final = Conditions(
    When(tools=True),
    When(model=("command-r*", "command-a-03-2025", "command-a-vision*", "command-a-translate*", "c4ai-*")),
)
