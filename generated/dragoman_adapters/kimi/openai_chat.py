"""Kimi (Moonshot AI): the functions that the runtime calls.

Generated from specs/providers/kimi.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.kimi.errors import read as read_failure
from dragoman_adapters.kimi.request import write as write_request
from dragoman_adapters.kimi.response import read as read_response
from dragoman_adapters.kimi.stream import Reader as reader
from dragoman_adapters.kimi.stream import check_event
from dragoman_adapters.openai_chat.errors import RETRY
from dragoman_adapters.quirks import foreign_details

__all__ = ["RETRY", "check_event", "conditions", "patch", "read_failure", "read_response", "reader", "write_request"]

conditions: Final = Conditions(
    When(model=("kimi-k2-*", "moonshot-v1-*", "!*-vision-*")),
    When(model=("!kimi-k2-0*", "!kimi-k2-turbo*", "!moonshot-*")),
    When(model=("kimi-k2.*", "kimi-k3*", "k3*", "kimi-for-coding*")),
    When(reasoning=True),
    When(model=("kimi-k3*", "k3*", "kimi-k2.7*", "kimi-k2-thinking*")),
    When(model=("kimi-k2.6*",), reasoning=True),
    When(model=("!kimi-k2.5*", "!kimi-k2.6*", "!kimi-for-coding")),
    When(model=("kimi-k3*", "k3*")),
)

patch: Final = in_order(foreign_details.patch)
