"""Together AI: the functions that the runtime calls.

Generated from specs/providers/together.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

import re
from typing import Final

from dragoman.library import hub
from dragoman.library.context import Context
from dragoman.library.patches import in_order
from dragoman_adapters.openai_chat.errors import RETRY
from dragoman_adapters.openai_chat.errors import read as read_failure
from dragoman_adapters.quirks import foreign_details
from dragoman_adapters.together.request import write as write_request
from dragoman_adapters.together.response import read as read_response
from dragoman_adapters.together.stream import Reader as reader
from dragoman_adapters.together.stream import check_event

__all__ = ["RETRY", "check_event", "conditions", "patch", "read_failure", "read_response", "reader", "write_request"]

MODEL_0: Final = re.compile(
    r"(?!(?:zai\-org/glm\-5\.3\-flash.*)\Z)(?:zai\-org/glm\-5.*|moonshotai/kimi\-k2\.7.*|deepseek\-ai/.*|qwen/qwen3\.6\-plus|qwen/qwen3\.7\-max|openai/gpt\-oss.*|meta\-llama/llama\-3.*|minimaxai/minimax\-m2.*)",
)
MODEL_1: Final = re.compile(
    r"(?!(?:zai\-org/glm\-5\.3.*)\Z)(?:zai\-org/glm\-5.*|moonshotai/kimi\-k2\.6.*|deepseek\-ai/deepseek\-v4.*|qwen/qwen3\.5.*|qwen/qwen3\.6.*)",
)
MODEL_2: Final = re.compile(r"zai\-org/glm\-5\.2.*|deepseek\-ai/deepseek\-v4.*")
MODEL_3: Final = re.compile(r"zai\-org/glm\-5\.3.*")
MODEL_4: Final = re.compile(r"openai/gpt\-oss.*")


def conditions(request: hub.Request, context: Context) -> tuple[bool, ...]:
    """Return for each condition of a quirk whether it holds for this request."""
    model = context.model.lower()
    return (
        MODEL_0.fullmatch(model) is not None,
        MODEL_1.fullmatch(model) is not None,
        MODEL_2.fullmatch(model) is not None,
        MODEL_3.fullmatch(model) is not None,
        MODEL_4.fullmatch(model) is not None,
    )


patch: Final = in_order(foreign_details.patch)
