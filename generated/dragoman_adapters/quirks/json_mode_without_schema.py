"""The shared quirk json_mode_without_schema.

Generated from specs/quirks/json_mode_without_schema.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any

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
            schema_prompt="Answer with one JSON object and nothing else. It must fit this JSON Schema:\n",
        )

    def write_request_response_format(self, it: hub.Request) -> Any:
        if not it.get("response_format"):
            return None
        return {"type": "json_object"}
