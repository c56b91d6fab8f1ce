"""OpenRouter, OpenAI Chat Completions: differences and entry points.

Generated from specs/providers/openrouter.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, Literal, TypedDict, cast

from dragoman.library import hub, passes
from dragoman.library.errors import ErrorBody, UpstreamError
from dragoman.library.filters import (
    at_most, data_url, detail_text, join, minus, nested_text, non_empty, pdf_name, unless,
)
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman.library.validation import word_of
from dragoman_adapters.openai_chat import errors, request, response, stream, types
from dragoman_adapters.quirks import (
    cache_control, claude_property_names, foreign_details, reasoning_details, reasoning_field,
)


class Usage(types.Usage, total=False):
    server_tool_use_details: Uses | None


class Error(types.Error, total=False):
    metadata: Metadata | None


class Uses(TypedDict, total=False):
    web_search_requests: int | None


class Metadata(TypedDict, total=False):
    raw: str | None
    provider_name: str | None


class Request(request.Request, total=False):
    top_k: int | None
    reasoning: Reasoning | None


class SearchOptions(TypedDict, total=False):
    search_context_size: str | None
    user_location: Any
    max_uses: int | None
    allowed_domains: list[str] | None
    excluded_domains: list[str] | None


class Reasoning(TypedDict, total=False):
    effort: str | None
    max_tokens: int | None


class SearchTool(TypedDict, total=False):
    type: Literal["openrouter:web_search"]
    parameters: SearchOptions | None


class ReadTypes(types.ReadTypes):
    def read_usage_from_usage(self, it: Usage) -> hub.Usage:
        prompt_tokens_details = it.get("prompt_tokens_details")
        cached_tokens = prompt_tokens_details.get("cached_tokens") if prompt_tokens_details else None
        rest = minus(it.get("prompt_tokens"), cached_tokens)
        cache_write_tokens = at_most(
            prompt_tokens_details.get("cache_write_tokens") if prompt_tokens_details else None,
            rest,
        )
        uncached_input_tokens = minus(rest, cache_write_tokens)
        completion_tokens = it.get("completion_tokens")
        completion_tokens_details = it.get("completion_tokens_details")
        reasoning_tokens = completion_tokens_details.get("reasoning_tokens") if completion_tokens_details else None
        server_tool_use_details = it.get("server_tool_use_details")
        web_search_requests = server_tool_use_details.get("web_search_requests") if server_tool_use_details else None
        out: hub.Usage = {}
        if cached_tokens is not None:
            out["cache_read_tokens"] = cached_tokens
        if cache_write_tokens is not None:
            out["cache_write_tokens"] = cache_write_tokens
        if uncached_input_tokens is not None:
            out["uncached_input_tokens"] = uncached_input_tokens
        if completion_tokens is not None:
            out["output_tokens"] = completion_tokens
        if reasoning_tokens is not None:
            out["reasoning_tokens"] = reasoning_tokens
        if web_search_requests is not None:
            out["web_searches"] = web_search_requests
        return out

    def read_api_error_from_error_message(self, it: Error) -> str:
        message = it.get("message")
        part = non_empty(message if isinstance(message, str) else None)
        metadata = it.get("metadata")
        part2 = non_empty(nested_text(metadata.get("raw") if metadata else None, "message"))
        found: str | None = str(part) + ": " + str(part2) if part is not None and part2 is not None else None
        if found is not None:
            return found
        out = non_empty(nested_text(metadata.get("raw") if metadata else None, "message"))
        if out is None:
            out = nested_text(message if isinstance(message, str) else None, "message")
        return "" if out is None else out


class WriteRequest(cache_control.WriteRequest, reasoning_details.WriteRequest, claude_property_names.WriteRequest):
    def select_tools(self, request: hub.Request) -> None:
        passes.select_tools(request, self.context, max_tools=128, hosted=["search"])

    def place_media(self, request: hub.Request) -> None:
        passes.place_media(request, self.context, native=False, vision=True, files=True, links=True)

    def arrange_messages(self, request: hub.Request) -> None:
        passes.arrange_messages(request, self.context, end="continue", separator="Ok." if self.context.holds[1] else "")

    def shorten_names(self, request: hub.Request) -> None:
        passes.shorten_names(
            request, self.context, max_length=64, illegal="[^a-zA-Z0-9_-]", max_id_length=40,
            exact_id_length=9 if self.context.holds[1] else 0,
            illegal_in_ids="[^a-zA-Z0-9]" if self.context.holds[1] else "",
        )

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(
            request, self.context, efforts=["none", "minimal", "low", "medium", "high", "xhigh", "max"],
        )

    write_request_loss_of_logprobs = request.WriteRequest.nothing
    write_request_loss_of_top_logprobs = request.WriteRequest.nothing
    write_request_loss_of_top_k = request.WriteRequest.nothing
    write_request_max_completion_tokens = request.WriteRequest.nothing
    write_request_reasoning_effort = request.WriteRequest.nothing

    def write_request_from_request(self, it: hub.Request) -> Request:
        out = cast(Request, super().write_request_from_request(it))
        if (max_tokens := it.get("max_tokens")) is not None:
            out["max_tokens"] = max_tokens
        if (top_k := it.get("top_k")) is not None:
            out["top_k"] = top_k
        if (logprobs := it.get("logprobs")) is not None:
            out["logprobs"] = logprobs
        if it.get("logprobs"):
            if (top_logprobs := it.get("top_logprobs")) is not None:
                out["top_logprobs"] = top_logprobs
        reasoning: Reasoning = {}
        if (effort := it.get("reasoning_effort")) is not None:
            reasoning["effort"] = effort
        if reasoning:
            out["reasoning"] = reasoning
        return out

    def write_part_from_block_document(self, it: hub.Document) -> Any:
        if it.get("context") is not None:
            self.context.lose("messages.blocks.context", "the context of a file is not supported by this provider")
        file: request.FileData = {"filename": pdf_name(it)}
        file_data = data_url(it)
        if file_data is None:
            file_data = it.get("url")
        if file_data is not None:
            file["file_data"] = file_data
        return {"type": "file", "file": file}

    def write_tool_from_tool(self, it: hub.Tool) -> Any:
        if it["kind"] == "hosted":
            out: SearchTool = {"type": "openrouter:web_search"}
            parameters: SearchOptions = {}
            if (max_uses := it.get("max_uses")) is not None:
                parameters["max_uses"] = max_uses
            if allowed_domains := it.get("allowed_domains"):
                parameters["allowed_domains"] = allowed_domains
            if excluded_domains := it.get("blocked_domains"):
                parameters["excluded_domains"] = excluded_domains
            if (user_location := it.get("user_location")) is not None:
                parameters["user_location"] = user_location
            if parameters:
                out["parameters"] = parameters
            return out
        elif it["kind"] == "toolset":
            return None
        else:
            return super().write_tool_from_tool(it)


class ReadResponse(ReadTypes, reasoning_field.ReadResponse):
    CHECK = staticmethod(response.SHAPES.extend({
        "Choice": {"native_finish_reason": "str"},
        "Message": {"reasoning": "str", "reasoning_content": "json"},
        "Usage": {"server_tool_use_details": "Uses"},
        "Uses": {"web_search_requests": "int"},
    }).check("Completion"))

    def read_response_from_completion(self, it: Any) -> hub.Response:
        failed: Any | None = it.get("error")
        if failed:
            raise ErrorBody(it)
        choices = it.get("choices")
        choice = choices[0] if choices else None
        failed2: Any | None = choice.get("error") if choice else None
        if failed2:
            raise ErrorBody(it)
        finish_reason = choice.get("finish_reason") if choice else None
        failed3: hub.ErrorType | None = self.BROKEN.get(finish_reason) if finish_reason is not None else None
        if failed3:
            raise UpstreamError({"error_type": failed3, "message": "the provider aborted the response"})
        native_finish_reason = choice.get("native_finish_reason") if choice else None
        failed4: hub.ErrorType | None = (
            self.BROKEN.get(native_finish_reason)
            if native_finish_reason is not None
            else None
        )
        if failed4:
            raise UpstreamError({"error_type": failed4, "message": "the provider aborted the response"})
        if (choices[0] if choices else None) is None:
            raise UpstreamError({"error_type": "server_error", "message": "the provider returned no choices"})
        if (choices[1] if choices and len(choices) > 1 else None) and it.get("choices") is not None:
            self.context.lose_member("choices", "one choice is requested")
        logprobs = choice.get("logprobs") if choice else None
        if logprobs and logprobs.get("refusal") is not None:
            self.context.lose_member(
                "choices.0.logprobs.refusal",
                "log probabilities of refusals have no place in other protocols",
            )
        message = choice.get("message") if choice else None
        audio = message.get("audio") if message else None
        if audio and audio.get("data") is not None:
            self.context.lose_member("choices.0.message.audio.data", "audio is not supported by this client")
        if audio and audio.get("id") is not None:
            self.context.lose_member("choices.0.message.audio.id", "audio is not supported by this client")
        if audio and audio.get("expires_at") is not None:
            self.context.lose_member("choices.0.message.audio.expires_at", "audio is not supported by this client")
        item = self.read_reasoning_from_message(message) if message is not None else None
        content = message.get("content") if message else None
        blocks_ = content if isinstance(content, list) else None
        item2 = self.read_text_from_choice(choice) if choice is not None else None
        item3 = non_empty(join([str_ for x in blocks_ or () if (str_ := self.read_str_from_piece(x)) is not None], ""))
        item4 = self.read_text_from_str(item3) if item3 is not None else None
        item5 = non_empty(unless(choice.get("text") if choice else None, (message.get("content") if message else None)))
        item6 = self.read_text_from_str(item5) if item5 is not None else None
        item7 = non_empty(message.get("refusal") if message else None)
        item8 = self.read_refusal_from_str(item7) if item7 is not None else None
        item9 = non_empty(audio.get("transcript") if audio else None)
        item10 = self.read_text_from_str(item9) if item9 is not None else None
        tool_calls = message.get("tool_calls") if message else None
        function_call = message.get("function_call") if message else None
        item11 = self.read_tool_call_from_function(function_call) if function_call is not None else None
        finish_reason3 = non_empty(choice.get("finish_reason") if choice else None)
        finish_reason2: hub.FinishReason | None = word_of(
            self.STOP_REASONS, finish_reason3, "stop", self.context, "choices.finish_reason",
        ) if finish_reason3 is not None else None
        out: hub.Response = {
            "blocks": [
                *([item] if item is not None else []),
                *[reasoning for x in blocks_ or () if (reasoning := self.read_reasoning_from_piece(x)) is not None],
                *([item2] if item2 is not None else []),
                *([item4] if item4 is not None else []),
                *([item6] if item6 is not None else []),
                *([item8] if item8 is not None else []),
                *([item10] if item10 is not None else []),
                *[tool_call for x in tool_calls or () if (tool_call := self.read_tool_call_from_call(x)) is not None],
                *([item11] if item11 is not None else []),
            ],
            "finish_reason": "stop" if finish_reason2 is None else finish_reason2,
        }
        if (id_ := it.get("id")) is not None:
            out["id"] = id_
        stop_reason = choice.get("stop_reason") if choice else None
        stop_sequence = stop_reason if isinstance(stop_reason, str) else None
        if stop_sequence is None:
            matched_stop = choice.get("matched_stop") if choice else None
            stop_sequence = matched_stop if isinstance(matched_stop, str) else None
        if stop_sequence is not None:
            out["stop_sequence"] = stop_sequence
        if (refusal := non_empty(message.get("refusal") if message else None)) is not None:
            out["refusal"] = refusal
        usage = it.get("usage")
        if usage is not None:
            out["usage"] = self.read_usage_from_usage(usage)
        service_tier = it.get("service_tier")
        service_tier2 = word_of(
            self.TIERS, service_tier, "standard", self.context, "service_tier",
        ) if service_tier is not None else None
        if service_tier2 is not None:
            out["service_tier"] = service_tier2
        return out

    def read_result_from_completion(self, it: Any) -> hub.Response:
        failed: Any | None = it.get("error")
        if failed:
            raise ErrorBody(it)
        choices = it.get("choices")
        choice = choices[0] if choices else None
        failed2: Any | None = choice.get("error") if choice else None
        if failed2:
            raise ErrorBody(it)
        finish_reason = choice.get("finish_reason") if choice else None
        failed3: hub.ErrorType | None = self.BROKEN.get(finish_reason) if finish_reason is not None else None
        if failed3:
            raise UpstreamError({"error_type": failed3, "message": "the provider aborted the response"})
        native_finish_reason = choice.get("native_finish_reason") if choice else None
        failed4: hub.ErrorType | None = (
            self.BROKEN.get(native_finish_reason)
            if native_finish_reason is not None
            else None
        )
        if failed4:
            raise UpstreamError({"error_type": failed4, "message": "the provider aborted the response"})
        if (choices[0] if choices else None) is None:
            raise UpstreamError({"error_type": "server_error", "message": "the provider returned no choices"})
        finish_reason3 = non_empty(choice.get("finish_reason") if choice else None)
        finish_reason2: hub.FinishReason | None = word_of(
            self.STOP_REASONS, finish_reason3, "stop", self.context, "choices.finish_reason",
        ) if finish_reason3 is not None else None
        out: hub.Response = {"blocks": [], "finish_reason": "stop" if finish_reason2 is None else finish_reason2}
        usage = it.get("usage")
        if usage is not None:
            out["usage"] = self.read_usage_from_usage(usage)
        return out


class Reader(ReadTypes, reasoning_details.Reader):
    def feed(self, it: Any) -> None:
        self.on_failed(it)
        self.on_begin(it)
        self.on_tier(it)
        self.on_count(it)
        choices = it.get("choices")
        choice = choices[0] if choices else None
        if choice:
            if self.on_other(choice):
                return
        self.on_second(it)
        logprobs = choice.get("logprobs") if choice else None
        if logprobs:
            self.on_scores(logprobs)
        delta = choice.get("delta") if choice else None
        if delta:
            self.on_reasoning(delta)
            self.on_proof(delta)
            self.on_text(delta)
        if choice:
            self.on_plain(choice)
        if delta:
            self.on_parts(delta)
            self.on_refusal(delta)
            self.on_cites(delta)
            self.on_call(delta)
            self.on_function(delta)
        if choice:
            self.on_message(choice)
        self.on_broken(it)
        if choice:
            self.on_broke(choice)
            self.on_native(choice)
            self.on_stop(choice)
            self.on_matched(choice)
            self.on_matched_too(choice)

    def on_reasoning(self, delta: Any) -> None:
        reasoning = delta.get("reasoning")
        if reasoning is None:
            reasoning = detail_text(delta.get("reasoning_details"))
        if reasoning:
            self.blocks.add_text("reasoning", reasoning)

    def on_native(self, choice: Any) -> None:
        native_finish_reason = choice.get("native_finish_reason")
        native = self.BROKEN.get(native_finish_reason) if native_finish_reason is not None else None
        if native:
            failure: hub.ApiError = {"error_type": native, "message": "the provider aborted the response"}
            self.blocks.fail(failure.get("error_type") or "server_error", failure["message"])


class ReadErrors(ReadTypes, errors.ReadErrors):
    CHECK = staticmethod(errors.SHAPES.extend({
        "Error": {"metadata": "Metadata"},
        "Metadata": {"raw": "str", "provider_name": "str"},
    }).check("Body"))


check_event: Final = stream.SHAPES.extend({
    "Choice": {"native_finish_reason": "str"},
    "Delta": {"reasoning": "str", "reasoning_details": ["json"], "reasoning_content": "json"},
    "Usage": {"server_tool_use_details": "Uses"},
    "Uses": {"web_search_requests": "int"},
}).check("Chunk")

write_request: Final = WriteRequest.of
read_response: Final = ReadResponse.of
read_failure: Final = ReadErrors.of
read_result: Final = ReadResponse.result_of
reader: Final = Reader
RETRY: Final = errors.RETRY

conditions: Final = Conditions(
    When(model=("*claude*",)),
    When(
        model=(
            "mistral*", "*/mistral*", "ministral*", "*/ministral*", "mixtral*", "*/mixtral*", "codestral*",
            "*/codestral*", "devstral*", "*/devstral*", "magistral*", "*/magistral*", "pixtral*", "*/pixtral*",
            "!*minitron*",
        ),
    ),
)

patch: Final = in_order(foreign_details.patch)
