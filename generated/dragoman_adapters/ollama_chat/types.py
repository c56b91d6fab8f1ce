"""Shared types, tables and rules of Ollama Chat.

Generated from specs/protocols/ollama_chat/types.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, ClassVar, TypedDict

from dragoman.library import hub
from dragoman.library.context import Rules


class Answer(TypedDict, total=False):
    model: str | None
    remote_model: str | None
    remote_host: str | None
    created_at: str | None
    message: Spoken | None
    done: bool | None
    done_reason: str | None
    error: Any
    logprobs: Any
    total_duration: int | None
    load_duration: int | None
    prompt_eval_count: int | None
    prompt_eval_duration: int | None
    eval_count: int | None
    eval_duration: int | None


class Spoken(TypedDict, total=False):
    role: str | None
    content: str | None
    thinking: str | None
    images: Any
    tool_calls: list[Called] | None


class Called(TypedDict, total=False):
    id: str | None
    type: str | None
    function: Function | None


class Function(TypedDict, total=False):
    index: int | None
    name: str | None
    description: str | None
    arguments: Any


class ReadTypes(Rules):
    STOP_REASONS: ClassVar[dict[str, hub.FinishReason]] = {
        "stop": "stop", "length": "max_tokens", "load": "stop", "unload": "stop",
    }


class WriteTypes(Rules):
    STOP_REASONS: ClassVar[dict[str, str]] = {
        "stop": "stop", "max_tokens": "length", "tool_calls": "stop", "stop_sequence": "stop", "refusal": "stop",
        "pause": "stop", "context_window": "length",
    }
