"""Requesty, OpenAI Chat Completions: differences and entry points.

Generated from specs/providers/requesty.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library import hub, passes
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_chat import errors
from dragoman_adapters.quirks import claude_property_names, foreign_details, max_tokens_only, reasoning_either_field


class WriteRequest(max_tokens_only.WriteRequest, claude_property_names.WriteRequest):
    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(request, self.context, efforts=["none", "low", "medium", "high", "max"])


class ReadResponse(reasoning_either_field.ReadResponse):
    pass


class Reader(reasoning_either_field.Reader):
    pass


check_event: Final = reasoning_either_field.check_event

write_request: Final = WriteRequest.of
read_response: Final = ReadResponse.of
read_failure: Final = errors.read
reader: Final = Reader
RETRY: Final = errors.RETRY

conditions: Final = Conditions(
    When(model=("*claude*",)),
)

patch: Final = in_order(foreign_details.patch)
