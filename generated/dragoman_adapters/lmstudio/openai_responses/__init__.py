"""LM Studio as a back: the functions that face it.

Generated from specs/providers/lmstudio.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any

from dragoman.library import hub
from dragoman.library.context import Context
from dragoman.library.streams import Blocks
from dragoman_adapters.lmstudio.openai_responses.request import write as write_request
from dragoman_adapters.openai_responses.errors import RETRY
from dragoman_adapters.openai_responses.errors import read as read_failure
from dragoman_adapters.openai_responses.response import read as read_response
from dragoman_adapters.openai_responses.stream import Reader

__all__ = ["RETRY", "conditions", "patch", "read_failure", "read_response", "reader", "write_request"]


def reader(blocks: Blocks, context: Context) -> Reader:
    return Reader(blocks, context)


def conditions(request: hub.Request, context: Context) -> tuple[bool, ...]:
    """Which of the quirks with a `when:` hold for this request."""
    return ()


def patch(body: dict[str, Any], headers: dict[str, str], context: Context) -> bool:
    """Changes a body (and headers) of the same protocol in place; whether anything changed."""
    return False
