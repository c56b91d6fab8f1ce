"""Cohere: the functions that the runtime calls.

Generated from specs/providers/cohere.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library.quirks.conditions import Conditions, When
from dragoman_adapters.cohere.cohere_chat.request import write as write_request
from dragoman_adapters.cohere_chat.errors import read as read_failure
from dragoman_adapters.cohere_chat.response import read as read_response
from dragoman_adapters.cohere_chat.stream import Reader as reader

__all__ = ["conditions", "read_failure", "read_response", "reader", "write_request"]

conditions: Final = Conditions(
    When(tools=True),
    When(model=("command-r*", "command-a-03-2025", "command-a-vision*", "command-a-translate*", "c4ai-*")),
)
