"""ChatGPT / Codex: the functions that the runtime calls.

Generated from specs/providers/chatgpt.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.chatgpt.errors import read as read_failure
from dragoman_adapters.chatgpt.request import write as write_request
from dragoman_adapters.openai_responses.errors import RETRY
from dragoman_adapters.openai_responses.response import read as read_response
from dragoman_adapters.openai_responses.stream import Reader as reader
from dragoman_adapters.quirks import foreign_reasoning

__all__ = ["RETRY", "conditions", "patch", "read_failure", "read_response", "reader", "write_request"]

conditions: Final = Conditions(
    When(model=("*gpt-5.3-codex*", "*gpt-5.4*", "*gpt-5.5*", "*gpt-5.6*", "*gpt-6*")),
)

patch: Final = in_order(foreign_reasoning.patch)
