"""DeepSeek, Anthropic Messages: differences and entry points.

Generated from specs/providers/deepseek.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

from dragoman.library import api_errors
from dragoman.library.context import Context
from dragoman.library.quirks.patches import keep, put
from dragoman.library.quirks.places import Walk, value_at
from dragoman_adapters.anthropic_messages import errors, response, stream
from dragoman_adapters.quirks import no_hosted_tools, other_messages_host, reasoning_history_required


class WriteRequest(other_messages_host.WriteRequest):
    pass


class ReadErrors(errors.ReadErrors):
    pass


# patterns of messages after which the request is repeated without these blocks
RETRY: Final = api_errors.Retry((
    re.compile(r"[Ii]nvalid `?signature`? in `?thinking`? block"),
    re.compile(r"thinking` blocks in the latest assistant message cannot be modified"),
    re.compile(r"reasoning_content is missing"),
    re.compile(r"(?:reasoning_content|content\[\]\.thinking).{0,60}must be passed back"),
), ("reasoning", "encrypted_reasoning"))

write_request: Final = WriteRequest.of
read_response: Final = response.read
read_failure: Final = ReadErrors.of
read_result: Final = response.ReadResponse.result_of
reader: Final = stream.Reader
REFUSALS: Final = errors.REFUSALS

ONE_OF_0: Final = re.compile(r"(?!(?:deepseek.*\-flash.*)\Z)(?s:.*)")


@lru_cache(maxsize=256)
def matches(model: str) -> tuple[bool, ...]:
    """Return for each set of globs whether it matches a model."""
    return (
        ONE_OF_0.fullmatch(model) is not None,
    )


def patch(body: dict[str, Any], headers: dict[str, str], context: Context) -> bool:
    """Change a body and headers of the same protocol in place; return whether the body changed."""
    (one_of_0,) = matches(context.model.lower())
    walk = Walk(body)
    changed = False
    changed = other_messages_host.patch(walk, headers, context) or changed
    changed = no_hosted_tools.patch(walk, headers, context) or changed
    changed = reasoning_history_required.patch(walk, headers, context) or changed
    # all other request fields are ignored
    changed = keep(
        walk.body,
        (
            "model", "messages", "max_tokens", "output_config", "stop_sequences", "stream", "system", "temperature",
            "thinking", "tool_choice", "tools", "top_p",
        ),
        "ignored by this provider",
        context,
    ) or changed
    # effort is the only supported member of output_config
    for trail in walk.each(("output_config",), (), {}):
        changed = keep(value_at(trail), ("effort",), "ignored by this provider", context, trail) or changed
    # images and files are not supported except by Flash
    if one_of_0:
        for trail in walk.each(("messages", "*", "content", "*"), ("image", "document"), {}, True):
            changed = put(
                trail,
                {"type": "text", "text": "[omitted: this model supports text only]"},
                "this model supports text only",
                context,
            ) or changed
            walk.forget()
        for trail in walk.each(("messages", "*", "content", "*", "content", "*"), ("image", "document"), {}, True):
            changed = put(
                trail,
                {"type": "text", "text": "[omitted: this model supports text only]"},
                "this model supports text only",
                context,
            ) or changed
            walk.forget()
    return changed
