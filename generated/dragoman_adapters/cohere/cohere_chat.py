"""Cohere, Cohere Chat v2: differences and entry points.

Generated from specs/providers/cohere.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library import hub, passes
from dragoman.library.filters import equals
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
        super().write_request_losses(it)
        if self.context.holds[1]:
            reasoning = it.get("reasoning")
            other = equals(reasoning["mode"] if reasoning else None, "on")
            if other is None:
                other = equals(reasoning["mode"] if reasoning else None, "auto")
            if other is None:
                other = equals(reasoning["mode"] if reasoning else None, "interleaved")
            if other and reasoning and reasoning["mode"] is not None:
                self.context.lose("reasoning.mode", "reasoning is not supported by this model")
        reasoning2 = it.get("reasoning")
        if self.context.holds[1] and reasoning2 and reasoning2.get("budget_tokens") is not None:
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
