"""OpenAI, OpenAI Responses: differences and entry points.

Generated from specs/providers/openai.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, Literal, TypedDict, cast

from dragoman.library import hub, passes
from dragoman.library.filters import at_least, data_url, equals, if_marked, join, non_empty, text_lines, then
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_responses import errors, request, response, stream
from dragoman_adapters.quirks import foreign_reasoning


class Request(TypedDict, total=False):
    model: str
    input: str | list[Any]
    instructions: str | None
    max_output_tokens: int | None
    max_tool_calls: int | None
    temperature: float | None
    top_p: float | None
    top_logprobs: int | None
    stream: bool | None
    stream_options: Any
    store: bool | None
    include: list[str] | None
    tools: list[Any] | None
    tool_choice: Any
    parallel_tool_calls: bool | None
    text: request.TextOptions | None
    reasoning: request.Reasoning | None
    service_tier: str | None
    truncation: str | None
    metadata: Any
    client_metadata: Any
    user: str | None
    safety_identifier: str | None
    prompt_cache_key: str | None
    prompt_cache_retention: str | None
    prompt_cache_options: Any
    previous_response_id: str | None
    conversation: Any
    prompt: Any
    background: bool | None
    context_management: list[Managing] | None
    moderation: Any


class TextPart(TypedDict, total=False):
    type: Literal["input_text", "output_text", "text"]
    text: str
    annotations: Any
    logprobs: Any
    prompt_cache_breakpoint: Breakpoint | None


class ImagePart(TypedDict, total=False):
    type: Literal["input_image"]
    image_url: str | None
    file_id: str | None
    detail: str | None
    prompt_cache_breakpoint: Breakpoint | None


class Managing(TypedDict, total=False):
    type: str
    compact_threshold: int


class Breakpoint(TypedDict, total=False):
    mode: str


class WriteRequest(request.WriteRequest):
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
        if self.context.holds[11]:
            passes.mark_final_text(request, self.context)
        return self.write_request_from_request(request)

    def select_tools(self, request: hub.Request) -> None:
        passes.select_tools(request, self.context, max_tools=128, hosted=["search"])

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(
            request, self.context,
            efforts=["medium", "high", "xhigh"] if self.context.holds[10] else ["low", "medium", "high", "xhigh"] if self.context.holds[9] else ["low", "medium", "high"] if self.context.holds[8] else ["low", "medium", "high", "xhigh", "max"] if self.context.holds[7] else [
                "none", "low", "medium", "high", "xhigh", "max",
            ] if self.context.holds[6] else ["none", "low", "medium", "high", "xhigh"] if self.context.holds[5] else ["none", "low", "medium", "high"] if self.context.holds[4] else ["high"] if self.context.holds[3] else ["minimal", "low", "medium", "high"] if self.context.holds[2] else ["low", "medium", "high"] if self.context.holds[1] else [],
            disabled="high" if self.context.holds[3] else "",
        )

    def limit_parameters(self, request: hub.Request) -> None:
        passes.limit_parameters(
            request, self.context, stop_sequences=0, cache_breakpoints=3 if self.context.holds[12] else 0,
            result_breakpoints="parts" if self.context.holds[12] else "whole",
        )

    write_request_loss_of_compaction = request.WriteRequest.nothing
    write_request_loss_of_metadata = request.WriteRequest.nothing
    write_request_loss_of_user_id = request.WriteRequest.nothing

    def write_request_from_request(self, it: hub.Request) -> Request:
        out = cast(Request, super().write_request_from_request(it))
        compaction = it.get("compaction")
        if context_management := [self.write_managing_from_compaction(x) for x in compaction or ()]:
            out["context_management"] = context_management
        if (prompt_cache_key := it.get("session_id")) is not None:
            out["prompt_cache_key"] = prompt_cache_key
        if (safety_identifier := it.get("user_id")) is not None:
            out["safety_identifier"] = safety_identifier
        if (metadata := it.get("metadata")) is not None:
            out["metadata"] = metadata
        if (top_logprobs := it.get("top_logprobs") if self.context.holds[13] else None) is not None:
            out["top_logprobs"] = top_logprobs
        return out

    def write_request_losses(self, it: hub.Request) -> None:
        super().write_request_losses(it)
        if self.context.holds[0] and it.get("temperature") is not None:
            self.context.lose("temperature", "sampling parameters are not supported by reasoning models")
        if self.context.holds[0] and it.get("top_p") is not None:
            self.context.lose("top_p", "sampling parameters are not supported by reasoning models")

    def write_request_loss_of_verbosity(self, it: hub.Request) -> None:
        if not self.context.holds[14] and it.get("verbosity") is not None:
            self.context.lose("verbosity", "verbosity is not supported by this provider")

    def write_request_loss_of_logprobs(self, it: hub.Request) -> None:
        if not self.context.holds[13] and it.get("logprobs") is not None:
            self.context.lose("logprobs", "log probabilities are not supported by this provider")

    def write_request_loss_of_top_logprobs(self, it: hub.Request) -> None:
        if not self.context.holds[13] and it.get("top_logprobs") is not None:
            self.context.lose("top_logprobs", "log probabilities are not supported by this provider")

    def write_request_instructions(self, it: hub.Request) -> str | None:
        system = it.get("system")
        return None if self.context.holds[12] else join([x["text"] for x in system or ()], "\n\n")

    def write_request_input(self, it: hub.Request) -> str | list[Any]:
        if self.context.holds[12]:
            item: Any = None
            if it.get("system"):
                system = it.get("system")
                item = {
                    "type": "message",
                    "role": "developer",
                    "content": [part for x in system or () if (part := self.write_part_from_text(x)) is not None],
                }
            messages = it["messages"]
            return [
                *([item] if item is not None else []),
                *[y for x in messages for y in self.write_item_from_message(x)],
            ]
        else:
            messages2 = it["messages"]
            return [y for x in messages2 for y in self.write_item_from_message(x)]

    def write_request_temperature(self, it: hub.Request) -> float | None:
        return None if self.context.holds[0] else it.get("temperature")

    def write_request_top_p(self, it: hub.Request) -> float | None:
        return None if self.context.holds[0] else it.get("top_p")

    def write_request_include(self, it: hub.Request) -> list[str] | None:
        if self.context.holds[13]:
            tools = it.get("tools")
            item = then(non_empty([x for x in tools or () if x["kind"] == "hosted"]), "web_search_call.action.sources")
            item2 = then(it.get("logprobs"), "message.output_text.logprobs")
            return [*([item] if item is not None else []), *([item2] if item2 is not None else [])]
        else:
            if self.context.holds[0]:
                tools2 = it.get("tools")
                item3 = then(
                    non_empty([x for x in tools2 or () if x["kind"] == "hosted"]),
                    "web_search_call.action.sources",
                )
                return ["reasoning.encrypted_content", *([item3] if item3 is not None else [])]
            else:
                tools3 = it.get("tools")
                item4 = then(
                    non_empty([x for x in tools3 or () if x["kind"] == "hosted"]),
                    "web_search_call.action.sources",
                )
                return [*([item4] if item4 is not None else [])]

    def write_request_text(self, it: hub.Request) -> request.TextOptions | None:
        out: request.TextOptions = {}
        format_: Any = None
        response_format = it.get("response_format")
        if response_format and response_format.get("schema"):
            name = response_format.get("name")
            schema = response_format.get("schema")
            strict = response_format.get("strict")
            format_2: request.SchemaFormat = {
                "type": "json_schema",
                "name": "structured_output" if name is None else name,
                "schema": {} if schema is None else schema,
                "strict": False if strict is None else strict,
            }
            if (description := response_format.get("description")) is not None:
                format_2["description"] = description
            format_ = format_2
        if format_ is None:
            if response_format and response_format.get("json_object"):
                format_ = {"type": "json_object"}
        if format_ is not None:
            out["format"] = format_
        verbosity = it.get("verbosity")
        verbosity2 = (
            self.VERBOSITIES[verbosity]
            if verbosity is not None
            else None
        ) if self.context.holds[14] else None
        if verbosity2 is not None:
            out["verbosity"] = verbosity2
        return out

    def write_request_reasoning(self, it: hub.Request) -> request.Reasoning | None:
        if self.context.holds[0]:
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
        else:
            if not it.get("reasoning_effort"):
                return None
            out5: request.Reasoning = {}
            if (effort5 := it.get("reasoning_effort")) is not None:
                out5["effort"] = effort5
            return out5

    def write_item_from_tool_result(self, it: hub.ToolResult) -> Any:
        output2 = if_marked(it["blocks"])
        output: Any = [
            part
            for x in output2
            if (part := self.write_part_from_block(x)) is not None
        ] if output2 is not None else None
        if output is None:
            output = text_lines(it["blocks"])
        if output is None:
            blocks_ = it["blocks"]
            output = [part2 for x in blocks_ if (part2 := self.write_part_from_block(x)) is not None]
        output3: Any = text_lines(it["blocks"])
        if output3 is None:
            blocks_2 = it["blocks"]
            output3 = [part3 for x in blocks_2 if (part3 := self.write_part_from_block(x)) is not None]
        return {
            "type": "function_call_output",
            "call_id": it["id"],
            "output": output if self.context.holds[12] else output3,
        }

    def write_item_from_block_text(self, it: hub.Text) -> Any:
        out: request.Message = {"type": "message", "role": "assistant", "content": it["text"]}
        phase = then(it.get("final"), "final_answer")
        if (phase2 := ("commentary" if phase is None else phase) if self.context.holds[11] else None) is not None:
            out["phase"] = phase2
        return out

    def write_part_from_block_text(self, it: hub.Text) -> Any:
        out: TextPart = {"type": "input_text", "text": it["text"]}
        prompt_cache_breakpoint: Any
        if self.context.holds[12]:
            prompt_cache_breakpoint2: Any = None
            if it.get("cache_breakpoint"):
                prompt_cache_breakpoint2 = {"mode": "explicit"}
            prompt_cache_breakpoint = prompt_cache_breakpoint2
        else:
            prompt_cache_breakpoint = None
        if prompt_cache_breakpoint is not None:
            out["prompt_cache_breakpoint"] = prompt_cache_breakpoint
        return out

    def write_part_from_block_image(self, it: hub.Image) -> Any:
        image_url = data_url(it)
        if image_url is None:
            image_url = it.get("url")
        out: ImagePart = {"type": "input_image", "image_url": "" if image_url is None else image_url, "detail": "auto"}
        prompt_cache_breakpoint: Any
        if self.context.holds[12]:
            prompt_cache_breakpoint2: Any = None
            if it.get("cache_breakpoint"):
                prompt_cache_breakpoint2 = {"mode": "explicit"}
            prompt_cache_breakpoint = prompt_cache_breakpoint2
        else:
            prompt_cache_breakpoint = None
        if prompt_cache_breakpoint is not None:
            out["prompt_cache_breakpoint"] = prompt_cache_breakpoint
        return out

    def write_managing_from_compaction(self, it: hub.Compaction) -> Managing:
        compact_threshold = at_least(it["trigger_tokens"], 1000)
        return {"type": "compaction", "compact_threshold": 1000 if compact_threshold is None else compact_threshold}

    def write_part_from_text(self, it: hub.Text) -> Any:
        if self.context.holds[12]:
            out: TextPart = {"type": "input_text", "text": it["text"]}
            if it.get("cache_breakpoint"):
                out["prompt_cache_breakpoint"] = {"mode": "explicit"}
            return out
        else:
            return None


write_request: Final = WriteRequest.of
read_response: Final = response.read
read_failure: Final = errors.read
read_result: Final = response.ReadResponse.result_of
reader: Final = stream.Reader
RETRY: Final = errors.RETRY

conditions: Final = Conditions(
    When(model=("o1*", "o3*", "o4*", "gpt-5*", "gpt-6*", "gpt-daybreak-*", "!*-chat*")),
    When(model=("o1*", "o3*", "o4*", "gpt-5*", "gpt-6*", "gpt-daybreak-*", "codex-*", "!*-chat*")),
    When(model=("gpt-5", "gpt-5-*", "!*-chat*", "!*-codex*", "!*-pro*")),
    When(model=("gpt-5-pro*",)),
    When(model=("gpt-5.1*", "!*-chat*")),
    When(model=("gpt-5.2*", "gpt-5.3*", "gpt-5.4*", "gpt-5.5*", "!*-chat*")),
    When(model=("gpt-5.6*", "gpt-6*", "gpt-daybreak-*", "!*-chat*")),
    When(model=("gpt-6-astra*", "gpt-6.1-sol*", "gpt-6.2*")),
    When(model=("gpt-5.1-codex*",)),
    When(model=("gpt-5.1-codex-max*", "gpt-5.2-codex*", "gpt-5.3-codex*")),
    When(model=("gpt-5.2-pro*", "gpt-5.4-pro*", "gpt-5.5-pro*")),
    When(model=("*gpt-5.3-codex*", "*gpt-5.4*", "*gpt-5.5*", "*gpt-5.6*", "*gpt-6*")),
    When(model=("gpt-5.6*", "gpt-6*")),
    When(model=("!o1*", "!o3*", "!o4*", "!gpt-5*", "!gpt-6*")),
    When(model=("gpt-5*", "gpt-6*", "!*-chat*")),
)

patch: Final = in_order(foreign_reasoning.patch)
