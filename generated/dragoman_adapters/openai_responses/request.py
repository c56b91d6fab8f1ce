"""Requests of OpenAI Responses.

Generated from specs/protocols/openai_responses/request.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, ClassVar, Final, Literal, TypedDict

from dragoman.library import hub, passes
from dragoman.library.context import Context
from dragoman.library.filters import (
    above, at_least, below, contains, data_url, envelope_kind, equals, from_json, join, member, negate, non_empty,
    pdf_name, rendered, text_lines, then, to_json, unless, url_part,
)
from dragoman.library.shapes import OneOf, Shapes
from dragoman.library.validation import RefusedMember, demand, known_word, record, unknown, word_of
from dragoman_adapters.openai_responses.types import ReadTypes, WriteTypes


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
    text: TextOptions | None
    reasoning: Reasoning | None
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
    context_management: Any
    moderation: Any


class Reasoning(TypedDict, total=False):
    effort: str | None
    summary: str | None
    generate_summary: str | None
    context: str | None
    mode: str | None


class TextOptions(TypedDict, total=False):
    format: Any
    verbosity: str | None


class SchemaFormat(TypedDict, total=False):
    type: Literal["json_schema"]
    name: str
    schema: Any
    strict: bool | None
    description: str | None


class Message(TypedDict, total=False):
    type: Literal["message"]
    role: str
    content: str | list[Any]
    id: str | None
    status: str | None
    phase: str | None


class ReasoningItem(TypedDict, total=False):
    type: Literal["reasoning"]
    id: str | None
    summary: list[SummaryPart]
    content: list[SummaryPart] | None
    encrypted_content: str | None
    status: str | None


class SummaryPart(TypedDict, total=False):
    type: str
    text: str


class CompactionItem(TypedDict, total=False):
    type: Literal["compaction"]
    id: str | None
    encrypted_content: str


class CallItem(TypedDict, total=False):
    type: Literal["function_call"]
    call_id: str | None
    name: str
    arguments: str
    id: str | None
    namespace: str | None
    status: str | None
    caller: Any


class CustomItem(TypedDict, total=False):
    type: Literal["custom_tool_call"]
    call_id: str | None
    name: str
    input: str
    id: str | None
    namespace: str | None
    status: str | None
    caller: Any


class OutputItem(TypedDict, total=False):
    type: Literal["function_call_output", "custom_tool_call_output"]
    call_id: str | None
    output: str | list[Any]
    id: str | None
    name: str | None
    namespace: str | None
    status: str | None
    caller: Any


class FilePart(TypedDict, total=False):
    type: Literal["input_file"]
    filename: str | None
    file_data: str | None
    file_url: str | None
    file_id: str | None
    detail: str | None
    prompt_cache_breakpoint: Any


FunctionTool = TypedDict(
    "FunctionTool",
    {
        "type": Literal["function"],
        "name": str,
        "description": str | None,
        "parameters": Any,
        "strict": bool | None,
        "defer_loading": bool | None,
        "allowed_callers": list[str] | None,
        "output_schema": Any,
        "async": bool | None,
    },
    total=False,
)


class SearchTool(TypedDict, total=False):
    type: Literal["web_search", "web_search_2025_08_26", "web_search_preview", "web_search_preview_2025_03_11"]
    filters: Filters | None
    user_location: Any
    search_context_size: str | None
    external_web_access: bool | None
    search_content_types: Any


class Filters(TypedDict, total=False):
    allowed_domains: list[str] | None
    blocked_domains: list[str] | None


class AllowedTool(TypedDict, total=False):
    name: str | None
    type: str | None


SHAPES: Final = Shapes(
    {
        "Request": {
            "model": "str", "input": ("str", ["Item"]), "instructions": "str", "max_output_tokens": "int",
            "max_tool_calls": "int", "temperature": "num", "top_p": "num", "top_logprobs": "int", "stream": "bool",
            "stream_options": "json", "store": "bool", "include": ["str"], "tools": ["Tool"],
            "tool_choice": ("str", "NamedChoice"), "parallel_tool_calls": "bool", "text": "TextOptions",
            "reasoning": "Reasoning", "service_tier": "str", "truncation": "str", "metadata": "json",
            "client_metadata": "json", "user": "str", "safety_identifier": "str", "prompt_cache_key": "str",
            "prompt_cache_retention": "str", "prompt_cache_options": "json", "previous_response_id": "str",
            "conversation": "json", "prompt": "json", "background": "bool", "context_management": "json",
            "moderation": "json",
        },
        "Item": OneOf("type", {
            "message": "Message", "reasoning": "ReasoningItem", "function_call": "CallItem",
            "function_call_output": "OutputItem", "custom_tool_call": "CustomItem",
            "custom_tool_call_output": "OutputItem", "local_shell_call": "ExecItem",
            "local_shell_call_output": "ExecOutput", "shell_call": "ShellItem", "shell_call_output": "ShellOutput",
            "apply_patch_call": "PatchItem", "apply_patch_call_output": "PatchOutput", "compaction": "CompactionItem",
            "item_reference": "Reference", "tool_search_call": "ToolSearchItem",
            "tool_search_output": "ToolSearchOutput", "additional_tools": "MoreTools", "compaction_trigger": "Bare",
            "web_search_call": "HostedItem",
        }, default="message", open=True),
        "Message": {"role": "str", "content": ("str", ["Part"]), "id": "str", "status": "str", "phase": "str"},
        "Part": OneOf("type", {
            "input_text": "TextPart", "output_text": "TextPart", "text": "TextPart", "refusal": "RefusalPart",
            "input_image": "ImagePart", "input_file": "FilePart", "input_audio": "AudioPart",
        }, open=True),
        "TextPart": {"text": "str", "annotations": "json", "logprobs": "json", "prompt_cache_breakpoint": "json"},
        "RefusalPart": {"refusal": "str"},
        "ImagePart": {"image_url": "str", "file_id": "str", "detail": "str", "prompt_cache_breakpoint": "json"},
        "FilePart": {
            "filename": "str", "file_data": "str", "file_url": "str", "file_id": "str", "detail": "str",
            "prompt_cache_breakpoint": "json",
        },
        "AudioPart": {"input_audio": "json"},
        "Bare": {"note": "str"},
        "ReasoningItem": {
            "id": "str", "summary": ["SummaryPart"], "content": ["SummaryPart"], "encrypted_content": "str",
            "status": "str",
        },
        "SummaryPart": {"type": "str", "text": "str"},
        "CallItem": {
            "call_id": "str", "name": "str", "arguments": "str", "id": "str", "namespace": "str", "status": "str",
            "caller": "json",
        },
        "OutputItem": {
            "call_id": "str", "output": ("str", ["Part"]), "id": "str", "name": "str", "namespace": "str",
            "status": "str", "caller": "json",
        },
        "CustomItem": {
            "call_id": "str", "name": "str", "input": "str", "id": "str", "namespace": "str", "status": "str",
            "caller": "json",
        },
        "ExecItem": {"call_id": "str", "action": "json", "id": "str", "status": "str"},
        "ExecOutput": {"call_id": "str", "id": "str", "output": "str", "status": "str"},
        "ShellItem": {
            "call_id": "str", "action": "json", "environment": "json", "id": "str", "status": "str", "caller": "json",
        },
        "ShellOutput": {
            "call_id": "str", "output": "json", "max_output_length": "int", "id": "str", "status": "str",
            "caller": "json",
        },
        "PatchItem": {"call_id": "str", "operation": "json", "id": "str", "status": "str", "caller": "json"},
        "PatchOutput": {"call_id": "str", "status": "str", "output": "str", "id": "str", "caller": "json"},
        "CompactionItem": {"id": "str", "encrypted_content": "str"},
        "Reference": {"id": "str"},
        "ToolSearchItem": {"call_id": "str", "execution": "str", "arguments": "json", "id": "str", "status": "str"},
        "ToolSearchOutput": {"call_id": "str", "execution": "str", "tools": ["Tool"], "id": "str", "status": "str"},
        "Tool": OneOf("type", {
            "function": "FunctionTool", "custom": "CustomTool", "namespace": "Namespace", "web_search": "SearchTool",
            "web_search_2025_08_26": "SearchTool", "web_search_preview": "SearchTool",
            "web_search_preview_2025_03_11": "SearchTool", "local_shell": "Bare", "shell": "ShellTool",
            "apply_patch": "PatchTool", "mcp": "McpTool", "tool_search": "ToolSearch",
        }, open=True),
        "FunctionTool": {
            "name": "str", "description": "str", "parameters": "json", "strict": "bool", "defer_loading": "bool",
            "allowed_callers": ["str"], "output_schema": "json", "async": "bool",
        },
        "CustomTool": {
            "name": "str", "description": "str", "format": "InputFormat", "defer_loading": "bool",
            "allowed_callers": ["str"],
        },
        "InputFormat": OneOf("type", {"grammar": "Grammar", "text": "Bare"}, open=True),
        "Grammar": {"syntax": "str", "definition": "str"},
        "Namespace": {"name": "str", "description": "str", "tools": ["Tool"]},
        "SearchTool": {
            "filters": "Filters", "user_location": "json", "search_context_size": "str", "external_web_access": "bool",
            "search_content_types": "json",
        },
        "Filters": {"allowed_domains": ["str"], "blocked_domains": ["str"]},
        "ShellTool": {"environment": "Environment", "allowed_callers": ["str"]},
        "Environment": {"type": "str", "skills": "json"},
        "PatchTool": {"allowed_callers": ["str"]},
        "McpTool": {"server_label": "str"},
        "ToolSearch": {"execution": "str", "description": "str", "parameters": "json"},
        "HostedTool": {"name": "str"},
        "MoreTools": {"role": "str", "tools": ["Tool"]},
        "HostedItem": {"id": "str"},
        "NamedChoice": OneOf("type", {
            "function": "FunctionChoice", "custom": "FunctionChoice", "allowed_tools": "AllowedTools",
            "web_search": "Bare", "web_search_2025_08_26": "Bare", "web_search_preview": "Bare",
            "web_search_preview_2025_03_11": "Bare", "mcp": "McpChoice",
        }, open=True),
        "FunctionChoice": {"name": "str"},
        "AllowedTools": {"mode": "str", "tools": ["AllowedTool"]},
        "AllowedTool": {"name": "str", "type": "str"},
        "McpChoice": {"server_label": "str", "name": "str"},
        "TextOptions": {"format": "Format", "verbosity": "str"},
        "Format": OneOf("type", {"json_schema": "SchemaFormat", "json_object": "Bare", "text": "Bare"}, open=True),
        "SchemaFormat": {"name": "str", "schema": "json", "strict": "bool", "description": "str"},
        "Reasoning": {"effort": "str", "summary": "str", "generate_summary": "str", "context": "str", "mode": "str"},
    },
    required={
        "Request": ("model", "input"),
        "Message": ("role", "content"),
        "TextPart": ("text",),
        "RefusalPart": ("refusal",),
        "ReasoningItem": ("summary",),
        "SummaryPart": ("type", "text"),
        "CallItem": ("name", "arguments"),
        "OutputItem": ("output",),
        "CustomItem": ("name", "input"),
        "ExecItem": ("action",),
        "ExecOutput": ("output",),
        "ShellItem": ("call_id", "action"),
        "ShellOutput": ("call_id", "output"),
        "PatchItem": ("call_id", "operation"),
        "PatchOutput": ("call_id",),
        "CompactionItem": ("encrypted_content",),
        "Reference": ("id",),
        "ToolSearchItem": ("arguments",),
        "ToolSearchOutput": ("tools",),
        "FunctionTool": ("name",),
        "CustomTool": ("name",),
        "Grammar": ("syntax", "definition"),
        "Namespace": ("name", "tools"),
        "Environment": ("type",),
        "McpTool": ("server_label",),
        "MoreTools": ("tools",),
        "FunctionChoice": ("name",),
        "AllowedTools": ("mode", "tools"),
        "McpChoice": ("server_label",),
        "SchemaFormat": ("name", "schema"),
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
        passes.merge_messages(request, self.context, assistant=True)
        passes.apply_message_changes(request, self.context)
        self.place_system_messages(request)
        passes.resolve_tools(request, self.context, separator="__")
        passes.record_response_options(request, self.context)
        return request

    def place_system_messages(self, request: hub.Request) -> None:
        passes.place_system_messages(request, self.context, leading=True, later="in_place")

    READ_REQUEST_FROM_REQUEST_KEYS: ClassVar = frozenset((
        "model", "input", "instructions", "max_output_tokens", "max_tool_calls", "temperature", "top_p", "top_logprobs",
        "stream", "stream_options", "store", "include", "tools", "tool_choice", "parallel_tool_calls", "text",
        "reasoning", "service_tier", "truncation", "metadata", "client_metadata", "user", "safety_identifier",
        "prompt_cache_key", "prompt_cache_retention", "prompt_cache_options", "previous_response_id", "conversation",
        "prompt", "background", "context_management", "moderation",
    ))

    def read_request_from_request(self, it: Request) -> hub.Request:
        if not it.keys() <= self.READ_REQUEST_FROM_REQUEST_KEYS:
            unknown(it, self.READ_REQUEST_FROM_REQUEST_KEYS, "", self.context)
        if it.get("previous_response_id") is not None:
            raise RefusedMember(
                it,
                "this response is not stored here; set responses_store in the configuration or send the whole conversation as input",
                "previous_response_id",
                code="unsupported_parameter",
            )
        if it.get("conversation") is not None:
            raise RefusedMember(
                it, "conversations are not stored here; send the whole conversation as input", "conversation",
                code="unsupported_parameter",
            )
        if it.get("prompt") is not None:
            raise RefusedMember(
                it, "stored prompts are not available here; send the prompt as input", "prompt",
                code="unsupported_parameter",
            )
        other = below(it.get("temperature"), 0)
        if other is None:
            other = above(it.get("temperature"), 2)
        if other and it.get("temperature") is not None:
            raise RefusedMember(it, "Input should be between 0 and 2", "temperature", code="invalid_value")
        other2 = below(it.get("top_p"), 0)
        if other2 is None:
            other2 = above(it.get("top_p"), 1)
        if other2 and it.get("top_p") is not None:
            raise RefusedMember(it, "Input should be between 0 and 1", "top_p", code="invalid_value")
        if (below(it.get("max_output_tokens"), 1)) and it.get("max_output_tokens") is not None:
            raise RefusedMember(it, "Input should be at least 1", "max_output_tokens", code="invalid_value")
        other3 = below(it.get("top_logprobs"), 0)
        if other3 is None:
            other3 = above(it.get("top_logprobs"), 20)
        if other3 and it.get("top_logprobs") is not None:
            raise RefusedMember(it, "Input should be between 0 and 20", "top_logprobs", code="invalid_value")
        if (unless(unless(it["model"], it["input"]), it.get("instructions"))) and it["input"] is not None:
            raise RefusedMember(it, "a text or at least one item is required", "input")
        if it.get("background") and it.get("background") is not None:
            raise RefusedMember(
                it,
                "responses are not created in the background; send the request without background",
                "background",
                code="unsupported_parameter",
            )
        other4 = contains(it.get("include"), "web_search_call.action.sources")
        if other4 is None:
            other4 = contains(it.get("include"), "web_search_call.results")
        if other4 and it.get("include") is not None:
            self.context.lose_member("include", "the sources of a search are cited in the text")
        if it.get("safety_identifier") and it.get("user") is not None:
            self.context.lose_member("user", "safety_identifier takes precedence")
        if it.get("max_tool_calls") is not None:
            self.context.lose_member(
                "max_tool_calls",
                "the number of hosted tool calls cannot be limited in other protocols",
            )
        if (equals(it.get("truncation"), "auto")) and it.get("truncation") is not None:
            self.context.lose_member("truncation", "truncation is not supported by other protocols")
        if it.get("context_management") is not None:
            self.context.lose_member("context_management", "compaction is not supported by other protocols")
        if it.get("moderation") is not None:
            self.context.lose_member("moderation", "moderation is not supported by other protocols")
        input_ = it["input"]
        item = input_ if isinstance(input_, str) else None
        item2 = self.read_message_from_str(item) if item is not None else None
        messages = input_ if isinstance(input_, list) else None
        out: hub.Request = {
            "model": it["model"],
            "messages": [
                *([item2] if item2 is not None else []),
                *[message for x in messages or () if (message := self.read_message_from_item(x)) is not None],
            ],
        }
        item3 = non_empty(it.get("instructions"))
        item4 = self.read_text_from_str(item3) if item3 is not None else None
        if (system := [*([item4] if item4 is not None else [])]):
            out["system"] = system
        tools = it.get("tools")
        if tools2 := [self.read_tool_from_tool(x) for x in tools or ()]:
            out["tools"] = tools2
        tool_choice2 = it.get("tool_choice")
        tool_choice3 = tool_choice2 if isinstance(tool_choice2, str) else None
        tool_choice = self.read_tool_choice_from_str(tool_choice3) if tool_choice3 is not None else None
        if tool_choice is None:
            tool_choice4 = record(it.get("tool_choice"))
            tool_choice = self.read_tool_choice_from_named_choice(tool_choice4) if tool_choice4 is not None else None
        if tool_choice is not None:
            out["tool_choice"] = tool_choice
        if (parallel_tool_calls := it.get("parallel_tool_calls")) is not None:
            out["parallel_tool_calls"] = parallel_tool_calls
        if (max_tokens := it.get("max_output_tokens")) is not None:
            out["max_tokens"] = max_tokens
        if (stream := it.get("stream")) is not None:
            out["stream"] = stream
        if (temperature := it.get("temperature")) is not None:
            out["temperature"] = temperature
        if (top_p := it.get("top_p")) is not None:
            out["top_p"] = top_p
        reasoning = it.get("reasoning")
        if reasoning and reasoning.get("effort"):
            effort = reasoning.get("effort")
            mode: hub.ReasoningMode | None = then(
                equals(
                    known_word(self.EFFORTS, effort, self.context, "reasoning.effort") if effort is not None else None,
                    "none",
                ),
                "off",
            )
            reasoning2: hub.ReasoningConfig = {"mode": "auto" if mode is None else mode}
            display: hub.ReasoningDisplay | None = then(reasoning.get("summary"), "shown")
            if display is None:
                display = then(reasoning.get("generate_summary"), "shown")
            if display is not None:
                reasoning2["display"] = display
            out["reasoning"] = reasoning2
        effort2 = reasoning.get("effort") if reasoning else None
        reasoning_effort = known_word(
            self.EFFORTS, effort2, self.context, "reasoning.effort",
        ) if effort2 is not None else None
        if reasoning_effort is not None:
            out["reasoning_effort"] = reasoning_effort
        text = it.get("text")
        format_ = text.get("format") if text else None
        if format_ is not None and (response_format := self.read_response_format_from_format(format_)) is not None:
            out["response_format"] = response_format
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
        verbosity = text.get("verbosity") if text else None
        verbosity2 = known_word(
            self.VERBOSITIES, verbosity, self.context, "text.verbosity",
        ) if verbosity is not None else None
        if verbosity2 is not None:
            out["verbosity"] = verbosity2
        if (metadata := it.get("metadata")) is not None:
            out["metadata"] = metadata
        if (logprobs := contains(it.get("include"), "message.output_text.logprobs")) is not None:
            out["logprobs"] = logprobs
        if (top_logprobs := non_empty(it.get("top_logprobs"))) is not None:
            out["top_logprobs"] = top_logprobs
        return out

    def read_text_from_str(self, it: str) -> hub.Text:
        return {"kind": "text", "text": it}

    def read_message_from_str(self, it: str) -> hub.Message:
        return {"role": "user", "blocks": [self.read_text_from_str(it)]}

    def read_message_from_item(self, it: Any) -> hub.Message | None:
        kind = it.get("type")
        kind2 = "message" if kind is None else kind
        if kind2 == "message":
            return self.read_message_from_message(it)
        elif kind2 == "reasoning":
            return {"role": "assistant", "blocks": [self.read_block_from_reasoning_item(it)]}
        elif kind2 == "function_call":
            return {"role": "assistant", "blocks": [self.read_tool_call_from_call_item(it)]}
        elif kind2 == "function_call_output" or kind2 == "custom_tool_call_output":
            return {"role": "user", "blocks": [self.read_tool_result_from_output_item(it)]}
        elif kind2 == "custom_tool_call":
            return {"role": "assistant", "blocks": [self.read_custom_tool_call_from_custom_item(it)]}
        elif kind2 == "local_shell_call":
            id_ = it.get("call_id")
            if id_ is None:
                id_ = it.get("id")
            return {
                "role": "assistant",
                "blocks": [
                    {
                        "kind": "tool_call",
                        "id": "" if id_ is None else id_,
                        "name": "local_shell",
                        "input": it["action"],
                    },
                ],
            }
        elif kind2 == "local_shell_call_output":
            id_2 = it.get("call_id")
            if id_2 is None:
                id_2 = it.get("id")
            item = non_empty(it["output"])
            item2 = self.read_text_from_str(item) if item is not None else None
            return {
                "role": "user",
                "blocks": [
                    {
                        "kind": "tool_result",
                        "id": "" if id_2 is None else id_2,
                        "blocks": [*([item2] if item2 is not None else [])],
                    },
                ],
            }
        elif kind2 == "shell_call":
            return {
                "role": "assistant",
                "blocks": [{"kind": "tool_call", "id": it["call_id"], "name": "shell", "input": it["action"]}],
            }
        elif kind2 == "shell_call_output":
            item3 = to_json(it["output"])
            item4 = self.read_text_from_str(item3) if item3 is not None else None
            return {
                "role": "user",
                "blocks": [
                    {"kind": "tool_result", "id": it["call_id"], "blocks": [*([item4] if item4 is not None else [])]},
                ],
            }
        elif kind2 == "apply_patch_call":
            return {
                "role": "assistant",
                "blocks": [{"kind": "tool_call", "id": it["call_id"], "name": "apply_patch", "input": it["operation"]}],
            }
        elif kind2 == "apply_patch_call_output":
            text = non_empty(it.get("output"))
            if text is None:
                text = it.get("status")
            item5: hub.ToolResult = {
                "kind": "tool_result",
                "id": it["call_id"],
                "blocks": [{"kind": "text", "text": "completed" if text is None else text}],
            }
            if (is_error := equals(it.get("status"), "failed")) is not None:
                item5["is_error"] = is_error
            return {"role": "user", "blocks": [item5]}
        elif kind2 == "tool_search_call":
            if equals(it.get("execution"), "client"):
                id_3 = it.get("call_id")
                return {
                    "role": "assistant",
                    "blocks": [
                        {
                            "kind": "tool_call",
                            "id": "" if id_3 is None else id_3,
                            "name": "tool_search",
                            "input": it["arguments"],
                        },
                    ],
                }
            self.context.lose_member("input", "hosted tool calls are executed by the vendor only")
            return None
        elif kind2 == "tool_search_output":
            item6: Any = None
            if equals(it.get("execution"), "client"):
                id_4 = it.get("call_id")
                text2 = rendered(it["tools"], "tool loaded: {name}")
                item6 = {
                    "kind": "tool_result",
                    "id": "" if id_4 is None else id_4,
                    "blocks": [{"kind": "text", "text": "no tool was found" if text2 is None else text2}],
                }
            out: hub.Message = {"role": "user", "blocks": [*([item6] if item6 is not None else [])]}
            tools = it["tools"]
            if added_tools := [self.read_tool_from_tool(x) for x in tools]:
                out["added_tools"] = added_tools
            return out
        elif kind2 == "additional_tools":
            out2: hub.Message = {"role": "system", "blocks": []}
            tools2 = it["tools"]
            if added_tools2 := [self.read_tool_from_tool(x) for x in tools2]:
                out2["added_tools"] = added_tools2
            return out2
        elif kind2 == "compaction":
            kind3 = it.get("type")
            kind4 = "message" if kind3 is None else kind3
            self.context.lose_member(f"input.{kind4}", "readable by its vendor only")
            return None
        elif kind2 == "item_reference":
            if it["id"] is not None:
                raise RefusedMember(
                    it,
                    "this item is not stored here; set responses_store in the configuration or send the item itself",
                    "id",
                    code="unsupported_parameter",
                )
            return {"role": "user", "blocks": []}
        elif kind2 == "compaction_trigger":
            raise RefusedMember(
                it,
                "compaction on request is not supported by this provider; send the conversation without compaction_trigger",
            )
        elif kind2 == "web_search_call":
            kind5 = it.get("type")
            kind6 = "message" if kind5 is None else kind5
            self.context.lose_member(f"input.{kind6}", "hosted tool calls are executed by the vendor only")
            return None
        else:
            kind7 = it.get("type")
            kind8 = "message" if kind7 is None else kind7
            self.context.lose_member(f"input.{kind8}", "unknown type of item or item of a hosted tool")
            return None

    READ_MESSAGE_FROM_MESSAGE_KEYS: ClassVar = frozenset(("type", "role", "content", "id", "status", "phase"))

    def read_message_from_message(self, it: Message) -> hub.Message | None:
        if not it.keys() <= self.READ_MESSAGE_FROM_MESSAGE_KEYS:
            unknown(it, self.READ_MESSAGE_FROM_MESSAGE_KEYS, "input", self.context)
        role = it["role"]
        if role == "user":
            content = it["content"]
            item = non_empty(content if isinstance(content, str) else None)
            item2 = self.read_text_from_str(item) if item is not None else None
            blocks_ = content if isinstance(content, list) else None
            return {
                "role": "user",
                "blocks": [
                    *([item2] if item2 is not None else []),
                    *[block for x in blocks_ or () if (block := self.read_block_from_part(x)) is not None],
                ],
            }
        elif role == "assistant":
            content2 = it["content"]
            item3 = non_empty(content2 if isinstance(content2, str) else None)
            item4 = self.read_text_from_str(item3) if item3 is not None else None
            blocks_2 = content2 if isinstance(content2, list) else None
            return {
                "role": "assistant",
                "blocks": [
                    *([item4] if item4 is not None else []),
                    *[block2 for x in blocks_2 or () if (block2 := self.read_block_from_part(x)) is not None],
                ],
            }
        elif role == "system" or role == "developer":
            content3 = it["content"]
            item5 = non_empty(content3 if isinstance(content3, str) else None)
            item6 = self.read_text_from_str(item5) if item5 is not None else None
            blocks_3 = content3 if isinstance(content3, list) else None
            return {
                "role": "system",
                "blocks": [
                    *([item6] if item6 is not None else []),
                    *[block3 for x in blocks_3 or () if (block3 := self.read_block_from_part(x)) is not None],
                ],
            }
        else:
            self.context.lose_member("input.role", "unknown role")
            return None

    READ_BLOCK_FROM_REASONING_ITEM_KEYS: ClassVar = frozenset((
        "type", "id", "summary", "content", "encrypted_content", "status",
    ))

    def read_block_from_reasoning_item(self, it: ReasoningItem) -> hub.Block:
        if not it.keys() <= self.READ_BLOCK_FROM_REASONING_ITEM_KEYS:
            unknown(it, self.READ_BLOCK_FROM_REASONING_ITEM_KEYS, "input", self.context)
        if equals(envelope_kind(it.get("encrypted_content")), "rt"):
            data = it.get("encrypted_content")
            return {"kind": "encrypted_reasoning", "data": "" if data is None else data}
        summary = it["summary"]
        text = non_empty(join([x["text"] for x in summary], "\n\n"))
        if text is None:
            content = it.get("content")
            text = join([x["text"] for x in content or ()], "")
        out: hub.Reasoning = {"kind": "reasoning", "text": "" if text is None else text}
        if envelope_kind(it.get("encrypted_content")):
            if (signature := it.get("encrypted_content")) is not None:
                out["signature"] = signature
        return out

    READ_TOOL_CALL_FROM_CALL_ITEM_KEYS: ClassVar = frozenset((
        "type", "call_id", "name", "arguments", "id", "namespace", "status", "caller",
    ))

    def read_tool_call_from_call_item(self, it: CallItem) -> hub.ToolCall:
        if not it.keys() <= self.READ_TOOL_CALL_FROM_CALL_ITEM_KEYS:
            unknown(it, self.READ_TOOL_CALL_FROM_CALL_ITEM_KEYS, "input", self.context)
        id_ = it.get("call_id")
        input_ = from_json(it["arguments"])
        out: hub.ToolCall = {
            "kind": "tool_call",
            "id": "" if id_ is None else id_,
            "name": it["name"],
            "input": {} if input_ is None else input_,
        }
        if (toolset := it.get("namespace")) is not None:
            out["toolset"] = toolset
        return out

    READ_CUSTOM_TOOL_CALL_FROM_CUSTOM_ITEM_KEYS: ClassVar = frozenset((
        "type", "call_id", "name", "input", "id", "namespace", "status", "caller",
    ))

    def read_custom_tool_call_from_custom_item(self, it: CustomItem) -> hub.CustomToolCall:
        if not it.keys() <= self.READ_CUSTOM_TOOL_CALL_FROM_CUSTOM_ITEM_KEYS:
            unknown(it, self.READ_CUSTOM_TOOL_CALL_FROM_CUSTOM_ITEM_KEYS, "input", self.context)
        id_ = it.get("call_id")
        return {"kind": "custom_tool_call", "id": "" if id_ is None else id_, "name": it["name"], "input": it["input"]}

    READ_TOOL_RESULT_FROM_OUTPUT_ITEM_KEYS: ClassVar = frozenset((
        "type", "call_id", "output", "id", "name", "namespace", "status", "caller",
    ))

    def read_tool_result_from_output_item(self, it: OutputItem) -> hub.ToolResult:
        if not it.keys() <= self.READ_TOOL_RESULT_FROM_OUTPUT_ITEM_KEYS:
            unknown(it, self.READ_TOOL_RESULT_FROM_OUTPUT_ITEM_KEYS, "input", self.context)
        id_ = it.get("call_id")
        output = it["output"]
        item = non_empty(output if isinstance(output, str) else None)
        item2 = self.read_text_from_str(item) if item is not None else None
        blocks_ = output if isinstance(output, list) else None
        return {
            "kind": "tool_result",
            "id": "" if id_ is None else id_,
            "blocks": [
                *([item2] if item2 is not None else []),
                *[block for x in blocks_ or () if (block := self.read_block_from_part(x)) is not None],
            ],
        }

    def read_block_from_part(self, it: Any) -> hub.Block | None:
        type_ = it["type"]
        if type_ in ("input_text", "output_text", "text"):
            if non_empty(it.get("annotations")) and it.get("annotations") is not None:
                self.context.lose_member(
                    "input.content.annotations",
                    "citations in the history are not supported by other protocols",
                )
            return {"kind": "text", "text": it["text"]}
        elif type_ == "refusal":
            return {"kind": "refusal", "text": it["refusal"]}
        elif type_ == "input_image":
            if it.get("file_id") is not None:
                raise RefusedMember(
                    it,
                    "file ids of other vendors are not valid for this provider; send the image as a data URL or by URL",
                    "file_id",
                )
            if (url_part(it.get("image_url"), "text")) and it.get("image_url") is not None:
                raise RefusedMember(it, "the data URL of this image contains text; send an image", "image_url")
            other = equals(it.get("detail"), "low")
            if other is None:
                other = equals(it.get("detail"), "high")
            if other is None:
                other = equals(it.get("detail"), "original")
            if other and it.get("detail") is not None:
                self.context.lose_member(
                    "input.content.detail",
                    "image resizing is not configurable in other protocols",
                )
            out: hub.Image = {"kind": "image"}
            if (media_type := url_part(it.get("image_url"), "media_type")) is not None:
                out["media_type"] = media_type
            if (data := url_part(it.get("image_url"), "data")) is not None:
                out["data"] = data
            if (url := url_part(it.get("image_url"), "link")) is not None:
                out["url"] = url
            return out
        elif type_ == "input_file":
            if it.get("file_id") is not None:
                raise RefusedMember(
                    it,
                    "file ids of other vendors are not valid for this provider; send the file as a data URL",
                    "file_id",
                )
            out2: hub.Document = {"kind": "document"}
            if (text := url_part(it.get("file_data"), "text")) is not None:
                out2["text"] = text
            if (media_type2 := url_part(it.get("file_data"), "media_type")) is not None:
                out2["media_type"] = media_type2
            if (data2 := url_part(it.get("file_data"), "data")) is not None:
                out2["data"] = data2
            url2 = it.get("file_url")
            if url2 is None:
                url2 = url_part(it.get("file_data"), "link")
            if url2 is not None:
                out2["url"] = url2
            if (title := it.get("filename")) is not None:
                out2["title"] = title
            return out2
        elif type_ == "input_audio":
            raise RefusedMember(it, "audio is not supported by this provider; send text")
        else:
            self.context.lose_member(f"input.content.{type_}", "unknown type of part")
            return None

    def read_tool_from_tool(self, it: Any) -> hub.Tool:
        type_ = it["type"]
        if type_ == "function":
            out: hub.FunctionTool = {"kind": "function", "name": it["name"]}
            if (description := it.get("description")) is not None:
                out["description"] = description
            if (schema := it.get("parameters")) is not None:
                out["schema"] = schema
            if (strict := it.get("strict")) is not None:
                out["strict"] = strict
            if (deferred := non_empty(it.get("defer_loading"))) is not None:
                out["deferred"] = deferred
            if allowed_callers := it.get("allowed_callers"):
                out["allowed_callers"] = allowed_callers
            return out
        elif type_ == "custom":
            out2: hub.CustomTool = {"kind": "custom", "name": it["name"]}
            if (description2 := it.get("description")) is not None:
                out2["description"] = description2
            format_ = it.get("format")
            if format_ is not None and (grammar := self.read_grammar_from_input_format(format_)) is not None:
                out2["grammar"] = grammar
            return out2
        elif type_ == "namespace":
            if it.get("description") is not None:
                self.context.lose_member(
                    "tools.description",
                    "descriptions of namespaces are not supported by other protocols",
                )
            out3: hub.Toolset = {"kind": "toolset", "name": it["name"]}
            tools = it["tools"]
            if tools2 := [self.read_tool_from_tool(x) for x in tools]:
                out3["tools"] = tools2
            return out3
        elif type_ in ("web_search", "web_search_2025_08_26", "web_search_preview", "web_search_preview_2025_03_11"):
            if negate(it.get("external_web_access")):
                out4: hub.HostedTool = {"kind": "hosted", "tool_type": "cached_search", "name": "web_search"}
                filters = it.get("filters")
                if filters and (allowed_domains := filters.get("allowed_domains")):
                    out4["allowed_domains"] = allowed_domains
                if filters and (blocked_domains := filters.get("blocked_domains")):
                    out4["blocked_domains"] = blocked_domains
                if (user_location := it.get("user_location")) is not None:
                    out4["user_location"] = user_location
                return out4
            out5: hub.HostedTool = {"kind": "hosted", "tool_type": "search", "name": "web_search"}
            filters2 = it.get("filters")
            if filters2 and (allowed_domains2 := filters2.get("allowed_domains")):
                out5["allowed_domains"] = allowed_domains2
            if filters2 and (blocked_domains2 := filters2.get("blocked_domains")):
                out5["blocked_domains"] = blocked_domains2
            if (user_location2 := it.get("user_location")) is not None:
                out5["user_location"] = user_location2
            return out5
        elif type_ == "local_shell":
            return {
                "kind": "function",
                "name": "local_shell",
                "native": True,
                "description": "Runs a program on the machine of the user and returns its output. `command` is the program and its arguments, such as [\"bash\", \"-lc\", \"ls -a\"].",
                "schema": {
                    "type": "object",
                    "properties": {
                        "command": {
                            "type": "array",
                            "items": {"type": "string"},
                            "description": "the program and its arguments",
                        },
                        "env": {
                            "type": "object",
                            "additionalProperties": {"type": "string"},
                            "default": {},
                            "description": "environment variables",
                        },
                        "working_directory": {"type": "string"},
                        "timeout_ms": {"type": "integer"},
                    },
                    "required": ["command"],
                },
            }
        elif type_ == "shell":
            environment = it.get("environment")
            given = equals(environment["type"] if environment else None, "container_auto")
            if given is None:
                given = equals(environment["type"] if environment else None, "container_reference")
            if given:
                return {"kind": "hosted", "tool_type": "other", "name": "shell"}
            part = rendered(environment.get("skills") if environment else None, "{name} in {path}: {description}")
            description3: Any = (
                "Runs shell commands on the machine of the user and returns their output. Skills, which are folders with instructions to read first: " + str(
                    part,
                )
                if part is not None
                else None
            )
            if description3 is None:
                description3 = "Runs shell commands on the machine of the user and returns their output."
            return {
                "kind": "function",
                "name": "shell",
                "native": True,
                "description": description3,
                "schema": {
                    "type": "object",
                    "properties": {
                        "commands": {
                            "type": "array",
                            "items": {"type": "string"},
                            "description": "commands that run side by side",
                        },
                        "timeout_ms": {"type": "integer", "description": "the longest time of each command"},
                        "max_output_length": {
                            "type": "integer",
                            "description": "the longest output of each command in characters",
                        },
                    },
                    "required": ["commands"],
                },
            }
        elif type_ == "apply_patch":
            return {
                "kind": "function",
                "name": "apply_patch",
                "native": True,
                "description": "Creates, changes or deletes one file. `diff` has no file headers. To create a file, each of its lines begins with \"+\". To change one, each section begins with \"@@\", which the line of a class or function may follow, and then come lines of context, which begin with a space, removed lines with \"-\" and added lines with \"+\".",
                "schema": {
                    "type": "object",
                    "properties": {
                        "type": {"type": "string", "enum": ["create_file", "update_file", "delete_file"]},
                        "path": {"type": "string", "description": "the path of the file"},
                        "diff": {"type": "string", "description": "the changes; absent when a file is deleted"},
                    },
                    "required": ["type", "path"],
                },
            }
        elif type_ == "tool_search":
            if equals(it.get("execution"), "client"):
                out6: hub.FunctionTool = {"kind": "function", "name": "tool_search", "native": True}
                if (description4 := it.get("description")) is not None:
                    out6["description"] = description4
                if (schema2 := it.get("parameters")) is not None:
                    out6["schema"] = schema2
                return out6
            return {"kind": "hosted", "tool_type": "other", "name": "tool_search"}
        elif type_ == "mcp":
            return {"kind": "hosted", "tool_type": "mcp", "name": it["server_label"]}
        else:
            name = it.get("name")
            if name is None:
                name = it["type"]
            return {"kind": "hosted", "tool_type": "other", "name": name}

    def read_grammar_from_input_format(self, it: Any) -> hub.Grammar | None:
        type_ = it["type"]
        if type_ == "grammar":
            return {"syntax": it["syntax"], "definition": it["definition"]}
        elif type_ == "text":
            return None
        else:
            self.context.lose_member(f"tools.format.{type_}", "unknown format of a custom tool")
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

    def read_tool_choice_from_named_choice(self, it: Any) -> hub.ToolChoice:
        type_ = it["type"]
        if type_ == "function" or type_ == "custom":
            return {"mode": "tool", "name": it["name"]}
        elif type_ in ("web_search", "web_search_2025_08_26", "web_search_preview", "web_search_preview_2025_03_11"):
            return {"mode": "tool", "name": "web_search"}
        elif type_ == "mcp":
            if it.get("name") is not None:
                self.context.lose_member("tool_choice.name", "other providers have no tools of a server to choose")
            return {"mode": "tool", "name": it["server_label"]}
        elif type_ == "allowed_tools":
            mode = it["mode"]
            if mode == "required":
                out: hub.ToolChoice = {"mode": "any"}
                tools = it["tools"]
                if allowed := [self.read_str_from_allowed_tool(x) for x in tools]:
                    out["allowed"] = allowed
                return out
            else:
                out2: hub.ToolChoice = {"mode": "auto"}
                tools2 = it["tools"]
                if allowed2 := [self.read_str_from_allowed_tool(x) for x in tools2]:
                    out2["allowed"] = allowed2
                return out2
        else:
            return {"mode": "tool", "name": it["type"]}

    READ_STR_FROM_ALLOWED_TOOL_KEYS: ClassVar = frozenset(("name", "type"))

    def read_str_from_allowed_tool(self, it: AllowedTool) -> str:
        if not it.keys() <= self.READ_STR_FROM_ALLOWED_TOOL_KEYS:
            unknown(it, self.READ_STR_FROM_ALLOWED_TOOL_KEYS, "tool_choice.tools", self.context)
        found: str | None = it.get("name")
        if found is not None:
            return found
        kind = it.get("type")
        kind2 = "function" if kind is None else kind
        if kind2 in ("web_search_2025_08_26", "web_search_preview", "web_search_preview_2025_03_11"):
            return "web_search"
        else:
            out = it.get("type")
            return "" if out is None else out

    def read_response_format_from_format(self, it: Any) -> hub.ResponseFormat | None:
        type_ = it["type"]
        if type_ == "json_schema":
            out: hub.ResponseFormat = {"schema": it["schema"], "name": it["name"]}
            if (description := it.get("description")) is not None:
                out["description"] = description
            if (strict := it.get("strict")) is not None:
                out["strict"] = strict
            return out
        elif type_ == "json_object":
            return {"json_object": True}
        elif type_ == "text":
            return None
        else:
            self.context.lose_member(f"text.format.{type_}", "unknown type of response format")
            return None


class WriteRequest(WriteTypes):
    @classmethod
    def of(cls, request: hub.Request, context: Context) -> Request:
        return cls(context).write(request)

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
        return self.write_request_from_request(request)

    def select_tools(self, request: hub.Request) -> None:
        passes.select_tools(request, self.context, max_tools=128)

    def open_signatures(self, request: hub.Request) -> None:
        passes.open_signatures(request, self.context, kinds=["rs"], followed_by=["text", "tool_call"])

    def place_system_messages(self, request: hub.Request) -> None:
        passes.place_system_messages(request, self.context, later="in_place")

    def place_media(self, request: hub.Request) -> None:
        passes.place_media(request, self.context, native=True, documents=True, vision=True, files=True, links=True)

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
        passes.limit_parameters(request, self.context, stop_sequences=0)

    def write_request_from_request(self, it: hub.Request) -> Request:
        self.write_request_losses(it)
        out: Request = {"model": it["model"], "input": self.write_request_input(it), "store": False}
        if (instructions := self.write_request_instructions(it)) is not None:
            out["instructions"] = instructions
        if (max_output_tokens := at_least(it.get("max_tokens"), 16)) is not None:
            out["max_output_tokens"] = max_output_tokens
        if (temperature := self.write_request_temperature(it)) is not None:
            out["temperature"] = temperature
        if (top_p := self.write_request_top_p(it)) is not None:
            out["top_p"] = top_p
        if (stream := it.get("stream")) is not None:
            out["stream"] = stream
        if include := self.write_request_include(it):
            out["include"] = include
        tools = it.get("tools")
        if (tools2 := [tool for x in tools or () if (tool := self.write_tool_from_tool(x)) is not None]):
            out["tools"] = tools2
        tool_choice = it.get("tool_choice")
        if tool_choice is not None:
            out["tool_choice"] = self.write_tool_choice_from_tool_choice(tool_choice)
        if (parallel_tool_calls := it.get("parallel_tool_calls")) is not None:
            out["parallel_tool_calls"] = parallel_tool_calls
        if text := self.write_request_text(it):
            out["text"] = text
        if reasoning := self.write_request_reasoning(it):
            out["reasoning"] = reasoning
        if (service_tier := self.write_request_service_tier(it)) is not None:
            out["service_tier"] = service_tier
        return out

    def write_request_losses(self, it: hub.Request) -> None:
        if it.get("top_k") is not None:
            self.context.lose("top_k", "top_k is not supported by this provider")
        self.write_request_loss_of_compaction(it)
        if it.get("seed") is not None:
            self.context.lose("seed", "seeds are not supported by this provider")
        if it.get("frequency_penalty") is not None:
            self.context.lose("frequency_penalty", "penalties are not supported by this provider")
        if it.get("presence_penalty") is not None:
            self.context.lose("presence_penalty", "penalties are not supported by this provider")
        self.write_request_loss_of_verbosity(it)
        self.write_request_loss_of_metadata(it)
        self.write_request_loss_of_logprobs(it)
        self.write_request_loss_of_top_logprobs(it)
        self.write_request_loss_of_user_id(it)

    def write_request_loss_of_compaction(self, it: hub.Request) -> None:
        if it.get("compaction") is not None:
            self.context.lose("compaction", "compaction is not supported by this provider")

    def write_request_loss_of_verbosity(self, it: hub.Request) -> None:
        if it.get("verbosity") is not None:
            self.context.lose("verbosity", "verbosity is not supported by this provider")

    def write_request_loss_of_metadata(self, it: hub.Request) -> None:
        if it.get("metadata") is not None:
            self.context.lose("metadata", "metadata is not supported by this provider")

    def write_request_loss_of_logprobs(self, it: hub.Request) -> None:
        if it.get("logprobs") is not None:
            self.context.lose("logprobs", "log probabilities are not supported by this provider")

    def write_request_loss_of_top_logprobs(self, it: hub.Request) -> None:
        if it.get("top_logprobs") is not None:
            self.context.lose("top_logprobs", "log probabilities are not supported by this provider")

    def write_request_loss_of_user_id(self, it: hub.Request) -> None:
        if it.get("user_id") is not None:
            self.context.lose("user_id", "user ids are not supported by this provider")

    def write_request_instructions(self, it: hub.Request) -> str | None:
        system = it.get("system")
        return join([x["text"] for x in system or ()], "\n\n")

    def write_request_input(self, it: hub.Request) -> str | list[Any]:
        messages = it["messages"]
        return [y for x in messages for y in self.write_item_from_message(x)]

    def write_request_temperature(self, it: hub.Request) -> float | None:
        return it.get("temperature")

    def write_request_top_p(self, it: hub.Request) -> float | None:
        return it.get("top_p")

    def write_request_include(self, it: hub.Request) -> list[str] | None:
        tools = it.get("tools")
        item = then(non_empty([x for x in tools or () if x["kind"] == "hosted"]), "web_search_call.action.sources")
        return [*([item] if item is not None else [])]

    def write_request_text(self, it: hub.Request) -> TextOptions | None:
        out: TextOptions = {}
        format_: Any = None
        response_format = it.get("response_format")
        if response_format and response_format.get("schema"):
            name = response_format.get("name")
            schema = response_format.get("schema")
            strict = response_format.get("strict")
            format_2: SchemaFormat = {
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
        return out

    def write_request_reasoning(self, it: hub.Request) -> Reasoning | None:
        if not it.get("reasoning_effort"):
            return None
        out: Reasoning = {}
        if (effort := it.get("reasoning_effort")) is not None:
            out["effort"] = effort
        return out

    def write_request_service_tier(self, it: hub.Request) -> str | None:
        service_tier = it.get("service_tier")
        return self.TIERS[service_tier] if service_tier is not None else None

    def write_item_from_message(self, it: hub.Message) -> list[Any]:
        blocks_ = it["blocks"]
        kinds = {x["kind"] for x in blocks_}
        if "encrypted_reasoning" in kinds:
            self.context.lose(
                "messages.blocks.encrypted_reasoning",
                "reasoning of other vendors is not accepted by this provider",
            )
        if "hosted_tool_call" in kinds:
            self.context.lose("messages.blocks.hosted_tool_call", "hosted tool calls are executed by the vendor only")
        if "hosted_tool_result" in kinds:
            self.context.lose("messages.blocks.hosted_tool_result", "hosted tool calls are executed by the vendor only")
        if it["role"] == "system":
            content = join([x["text"] for x in blocks_ if x["kind"] == "text"], "\n\n") if "text" in kinds else None
            return [{"type": "message", "role": "developer", "content": "" if content is None else content}]
        elif it["role"] == "user":
            item: Any = None
            if [x for x in blocks_ if x["kind"] == "text" or x["kind"] == "image" or x["kind"] == "document"]:
                item = {
                    "type": "message",
                    "role": "user",
                    "content": [
                        part
                        for x in blocks_
                        if x["kind"] == "text" or x["kind"] == "image" or x["kind"] == "document"
                        if (part := self.write_part_from_block(x)) is not None
                    ],
                }
            return [
                *[self.write_item_from_tool_result(x) for x in blocks_ if x["kind"] == "tool_result"],
                *([item] if item is not None else []),
            ]
        else:  # assistant
            return [item2 for x in blocks_ if (item2 := self.write_item_from_block(x)) is not None]

    def write_item_from_tool_result(self, it: hub.ToolResult) -> Any:
        output: Any = text_lines(it["blocks"])
        if output is None:
            blocks_ = it["blocks"]
            output = [part for x in blocks_ if (part := self.write_part_from_block(x)) is not None]
        return {"type": "function_call_output", "call_id": it["id"], "output": output}

    def write_item_from_block(self, it: hub.Block) -> Any:
        if it["kind"] == "text":
            return self.write_item_from_block_text(it)
        elif it["kind"] == "refusal":
            return {"type": "message", "role": "assistant", "content": [{"type": "refusal", "refusal": it["text"]}]}
        elif it["kind"] == "tool_call":
            arguments = to_json(it["input"])
            return {
                "type": "function_call",
                "call_id": it["id"],
                "name": it["name"],
                "arguments": "{}" if arguments is None else arguments,
            }
        elif it["kind"] == "reasoning":
            return self.write_item_from_block_reasoning(it)
        else:
            return None

    def write_item_from_block_text(self, it: hub.Text) -> Any:
        return {"type": "message", "role": "assistant", "content": it["text"]}

    def write_item_from_block_reasoning(self, it: hub.Reasoning) -> Any:
        if member(it.get("details"), "as"):
            encrypted_content = member(it.get("details"), "e")
            out: CompactionItem = {
                "type": "compaction",
                "encrypted_content": "" if encrypted_content is None else encrypted_content,
            }
            if (id_ := member(it.get("details"), "i")) is not None:
                out["id"] = id_
            return out
        item: Any = None
        if it["text"]:
            item = {"type": "summary_text", "text": it["text"]}
        encrypted_content2 = member(it.get("details"), "e")
        out2: ReasoningItem = {
            "type": "reasoning",
            "summary": [*([item] if item is not None else [])],
            "encrypted_content": "" if encrypted_content2 is None else encrypted_content2,
        }
        if (id_2 := member(it.get("details"), "i")) is not None:
            out2["id"] = id_2
        return out2

    def write_part_from_block(self, it: hub.Block) -> Any:
        if it["kind"] == "text":
            return self.write_part_from_block_text(it)
        elif it["kind"] == "image":
            return self.write_part_from_block_image(it)
        elif it["kind"] == "document":
            if it.get("context") is not None:
                self.context.lose(
                    "messages.blocks.blocks.context",
                    "the context of a file is not supported by this provider",
                )
            if (unless(it.get("title"), it.get("data"))) and it.get("title") is not None:
                self.context.lose(
                    "messages.blocks.blocks.title",
                    "the name of a linked file is not supported by this provider",
                )
            if it.get("data"):
                out: FilePart = {"type": "input_file", "filename": pdf_name(it)}
                if (file_data := data_url(it)) is not None:
                    out["file_data"] = file_data
                return out
            out2: FilePart = {"type": "input_file"}
            if (file_url := it.get("url")) is not None:
                out2["file_url"] = file_url
            return out2
        else:
            return None

    def write_part_from_block_text(self, it: hub.Text) -> Any:
        return {"type": "input_text", "text": it["text"]}

    def write_part_from_block_image(self, it: hub.Image) -> Any:
        image_url = data_url(it)
        if image_url is None:
            image_url = it.get("url")
        return {"type": "input_image", "image_url": "" if image_url is None else image_url, "detail": "auto"}

    def write_tool_from_tool(self, it: hub.Tool) -> Any:
        if it["kind"] == "function":
            if it.get("examples") is not None:
                self.context.lose("tools.examples", "tool examples are not supported by this provider")
            parameters = it.get("schema")
            strict = it.get("strict")
            out: FunctionTool = {
                "type": "function",
                "name": it["name"],
                "parameters": {} if parameters is None else parameters,
                "strict": False if strict is None else strict,
            }
            if (description := it.get("description")) is not None:
                out["description"] = description
            return out
        elif it["kind"] == "hosted":
            return self.write_tool_hosted(it)
        else:  # custom, toolset
            return None

    def write_tool_hosted(self, it: hub.HostedTool) -> Any:
        self.write_tool_hosted_losses(it)
        out: SearchTool = {"type": "web_search"}
        if filters := self.write_tool_hosted_filters(it):
            out["filters"] = filters
        if (user_location := self.write_tool_hosted_user_location(it)) is not None:
            out["user_location"] = user_location
        return out

    def write_tool_hosted_losses(self, it: hub.HostedTool) -> None:
        self.write_tool_hosted_loss_of_blocked_domains(it)
        self.write_tool_hosted_loss_of_max_uses(it)

    def write_tool_hosted_loss_of_blocked_domains(self, it: hub.HostedTool) -> None:
        if it.get("blocked_domains") is not None:
            self.context.lose("tools.blocked_domains", "blocked domains are not supported by this provider")

    def write_tool_hosted_loss_of_max_uses(self, it: hub.HostedTool) -> None:
        if it.get("max_uses") is not None:
            self.context.lose("tools.max_uses", "the number of searches cannot be limited at this provider")

    def write_tool_hosted_filters(self, it: hub.HostedTool) -> Filters | None:
        out: Filters = {}
        if allowed_domains := it.get("allowed_domains"):
            out["allowed_domains"] = allowed_domains
        return out

    def write_tool_hosted_user_location(self, it: hub.HostedTool) -> Any:
        return it.get("user_location")

    def write_tool_choice_from_tool_choice(self, it: hub.ToolChoice) -> Any:
        if it["mode"] == "auto":
            return "auto"
        elif it["mode"] == "any":
            return "required"
        elif it["mode"] == "tool":
            name = it.get("name")
            return {"type": "function", "name": "" if name is None else name}
        else:  # none
            return "none"


read: Final = ReadRequest.of

write: Final = WriteRequest.of


def check(body: object) -> None:
    """Raise InvalidRequest if a client's body does not have the declared shape."""
    demand(ReadRequest.CHECK, body)


COUNT: Final[dict[str, Any]] = {}  # defaults for a token count request
