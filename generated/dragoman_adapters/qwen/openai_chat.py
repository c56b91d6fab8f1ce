"""Qwen (Alibaba Model Studio): the functions that the runtime calls.

Generated from specs/providers/qwen.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_chat.errors import RETRY
from dragoman_adapters.openai_chat.response import read as read_response
from dragoman_adapters.openai_chat.stream import Reader as reader
from dragoman_adapters.quirks import foreign_details
from dragoman_adapters.qwen.errors import read as read_failure
from dragoman_adapters.qwen.request import write as write_request

__all__ = ["RETRY", "conditions", "patch", "read_failure", "read_response", "reader", "write_request"]

conditions: Final = Conditions(
    When(
        model=(
            "qwen3-coder*", "qwen3-235b*", "qwen3.7-max*", "qwen3-max*", "qwen-max*", "glm-*", "MiniMax-*",
            "coder-model",
        ),
    ),
    When(reasoning=True),
    When(model=("qwen3-coder*", "coder-model")),
    When(model=("!qwen*",)),
    When(model=("!qwen3-coder*", "!qwen-max*", "!*-thinking*", "!coder-model", "!vision-model")),
    When(model=("qwen3*", "!qwen3-coder*"), reasoning=True),
    When(model=("qwen3-*b*", "!qwen3-coder*", "!*-thinking*"), reasoning=False),
    When(model=("*-thinking*",)),
    When(model=("qwen3-*b*", "!qwen3-coder*"), streaming=False),
    When(tools=True),
)

patch: Final = in_order(foreign_details.patch)
