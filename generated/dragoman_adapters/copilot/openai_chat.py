"""GitHub Copilot: the functions that the runtime calls.

Generated from specs/providers/copilot.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

import re
from typing import Final

from dragoman.library import hub
from dragoman.library.context import Context
from dragoman.library.patches import in_order
from dragoman_adapters.copilot.errors import read as read_failure
from dragoman_adapters.copilot.request import write as write_request
from dragoman_adapters.copilot.response import read as read_response
from dragoman_adapters.copilot.stream import Reader as reader
from dragoman_adapters.copilot.stream import check_event
from dragoman_adapters.openai_chat.errors import RETRY
from dragoman_adapters.quirks import foreign_details

__all__ = ["RETRY", "check_event", "conditions", "patch", "read_failure", "read_response", "reader", "write_request"]

MODEL_0: Final = re.compile(r"(?!(?:gpt\-5.*|gpt\-6.*|o1.*|o3.*|o4.*)\Z)(?s:.*)")
MODEL_1: Final = re.compile(r"gpt\-5.*|gpt\-6.*|o1.*|o3.*|o4.*")
MODEL_2: Final = re.compile(r"gemini\-3.*|gemini\-4.*")


def conditions(request: hub.Request, context: Context) -> tuple[bool, ...]:
    """Return for each condition of a quirk whether it holds for this request."""
    model = context.model.lower()
    return (
        MODEL_0.fullmatch(model) is not None,
        MODEL_1.fullmatch(model) is not None,
        MODEL_2.fullmatch(model) is not None,
    )


patch: Final = in_order(foreign_details.patch)
