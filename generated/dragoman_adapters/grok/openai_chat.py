"""Grok (xAI): the functions that the runtime calls.

Generated from specs/providers/grok.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

import re
from typing import Final

from dragoman.library import hub
from dragoman.library.context import Context
from dragoman.library.patches import in_order
from dragoman_adapters.grok.errors import read as read_failure
from dragoman_adapters.grok.request import write as write_request
from dragoman_adapters.grok.response import read as read_response
from dragoman_adapters.grok.stream import Reader as reader
from dragoman_adapters.grok.stream import check_event
from dragoman_adapters.openai_chat.errors import RETRY
from dragoman_adapters.quirks import foreign_details

__all__ = ["RETRY", "check_event", "conditions", "patch", "read_failure", "read_response", "reader", "write_request"]

MODEL_0: Final = re.compile(r"grok\-4\.6.*|grok\-4\.7.*")
MODEL_1: Final = re.compile(r"grok\-4\.5.*")
MODEL_2: Final = re.compile(r"grok\-4\.3.*")
MODEL_3: Final = re.compile(r"(?!(?:.*\-non\-reasoning.*)\Z)(?:grok\-4.*|grok\-3\-mini.*|grok\-build.*|grok\-code.*)")
MODEL_4: Final = re.compile(r"grok\-3\-mini.*")


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
