"""The shared quirk other_messages_host.

Generated from specs/quirks/other_messages_host.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from dragoman.library import hub, passes
from dragoman.library.context import Context
from dragoman.library.quirks.patches import put, remove, starts
from dragoman.library.quirks.places import Walk, value_at
from dragoman_adapters.anthropic_messages import request


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
            without={"pattern": "(?:^|[^\\\\])(?:\\\\\\\\)*\\\\(?:[pPkc]|u\\{)|\\(\\?<[a-zA-Z]"},
        )


def patch(walk: Walk, headers: dict[str, str], context: Context) -> bool:
    """Change a body and headers of the same protocol in place; return whether the body changed."""
    changed = False
    # a billing line that changes with each request would invalidate the prompt cache
    for trail in walk.each(("system", 0), ("text",), {}):
        if starts(value_at(trail, "text"), "x-anthropic-billing-header:"):
            changed = remove(trail, "", context) or changed
    # thinking signatures made by this proxy belong to other providers
    for trail in walk.each(("messages", "*", "content", "*"), ("thinking",), {}):
        if starts(value_at(trail, "signature"), "xr1."):
            changed = remove(trail, "reasoning of another provider", context, 2) or changed
    # redacted thinking can only be decrypted by the vendor that created it
    for trail in walk.each(("messages", "*", "content", "*"), ("redacted_thinking",), {}):
        changed = remove(trail, "reasoning encrypted by another vendor", context, 2) or changed
    # messages have the roles user and assistant only
    for trail in walk.each(("messages", "*", "role"), (), {"role": ("system",)}, True):
        changed = put(
            trail, "user", "a system message within the conversation is sent as a user message", context,
        ) or changed
        walk.forget()
    return changed
