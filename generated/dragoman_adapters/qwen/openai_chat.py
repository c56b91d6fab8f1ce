"""Qwen (Alibaba Model Studio): the functions that the runtime calls.

Generated from specs/providers/qwen.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

import re
from typing import Final

from dragoman.library import hub
from dragoman.library.context import Context
from dragoman.library.patches import in_order
from dragoman.library.reasoning import asks_for_reasoning
from dragoman_adapters.openai_chat.errors import RETRY
from dragoman_adapters.openai_chat.response import read as read_response
from dragoman_adapters.openai_chat.stream import Reader as reader
from dragoman_adapters.quirks import foreign_details
from dragoman_adapters.qwen.errors import read as read_failure
from dragoman_adapters.qwen.request import write as write_request

__all__ = ["RETRY", "conditions", "patch", "read_failure", "read_response", "reader", "write_request"]

MODEL_0: Final = re.compile(
    r"qwen3\-coder.*|qwen3\-235b.*|qwen3\.7\-max.*|qwen3\-max.*|qwen\-max.*|glm\-.*|minimax\-.*|coder\-model",
)
MODEL_2: Final = re.compile(r"qwen3\-coder.*|coder\-model")
MODEL_3: Final = re.compile(r"(?!(?:qwen.*)\Z)(?s:.*)")
MODEL_4: Final = re.compile(r"(?!(?:qwen3\-coder.*|qwen\-max.*|.*\-thinking.*|coder\-model|vision\-model)\Z)(?s:.*)")
MODEL_5: Final = re.compile(r"(?!(?:qwen3\-coder.*)\Z)(?:qwen3.*)")
MODEL_6: Final = re.compile(r"(?!(?:qwen3\-coder.*|.*\-thinking.*)\Z)(?:qwen3\-.*b.*)")
MODEL_7: Final = re.compile(r".*\-thinking.*")
MODEL_8: Final = re.compile(r"(?!(?:qwen3\-coder.*)\Z)(?:qwen3\-.*b.*)")


def conditions(request: hub.Request, context: Context) -> tuple[bool, ...]:
    """Return for each condition of a quirk whether it holds for this request."""
    model = context.model.lower()
    return (
        MODEL_0.fullmatch(model) is not None,
        asks_for_reasoning(request) is True,
        MODEL_2.fullmatch(model) is not None,
        MODEL_3.fullmatch(model) is not None,
        MODEL_4.fullmatch(model) is not None,
        MODEL_5.fullmatch(model) is not None and asks_for_reasoning(request) is True,
        MODEL_6.fullmatch(model) is not None and asks_for_reasoning(request) is False,
        MODEL_7.fullmatch(model) is not None,
        MODEL_8.fullmatch(model) is not None and bool(request.get("stream")) is False,
        bool(request.get("tools")) is True,
    )


patch: Final = in_order(foreign_details.patch)
