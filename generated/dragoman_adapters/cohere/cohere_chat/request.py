"""Cohere: changes to requests.

Generated from specs/providers/cohere.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library import hub, passes
from dragoman.library.filters import equals, negate
from dragoman_adapters.cohere_chat import request as base
from dragoman_adapters.cohere_chat.request import Request, Thinking


class WriteRequest(base.WriteRequest):
    def write(self, request: hub.Request) -> Request:
        passes.answer_zero_tokens(request, self.context)
        passes.select_tools(request, self.context, forced="alone")
        passes.open_signatures(request, self.context, kinds=["rc"])
        passes.place_system_messages(request, self.context, later="reminder", tag="system-reminder")
        passes.render_as_text(
            request, self.context, document="document", search_result="search_result", tool_reference="Tool loaded: ",
            compaction_summary="conversation-summary",
        )
        passes.pair_tool_results(request, self.context, failed="Error: ")
        passes.place_media(request, self.context, vision=True, files=False)
        passes.arrange_messages(request, self.context, blank=True, end="refuse")
        passes.shorten_names(request, self.context, max_length=64, illegal="[^a-zA-Z0-9_-]")
        passes.compile_schemas(
            request, self.context, drop=["$schema"],
            schema_prompt="Answer with one JSON object and nothing else. It must fit this JSON Schema:\n" if self.context.holds[0] else "",
            json_prompt="Answer with one JSON object and nothing else." if self.context.holds[0] else "",
        )
        passes.map_reasoning(request, self.context)
        passes.limit_parameters(request, self.context, stop_sequences=5)
        return self.write_request_from_request(request)

    def write_request_from_request(self, it: hub.Request) -> Request:
        if it.get("reasoning_effort") is not None:
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
            self.context.lose("logprobs", "log probabilities have another form in this protocol")
        if it.get("top_logprobs") is not None:
            self.context.lose("top_logprobs", "log probabilities have another form in this protocol")
        if it.get("compaction") is not None:
            self.context.lose("compaction", "compaction is not supported by this provider")
        reasoning = it.get("reasoning")
        other = equals(reasoning["mode"] if reasoning else None, "on")
        if other is None:
            other = equals(reasoning["mode"] if reasoning else None, "auto")
        if self.context.holds[1] and other and reasoning and reasoning["mode"] is not None:
            self.context.lose("reasoning.mode", "reasoning is not supported by this model")
        if self.context.holds[1] and reasoning and reasoning.get("budget_tokens") is not None:
            self.context.lose("reasoning.budget_tokens", "reasoning is not supported by this model")
        system = it.get("system")
        item = self.write_message_from_texts(system) if system is not None else None
        messages = it["messages"]
        stream = it.get("stream")
        out: Request = {
            "model": it["model"],
            "messages": [
                *([item] if item is not None else []),
                *[y for x in messages for y in self.write_message_from_message(x) or ()],
            ],
            "stream": False if stream is None else stream,
        }
        tools = it.get("tools")
        if (tools2 := [self.write_tool_from_function_tool(x) for x in tools or () if x["kind"] == "function"]):
            out["tools"] = tools2
        tool_choice = it.get("tool_choice")
        if tool_choice is not None and (tool_choice2 := self.write_choice_from_tool_choice(tool_choice)) is not None:
            out["tool_choice"] = tool_choice2
        response_format = it.get("response_format")
        response_format2 = (
            None
            if self.context.holds[0]
            else (
                self.write_response_format_from_response_format(response_format)
                if response_format is not None
                else None
            )
        )
        if response_format2 is not None:
            out["response_format"] = response_format2
        thinking: Any
        if self.context.holds[1]:
            thinking = None
        else:
            thinking2: Any = None
            if it.get("reasoning"):
                mode = reasoning["mode"] if reasoning else None
                type_ = self.SWITCHES[mode] if mode is not None else None
                thinking3: Thinking = {"type": "enabled" if type_ is None else type_}
                if reasoning and (token_budget := reasoning.get("budget_tokens")) is not None:
                    thinking3["token_budget"] = token_budget
                thinking2 = thinking3
            thinking = thinking2
        if thinking is not None:
            out["thinking"] = thinking
        if (max_tokens := it.get("max_tokens")) is not None:
            out["max_tokens"] = max_tokens
        if stop_sequences := it.get("stop_sequences"):
            out["stop_sequences"] = stop_sequences
        if (temperature := it.get("temperature")) is not None:
            out["temperature"] = temperature
        if (p := it.get("top_p")) is not None:
            out["p"] = p
        if (k := it.get("top_k")) is not None:
            out["k"] = k
        if (seed := it.get("seed")) is not None:
            out["seed"] = seed
        if (frequency_penalty := it.get("frequency_penalty")) is not None:
            out["frequency_penalty"] = frequency_penalty
        if (presence_penalty := it.get("presence_penalty")) is not None:
            out["presence_penalty"] = presence_penalty
        return out


write: Final = WriteRequest.of
