"""MiniMax: changes to complete responses.

Generated from specs/providers/minimax.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, cast

from dragoman.library import hub, passes
from dragoman.library.validation import prune
from dragoman_adapters.minimax.openai_chat.types import ReadTypes
from dragoman_adapters.openai_chat import response as base
from dragoman_adapters.openai_chat.response import Completion


class ReadResponse(ReadTypes, base.ReadResponse):
    def read(self, body: Completion) -> hub.Response:
        prune(self.CHECK, cast(dict[str, Any], body), self.context)
        answer = self.read_response_from_completion(body)
        passes.unwrap_tool_calls(
            answer, self.context, names=["multi_tool_use.parallel", "parallel"], list="tool_uses",
            name="recipient_name", input="parameters", name_prefix="functions.",
        )
        passes.extract_reasoning(answer, self.context, open="<think>", close="</think>")
        return answer


read: Final = ReadResponse.of
