"""AWS Bedrock, Amazon Bedrock Converse: differences and entry points.

Generated from specs/providers/aws.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library import hub, passes
from dragoman.library.filters import equals, negate, to_json, unless
from dragoman.library.quirks.conditions import Conditions, When
from dragoman_adapters.bedrock_converse import errors, request, response, stream


class WriteRequest(request.WriteRequest):
    def write(self, request: hub.Request) -> request.Request:
        passes.answer_zero_tokens(request, self.context)
        passes.render_refusals(request, self.context)
        self.select_tools(request)
        passes.open_signatures(request, self.context, kinds=["native", "th", "rt"])
        passes.place_system_messages(request, self.context, later="reminder", tag="system-reminder")
        passes.render_as_text(
            request, self.context, document="document", search_result="search_result", tool_reference="Tool loaded: ",
            compaction_summary="conversation-summary",
        )
        passes.pair_tool_results(request, self.context)
        passes.place_media(
            request, self.context, native=True, documents=True, vision=True, files=True, linked=False,
            media_types=[
                "image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf", "text/csv", "text/html",
                "text/markdown", "text/plain", "application/msword",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/vnd.ms-excel",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ],
        )
        passes.arrange_messages(request, self.context, blank=True, alternate=True, begin=".", end="refuse")
        self.shorten_names(request)
        self.compile_schemas(request)
        if self.context.holds[10]:
            passes.map_reasoning(request, self.context, efforts=["none", "low", "medium", "high"])
        if not self.context.holds[10] and self.context.holds[9]:
            passes.map_reasoning(request, self.context, efforts=["low", "medium", "high"], disabled="low")
        if not self.context.holds[10] and not self.context.holds[9] and self.context.holds[8]:
            passes.map_reasoning(
                request, self.context,
                budgets={"minimal": 1024, "low": 1024, "medium": 8192, "high": 24576, "xhigh": 32768, "max": 32768},
            )
        if (
            not self.context.holds[10]
            and not self.context.holds[9]
            and not self.context.holds[8]
            and self.context.holds[4]
        ):
            passes.map_reasoning(request, self.context)
        self.limit_parameters(request)
        return self.write_request_from_request(request)

    def select_tools(self, request: hub.Request) -> None:
        passes.select_tools(
            request, self.context, modes=["auto", "none"] if self.context.holds[6] else ["auto", "any", "tool", "none"],
        )

    def shorten_names(self, request: hub.Request) -> None:
        passes.shorten_names(
            request, self.context, max_length=64, illegal="[^a-zA-Z0-9_-]", max_id_length=64,
            illegal_in_ids="[^a-zA-Z0-9]" if self.context.holds[2] else "[^a-zA-Z0-9_.:-]",
            exact_id_length=9 if self.context.holds[2] else 0,
        )

    def compile_schemas(self, request: hub.Request) -> None:
        passes.compile_schemas(
            request, self.context, drop=["$schema"],
            formats=["date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid"],
            closed=[
                "type", "enum", "const", "description", "title", "default", "$ref", "$defs", "definitions", "anyOf",
                "allOf", "format", "properties", "required", "additionalProperties", "items",
            ],
            json_prompt="Respond with a single JSON object and no other text.",
            illegal="[^a-zA-Z0-9_.-]" if self.context.holds[0] else "", max_length=64 if self.context.holds[0] else 0,
        )

    def limit_parameters(self, request: hub.Request) -> None:
        passes.limit_parameters(
            request, self.context, temperature=1, stop_sequences=100,
            cache_breakpoints=4 if self.context.holds[1] else 0,
        )

    def write_request_from_request(self, it: hub.Request) -> request.Request:
        out = super().write_request_from_request(it)
        additional_model_request_fields: Any
        if self.context.holds[10]:
            additional_model_request_fields2: request.Fields = {}
            reasoning_effort = it.get("reasoning_effort")
            if reasoning_effort is not None and self.EFFORTS.get(reasoning_effort):
                reasoning_config: request.ReasoningConfig = {"type": "enabled"}
                max_reasoning_effort = self.EFFORTS.get(reasoning_effort) if reasoning_effort is not None else None
                if max_reasoning_effort is not None:
                    reasoning_config["maxReasoningEffort"] = max_reasoning_effort
                additional_model_request_fields2["reasoningConfig"] = reasoning_config
            additional_model_request_fields = additional_model_request_fields2
        else:
            additional_model_request_fields3: Any
            if self.context.holds[9]:
                additional_model_request_fields4: request.Fields = {}
                if (reasoning_effort2 := it.get("reasoning_effort")) is not None:
                    additional_model_request_fields4["reasoning_effort"] = reasoning_effort2
                additional_model_request_fields3 = additional_model_request_fields4
            else:
                additional_model_request_fields5: Any
                if self.context.holds[8]:
                    additional_model_request_fields6: request.Fields = {}
                    reasoning = it.get("reasoning")
                    thinking = self.write_thinking_from_reasoning_config(reasoning) if reasoning is not None else None
                    if thinking is not None:
                        additional_model_request_fields6["thinking"] = thinking
                    if (top_k := it.get("top_k")) is not None:
                        additional_model_request_fields6["top_k"] = top_k
                    additional_model_request_fields5 = additional_model_request_fields6
                else:
                    additional_model_request_fields7: Any
                    if self.context.holds[4]:
                        additional_model_request_fields8: request.Fields = {}
                        reasoning2 = it.get("reasoning")
                        thinking2 = (
                            self.write_thinking_from_reasoning_config(reasoning2)
                            if reasoning2 is not None
                            else None
                        )
                        if thinking2 is not None:
                            additional_model_request_fields8["thinking"] = thinking2
                        additional_model_request_fields7 = additional_model_request_fields8
                    else:
                        additional_model_request_fields7 = None
                    additional_model_request_fields5 = additional_model_request_fields7
                additional_model_request_fields3 = additional_model_request_fields5
            additional_model_request_fields = additional_model_request_fields3
        if additional_model_request_fields:
            out["additionalModelRequestFields"] = additional_model_request_fields
        return out

    def write_request_losses(self, it: hub.Request) -> None:
        if not self.context.holds[8] and it.get("top_k") is not None:
            self.context.lose("top_k", "top_k is not supported by this model")
        if (
            not self.context.holds[10]
            and not self.context.holds[9]
            and not self.context.holds[8]
            and not self.context.holds[4]
        ):
            reasoning = it.get("reasoning")
            other = equals(reasoning["mode"] if reasoning else None, "on")
            if other is None:
                other = equals(reasoning["mode"] if reasoning else None, "auto")
            if other is None:
                other = equals(reasoning["mode"] if reasoning else None, "interleaved")
            if other and reasoning and reasoning["mode"] is not None:
                self.context.lose("reasoning.mode", "reasoning cannot be configured for this model")
        reasoning2 = it.get("reasoning")
        if not self.context.holds[10] and not self.context.holds[9] and not self.context.holds[8] and not self.context.holds[4] and reasoning2 and reasoning2.get(
            "budget_tokens",
        ) is not None:
            self.context.lose("reasoning.budget_tokens", "reasoning cannot be configured for this model")
        if not self.context.holds[10] and not self.context.holds[9] and self.context.holds[8] and it.get(
            "reasoning_effort",
        ) is not None:
            self.context.lose("reasoning_effort", "effort is not supported by this model")
        if (
            not self.context.holds[10]
            and not self.context.holds[9]
            and not self.context.holds[8]
            and self.context.holds[5]
        ):
            if (equals(it.get("reasoning_effort"), "xhigh")) and it.get("reasoning_effort") is not None:
                self.context.lose("reasoning_effort", "xhigh is not supported by this model")
        if not self.context.holds[10] and not self.context.holds[9] and not self.context.holds[8] and not self.context.holds[5] and not self.context.holds[4] and it.get(
            "reasoning_effort",
        ) is not None:
            self.context.lose("reasoning_effort", "reasoning cannot be configured for this model")
        if negate(it.get("parallel_tool_calls")) and it.get("parallel_tool_calls") is not None:
            self.context.lose("parallel_tool_calls", "parallel tool calls cannot be disabled for this model")
        if it.get("seed") is not None:
            self.context.lose("seed", "seeds are not supported by this provider")
        if it.get("frequency_penalty") is not None:
            self.context.lose("frequency_penalty", "penalties are not supported by this provider")
        if it.get("presence_penalty") is not None:
            self.context.lose("presence_penalty", "penalties are not supported by this provider")
        if it.get("user_id") is not None:
            self.context.lose("user_id", "user ids are not supported by this provider")
        if it.get("verbosity") is not None:
            self.context.lose("verbosity", "verbosity is not supported by this provider")
        if it.get("metadata") is not None:
            self.context.lose("metadata", "metadata is not supported by this provider")
        if it.get("logprobs") is not None:
            self.context.lose("logprobs", "log probabilities are not supported by this provider")
        if it.get("top_logprobs") is not None:
            self.context.lose("top_logprobs", "log probabilities are not supported by this provider")
        if it.get("compaction") is not None:
            self.context.lose("compaction", "compaction is not supported by this provider")
        if self.context.holds[3] and it.get("temperature") is not None:
            self.context.lose("temperature", "only the default temperature is supported by this model")
        if self.context.holds[7]:
            if it.get("temperature") and it.get("top_p") is not None:
                self.context.lose("top_p", "temperature and top_p are not supported together by this model")
        if not self.context.holds[7] and self.context.holds[3] and it.get("top_p") is not None:
            self.context.lose("top_p", "top_p is not supported by this model")

    def write_request_inference_config_temperature(self, it: hub.Request) -> float | None:
        return None if self.context.holds[3] else it.get("temperature")

    def write_request_inference_config_top_p(self, it: hub.Request) -> float | None:
        if self.context.holds[7]:
            return unless(it.get("top_p"), it.get("temperature"))
        else:
            return None if self.context.holds[3] else it.get("top_p")

    def write_request_output_config(self, it: hub.Request) -> request.OutputConfig | None:
        out: request.OutputConfig = {}
        response_format = it.get("response_format")
        if response_format and response_format.get("schema"):
            schema = to_json(response_format.get("schema"))
            json_schema: request.JsonSchema = {"schema": "{}" if schema is None else schema}
            if (name := response_format.get("name")) is not None:
                json_schema["name"] = name
            if (description := response_format.get("description")) is not None:
                json_schema["description"] = description
            out["textFormat"] = {"type": "json_schema", "structure": {"jsonSchema": json_schema}}
        effort: Any
        if self.context.holds[5]:
            effort3: Any = None
            if equals(it.get("reasoning_effort"), "xhigh"):
                effort3 = "high"
            effort2: Any = effort3
            if effort2 is None:
                reasoning_effort = it.get("reasoning_effort")
                effort2 = self.EFFORTS.get(reasoning_effort) if reasoning_effort is not None else None
            effort = effort2
        else:
            reasoning_effort2 = it.get("reasoning_effort")
            effort = (
                self.EFFORTS.get(reasoning_effort2)
                if reasoning_effort2 is not None
                else None
            ) if self.context.holds[4] else None
        if effort is not None:
            out["effort"] = effort
        return out

    def write_thinking_from_reasoning_config(self, it: hub.ReasoningConfig) -> request.Thinking | None:
        if self.context.holds[8]:
            if it["mode"] == "on":
                if not it.get("budget_tokens"):
                    return None
                out: request.Thinking = {"type": "enabled"}
                if (budget_tokens := it.get("budget_tokens")) is not None:
                    out["budget_tokens"] = budget_tokens
                return out
            elif it["mode"] == "off":
                return None
            elif it["mode"] == "interleaved":
                self.context.lose("reasoning.mode", "reasoning between tool calls alone is not supported by this model")
                return None
            else:  # auto
                self.context.lose("reasoning.mode", "adaptive thinking is not supported by this model")
                return None
        else:
            if self.context.holds[6]:
                if it.get("budget_tokens") is not None:
                    self.context.lose("reasoning.budget_tokens", "a thinking budget is not supported by this model")
                if it["mode"] == "on" or it["mode"] == "auto":
                    out2: request.Thinking = {"type": "adaptive"}
                    display = it.get("display")
                    if display is not None:
                        out2["display"] = self.DISPLAYS[display]
                    return out2
                else:  # off, interleaved
                    self.context.lose("reasoning.mode", "thinking cannot be disabled for this model")
                    return None
            else:
                if self.context.holds[4]:
                    if (equals(it["mode"], "interleaved")) and it["mode"] is not None:
                        self.context.lose(
                            "reasoning.mode",
                            "reasoning between tool calls alone is not supported by this model",
                        )
                    if it.get("budget_tokens") is not None:
                        self.context.lose("reasoning.budget_tokens", "a thinking budget is not supported by this model")
                    if it["mode"] == "on" or it["mode"] == "auto":
                        out3: request.Thinking = {"type": "adaptive"}
                        display2 = it.get("display")
                        if display2 is not None:
                            out3["display"] = self.DISPLAYS[display2]
                        return out3
                    else:  # off, interleaved
                        return {"type": "disabled"}
                else:
                    return None


write_request: Final = WriteRequest.of
read_response: Final = response.read
read_failure: Final = errors.read
read_result: Final = response.ReadResponse.result_of
reader: Final = stream.Reader
RETRY: Final = errors.RETRY

conditions: Final = Conditions(
    When(model=("*claude*",)),
    When(model=("*claude*", "*nova*")),
    When(model=("*mistral.*",)),
    When(
        model=(
            "*claude-*-4-7*", "*claude-*-4-8*", "*claude-opus-5*", "*claude-sonnet-5*", "*claude-haiku-5*",
            "*claude-fable-*", "*claude-mythos-*",
        ),
    ),
    When(model=("*claude*", "!*claude-3*", "!*claude-*-4-2025*", "!*claude-opus-4-1*", "!*claude-*-4-5*")),
    When(model=("*claude-*-4-6*",)),
    When(model=("*claude-fable-5*", "*claude-mythos-5*", "*claude-opus-5-5*", "*claude-sonnet-5-5*")),
    When(model=("*claude-opus-4-1*", "*claude-*-4-5*", "*claude-*-4-6*")),
    When(model=("*claude-3*", "*claude-*-4-2025*", "*claude-opus-4-1*", "*claude-*-4-5*")),
    When(model=("*gpt-oss*", "!*claude*")),
    When(model=("*nova-2*", "!*claude*")),
)
