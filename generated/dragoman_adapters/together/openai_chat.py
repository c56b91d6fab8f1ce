"""Together AI: the functions that the runtime calls.

Generated from specs/providers/together.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_chat.errors import RETRY
from dragoman_adapters.openai_chat.errors import read as read_failure
from dragoman_adapters.quirks import foreign_details
from dragoman_adapters.together.request import write as write_request
from dragoman_adapters.together.response import read as read_response
from dragoman_adapters.together.stream import Reader as reader
from dragoman_adapters.together.stream import check_event

__all__ = ["RETRY", "check_event", "conditions", "patch", "read_failure", "read_response", "reader", "write_request"]

conditions: Final = Conditions(
    When(
        model=(
            "zai-org/GLM-5*", "moonshotai/Kimi-K2.7*", "deepseek-ai/*", "Qwen/Qwen3.6-Plus", "Qwen/Qwen3.7-Max",
            "openai/gpt-oss*", "meta-llama/Llama-3*", "MiniMaxAI/MiniMax-M2*", "!zai-org/GLM-5.3-Flash*",
        ),
    ),
    When(
        model=(
            "zai-org/GLM-5*", "moonshotai/Kimi-K2.6*", "deepseek-ai/DeepSeek-V4*", "Qwen/Qwen3.5*", "Qwen/Qwen3.6*",
            "!zai-org/GLM-5.3*",
        ),
    ),
    When(model=("zai-org/GLM-5.2*", "deepseek-ai/DeepSeek-V4*")),
    When(model=("zai-org/GLM-5.3*",)),
    When(model=("openai/gpt-oss*",)),
)

patch: Final = in_order(foreign_details.patch)
