"""Ollama, Ollama Chat: differences and entry points.

Generated from specs/providers/ollama.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library import hub, passes
from dragoman.library.quirks.conditions import Conditions, When
from dragoman_adapters.ollama_chat import errors, request, response, stream


class WriteRequest(request.WriteRequest):
    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(
            request, self.context,
            efforts=["low", "high", "max"] if self.context.holds[3] else ["none", "low", "high", "max"] if self.context.holds[2] else ["none", "high", "max"] if self.context.holds[1] else ["low", "medium", "high"] if self.context.holds[0] else [
                "none", "low", "medium", "high", "max",
            ],
            disabled="low" if self.context.holds[3] else "low" if self.context.holds[0] else "none",
        )


write_request: Final = WriteRequest.of
read_response: Final = response.read
read_failure: Final = errors.read
read_result: Final = response.ReadResponse.result_of
reader: Final = stream.Reader

conditions: Final = Conditions(
    When(model=("*gpt-oss*",)),
    When(model=("glm-5.2*", "deepseek-v4*")),
    When(model=("deepseek-v4.1*",)),
    When(model=("glm-5.3*", "kimi-k3*")),
)
