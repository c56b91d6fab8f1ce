"""AWS Bedrock, OpenAI Responses: differences and entry points.

Generated from specs/providers/aws.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library import hub, passes
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_responses import errors, response, stream
from dragoman_adapters.quirks import foreign_reasoning, responses_phase, responses_reasoning


class WriteRequest(responses_reasoning.WriteRequest, responses_phase.WriteRequest):
    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(
            request, self.context,
            efforts=["low", "medium", "high", "xhigh", "max"] if self.context.holds[2] else [
                "none", "low", "medium", "high", "xhigh", "max",
            ] if self.context.holds[1] else ["none", "low", "medium", "high", "xhigh"],
        )


write_request: Final = WriteRequest.of
read_response: Final = response.read
read_failure: Final = errors.read
read_result: Final = response.ReadResponse.result_of
reader: Final = stream.Reader
RETRY: Final = errors.RETRY

conditions: Final = Conditions(
    When(model=("*gpt-5.3-codex*", "*gpt-5.4*", "*gpt-5.5*", "*gpt-5.6*", "*gpt-6*")),
    When(model=("*openai.gpt-5.6*", "*openai.gpt-6*")),
    When(model=("*openai.gpt-6-astra*", "*openai.gpt-6.1-sol*", "*openai.gpt-6.2*")),
)

patch: Final = in_order(foreign_reasoning.patch)
