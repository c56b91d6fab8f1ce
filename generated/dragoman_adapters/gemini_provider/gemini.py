"""Google Gemini, Gemini generateContent: differences and entry points.

Generated from specs/providers/gemini.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library import hub, passes
from dragoman.library.filters import equals, then
from dragoman.library.quirks.conditions import Conditions, When
from dragoman_adapters.gemini import errors, request, response, stream


class WriteRequest(request.WriteRequest):
    def place_media(self, request: hub.Request) -> None:
        passes.place_media(request, self.context, native=self.context.holds[0], vision=True, files=True, linked=False)

    def return_signatures(self, request: hub.Request) -> None:
        passes.return_signatures(
            request, self.context, missing="skip_thought_signature_validator" if self.context.holds[0] else "",
        )

    def compile_schemas(self, request: hub.Request) -> None:
        passes.compile_schemas(
            request, self.context, drop=["$schema"],
            keywords=[
                "type", "format", "title", "description", "nullable", "enum", "items", "minItems", "maxItems",
                "properties", "required", "minProperties", "maxProperties", "minimum", "maximum", "minLength",
                "maxLength", "pattern", "anyOf",
            ],
            formats=["date-time", "enum"],
            without={"pattern": "(?:^|[^\\\\])(?:\\\\\\\\)*\\\\(?:[pPkc]|u\\{)|\\(\\?<[a-zA-Z]"}, references="inline",
            enums="strings", nullable=True, items=True, omit_empty=True,
            schema_prompt="Answer with one JSON object and nothing else. It must fit this JSON Schema:\n" if self.context.holds[9] else "",
        )

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(
            request, self.context,
            efforts=[] if self.context.holds[8] else ["low", "medium", "high", "xhigh"] if self.context.holds[2] else ["low", "medium", "high"] if self.context.holds[1] else [
                "minimal", "low", "medium", "high",
            ],
            budgets={
                "none": 128, "minimal": 512, "low": 1024, "medium": 8192, "high": 24576, "xhigh": 32768, "max": 32768,
            } if self.context.holds[7] else {"none": 0, "minimal": 512, "low": 1024, "medium": 8192, "high": 24576, "xhigh": 24576, "max": 24576} if self.context.holds[6] else {},
            min_tokens=128 if self.context.holds[7] else 512 if self.context.holds[6] else 0,
            max_tokens=32768 if self.context.holds[7] else 24576 if self.context.holds[6] else 0,
            disabled_tokens=128 if self.context.holds[7] else 0,
        )

    def limit_parameters(self, request: hub.Request) -> None:
        passes.limit_parameters(
            request, self.context, stop_sequences=5, max_tokens={"gemini-4*": 32768} if self.context.holds[3] else {},
        )

    def write_request_losses(self, it: hub.Request) -> None:
        super().write_request_losses(it)
        if self.context.holds[4] and it.get("temperature") is not None:
            self.context.lose("temperature", "sampling parameters are not supported by this model")
        if self.context.holds[4] and it.get("top_p") is not None:
            self.context.lose("top_p", "sampling parameters are not supported by this model")
        if self.context.holds[4] and it.get("top_k") is not None:
            self.context.lose("top_k", "sampling parameters are not supported by this model")

    def write_request_generation_config_temperature(self, it: hub.Request) -> float | None:
        return None if self.context.holds[4] else it.get("temperature")

    def write_request_generation_config_top_p(self, it: hub.Request) -> float | None:
        return None if self.context.holds[4] else it.get("top_p")

    def write_request_generation_config_top_k(self, it: hub.Request) -> int | None:
        return None if self.context.holds[4] else it.get("top_k")

    def write_request_generation_config_response_mime_type(self, it: hub.Request) -> str | None:
        return None if self.context.holds[9] else then(it.get("response_format"), "application/json")

    def write_request_generation_config_response_schema(self, it: hub.Request) -> Any:
        response_format = it.get("response_format")
        return None if self.context.holds[9] else (response_format.get("schema") if response_format else None)

    def write_request_generation_config_thinking_config(self, it: hub.Request) -> request.ThinkingConfig | None:
        if self.context.holds[8]:
            return None
        else:
            out: request.ThinkingConfig = {}
            reasoning = it.get("reasoning")
            include_thoughts = equals(reasoning["mode"] if reasoning else None, "on")
            if include_thoughts is None:
                include_thoughts = equals(reasoning["mode"] if reasoning else None, "auto")
            if include_thoughts is None:
                include_thoughts = equals(reasoning["mode"] if reasoning else None, "interleaved")
            if include_thoughts is not None:
                out["includeThoughts"] = include_thoughts
            if (thinking_level := None if self.context.holds[5] else it.get("reasoning_effort")) is not None:
                out["thinkingLevel"] = thinking_level
            thinking_budget = (reasoning.get("budget_tokens") if reasoning else None) if self.context.holds[5] else None
            if thinking_budget is not None:
                out["thinkingBudget"] = thinking_budget
            return out


write_request: Final = WriteRequest.of
read_response: Final = response.read
read_failure: Final = errors.read
read_result: Final = response.ReadResponse.result_of
reader: Final = stream.Reader
RETRY: Final = errors.RETRY

conditions: Final = Conditions(
    When(model=("!gemini-2*", "!gemma*")),
    When(model=("*-pro*", "gemini-3.7*", "gemini-3.8*", "gemini-4*")),
    When(model=("gemini-4-hydrogen*", "gemini-4-neon*")),
    When(model=("gemini-4*",), streaming=False),
    When(model=("gemini-4*",)),
    When(model=("gemini-2.5*",)),
    When(model=("gemini-2.5-flash*",)),
    When(model=("gemini-2.5-pro*",)),
    When(model=("gemini-2.0*", "gemma*")),
    When(model=("gemini-2*", "gemma*"), tools=True),
)
