"""Vercel (AI Gateway): changes to requests.

Generated from specs/providers/vercel.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library import hub, passes
from dragoman_adapters.anthropic_messages import request as base
from dragoman_adapters.anthropic_messages.request import Request


class WriteRequest(base.WriteRequest):
    def write(self, request: hub.Request) -> Request:
        passes.wrap_custom_tools(request, self.context)
        passes.select_hosted_tools(request, self.context, tool_types=["search"])
        passes.select_tools(request, self.context)
        passes.open_signatures(request, self.context, kinds=["native", "th", "rt"])
        passes.pair_tool_results(request, self.context)
        passes.place_media(
            request, self.context, native=True, documents=True, links=True,
            image_types=["image/jpeg", "image/png", "image/gif", "image/webp"],
        )
        passes.drop_empty(request, self.context, blank=True)
        passes.begin_with_user(request, self.context, text=".")
        passes.shorten_names(request, self.context, max_length=64, illegal="[^a-zA-Z0-9_-]")
        passes.shorten_ids(request, self.context, max_length=64, illegal="[^a-zA-Z0-9_-]")
        passes.describe_response_format(
            request, self.context, json_object="Respond with a single JSON object and no other text.",
        )
        passes.compile_schemas(
            request, self.context, drop=["$schema"], closed=True,
            strict=[
                "type", "enum", "const", "description", "title", "default", "$ref", "$defs", "definitions", "anyOf",
                "allOf", "format", "properties", "required", "additionalProperties", "items",
            ],
            optional=True,
        )
        passes.reason_by_effort(
            request, self.context,
            budgets={
                "minimal": 1024, "low": 1024, "medium": 8192, "high": 24576, "xhigh": 32768, "max": 32768,
            } if self.context.holds[0] else {},
        )
        passes.limit_stop_sequences(request, self.context, max_count=1000, blank=False)
        passes.cap_temperature(request, self.context, most=1)
        passes.cap_max_tokens(request, self.context, default=32000)
        return self.write_request_from_request(request)


write: Final = WriteRequest.of
