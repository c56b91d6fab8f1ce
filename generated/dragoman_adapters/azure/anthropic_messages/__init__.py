"""Azure OpenAI: the functions that the runtime calls.

Generated from specs/providers/azure.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library.context import Context
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import remove
from dragoman.library.quirks.places import Walk
from dragoman_adapters.anthropic_messages.errors import REFUSALS, RETRY
from dragoman_adapters.anthropic_messages.errors import read as read_failure
from dragoman_adapters.anthropic_messages.response import read as read_response
from dragoman_adapters.anthropic_messages.stream import Reader as reader
from dragoman_adapters.azure.anthropic_messages.request import write as write_request
from dragoman_adapters.quirks import claude_models

__all__ = ["REFUSALS", "RETRY", "conditions", "patch", "read_failure", "read_response", "reader", "write_request"]

conditions: Final = Conditions(
    When(model=("*claude-3-7*", "*claude-*-4?2025*", "*claude-opus-4?1*", "*claude-*-4?5*")),
)


def patch(body: dict[str, Any], headers: dict[str, str], context: Context) -> bool:
    """Change a body and headers of the same protocol in place; return whether the body changed."""
    walk = Walk(body)
    changed = False
    changed = claude_models.patch(walk, headers, context) or changed
    # fast mode is a separate model, whose name ends in -fast
    for trail in walk.each(("speed",), (), {}):
        changed = remove(trail, "fast mode is a separate deployment at this provider", context) or changed
    return changed
