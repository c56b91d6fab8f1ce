"""GLM (Z.ai) as a back: the functions that face it.

Generated from specs/providers/glm.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

import re
from typing import Any, Final

from dragoman.library import hub
from dragoman.library.context import Context
from dragoman.library.streams import Blocks
from dragoman_adapters.glm.errors import RETRY
from dragoman_adapters.glm.errors import read as read_failure
from dragoman_adapters.glm.request import write as write_request
from dragoman_adapters.glm.response import read as read_response
from dragoman_adapters.glm.stream import Reader, check_event

__all__ = ["RETRY", "check_event", "conditions", "patch", "read_failure", "read_response", "reader", "write_request"]


def reader(blocks: Blocks, context: Context) -> Reader:
    return Reader(blocks, context)


UNLESS_0: Final = re.compile(r".*v|.*v\-.*")
MODEL_3: Final = re.compile(r"glm\-4\.7.*|glm\-5.*")
MODEL_4: Final = re.compile(r"glm\-5\.2.*")
MODEL_5: Final = re.compile(r"glm\-5\.3.*")
MODEL_6: Final = re.compile(r"glm\-4\.6.*|glm\-4\.7.*|glm\-5.*")


def conditions(request: hub.Request, context: Context) -> tuple[bool, ...]:
    """Which of the quirks with a `when:` hold for this request."""
    model = context.model.lower()
    return (
        UNLESS_0.fullmatch(model) is None,
        context.variant in ("china",),
        context.variant in ("coding-plan", "china-coding-plan"),
        MODEL_3.fullmatch(model) is not None,
        MODEL_4.fullmatch(model) is not None,
        MODEL_5.fullmatch(model) is not None,
        MODEL_6.fullmatch(model) is not None and bool(request.get("tools")) is True and bool(
            request.get("stream"),
        ) is True,
    )


def patch(body: dict[str, Any], headers: dict[str, str], context: Context) -> bool:
    """Changes a body (and headers) of the same protocol in place; whether anything changed."""
    return False
