"""Google Gemini: the functions that the runtime calls.

Generated from specs/providers/gemini.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

import re
from typing import Final

from dragoman.library import hub
from dragoman.library.context import Context
from dragoman.library.patches import in_order
from dragoman.library.reasoning import asks_for_reasoning
from dragoman_adapters.gemini_provider.errors import read as read_failure
from dragoman_adapters.gemini_provider.request import write as write_request
from dragoman_adapters.gemini_provider.response import read as read_response
from dragoman_adapters.gemini_provider.stream import Reader as reader
from dragoman_adapters.gemini_provider.stream import check_event
from dragoman_adapters.openai_chat.errors import RETRY
from dragoman_adapters.quirks import foreign_details

__all__ = ["RETRY", "check_event", "conditions", "patch", "read_failure", "read_response", "reader", "write_request"]

MODEL_0: Final = re.compile(r"gemini\-4.*")
MODEL_1: Final = re.compile(r"(?!(?:gemini\-1.*|gemini\-2.*|gemma.*)\Z)(?s:.*)")
MODEL_2: Final = re.compile(r".*\-pro.*|gemini\-3\.7.*|gemini\-3\.8.*|gemini\-4.*")
MODEL_3: Final = re.compile(r"gemini\-4\-hydrogen.*|gemini\-4\-neon.*")
MODEL_4: Final = re.compile(r"gemini\-2\.5\-flash.*")
MODEL_5: Final = re.compile(r"gemini\-4.*")
MODEL_6: Final = re.compile(r"(?!(?:gemini\-2\.5.*)\Z)(?s:.*)")
MODEL_7: Final = re.compile(r"gemini\-2\.5.*")
MODEL_8: Final = re.compile(r"gemini\-2\.5\-pro.*")


def conditions(request: hub.Request, context: Context) -> tuple[bool, ...]:
    """Return for each condition of a quirk whether it holds for this request."""
    model = context.model.lower()
    return (
        MODEL_0.fullmatch(model) is not None,
        MODEL_1.fullmatch(model) is not None,
        MODEL_2.fullmatch(model) is not None,
        MODEL_3.fullmatch(model) is not None,
        MODEL_4.fullmatch(model) is not None,
        MODEL_5.fullmatch(model) is not None and bool(request.get("stream")) is False,
        MODEL_6.fullmatch(model) is not None and asks_for_reasoning(request) is True,
        MODEL_7.fullmatch(model) is not None and asks_for_reasoning(request) is True,
        MODEL_8.fullmatch(model) is not None and asks_for_reasoning(request) is True,
    )


patch: Final = in_order(foreign_details.patch)
