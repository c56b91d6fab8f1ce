"""Anthropic: changes to requests.

Generated from specs/providers/anthropic.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library import hub, passes
from dragoman_adapters.anthropic_messages import request as base
from dragoman_adapters.anthropic_messages.request import Request


class WriteRequest(base.WriteRequest):
    def write(self, request: hub.Request) -> Request:
        passes.select_tools(request, self.context, hosted=["search"])
        passes.open_signatures(request, self.context, kinds=["native", "th", "rt"])
        passes.pair_tool_results(request, self.context)
        passes.place_media(
            request, self.context, native=True, documents=True, links=True,
            image_types=["image/jpeg", "image/png", "image/gif", "image/webp"],
        )
        passes.arrange_messages(request, self.context, blank=True, begin=".")
        passes.shorten_names(
            request, self.context, max_length=64, illegal="[^a-zA-Z0-9_-]", max_id_length=64,
            illegal_in_ids="[^a-zA-Z0-9_-]",
        )
        passes.compile_schemas(
            request, self.context, drop=["$schema"], closed=True,
            strict=[
                "type", "enum", "const", "description", "title", "default", "$ref", "$defs", "definitions", "anyOf",
                "allOf", "format", "properties", "required", "additionalProperties", "items",
            ],
            optional=True, json_prompt="Respond with a single JSON object and no other text.",
        )
        passes.map_reasoning(
            request, self.context,
            budgets={
                "minimal": 1024, "low": 1024, "medium": 8192, "high": 24576, "xhigh": 32768, "max": 32768,
            } if self.context.holds[0] else {},
        )
        passes.limit_parameters(
            request, self.context, default_max_tokens=32000, temperature=1, stop_sequences=1000,
            blank_stop_sequences=False, cache_breakpoints=1000,
        )
        return self.write_request_from_request(request)


write: Final = WriteRequest.of
