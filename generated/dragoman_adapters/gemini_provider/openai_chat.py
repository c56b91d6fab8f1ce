"""Google Gemini, OpenAI Chat Completions: differences and entry points.

Generated from specs/providers/gemini.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, ClassVar, Final, Literal, TypedDict, cast

from dragoman.library import hub, passes
from dragoman.library.context import Context
from dragoman.library.filters import at_most, equals, join, minus, negate, seconds, to_json, to_string, unless
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman.library.reasoning_tags import Tags
from dragoman.library.streams import Blocks
from dragoman_adapters.openai_chat import errors, request, response, stream, types
from dragoman_adapters.quirks import foreign_details


class Error(types.Error, total=False):
    status: str | None
    details: list[Detailed] | None


class Extra(TypedDict, total=False):
    google: Google | None


class Google(TypedDict, total=False):
    thought_signature: str | None
    thought: bool | None


class Detailed(TypedDict, total=False):
    reason: str | None
    retryDelay: str | None


class Request(request.Request, total=False):
    extra_body: ExtraBody | None


class FunctionCall(TypedDict, total=False):
    type: Literal["function"]
    id: str
    function: request.Called
    extra_content: Extra | None


class ExtraBody(TypedDict, total=False):
    google: GoogleBody | None


class GoogleBody(TypedDict, total=False):
    thinking_config: ThinkingConfig | None


class ThinkingConfig(TypedDict, total=False):
    include_thoughts: bool | None
    thinking_level: str | None
    thinking_budget: int | None


class ResponseFunctionCall(response.FunctionCall, total=False):
    extra_content: Extra | None


class ReadTypes(types.ReadTypes):
    REASONS: ClassVar[dict[str, hub.ErrorType]] = {
        "API_KEY_INVALID": "authentication", "QUOTA_EXHAUSTED": "quota", "RATE_LIMIT_EXCEEDED": "rate_limit",
        "MODEL_CAPACITY_EXHAUSTED": "overloaded", "BILLING_DISABLED": "billing", "SERVICE_DISABLED": "permission",
        "API_KEY_EXPIRED": "authentication",
    }

    def read_usage_from_usage(self, it: types.Usage) -> hub.Usage:
        prompt_tokens_details = it.get("prompt_tokens_details")
        cached_tokens = prompt_tokens_details.get("cached_tokens") if prompt_tokens_details else None
        rest = minus(it.get("prompt_tokens"), cached_tokens)
        cache_write_tokens = at_most(
            prompt_tokens_details.get("cache_write_tokens") if prompt_tokens_details else None,
            rest,
        )
        uncached_input_tokens = minus(rest, cache_write_tokens)
        output_tokens = minus(it.get("total_tokens"), it.get("prompt_tokens"))
        if output_tokens is None:
            output_tokens = it.get("completion_tokens")
        completion_tokens_details = it.get("completion_tokens_details")
        reasoning_tokens = completion_tokens_details.get("reasoning_tokens") if completion_tokens_details else None
        out: hub.Usage = {}
        if cached_tokens is not None:
            out["cache_read_tokens"] = cached_tokens
        if cache_write_tokens is not None:
            out["cache_write_tokens"] = cache_write_tokens
        if uncached_input_tokens is not None:
            out["uncached_input_tokens"] = uncached_input_tokens
        if output_tokens is not None:
            out["output_tokens"] = output_tokens
        if reasoning_tokens is not None:
            out["reasoning_tokens"] = reasoning_tokens
        return out

    def read_api_error_from_error(self, it: Error) -> hub.ApiError:
        out = super().read_api_error_from_error(it)
        details = it.get("details")
        if (retry_after := seconds(join([x.get("retryDelay") for x in details or ()], ""))) is not None:
            out["retry_after"] = retry_after
        return out

    def read_api_error_from_error_error_type(self, it: Error) -> hub.ErrorType | None:
        details = it.get("details")
        out2 = join([x.get("reason") for x in details or ()], "")
        out: hub.ErrorType | None = self.REASONS.get(out2) if out2 is not None else None
        if out is None:
            out3 = to_string(it.get("code"))
            out = self.ERROR_TYPES.get(out3) if out3 is not None else None
        if out is None:
            type_ = it.get("type")
            out = self.ERROR_TYPES.get(type_) if type_ is not None else None
        return out

    def read_api_error_from_error_code(self, it: Error) -> str | None:
        out = it.get("status")
        if out is None:
            out = to_string(it.get("code"))
        if out is None:
            out = it.get("type")
        return out


class WriteRequest(request.WriteRequest):
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
            request, self.context, drop=["$schema"], items=True,
            without={"pattern": "(?:^|[^\\\\])(?:\\\\\\\\)*\\\\(?:[pPkc]|u\\{)|\\(\\?<[a-zA-Z]"}, strict=[],
            strict_sizes={
                "properties": 5000, "values": 1000, "levels": 10, "characters": 120000, "list_values": 250,
                "list_characters": 15000,
            },
            keywords=[
                "type", "format", "title", "description", "nullable", "enum", "items", "minItems", "maxItems",
                "properties", "required", "minProperties", "maxProperties", "minimum", "maximum", "minLength",
                "maxLength", "pattern", "anyOf",
            ],
            formats=["date-time", "enum"], references="inline", enums="strings", nullable=True, omit_empty=True,
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

    write_request_max_completion_tokens = request.WriteRequest.nothing
    write_request_parallel_tool_calls = request.WriteRequest.nothing
    write_request_service_tier = request.WriteRequest.nothing
    write_assistant_message_from_message_loss_of_reasoning = request.WriteRequest.nothing

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


class ReadResponse(ReadTypes, response.ReadResponse):
    CHECK = staticmethod(response.SHAPES.extend({
        "Message": {"extra_content": "Extra", "thought_signature": "str"},
        "FunctionCall": {"extra_content": "Extra"},
        "Extra": {"google": "Google"},
        "Google": {"thought_signature": "str", "thought": "bool"},
    }).check("Completion"))

    def read(self, body: response.Completion) -> hub.Response:
        answer = super().read(body)
        passes.extract_reasoning(answer, self.context, start_tag="<thought>", end_tag="</thought>")
        return answer

    def read_tool_call_from_call_function(self, it: ResponseFunctionCall) -> hub.ToolCall | None:
        out = super().read_tool_call_from_call_function(it)
        if out is None:
            return None
        extra_content = it.get("extra_content")
        google = extra_content.get("google") if extra_content else None
        if google and (signature := google.get("thought_signature")) is not None:
            out["signature"] = signature
        return out


class Reader(ReadTypes, stream.Reader):
    def __init__(self, blocks: Blocks, context: Context) -> None:
        super().__init__(blocks, context)
        self.tags = Tags("<thought>", "</thought>")

    def on_text(self, delta: Any) -> None:
        content = delta.get("content")
        text = content if isinstance(content, str) else None
        if text:
            for kind, piece in self.tags.feed(text):
                self.blocks.add_text(kind, piece)

    def on_call(self, delta: Any) -> None:
        for call in delta.get("tool_calls") or ():
            custom = unless(call.get("custom"), call.get("function"))
            if custom:
                custom2 = call.get("custom")
                self.blocks.add_piece(
                    "custom_tool_call",
                    call.get("index"),
                    id=call.get("id"),
                    name=custom2.get("name") if custom2 else None,
                    text=custom2.get("input") if custom2 else None,
                )
            flat: Any = call.get("name")
            if flat is None:
                flat = unless(unless(call.get("arguments"), call.get("function")), call.get("custom"))
            if flat:
                self.blocks.add_piece(
                    "tool_call",
                    call.get("index"),
                    id=call.get("id"),
                    name=call.get("name"),
                    text=to_json(call.get("arguments")),
                )
            function = call.get("function")
            extra_content = call.get("extra_content")
            google = extra_content.get("google") if extra_content else None
            self.blocks.add_piece(
                "tool_call",
                call.get("index"),
                id=call.get("id"),
                name=function.get("name") if function else None,
                text=to_json(function.get("arguments") if function else None),
                signature=google.get("thought_signature") if google else None,
            )

    def final_marker(self) -> None:
        for kind, piece in self.tags.end():
            self.blocks.add_text(kind, piece)
        self.blocks.finish()

    def eof(self) -> None:
        for kind, piece in self.tags.end():
            self.blocks.add_text(kind, piece)
        if self.blocks.finish_reason is not None:
            self.blocks.finish()
        else:
            self.blocks.fail("server_error", "stream ended unexpectedly")


class ReadErrors(ReadTypes, errors.ReadErrors):
    CHECK = staticmethod(errors.SHAPES.extend({
        "Error": {"status": "str", "details": ["Detailed"]},
        "Detailed": {"reason": "str", "retryDelay": "str"},
    }).check("Body"))


check_event: Final = stream.SHAPES.extend({
    "Delta": {"extra_content": "Extra", "thought_signature": "str"},
    "CallPart": {"extra_content": "Extra"},
    "Extra": {"google": "Google"},
    "Google": {"thought_signature": "str", "thought": "bool"},
}).check("Chunk")

write_request: Final = WriteRequest.of
read_response: Final = ReadResponse.of
read_failure: Final = ReadErrors.of
read_result: Final = ReadResponse.result_of
reader: Final = Reader
RETRY: Final = errors.RETRY

conditions: Final = Conditions(
    When(model=("gemini-4*",)),
    When(model=("!gemini-2*", "!gemma*")),
    When(model=("*-pro*", "gemini-3.7*", "gemini-3.8*", "gemini-4*")),
    When(model=("gemini-4-hydrogen*", "gemini-4-neon*")),
    When(model=("gemini-2.5-flash*",)),
    When(model=("gemini-4*",), streaming=False),
    When(reasoning=True, model=("!gemini-2.5*",)),
    When(reasoning=True, model=("gemini-2.5*",)),
    When(reasoning=True, model=("gemini-2.5-pro*",)),
)

patch: Final = in_order(foreign_details.patch)
