"""Vercel (AI Gateway): the functions that the runtime calls.

Generated from specs/providers/vercel.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

import re
from typing import Final

from dragoman.library import hub
from dragoman.library.context import Context
from dragoman.library.patches import in_order
from dragoman_adapters.anthropic_messages.errors import REFUSALS, RETRY
from dragoman_adapters.anthropic_messages.errors import read as read_failure
from dragoman_adapters.anthropic_messages.response import read as read_response
from dragoman_adapters.anthropic_messages.stream import Reader as reader
from dragoman_adapters.quirks import claude_models
from dragoman_adapters.vercel.anthropic_messages.request import write as write_request

__all__ = ["REFUSALS", "RETRY", "conditions", "patch", "read_failure", "read_response", "reader", "write_request"]

MODEL_0: Final = re.compile(r".*claude\-3\-7.*|.*claude\-.*\-4.2025.*|.*claude\-opus\-4.1.*|.*claude\-.*\-4.5.*")


def conditions(request: hub.Request, context: Context) -> tuple[bool, ...]:
    """Return for each condition of a quirk whether it holds for this request."""
    model = context.model.lower()
    return (
        MODEL_0.fullmatch(model) is not None,
    )


patch: Final = in_order(claude_models.patch)
