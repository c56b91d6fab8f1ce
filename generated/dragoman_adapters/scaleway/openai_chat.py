"""Scaleway (Generative APIs): the functions that the runtime calls.

Generated from specs/providers/scaleway.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library.context import Context
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import remove
from dragoman.library.quirks.places import Walk
from dragoman.library.streams import Blocks
from dragoman_adapters.openai_chat.errors import RETRY
from dragoman_adapters.openai_chat.errors import read as read_failure
from dragoman_adapters.quirks import foreign_details
from dragoman_adapters.scaleway.request import write as write_request
from dragoman_adapters.scaleway.response import read as read_response
from dragoman_adapters.scaleway.stream import Reader, ReaderWhen0, check_event

__all__ = ["RETRY", "check_event", "conditions", "patch", "read_failure", "read_response", "reader", "write_request"]


def reader(blocks: Blocks, context: Context) -> Reader:
    if context.holds[0]:
        return ReaderWhen0(blocks, context)
    return Reader(blocks, context)


conditions: Final = Conditions(
    When(model=("deepseek-r1-distill-*",)),
    When(model=("*gpt-oss*",)),
    When(model=("qwen3.*",)),
)


def patch(body: dict[str, Any], headers: dict[str, str], context: Context) -> bool:
    """Change a body and headers of the same protocol in place; return whether the body changed."""
    walk = Walk(body)
    changed = False
    changed = foreign_details.patch(walk, headers, context) or changed
    # frequency_penalty is not supported
    for trail in walk.each(("frequency_penalty",), (), {}):
        changed = remove(trail, "frequency_penalty is not supported by this provider", context) or changed
    return changed
