"""Grok (xAI): the functions that the runtime calls.

Generated from specs/providers/grok.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.grok.errors import read as read_failure
from dragoman_adapters.grok.request import write as write_request
from dragoman_adapters.grok.response import read as read_response
from dragoman_adapters.grok.stream import Reader as reader
from dragoman_adapters.grok.stream import check_event
from dragoman_adapters.openai_chat.errors import RETRY
from dragoman_adapters.quirks import foreign_details

__all__ = ["RETRY", "check_event", "conditions", "patch", "read_failure", "read_response", "reader", "write_request"]

conditions: Final = Conditions(
    When(model=("grok-4.6*", "grok-4.7*")),
    When(model=("grok-4.5*",)),
    When(model=("grok-4.3*",)),
    When(model=("grok-4*", "grok-3-mini*", "grok-build*", "grok-code*", "!*-non-reasoning*")),
    When(model=("grok-3-mini*",)),
)

patch: Final = in_order(foreign_details.patch)
