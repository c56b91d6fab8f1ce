"""Google Gemini: changes to requests.

Generated from specs/providers/gemini.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict

from dragoman.library import hub, passes
from dragoman.library.filters import equals, joined_text, negate, to_json
from dragoman_adapters.gemini_provider.types import Extra, Google
from dragoman_adapters.openai_chat import request as base
from dragoman_adapters.openai_chat.request import AssistantMessage


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
        passes.select_tools(request, self.context, max_tools=128)
        passes.open_signatures(request, self.context, kinds=["rd"])
        passes.place_system_messages(request, self.context, later="reminder", tag="system-reminder")
        passes.render_as_text(
            request, self.context, document="document", search_result="search_result", tool_reference="Tool loaded: ",
            compaction_summary="conversation-summary",
        )
        passes.pair_tool_results(request, self.context, failed="Error: ")
        passes.place_media(request, self.context, native=False, vision=True, files=False)
        passes.arrange_messages(request, self.context, end="refuse")
        passes.return_signatures(
            request, self.context, missing="skip_thought_signature_validator" if self.context.holds[1] else "",
        )
        passes.shorten_names(
            request, self.context, max_length=64, illegal="^[^a-zA-Z_]|[^a-zA-Z0-9_-]", max_id_length=40,
        )
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
        passes.limit_parameters(request, self.context, max_tokens={"gemini-4*": 32768} if self.context.holds[5] else {})
        return self.write_request_from_request(request)

    def write_request_from_request(self, it: hub.Request) -> Request:
        if it.get("verbosity") is not None:
            self.context.lose("verbosity", "verbosity is not supported by this provider")
        if it.get("metadata") is not None:
            self.context.lose("metadata", "metadata is not supported by this provider")
        if it.get("logprobs") is not None:
            self.context.lose("logprobs", "log probabilities are not supported by this provider")
        if it.get("top_logprobs") is not None:
            self.context.lose("top_logprobs", "log probabilities are not supported by this provider")
        if it.get("top_k") is not None:
            self.context.lose("top_k", "top_k is not supported by this provider")
        if it.get("user_id") is not None:
            self.context.lose("user_id", "user ids are not supported by this provider")
        if it.get("compaction") is not None:
            self.context.lose("compaction", "compaction is not supported by this provider")
        if self.context.holds[0] and it.get("temperature") is not None:
            self.context.lose("temperature", "sampling parameters are not supported by reasoning models")
        if self.context.holds[0] and it.get("top_p") is not None:
            self.context.lose("top_p", "sampling parameters are not supported by reasoning models")
        if negate(it.get("parallel_tool_calls")) and it.get("parallel_tool_calls") is not None:
            self.context.lose("parallel_tool_calls", "parallel_tool_calls is not supported by this provider")
        if it.get("service_tier") is not None:
            self.context.lose("service_tier", "service_tier is not supported by this provider")
        system = it.get("system")
        item = self.write_system_message_from_texts(system) if system is not None else None
        messages = it["messages"]
        out: Request = {
            "model": it["model"],
            "messages": [
                *([item] if item is not None else []),
                *[y for x in messages for y in self.write_message_from_message(x)],
            ],
        }
        if (temperature := None if self.context.holds[0] else it.get("temperature")) is not None:
            out["temperature"] = temperature
        if (top_p := None if self.context.holds[0] else it.get("top_p")) is not None:
            out["top_p"] = top_p
        if stop := it.get("stop_sequences"):
            out["stop"] = stop
        if (stream := it.get("stream")) is not None:
            out["stream"] = stream
        if it.get("stream"):
            out["stream_options"] = {"include_usage": True}
        tools = it.get("tools")
        if (tools2 := [tool for x in tools or () if (tool := self.write_tool_from_tool(x)) is not None]):
            out["tools"] = tools2
        tool_choice = it.get("tool_choice")
        if tool_choice is not None:
            out["tool_choice"] = self.write_tool_choice_from_tool_choice(tool_choice)
        response_format = it.get("response_format")
        if response_format is not None:
            out["response_format"] = self.write_response_format_from_response_format(response_format)
        reasoning_effort: Any
        if self.context.holds[7]:
            reasoning_effort = None
        else:
            reasoning_effort = None if self.context.holds[6] else it.get("reasoning_effort")
        if reasoning_effort is not None:
            out["reasoning_effort"] = reasoning_effort
        if (seed := it.get("seed")) is not None:
            out["seed"] = seed
        if (frequency_penalty := it.get("frequency_penalty")) is not None:
            out["frequency_penalty"] = frequency_penalty
        if (presence_penalty := it.get("presence_penalty")) is not None:
            out["presence_penalty"] = presence_penalty
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

    def write_assistant_message_from_message(self, it: hub.Message) -> AssistantMessage:
        blocks_ = it["blocks"]
        if [x for x in blocks_ if x["kind"] == "encrypted_reasoning"]:
            self.context.lose(
                "messages.blocks.encrypted_reasoning",
                "reasoning in the history is not supported by this provider",
            )
        if [x for x in blocks_ if x["kind"] == "hosted_tool_call"]:
            self.context.lose("messages.blocks.hosted_tool_call", "hosted tool calls are executed by the vendor only")
        if [x for x in blocks_ if x["kind"] == "hosted_tool_result"]:
            self.context.lose("messages.blocks.hosted_tool_result", "hosted tool calls are executed by the vendor only")
        out: AssistantMessage = {"role": "assistant", "content": joined_text(it["blocks"])}
        tool_calls = [
            call
            for x in blocks_
            if x["kind"] == "tool_call" or x["kind"] == "custom_tool_call"
            if (call := self.write_call_from_block(x)) is not None
        ]
        if tool_calls:
            out["tool_calls"] = tool_calls
        return out

    def write_call_from_block(self, it: hub.Block) -> Any:
        if it["kind"] == "tool_call":
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
        elif it["kind"] == "custom_tool_call":
            return {"id": it["id"], "type": "custom", "custom": {"name": it["name"], "input": it["input"]}}
        else:
            return None


write: Final = WriteRequest.of
