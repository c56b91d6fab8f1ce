"""Groq, OpenAI Responses: differences and entry points.

Generated from specs/providers/groq.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library import hub, passes
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_responses import errors, request, response, stream
from dragoman_adapters.quirks import foreign_reasoning


class WriteRequest(request.WriteRequest):
    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(request, self.context, efforts=["low", "medium", "high"] if self.context.holds[0] else [])


write_request: Final = WriteRequest.of
read_response: Final = response.read
read_failure: Final = errors.read
read_result: Final = response.ReadResponse.result_of
reader: Final = stream.Reader
RETRY: Final = errors.RETRY

conditions: Final = Conditions(
    When(model=("openai/gpt-oss-*",)),
)

patch: Final = in_order(foreign_reasoning.patch)
