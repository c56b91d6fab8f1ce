"""Databricks (Model Serving): changes to requests.

Generated from specs/providers/databricks.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library import hub, passes
from dragoman_adapters.anthropic_messages import request as base


class WriteRequest(base.WriteRequest):
    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(
            request, self.context,
            budgets={
                "minimal": 1024, "low": 1024, "medium": 8192, "high": 24576, "xhigh": 32768, "max": 32768,
            } if self.context.holds[0] else {},
        )


write: Final = WriteRequest.of
