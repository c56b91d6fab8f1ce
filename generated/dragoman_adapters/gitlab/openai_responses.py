"""GitLab Duo, OpenAI Responses: differences and entry points.

Generated from specs/providers/gitlab.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library import hub, passes
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_responses import errors, response, stream
from dragoman_adapters.quirks import foreign_reasoning, responses_reasoning


class WriteRequest(responses_reasoning.WriteRequest):
    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(
            request, self.context,
            efforts=["medium", "high", "xhigh"] if self.context.holds[9] else ["low", "medium", "high", "xhigh"] if self.context.holds[8] else ["low", "medium", "high"] if self.context.holds[7] else ["low", "medium", "high", "xhigh", "max"] if self.context.holds[6] else [
                "none", "low", "medium", "high", "xhigh", "max",
            ] if self.context.holds[5] else ["none", "low", "medium", "high", "xhigh"] if self.context.holds[4] else ["none", "low", "medium", "high"] if self.context.holds[3] else ["high"] if self.context.holds[2] else ["minimal", "low", "medium", "high"] if self.context.holds[1] else ["low", "medium", "high"] if self.context.holds[0] else [],
            disabled="high" if self.context.holds[2] else "",
        )


write_request: Final = WriteRequest.of
read_response: Final = response.read
read_failure: Final = errors.read
read_result: Final = response.ReadResponse.result_of
reader: Final = stream.Reader
RETRY: Final = errors.RETRY

conditions: Final = Conditions(
    When(model=("o1*", "o3*", "o4*", "gpt-5*", "gpt-6*", "gpt-daybreak-*", "codex-*", "!*-chat*")),
    When(model=("gpt-5", "gpt-5-*", "!*-chat*", "!*-codex*", "!*-pro*")),
    When(model=("gpt-5-pro*",)),
    When(model=("gpt-5.1*", "!*-chat*")),
    When(model=("gpt-5.2*", "gpt-5.3*", "gpt-5.4*", "gpt-5.5*", "!*-chat*")),
    When(model=("gpt-5.6*", "gpt-6*", "gpt-daybreak-*", "!*-chat*")),
    When(model=("gpt-6-astra*", "gpt-6.1-sol*", "gpt-6.2*")),
    When(model=("gpt-5.1-codex*",)),
    When(model=("gpt-5.1-codex-max*", "gpt-5.2-codex*", "gpt-5.3-codex*")),
    When(model=("gpt-5.2-pro*", "gpt-5.4-pro*", "gpt-5.5-pro*")),
)

patch: Final = in_order(foreign_reasoning.patch)
