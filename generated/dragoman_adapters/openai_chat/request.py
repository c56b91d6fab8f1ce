"""Requests of OpenAI Chat Completions.

Generated from specs/protocols/openai_chat/request.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, ClassVar, Final, Literal, TypedDict

from dragoman.library import hub, passes
from dragoman.library.context import Context
from dragoman.library.filters import (
    above, as_list, below, contains, data_url, equals, from_json, if_marked, join, joined_text, non_empty, pdf_name,
    single_text, to_json, typed, unless, url_part,
)
from dragoman.library.shapes import OneOf, Shapes
from dragoman.library.validation import RefusedMember, demand, known_word, record, unknown, word_of
from dragoman_adapters.openai_chat.types import ReadTypes, WriteTypes


class Request(TypedDict, total=False):
    model: str
    messages: list[Any]
    max_completion_tokens: int | None
    max_tokens: int | None
    temperature: float | None
    top_p: float | None
    stop: str | list[str] | None
    stream: bool | None
    stream_options: StreamOptions | None
    tools: list[Any] | None
    tool_choice: Any
    parallel_tool_calls: bool | None
    response_format: Any
    reasoning_effort: str | None
    service_tier: str | None
    user: str | None
    safety_identifier: str | None
    prompt_cache_key: str | None
    n: int | None
    seed: int | None
    frequency_penalty: float | None
    presence_penalty: float | None
    logit_bias: Any
    logprobs: bool | None
    top_logprobs: int | None
    verbosity: str | None
    metadata: Any
    store: bool | None
    prediction: Any
    moderation: Any
    modalities: list[str] | None
    audio: Any
    web_search_options: SearchOptions | None
    prompt_cache_retention: str | None
    prompt_cache_options: Any
    functions: list[Function] | None
    function_call: str | ChosenName | None


class StreamOptions(TypedDict, total=False):
    include_usage: bool | None
    include_obfuscation: bool | None


class SearchOptions(TypedDict, total=False):
    search_context_size: str | None
    user_location: SearchLocation | None


class SearchLocation(TypedDict, total=False):
    type: str | None
    approximate: Any


class SystemMessage(TypedDict, total=False):
    role: Literal["system", "developer"]
    content: str | list[Any]
    name: str | None


class AssistantMessage(TypedDict, total=False):
    role: Literal["assistant"]
    content: str | list[Any] | None
    refusal: str | None
    tool_calls: list[Any] | None
    reasoning_content: str | None
    reasoning: str | None
    reasoning_details: list[Any] | None
    function_call: Called | None
    audio: Any
    annotations: Any
    name: str | None


class ToolMessage(TypedDict, total=False):
    role: Literal["tool"]
    tool_call_id: str
    content: str | list[Any]
    name: str | None


class TextPart(TypedDict, total=False):
    type: Literal["text"]
    text: str
    cache_control: Breakpoint | None
    prompt_cache_breakpoint: Breakpoint | None


class Breakpoint(TypedDict, total=False):
    type: str | None
    mode: str | None
    ttl: str | None


class ImageUrl(TypedDict, total=False):
    url: str
    detail: str | None


class FileData(TypedDict, total=False):
    filename: str | None
    file_data: str | None
    file_id: str | None


class Called(TypedDict, total=False):
    name: str
    arguments: str


class Function(TypedDict, total=False):
    name: str
    description: str | None
    parameters: Any
    strict: bool | None


class Custom(TypedDict, total=False):
    name: str
    description: str | None
    format: Any


class ChosenName(TypedDict, total=False):
    name: str


class NamedSchema(TypedDict, total=False):
    name: str
    description: str | None
    schema: Any
    strict: bool | None


SHAPES: Final = Shapes(
    {
        "Request": {
            "model": "str", "messages": ["Message"], "max_completion_tokens": "int", "max_tokens": "int",
            "temperature": "num", "top_p": "num", "stop": ("str", ["str"]), "stream": "bool",
            "stream_options": "StreamOptions", "tools": ["Tool"], "tool_choice": ("str", "NamedChoice"),
            "parallel_tool_calls": "bool", "response_format": "ResponseFormat", "reasoning_effort": "str",
            "service_tier": "str", "user": "str", "safety_identifier": "str", "prompt_cache_key": "str", "n": "int",
            "seed": "int", "frequency_penalty": "num", "presence_penalty": "num", "logit_bias": "json",
            "logprobs": "bool", "top_logprobs": "int", "verbosity": "str", "metadata": "json", "store": "bool",
            "prediction": "json", "moderation": "json", "modalities": ["str"], "audio": "json",
            "web_search_options": "SearchOptions", "prompt_cache_retention": "str", "prompt_cache_options": "json",
            "functions": ["Function"], "function_call": ("str", "ChosenName"),
        },
        "Message": OneOf("role", {
            "system": "SystemMessage", "developer": "SystemMessage", "user": "UserMessage",
            "assistant": "AssistantMessage", "tool": "ToolMessage", "function": "FunctionMessage",
        }, open=True),
        "SystemMessage": {"content": ("str", ["Part"]), "name": "str"},
        "Part": OneOf("type", {
            "text": "TextPart", "image_url": "ImagePart", "file": "FilePart", "input_audio": "AudioPart",
            "refusal": "RefusalPart",
        }, open=True),
        "TextPart": {"text": "str", "cache_control": "Breakpoint", "prompt_cache_breakpoint": "Breakpoint"},
        "Breakpoint": {"type": "str", "mode": "str", "ttl": "str"},
        "ImagePart": {"image_url": "ImageUrl"},
        "ImageUrl": {"url": "str", "detail": "str"},
        "FilePart": {"file": "FileData"},
        "FileData": {"filename": "str", "file_data": "str", "file_id": "str"},
        "AudioPart": {"input_audio": "json"},
        "RefusalPart": {"refusal": "str"},
        "OtherPart": {"note": "str"},
        "UserMessage": {"content": ("str", ["Part"]), "name": "str"},
        "AssistantMessage": {
            "content": ("str", ["Part"]), "refusal": "str", "tool_calls": ["Call"], "reasoning_content": "str",
            "reasoning": "str", "reasoning_details": ["Detail"], "function_call": "Called", "audio": "json",
            "annotations": "json", "name": "str",
        },
        "Call": OneOf("type", {"function": "FunctionCall", "custom": "CustomCall"}, default="function", open=True),
        "FunctionCall": {"id": "str", "function": "Called"},
        "Called": {"name": "str", "arguments": "str"},
        "CustomCall": {"id": "str", "custom": "CustomCalled"},
        "CustomCalled": {"name": "str", "input": "str"},
        "Detail": OneOf("type", {
            "reasoning.text": "TextDetail", "reasoning.summary": "SummaryDetail",
            "reasoning.encrypted": "EncryptedDetail",
        }, open=True),
        "TextDetail": {"text": "str", "signature": "str", "id": "str", "format": "str", "index": "int"},
        "SummaryDetail": {"summary": "str", "id": "str", "format": "str", "index": "int"},
        "EncryptedDetail": {"data": "str", "id": "str", "format": "str", "index": "int"},
        "ToolMessage": {"tool_call_id": "str", "content": ("str", ["Part"]), "name": "str"},
        "FunctionMessage": {"name": "str", "content": "str"},
        "StreamOptions": {"include_usage": "bool", "include_obfuscation": "bool"},
        "Tool": OneOf("type", {"function": "FunctionTool", "custom": "CustomTool"}, open=True),
        "FunctionTool": {"function": "Function"},
        "Function": {"name": "str", "description": "str", "parameters": "json", "strict": "bool"},
        "CustomTool": {"custom": "Custom"},
        "Custom": {"name": "str", "description": "str", "format": "CustomFormat"},
        "CustomFormat": OneOf("type", {"grammar": "GrammarFormat", "text": "AnyFormat"}, open=True),
        "GrammarFormat": {"grammar": "Grammar"},
        "Grammar": {"syntax": "str", "definition": "str"},
        "AnyFormat": {"note": "str"},
        "NamedChoice": OneOf("type", {
            "function": "FunctionChoice", "custom": "CustomChoice", "allowed_tools": "AllowedChoice",
        }, open=True),
        "FunctionChoice": {"function": "ChosenName"},
        "ChosenName": {"name": "str"},
        "CustomChoice": {"custom": "ChosenName"},
        "AllowedChoice": {"allowed_tools": "AllowedTools"},
        "AllowedTools": {"mode": "str", "tools": ["AllowedTool"]},
        "AllowedTool": OneOf("type", {"function": "FunctionChoice", "custom": "CustomChoice"}, open=True),
        "ResponseFormat": OneOf("type", {
            "json_schema": "SchemaFormat", "json_object": "AnyFormat", "text": "AnyFormat",
        }, open=True),
        "SchemaFormat": {"json_schema": "NamedSchema"},
        "NamedSchema": {"name": "str", "description": "str", "schema": "json", "strict": "bool"},
        "SearchOptions": {"search_context_size": "str", "user_location": "SearchLocation"},
        "SearchLocation": {"type": "str", "approximate": "json"},
    },
    required={
        "Request": ("model", "messages"),
        "SystemMessage": ("content",),
        "TextPart": ("text",),
        "ImagePart": ("image_url",),
        "ImageUrl": ("url",),
        "FilePart": ("file",),
        "RefusalPart": ("refusal",),
        "UserMessage": ("content",),
        "FunctionCall": ("id", "function"),
        "Called": ("name", "arguments"),
        "CustomCall": ("id", "custom"),
        "CustomCalled": ("name", "input"),
        "ToolMessage": ("tool_call_id", "content"),
        "FunctionMessage": ("name",),
        "FunctionTool": ("function",),
        "Function": ("name",),
        "CustomTool": ("custom",),
        "Custom": ("name",),
        "GrammarFormat": ("grammar",),
        "Grammar": ("syntax", "definition"),
        "FunctionChoice": ("function",),
        "ChosenName": ("name",),
        "CustomChoice": ("custom",),
        "AllowedChoice": ("allowed_tools",),
        "AllowedTools": ("mode", "tools"),
        "SchemaFormat": ("json_schema",),
        "NamedSchema": ("name",),
    },
)


class ReadRequest(ReadTypes):
    CHECK = staticmethod(SHAPES.check("Request"))

    @classmethod
    def of(cls, body: Request, context: Context) -> hub.Request:
        return cls(context).read(body)

    def read(self, body: Request) -> hub.Request:
        try:
            request = self.read_request_from_request(body)
        except RefusedMember as unwanted:
            raise unwanted.refused(body, self.context) from None
        self.place_system_messages(request)
        passes.merge_messages(request, self.context, reasoning=True)
        passes.apply_message_changes(request, self.context)
        passes.resolve_tools(request, self.context)
        passes.record_response_options(request, self.context)
        return request

    def place_system_messages(self, request: hub.Request) -> None:
        passes.place_system_messages(request, self.context, leading=True, later="first")

    READ_REQUEST_FROM_REQUEST_KEYS: ClassVar = frozenset((
        "model", "messages", "max_completion_tokens", "max_tokens", "temperature", "top_p", "stop", "stream",
        "stream_options", "tools", "tool_choice", "parallel_tool_calls", "response_format", "reasoning_effort",
        "service_tier", "user", "safety_identifier", "prompt_cache_key", "n", "seed", "frequency_penalty",
        "presence_penalty", "logit_bias", "logprobs", "top_logprobs", "verbosity", "metadata", "store", "prediction",
        "moderation", "modalities", "audio", "web_search_options", "prompt_cache_retention", "prompt_cache_options",
        "functions", "function_call",
    ))

    def read_request_from_request(self, it: Request) -> hub.Request:
        if not it.keys() <= self.READ_REQUEST_FROM_REQUEST_KEYS:
            unknown(it, self.READ_REQUEST_FROM_REQUEST_KEYS, "", self.context)
        other = below(it.get("n"), 1)
        if other is None:
            other = above(it.get("n"), 1)
        if other and it.get("n") is not None:
            raise RefusedMember(it, "one response is generated per request; send n 1 or omit it", "n")
        other2 = below(it.get("temperature"), 0)
        if other2 is None:
            other2 = above(it.get("temperature"), 2)
        if other2 and it.get("temperature") is not None:
            raise RefusedMember(it, "Input should be between 0 and 2", "temperature", code="invalid_value")
        other3 = below(it.get("top_p"), 0)
        if other3 is None:
            other3 = above(it.get("top_p"), 1)
        if other3 and it.get("top_p") is not None:
            raise RefusedMember(it, "Input should be between 0 and 1", "top_p", code="invalid_value")
        if (below(it.get("max_tokens"), 1)) and it.get("max_tokens") is not None:
            raise RefusedMember(it, "Input should be at least 1", "max_tokens", code="invalid_value")
        if (below(it.get("max_completion_tokens"), 1)) and it.get("max_completion_tokens") is not None:
            raise RefusedMember(it, "Input should be at least 1", "max_completion_tokens", code="invalid_value")
        other4 = below(it.get("frequency_penalty"), -2)
        if other4 is None:
            other4 = above(it.get("frequency_penalty"), 2)
        if other4 and it.get("frequency_penalty") is not None:
            raise RefusedMember(it, "Input should be between -2 and 2", "frequency_penalty", code="invalid_value")
        other5 = below(it.get("presence_penalty"), -2)
        if other5 is None:
            other5 = above(it.get("presence_penalty"), 2)
        if other5 and it.get("presence_penalty") is not None:
            raise RefusedMember(it, "Input should be between -2 and 2", "presence_penalty", code="invalid_value")
        other6 = below(it.get("top_logprobs"), 0)
        if other6 is None:
            other6 = above(it.get("top_logprobs"), 20)
        if other6 and it.get("top_logprobs") is not None:
            raise RefusedMember(it, "Input should be between 0 and 20", "top_logprobs", code="invalid_value")
        if it.get("audio") is not None:
            raise RefusedMember(it, "audio is not supported by this provider; request text only", "audio")
        if (contains(it.get("modalities"), "audio")) and it.get("modalities") is not None:
            raise RefusedMember(it, "audio is not supported by this provider; request text only", "modalities")
        messages = it["messages"]
        if (unless(it["model"], (messages[0] if messages else None))) and it["messages"] is not None:
            raise RefusedMember(it, "at least one message is required", "messages")
        tool_choice = it.get("tool_choice")
        other7: Any = tool_choice if isinstance(tool_choice, str) else None
        if other7 is None:
            other7 = record(it.get("tool_choice"))
        if other7 and it.get("function_call") is not None:
            self.context.lose_member("function_call", "tool_choice takes precedence")
        if it.get("max_completion_tokens") and it.get("max_tokens") is not None:
            self.context.lose_member("max_tokens", "max_completion_tokens takes precedence")
        if it.get("safety_identifier") and it.get("user") is not None:
            self.context.lose_member("user", "safety_identifier takes precedence")
        if it.get("logit_bias") is not None:
            self.context.lose_member("logit_bias", "token biases are not supported by other protocols")
        if it.get("prediction") is not None:
            self.context.lose_member("prediction", "predicted output is not supported by other protocols")
        if it.get("moderation") is not None:
            self.context.lose_member("moderation", "moderation is not supported by other protocols")
        if it.get("store") and it.get("store") is not None:
            self.context.lose_member("store", "responses are not stored")
        out: hub.Request = {
            "model": it["model"],
            "messages": [message for x in messages if (message := self.read_message_from_message(x)) is not None],
        }
        tools = it.get("tools")
        functions = it.get("functions")
        web_search_options = it.get("web_search_options")
        item = self.read_tool_from_search_options(web_search_options) if web_search_options is not None else None
        tools2 = [
            *[tool for x in tools or () if (tool := self.read_tool_from_tool(x)) is not None],
            *[self.read_tool_from_function(x) for x in functions or ()],
            *([item] if item is not None else []),
        ]
        if tools2:
            out["tools"] = tools2
        tool_choice3 = tool_choice if isinstance(tool_choice, str) else None
        tool_choice2 = self.read_tool_choice_from_str(tool_choice3) if tool_choice3 is not None else None
        if tool_choice2 is None:
            tool_choice4 = record(it.get("tool_choice"))
            tool_choice2 = self.read_tool_choice_from_named_choice(tool_choice4) if tool_choice4 is not None else None
        if tool_choice2 is None:
            function_call = it.get("function_call")
            tool_choice5 = function_call if isinstance(function_call, str) else None
            tool_choice2 = self.read_tool_choice_from_str(tool_choice5) if tool_choice5 is not None else None
        if tool_choice2 is None:
            tool_choice6 = record(it.get("function_call"))
            tool_choice2 = self.read_tool_choice_from_chosen_name(tool_choice6) if tool_choice6 is not None else None
        if tool_choice2 is not None:
            out["tool_choice"] = tool_choice2
        parallel_tool_calls: Any = it.get("parallel_tool_calls")
        if parallel_tool_calls is None:
            if it.get("functions"):
                parallel_tool_calls = False
        if parallel_tool_calls is not None:
            out["parallel_tool_calls"] = parallel_tool_calls
        max_tokens = it.get("max_completion_tokens")
        if max_tokens is None:
            max_tokens = it.get("max_tokens")
        if max_tokens is not None:
            out["max_tokens"] = max_tokens
        stop = it.get("stop")
        stop_sequences = stop if isinstance(stop, list) else None
        if stop_sequences is None:
            stop_sequences = as_list(stop if isinstance(stop, str) else None)
        if stop_sequences:
            out["stop_sequences"] = stop_sequences
        if (stream := it.get("stream")) is not None:
            out["stream"] = stream
        if (temperature := it.get("temperature")) is not None:
            out["temperature"] = temperature
        if (top_p := it.get("top_p")) is not None:
            out["top_p"] = top_p
        response_format = it.get("response_format")
        response_format2 = (
            self.read_response_format_from_response_format(response_format)
            if response_format is not None
            else None
        )
        if response_format2 is not None:
            out["response_format"] = response_format2
        reasoning_effort = it.get("reasoning_effort")
        reasoning_effort2 = known_word(
            self.EFFORTS, reasoning_effort, self.context, "reasoning_effort",
        ) if reasoning_effort is not None else None
        if reasoning_effort2 is not None:
            out["reasoning_effort"] = reasoning_effort2
        user_id = it.get("safety_identifier")
        if user_id is None:
            user_id = it.get("user")
        if user_id is not None:
            out["user_id"] = user_id
        if (session_id := it.get("prompt_cache_key")) is not None:
            out["session_id"] = session_id
        service_tier = it.get("service_tier")
        service_tier2 = word_of(
            self.TIERS, service_tier, "standard", self.context, "service_tier",
        ) if service_tier is not None else None
        if service_tier2 is not None:
            out["service_tier"] = service_tier2
        if (seed := it.get("seed")) is not None:
            out["seed"] = seed
        if (frequency_penalty := it.get("frequency_penalty")) is not None:
            out["frequency_penalty"] = frequency_penalty
        if (presence_penalty := it.get("presence_penalty")) is not None:
            out["presence_penalty"] = presence_penalty
        verbosity = it.get("verbosity")
        verbosity2 = known_word(
            self.VERBOSITIES, verbosity, self.context, "verbosity",
        ) if verbosity is not None else None
        if verbosity2 is not None:
            out["verbosity"] = verbosity2
        if (metadata := it.get("metadata")) is not None:
            out["metadata"] = metadata
        if (logprobs := it.get("logprobs")) is not None:
            out["logprobs"] = logprobs
        if (top_logprobs := it.get("top_logprobs")) is not None:
            out["top_logprobs"] = top_logprobs
        return out

    def read_message_from_message(self, it: Any) -> hub.Message | None:
        role = it["role"]
        if role == "system" or role == "developer":
            if it.get("name") is not None:
                self.context.lose_member("messages.name", "participant names are not supported by other protocols")
            content = it["content"]
            text = content if isinstance(content, str) else None
            if text is None:
                text2 = content if isinstance(content, list) else None
                text = join([str_ for x in text2 or () if (str_ := self.read_str_from_part(x)) is not None], "\n")
            return {"role": "system", "blocks": [{"kind": "text", "text": "" if text is None else text}]}
        elif role == "user":
            if it.get("name") is not None:
                self.context.lose_member("messages.name", "participant names are not supported by other protocols")
            content2 = it["content"]
            item = non_empty(content2 if isinstance(content2, str) else None)
            item2 = self.read_text_from_str(item) if item is not None else None
            blocks_ = content2 if isinstance(content2, list) else None
            return {
                "role": "user",
                "blocks": [
                    *([item2] if item2 is not None else []),
                    *[block for x in blocks_ or () if (block := self.read_block_from_part(x)) is not None],
                ],
            }
        elif role == "assistant":
            if it.get("audio") is not None:
                self.context.lose_member("messages.audio", "audio in the history is not supported by other protocols")
            if non_empty(it.get("annotations")) and it.get("annotations") is not None:
                self.context.lose_member(
                    "messages.annotations",
                    "citations in the history are not supported by other protocols",
                )
            if it.get("name") is not None:
                self.context.lose_member("messages.name", "participant names are not supported by other protocols")
            reasoning_details = it.get("reasoning_details")
            item3 = non_empty(it.get("reasoning_content"))
            item4 = self.read_reasoning_from_str(item3) if item3 is not None else None
            item5 = unless(non_empty(it.get("reasoning")), it.get("reasoning_content"))
            item6 = self.read_reasoning_from_str(item5) if item5 is not None else None
            content3 = it.get("content")
            item7 = non_empty(content3 if isinstance(content3, str) else None)
            item8 = self.read_text_from_str(item7) if item7 is not None else None
            blocks_2 = content3 if isinstance(content3, list) else None
            item9 = non_empty(it.get("refusal"))
            item10 = self.read_refusal_from_str(item9) if item9 is not None else None
            tool_calls = it.get("tool_calls")
            function_call = it.get("function_call")
            item11 = self.read_tool_call_from_called(function_call) if function_call is not None else None
            return {
                "role": "assistant",
                "blocks": [
                    *[
                        block2
                        for x in reasoning_details or ()
                        if (block2 := self.read_block_from_detail(x)) is not None
                    ],
                    *([item4] if item4 is not None else []),
                    *([item6] if item6 is not None else []),
                    *([item8] if item8 is not None else []),
                    *[block3 for x in blocks_2 or () if (block3 := self.read_block_from_part(x)) is not None],
                    *([item10] if item10 is not None else []),
                    *[block4 for x in tool_calls or () if (block4 := self.read_block_from_call(x)) is not None],
                    *([item11] if item11 is not None else []),
                ],
            }
        elif role == "tool":
            content4 = it["content"]
            item12 = non_empty(content4 if isinstance(content4, str) else None)
            item13 = self.read_text_from_str(item12) if item12 is not None else None
            blocks_3 = content4 if isinstance(content4, list) else None
            return {
                "role": "user",
                "blocks": [
                    {
                        "kind": "tool_result",
                        "id": it["tool_call_id"],
                        "blocks": [
                            *([item13] if item13 is not None else []),
                            *[block5 for x in blocks_3 or () if (block5 := self.read_block_from_part(x)) is not None],
                        ],
                    },
                ],
            }
        elif role == "function":
            item14 = non_empty(it.get("content"))
            item15 = self.read_text_from_str(item14) if item14 is not None else None
            return {
                "role": "user",
                "blocks": [
                    {
                        "kind": "tool_result",
                        "id": "",
                        "name": it["name"],
                        "blocks": [*([item15] if item15 is not None else [])],
                    },
                ],
            }
        else:
            self.context.lose_member(f"messages.{role}", "unknown role")
            return None

    def read_block_from_detail(self, it: Any) -> hub.Block | None:
        type_ = it["type"]
        if type_ == "reasoning.text":
            text = it.get("text")
            out: hub.Reasoning = {"kind": "reasoning", "text": "" if text is None else text}
            if (signature := it.get("signature")) is not None:
                out["signature"] = signature
            return out
        elif type_ == "reasoning.summary":
            text2 = it.get("summary")
            return {"kind": "reasoning", "text": "" if text2 is None else text2}
        elif type_ == "reasoning.encrypted":
            if not it.get("data"):
                return None
            data = it.get("data")
            return {"kind": "encrypted_reasoning", "data": "" if data is None else data}
        else:
            self.context.lose_member(f"messages.reasoning_details.{type_}", "unknown type of reasoning detail")
            return None

    def read_text_from_str(self, it: str) -> hub.Text:
        return {"kind": "text", "text": it}

    def read_refusal_from_str(self, it: str) -> hub.Refusal:
        return {"kind": "refusal", "text": it}

    def read_reasoning_from_str(self, it: str) -> hub.Reasoning:
        return {"kind": "reasoning", "text": it}

    def read_str_from_part(self, it: Any) -> str | None:
        type_ = it["type"]
        if type_ == "text":
            out: str = it["text"]
            return out
        elif type_ in ("refusal", "image_url", "file", "input_audio"):
            self.context.lose_member(f"messages.content.{type_}", "system messages of other protocols are texts")
            return None
        else:
            self.context.lose_member(f"messages.content.{type_}", "unknown type of part")
            return None

    def read_block_from_part(self, it: Any) -> hub.Block | None:
        type_ = it["type"]
        if type_ == "text":
            out: hub.Text = {"kind": "text", "text": it["text"]}
            cache_control = it.get("cache_control")
            cache_breakpoint = (
                self.read_cache_breakpoint_from_breakpoint(cache_control)
                if cache_control is not None
                else None
            )
            if cache_breakpoint is None:
                prompt_cache_breakpoint = it.get("prompt_cache_breakpoint")
                cache_breakpoint = (
                    self.read_cache_breakpoint_from_breakpoint(prompt_cache_breakpoint)
                    if prompt_cache_breakpoint is not None
                    else None
                )
            if cache_breakpoint is not None:
                out["cache_breakpoint"] = cache_breakpoint
            return out
        elif type_ == "refusal":
            return {"kind": "refusal", "text": it["refusal"]}
        elif type_ == "image_url":
            return self.read_image_from_image_url(it["image_url"])
        elif type_ == "file":
            return self.read_document_from_file_data(it["file"])
        elif type_ == "input_audio":
            raise RefusedMember(it, "audio is not supported by this provider; send text")
        else:
            self.context.lose_member(f"messages.content.{type_}", "unknown type of part")
            return None

    READ_CACHE_BREAKPOINT_FROM_BREAKPOINT_KEYS: ClassVar = frozenset(("type", "mode", "ttl"))

    def read_cache_breakpoint_from_breakpoint(self, it: Breakpoint) -> hub.CacheBreakpoint:
        if not it.keys() <= self.READ_CACHE_BREAKPOINT_FROM_BREAKPOINT_KEYS:
            unknown(it, self.READ_CACHE_BREAKPOINT_FROM_BREAKPOINT_KEYS, "messages.content.cache_control", self.context)
        out: hub.CacheBreakpoint = {"kept": True}
        ttl = it.get("ttl")
        ttl2 = word_of(
            self.LIVES, ttl, "short", self.context, "messages.content.cache_control.ttl",
        ) if ttl is not None else None
        if ttl2 is not None:
            out["ttl"] = ttl2
        return out

    READ_IMAGE_FROM_IMAGE_URL_KEYS: ClassVar = frozenset(("url", "detail"))

    def read_image_from_image_url(self, it: ImageUrl) -> hub.Image:
        if not it.keys() <= self.READ_IMAGE_FROM_IMAGE_URL_KEYS:
            unknown(it, self.READ_IMAGE_FROM_IMAGE_URL_KEYS, "messages.content.image_url", self.context)
        if (url_part(it["url"], "text")) and it["url"] is not None:
            raise RefusedMember(it, "the data URL of this image contains text; send an image", "url")
        other = equals(it.get("detail"), "low")
        if other is None:
            other = equals(it.get("detail"), "high")
        if other is None:
            other = equals(it.get("detail"), "original")
        if other and it.get("detail") is not None:
            self.context.lose_member(
                "messages.content.image_url.detail",
                "image resizing is not configurable in other protocols",
            )
        out: hub.Image = {"kind": "image"}
        if (media_type := url_part(it["url"], "media_type")) is not None:
            out["media_type"] = media_type
        if (url := url_part(it["url"], "link")) is not None:
            out["url"] = url
        if (data := url_part(it["url"], "data")) is not None:
            out["data"] = data
        return out

    READ_DOCUMENT_FROM_FILE_DATA_KEYS: ClassVar = frozenset(("filename", "file_data", "file_id"))

    def read_document_from_file_data(self, it: FileData) -> hub.Document:
        if not it.keys() <= self.READ_DOCUMENT_FROM_FILE_DATA_KEYS:
            unknown(it, self.READ_DOCUMENT_FROM_FILE_DATA_KEYS, "messages.content.file", self.context)
        if it.get("file_id") is not None:
            raise RefusedMember(
                it, "file ids of other vendors are not valid for this provider; send the file", "file_id",
            )
        out: hub.Document = {"kind": "document"}
        if (url := url_part(it.get("file_data"), "link")) is not None:
            out["url"] = url
        if (text := url_part(it.get("file_data"), "text")) is not None:
            out["text"] = text
        if (media_type := url_part(it.get("file_data"), "media_type")) is not None:
            out["media_type"] = media_type
        if (data := url_part(it.get("file_data"), "data")) is not None:
            out["data"] = data
        if (title := it.get("filename")) is not None:
            out["title"] = title
        return out

    def read_block_from_call(self, it: Any) -> hub.Block | None:
        kind = it.get("type")
        kind2 = "function" if kind is None else kind
        if kind2 == "function":
            function = it["function"]
            input_ = from_json(function["arguments"])
            return {
                "kind": "tool_call",
                "id": it["id"],
                "name": function["name"],
                "input": {} if input_ is None else input_,
            }
        elif kind2 == "custom":
            custom = it["custom"]
            return {"kind": "custom_tool_call", "id": it["id"], "name": custom["name"], "input": custom["input"]}
        else:
            kind3 = it.get("type")
            kind4 = "function" if kind3 is None else kind3
            self.context.lose_member(f"messages.tool_calls.{kind4}", "unknown type of tool call")
            return None

    def read_tool_from_tool(self, it: Any) -> hub.Tool | None:
        type_ = it["type"]
        if type_ == "function":
            function = it["function"]
            out: hub.FunctionTool = {"kind": "function", "name": function["name"]}
            if (description := function.get("description")) is not None:
                out["description"] = description
            if (schema := function.get("parameters")) is not None:
                out["schema"] = schema
            if (strict := function.get("strict")) is not None:
                out["strict"] = strict
            return out
        elif type_ == "custom":
            custom = it["custom"]
            out2: hub.CustomTool = {"kind": "custom", "name": custom["name"]}
            if (description2 := custom.get("description")) is not None:
                out2["description"] = description2
            format_ = custom.get("format")
            if format_ is not None and (grammar := self.read_grammar_from_custom_format(format_)) is not None:
                out2["grammar"] = grammar
            return out2
        else:
            self.context.lose_member(f"tools.{type_}", "unknown type of tool")
            return None

    READ_TOOL_FROM_FUNCTION_KEYS: ClassVar = frozenset(("name", "description", "parameters", "strict"))

    def read_tool_from_function(self, it: Function) -> hub.Tool:
        if not it.keys() <= self.READ_TOOL_FROM_FUNCTION_KEYS:
            unknown(it, self.READ_TOOL_FROM_FUNCTION_KEYS, "functions", self.context)
        out: hub.FunctionTool = {"kind": "function", "name": it["name"]}
        if (description := it.get("description")) is not None:
            out["description"] = description
        if (schema := it.get("parameters")) is not None:
            out["schema"] = schema
        if (strict := it.get("strict")) is not None:
            out["strict"] = strict
        return out

    READ_TOOL_FROM_SEARCH_OPTIONS_KEYS: ClassVar = frozenset(("search_context_size", "user_location"))

    def read_tool_from_search_options(self, it: SearchOptions) -> hub.Tool:
        if not it.keys() <= self.READ_TOOL_FROM_SEARCH_OPTIONS_KEYS:
            unknown(it, self.READ_TOOL_FROM_SEARCH_OPTIONS_KEYS, "web_search_options", self.context)
        if it.get("search_context_size") is not None:
            self.context.lose_member(
                "web_search_options.search_context_size",
                "the size of the search context is not supported by this provider",
            )
        out: hub.HostedTool = {"kind": "hosted", "name": "web_search", "tool_type": "search"}
        user_location = it.get("user_location")
        user_location2 = typed(user_location.get("approximate") if user_location else None, "approximate")
        if user_location2 is not None:
            out["user_location"] = user_location2
        return out

    READ_TOOL_CALL_FROM_CALLED_KEYS: ClassVar = frozenset(("name", "arguments"))

    def read_tool_call_from_called(self, it: Called) -> hub.ToolCall:
        if not it.keys() <= self.READ_TOOL_CALL_FROM_CALLED_KEYS:
            unknown(it, self.READ_TOOL_CALL_FROM_CALLED_KEYS, "messages.function_call", self.context)
        input_ = from_json(it["arguments"])
        return {"kind": "tool_call", "id": "", "name": it["name"], "input": {} if input_ is None else input_}

    READ_TOOL_CHOICE_FROM_CHOSEN_NAME_KEYS: ClassVar = frozenset(("name",))

    def read_tool_choice_from_chosen_name(self, it: ChosenName) -> hub.ToolChoice:
        if not it.keys() <= self.READ_TOOL_CHOICE_FROM_CHOSEN_NAME_KEYS:
            unknown(it, self.READ_TOOL_CHOICE_FROM_CHOSEN_NAME_KEYS, "function_call", self.context)
        return {"mode": "tool", "name": it["name"]}

    def read_grammar_from_custom_format(self, it: Any) -> hub.Grammar | None:
        type_ = it["type"]
        if type_ == "grammar":
            grammar = it["grammar"]
            return {"syntax": grammar["syntax"], "definition": grammar["definition"]}
        elif type_ == "text":
            return None
        else:
            self.context.lose_member(f"tools.custom.format.{type_}", "unknown format of a custom tool")
            return None

    def read_tool_choice_from_str(self, it: str) -> hub.ToolChoice | None:
        if it == "auto":
            return {"mode": "auto"}
        elif it == "required":
            return {"mode": "any"}
        elif it == "none":
            return {"mode": "none"}
        else:
            self.context.lose_member(f"tool_choice.{it}", "unknown type of tool choice")
            return None

    def read_tool_choice_from_named_choice(self, it: Any) -> hub.ToolChoice | None:
        type_ = it["type"]
        if type_ == "function":
            function = it["function"]
            return {"mode": "tool", "name": function["name"]}
        elif type_ == "custom":
            custom = it["custom"]
            return {"mode": "tool", "name": custom["name"]}
        elif type_ == "allowed_tools":
            allowed_tools = it["allowed_tools"]
            mode = allowed_tools["mode"]
            if mode == "required":
                out: hub.ToolChoice = {"mode": "any"}
                tools = allowed_tools["tools"]
                if (allowed := [str_ for x in tools if (str_ := self.read_str_from_allowed_tool(x)) is not None]):
                    out["allowed"] = allowed
                return out
            else:
                out2: hub.ToolChoice = {"mode": "auto"}
                tools2 = allowed_tools["tools"]
                if (allowed2 := [str_2 for x in tools2 if (str_2 := self.read_str_from_allowed_tool(x)) is not None]):
                    out2["allowed"] = allowed2
                return out2
        else:
            self.context.lose_member(f"tool_choice.{type_}", "unknown type of tool choice")
            return None

    def read_str_from_allowed_tool(self, it: Any) -> str | None:
        type_ = it["type"]
        if type_ == "function":
            function = it["function"]
            out: str = function["name"]
            return out
        elif type_ == "custom":
            custom = it["custom"]
            out2: str = custom["name"]
            return out2
        else:
            self.context.lose_member(f"tool_choice.allowed_tools.tools.{type_}", "unknown type of tool")
            return None

    def read_response_format_from_response_format(self, it: Any) -> hub.ResponseFormat | None:
        type_ = it["type"]
        if type_ == "json_schema":
            json_schema = it["json_schema"]
            out: hub.ResponseFormat = {"name": json_schema["name"]}
            if (schema := json_schema.get("schema")) is not None:
                out["schema"] = schema
            if (description := json_schema.get("description")) is not None:
                out["description"] = description
            if (strict := json_schema.get("strict")) is not None:
                out["strict"] = strict
            return out
        elif type_ == "json_object":
            return {"json_object": True}
        elif type_ == "text":
            return None
        else:
            self.context.lose_member(f"response_format.{type_}", "unknown type of response format")
            return None


class WriteRequest(WriteTypes):
    @classmethod
    def of(cls, request: hub.Request, context: Context) -> Request:
        return cls(context).write(request)

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
        self.shorten_names(request)
        self.compile_schemas(request)
        self.map_reasoning(request)
        self.limit_parameters(request)
        return self.write_request_from_request(request)

    def render_refusals(self, request: hub.Request) -> None:
        passes.render_refusals(request, self.context, separator="\n\n")

    def select_tools(self, request: hub.Request) -> None:
        passes.select_tools(request, self.context, max_tools=128)

    def open_signatures(self, request: hub.Request) -> None:
        passes.open_signatures(request, self.context, kinds=[])

    def place_system_messages(self, request: hub.Request) -> None:
        passes.place_system_messages(request, self.context, later="reminder", tag="system-reminder")

    def pair_tool_results(self, request: hub.Request) -> None:
        passes.pair_tool_results(request, self.context, failed="Error: ")

    def place_media(self, request: hub.Request) -> None:
        passes.place_media(request, self.context, native=False, vision=True, files=True)

    def arrange_messages(self, request: hub.Request) -> None:
        passes.arrange_messages(request, self.context, end="refuse")

    def shorten_names(self, request: hub.Request) -> None:
        passes.shorten_names(request, self.context, max_length=64, illegal="[^a-zA-Z0-9_-]", max_id_length=40)

    def compile_schemas(self, request: hub.Request) -> None:
        passes.compile_schemas(
            request, self.context, drop=["$schema"], items=True,
            without={"pattern": "(?:^|[^\\\\])(?:\\\\\\\\)*\\\\(?:[pPkc]|u\\{)|\\(\\?<[a-zA-Z]"},
            strict=[
                "type", "enum", "const", "description", "title", "$ref", "pattern", "format", "minimum", "maximum",
                "multipleOf", "exclusiveMinimum", "exclusiveMaximum", "minItems", "maxItems", "properties", "required",
                "additionalProperties", "items", "anyOf", "$defs", "definitions",
            ],
            strict_sizes={
                "properties": 5000, "values": 1000, "levels": 10, "characters": 120000, "list_values": 250,
                "list_characters": 15000,
            },
        )

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(request, self.context, efforts=[])

    def limit_parameters(self, request: hub.Request) -> None:
        passes.limit_parameters(request, self.context)

    def write_request_from_request(self, it: hub.Request) -> Request:
        self.write_request_losses(it)
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
        if (max_completion_tokens := self.write_request_max_completion_tokens(it)) is not None:
            out["max_completion_tokens"] = max_completion_tokens
        if (temperature := self.write_request_temperature(it)) is not None:
            out["temperature"] = temperature
        if (top_p := self.write_request_top_p(it)) is not None:
            out["top_p"] = top_p
        if stop := it.get("stop_sequences"):
            out["stop"] = stop
        if (stream := self.write_request_stream(it)) is not None:
            out["stream"] = stream
        if (stream_options := self.write_request_stream_options(it)) is not None:
            out["stream_options"] = stream_options
        if tools := self.write_request_tools(it):
            out["tools"] = tools
        if (tool_choice := self.write_request_tool_choice(it)) is not None:
            out["tool_choice"] = tool_choice
        if (parallel_tool_calls := self.write_request_parallel_tool_calls(it)) is not None:
            out["parallel_tool_calls"] = parallel_tool_calls
        if (response_format := self.write_request_response_format(it)) is not None:
            out["response_format"] = response_format
        if (reasoning_effort := self.write_request_reasoning_effort(it)) is not None:
            out["reasoning_effort"] = reasoning_effort
        if (service_tier := self.write_request_service_tier(it)) is not None:
            out["service_tier"] = service_tier
        if (seed := it.get("seed")) is not None:
            out["seed"] = seed
        if (frequency_penalty := it.get("frequency_penalty")) is not None:
            out["frequency_penalty"] = frequency_penalty
        if (presence_penalty := it.get("presence_penalty")) is not None:
            out["presence_penalty"] = presence_penalty
        return out

    def write_request_losses(self, it: hub.Request) -> None:
        self.write_request_loss_of_verbosity(it)
        if it.get("metadata") is not None:
            self.context.lose("metadata", "metadata is not supported by this provider")
        self.write_request_loss_of_logprobs(it)
        self.write_request_loss_of_top_logprobs(it)
        self.write_request_loss_of_top_k(it)
        self.write_request_loss_of_user_id(it)
        if it.get("compaction") is not None:
            self.context.lose("compaction", "compaction is not supported by this provider")

    def write_request_loss_of_verbosity(self, it: hub.Request) -> None:
        if it.get("verbosity") is not None:
            self.context.lose("verbosity", "verbosity is not supported by this provider")

    def write_request_loss_of_logprobs(self, it: hub.Request) -> None:
        if it.get("logprobs") is not None:
            self.context.lose("logprobs", "log probabilities are not supported by this provider")

    def write_request_loss_of_top_logprobs(self, it: hub.Request) -> None:
        if it.get("top_logprobs") is not None:
            self.context.lose("top_logprobs", "log probabilities are not supported by this provider")

    def write_request_loss_of_top_k(self, it: hub.Request) -> None:
        if it.get("top_k") is not None:
            self.context.lose("top_k", "top_k is not supported by this provider")

    def write_request_loss_of_user_id(self, it: hub.Request) -> None:
        if it.get("user_id") is not None:
            self.context.lose("user_id", "user ids are not supported by this provider")

    def write_request_max_completion_tokens(self, it: hub.Request) -> int | None:
        return it.get("max_tokens")

    def write_request_temperature(self, it: hub.Request) -> float | None:
        return it.get("temperature")

    def write_request_top_p(self, it: hub.Request) -> float | None:
        return it.get("top_p")

    def write_request_stream(self, it: hub.Request) -> bool | None:
        return it.get("stream")

    def write_request_stream_options(self, it: hub.Request) -> StreamOptions | None:
        if not it.get("stream"):
            return None
        return {"include_usage": True}

    def write_request_tools(self, it: hub.Request) -> list[Any] | None:
        tools = it.get("tools")
        return [
            tool
            for x in tools
            if (tool := self.write_tool_from_tool(x)) is not None
        ] if tools is not None else None

    def write_request_tool_choice(self, it: hub.Request) -> Any:
        tool_choice = it.get("tool_choice")
        return self.write_tool_choice_from_tool_choice(tool_choice) if tool_choice is not None else None

    def write_request_parallel_tool_calls(self, it: hub.Request) -> bool | None:
        return it.get("parallel_tool_calls")

    def write_request_response_format(self, it: hub.Request) -> Any:
        response_format = it.get("response_format")
        return self.write_response_format_from_response_format(response_format) if response_format is not None else None

    def write_request_reasoning_effort(self, it: hub.Request) -> str | None:
        return it.get("reasoning_effort")

    def write_request_service_tier(self, it: hub.Request) -> str | None:
        service_tier = it.get("service_tier")
        return self.TIERS[service_tier] if service_tier is not None else None

    def write_response_format_from_response_format(self, it: hub.ResponseFormat) -> Any:
        if it.get("schema"):
            name = it.get("name")
            strict = it.get("strict")
            json_schema: NamedSchema = {
                "name": "structured_output" if name is None else name,
                "strict": False if strict is None else strict,
            }
            if (description := it.get("description")) is not None:
                json_schema["description"] = description
            if (schema := it.get("schema")) is not None:
                json_schema["schema"] = schema
            return {"type": "json_schema", "json_schema": json_schema}
        return {"type": "json_object"}

    def write_system_message_from_texts(self, it: list[hub.Text]) -> SystemMessage | None:
        if not it:
            return None
        content2 = if_marked(it)
        content: Any = [self.write_text_part_from_text(x) for x in content2] if content2 is not None else None
        if content is None:
            content = join([x["text"] for x in it], "\n\n")
        return {"role": "system", "content": "" if content is None else content}

    def write_system_message_from_message(self, it: hub.Message) -> SystemMessage:
        blocks_ = it["blocks"]
        content = join([x["text"] for x in blocks_ if x["kind"] == "text"], "\n\n")
        return {"role": "system", "content": "" if content is None else content}

    def write_text_part_from_text(self, it: hub.Text) -> TextPart:
        return {"type": "text", "text": it["text"]}

    def write_message_from_message(self, it: hub.Message) -> list[Any]:
        if it["role"] == "system":
            return [self.write_system_message_from_message(it)]
        elif it["role"] == "user":
            blocks_ = it["blocks"]
            item: Any = None
            if [x for x in blocks_ if x["kind"] == "text" or x["kind"] == "image" or x["kind"] == "document"]:
                content: Any = single_text(it["blocks"])
                if content is None:
                    content = [
                        part
                        for x in blocks_
                        if x["kind"] == "text" or x["kind"] == "image" or x["kind"] == "document"
                        if (part := self.write_part_from_block(x)) is not None
                    ]
                item = {"role": "user", "content": content}
            return [
                *[self.write_tool_message_from_tool_result(x) for x in blocks_ if x["kind"] == "tool_result"],
                *([item] if item is not None else []),
            ]
        else:  # assistant
            return [self.write_assistant_message_from_message(it)]

    def write_assistant_message_from_message(self, it: hub.Message) -> AssistantMessage:
        self.write_assistant_message_from_message_losses(it)
        out: AssistantMessage = {"role": "assistant", "content": self.write_assistant_message_from_message_content(it)}
        blocks_ = it["blocks"]
        tool_calls = [
            call
            for x in blocks_
            if x["kind"] == "tool_call" or x["kind"] == "custom_tool_call"
            if (call := self.write_call_from_block(x)) is not None
        ]
        if tool_calls:
            out["tool_calls"] = tool_calls
        return out

    def write_assistant_message_from_message_losses(self, it: hub.Message) -> None:
        self.write_assistant_message_from_message_loss_of_reasoning(it)
        blocks_ = it["blocks"]
        kinds = {x["kind"] for x in blocks_}
        if "encrypted_reasoning" in kinds:
            self.context.lose(
                "messages.blocks.encrypted_reasoning",
                "reasoning in the history is not supported by this provider",
            )
        if "hosted_tool_call" in kinds:
            self.context.lose("messages.blocks.hosted_tool_call", "hosted tool calls are executed by the vendor only")
        if "hosted_tool_result" in kinds:
            self.context.lose("messages.blocks.hosted_tool_result", "hosted tool calls are executed by the vendor only")

    def write_assistant_message_from_message_loss_of_reasoning(self, it: hub.Message) -> None:
        blocks_ = it["blocks"]
        kinds = {x["kind"] for x in blocks_}
        if "reasoning" in kinds:
            self.context.lose("messages.blocks.reasoning", "reasoning in the history is not supported by this provider")

    def write_assistant_message_from_message_content(self, it: hub.Message) -> Any:
        return joined_text(it["blocks"])

    def write_tool_message_from_tool_result(self, it: hub.ToolResult) -> ToolMessage:
        blocks_ = it["blocks"]
        content = join([x["text"] for x in blocks_ if x["kind"] == "text"], "\n")
        return {"role": "tool", "tool_call_id": it["id"], "content": "" if content is None else content}

    def write_part_from_block(self, it: hub.Block) -> Any:
        if it["kind"] == "text":
            return self.write_part_from_block_text(it)
        elif it["kind"] == "image":
            return self.write_part_from_block_image(it)
        elif it["kind"] == "document":
            return self.write_part_from_block_document(it)
        else:
            return None

    def write_part_from_block_text(self, it: hub.Text) -> Any:
        return {"type": "text", "text": it["text"]}

    def write_part_from_block_image(self, it: hub.Image) -> Any:
        url = data_url(it)
        if url is None:
            url = it.get("url")
        return {"type": "image_url", "image_url": {"url": "" if url is None else url}}

    def write_part_from_block_document(self, it: hub.Document) -> Any:
        if it.get("context") is not None:
            self.context.lose("messages.blocks.context", "the context of a file is not supported by this provider")
        file: FileData = {"filename": pdf_name(it)}
        if (file_data := data_url(it)) is not None:
            file["file_data"] = file_data
        return {"type": "file", "file": file}

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

    def write_tool_from_tool(self, it: hub.Tool) -> Any:
        if it["kind"] == "function":
            return self.write_tool_function(it)
        elif it["kind"] == "custom":
            custom: Custom = {"name": it["name"]}
            if (description := it.get("description")) is not None:
                custom["description"] = description
            if it.get("grammar"):
                grammar = it.get("grammar")
                syntax = grammar["syntax"] if grammar else None
                definition = grammar["definition"] if grammar else None
                custom["format"] = {
                    "type": "grammar",
                    "grammar": {
                        "syntax": "lark" if syntax is None else syntax,
                        "definition": "" if definition is None else definition,
                    },
                }
            return {"type": "custom", "custom": custom}
        else:  # hosted, toolset
            return None

    def write_tool_function(self, it: hub.FunctionTool) -> Any:
        if it.get("examples") is not None:
            self.context.lose("tools.examples", "tool examples are not supported by this provider")
        function: Function = {"name": it["name"]}
        if (description := it.get("description")) is not None:
            function["description"] = description
        if (parameters := it.get("schema")) is not None:
            function["parameters"] = parameters
        if (strict := it.get("strict")) is not None:
            function["strict"] = strict
        return {"type": "function", "function": function}

    def write_tool_choice_from_tool_choice(self, it: hub.ToolChoice) -> Any:
        if it["mode"] == "auto":
            return "auto"
        elif it["mode"] == "any":
            return self.write_tool_choice_any(it)
        elif it["mode"] == "tool":
            name = it.get("name")
            return {"type": "function", "function": {"name": "" if name is None else name}}
        else:  # none
            return "none"

    def write_tool_choice_any(self, it: hub.ToolChoice) -> Any:
        return "required"


read: Final = ReadRequest.of

write: Final = WriteRequest.of


def check(body: object) -> None:
    """Raise InvalidRequest if a client's body does not have the declared shape."""
    demand(ReadRequest.CHECK, body)


COUNT: Final[dict[str, Any]] = {}  # defaults for a token count request
