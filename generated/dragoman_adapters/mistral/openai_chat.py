"""Mistral AI as a back: the functions that face it.

Generated from specs/providers/mistral.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

import re
from typing import Any, Final

from dragoman.library import hub
from dragoman.library.context import Context
from dragoman.library.streams import Blocks
from dragoman_adapters.mistral.errors import RETRY
from dragoman_adapters.mistral.errors import read as read_failure
from dragoman_adapters.mistral.request import write as write_request
from dragoman_adapters.mistral.response import read as read_response
from dragoman_adapters.mistral.stream import Reader, check_event

__all__ = ["RETRY", "check_event", "conditions", "patch", "read_failure", "read_response", "reader", "write_request"]


def reader(blocks: Blocks, context: Context) -> Reader:
    return Reader(blocks, context)


MODEL_0: Final = re.compile(
    r"mistral\-small\-latest|mistral\-small\-2603|mistral\-medium\-2604|mistral\-medium\-3\.5.*",
)


def conditions(request: hub.Request, context: Context) -> tuple[bool, ...]:
    """Which of the quirks with a `when:` hold for this request."""
    model = context.model.lower()
    return (
        MODEL_0.fullmatch(model) is not None,
    )


def patch(body: dict[str, Any], headers: dict[str, str], context: Context) -> bool:
    """Changes a body (and headers) of the same protocol in place; whether anything changed."""
    return False
