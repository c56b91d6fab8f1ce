"""OpenRouter: the functions that the runtime calls.

Generated from specs/providers/openrouter.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_chat.errors import RETRY
from dragoman_adapters.openrouter.errors import read as read_failure
from dragoman_adapters.openrouter.request import write as write_request
from dragoman_adapters.openrouter.response import read as read_response
from dragoman_adapters.openrouter.stream import Reader as reader
from dragoman_adapters.openrouter.stream import check_event
from dragoman_adapters.quirks import foreign_details

__all__ = ["RETRY", "check_event", "patch", "read_failure", "read_response", "reader", "write_request"]

patch: Final = in_order(foreign_details.patch)
