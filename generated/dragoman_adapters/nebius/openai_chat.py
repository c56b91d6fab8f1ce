"""Nebius (Token Factory), OpenAI Chat Completions: differences and entry points.

Generated from specs/providers/nebius.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final, cast

from dragoman.library import hub
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_chat import errors, request
from dragoman_adapters.quirks import (
    foreign_details, gpt_oss_efforts, no_files, reasoning_content_history, reasoning_either_field,
)


class Request(request.Request, total=False):
    top_k: int | None


class WriteRequest(reasoning_content_history.WriteRequest, no_files.WriteRequest, gpt_oss_efforts.WriteRequest):
    write_request_loss_of_top_k = request.WriteRequest.nothing
    write_request_max_completion_tokens = request.WriteRequest.nothing

    def write_request_from_request(self, it: hub.Request) -> Request:
        out = cast(Request, super().write_request_from_request(it))
        if (max_tokens := it.get("max_tokens")) is not None:
            out["max_tokens"] = max_tokens
        if (top_k := it.get("top_k")) is not None:
            out["top_k"] = top_k
        return out


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
    When(model=("*gpt-oss*",)),
)

patch: Final = in_order(foreign_details.patch)
