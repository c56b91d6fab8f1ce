"""MiniMax: changes to complete responses.

Generated from specs/providers/minimax.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library import hub, passes
from dragoman_adapters.minimax.openai_chat.types import ReadTypes
from dragoman_adapters.openai_chat import response as base
from dragoman_adapters.openai_chat.response import Completion


class ReadResponse(ReadTypes, base.ReadResponse):
    def read(self, body: Completion) -> hub.Response:
        answer = super().read(body)
        passes.extract_reasoning(answer, self.context, start_tag="<think>", end_tag="</think>")
        return answer


read: Final = ReadResponse.of
