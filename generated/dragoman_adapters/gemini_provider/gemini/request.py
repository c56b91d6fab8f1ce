"""Google Gemini: changes to requests.

Generated from specs/providers/gemini.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library import hub, passes
from dragoman.library.filters import equals, negate, then
from dragoman_adapters.gemini import request as base
from dragoman_adapters.gemini.request import GenerationConfig, Request, ThinkingConfig, Tool, ToolConfig


class WriteRequest(base.WriteRequest):
    def write(self, request: hub.Request) -> Request:
        passes.answer_zero_tokens(request, self.context)
        passes.select_tools(request, self.context, hosted=["search"], exclusive=True)
        passes.open_signatures(request, self.context, kinds=["rc", "rd"])
        passes.place_system_messages(request, self.context, later="reminder", tag="system-reminder")
        passes.render_as_text(
            request, self.context, document="document", search_result="search_result", tool_reference="Tool loaded: ",
            compaction_summary="conversation-summary",
        )
        passes.pair_tool_results(request, self.context, names=True)
        passes.place_media(
            request, self.context, native=True if self.context.holds[0] else False, vision=True, files=True,
            linked=False,
        )
        passes.arrange_messages(request, self.context, alternate=True, end="refuse")
        passes.shorten_names(request, self.context, max_length=64, illegal="^[^a-zA-Z_]|[^a-zA-Z0-9_.-]")
        passes.return_signatures(
            request, self.context, missing="skip_thought_signature_validator" if self.context.holds[0] else "",
        )
        passes.compile_schemas(
            request, self.context, drop=["$schema"],
            keywords=[
                "type", "format", "title", "description", "nullable", "enum", "items", "minItems", "maxItems",
                "properties", "required", "minProperties", "maxProperties", "minimum", "maximum", "minLength",
                "maxLength", "pattern", "anyOf",
            ],
            formats=["date-time", "enum"], references="inline", enums="strings", nullable=True, items=True,
            omit_empty=True,
            schema_prompt="Answer with one JSON object and nothing else. It must fit this JSON Schema:\n" if self.context.holds[9] else "",
        )
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
        passes.limit_parameters(
            request, self.context, stop_sequences=5, max_tokens={"gemini-4*": 32768} if self.context.holds[3] else {},
        )
        return self.write_request_from_request(request)

    def write_request_from_request(self, it: hub.Request) -> Request:
        if it.get("user_id") is not None:
            self.context.lose("user_id", "user ids are not supported by this provider")
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
        if negate(it.get("parallel_tool_calls")) and it.get("parallel_tool_calls") is not None:
            self.context.lose("parallel_tool_calls", "parallel_tool_calls is not supported by this provider")
        if it.get("service_tier") is not None:
            self.context.lose("service_tier", "service_tier is not supported by this provider")
        if self.context.holds[4] and it.get("temperature") is not None:
            self.context.lose("temperature", "sampling parameters are not supported by this model")
        if self.context.holds[4] and it.get("top_p") is not None:
            self.context.lose("top_p", "sampling parameters are not supported by this model")
        if self.context.holds[4] and it.get("top_k") is not None:
            self.context.lose("top_k", "sampling parameters are not supported by this model")
        messages = it["messages"]
        out: Request = {
            "contents": [content for x in messages if (content := self.write_content_from_message(x)) is not None],
        }
        system = it.get("system")
        if system is not None and (system_instruction := self.write_content_from_texts(system)) is not None:
            out["systemInstruction"] = system_instruction
        item: Any = None
        tools = it.get("tools")
        if [x for x in tools if x["kind"] == "function"] if tools is not None else None:
            item2: Tool = {}
            function_declarations = [
                self.write_declaration_from_function_tool(x)
                for x in tools or ()
                if x["kind"] == "function"
            ]
            if function_declarations:
                item2["functionDeclarations"] = function_declarations
            item = item2
        tools2 = [
            *([item] if item else []),
            *[self.write_tool_from_hosted_tool(x) for x in tools or () if x["kind"] == "hosted"],
        ]
        if tools2:
            out["tools"] = tools2
        tool_config: Any = None
        if [x for x in tools if x["kind"] == "function"] if tools is not None else None:
            tool_config2: ToolConfig = {}
            tool_choice = it.get("tool_choice")
            if tool_choice is not None:
                tool_config2["functionCallingConfig"] = self.write_calling_config_from_tool_choice(tool_choice)
            tool_config = tool_config2
        if tool_config:
            out["toolConfig"] = tool_config
        generation_config: GenerationConfig = {}
        if (max_output_tokens := it.get("max_tokens")) is not None:
            generation_config["maxOutputTokens"] = max_output_tokens
        if (temperature := None if self.context.holds[4] else it.get("temperature")) is not None:
            generation_config["temperature"] = temperature
        if (top_p := None if self.context.holds[4] else it.get("top_p")) is not None:
            generation_config["topP"] = top_p
        if (top_k := None if self.context.holds[4] else it.get("top_k")) is not None:
            generation_config["topK"] = top_k
        if stop_sequences := it.get("stop_sequences"):
            generation_config["stopSequences"] = stop_sequences
        if (seed := it.get("seed")) is not None:
            generation_config["seed"] = seed
        if (frequency_penalty := it.get("frequency_penalty")) is not None:
            generation_config["frequencyPenalty"] = frequency_penalty
        if (presence_penalty := it.get("presence_penalty")) is not None:
            generation_config["presencePenalty"] = presence_penalty
        response_mime_type = None if self.context.holds[9] else then(it.get("response_format"), "application/json")
        if response_mime_type is not None:
            generation_config["responseMimeType"] = response_mime_type
        response_format = it.get("response_format")
        response_schema = (
            None
            if self.context.holds[9]
            else (response_format.get("schema") if response_format else None)
        )
        if response_schema is not None:
            generation_config["responseSchema"] = response_schema
        thinking_config: Any
        if self.context.holds[8]:
            thinking_config = None
        else:
            thinking_config2: ThinkingConfig = {}
            reasoning = it.get("reasoning")
            include_thoughts = equals(reasoning["mode"] if reasoning else None, "on")
            if include_thoughts is None:
                include_thoughts = equals(reasoning["mode"] if reasoning else None, "auto")
            if include_thoughts is not None:
                thinking_config2["includeThoughts"] = include_thoughts
            if (thinking_level := None if self.context.holds[5] else it.get("reasoning_effort")) is not None:
                thinking_config2["thinkingLevel"] = thinking_level
            thinking_budget = (reasoning.get("budget_tokens") if reasoning else None) if self.context.holds[5] else None
            if thinking_budget is not None:
                thinking_config2["thinkingBudget"] = thinking_budget
            thinking_config = thinking_config2
        if thinking_config:
            generation_config["thinkingConfig"] = thinking_config
        if generation_config:
            out["generationConfig"] = generation_config
        return out


write: Final = WriteRequest.of
