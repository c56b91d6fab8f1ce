"""Groq: changes to requests.

Generated from specs/providers/groq.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library import hub, passes
from dragoman_adapters.openai_responses import request as base


class WriteRequest(base.WriteRequest):
    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(request, self.context, efforts=["low", "medium", "high"] if self.context.holds[0] else [])


write: Final = WriteRequest.of
