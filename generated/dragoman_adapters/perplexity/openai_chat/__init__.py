"""Perplexity: the functions that the runtime calls.

Generated from specs/providers/perplexity.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library.context import Context
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman.library.streams import Blocks
from dragoman_adapters.openai_chat.errors import RETRY
from dragoman_adapters.openai_chat.errors import read as read_failure
from dragoman_adapters.perplexity.openai_chat.request import write as write_request
from dragoman_adapters.perplexity.openai_chat.response import read as read_response
from dragoman_adapters.perplexity.openai_chat.stream import Reader, ReaderWhen1, check_event
from dragoman_adapters.quirks import foreign_details

__all__ = ["RETRY", "check_event", "conditions", "patch", "read_failure", "read_response", "reader", "write_request"]


def reader(blocks: Blocks, context: Context) -> Reader:
    if context.holds[1]:
        return ReaderWhen1(blocks, context)
    return Reader(blocks, context)


conditions: Final = Conditions(
    When(model=("sonar-deep-research",)),
    When(model=("sonar-reasoning*", "sonar-deep-research")),
)

patch: Final = in_order(foreign_details.patch)
