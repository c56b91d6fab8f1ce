"""Groq: the functions that the runtime calls.

Generated from specs/providers/groq.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library.context import Context
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman.library.streams import Blocks
from dragoman_adapters.groq.errors import read as read_failure
from dragoman_adapters.groq.request import write as write_request
from dragoman_adapters.groq.response import read as read_response
from dragoman_adapters.groq.stream import Reader, ReaderWhen1, check_event
from dragoman_adapters.openai_chat.errors import RETRY
from dragoman_adapters.quirks import foreign_details

__all__ = ["RETRY", "check_event", "conditions", "patch", "read_failure", "read_response", "reader", "write_request"]


def reader(blocks: Blocks, context: Context) -> Reader:
    if context.holds[1]:
        return ReaderWhen1(blocks, context)
    return Reader(blocks, context)


conditions: Final = Conditions(
    When(model=("openai/gpt-oss-*", "llama-3*", "qwen/qwen3-32b", "groq/compound*")),
    When(model=("deepseek-r1-*", "qwen-qwq-*", "qwen/qwen3*")),
    When(model=("openai/gpt-oss-*",)),
    When(model=("qwen/qwen3*",)),
)

patch: Final = in_order(foreign_details.patch)
