"""LM Studio: the functions that the runtime calls.

Generated from specs/providers/lmstudio.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any

from dragoman.library.context import Context
from dragoman.library.places import Walk
from dragoman_adapters.anthropic_messages.errors import REFUSALS, RETRY
from dragoman_adapters.anthropic_messages.errors import read as read_failure
from dragoman_adapters.anthropic_messages.request import write as write_request
from dragoman_adapters.anthropic_messages.response import read as read_response
from dragoman_adapters.anthropic_messages.stream import Reader as reader
from dragoman_adapters.quirks import no_hosted_tools, other_messages_host

__all__ = ["REFUSALS", "RETRY", "patch", "read_failure", "read_response", "reader", "write_request"]


def patch(body: dict[str, Any], headers: dict[str, str], context: Context) -> bool:
    """Change a body and headers of the same protocol in place; return whether the body changed."""
    walk = Walk(body)
    changed = False
    changed = other_messages_host.patch(walk, headers, context) or changed
    changed = no_hosted_tools.patch(walk, headers, context) or changed
    return changed
