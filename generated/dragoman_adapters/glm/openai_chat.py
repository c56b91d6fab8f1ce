"""GLM (Z.ai): the functions that the runtime calls.

Generated from specs/providers/glm.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.glm.errors import read as read_failure
from dragoman_adapters.glm.request import write as write_request
from dragoman_adapters.glm.response import read as read_response
from dragoman_adapters.glm.stream import Reader as reader
from dragoman_adapters.glm.stream import check_event
from dragoman_adapters.openai_chat.errors import RETRY
from dragoman_adapters.quirks import foreign_details

__all__ = ["RETRY", "check_event", "conditions", "patch", "read_failure", "read_response", "reader", "write_request"]

conditions: Final = Conditions(
    When(model=("!*v", "!*v-*", "!glm-5.3-flash*", "!glm-5.4*")),
    When(variants=("china",)),
    When(variants=("coding-plan", "china-coding-plan")),
    When(model=("glm-4.7*", "glm-5*")),
    When(model=("glm-5.2*",)),
    When(model=("glm-5.3*",)),
    When(model=("glm-4.6*", "glm-4.7*", "glm-5*"), streaming=True, tools=True),
)

patch: Final = in_order(foreign_details.patch)
