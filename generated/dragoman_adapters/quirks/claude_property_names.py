"""The shared quirk claude_property_names.

Generated from specs/quirks/claude_property_names.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from dragoman.library import hub, passes
from dragoman_adapters.openai_chat import request


class WriteRequest(request.WriteRequest):
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
            illegal="[^a-zA-Z0-9_.-]" if self.context.holds[0] else "", max_length=64 if self.context.holds[0] else 0,
        )
