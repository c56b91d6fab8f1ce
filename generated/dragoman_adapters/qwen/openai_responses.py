"""Qwen (Alibaba Model Studio), OpenAI Responses: differences and entry points.

Generated from specs/providers/qwen.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, cast

from dragoman.library import hub
from dragoman.library.filters import equals, join, negate
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_responses import errors, request, response, stream
from dragoman_adapters.quirks import foreign_reasoning


class Request(request.Request, total=False):
    enable_thinking: bool | None


class WriteRequest(request.WriteRequest):
    write_request_instructions = request.WriteRequest.nothing
    write_request_reasoning = request.WriteRequest.nothing
    write_request_service_tier = request.WriteRequest.nothing

    def write_request_from_request(self, it: hub.Request) -> Request:
        out = cast(Request, super().write_request_from_request(it))
        reasoning = it.get("reasoning")
        enable_thinking = equals(reasoning["mode"] if reasoning else None, "on")
        if enable_thinking is None:
            enable_thinking = equals(reasoning["mode"] if reasoning else None, "auto")
        if enable_thinking is None:
            enable_thinking = negate(equals(reasoning["mode"] if reasoning else None, "off"))
        if enable_thinking is None:
            enable_thinking = negate(equals(reasoning["mode"] if reasoning else None, "interleaved"))
        if enable_thinking is not None:
            out["enable_thinking"] = enable_thinking
        return out

    def write_request_losses(self, it: hub.Request) -> None:
        super().write_request_losses(it)
        if it.get("service_tier") is not None:
            self.context.lose("service_tier", "service_tier is not supported by this provider")

    def write_request_input(self, it: hub.Request) -> str | list[Any]:
        item: Any = None
        if it.get("system"):
            system = it.get("system")
            content = join([x["text"] for x in system or ()], "\n\n")
            item = {"type": "message", "role": "system", "content": "" if content is None else content}
        messages = it["messages"]
        return [*([item] if item is not None else []), *[y for x in messages for y in self.write_item_from_message(x)]]


write_request: Final = WriteRequest.of
read_response: Final = response.read
read_failure: Final = errors.read
read_result: Final = response.ReadResponse.result_of
reader: Final = stream.Reader
RETRY: Final = errors.RETRY

patch: Final = in_order(foreign_reasoning.patch)
