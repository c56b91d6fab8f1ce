"""Requests of Anthropic Messages.

Generated from specs/protocols/anthropic_messages/request.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, ClassVar, Final, Literal, TypedDict

from dragoman.library import hub, passes
from dragoman.library.context import Context
from dragoman.library.filters import (
    above, as_list, base64, below, contains, equals, from_json, negate, non_empty, then, unless,
)
from dragoman.library.shapes import OneOf, Shapes
from dragoman.library.validation import RefusedMember, demand, known_word, unknown, word_of
from dragoman_adapters.anthropic_messages.types import Mark, ReadTypes, TextBlock, ToolUse, WriteTypes


class Request(TypedDict, total=False):
    model: str
    messages: list[Any]
    max_tokens: int
    system: str | list[Any] | None
    stop_sequences: list[str] | None
    stream: bool | None
    temperature: float | None
    top_p: float | None
    top_k: int | None
    metadata: Metadata | None
    service_tier: str | None
    speed: str | None
    thinking: Any
    tool_choice: Any
    tools: list[Any] | None
    cache_control: Mark | None
    output_config: OutputConfig | None
    output_format: OutputFormat | None
    thread: Thread | None
    compaction: Any
    context_management: Managing | None
    container: Any
    diagnostics: Any
    inference_geo: str | None
    mcp_servers: Any
    fallbacks: Any
    fallback_credit_token: Any
    billing_policy: Any
    user_profile_id: str | None
    workspace_id: str | None
    safeguards: Any
    betas: Any


class Metadata(TypedDict, total=False):
    user_id: str | None


class Managing(TypedDict, total=False):
    edits: list[Any] | None


class Thread(TypedDict, total=False):
    type: str
    previous_message_id: str | None


class OutputConfig(TypedDict, total=False):
    effort: str | None
    format: OutputFormat | None
    task_budget: Any


class OutputFormat(TypedDict, total=False):
    type: str | None
    schema: Any
    name: str | None


class ThinkingOn(TypedDict, total=False):
    type: Literal["enabled"]
    budget_tokens: int | None
    display: str | None
    block_binding: Any


class ThinkingMode(TypedDict, total=False):
    type: Literal["adaptive", "disabled", "between_tools"]
    display: str | None
    block_binding: Any


class AnyTool(TypedDict, total=False):
    type: Literal["auto", "any"]
    disable_parallel_tool_use: bool | None


class OneTool(TypedDict, total=False):
    type: Literal["tool"]
    name: str
    disable_parallel_tool_use: bool | None


class SystemMessage(TypedDict, total=False):
    role: Literal["system"]
    content: str | list[Any] | None
    clear_at: str | None
    output_config: OutputConfig | None


class ImageBlock(TypedDict, total=False):
    type: Literal["image"]
    source: Any
    cache_control: Mark | None
    transformations: Any


class DocumentBlock(TypedDict, total=False):
    type: Literal["document"]
    source: Any
    title: str | None
    context: str | None
    citations: Any
    cache_control: Mark | None


class SearchResult(TypedDict, total=False):
    type: Literal["search_result"]
    source: str
    title: str
    content: list[Any]
    citations: Any
    cache_control: Mark | None


class ToolResult(TypedDict, total=False):
    type: Literal["tool_result"]
    tool_use_id: str
    content: str | list[Any] | None
    is_error: bool | None
    toolset_name: str | None
    cache_control: Mark | None


class ToolAddition(TypedDict, total=False):
    type: Literal["tool_addition"]
    tool: ChangedTool
    cache_control: Any


class ToolRemoval(TypedDict, total=False):
    type: Literal["tool_removal"]
    tool: ChangedTool
    cache_control: Any


class ChangedTool(TypedDict, total=False):
    type: str | None
    name: str | None
    server_name: str | None
    definition: Any


class CustomTool(TypedDict, total=False):
    type: Literal["custom"]
    name: str
    description: str | None
    input_schema: Any
    strict: bool | None
    defer_loading: bool | None
    input_examples: Any
    allowed_callers: list[str] | None
    eager_input_streaming: bool | None
    cache_control: Mark | None


class SearchTool(TypedDict, total=False):
    type: Literal["web_search_20250305", "web_search_20260209", "web_search_20260318"]
    name: str
    max_uses: int | None
    allowed_domains: list[str] | None
    blocked_domains: list[str] | None
    user_location: Any
    response_inclusion: str | None
    strict: bool | None
    defer_loading: bool | None
    allowed_callers: list[str] | None
    cache_control: Any


SHAPES: Final = Shapes(
    {
        "Request": {
            "model": "str", "messages": ["Message"], "max_tokens": "int", "system": ("str", ["SystemBlock"]),
            "stop_sequences": ["str"], "stream": "bool", "temperature": "num", "top_p": "num", "top_k": "int",
            "metadata": "Metadata", "service_tier": "str", "speed": "str", "thinking": "ThinkingConfig",
            "tool_choice": "ToolChoice", "tools": ["ToolDef"], "cache_control": "Mark", "output_config": "OutputConfig",
            "output_format": "OutputFormat", "thread": "Thread", "compaction": "json", "context_management": "Managing",
            "container": "json", "diagnostics": "json", "inference_geo": "str", "mcp_servers": "json",
            "fallbacks": "json", "fallback_credit_token": "json", "billing_policy": "json", "user_profile_id": "str",
            "workspace_id": "str", "safeguards": "json", "betas": "json",
        },
        "Message": OneOf("role", {"user": "SaidMessage", "assistant": "SaidMessage", "system": "SystemMessage"}),
        "SaidMessage": {"content": ("str", ["Block"])},
        "Block": OneOf("type", {
            "text": "TextBlock", "image": "ImageBlock", "document": "DocumentBlock", "search_result": "SearchResult",
            "thinking": "ThinkingBlock", "redacted_thinking": "RedactedBlock", "tool_use": "ToolUse",
            "tool_result": "ToolResult", "tool_reference": "ToolReference", "tool_addition": "ToolAddition",
            "tool_removal": "ToolRemoval", "compaction": "Compaction", "server_tool_use": "ServerUse",
            "mcp_tool_use": "ServerUse", "web_search_tool_result": "ServerResult",
            "web_fetch_tool_result": "ServerResult", "code_execution_tool_result": "ServerResult",
            "bash_code_execution_tool_result": "ServerResult", "text_editor_code_execution_tool_result": "ServerResult",
            "tool_search_tool_result": "ServerResult", "advisor_tool_result": "ServerResult",
            "mcp_tool_result": "ServerResult", "mcp_tool_listing": "OtherBlock", "container_upload": "OtherBlock",
            "fallback": "OtherBlock", "browser_state": "OtherBlock",
        }, open=True),
        "TextBlock": {"text": "str", "cache_control": "Mark", "citations": "json"},
        "Mark": {"type": "str", "ttl": "str", "scope": "str"},
        "ImageBlock": {"source": "ImageSource", "cache_control": "Mark", "transformations": "json"},
        "ImageSource": OneOf("type", {"base64": "Base64", "url": "Link", "file": "FileId"}, open=True),
        "Base64": {"media_type": "str", "data": "str"},
        "Link": {"url": "str"},
        "FileId": {"file_id": "str"},
        "OtherBlock": {"cache_control": "json"},
        "DocumentBlock": {
            "source": "DocumentSource", "title": "str", "context": "str", "citations": "json", "cache_control": "Mark",
        },
        "DocumentSource": OneOf("type", {
            "base64": "Base64", "text": "PlainText", "content": "Nested", "url": "Link", "file": "FileId",
        }, open=True),
        "PlainText": {"data": "str", "media_type": "str"},
        "Nested": {"content": ("str", ["Block"])},
        "SearchResult": {
            "source": "str", "title": "str", "content": ["SystemBlock"], "citations": "json", "cache_control": "Mark",
        },
        "SystemBlock": OneOf("type", {"text": "TextBlock"}, open=True),
        "ThinkingBlock": {"thinking": "str", "signature": "str", "cache_control": "json"},
        "RedactedBlock": {"data": "str", "cache_control": "json"},
        "ToolUse": {
            "id": "str", "name": "str", "input": "json", "caller": "json", "toolset_name": "str",
            "cache_control": "json",
        },
        "ToolResult": {
            "tool_use_id": "str", "content": ("str", ["Block"]), "is_error": "bool", "toolset_name": "str",
            "cache_control": "Mark",
        },
        "ToolReference": {"tool_name": "str", "cache_control": "json"},
        "ToolAddition": {"tool": "ChangedTool", "cache_control": "json"},
        "ChangedTool": {"type": "str", "name": "str", "server_name": "str", "definition": "ToolDef"},
        "ToolDef": OneOf("type", {
            "custom": "CustomTool", "bash_20241022": "NamedTool", "bash_20250124": "NamedTool",
            "text_editor_20241022": "NamedTool", "text_editor_20250124": "NamedTool",
            "text_editor_20250429": "NamedTool", "text_editor_20250728": "NamedTool", "memory_20250818": "NamedTool",
            "computer_20241022": "ComputerTool", "computer_20250124": "ComputerTool",
            "computer_20251124": "ComputerTool", "computer_toolset_20260801": "Toolset",
            "browser_toolset_20260801": "Toolset", "web_search_20250305": "SearchTool",
            "web_search_20260209": "SearchTool", "web_search_20260318": "SearchTool",
            "web_fetch_20250910": "ServerTool", "web_fetch_20260209": "ServerTool", "web_fetch_20260309": "ServerTool",
            "web_fetch_20260318": "ServerTool", "code_execution_20250522": "ServerTool",
            "code_execution_20250825": "ServerTool", "code_execution_20260120": "ServerTool",
            "code_execution_20260521": "ServerTool", "tool_search_tool_regex": "ServerTool",
            "tool_search_tool_regex_20251119": "ServerTool", "tool_search_tool_bm25": "ServerTool",
            "tool_search_tool_bm25_20251119": "ServerTool", "advisor_20260301": "ServerTool",
            "mcp_toolset": "ServerTool",
        }, default="custom", open=True),
        "CustomTool": {
            "name": "str", "description": "str", "input_schema": "json", "strict": "bool", "defer_loading": "bool",
            "input_examples": "json", "allowed_callers": ["str"], "eager_input_streaming": "bool",
            "cache_control": "Mark",
        },
        "NamedTool": {
            "name": "str", "max_characters": "int", "strict": "bool", "defer_loading": "bool", "input_examples": "json",
            "allowed_callers": ["str"], "cache_control": "Mark",
        },
        "ComputerTool": {
            "name": "str", "display_width_px": "int", "display_height_px": "int", "display_number": "int",
            "enable_zoom": "bool", "strict": "bool", "defer_loading": "bool", "input_examples": "json",
            "allowed_callers": ["str"], "cache_control": "Mark",
        },
        "Toolset": {"configs": "json", "cache_control": "json"},
        "SearchTool": {
            "name": "str", "max_uses": "int", "allowed_domains": ["str"], "blocked_domains": ["str"],
            "user_location": "json", "response_inclusion": "str", "strict": "bool", "defer_loading": "bool",
            "allowed_callers": ["str"], "cache_control": "json",
        },
        "ServerTool": {
            "name": "str", "max_uses": "int", "allowed_domains": "json", "blocked_domains": "json", "citations": "json",
            "max_content_tokens": "int", "url_sources": "json", "use_cache": "bool", "response_inclusion": "str",
            "model": "str", "max_tokens": "int", "caching": "json", "mcp_server_name": "str", "default_config": "json",
            "configs": "json", "tools": "json", "strict": "bool", "defer_loading": "bool", "allowed_callers": "json",
            "cache_control": "json",
        },
        "ToolRemoval": {"tool": "ChangedTool", "cache_control": "json"},
        "Compaction": {
            "content": "str", "encrypted_content": "str", "signature": "str", "tool_changes": "json",
            "cache_control": "json",
        },
        "ServerUse": {
            "id": "str", "name": "str", "input": "json", "caller": "json", "server_name": "str",
            "cache_control": "json",
        },
        "ServerResult": {
            "tool_use_id": "str", "content": "json", "caller": "json", "is_error": "bool", "cache_control": "json",
        },
        "SystemMessage": {"content": ("str", ["Block"]), "clear_at": "str", "output_config": "OutputConfig"},
        "OutputConfig": {"effort": "str", "format": "OutputFormat", "task_budget": "json"},
        "OutputFormat": {"type": "str", "schema": "json", "name": "str"},
        "Metadata": {"user_id": "str"},
        "ThinkingConfig": OneOf("type", {
            "enabled": "ThinkingOn", "adaptive": "ThinkingMode", "disabled": "ThinkingMode",
            "between_tools": "ThinkingMode",
        }, open=True),
        "ThinkingOn": {"budget_tokens": "int", "display": "str", "block_binding": "json"},
        "ThinkingMode": {"display": "str", "block_binding": "json"},
        "ToolChoice": OneOf("type", {
            "auto": "AnyTool", "any": "AnyTool", "tool": "OneTool", "none": "NoTool",
        }, open=True),
        "AnyTool": {"disable_parallel_tool_use": "bool"},
        "OneTool": {"name": "str", "disable_parallel_tool_use": "bool"},
        "NoTool": {"disable_parallel_tool_use": "bool"},
        "Thread": {"type": "str", "previous_message_id": "str"},
        "Managing": {"edits": ["Edit"]},
        "Edit": OneOf("type", {"compact_20260112": "Condensing"}, open=True),
        "Condensing": {"trigger": "Trigger", "pause_after_compaction": "bool", "instructions": "str"},
        "Trigger": {"type": "str", "value": "int"},
    },
    required={
        "Request": ("model", "messages", "max_tokens"),
        "SaidMessage": ("content",),
        "TextBlock": ("text",),
        "Mark": ("type",),
        "ImageBlock": ("source",),
        "Base64": ("media_type", "data"),
        "Link": ("url",),
        "FileId": ("file_id",),
        "DocumentBlock": ("source",),
        "PlainText": ("data",),
        "Nested": ("content",),
        "SearchResult": ("source", "title", "content"),
        "ThinkingBlock": ("thinking",),
        "RedactedBlock": ("data",),
        "ToolUse": ("id", "name"),
        "ToolResult": ("tool_use_id",),
        "ToolReference": ("tool_name",),
        "ToolAddition": ("tool",),
        "CustomTool": ("name",),
        "NamedTool": ("name",),
        "ComputerTool": ("name",),
        "SearchTool": ("name",),
        "ToolRemoval": ("tool",),
        "OneTool": ("name",),
        "Thread": ("type",),
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
        passes.drop_client_content(
            request, self.context, system_prefix="x-anthropic-billing-header:", tools=["DeferredToolPlaceholder"],
            session_key="session_id", user_keys=["account_uuid", "device_id"],
        )
        passes.resolve_tools(request, self.context, separator="__")
        passes.apply_message_changes(request, self.context)
        passes.record_response_options(
            request, self.context, reasoning_on_request=["claude-2*", "claude-3*", "claude-*-4*", "claude-instant*"],
        )
        return request

    READ_REQUEST_FROM_REQUEST_KEYS: ClassVar = frozenset((
        "model", "messages", "max_tokens", "system", "stop_sequences", "stream", "temperature", "top_p", "top_k",
        "metadata", "service_tier", "speed", "thinking", "tool_choice", "tools", "cache_control", "output_config",
        "output_format", "thread", "compaction", "context_management", "container", "diagnostics", "inference_geo",
        "mcp_servers", "fallbacks", "fallback_credit_token", "billing_policy", "user_profile_id", "workspace_id",
        "safeguards", "betas",
    ))

    def read_request_from_request(self, it: Request) -> hub.Request:
        if not it.keys() <= self.READ_REQUEST_FROM_REQUEST_KEYS:
            unknown(it, self.READ_REQUEST_FROM_REQUEST_KEYS, "", self.context)
        messages = it["messages"]
        if (unless(it["model"], (messages[0] if messages else None))) and it["messages"] is not None:
            raise RefusedMember(it, "at least one message is required", "messages")
        other = below(it.get("temperature"), 0)
        if other is None:
            other = above(it.get("temperature"), 2)
        if other and it.get("temperature") is not None:
            raise RefusedMember(it, "Input should be between 0 and 2", "temperature")
        other2 = below(it.get("top_p"), 0)
        if other2 is None:
            other2 = above(it.get("top_p"), 1)
        if other2 and it.get("top_p") is not None:
            raise RefusedMember(it, "Input should be between 0 and 1", "top_p")
        if (below(it["max_tokens"], 0)) and it["max_tokens"] is not None:
            raise RefusedMember(it, "Input should be at least 0", "max_tokens")
        if (below(it.get("top_k"), 0)) and it.get("top_k") is not None:
            raise RefusedMember(it, "Input should be at least 0", "top_k")
        thinking = it.get("thinking")
        if (
            below(thinking.get("budget_tokens") if thinking else None, 1)
        ) and thinking and thinking.get("budget_tokens") is not None:
            raise RefusedMember(it, "Input should be at least 1", "thinking.budget_tokens")
        thread = it.get("thread")
        if thread and thread.get("previous_message_id") is not None:
            raise RefusedMember(
                it, "this provider keeps no conversations; send the whole history without thread",
                "thread.previous_message_id", error_type="not_found", code="thread_not_found",
            )
        if it.get("compaction") is not None:
            raise RefusedMember(it, "explicit compaction is not supported by this provider", "compaction")
        if it.get("thread") is not None:
            self.context.lose_member("thread", "server-side conversations are not supported by this provider")
        if (
            contains(as_list(then(equals(it.get("service_tier"), "standard_only"), it.get("speed"))), "fast")
        ) and it.get("service_tier") is not None:
            self.context.lose_member("service_tier", "speed takes precedence")
        output_config = it.get("output_config")
        if (output_config.get("format") if output_config else None) and it.get("output_format") is not None:
            self.context.lose_member("output_format", "output_config.format takes precedence")
        if output_config and output_config.get("task_budget") is not None:
            self.context.lose_member("output_config.task_budget", "task budgets have no counterpart in other protocols")
        if it.get("container") is not None:
            self.context.lose_member("container", "hosted tools are not supported for this client")
        if it.get("mcp_servers") is not None:
            self.context.lose_member("mcp_servers", "hosted tools are not supported for this client")
        if it.get("diagnostics") is not None:
            self.context.lose_member("diagnostics", "cache diagnostics have no counterpart in other protocols")
        if it.get("inference_geo") is not None:
            self.context.lose_member("inference_geo", "regions cannot be selected per request in other protocols")
        if it.get("fallbacks") is not None:
            self.context.lose_member("fallbacks", "a fallback model has no counterpart in other protocols")
        if it.get("fallback_credit_token") is not None:
            self.context.lose_member("fallback_credit_token", "a fallback model has no counterpart in other protocols")
        if it.get("billing_policy") is not None:
            self.context.lose_member("billing_policy", "specific to the vendor's account")
        if it.get("user_profile_id") is not None:
            self.context.lose_member("user_profile_id", "specific to the vendor's account")
        if it.get("workspace_id") is not None:
            self.context.lose_member("workspace_id", "specific to the vendor's account")
        if it.get("safeguards") is not None:
            self.context.lose_member("safeguards", "no counterpart in other protocols")
        out: hub.Request = {
            "model": it["model"],
            "messages": [self.read_message_from_message(x) for x in messages],
            "max_tokens": it["max_tokens"],
        }
        system = it.get("system")
        item = non_empty(system if isinstance(system, str) else None)
        item2 = self.read_text_from_str(item) if item is not None else None
        system2 = system if isinstance(system, list) else None
        system3 = [
            *([item2] if item2 is not None else []),
            *[text for x in system2 or () if (text := self.read_text_from_system_block(x)) is not None],
        ]
        if system3:
            out["system"] = system3
        tools = it.get("tools")
        if tools2 := [self.read_tool_from_tool_def(x) for x in tools or ()]:
            out["tools"] = tools2
        tool_choice = it.get("tool_choice")
        tool_choice2 = self.read_tool_choice_from_tool_choice(tool_choice) if tool_choice is not None else None
        if tool_choice2 is not None:
            out["tool_choice"] = tool_choice2
        parallel_tool_calls = negate(tool_choice.get("disable_parallel_tool_use") if tool_choice else None)
        if parallel_tool_calls is not None:
            out["parallel_tool_calls"] = parallel_tool_calls
        if stop_sequences := it.get("stop_sequences"):
            out["stop_sequences"] = stop_sequences
        if (stream := it.get("stream")) is not None:
            out["stream"] = stream
        if (temperature := it.get("temperature")) is not None:
            out["temperature"] = temperature
        if (top_p := it.get("top_p")) is not None:
            out["top_p"] = top_p
        if (top_k := it.get("top_k")) is not None:
            out["top_k"] = top_k
        reasoning = self.read_reasoning_config_from_thinking_config(thinking) if thinking is not None else None
        if reasoning is not None:
            out["reasoning"] = reasoning
        effort = output_config.get("effort") if output_config else None
        reasoning_effort = known_word(
            self.EFFORTS, effort, self.context, "output_config.effort",
        ) if effort is not None else None
        if reasoning_effort is not None:
            out["reasoning_effort"] = reasoning_effort
        format_ = output_config.get("format") if output_config else None
        response_format = self.read_response_format_from_output_format(format_) if format_ is not None else None
        if response_format is None:
            output_format = it.get("output_format")
            response_format = (
                self.read_response_format_from_output_format(output_format)
                if output_format is not None
                else None
            )
        if response_format is not None:
            out["response_format"] = response_format
        metadata = it.get("metadata")
        if metadata and (user_id := metadata.get("user_id")) is not None:
            out["user_id"] = user_id
        speed = it.get("speed")
        if speed == "fast":
            service_tier: hub.ServiceTier | None = known_word(
                self.SPEEDS, speed, self.context, "speed",
            ) if speed is not None else None
            if service_tier is None:
                service_tier2 = it.get("service_tier")
                service_tier = known_word(
                    self.TIERS, service_tier2, self.context, "service_tier",
                ) if service_tier2 is not None else None
            if service_tier is not None:
                out["service_tier"] = service_tier
        elif speed == "standard":
            service_tier3 = it.get("service_tier")
            service_tier4 = known_word(
                self.TIERS, service_tier3, self.context, "service_tier",
            ) if service_tier3 is not None else None
            if service_tier4 is not None:
                out["service_tier"] = service_tier4
        else:
            service_tier5: hub.ServiceTier | None = known_word(
                self.SPEEDS, speed, self.context, "speed",
            ) if speed is not None else None
            if service_tier5 is None:
                service_tier6 = it.get("service_tier")
                service_tier5 = known_word(
                    self.TIERS, service_tier6, self.context, "service_tier",
                ) if service_tier6 is not None else None
            if service_tier5 is not None:
                out["service_tier"] = service_tier5
        context_management = it.get("context_management")
        edits = context_management.get("edits") if context_management else None
        compaction2 = [compaction for x in edits or () if (compaction := self.read_compaction_from_edit(x)) is not None]
        if compaction2:
            out["compaction"] = compaction2
        return out

    def read_text_from_system_block(self, it: Any) -> hub.Text | None:
        if it.get("citations") is not None:
            self.context.lose_member(
                "system.citations",
                "citations in the history are not supported by other protocols",
            )
        type_ = it["type"]
        if type_ == "text":
            out: hub.Text = {"kind": "text", "text": it["text"]}
            cache_control = it.get("cache_control")
            if cache_control is not None:
                out["cache_breakpoint"] = self.read_cache_breakpoint_from_mark(cache_control)
            return out
        else:
            self.context.lose_member(f"system.{type_}", "unknown type of system block")
            return None

    def read_text_from_str(self, it: str) -> hub.Text:
        return {"kind": "text", "text": it}

    READ_CACHE_BREAKPOINT_FROM_MARK_KEYS: ClassVar = frozenset(("type", "ttl", "scope"))

    def read_cache_breakpoint_from_mark(self, it: Mark) -> hub.CacheBreakpoint:
        if not it.keys() <= self.READ_CACHE_BREAKPOINT_FROM_MARK_KEYS:
            unknown(it, self.READ_CACHE_BREAKPOINT_FROM_MARK_KEYS, "system.cache_control", self.context)
        out: hub.CacheBreakpoint = {"kept": True}
        ttl = it.get("ttl")
        ttl2 = word_of(self.LIVES, ttl, "short", self.context, "system.cache_control.ttl") if ttl is not None else None
        if ttl2 is not None:
            out["ttl"] = ttl2
        return out

    def read_message_from_message(self, it: Any) -> hub.Message:
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
                    *[block for x in blocks_ or () if (block := self.read_block_from_block(x)) is not None],
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
                    *[block2 for x in blocks_2 or () if (block2 := self.read_block_from_block(x)) is not None],
                ],
            }
        else:  # system
            return self.read_message_from_system_message(it)

    READ_MESSAGE_FROM_SYSTEM_MESSAGE_KEYS: ClassVar = frozenset(("role", "content", "clear_at", "output_config"))

    def read_message_from_system_message(self, it: SystemMessage) -> hub.Message:
        if not it.keys() <= self.READ_MESSAGE_FROM_SYSTEM_MESSAGE_KEYS:
            unknown(it, self.READ_MESSAGE_FROM_SYSTEM_MESSAGE_KEYS, "messages", self.context)
        output_config = it.get("output_config")
        if output_config and output_config.get("format") is not None:
            self.context.lose_member(
                "messages.output_config.format",
                "system messages cannot change the response format in other protocols",
            )
        if output_config and output_config.get("task_budget") is not None:
            self.context.lose_member(
                "messages.output_config.task_budget",
                "task budgets have no counterpart in other protocols",
            )
        content = it.get("content")
        item = non_empty(content if isinstance(content, str) else None)
        item2 = self.read_text_from_str(item) if item is not None else None
        blocks_ = content if isinstance(content, list) else None
        out: hub.Message = {
            "role": "system",
            "blocks": [
                *([item2] if item2 is not None else []),
                *[block for x in blocks_ or () if (block := self.read_block_from_block(x)) is not None],
            ],
        }
        if it.get("clear_at"):
            clear_at = it.get("clear_at")
            if clear_at == "next_user_message":
                out["ephemeral"] = True
            elif clear_at == "never":
                pass
            else:
                self.context.lose_member("messages.clear_at", "unknown time")
        effort = output_config.get("effort") if output_config else None
        reasoning_effort = known_word(
            self.EFFORTS, effort, self.context, "messages.output_config.effort",
        ) if effort is not None else None
        if reasoning_effort is not None:
            out["reasoning_effort"] = reasoning_effort
        added_tools = [
            tool
            for x in blocks_ or ()
            if x.get("type") == "tool_addition"
            if (tool := self.read_tool_from_tool_addition(x)) is not None
        ]
        if added_tools:
            out["added_tools"] = added_tools
        removed_tools = [
            str_
            for x in blocks_ or ()
            if x.get("type") == "tool_removal"
            if (str_ := self.read_str_from_tool_removal(x)) is not None
        ]
        if removed_tools:
            out["removed_tools"] = removed_tools
        return out

    READ_TOOL_FROM_TOOL_ADDITION_KEYS: ClassVar = frozenset(("type", "tool", "cache_control"))

    def read_tool_from_tool_addition(self, it: ToolAddition) -> hub.Tool | None:
        if not it.keys() <= self.READ_TOOL_FROM_TOOL_ADDITION_KEYS:
            unknown(it, self.READ_TOOL_FROM_TOOL_ADDITION_KEYS, "messages.content", self.context)
        tool = it["tool"]
        definition = tool.get("definition")
        return self.read_tool_from_tool_def(definition) if definition is not None else None

    READ_STR_FROM_TOOL_REMOVAL_KEYS: ClassVar = frozenset(("type", "tool", "cache_control"))

    def read_str_from_tool_removal(self, it: ToolRemoval) -> str | None:
        if not it.keys() <= self.READ_STR_FROM_TOOL_REMOVAL_KEYS:
            unknown(it, self.READ_STR_FROM_TOOL_REMOVAL_KEYS, "messages.content", self.context)
        tool = it["tool"]
        found: str | None = tool.get("name")
        if found is not None:
            return found
        return tool.get("server_name")

    def read_block_from_block(self, it: Any) -> hub.Block | None:
        type_ = it["type"]
        if type_ == "text":
            if it.get("citations") is not None:
                self.context.lose_member(
                    "messages.content.citations",
                    "citations in the history are not supported by other protocols",
                )
            out: hub.Text = {"kind": "text", "text": it["text"]}
            cache_control = it.get("cache_control")
            if cache_control is not None:
                out["cache_breakpoint"] = self.read_cache_breakpoint_from_mark(cache_control)
            return out
        elif type_ == "image":
            return self.read_image_from_image_block(it)
        elif type_ == "document":
            return self.read_document_from_document_block(it)
        elif type_ == "search_result":
            if it.get("citations") is not None:
                self.context.lose_member(
                    "messages.content.citations",
                    "citations cannot be requested in other protocols",
                )
            content = it["content"]
            out2: hub.SearchResult = {
                "kind": "search_result",
                "source": it["source"],
                "title": it["title"],
                "parts": [text for x in content if (text := self.read_text_from_system_block(x)) is not None],
            }
            cache_control2 = it.get("cache_control")
            if cache_control2 is not None:
                out2["cache_breakpoint"] = self.read_cache_breakpoint_from_mark(cache_control2)
            return out2
        elif type_ == "thinking":
            out3: hub.Reasoning = {"kind": "reasoning", "text": it["thinking"]}
            if (signature := non_empty(it.get("signature"))) is not None:
                out3["signature"] = signature
            return out3
        elif type_ == "redacted_thinking":
            return {"kind": "encrypted_reasoning", "data": it["data"]}
        elif type_ == "tool_use":
            input_ = from_json(it.get("input"))
            out4: hub.ToolCall = {
                "kind": "tool_call",
                "id": it["id"],
                "name": it["name"],
                "input": {} if input_ is None else input_,
            }
            if (toolset := it.get("toolset_name")) is not None:
                out4["toolset"] = toolset
            return out4
        elif type_ == "tool_result":
            content2 = it.get("content")
            item = non_empty(content2 if isinstance(content2, str) else None)
            item2 = self.read_text_from_str(item) if item is not None else None
            blocks_ = content2 if isinstance(content2, list) else None
            out5: hub.ToolResult = {
                "kind": "tool_result",
                "id": it["tool_use_id"],
                "blocks": [
                    *([item2] if item2 is not None else []),
                    *[block for x in blocks_ or () if (block := self.read_block_from_block(x)) is not None],
                ],
            }
            if (is_error := non_empty(it.get("is_error"))) is not None:
                out5["is_error"] = is_error
            cache_control3 = it.get("cache_control")
            if cache_control3 is not None:
                out5["cache_breakpoint"] = self.read_cache_breakpoint_from_mark(cache_control3)
            return out5
        elif type_ == "tool_reference":
            return {"kind": "tool_reference", "name": it["tool_name"]}
        elif type_ == "tool_addition" or type_ == "tool_removal":
            return None
        elif type_ == "compaction":
            if it.get("encrypted_content") is not None:
                self.context.lose_member("messages.content.encrypted_content", "readable by its vendor only")
            if it.get("tool_changes") is not None:
                self.context.lose_member("messages.content.tool_changes", "the tool list is sent with each request")
            if not it.get("content"):
                return None
            text2 = it.get("content")
            return {"kind": "compaction_summary", "text": "" if text2 is None else text2}
        elif type_ == "server_tool_use" or type_ == "mcp_tool_use":
            self.context.lose_member(f"messages.content.{type_}", "hosted tool calls are executed by the vendor only")
            return None
        elif type_ in (
            "web_search_tool_result", "web_fetch_tool_result", "code_execution_tool_result",
            "bash_code_execution_tool_result", "text_editor_code_execution_tool_result", "tool_search_tool_result",
            "advisor_tool_result", "mcp_tool_result",
        ):
            self.context.lose_member(f"messages.content.{type_}", "result of a hosted tool of the vendor")
            return None
        elif type_ in ("mcp_tool_listing", "container_upload", "fallback", "browser_state"):
            self.context.lose_member(f"messages.content.{type_}", "no counterpart")
            return None
        else:
            self.context.lose_member(f"messages.content.{type_}", "unknown type of content block")
            return None

    READ_IMAGE_FROM_IMAGE_BLOCK_KEYS: ClassVar = frozenset(("type", "source", "cache_control", "transformations"))

    def read_image_from_image_block(self, it: ImageBlock) -> hub.Image | None:
        if not it.keys() <= self.READ_IMAGE_FROM_IMAGE_BLOCK_KEYS:
            unknown(it, self.READ_IMAGE_FROM_IMAGE_BLOCK_KEYS, "messages.content", self.context)
        if it.get("transformations") is not None:
            self.context.lose_member(
                "messages.content.transformations",
                "image resizing is not configurable in other protocols",
            )
        source = it["source"]
        type_ = source["type"]
        if type_ == "base64":
            out: hub.Image = {"kind": "image", "media_type": source["media_type"]}
            if (data := base64(source["data"])) is not None:
                out["data"] = data
            cache_control = it.get("cache_control")
            if cache_control is not None:
                out["cache_breakpoint"] = self.read_cache_breakpoint_from_mark(cache_control)
            return out
        elif type_ == "url":
            out2: hub.Image = {"kind": "image", "url": source["url"]}
            cache_control2 = it.get("cache_control")
            if cache_control2 is not None:
                out2["cache_breakpoint"] = self.read_cache_breakpoint_from_mark(cache_control2)
            return out2
        elif type_ == "file":
            raise RefusedMember(
                it,
                "file ids of other vendors are not valid for this provider; send the image as base64 or by URL",
            )
        else:
            self.context.lose_member(f"messages.content.{type_}", "unknown type of source")
            return None

    READ_DOCUMENT_FROM_DOCUMENT_BLOCK_KEYS: ClassVar = frozenset((
        "type", "source", "title", "context", "citations", "cache_control",
    ))

    def read_document_from_document_block(self, it: DocumentBlock) -> hub.Document | None:
        if not it.keys() <= self.READ_DOCUMENT_FROM_DOCUMENT_BLOCK_KEYS:
            unknown(it, self.READ_DOCUMENT_FROM_DOCUMENT_BLOCK_KEYS, "messages.content", self.context)
        if it.get("citations") is not None:
            self.context.lose_member("messages.content.citations", "citations cannot be requested in other protocols")
        source = it["source"]
        type_ = source["type"]
        if type_ == "base64":
            out: hub.Document = {"kind": "document", "media_type": source["media_type"]}
            if (data := base64(source["data"])) is not None:
                out["data"] = data
            if (title := it.get("title")) is not None:
                out["title"] = title
            if (context_ := it.get("context")) is not None:
                out["context"] = context_
            cache_control = it.get("cache_control")
            if cache_control is not None:
                out["cache_breakpoint"] = self.read_cache_breakpoint_from_mark(cache_control)
            return out
        elif type_ == "text":
            out2: hub.Document = {"kind": "document", "text": source["data"]}
            if (title2 := it.get("title")) is not None:
                out2["title"] = title2
            if (context_2 := it.get("context")) is not None:
                out2["context"] = context_2
            cache_control2 = it.get("cache_control")
            if cache_control2 is not None:
                out2["cache_breakpoint"] = self.read_cache_breakpoint_from_mark(cache_control2)
            return out2
        elif type_ == "content":
            out3: hub.Document = {"kind": "document"}
            content = source["content"]
            item = non_empty(content if isinstance(content, str) else None)
            item2 = self.read_text_from_str(item) if item is not None else None
            parts = content if isinstance(content, list) else None
            parts2 = [
                *([item2] if item2 is not None else []),
                *[block for x in parts or () if (block := self.read_block_from_block(x)) is not None],
            ]
            if parts2:
                out3["parts"] = parts2
            if (title3 := it.get("title")) is not None:
                out3["title"] = title3
            if (context_3 := it.get("context")) is not None:
                out3["context"] = context_3
            cache_control3 = it.get("cache_control")
            if cache_control3 is not None:
                out3["cache_breakpoint"] = self.read_cache_breakpoint_from_mark(cache_control3)
            return out3
        elif type_ == "url":
            out4: hub.Document = {"kind": "document", "url": source["url"]}
            if (title4 := it.get("title")) is not None:
                out4["title"] = title4
            if (context_4 := it.get("context")) is not None:
                out4["context"] = context_4
            cache_control4 = it.get("cache_control")
            if cache_control4 is not None:
                out4["cache_breakpoint"] = self.read_cache_breakpoint_from_mark(cache_control4)
            return out4
        elif type_ == "file":
            raise RefusedMember(
                it,
                "file ids of other vendors are not valid for this provider; send the document as base64 or as text",
            )
        else:
            self.context.lose_member(f"messages.content.{type_}", "unknown type of source")
            return None

    def read_tool_choice_from_tool_choice(self, it: Any) -> hub.ToolChoice | None:
        type_ = it["type"]
        if type_ == "auto":
            return {"mode": "auto"}
        elif type_ == "any":
            return {"mode": "any"}
        elif type_ == "tool":
            return {"mode": "tool", "name": it["name"]}
        elif type_ == "none":
            return {"mode": "none"}
        else:
            self.context.lose_member(f"tool_choice.{type_}", "unknown type of tool choice")
            return None

    def read_reasoning_config_from_thinking_config(self, it: Any) -> hub.ReasoningConfig | None:
        if it.get("block_binding") is not None:
            self.context.lose_member("thinking.block_binding", "no counterpart in other protocols")
        type_ = it["type"]
        if type_ == "enabled":
            out: hub.ReasoningConfig = {"mode": "on"}
            if (budget_tokens := it.get("budget_tokens")) is not None:
                out["budget_tokens"] = budget_tokens
            display = it.get("display")
            display2 = known_word(
                self.DISPLAYS, display, self.context, "thinking.display",
            ) if display is not None else None
            if display2 is not None:
                out["display"] = display2
            return out
        elif type_ == "adaptive":
            out2: hub.ReasoningConfig = {"mode": "auto"}
            display3 = it.get("display")
            display4 = known_word(
                self.DISPLAYS, display3, self.context, "thinking.display",
            ) if display3 is not None else None
            if display4 is not None:
                out2["display"] = display4
            return out2
        elif type_ == "disabled":
            return {"mode": "off"}
        elif type_ == "between_tools":
            out3: hub.ReasoningConfig = {"mode": "interleaved"}
            display5 = it.get("display")
            display6 = known_word(
                self.DISPLAYS, display5, self.context, "thinking.display",
            ) if display5 is not None else None
            if display6 is not None:
                out3["display"] = display6
            return out3
        else:
            self.context.lose_member(f"thinking.{type_}", "unknown type of thinking")
            return None

    def read_compaction_from_edit(self, it: Any) -> hub.Compaction | None:
        type_ = it["type"]
        if type_ == "compact_20260112":
            if it.get("pause_after_compaction") is not None:
                self.context.lose_member(
                    "context_management.edits.pause_after_compaction",
                    "pausing after compaction is not supported by other protocols",
                )
            if it.get("instructions") is not None:
                self.context.lose_member(
                    "context_management.edits.instructions",
                    "compaction instructions are not supported by other protocols",
                )
            trigger = it.get("trigger")
            trigger_tokens = trigger.get("value") if trigger else None
            return {"trigger_tokens": 150000 if trigger_tokens is None else trigger_tokens}
        else:
            self.context.lose_member(
                f"context_management.edits.{type_}",
                "this context edit has no counterpart in other protocols",
            )
            return None

    READ_RESPONSE_FORMAT_FROM_OUTPUT_FORMAT_KEYS: ClassVar = frozenset(("type", "schema", "name"))

    def read_response_format_from_output_format(self, it: OutputFormat) -> hub.ResponseFormat:
        if not it.keys() <= self.READ_RESPONSE_FORMAT_FROM_OUTPUT_FORMAT_KEYS:
            unknown(it, self.READ_RESPONSE_FORMAT_FROM_OUTPUT_FORMAT_KEYS, "output_config.format", self.context)
        out: hub.ResponseFormat = {}
        if (schema := it.get("schema")) is not None:
            out["schema"] = schema
        if (name := it.get("name")) is not None:
            out["name"] = name
        return out

    def read_tool_from_tool_def(self, it: Any) -> hub.Tool:
        kind = it.get("type")
        kind2 = "custom" if kind is None else kind
        if kind2 == "custom":
            out: hub.FunctionTool = {"kind": "function", "name": it["name"]}
            if (description := it.get("description")) is not None:
                out["description"] = description
            if (schema := it.get("input_schema")) is not None:
                out["schema"] = schema
            if (strict := it.get("strict")) is not None:
                out["strict"] = strict
            if (deferred := non_empty(it.get("defer_loading"))) is not None:
                out["deferred"] = deferred
            if (examples := it.get("input_examples")) is not None:
                out["examples"] = examples
            if allowed_callers := it.get("allowed_callers"):
                out["allowed_callers"] = allowed_callers
            cache_control = it.get("cache_control")
            if cache_control is not None:
                out["cache_breakpoint"] = self.read_cache_breakpoint_from_mark(cache_control)
            return out
        elif kind2 == "bash_20241022" or kind2 == "bash_20250124":
            out2: hub.FunctionTool = {
                "kind": "function",
                "name": it["name"],
                "description": "Runs a command in a bash shell that stays open between calls. Set restart to start the shell anew.",
                "schema": {
                    "type": "object",
                    "properties": {
                        "command": {"type": "string", "description": "The command to run"},
                        "restart": {"type": "boolean", "description": "Start the shell anew"},
                    },
                },
            }
            if (deferred2 := non_empty(it.get("defer_loading"))) is not None:
                out2["deferred"] = deferred2
            cache_control2 = it.get("cache_control")
            if cache_control2 is not None:
                out2["cache_breakpoint"] = self.read_cache_breakpoint_from_mark(cache_control2)
            return out2
        elif kind2 == "text_editor_20241022" or kind2 == "text_editor_20250124":
            out3: hub.FunctionTool = {
                "kind": "function",
                "name": it["name"],
                "description": "Views, creates and edits text files.",
                "schema": {
                    "type": "object",
                    "properties": {
                        "command": {"type": "string", "enum": ["view", "create", "str_replace", "insert", "undo_edit"]},
                        "path": {"type": "string", "description": "Absolute path of the file or folder"},
                        "file_text": {"type": "string", "description": "For create: the whole text"},
                        "old_str": {
                            "type": "string",
                            "description": "For str_replace: the text to replace, which must occur once",
                        },
                        "new_str": {"type": "string", "description": "For str_replace and insert: the new text"},
                        "insert_line": {
                            "type": "integer",
                            "description": "For insert: the line after which the text goes",
                        },
                        "view_range": {
                            "type": "array",
                            "items": {"type": "integer"},
                            "description": "For view: first and last line",
                        },
                    },
                    "required": ["command", "path"],
                },
            }
            if (deferred3 := non_empty(it.get("defer_loading"))) is not None:
                out3["deferred"] = deferred3
            cache_control3 = it.get("cache_control")
            if cache_control3 is not None:
                out3["cache_breakpoint"] = self.read_cache_breakpoint_from_mark(cache_control3)
            return out3
        elif kind2 == "text_editor_20250429" or kind2 == "text_editor_20250728":
            out4: hub.FunctionTool = {
                "kind": "function",
                "name": it["name"],
                "description": "Views, creates and edits text files.",
                "schema": {
                    "type": "object",
                    "properties": {
                        "command": {"type": "string", "enum": ["view", "create", "str_replace", "insert"]},
                        "path": {"type": "string", "description": "Absolute path of the file or folder"},
                        "file_text": {"type": "string", "description": "For create: the whole text"},
                        "old_str": {
                            "type": "string",
                            "description": "For str_replace: the text to replace, which must occur once",
                        },
                        "new_str": {"type": "string", "description": "For str_replace: the new text"},
                        "insert_line": {
                            "type": "integer",
                            "description": "For insert: the line after which the text goes",
                        },
                        "insert_text": {"type": "string", "description": "For insert: the text"},
                        "view_range": {
                            "type": "array",
                            "items": {"type": "integer"},
                            "description": "For view: first and last line",
                        },
                    },
                    "required": ["command", "path"],
                },
            }
            if (deferred4 := non_empty(it.get("defer_loading"))) is not None:
                out4["deferred"] = deferred4
            cache_control4 = it.get("cache_control")
            if cache_control4 is not None:
                out4["cache_breakpoint"] = self.read_cache_breakpoint_from_mark(cache_control4)
            return out4
        elif kind2 == "memory_20250818":
            out5: hub.FunctionTool = {
                "kind": "function",
                "name": it["name"],
                "description": "Keeps notes in files below /memories, for later conversations.",
                "schema": {
                    "type": "object",
                    "properties": {
                        "command": {
                            "type": "string",
                            "enum": ["view", "create", "str_replace", "insert", "delete", "rename"],
                        },
                        "path": {"type": "string"},
                        "view_range": {"type": "array", "items": {"type": "integer"}},
                        "file_text": {"type": "string"},
                        "old_str": {"type": "string"},
                        "new_str": {"type": "string"},
                        "insert_line": {"type": "integer"},
                        "insert_text": {"type": "string"},
                        "old_path": {"type": "string"},
                        "new_path": {"type": "string"},
                    },
                    "required": ["command"],
                },
            }
            if (deferred5 := non_empty(it.get("defer_loading"))) is not None:
                out5["deferred"] = deferred5
            cache_control5 = it.get("cache_control")
            if cache_control5 is not None:
                out5["cache_breakpoint"] = self.read_cache_breakpoint_from_mark(cache_control5)
            return out5
        elif kind2 in ("computer_20241022", "computer_20250124", "computer_20251124"):
            if it.get("display_width_px") is not None:
                self.context.lose_member("tools.display_width_px", "functions have no display settings")
            if it.get("display_height_px") is not None:
                self.context.lose_member("tools.display_height_px", "functions have no display settings")
            if it.get("display_number") is not None:
                self.context.lose_member("tools.display_number", "functions have no display settings")
            if it.get("enable_zoom") is not None:
                self.context.lose_member("tools.enable_zoom", "functions have no display settings")
            out6: hub.FunctionTool = {
                "kind": "function",
                "name": it["name"],
                "description": "Looks at a screen and works with its mouse and keyboard. Coordinates are pixels from the top left.",
                "schema": {
                    "type": "object",
                    "properties": {
                        "action": {
                            "type": "string",
                            "description": "key, type, mouse_move, left_click, left_click_drag, right_click, middle_click, double_click, triple_click, scroll, wait, hold_key, screenshot, cursor_position, zoom",
                        },
                        "coordinate": {"type": "array", "items": {"type": "integer"}},
                        "text": {"type": "string"},
                        "start_coordinate": {"type": "array", "items": {"type": "integer"}},
                        "scroll_direction": {"type": "string", "enum": ["up", "down", "left", "right"]},
                        "scroll_amount": {"type": "integer"},
                        "duration": {"type": "number"},
                        "region": {"type": "array", "items": {"type": "integer"}},
                    },
                    "required": ["action"],
                },
            }
            if (deferred6 := non_empty(it.get("defer_loading"))) is not None:
                out6["deferred"] = deferred6
            cache_control6 = it.get("cache_control")
            if cache_control6 is not None:
                out6["cache_breakpoint"] = self.read_cache_breakpoint_from_mark(cache_control6)
            return out6
        elif kind2 == "computer_toolset_20260801":
            out7: hub.Toolset = {
                "kind": "toolset",
                "name": "computer",
                "members": {
                    "key": {"text": "string"},
                    "hold_key": {"text": "string", "duration": "number"},
                    "type": {"text": "string"},
                    "cursor_position": {},
                    "mouse_move": {"coordinate": "array"},
                    "left_mouse_down": {},
                    "left_mouse_up": {},
                    "left_click": {"coordinate": "array", "text": "string"},
                    "left_click_drag": {"start_coordinate": "array", "coordinate": "array"},
                    "right_click": {"coordinate": "array", "text": "string"},
                    "middle_click": {"coordinate": "array", "text": "string"},
                    "double_click": {"coordinate": "array", "text": "string"},
                    "triple_click": {"coordinate": "array", "text": "string"},
                    "scroll": {
                        "coordinate": "array",
                        "scroll_direction": "string",
                        "scroll_amount": "integer",
                        "text": "string",
                    },
                    "wait": {"duration": "number"},
                    "screenshot": {},
                    "zoom": {"region": "array"},
                },
            }
            if (config := it.get("configs")) is not None:
                out7["config"] = config
            return out7
        elif kind2 == "browser_toolset_20260801":
            out8: hub.Toolset = {
                "kind": "toolset",
                "name": "browser",
                "members": {
                    "key": {"text": "string"},
                    "hold_key": {"text": "string", "duration": "number"},
                    "type": {"text": "string"},
                    "mouse_move": {"coordinate": "array"},
                    "left_mouse_down": {},
                    "left_mouse_up": {},
                    "left_click": {"coordinate": "array", "ref": "string"},
                    "left_click_drag": {"start_coordinate": "array", "coordinate": "array"},
                    "right_click": {"coordinate": "array", "ref": "string"},
                    "middle_click": {"coordinate": "array", "ref": "string"},
                    "double_click": {"coordinate": "array", "ref": "string"},
                    "triple_click": {"coordinate": "array", "ref": "string"},
                    "scroll": {"coordinate": "array", "scroll_direction": "string", "scroll_amount": "integer"},
                    "wait": {"duration": "number"},
                    "screenshot": {},
                    "zoom": {"region": "array"},
                    "navigate": {"url": "string"},
                    "new_tab": {"url": "string"},
                    "close_tab": {"tab_id": "integer"},
                    "switch_tab": {"tab_id": "integer"},
                    "list_tabs": {},
                    "read_page": {"filter": "string"},
                    "get_page_text": {},
                    "read_console": {"pattern": "string"},
                    "read_network": {"pattern": "string"},
                    "find": {"query": "string"},
                    "form_input": {"ref": "string", "value": "string"},
                    "file_upload": {"ref": "string", "paths": "array"},
                    "hover": {"coordinate": "array", "ref": "string"},
                    "scroll_to": {"ref": "string"},
                    "javascript_exec": {"text": "string"},
                },
            }
            if (config2 := it.get("configs")) is not None:
                out8["config"] = config2
            return out8
        elif kind2 in ("web_search_20250305", "web_search_20260209", "web_search_20260318"):
            out9: hub.HostedTool = {"kind": "hosted", "tool_type": "search", "name": it["name"]}
            if allowed_domains := it.get("allowed_domains"):
                out9["allowed_domains"] = allowed_domains
            if blocked_domains := it.get("blocked_domains"):
                out9["blocked_domains"] = blocked_domains
            if (max_uses := it.get("max_uses")) is not None:
                out9["max_uses"] = max_uses
            if (user_location := it.get("user_location")) is not None:
                out9["user_location"] = user_location
            return out9
        elif kind2 in ("web_fetch_20250910", "web_fetch_20260209", "web_fetch_20260309", "web_fetch_20260318"):
            name = it.get("name")
            return {"kind": "hosted", "tool_type": "fetch", "name": "web_fetch" if name is None else name}
        elif kind2 in (
            "code_execution_20250522", "code_execution_20250825", "code_execution_20260120", "code_execution_20260521",
        ):
            name2 = it.get("name")
            return {"kind": "hosted", "tool_type": "code", "name": "code_execution" if name2 is None else name2}
        elif kind2 in (
            "tool_search_tool_regex", "tool_search_tool_regex_20251119", "tool_search_tool_bm25",
            "tool_search_tool_bm25_20251119",
        ):
            name3 = it.get("name")
            return {"kind": "hosted", "tool_type": "tools", "name": "tool_search" if name3 is None else name3}
        elif kind2 == "advisor_20260301":
            name4 = it.get("name")
            return {"kind": "hosted", "tool_type": "advisor", "name": "advisor" if name4 is None else name4}
        elif kind2 == "mcp_toolset":
            name5 = it.get("mcp_server_name")
            return {"kind": "hosted", "tool_type": "mcp", "name": "mcp" if name5 is None else name5}
        else:
            name6 = it.get("name")
            return {"kind": "hosted", "tool_type": "other", "name": "unknown" if name6 is None else name6}


class WriteRequest(WriteTypes):
    @classmethod
    def of(cls, request: hub.Request, context: Context) -> Request:
        return cls(context).write(request)

    def write(self, request: hub.Request) -> Request:
        passes.render_refusals(request, self.context)
        passes.select_tools(request, self.context, hosted=["search"])
        passes.open_signatures(request, self.context, kinds=["native", "th", "rt"])
        passes.pair_tool_results(request, self.context)
        passes.place_media(
            request, self.context, native=True, documents=True, links=True,
            media_types=["image/jpeg", "image/png", "image/gif", "image/webp", "application/pdf"],
        )
        passes.arrange_messages(request, self.context, blank=True, begin=".")
        passes.shorten_names(
            request, self.context, max_length=64, illegal="[^a-zA-Z0-9_-]", max_id_length=64,
            illegal_in_ids="[^a-zA-Z0-9_-]",
        )
        self.compile_schemas(request)
        self.map_reasoning(request)
        passes.limit_parameters(
            request, self.context, default_max_tokens=32000, temperature=1, stop_sequences=1000,
            blank_stop_sequences=False, cache_breakpoints=1000,
        )
        return self.write_request_from_request(request)

    def compile_schemas(self, request: hub.Request) -> None:
        passes.compile_schemas(
            request, self.context, drop=["$schema"],
            formats=["date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid"],
            strict=[
                "type", "enum", "const", "description", "title", "default", "$ref", "$defs", "definitions", "anyOf",
                "allOf", "format", "properties", "required", "additionalProperties", "items",
            ],
            strict_sizes={"optional": 24},
            closed=[
                "type", "enum", "const", "description", "title", "default", "$ref", "$defs", "definitions", "anyOf",
                "allOf", "format", "properties", "required", "additionalProperties", "items",
            ],
            json_prompt="Respond with a single JSON object and no other text.",
        )

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(request, self.context)

    def write_request_from_request(self, it: hub.Request) -> Request:
        if it.get("compaction") is not None:
            self.context.lose("compaction", "available behind a beta only")
        if (equals(it.get("service_tier"), "batch")) and it.get("service_tier") is not None:
            self.context.lose("service_tier", "the flex tier is not supported by this provider")
        if it.get("seed") is not None:
            self.context.lose("seed", "seeds are not supported by this provider")
        if it.get("frequency_penalty") is not None:
            self.context.lose("frequency_penalty", "penalties are not supported by this provider")
        if it.get("presence_penalty") is not None:
            self.context.lose("presence_penalty", "penalties are not supported by this provider")
        if it.get("verbosity") is not None:
            self.context.lose("verbosity", "verbosity is not supported by this provider")
        if it.get("metadata") is not None:
            self.context.lose("metadata", "metadata is not supported by this provider")
        if it.get("logprobs") is not None:
            self.context.lose("logprobs", "log probabilities are not supported by this provider")
        if it.get("top_logprobs") is not None:
            self.context.lose("top_logprobs", "log probabilities are not supported by this provider")
        response_format = it.get("response_format")
        if response_format and response_format.get("name") is not None:
            self.context.lose("response_format.name", "no counterpart at the vendor")
        if response_format and response_format.get("description") is not None:
            self.context.lose("response_format.description", "no counterpart at the vendor")
        messages = it["messages"]
        max_tokens = it.get("max_tokens")
        out: Request = {
            "model": it["model"],
            "messages": [self.write_message_from_message(x) for x in messages],
            "max_tokens": 32000 if max_tokens is None else max_tokens,
        }
        system = it.get("system")
        if system2 := [self.write_system_block_from_text(x) for x in system or ()]:
            out["system"] = system2
        if stop_sequences := it.get("stop_sequences"):
            out["stop_sequences"] = stop_sequences
        if (stream := it.get("stream")) is not None:
            out["stream"] = stream
        if (temperature := it.get("temperature")) is not None:
            out["temperature"] = temperature
        if (top_p := it.get("top_p")) is not None:
            out["top_p"] = top_p
        if (top_k := it.get("top_k")) is not None:
            out["top_k"] = top_k
        metadata: Metadata = {}
        if (user_id := it.get("user_id")) is not None:
            metadata["user_id"] = user_id
        if metadata:
            out["metadata"] = metadata
        service_tier = it.get("service_tier")
        if service_tier is not None and (speed := self.SPEEDS.get(service_tier)) is not None:
            out["speed"] = speed
        if service_tier is not None:
            out["service_tier"] = self.TIERS[service_tier]
        reasoning = it.get("reasoning")
        if reasoning is not None:
            out["thinking"] = self.write_thinking_config_from_reasoning_config(reasoning)
        if (tool_choice := self.write_tool_choice_from_request(it)) is not None:
            out["tool_choice"] = tool_choice
        tools = it.get("tools")
        if (tools2 := [tool_def for x in tools or () if (tool_def := self.write_tool_def_from_tool(x)) is not None]):
            out["tools"] = tools2
        output_config: OutputConfig = {}
        reasoning_effort = it.get("reasoning_effort")
        if reasoning_effort is not None:
            output_config["effort"] = self.EFFORTS[reasoning_effort]
        if it.get("response_format"):
            format_: OutputFormat = {"type": "json_schema"}
            if response_format and (schema := response_format.get("schema")) is not None:
                format_["schema"] = schema
            output_config["format"] = format_
        if output_config:
            out["output_config"] = output_config
        return out

    def write_system_block_from_text(self, it: hub.Text) -> Any:
        out: TextBlock = {"type": "text", "text": it["text"]}
        cache_breakpoint = it.get("cache_breakpoint")
        if cache_breakpoint is not None:
            out["cache_control"] = self.write_mark_from_cache_breakpoint(cache_breakpoint)
        return out

    def write_mark_from_cache_breakpoint(self, it: hub.CacheBreakpoint) -> Mark:
        out: Mark = {"type": "ephemeral"}
        ttl = it.get("ttl")
        if ttl is not None:
            out["ttl"] = self.LIVES[ttl]
        return out

    def write_message_from_message(self, it: hub.Message) -> Any:
        if it["role"] == "user":
            blocks_ = it["blocks"]
            return {
                "role": "user",
                "content": [block for x in blocks_ if (block := self.write_block_from_block(x)) is not None],
            }
        elif it["role"] == "assistant":
            blocks_2 = it["blocks"]
            return {
                "role": "assistant",
                "content": [block2 for x in blocks_2 if (block2 := self.write_block_from_block(x)) is not None],
            }
        else:  # system
            other = equals(it.get("reasoning_effort"), "none")
            if other is None:
                other = equals(it.get("reasoning_effort"), "minimal")
            if other and it.get("reasoning_effort") is not None:
                self.context.lose("messages.reasoning_effort", "the lowest effort is low")
            out: SystemMessage = {"role": "system"}
            blocks_3 = it["blocks"]
            if (content := [block3 for x in blocks_3 if (block3 := self.write_block_from_block(x)) is not None]):
                out["content"] = content
            if (clear_at := then(it.get("ephemeral"), "next_user_message")) is not None:
                out["clear_at"] = clear_at
            output_config: OutputConfig = {}
            reasoning_effort = it.get("reasoning_effort")
            if reasoning_effort is not None:
                output_config["effort"] = self.EFFORTS[reasoning_effort]
            if output_config:
                out["output_config"] = output_config
            return out

    def write_block_from_block(self, it: hub.Block) -> Any:
        if it["kind"] == "text":
            if it.get("citations") is not None:
                self.context.lose("messages.blocks.citations", "accepted by its own vendor only")
            out: TextBlock = {"type": "text", "text": it["text"]}
            cache_breakpoint = it.get("cache_breakpoint")
            if cache_breakpoint is not None:
                out["cache_control"] = self.write_mark_from_cache_breakpoint(cache_breakpoint)
            return out
        elif it["kind"] == "image":
            source: Any = None
            if it.get("data"):
                media_type = it.get("media_type")
                data = it.get("data")
                source = {
                    "type": "base64",
                    "media_type": "image/png" if media_type is None else media_type,
                    "data": "" if data is None else data,
                }
            if source is None:
                url = it.get("url")
                source = {"type": "url", "url": "" if url is None else url}
            out2: ImageBlock = {"type": "image", "source": source}
            cache_breakpoint2 = it.get("cache_breakpoint")
            if cache_breakpoint2 is not None:
                out2["cache_control"] = self.write_mark_from_cache_breakpoint(cache_breakpoint2)
            return out2
        elif it["kind"] == "document":
            source2: Any = None
            if it.get("data"):
                media_type2 = it.get("media_type")
                data2 = it.get("data")
                source2 = {
                    "type": "base64",
                    "media_type": "application/pdf" if media_type2 is None else media_type2,
                    "data": "" if data2 is None else data2,
                }
            if source2 is None:
                if it.get("text"):
                    data3 = it.get("text")
                    source2 = {"type": "text", "media_type": "text/plain", "data": "" if data3 is None else data3}
            if source2 is None:
                if it.get("parts"):
                    parts = it.get("parts")
                    source2 = {
                        "type": "content",
                        "content": [
                            block
                            for x in parts or ()
                            if (block := self.write_block_from_block(x)) is not None
                        ],
                    }
            if source2 is None:
                url2 = it.get("url")
                source2 = {"type": "url", "url": "" if url2 is None else url2}
            out3: DocumentBlock = {"type": "document", "source": source2}
            if (title := it.get("title")) is not None:
                out3["title"] = title
            if (context_ := it.get("context")) is not None:
                out3["context"] = context_
            cache_breakpoint3 = it.get("cache_breakpoint")
            if cache_breakpoint3 is not None:
                out3["cache_control"] = self.write_mark_from_cache_breakpoint(cache_breakpoint3)
            return out3
        elif it["kind"] == "search_result":
            parts2 = it["parts"]
            out4: SearchResult = {
                "type": "search_result",
                "source": it["source"],
                "title": it["title"],
                "content": [self.write_system_block_from_text(x) for x in parts2],
            }
            cache_breakpoint4 = it.get("cache_breakpoint")
            if cache_breakpoint4 is not None:
                out4["cache_control"] = self.write_mark_from_cache_breakpoint(cache_breakpoint4)
            return out4
        elif it["kind"] == "reasoning":
            signature = it.get("signature")
            return {"type": "thinking", "thinking": it["text"], "signature": "" if signature is None else signature}
        elif it["kind"] == "encrypted_reasoning":
            return {"type": "redacted_thinking", "data": it["data"]}
        elif it["kind"] == "tool_call":
            out5: ToolUse = {"type": "tool_use", "id": it["id"], "name": it["name"], "input": it["input"]}
            if (toolset_name := it.get("toolset")) is not None:
                out5["toolset_name"] = toolset_name
            return out5
        elif it["kind"] == "tool_result":
            out6: ToolResult = {"type": "tool_result", "tool_use_id": it["id"]}
            blocks_ = it["blocks"]
            if (content := [block2 for x in blocks_ if (block2 := self.write_block_from_block(x)) is not None]):
                out6["content"] = content
            if (is_error := it.get("is_error")) is not None:
                out6["is_error"] = is_error
            cache_breakpoint5 = it.get("cache_breakpoint")
            if cache_breakpoint5 is not None:
                out6["cache_control"] = self.write_mark_from_cache_breakpoint(cache_breakpoint5)
            return out6
        elif it["kind"] == "tool_reference":
            return {"type": "tool_reference", "tool_name": it["name"]}
        elif it["kind"] == "compaction_summary":
            return {"type": "text", "text": it["text"]}
        elif it["kind"] == "custom_tool_call":
            kind = it["kind"]
            self.context.lose(f"messages.blocks.{kind}", "written as a function by a pass")
            return None
        elif it["kind"] == "hosted_tool_call" or it["kind"] == "hosted_tool_result":
            kind2 = it["kind"]
            self.context.lose(f"messages.blocks.{kind2}", "hosted tool calls are executed by the vendor only")
            return None
        else:  # refusal, native_tool_call
            return None

    def write_thinking_config_from_reasoning_config(self, it: hub.ReasoningConfig) -> Any:
        if it["mode"] == "on":
            out: ThinkingOn = {"type": "enabled"}
            if (budget_tokens := it.get("budget_tokens")) is not None:
                out["budget_tokens"] = budget_tokens
            display = it.get("display")
            if display is not None:
                out["display"] = self.DISPLAYS[display]
            return out
        elif it["mode"] == "auto":
            out2: ThinkingMode = {"type": "adaptive"}
            display2 = it.get("display")
            if display2 is not None:
                out2["display"] = self.DISPLAYS[display2]
            return out2
        elif it["mode"] == "off":
            return {"type": "disabled"}
        else:  # interleaved
            out3: ThinkingMode = {"type": "between_tools"}
            display3 = it.get("display")
            if display3 is not None:
                out3["display"] = self.DISPLAYS[display3]
            return out3

    def write_tool_choice_from_request(self, it: hub.Request) -> Any:
        tool_choice = it.get("tool_choice")
        kind: hub.ToolChoiceMode | None = tool_choice["mode"] if tool_choice else None
        kind2 = "auto" if kind is None else kind
        if kind2 == "any":
            out: AnyTool = {"type": "any"}
            if (disable_parallel_tool_use := non_empty(negate(it.get("parallel_tool_calls")))) is not None:
                out["disable_parallel_tool_use"] = disable_parallel_tool_use
            return out
        elif kind2 == "tool":
            name = tool_choice.get("name") if tool_choice else None
            out2: OneTool = {"type": "tool", "name": "" if name is None else name}
            if (disable_parallel_tool_use2 := non_empty(negate(it.get("parallel_tool_calls")))) is not None:
                out2["disable_parallel_tool_use"] = disable_parallel_tool_use2
            return out2
        elif kind2 == "none":
            return {"type": "none"}
        else:  # auto
            given: Any = tool_choice["mode"] if tool_choice else None
            if given is None:
                given = negate(it.get("parallel_tool_calls"))
            if not given:
                return None
            out3: AnyTool = {"type": "auto"}
            if (disable_parallel_tool_use3 := non_empty(negate(it.get("parallel_tool_calls")))) is not None:
                out3["disable_parallel_tool_use"] = disable_parallel_tool_use3
            return out3

    def write_tool_def_from_tool(self, it: hub.Tool) -> Any:
        if it["kind"] == "function":
            out: CustomTool = {"type": "custom", "name": it["name"]}
            if (description := it.get("description")) is not None:
                out["description"] = description
            if (input_schema := it.get("schema")) is not None:
                out["input_schema"] = input_schema
            if (strict := it.get("strict")) is not None:
                out["strict"] = strict
            if (defer_loading := it.get("deferred")) is not None:
                out["defer_loading"] = defer_loading
            if (input_examples := it.get("examples")) is not None:
                out["input_examples"] = input_examples
            cache_breakpoint = it.get("cache_breakpoint")
            if cache_breakpoint is not None:
                out["cache_control"] = self.write_mark_from_cache_breakpoint(cache_breakpoint)
            return out
        elif it["kind"] == "hosted":
            if it["tool_type"] == "search":
                out2: SearchTool = {"type": "web_search_20250305", "name": it["name"]}
                if (max_uses := it.get("max_uses")) is not None:
                    out2["max_uses"] = max_uses
                if allowed_domains := it.get("allowed_domains"):
                    out2["allowed_domains"] = allowed_domains
                if blocked_domains := it.get("blocked_domains"):
                    out2["blocked_domains"] = blocked_domains
                if (user_location := it.get("user_location")) is not None:
                    out2["user_location"] = user_location
                return out2
            else:
                self.context.lose("tools.tool_type", "the tool type contains its version")
                return None
        elif it["kind"] == "custom":
            kind = it["kind"]
            self.context.lose(f"tools.{kind}", "written as a function by a pass")
            return None
        else:  # toolset
            kind2 = it["kind"]
            self.context.lose(f"tools.{kind2}", "expanded to one tool per member")
            return None


read: Final = ReadRequest.of

write: Final = WriteRequest.of


def check(body: object) -> None:
    """Raise InvalidRequest if a client's body does not have the declared shape."""
    demand(ReadRequest.CHECK, body)


COUNT: Final[dict[str, Any]] = {"max_tokens": 1}  # defaults for a token count request
