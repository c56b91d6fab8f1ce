"""Complete responses of OpenAI Chat Completions.

Generated from specs/protocols/openai_chat/response.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, Literal, TypedDict, cast

from dragoman.library import hub, passes
from dragoman.library.context import Context
from dragoman.library.errors import ErrorBody, UpstreamError
from dragoman.library.filters import (
    concat, detail_text, equals, from_json, join, joined_text, non_empty, then, to_json, unless,
)
from dragoman.library.shapes import OneOf, Shapes
from dragoman.library.validation import prune, word_of
from dragoman_adapters.openai_chat.types import Annotation, ReadTypes, Usage, WriteTypes


class Completion(TypedDict, total=False):
    id: str | None
    object: str | None
    created: int | None
    model: str | None
    choices: list[Choice] | None
    usage: Usage | None
    error: Any
    service_tier: str | None
    system_fingerprint: str | None
    metadata: Any
    moderation: Any
    citations: Any


class Choice(TypedDict, total=False):
    index: int | None
    message: Message | None
    text: str | None
    finish_reason: str | None
    logprobs: Logprobs | None
    stop_reason: str | int | None
    matched_stop: str | int | None
    error: Any


class Logprobs(TypedDict, total=False):
    content: Any
    refusal: Any


class Message(TypedDict, total=False):
    role: str | None
    content: str | list[Any] | None
    refusal: str | None
    reasoning_content: str | None
    reasoning_details: Any
    tool_calls: list[Any] | None
    annotations: list[Annotation] | None
    audio: Audio | None
    function_call: Function | None


class TextDetail(TypedDict, total=False):
    type: Literal["reasoning.text"]
    text: str | None
    signature: str | None


class Audio(TypedDict, total=False):
    transcript: str | None
    id: str | None
    data: str | None
    expires_at: int | None


class FunctionCall(TypedDict, total=False):
    type: Literal["function"]
    id: str | None
    index: int | None
    function: Function | None
    custom: Any
    name: str | None
    arguments: Any


class Function(TypedDict, total=False):
    name: str | None
    arguments: Any


SHAPES: Final = Shapes(
    {
        "Completion": {
            "id": "str", "object": "str", "created": "int", "model": "str", "choices": ["Choice"], "usage": "Usage",
            "error": "json", "service_tier": "str", "system_fingerprint": "str", "metadata": "json",
            "moderation": "json", "citations": "json",
        },
        "Choice": {
            "index": "int", "message": "Message", "text": "str", "finish_reason": "str", "logprobs": "Logprobs",
            "stop_reason": ("str", "int"), "matched_stop": ("str", "int"), "error": "json",
        },
        "Message": {
            "role": "str", "content": ("str", ["Piece"]), "refusal": "str", "reasoning_content": "str",
            "reasoning_details": "json", "tool_calls": ["Call"], "annotations": ["Annotation"], "audio": "Audio",
            "function_call": "Function",
        },
        "Piece": OneOf("type", {
            "text": "TextPiece", "output_text": "TextPiece", "thinking": "ThinkingPiece",
        }, default="text", open=True),
        "TextPiece": {"text": "str"},
        "ThinkingPiece": {"thinking": "json", "closed": "bool"},
        "OtherPiece": {"note": "str"},
        "Call": OneOf("type", {"function": "FunctionCall", "custom": "CustomCall"}, default="function", open=True),
        "FunctionCall": {
            "id": "str", "index": "int", "function": "Function", "custom": "json", "name": "str", "arguments": "json",
        },
        "Function": {"name": "str", "arguments": "json"},
        "CustomCall": {"id": "str", "index": "int", "custom": "Custom", "function": "json"},
        "Custom": {"name": "str", "input": "str"},
        "OtherCall": {"id": "str", "index": "int"},
        "Annotation": {"type": "str", "url_citation": "UrlCitation"},
        "UrlCitation": {"url": "str", "title": "str", "start_index": "int", "end_index": "int", "content": "str"},
        "Audio": {"transcript": "str", "id": "str", "data": "str", "expires_at": "int"},
        "Logprobs": {"content": "json", "refusal": "json"},
        "Usage": {
            "prompt_tokens": "int", "completion_tokens": "int", "total_tokens": "int",
            "prompt_tokens_details": "PromptDetails", "completion_tokens_details": "CompletionDetails",
        },
        "PromptDetails": {
            "cached_tokens": "int", "cache_write_tokens": "int", "audio_tokens": "int", "text_tokens": "int",
            "image_tokens": "int",
        },
        "CompletionDetails": {
            "reasoning_tokens": "int", "audio_tokens": "int", "text_tokens": "int", "accepted_prediction_tokens": "int",
            "rejected_prediction_tokens": "int",
        },
    },
)


class ReadResponse(ReadTypes):
    CHECK = staticmethod(SHAPES.check("Completion"))

    @classmethod
    def of(cls, body: Completion, context: Context) -> hub.Response:
        return cls(context).read(body)

    def read(self, body: Completion) -> hub.Response:
        prune(self.CHECK, cast(dict[str, Any], body), self.context)
        answer = self.read_response_from_completion(body)
        passes.unwrap_tool_calls(
            answer, self.context, names=["multi_tool_use.parallel", "parallel"], list="tool_uses",
            name="recipient_name", input="parameters", name_prefix="functions.",
        )
        return answer

    @classmethod
    def result_of(cls, body: Completion, context: Context) -> hub.Response:
        return cls(context).read_result_from_completion(body)

    def read_response_from_completion(self, it: Completion) -> hub.Response:
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
        if (choices[0] if choices else None) is None:
            raise UpstreamError({"error_type": "server_error", "message": "the provider returned no choices"})
        self.read_response_from_completion_losses(it)
        finish_reason3 = non_empty(choice.get("finish_reason") if choice else None)
        finish_reason2: hub.FinishReason | None = word_of(
            self.STOP_REASONS, finish_reason3, "stop", self.context, "choices.finish_reason",
        ) if finish_reason3 is not None else None
        out: hub.Response = {
            "blocks": self.read_response_from_completion_blocks(it),
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
        message = choice.get("message") if choice else None
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

    def read_response_from_completion_losses(self, it: Completion) -> None:
        self.read_response_from_completion_loss_of_choices(it)
        choices = it.get("choices")
        choice = choices[0] if choices else None
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

    def read_response_from_completion_loss_of_choices(self, it: Completion) -> None:
        choices = it.get("choices")
        if (choices[1] if choices and len(choices) > 1 else None) and it.get("choices") is not None:
            self.context.lose_member("choices", "one choice is requested")

    def read_response_from_completion_blocks(self, it: Completion) -> list[hub.Block]:
        choices = it.get("choices")
        choice = choices[0] if choices else None
        message = choice.get("message") if choice else None
        item = self.read_reasoning_from_message(message) if message is not None else None
        content = message.get("content") if message else None
        out = content if isinstance(content, list) else None
        item2 = self.read_text_from_choice(choice) if choice is not None else None
        item3 = non_empty(join([str_ for x in out or () if (str_ := self.read_str_from_piece(x)) is not None], ""))
        item4 = self.read_text_from_str(item3) if item3 is not None else None
        item5 = non_empty(unless(choice.get("text") if choice else None, (message.get("content") if message else None)))
        item6 = self.read_text_from_str(item5) if item5 is not None else None
        item7 = non_empty(message.get("refusal") if message else None)
        item8 = self.read_refusal_from_str(item7) if item7 is not None else None
        audio = message.get("audio") if message else None
        item9 = non_empty(audio.get("transcript") if audio else None)
        item10 = self.read_text_from_str(item9) if item9 is not None else None
        tool_calls = message.get("tool_calls") if message else None
        function_call = message.get("function_call") if message else None
        item11 = self.read_tool_call_from_function(function_call) if function_call is not None else None
        return [
            *([item] if item is not None else []),
            *[reasoning for x in out or () if (reasoning := self.read_reasoning_from_piece(x)) is not None],
            *([item2] if item2 is not None else []),
            *([item4] if item4 is not None else []),
            *([item6] if item6 is not None else []),
            *([item8] if item8 is not None else []),
            *([item10] if item10 is not None else []),
            *[tool_call for x in tool_calls or () if (tool_call := self.read_tool_call_from_call(x)) is not None],
            *([item11] if item11 is not None else []),
        ]

    def read_reasoning_from_message(self, it: Message) -> hub.Reasoning | None:
        given: Any = non_empty(it.get("reasoning_content"))
        if given is None:
            given = non_empty(it.get("reasoning_details"))
        if not given:
            return None
        text = non_empty(it.get("reasoning_content"))
        if text is None:
            text = detail_text(it.get("reasoning_details"))
        out: hub.Reasoning = {"kind": "reasoning", "text": "" if text is None else text}
        if (details := non_empty(it.get("reasoning_details"))) is not None:
            out["details"] = details
        return out

    def read_text_from_str(self, it: str) -> hub.Text:
        return {"kind": "text", "text": it}

    def read_refusal_from_str(self, it: str) -> hub.Refusal:
        return {"kind": "refusal", "text": it}

    def read_text_from_choice(self, it: Choice) -> hub.Text | None:
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
            self.context.lose_member(f"choices.0.message.content.{kind4}", "unknown type of part")
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
            return self.read_tool_call_from_call_function(it)
        elif kind2 == "custom":
            custom = it.get("custom")
            if (unless(it.get("custom"), (custom.get("name") if custom else None))) and it.get("custom") is not None:
                self.context.lose_member("choices.0.message.tool_calls.custom", "a call without a name")
            if not (non_empty(custom.get("name") if custom else None)):
                return None
            id_ = it.get("id")
            name = custom.get("name") if custom else None
            input_ = custom.get("input") if custom else None
            return {
                "kind": "tool_call",
                "id": "" if id_ is None else id_,
                "name": "" if name is None else name,
                "input": {"input": "" if input_ is None else input_},
            }
        else:
            kind3 = it.get("type")
            kind4 = "function" if kind3 is None else kind3
            self.context.lose_member(f"choices.0.message.tool_calls.{kind4}", "unknown type of tool call")
            return None

    def read_tool_call_from_call_function(self, it: FunctionCall) -> hub.ToolCall | None:
        function = it.get("function")
        if (
            unless(unless(it.get("function"), (function.get("name") if function else None)), it.get("name"))
        ) and it.get("function") is not None:
            self.context.lose_member("choices.0.message.tool_calls.function", "a call without a name")
        if (
            unless(unless(it.get("arguments"), (function.get("name") if function else None)), it.get("name"))
        ) and it.get("arguments") is not None:
            self.context.lose_member("choices.0.message.tool_calls.arguments", "a call without a name")
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

    def read_tool_call_from_function(self, it: Function) -> hub.ToolCall | None:
        if (unless(it.get("arguments"), it.get("name"))) and it.get("arguments") is not None:
            self.context.lose_member("choices.0.message.function_call.arguments", "a call without a name")
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

    def read_result_from_completion(self, it: Completion) -> hub.Response:
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


class WriteResponse(WriteTypes):
    @classmethod
    def of(cls, answer: hub.Response, context: Context) -> Completion:
        return cls(context).write(answer)

    def write(self, answer: hub.Response) -> Completion:
        return self.write_completion_from_response(answer)

    def write_completion_from_response(self, it: hub.Response) -> Completion:
        if (equals(it["finish_reason"], "pause")) and it["finish_reason"] is not None:
            self.context.lose("finish_reason", "a pause is not reported in this protocol")
        if it.get("stop_sequence") is not None:
            self.context.lose("stop_sequence", "the matched stop sequence is not reported in this protocol")
        blocks_ = it["blocks"]
        kinds = {x["kind"] for x in blocks_}
        if "hosted_tool_call" in kinds:
            self.context.lose("blocks.hosted_tool_call", "hosted tool calls are not part of this protocol")
        if "hosted_tool_result" in kinds:
            self.context.lose("blocks.hosted_tool_result", "hosted tool calls are not part of this protocol")
        other = [x for x in blocks_ if x["kind"] == "tool_call"]
        if (
            then(other[1] if other and len(other) > 1 else None, self.context.client_request.get("functions"))
        ) and "tool_call" in kinds:
            self.context.lose("blocks.tool_call", "an answer to functions has one call")
        id_ = it.get("id")
        id_2 = "chatcmpl-unknown" if id_ is None else id_
        object_ = "chat.completion"
        created = self.context.created
        model = it.get("model")
        model2 = "" if model is None else model
        index = 0
        refusal: Any = non_empty(
            join([x["text"] for x in blocks_ if x["kind"] == "refusal"], "\n\n"),
        ) if "refusal" in kinds else None
        if refusal is None:
            refusal = it.get("refusal")
        message: Message = {"role": "assistant", "content": joined_text(it["blocks"]), "refusal": refusal}
        reasoning_content = non_empty(
            join([x["text"] for x in blocks_ if x["kind"] == "reasoning"], "\n\n"),
        ) if "reasoning" in kinds else None
        if reasoning_content is not None:
            message["reasoning_content"] = reasoning_content
        reasoning_details: Any = None
        if self.context.signatures:
            reasoning_details = [
                detail
                for x in blocks_
                if x["kind"] == "reasoning" or x["kind"] == "encrypted_reasoning"
                if (detail := self.write_detail_from_block(x)) is not None
            ]
        if reasoning_details:
            message["reasoning_details"] = reasoning_details
        tool_calls = unless(
            [
                call
                for x in blocks_
                if x["kind"] == "tool_call" or x["kind"] == "custom_tool_call"
                if (call := self.write_call_from_block(x)) is not None
            ],
            self.context.client_request.get("functions"),
        )
        if tool_calls:
            message["tool_calls"] = tool_calls
        if self.context.client_request.get("functions"):
            function_call = other[0] if other else None
            if function_call is not None:
                message["function_call"] = self.write_function_from_tool_call(function_call)
        annotations = concat([x.get("citations") for x in blocks_ if x["kind"] == "text"]) if "text" in kinds else None
        if annotations2 := [self.write_annotation_from_citation(x) for x in annotations or ()]:
            message["annotations"] = annotations2
        finish_reason = then(
            then(equals(it["finish_reason"], "tool_calls"), self.context.client_request.get("functions")),
            "function_call",
        )
        if finish_reason is None:
            finish_reason = self.STOP_REASONS.get(it["finish_reason"])
        finish_reason2 = "stop" if finish_reason is None else finish_reason
        tokens = concat([x.get("logprobs") for x in blocks_ if x["kind"] == "text"]) if "text" in kinds else None
        logprobs: Any = None
        if tokens:
            logprobs2: Logprobs = {"refusal": None}
            if tokens is not None:
                logprobs2["content"] = tokens
            logprobs = logprobs2
        if logprobs is None:
            logprobs = None
        choices: list[Any] = [
            {"index": index, "message": message, "finish_reason": finish_reason2, "logprobs": logprobs},
        ]
        usage = it.get("usage")
        usage2 = self.write_usage_from_usage(usage) if usage is not None else None
        service_tier = usage.get("service_tier") if usage else None
        service_tier2 = self.TIERS[service_tier] if service_tier is not None else None
        out: Completion = {"id": id_2, "object": object_, "created": created, "model": model2, "choices": choices}
        if usage2 is not None:
            out["usage"] = usage2
        if service_tier2 is not None:
            out["service_tier"] = service_tier2
        return out

    def write_detail_from_block(self, it: hub.Block) -> Any:
        if it["kind"] == "reasoning":
            out: TextDetail = {"type": "reasoning.text", "text": it["text"]}
            if (signature := it.get("signature")) is not None:
                out["signature"] = signature
            return out
        elif it["kind"] == "encrypted_reasoning":
            return {"type": "reasoning.encrypted", "data": it["data"]}
        else:
            return None

    def write_function_from_tool_call(self, it: hub.ToolCall) -> Function:
        arguments = to_json(it["input"])
        return {"name": it["name"], "arguments": "{}" if arguments is None else arguments}

    def write_call_from_block(self, it: hub.Block) -> Any:
        if it["kind"] == "tool_call":
            return self.write_call_from_block_tool_call(it)
        elif it["kind"] == "custom_tool_call":
            return {"id": it["id"], "type": "custom", "custom": {"name": it["name"], "input": it["input"]}}
        else:
            return None

    def write_call_from_block_tool_call(self, it: hub.ToolCall) -> Any:
        arguments = to_json(it["input"])
        return {
            "id": it["id"],
            "type": "function",
            "function": {"name": it["name"], "arguments": "{}" if arguments is None else arguments},
        }


read: Final = ReadResponse.of

write: Final = WriteResponse.of
