"""Requesty: the functions that the runtime calls.

Generated from specs/providers/requesty.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_chat.errors import RETRY
from dragoman_adapters.openai_chat.errors import read as read_failure
from dragoman_adapters.quirks import foreign_details
from dragoman_adapters.requesty.request import write as write_request
from dragoman_adapters.requesty.response import read as read_response
from dragoman_adapters.requesty.stream import Reader as reader
from dragoman_adapters.requesty.stream import check_event

__all__ = ["RETRY", "check_event", "patch", "read_failure", "read_response", "reader", "write_request"]

patch: Final = in_order(foreign_details.patch)
