"""Groq: changes to requests.

Generated from specs/providers/groq.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, cast

from dragoman.library import hub, passes
from dragoman_adapters.groq.types import WriteTypes
from dragoman_adapters.openai_chat import request as base


class Request(base.Request, total=False):
    reasoning_format: str | None


class WriteRequest(WriteTypes, base.WriteRequest):
    def select_tools(self, request: hub.Request) -> None:
        passes.select_tools(
            request, self.context, max_tools=128, hosted=["search"] if self.context.holds[2] else [],
            exclusive=self.context.holds[2],
        )

    def place_media(self, request: hub.Request) -> None:
        passes.place_media(request, self.context, native=False, vision=not self.context.holds[0], files=False)

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(
            request, self.context,
            efforts=["none", "default"] if self.context.holds[3] else [
                "low", "medium", "high",
            ] if self.context.holds[2] else [],
            disabled="none" if self.context.holds[3] else "",
        )

    def write_request_from_request(self, it: hub.Request) -> Request:
        out = cast(Request, super().write_request_from_request(it))
        if (reasoning_format := "parsed" if self.context.holds[3] else None) is not None:
            out["reasoning_format"] = reasoning_format
        return out

    def write_tool_from_tool(self, it: hub.Tool) -> Any:
        if it["kind"] == "hosted":
            if self.context.holds[2]:
                if it.get("allowed_domains") is not None:
                    self.context.lose("tools.allowed_domains", "allowed domains are not supported by this search")
                if it.get("blocked_domains") is not None:
                    self.context.lose("tools.blocked_domains", "blocked domains are not supported by this search")
                if it.get("max_uses") is not None:
                    self.context.lose("tools.max_uses", "the number of searches cannot be limited")
                if it.get("user_location") is not None:
                    self.context.lose("tools.user_location", "the user location is not supported by this search")
                return {"type": "browser_search"}
            else:
                return None
        elif it["kind"] == "toolset":
            return None
        else:
            return super().write_tool_from_tool(it)


write: Final = WriteRequest.of
