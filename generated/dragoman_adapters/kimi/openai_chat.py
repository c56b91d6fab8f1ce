"""Kimi (Moonshot AI): the functions that the runtime calls.

Generated from specs/providers/kimi.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

import re
from typing import Final

from dragoman.library import hub
from dragoman.library.context import Context
from dragoman.library.patches import in_order
from dragoman.library.reasoning import asks_for_reasoning
from dragoman_adapters.kimi.errors import read as read_failure
from dragoman_adapters.kimi.request import write as write_request
from dragoman_adapters.kimi.response import read as read_response
from dragoman_adapters.kimi.stream import Reader as reader
from dragoman_adapters.kimi.stream import check_event
from dragoman_adapters.openai_chat.errors import RETRY
from dragoman_adapters.quirks import foreign_details

__all__ = ["RETRY", "check_event", "conditions", "patch", "read_failure", "read_response", "reader", "write_request"]

MODEL_0: Final = re.compile(r"(?!(?:.*\-vision\-.*)\Z)(?:kimi\-k2\-.*|moonshot\-v1\-.*)")
MODEL_1: Final = re.compile(r"(?!(?:kimi\-k2\-0.*|kimi\-k2\-turbo.*|moonshot\-.*)\Z)(?s:.*)")
MODEL_2: Final = re.compile(r"kimi\-k2\..*|kimi\-k3.*|k3.*|kimi\-for\-coding.*")
MODEL_4: Final = re.compile(r"kimi\-k3.*|k3.*|kimi\-k2\.7.*|kimi\-k2\-thinking.*")
MODEL_5: Final = re.compile(r"kimi\-k2\.6.*")
MODEL_6: Final = re.compile(r"(?!(?:kimi\-k2\.5.*|kimi\-k2\.6.*|kimi\-for\-coding)\Z)(?s:.*)")
MODEL_7: Final = re.compile(r"kimi\-k3.*|k3.*")


def conditions(request: hub.Request, context: Context) -> tuple[bool, ...]:
    """Return for each condition of a quirk whether it holds for this request."""
    model = context.model.lower()
    return (
        MODEL_0.fullmatch(model) is not None,
        MODEL_1.fullmatch(model) is not None,
        MODEL_2.fullmatch(model) is not None,
        asks_for_reasoning(request) is True,
        MODEL_4.fullmatch(model) is not None,
        MODEL_5.fullmatch(model) is not None and asks_for_reasoning(request) is True,
        MODEL_6.fullmatch(model) is not None,
        MODEL_7.fullmatch(model) is not None,
    )


patch: Final = in_order(foreign_details.patch)
