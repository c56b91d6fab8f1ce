"""Mistral AI, OpenAI Chat Completions: differences and entry points.

Generated from specs/providers/mistral.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, ClassVar, Final, cast

from dragoman.library import hub, passes
from dragoman.library.filters import at_most, data_url, if_any, join, joined_text, minus
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_chat import errors, request, response, stream, types
from dragoman_adapters.quirks import foreign_details, max_tokens_only, no_service_tier


class Usage(types.Usage, total=False):
    num_cached_tokens: int | None
    prompt_token_details: types.PromptDetails | None


class AssistantMessage(request.AssistantMessage, total=False):
    prefix: bool | None


class ReadTypes(types.ReadTypes):
    ERROR_TYPES: ClassVar[dict[str, hub.ErrorType]] = {
        "invalid_request_error": "invalid_request", "authentication_error": "authentication",
        "permission_error": "permission", "insufficient_quota": "quota", "model_not_found": "not_found",
        "conflict_error": "conflict", "request_too_large": "request_too_large",
        "context_length_exceeded": "context_length_exceeded", "rate_limit_exceeded": "rate_limit",
        "content_policy_violation": "content_policy", "timeout": "timeout", "server_is_overloaded": "overloaded",
        "server_error": "server_error", "billing_error": "billing", "invalid_api_key": "authentication",
        "rate_limit_error": "rate_limit", "overloaded_error": "overloaded", "api_error": "server_error",
        "not_found_error": "not_found", "exceed_context_size_error": "context_length_exceeded",
        "context_too_large": "context_length_exceeded", "model_max_prompt_tokens_exceeded": "context_length_exceeded",
        "content_filter": "content_policy", "cyber_policy": "content_policy", "bio_policy": "content_policy",
        "misalignment": "content_policy", "misalignment_policy_violation": "content_policy",
        "tool_use_failed": "server_error", "slow_down": "overloaded", "400": "invalid_request", "401": "authentication",
        "402": "billing", "403": "permission", "404": "not_found", "408": "timeout", "409": "conflict",
        "413": "request_too_large", "429": "rate_limit", "500": "server_error", "502": "server_error",
        "503": "overloaded", "504": "timeout", "529": "overloaded", "3051": "context_length_exceeded",
    }

    def read_usage_from_usage(self, it: Usage) -> hub.Usage:
        prompt_tokens_details = it.get("prompt_tokens_details")
        cache_read_tokens = prompt_tokens_details.get("cached_tokens") if prompt_tokens_details else None
        if cache_read_tokens is None:
            prompt_token_details = it.get("prompt_token_details")
            cache_read_tokens = prompt_token_details.get("cached_tokens") if prompt_token_details else None
        if cache_read_tokens is None:
            cache_read_tokens = it.get("num_cached_tokens")
        rest = minus(it.get("prompt_tokens"), cache_read_tokens)
        cache_write_tokens = at_most(
            prompt_tokens_details.get("cache_write_tokens") if prompt_tokens_details else None,
            rest,
        )
        uncached_input_tokens = minus(rest, cache_write_tokens)
        completion_tokens = it.get("completion_tokens")
        completion_tokens_details = it.get("completion_tokens_details")
        reasoning_tokens = completion_tokens_details.get("reasoning_tokens") if completion_tokens_details else None
        out: hub.Usage = {}
        if cache_read_tokens is not None:
            out["cache_read_tokens"] = cache_read_tokens
        if cache_write_tokens is not None:
            out["cache_write_tokens"] = cache_write_tokens
        if uncached_input_tokens is not None:
            out["uncached_input_tokens"] = uncached_input_tokens
        if completion_tokens is not None:
            out["output_tokens"] = completion_tokens
        if reasoning_tokens is not None:
            out["reasoning_tokens"] = reasoning_tokens
        return out


class WriteRequest(max_tokens_only.WriteRequest, no_service_tier.WriteRequest):
    def select_tools(self, request: hub.Request) -> None:
        passes.select_tools(request, self.context, max_tools=128, forced="alone")

    def open_signatures(self, request: hub.Request) -> None:
        passes.open_signatures(request, self.context, kinds=["rc"])

    def pair_tool_results(self, request: hub.Request) -> None:
        passes.pair_tool_results(request, self.context, failed="Error: ", names=True)

    def place_media(self, request: hub.Request) -> None:
        passes.place_media(request, self.context, native=False, vision=True, files=True, links=True)

    def arrange_messages(self, request: hub.Request) -> None:
        passes.arrange_messages(request, self.context, end="continue", separator="Ok.")

    def shorten_names(self, request: hub.Request) -> None:
        passes.shorten_names(
            request, self.context, max_length=64, illegal="[^a-zA-Z0-9_-]", max_id_length=40, exact_id_length=9,
            illegal_in_ids="[^a-zA-Z0-9]",
        )

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(
            request, self.context,
            efforts=["none", "high"] if self.context.holds[3] else ["low", "high", "max"] if self.context.holds[2] else [
                "none", "low", "high", "max",
            ] if self.context.holds[1] else ["none", "high", "max"] if self.context.holds[0] else [],
            disabled="none" if self.context.holds[3] else "",
        )

    write_request_stream_options = request.WriteRequest.nothing
    write_assistant_message_from_message_loss_of_reasoning = request.WriteRequest.nothing

    def write_assistant_message_from_message(self, it: hub.Message) -> AssistantMessage:
        out = cast(AssistantMessage, super().write_assistant_message_from_message(it))
        if (prefix := it.get("prefill")) is not None:
            out["prefix"] = prefix
        return out

    def write_assistant_message_from_message_content(self, it: hub.Message) -> Any:
        blocks_ = it["blocks"]
        out2 = if_any([x for x in blocks_ if x["kind"] == "text" or x["kind"] == "reasoning"], "reasoning")
        out: Any = [
            part
            for x in out2
            if (part := self.write_part_from_block(x)) is not None
        ] if out2 is not None else None
        if out is None:
            out = joined_text(it["blocks"])
        return out

    def write_tool_message_from_tool_result(self, it: hub.ToolResult) -> request.ToolMessage:
        blocks_ = it["blocks"]
        content = join([x["text"] for x in blocks_ if x["kind"] == "text"], "\n")
        out: request.ToolMessage = {
            "role": "tool",
            "tool_call_id": it["id"],
            "content": "" if content is None else content,
        }
        if (name := it.get("name")) is not None:
            out["name"] = name
        return out

    def write_part_from_block(self, it: hub.Block) -> Any:
        if it["kind"] == "text":
            return {"type": "text", "text": it["text"]}
        elif it["kind"] == "image":
            url = data_url(it)
            if url is None:
                url = it.get("url")
            return {"type": "image_url", "image_url": {"url": "" if url is None else url}}
        elif it["kind"] == "document":
            if it.get("context") is not None:
                self.context.lose("messages.blocks.context", "the context of a file is not supported by this provider")
            if it.get("title") is not None:
                self.context.lose("messages.blocks.title", "the name of a file is not supported by this provider")
            document_url = data_url(it)
            if document_url is None:
                document_url = it.get("url")
            return {"type": "document_url", "document_url": "" if document_url is None else document_url}
        elif it["kind"] == "reasoning":
            return {"type": "thinking", "thinking": [{"type": "text", "text": it["text"]}], "closed": True}
        else:
            return None

    def write_tool_choice_any(self, it: hub.ToolChoice) -> Any:
        return "any"


class ReadResponse(ReadTypes, response.ReadResponse):
    CHECK = staticmethod(response.SHAPES.extend({
        "Usage": {"num_cached_tokens": "int", "prompt_token_details": "PromptDetails"},
    }).check("Completion"))


class Reader(ReadTypes, stream.Reader):
    pass


class ReadErrors(ReadTypes, errors.ReadErrors):
    pass


check_event: Final = stream.SHAPES.extend({
    "Usage": {"num_cached_tokens": "int", "prompt_token_details": "PromptDetails"},
}).check("Chunk")

write_request: Final = WriteRequest.of
read_response: Final = ReadResponse.of
read_failure: Final = ReadErrors.of
read_result: Final = ReadResponse.result_of
reader: Final = Reader
RETRY: Final = errors.RETRY

conditions: Final = Conditions(
    When(model=("*glm-5?2*", "*deepseek-v4*")),
    When(model=("*deepseek-v4?1*",)),
    When(model=("*glm-5?3*", "*kimi-k3*")),
    When(
        model=(
            "mistral-small", "mistral-small-latest", "mistral-small-2603*", "mistral-medium-2604*",
            "mistral-medium-3.5*", "mistral-medium-3-5*", "mistral-medium-3", "mistral-medium-latest",
            "mistral-large-4*", "magistral-medium-latest", "magistral-small-latest", "mistral-vibe-cli-*",
            "mistral-code-agent-latest", "labs-leanstral-*",
        ),
    ),
)

patch: Final = in_order(foreign_details.patch)
