"""Google Gemini: the functions that the runtime calls.

Generated from specs/providers/gemini.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.gemini_provider.errors import read as read_failure
from dragoman_adapters.gemini_provider.request import write as write_request
from dragoman_adapters.gemini_provider.response import read as read_response
from dragoman_adapters.gemini_provider.stream import Reader as reader
from dragoman_adapters.gemini_provider.stream import check_event
from dragoman_adapters.openai_chat.errors import RETRY
from dragoman_adapters.quirks import foreign_details

__all__ = ["RETRY", "check_event", "conditions", "patch", "read_failure", "read_response", "reader", "write_request"]

conditions: Final = Conditions(
    When(model=("gemini-4*",)),
    When(model=("!gemini-1*", "!gemini-2*", "!gemma*")),
    When(model=("*-pro*", "gemini-3.7*", "gemini-3.8*", "gemini-4*")),
    When(model=("gemini-4-hydrogen*", "gemini-4-neon*")),
    When(model=("gemini-2.5-flash*",)),
    When(model=("gemini-4*",), streaming=False),
    When(reasoning=True, model=("!gemini-2.5*",)),
    When(reasoning=True, model=("gemini-2.5*",)),
    When(reasoning=True, model=("gemini-2.5-pro*",)),
)

patch: Final = in_order(foreign_details.patch)
