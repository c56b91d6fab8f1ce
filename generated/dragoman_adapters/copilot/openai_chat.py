"""GitHub Copilot, OpenAI Chat Completions: differences and entry points.

Generated from specs/providers/copilot.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, ClassVar, Final, cast

from dragoman.library import hub, passes
from dragoman.library.filters import concat, detail_text, from_json, join, member, non_empty, unless
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_chat import errors, request, response, stream, types
from dragoman_adapters.quirks import foreign_details


class AssistantMessage(request.AssistantMessage, total=False):
    reasoning_text: str | None
    reasoning_opaque: str | None


class Message(response.Message, total=False):
    reasoning_text: str | None
    reasoning_opaque: str | None


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
        "503": "overloaded", "504": "timeout", "529": "overloaded", "model_not_supported": "not_found",
        "quota_exceeded": "quota", "model_not_available_for_integrator": "overloaded",
    }


class WriteRequest(request.WriteRequest):
    def open_signatures(self, request: hub.Request) -> None:
        passes.open_signatures(request, self.context, kinds=["rc", "rd"])

    def place_media(self, request: hub.Request) -> None:
        passes.place_media(request, self.context, native=False, vision=True, files=False, linked=False)

    def shorten_names(self, request: hub.Request) -> None:
        passes.shorten_names(
            request, self.context, max_length=64,
            illegal="^[^a-zA-Z_]|[^a-zA-Z0-9_-]" if self.context.holds[10] else "[^a-zA-Z0-9_-]", max_id_length=40,
        )

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(
            request, self.context,
            efforts=[
                "low", "medium", "high", "xhigh",
            ] if self.context.holds[11] else ["low", "medium", "high"] if self.context.holds[9] else ["low", "medium", "high"] if self.context.holds[8] else ["low", "high", "max"] if self.context.holds[5] else ["none", "low", "high", "max"] if self.context.holds[4] else ["none", "high", "max"] if self.context.holds[3] else ["none", "low", "medium", "high"] if self.context.holds[2] else ["low", "medium", "high"] if self.context.holds[1] else ["low", "medium", "high", "xhigh"] if self.context.holds[0] else [],
        )

    write_assistant_message_from_message_loss_of_reasoning = request.WriteRequest.nothing

    def write_request_from_request(self, it: hub.Request) -> request.Request:
        out = super().write_request_from_request(it)
        if (max_tokens := it.get("max_tokens") if self.context.holds[7] else None) is not None:
            out["max_tokens"] = max_tokens
        return out

    def write_request_losses(self, it: hub.Request) -> None:
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
        if self.context.holds[8] and it.get("temperature") is not None:
            self.context.lose("temperature", "sampling parameters are not supported by reasoning models")
        if not self.context.holds[8] and self.context.holds[6] and it.get("temperature") is not None:
            self.context.lose("temperature", "sampling parameters are not supported by reasoning models")
        if self.context.holds[8] and it.get("top_p") is not None:
            self.context.lose("top_p", "sampling parameters are not supported by reasoning models")
        if not self.context.holds[8] and self.context.holds[6] and it.get("top_p") is not None:
            self.context.lose("top_p", "sampling parameters are not supported by reasoning models")

    def write_request_max_completion_tokens(self, it: hub.Request) -> int | None:
        return None if self.context.holds[7] else it.get("max_tokens")

    def write_request_temperature(self, it: hub.Request) -> float | None:
        if self.context.holds[8]:
            return None
        else:
            return None if self.context.holds[6] else it.get("temperature")

    def write_request_top_p(self, it: hub.Request) -> float | None:
        if self.context.holds[8]:
            return None
        else:
            return None if self.context.holds[6] else it.get("top_p")

    def write_assistant_message_from_message(self, it: hub.Message) -> AssistantMessage:
        out = cast(AssistantMessage, super().write_assistant_message_from_message(it))
        blocks_ = it["blocks"]
        reasoning_text = non_empty(join([x["text"] for x in blocks_ if x["kind"] == "reasoning"], "\n\n"))
        if reasoning_text is not None:
            out["reasoning_text"] = reasoning_text
        reasoning_opaque = member(concat([x.get("details") for x in blocks_ if x["kind"] == "reasoning"]), "opaque")
        if reasoning_opaque is not None:
            out["reasoning_opaque"] = reasoning_opaque
        return out


class ReadResponse(ReadTypes, response.ReadResponse):
    CHECK = staticmethod(response.SHAPES.extend({
        "Message": {"reasoning_text": "str", "reasoning_opaque": "str", "reasoning_content": "json"},
    }).check("Completion"))

    read_response_from_completion_loss_of_choices = response.ReadResponse.nothing

    def read_response_from_completion_blocks(self, it: Any) -> list[hub.Block]:
        choices = it.get("choices")
        out = [x.get("message") for x in choices or ()]
        item = non_empty(join([(x.get("message") or {}).get("refusal") for x in choices or ()], "\n"))
        item2 = self.read_refusal_from_str(item) if item is not None else None
        out2 = concat([(x.get("message") or {}).get("tool_calls") for x in choices or ()])
        return [
            *[
                reasoning
                for x in out or ()
                if x is not None
                if (reasoning := self.read_reasoning_from_message(x)) is not None
            ],
            *[text for x in choices or () if (text := self.read_text_from_choice(x)) is not None],
            *([item2] if item2 is not None else []),
            *[tool_call for x in out2 or () if (tool_call := self.read_tool_call_from_call(x)) is not None],
        ]

    def read_reasoning_from_message(self, it: Message) -> hub.Reasoning | None:
        given: Any = non_empty(it.get("reasoning_text"))
        if given is None:
            given = non_empty(it.get("reasoning_opaque"))
        if given is None:
            given = non_empty(it.get("reasoning_details"))
        if not given:
            return None
        text = non_empty(it.get("reasoning_text"))
        if text is None:
            text = detail_text(it.get("reasoning_details"))
        out: hub.Reasoning = {"kind": "reasoning", "text": "" if text is None else text}
        item: Any = None
        if it.get("reasoning_opaque"):
            item2: dict[str, Any] = {}
            if (opaque := it.get("reasoning_opaque")) is not None:
                item2["opaque"] = opaque
            item = item2
        if (details := [*([item] if item else [])]):
            out["details"] = details
        return out

    def read_text_from_str(self, it: str) -> hub.Text:
        return {"kind": "text", "text": it}

    def read_refusal_from_str(self, it: str) -> hub.Refusal:
        return {"kind": "refusal", "text": it}

    def read_text_from_choice(self, it: Any) -> hub.Text | None:
        message = it.get("message")
        content = message.get("content") if message else None
        given: Any = non_empty(content if isinstance(content, str) else None)
        if given is None:
            given = non_empty(message.get("annotations") if message else None)
        if given is None:
            logprobs = it.get("logprobs")
            given = non_empty(logprobs.get("content") if logprobs else None)
        if not given:
            return None
        text = content if isinstance(content, str) else None
        out: hub.Text = {"kind": "text", "text": "" if text is None else text}
        annotations = message.get("annotations") if message else None
        citations = [
            citation
            for x in annotations or ()
            if (citation := self.read_citation_from_annotation(x)) is not None
        ]
        if citations:
            out["citations"] = citations
        logprobs2 = it.get("logprobs")
        if (logprobs3 := non_empty(logprobs2.get("content") if logprobs2 else None)) is not None:
            out["logprobs"] = logprobs3
        return out

    def read_str_from_piece(self, it: Any) -> str | None:
        kind = it.get("type")
        kind2 = "text" if kind is None else kind
        if kind2 == "text" or kind2 == "output_text":
            out: str | None = it.get("text")
            return out
        elif kind2 == "thinking":
            return None
        else:
            kind3 = it.get("type")
            kind4 = "text" if kind3 is None else kind3
            self.context.lose_member(f"piece.{kind4}", "unknown type of part")
            return None

    def read_reasoning_from_piece(self, it: Any) -> hub.Reasoning | None:
        kind = it.get("type")
        kind2 = "text" if kind is None else kind
        if kind2 == "thinking":
            if not detail_text(it.get("thinking")):
                return None
            text = detail_text(it.get("thinking"))
            return {"kind": "reasoning", "text": "" if text is None else text}
        elif kind2 == "text" or kind2 == "output_text":
            return None
        else:
            return None

    def read_tool_call_from_call(self, it: Any) -> hub.ToolCall | None:
        kind = it.get("type")
        kind2 = "function" if kind is None else kind
        if kind2 == "function":
            function = it.get("function")
            if (
                unless(unless(it.get("function"), (function.get("name") if function else None)), it.get("name"))
            ) and it.get("function") is not None:
                self.context.lose_member("choices.message.tool_calls.function", "a call without a name")
            if (
                unless(unless(it.get("arguments"), (function.get("name") if function else None)), it.get("name"))
            ) and it.get("arguments") is not None:
                self.context.lose_member("choices.message.tool_calls.arguments", "a call without a name")
            given = non_empty(function.get("name") if function else None)
            if given is None:
                given = non_empty(it.get("name"))
            if not given:
                return None
            id_ = it.get("id")
            name = non_empty(function.get("name") if function else None)
            if name is None:
                name = it.get("name")
            input_ = from_json(function.get("arguments") if function else None)
            if input_ is None:
                input_ = from_json(it.get("arguments"))
            return {
                "kind": "tool_call",
                "id": "" if id_ is None else id_,
                "name": "" if name is None else name,
                "input": {} if input_ is None else input_,
            }
        elif kind2 == "custom":
            custom = it.get("custom")
            if (unless(it.get("custom"), (custom.get("name") if custom else None))) and it.get("custom") is not None:
                self.context.lose_member("choices.message.tool_calls.custom", "a call without a name")
            if not (non_empty(custom.get("name") if custom else None)):
                return None
            id_2 = it.get("id")
            name2 = custom.get("name") if custom else None
            input_2 = custom.get("input") if custom else None
            return {
                "kind": "tool_call",
                "id": "" if id_2 is None else id_2,
                "name": "" if name2 is None else name2,
                "input": {"input": "" if input_2 is None else input_2},
            }
        else:
            kind3 = it.get("type")
            kind4 = "function" if kind3 is None else kind3
            self.context.lose_member(f"choices.message.tool_calls.{kind4}", "unknown type of tool call")
            return None

    def read_tool_call_from_function(self, it: response.Function) -> hub.ToolCall | None:
        if (unless(it.get("arguments"), it.get("name"))) and it.get("arguments") is not None:
            self.context.lose_member("function.arguments", "a call without a name")
        if not non_empty(it.get("name")):
            return None
        name = it.get("name")
        input_ = from_json(it.get("arguments"))
        return {
            "kind": "tool_call",
            "id": "",
            "name": "" if name is None else name,
            "input": {} if input_ is None else input_,
        }


class Reader(ReadTypes, stream.Reader):
    def feed(self, it: Any) -> None:
        self.on_failed(it)
        self.on_begin(it)
        self.on_tier(it)
        self.on_count(it)
        self.on_second(it)
        choices = it.get("choices")
        choice = choices[0] if choices else None
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
            self.on_stop(choice)
            self.on_matched(choice)
            self.on_matched_too(choice)

    def on_reasoning(self, delta: Any) -> None:
        reasoning_text = delta.get("reasoning_text")
        if reasoning_text:
            self.blocks.add_text("reasoning", reasoning_text)

    def on_proof(self, delta: Any) -> None:
        reasoning_opaque = delta.get("reasoning_opaque")
        if reasoning_opaque:
            self.blocks.add_details({"opaque": reasoning_opaque}, ("kind",), ("opaque",))


class ReadErrors(ReadTypes, errors.ReadErrors):
    pass


check_event: Final = stream.SHAPES.extend({
    "Delta": {"reasoning_text": "str", "reasoning_opaque": "str", "reasoning_content": "json"},
}).check("Chunk")

write_request: Final = WriteRequest.of
read_response: Final = ReadResponse.of
read_failure: Final = ReadErrors.of
read_result: Final = ReadResponse.result_of
reader: Final = Reader
RETRY: Final = errors.RETRY

conditions: Final = Conditions(
    When(model=("grok-4.6*", "grok-4.7*")),
    When(model=("grok-4.5*",)),
    When(model=("grok-4.3*",)),
    When(model=("*glm-5?2*", "*deepseek-v4*")),
    When(model=("*deepseek-v4?1*",)),
    When(model=("*glm-5?3*", "*kimi-k3*")),
    When(model=("kimi-*",)),
    When(model=("!gpt-5*", "!gpt-6*")),
    When(model=("gpt-5*", "gpt-6*")),
    When(model=("gemini-3*", "gemini-4*")),
    When(model=("gemini-*",)),
    When(model=("gemini-4-hydrogen*", "gemini-4-neon*")),
)

patch: Final = in_order(foreign_details.patch)
