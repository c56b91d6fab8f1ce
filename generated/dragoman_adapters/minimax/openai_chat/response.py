"""What MiniMax changes: response.

Generated from specs/providers/minimax.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, cast

from dragoman.library import hub, passes
from dragoman.library.context import Context
from dragoman.library.validation import prune
from dragoman_adapters.openai_chat.response import CHECK, Completion, read_answer_from_completion


def read(body: Completion, context: Context) -> hub.Answer:
    prune(CHECK, cast(dict[str, Any], body), context)
    answer = read_answer_from_completion(body, context)
    passes.expand_calls(
        answer,
        context,
        names=["multi_tool_use.parallel", "parallel"],
        list="tool_uses",
        name="recipient_name",
        input="parameters",
        cut="functions.",
    )
    passes.split_tags(answer, context, open="<think>", close="</think>")
    return answer
