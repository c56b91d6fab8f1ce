"""GLM (Z.ai): the functions that the runtime calls.

Generated from specs/providers/glm.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

import re
from typing import Final

from dragoman.library import hub
from dragoman.library.context import Context
from dragoman.library.patches import in_order
from dragoman_adapters.glm.errors import read as read_failure
from dragoman_adapters.glm.request import write as write_request
from dragoman_adapters.glm.response import read as read_response
from dragoman_adapters.glm.stream import Reader as reader
from dragoman_adapters.glm.stream import check_event
from dragoman_adapters.openai_chat.errors import RETRY
from dragoman_adapters.quirks import foreign_details

__all__ = ["RETRY", "check_event", "conditions", "patch", "read_failure", "read_response", "reader", "write_request"]

MODEL_0: Final = re.compile(r"(?!(?:.*v|.*v\-.*|glm\-5\.3\-flash.*|glm\-5\.4.*)\Z)(?s:.*)")
MODEL_3: Final = re.compile(r"glm\-4\.7.*|glm\-5.*")
MODEL_4: Final = re.compile(r"glm\-5\.2.*")
MODEL_5: Final = re.compile(r"glm\-5\.3.*")
MODEL_6: Final = re.compile(r"glm\-4\.6.*|glm\-4\.7.*|glm\-5.*")


def conditions(request: hub.Request, context: Context) -> tuple[bool, ...]:
    """Return for each condition of a quirk whether it holds for this request."""
    model = context.model.lower()
    return (
        MODEL_0.fullmatch(model) is not None,
        context.variant in ("china",),
        context.variant in ("coding-plan", "china-coding-plan"),
        MODEL_3.fullmatch(model) is not None,
        MODEL_4.fullmatch(model) is not None,
        MODEL_5.fullmatch(model) is not None,
        MODEL_6.fullmatch(model) is not None and bool(request.get("tools")) is True and bool(
            request.get("stream"),
        ) is True,
    )


patch: Final = in_order(foreign_details.patch)
