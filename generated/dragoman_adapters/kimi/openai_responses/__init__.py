"""Kimi (Moonshot AI): the functions that the runtime calls.

Generated from specs/providers/kimi.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_responses.errors import RETRY
from dragoman_adapters.openai_responses.errors import read as read_failure
from dragoman_adapters.openai_responses.request import write as write_request
from dragoman_adapters.openai_responses.response import read as read_response
from dragoman_adapters.openai_responses.stream import Reader as reader
from dragoman_adapters.quirks import foreign_reasoning

__all__ = ["RETRY", "patch", "read_failure", "read_response", "reader", "write_request"]

patch: Final = in_order(foreign_reasoning.patch)
