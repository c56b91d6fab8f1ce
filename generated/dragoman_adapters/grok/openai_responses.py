"""Grok (xAI), OpenAI Responses: differences and entry points.

Generated from specs/providers/grok.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library import hub, passes
from dragoman.library.filters import at_least, join
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_responses import errors, request, response, stream
from dragoman_adapters.quirks import foreign_reasoning


class Filters(request.Filters, total=False):
    excluded_domains: list[str] | None


class WriteRequest(request.WriteRequest):
    def select_tools(self, request: hub.Request) -> None:
        passes.select_tools(request, self.context, max_tools=128, hosted=["search"])

    def place_system_messages(self, request: hub.Request) -> None:
        passes.place_system_messages(request, self.context, later="reminder", tag="system-reminder")

    def compile_schemas(self, request: hub.Request) -> None:
        passes.compile_schemas(
            request, self.context, drop=["$schema"], items=True,
            without={
                "pattern": "(?:^|[^\\\\])(?:\\\\\\\\)*\\\\(?:[pPkc]|u\\{)|\\(\\?<[a-zA-Z]",
                "additionalProperties": False,
            },
            strict=[
                "type", "enum", "const", "description", "title", "$ref", "pattern", "format", "minimum", "maximum",
                "multipleOf", "exclusiveMinimum", "exclusiveMaximum", "minItems", "maxItems", "properties", "required",
                "additionalProperties", "items", "anyOf", "$defs", "definitions",
            ],
            strict_sizes={
                "properties": 5000, "values": 1000, "levels": 10, "characters": 120000, "list_values": 250,
                "list_characters": 15000,
            },
        )

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(
            request, self.context,
            efforts=["none", "low", "medium", "high"] if self.context.holds[2] else ["low", "medium", "high"] if self.context.holds[1] else [
                "low", "medium", "high", "xhigh",
            ] if self.context.holds[0] else [],
        )

    write_tool_hosted_loss_of_blocked_domains = request.WriteRequest.nothing
    write_tool_hosted_user_location = request.WriteRequest.nothing

    def write_request_from_request(self, it: hub.Request) -> request.Request:
        self.write_request_losses(it)
        out: request.Request = {
            "model": it["model"],
            "input": self.write_request_input(it),
            "store": False,
            "include": self.write_request_include(it),
        }
        if (max_output_tokens := at_least(it.get("max_tokens"), 16)) is not None:
            out["max_output_tokens"] = max_output_tokens
        if (temperature := self.write_request_temperature(it)) is not None:
            out["temperature"] = temperature
        if (top_p := self.write_request_top_p(it)) is not None:
            out["top_p"] = top_p
        if (stream_ := it.get("stream")) is not None:
            out["stream"] = stream_
        tools = it.get("tools")
        if (tools2 := [tool for x in tools or () if (tool := self.write_tool_from_tool(x)) is not None]):
            out["tools"] = tools2
        tool_choice = it.get("tool_choice")
        if tool_choice is not None:
            out["tool_choice"] = self.write_tool_choice_from_tool_choice(tool_choice)
        if (parallel_tool_calls := it.get("parallel_tool_calls")) is not None:
            out["parallel_tool_calls"] = parallel_tool_calls
        if text := self.write_request_text(it):
            out["text"] = text
        if reasoning := self.write_request_reasoning(it):
            out["reasoning"] = reasoning
        if (service_tier := self.write_request_service_tier(it)) is not None:
            out["service_tier"] = service_tier
        if (prompt_cache_key := it.get("session_id")) is not None:
            out["prompt_cache_key"] = prompt_cache_key
        return out

    def write_request_input(self, it: hub.Request) -> str | list[Any]:
        item: Any = None
        if it.get("system"):
            system = it.get("system")
            content = join([x["text"] for x in system or ()], "\n\n")
            item = {"type": "message", "role": "system", "content": "" if content is None else content}
        messages = it["messages"]
        return [*([item] if item is not None else []), *[y for x in messages for y in self.write_item_from_message(x)]]

    def write_request_include(self, it: hub.Request) -> list[str] | None:
        return ["reasoning.encrypted_content"]

    def write_tool_hosted_losses(self, it: hub.HostedTool) -> None:
        super().write_tool_hosted_losses(it)
        if it.get("user_location") is not None:
            self.context.lose("tools.user_location", "the user location is not supported by this provider")

    def write_tool_hosted_filters(self, it: hub.HostedTool) -> Filters | None:
        out: Filters = {}
        if allowed_domains := it.get("allowed_domains"):
            out["allowed_domains"] = allowed_domains
        if excluded_domains := it.get("blocked_domains"):
            out["excluded_domains"] = excluded_domains
        return out


write_request: Final = WriteRequest.of
read_response: Final = response.read
read_failure: Final = errors.read
read_result: Final = response.ReadResponse.result_of
reader: Final = stream.Reader
RETRY: Final = errors.RETRY

conditions: Final = Conditions(
    When(model=("grok-4.6*", "grok-4.7*")),
    When(model=("grok-4.5*",)),
    When(model=("grok-4.3*",)),
)

patch: Final = in_order(foreign_reasoning.patch)
