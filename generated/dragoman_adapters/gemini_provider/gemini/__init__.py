"""Google Gemini: the functions that the runtime calls.

Generated from specs/providers/gemini.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library.quirks.conditions import Conditions, When
from dragoman_adapters.gemini.errors import RETRY
from dragoman_adapters.gemini.errors import read as read_failure
from dragoman_adapters.gemini.response import read as read_response
from dragoman_adapters.gemini.stream import Reader as reader
from dragoman_adapters.gemini_provider.gemini.request import write as write_request

__all__ = ["RETRY", "conditions", "read_failure", "read_response", "reader", "write_request"]

conditions: Final = Conditions(
    When(model=("!gemini-1*", "!gemini-2*", "!gemma*")),
    When(model=("*-pro*", "gemini-3.7*", "gemini-3.8*", "gemini-4*")),
    When(model=("gemini-4-hydrogen*", "gemini-4-neon*")),
    When(model=("gemini-4*",), streaming=False),
    When(model=("gemini-4*",)),
    When(model=("gemini-2.5*",)),
    When(model=("gemini-2.5-flash*",)),
    When(model=("gemini-2.5-pro*",)),
    When(model=("gemini-1*", "gemini-2.0*", "gemma*")),
    When(model=("gemini-1*", "gemini-2*", "gemma*"), tools=True),
)
