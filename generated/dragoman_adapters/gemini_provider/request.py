"""Google Gemini: changes to requests.

Generated from specs/providers/gemini.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict, cast

from dragoman.library import hub, passes
from dragoman.library.filters import equals, negate, to_json
from dragoman_adapters.gemini_provider.types import Extra, Google
from dragoman_adapters.openai_chat import request as base


class Request(base.Request, total=False):
    extra_body: ExtraBody | None


class FunctionCall(base.FunctionCall, total=False):
    extra_content: Extra | None


class ExtraBody(TypedDict, total=False):
    google: GoogleBody | None


class GoogleBody(TypedDict, total=False):
    thinking_config: ThinkingConfig | None


class ThinkingConfig(TypedDict, total=False):
    include_thoughts: bool | None
    thinking_level: str | None
    thinking_budget: int | None


class WriteRequest(base.WriteRequest):
    def write(self, request: hub.Request) -> Request:
        passes.answer_zero_tokens(request, self.context)
        self.render_refusals(request)
        self.select_tools(request)
        self.open_signatures(request)
        self.place_system_messages(request)
        passes.render_as_text(
            request, self.context, document="document", search_result="search_result", tool_reference="Tool loaded: ",
            compaction_summary="conversation-summary",
        )
        self.pair_tool_results(request)
        self.place_media(request)
        self.arrange_messages(request)
        passes.return_signatures(
            request, self.context, missing="skip_thought_signature_validator" if self.context.holds[1] else "",
        )
        self.shorten_names(request)
        self.compile_schemas(request)
        self.map_reasoning(request)
        self.limit_parameters(request)
        return self.write_request_from_request(request)

    def open_signatures(self, request: hub.Request) -> None:
        passes.open_signatures(request, self.context, kinds=["rd"])

    def place_media(self, request: hub.Request) -> None:
        passes.place_media(request, self.context, native=False, vision=True, files=False)

    def shorten_names(self, request: hub.Request) -> None:
        passes.shorten_names(
            request, self.context, max_length=64, illegal="^[^a-zA-Z_]|[^a-zA-Z0-9_-]", max_id_length=40,
        )

    def compile_schemas(self, request: hub.Request) -> None:
        passes.compile_schemas(
            request, self.context, drop=["$schema"], strict=[],
            keywords=[
                "type", "format", "title", "description", "nullable", "enum", "items", "minItems", "maxItems",
                "properties", "required", "minProperties", "maxProperties", "minimum", "maximum", "minLength",
                "maxLength", "pattern", "anyOf",
            ],
            formats=["date-time", "enum"], references="inline", enums="strings", nullable=True, items=True,
            omit_empty=True,
        )

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(
            request, self.context,
            efforts=["none", "low", "medium", "high"] if self.context.holds[4] else ["low", "medium", "high", "xhigh"] if self.context.holds[3] else ["low", "medium", "high"] if self.context.holds[2] else [
                "minimal", "low", "medium", "high",
            ],
            disabled="none" if self.context.holds[4] else "",
            budgets={
                "none": 128, "minimal": 512, "low": 1024, "medium": 8192, "high": 24576, "xhigh": 32768, "max": 32768,
            } if self.context.holds[8] else {"none": 0, "minimal": 512, "low": 1024, "medium": 8192, "high": 24576, "xhigh": 32768, "max": 32768} if self.context.holds[7] else {},
            min_tokens=128 if self.context.holds[8] else 512 if self.context.holds[7] else 0,
            max_tokens=32768 if self.context.holds[8] else 24576 if self.context.holds[7] else 0,
            disabled_tokens=128 if self.context.holds[8] else 0,
        )

    def limit_parameters(self, request: hub.Request) -> None:
        passes.limit_parameters(request, self.context, max_tokens={"gemini-4*": 32768} if self.context.holds[5] else {})

    write_request_max_completion_tokens = base.WriteRequest.nothing
    write_request_parallel_tool_calls = base.WriteRequest.nothing
    write_request_service_tier = base.WriteRequest.nothing
    write_assistant_message_from_message_loss_of_reasoning = base.WriteRequest.nothing

    def write_request_from_request(self, it: hub.Request) -> Request:
        out = cast(Request, super().write_request_from_request(it))
        if (max_tokens := it.get("max_tokens")) is not None:
            out["max_tokens"] = max_tokens
        extra_body: Any
        if self.context.holds[7]:
            extra_body2: ExtraBody = {}
            google: GoogleBody = {}
            thinking_config: ThinkingConfig = {}
            reasoning = it.get("reasoning")
            include_thoughts = equals(reasoning["mode"] if reasoning else None, "on")
            if include_thoughts is None:
                include_thoughts = equals(reasoning["mode"] if reasoning else None, "auto")
            if include_thoughts is None:
                include_thoughts = equals(reasoning["mode"] if reasoning else None, "interleaved")
            if include_thoughts is not None:
                thinking_config["include_thoughts"] = include_thoughts
            if reasoning and (thinking_budget := reasoning.get("budget_tokens")) is not None:
                thinking_config["thinking_budget"] = thinking_budget
            if thinking_config:
                google["thinking_config"] = thinking_config
            if google:
                extra_body2["google"] = google
            extra_body = extra_body2
        else:
            extra_body3: Any
            if self.context.holds[6]:
                extra_body4: ExtraBody = {}
                google2: GoogleBody = {}
                thinking_config2: ThinkingConfig = {}
                reasoning2 = it.get("reasoning")
                include_thoughts2 = equals(reasoning2["mode"] if reasoning2 else None, "on")
                if include_thoughts2 is None:
                    include_thoughts2 = equals(reasoning2["mode"] if reasoning2 else None, "auto")
                if include_thoughts2 is None:
                    include_thoughts2 = equals(reasoning2["mode"] if reasoning2 else None, "interleaved")
                if include_thoughts2 is not None:
                    thinking_config2["include_thoughts"] = include_thoughts2
                if (thinking_level := it.get("reasoning_effort")) is not None:
                    thinking_config2["thinking_level"] = thinking_level
                if thinking_config2:
                    google2["thinking_config"] = thinking_config2
                if google2:
                    extra_body4["google"] = google2
                extra_body3 = extra_body4
            else:
                extra_body3 = None
            extra_body = extra_body3
        if extra_body:
            out["extra_body"] = extra_body
        return out

    def write_request_losses(self, it: hub.Request) -> None:
        super().write_request_losses(it)
        if self.context.holds[0] and it.get("temperature") is not None:
            self.context.lose("temperature", "sampling parameters are not supported by reasoning models")
        if self.context.holds[0] and it.get("top_p") is not None:
            self.context.lose("top_p", "sampling parameters are not supported by reasoning models")
        if negate(it.get("parallel_tool_calls")) and it.get("parallel_tool_calls") is not None:
            self.context.lose("parallel_tool_calls", "parallel_tool_calls is not supported by this provider")
        if it.get("service_tier") is not None:
            self.context.lose("service_tier", "service_tier is not supported by this provider")

    def write_request_temperature(self, it: hub.Request) -> float | None:
        return None if self.context.holds[0] else it.get("temperature")

    def write_request_top_p(self, it: hub.Request) -> float | None:
        return None if self.context.holds[0] else it.get("top_p")

    def write_request_reasoning_effort(self, it: hub.Request) -> str | None:
        if self.context.holds[7]:
            return None
        else:
            return None if self.context.holds[6] else it.get("reasoning_effort")

    def write_call_from_block_tool_call(self, it: hub.ToolCall) -> Any:
        arguments = to_json(it["input"])
        out: FunctionCall = {
            "id": it["id"],
            "type": "function",
            "function": {"name": it["name"], "arguments": "{}" if arguments is None else arguments},
        }
        extra_content: Extra = {}
        google: Google = {}
        if (thought_signature := it.get("signature")) is not None:
            google["thought_signature"] = thought_signature
        if google:
            extra_content["google"] = google
        if extra_content:
            out["extra_content"] = extra_content
        return out


write: Final = WriteRequest.of
