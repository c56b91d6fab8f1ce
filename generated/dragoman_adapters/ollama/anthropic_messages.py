"""Ollama, Anthropic Messages: differences and entry points.

Generated from specs/providers/ollama.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library import hub, passes
from dragoman.library.context import Context
from dragoman.library.quirks.patches import keep, put
from dragoman.library.quirks.places import Walk
from dragoman_adapters.anthropic_messages import errors, request, response, stream
from dragoman_adapters.quirks import no_hosted_tools, other_messages_host


class WriteRequest(request.WriteRequest):
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
            without={"pattern": "(?:^|[^\\\\])(?:\\\\\\\\)*\\\\(?:[pPkc]|u\\{)|\\(\\?<[a-zA-Z]"}, grammar=True,
            items=False,
        )


write_request: Final = WriteRequest.of
read_response: Final = response.read
read_failure: Final = errors.read
read_result: Final = response.ReadResponse.result_of
reader: Final = stream.Reader
RETRY: Final = errors.RETRY
REFUSALS: Final = errors.REFUSALS


def patch(body: dict[str, Any], headers: dict[str, str], context: Context) -> bool:
    """Change a body and headers of the same protocol in place; return whether the body changed."""
    walk = Walk(body)
    changed = False
    changed = other_messages_host.patch(walk, headers, context) or changed
    changed = no_hosted_tools.patch(walk, headers, context) or changed
    # all other request fields are ignored
    changed = keep(
        walk.body,
        (
            "model", "messages", "max_tokens", "stop_sequences", "stream", "system", "temperature", "thinking", "tools",
            "top_k", "top_p",
        ),
        "ignored by this server",
        context,
    ) or changed
    # inline images are supported and documents are not
    for trail in walk.each(("messages", "*", "content", "*"), ("document",), {}, True):
        changed = put(
            trail,
            {"type": "text", "text": "[omitted: documents are not supported by this server]"},
            "documents are not supported by this server",
            context,
        ) or changed
        walk.forget()
    for trail in walk.each(("messages", "*", "content", "*", "content", "*"), ("document",), {}, True):
        changed = put(
            trail,
            {"type": "text", "text": "[omitted: documents are not supported by this server]"},
            "documents are not supported by this server",
            context,
        ) or changed
        walk.forget()
    return changed
