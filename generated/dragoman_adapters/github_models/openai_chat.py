"""GitHub (Models): the functions that the runtime calls.

Generated from specs/providers/github-models.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.github_models.request import write as write_request
from dragoman_adapters.openai_chat.errors import RETRY
from dragoman_adapters.openai_chat.errors import read as read_failure
from dragoman_adapters.openai_chat.response import read as read_response
from dragoman_adapters.openai_chat.stream import Reader as reader
from dragoman_adapters.quirks import foreign_details

__all__ = ["RETRY", "conditions", "patch", "read_failure", "read_response", "reader", "write_request"]

conditions: Final = Conditions(
    When(model=("!openai/*",)),
)

patch: Final = in_order(foreign_details.patch)
