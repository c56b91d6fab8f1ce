"""The shared quirk gpt_oss_efforts.

Generated from specs/quirks/gpt_oss_efforts.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from dragoman.library import hub, passes
from dragoman_adapters.openai_chat import request


class WriteRequest(request.WriteRequest):
    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(request, self.context, efforts=["low", "medium", "high"] if self.context.holds[0] else [])
