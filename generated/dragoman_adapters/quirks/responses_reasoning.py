"""The shared quirk responses_reasoning.

Generated from specs/quirks/responses_reasoning.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from dragoman.library import hub
from dragoman.library.filters import at_least, equals, non_empty, then
from dragoman_adapters.openai_responses import request


class WriteRequest(request.WriteRequest):
    def write_request_from_request(self, it: hub.Request) -> request.Request:
        self.write_request_losses(it)
        out: request.Request = {
            "model": it["model"],
            "input": self.write_request_input(it),
            "store": False,
            "include": self.write_request_include(it),
        }
        if (instructions := self.write_request_instructions(it)) is not None:
            out["instructions"] = instructions
        if (max_output_tokens := at_least(it.get("max_tokens"), 16)) is not None:
            out["max_output_tokens"] = max_output_tokens
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
        if (reasoning := self.write_request_reasoning(it)) is not None:
            out["reasoning"] = reasoning
        if (service_tier := self.write_request_service_tier(it)) is not None:
            out["service_tier"] = service_tier
        return out

    def write_request_losses(self, it: hub.Request) -> None:
        super().write_request_losses(it)
        if it.get("temperature") is not None:
            self.context.lose("temperature", "sampling parameters are not supported by reasoning models")
        if it.get("top_p") is not None:
            self.context.lose("top_p", "sampling parameters are not supported by reasoning models")

    def write_request_include(self, it: hub.Request) -> list[str] | None:
        tools = it.get("tools")
        item = then(non_empty([x for x in tools or () if x["kind"] == "hosted"]), "web_search_call.action.sources")
        return ["reasoning.encrypted_content", *([item] if item is not None else [])]

    def write_request_reasoning(self, it: hub.Request) -> request.Reasoning | None:
        reasoning = it.get("reasoning")
        if equals(reasoning.get("display") if reasoning else None, "hidden"):
            out: request.Reasoning = {}
            if (effort := it.get("reasoning_effort")) is not None:
                out["effort"] = effort
            return out
        if equals(reasoning["mode"] if reasoning else None, "off"):
            out2: request.Reasoning = {}
            if (effort2 := it.get("reasoning_effort")) is not None:
                out2["effort"] = effort2
            return out2
        if reasoning and reasoning["mode"]:
            out3: request.Reasoning = {"summary": "auto"}
            if (effort3 := it.get("reasoning_effort")) is not None:
                out3["effort"] = effort3
            return out3
        if not it.get("reasoning_effort"):
            return None
        out4: request.Reasoning = {}
        if (effort4 := it.get("reasoning_effort")) is not None:
            out4["effort"] = effort4
        return out4
