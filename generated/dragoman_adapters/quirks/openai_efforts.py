"""The shared quirk openai_efforts.

Generated from specs/quirks/openai_efforts.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from dragoman.library import hub, passes
from dragoman_adapters.openai_responses import request


class WriteRequest(request.WriteRequest):
    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(
            request, self.context,
            efforts=["medium", "high", "xhigh"] if self.context.holds[9] else ["low", "medium", "high", "xhigh"] if self.context.holds[8] else ["low", "medium", "high"] if self.context.holds[7] else ["low", "medium", "high", "xhigh", "max"] if self.context.holds[6] else [
                "none", "low", "medium", "high", "xhigh", "max",
            ] if self.context.holds[5] else ["none", "low", "medium", "high", "xhigh"] if self.context.holds[4] else ["none", "low", "medium", "high"] if self.context.holds[3] else ["high"] if self.context.holds[2] else ["minimal", "low", "medium", "high"] if self.context.holds[1] else ["low", "medium", "high"] if self.context.holds[0] else [],
            disabled="high" if self.context.holds[2] else "",
        )
