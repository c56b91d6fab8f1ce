"""OpenAI: the functions that the runtime calls.

Generated from specs/providers/openai.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai.openai_responses.request import write as write_request
from dragoman_adapters.openai_responses.errors import RETRY
from dragoman_adapters.openai_responses.errors import read as read_failure
from dragoman_adapters.openai_responses.response import read as read_response
from dragoman_adapters.openai_responses.stream import Reader as reader
from dragoman_adapters.quirks import foreign_reasoning

__all__ = ["RETRY", "conditions", "patch", "read_failure", "read_response", "reader", "write_request"]

conditions: Final = Conditions(
    When(model=("o1*", "o3*", "o4*", "gpt-5*", "gpt-6*", "codex-*", "!*-chat*")),
    When(model=("gpt-5", "gpt-5-*", "!*-chat*", "!*-codex*", "!*-pro*")),
    When(model=("gpt-5-pro*",)),
    When(model=("gpt-5.1*", "!*-chat*")),
    When(model=("gpt-5.2*", "gpt-5.3*", "gpt-5.4*", "gpt-5.5*", "!*-chat*")),
    When(model=("gpt-5.6*", "gpt-6*", "!*-chat*")),
    When(model=("gpt-6-astra*", "gpt-6.1-sol*", "gpt-6.2*")),
    When(model=("gpt-5.1-codex*",)),
    When(model=("gpt-5.1-codex-max*", "gpt-5.2-codex*", "gpt-5.3-codex*")),
    When(model=("gpt-5.2-pro*", "gpt-5.4-pro*", "gpt-5.5-pro*")),
    When(model=("*gpt-5.3-codex*", "*gpt-5.4*", "*gpt-5.5*", "*gpt-5.6*", "*gpt-6*")),
    When(model=("gpt-5.6*", "gpt-6*")),
    When(model=("!o1*", "!o3*", "!o4*", "!gpt-5*", "!gpt-6*", "!codex-*")),
    When(model=("gpt-5*", "gpt-6*", "!*-chat*")),
)

patch: Final = in_order(foreign_reasoning.patch)
