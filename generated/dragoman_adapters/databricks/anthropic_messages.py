"""Databricks (Model Serving), Anthropic Messages: differences and entry points.

Generated from specs/providers/databricks.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.anthropic_messages import errors, response, stream
from dragoman_adapters.quirks import claude_models


class WriteRequest(claude_models.WriteRequest):
    pass


write_request: Final = WriteRequest.of
read_response: Final = response.read
read_failure: Final = errors.read
read_result: Final = response.ReadResponse.result_of
reader: Final = stream.Reader
RETRY: Final = errors.RETRY
REFUSALS: Final = errors.REFUSALS

conditions: Final = Conditions(
    When(
        model=(
            "*claude-3?7*", "*claude-*-4", "*claude-*-4?0*", "*claude-*-4?2025*", "*claude-opus-4?1*", "*claude-*-4?5*",
        ),
    ),
)

patch: Final = in_order(claude_models.patch)
