"""AWS Bedrock: changes to requests.

Generated from specs/providers/aws.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library import hub, passes
from dragoman.library.filters import at_least, equals, non_empty, then
from dragoman_adapters.openai_responses import request as base
from dragoman_adapters.openai_responses.request import Message, Reasoning, Request


class WriteRequest(base.WriteRequest):
    def write(self, request: hub.Request) -> Request:
        passes.answer_zero_tokens(request, self.context)
        passes.render_refusals(request, self.context, native=True)
        self.select_tools(request)
        self.open_signatures(request)
        self.place_system_messages(request)
        passes.render_as_text(
            request, self.context, document="document", search_result="search_result", tool_reference="Tool loaded: ",
            compaction_summary="conversation-summary",
        )
        passes.pair_tool_results(request, self.context, failed="Error: ")
        self.place_media(request)
        passes.arrange_messages(request, self.context, end="refuse")
        passes.shorten_names(request, self.context, max_length=64, illegal="[^a-zA-Z0-9_-]", max_id_length=64)
        self.compile_schemas(request)
        self.map_reasoning(request)
        self.limit_parameters(request)
        if self.context.holds[0]:
            passes.mark_final_text(request, self.context)
        return self.write_request_from_request(request)

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(
            request, self.context,
            efforts=["low", "medium", "high", "xhigh", "max"] if self.context.holds[2] else [
                "none", "low", "medium", "high", "xhigh", "max",
            ] if self.context.holds[1] else ["none", "low", "medium", "high", "xhigh"],
        )

    def write_request_from_request(self, it: hub.Request) -> Request:
        self.write_request_losses(it)
        out: Request = {
            "model": it["model"],
            "input": self.write_request_input(it),
            "store": False,
            "include": self.write_request_include(it),
        }
        if (instructions := self.write_request_instructions(it)) is not None:
            out["instructions"] = instructions
        if (max_output_tokens := at_least(it.get("max_tokens"), 16)) is not None:
            out["max_output_tokens"] = max_output_tokens
        if (stream := it.get("stream")) is not None:
            out["stream"] = stream
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

    def write_request_reasoning(self, it: hub.Request) -> Reasoning | None:
        reasoning = it.get("reasoning")
        if equals(reasoning.get("display") if reasoning else None, "hidden"):
            out: Reasoning = {}
            if (effort := it.get("reasoning_effort")) is not None:
                out["effort"] = effort
            return out
        if equals(reasoning["mode"] if reasoning else None, "off"):
            out2: Reasoning = {}
            if (effort2 := it.get("reasoning_effort")) is not None:
                out2["effort"] = effort2
            return out2
        if reasoning and reasoning["mode"]:
            out3: Reasoning = {"summary": "auto"}
            if (effort3 := it.get("reasoning_effort")) is not None:
                out3["effort"] = effort3
            return out3
        if not it.get("reasoning_effort"):
            return None
        out4: Reasoning = {}
        if (effort4 := it.get("reasoning_effort")) is not None:
            out4["effort"] = effort4
        return out4

    def write_item_from_block_text(self, it: hub.Text) -> Any:
        out: Message = {"type": "message", "role": "assistant", "content": it["text"]}
        phase = then(it.get("final"), "final_answer")
        if (phase2 := ("commentary" if phase is None else phase) if self.context.holds[0] else None) is not None:
            out["phase"] = phase2
        return out


write: Final = WriteRequest.of
