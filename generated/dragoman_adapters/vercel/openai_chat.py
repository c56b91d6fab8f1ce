"""Vercel (AI Gateway): the functions that the runtime calls.

Generated from specs/providers/vercel.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any

from dragoman.library.context import Context
from dragoman.library.places import Walk
from dragoman_adapters.openai_chat.errors import RETRY
from dragoman_adapters.openai_chat.errors import read as read_failure
from dragoman_adapters.quirks import foreign_details
from dragoman_adapters.vercel.request import write as write_request
from dragoman_adapters.vercel.response import read as read_response
from dragoman_adapters.vercel.stream import Reader as reader
from dragoman_adapters.vercel.stream import check_event

__all__ = ["RETRY", "check_event", "patch", "read_failure", "read_response", "reader", "write_request"]


def patch(body: dict[str, Any], headers: dict[str, str], context: Context) -> bool:
    """Change a body and headers of the same protocol in place; return whether the body changed."""
    walk = Walk(body)
    changed = False
    changed = foreign_details.patch(walk, headers, context) or changed
    return changed
