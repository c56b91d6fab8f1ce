"""The shared quirk thinking_type.

Generated from specs/quirks/thinking_type.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import ClassVar, TypedDict, cast

from dragoman.library import hub, passes
from dragoman.library.filters import equals
from dragoman_adapters.openai_chat import request, types


class Request(request.Request, total=False):
    thinking: Switch | None


class Switch(TypedDict, total=False):
    type: str | None


class WriteTypes(types.WriteTypes):
    EFFORTS: ClassVar[dict[str, str]] = {
        "low": "low", "medium": "medium", "high": "high", "xhigh": "xhigh", "max": "max",
    }

    SWITCHES: ClassVar[dict[str, str]] = {
        "on": "enabled", "off": "disabled", "auto": "enabled", "interleaved": "disabled",
    }

    QUIETS: ClassVar[dict[str, str]] = {"any": "disabled", "tool": "disabled"}


class WriteRequest(WriteTypes, request.WriteRequest):
    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(request, self.context, efforts=[], disabled="none")

    def write_request_from_request(self, it: hub.Request) -> Request:
        out = cast(Request, super().write_request_from_request(it))
        thinking: Switch = {}
        reasoning = it.get("reasoning")
        mode = reasoning["mode"] if reasoning else None
        type_ = self.SWITCHES[mode] if mode is not None else None
        if type_ is None:
            tool_choice = it.get("tool_choice")
            mode2 = tool_choice["mode"] if tool_choice else None
            type_ = self.QUIETS.get(mode2) if mode2 is not None else None
        if type_ is not None:
            thinking["type"] = type_
        if thinking:
            out["thinking"] = thinking
        return out

    def write_request_losses(self, it: hub.Request) -> None:
        super().write_request_losses(it)
        reasoning = it.get("reasoning")
        if (
            equals(reasoning["mode"] if reasoning else None, "interleaved")
        ) and reasoning and reasoning["mode"] is not None:
            self.context.lose("reasoning.mode", "reasoning between tool calls alone is not supported by this provider")

    def write_request_reasoning_effort(self, it: hub.Request) -> str | None:
        reasoning_effort = it.get("reasoning_effort")
        return self.EFFORTS.get(reasoning_effort) if reasoning_effort is not None else None
