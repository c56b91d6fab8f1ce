"""Together AI: changes to requests.

Generated from specs/providers/together.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict, cast

from dragoman.library import hub, passes
from dragoman.library.filters import equals, negate
from dragoman_adapters.openai_chat import request as base
from dragoman_adapters.together.types import WriteTypes


class Request(base.Request, total=False):
    top_k: int | None
    reasoning: Reasoning | None


class Reasoning(TypedDict, total=False):
    enabled: bool | None


class WriteRequest(WriteTypes, base.WriteRequest):
    def place_media(self, request: hub.Request) -> None:
        passes.place_media(request, self.context, native=False, vision=not self.context.holds[0], files=False)

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(
            request, self.context,
            efforts=[
                "low", "medium", "high",
            ] if self.context.holds[4] else ["low", "high", "max"] if self.context.holds[3] else ["high", "max"] if self.context.holds[2] else [],
            disabled="none" if self.context.holds[2] else "",
        )

    write_request_loss_of_top_k = base.WriteRequest.nothing
    write_request_max_completion_tokens = base.WriteRequest.nothing

    def write_request_from_request(self, it: hub.Request) -> Request:
        out = cast(Request, super().write_request_from_request(it))
        if (max_tokens := it.get("max_tokens")) is not None:
            out["max_tokens"] = max_tokens
        if (top_k := it.get("top_k")) is not None:
            out["top_k"] = top_k
        reasoning: Any
        if self.context.holds[1]:
            reasoning2: Reasoning = {}
            reasoning3 = it.get("reasoning")
            enabled = equals(reasoning3["mode"] if reasoning3 else None, "on")
            if enabled is None:
                enabled = equals(reasoning3["mode"] if reasoning3 else None, "auto")
            if enabled is None:
                enabled = negate(equals(reasoning3["mode"] if reasoning3 else None, "off"))
            if enabled is None:
                enabled = negate(equals(reasoning3["mode"] if reasoning3 else None, "interleaved"))
            if enabled is not None:
                reasoning2["enabled"] = enabled
            reasoning = reasoning2
        else:
            reasoning = None
        if reasoning:
            out["reasoning"] = reasoning
        return out

    def write_request_reasoning_effort(self, it: hub.Request) -> str | None:
        reasoning_effort = it.get("reasoning_effort")
        return (
            self.EFFORTS.get(reasoning_effort)
            if reasoning_effort is not None
            else None
        ) if self.context.holds[2] else it.get("reasoning_effort")


write: Final = WriteRequest.of
