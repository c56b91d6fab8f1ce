"""Databricks (Model Serving): the functions that the runtime calls.

Generated from specs/providers/databricks.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.anthropic_messages.errors import REFUSALS, RETRY
from dragoman_adapters.anthropic_messages.errors import read as read_failure
from dragoman_adapters.anthropic_messages.response import read as read_response
from dragoman_adapters.anthropic_messages.stream import Reader as reader
from dragoman_adapters.databricks.anthropic_messages.request import write as write_request
from dragoman_adapters.quirks import claude_models

__all__ = ["REFUSALS", "RETRY", "conditions", "patch", "read_failure", "read_response", "reader", "write_request"]

conditions: Final = Conditions(
    When(model=("*claude-3-7*", "*claude-*-4?2025*", "*claude-opus-4?1*", "*claude-*-4?5*")),
)

patch: Final = in_order(claude_models.patch)
