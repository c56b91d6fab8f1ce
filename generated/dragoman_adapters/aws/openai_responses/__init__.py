"""AWS Bedrock: the functions that the runtime calls.

Generated from specs/providers/aws.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

import re
from typing import Final

from dragoman.library import hub
from dragoman.library.context import Context
from dragoman.library.patches import in_order
from dragoman_adapters.aws.openai_responses.request import write as write_request
from dragoman_adapters.openai_responses.errors import RETRY
from dragoman_adapters.openai_responses.errors import read as read_failure
from dragoman_adapters.openai_responses.response import read as read_response
from dragoman_adapters.openai_responses.stream import Reader as reader
from dragoman_adapters.quirks import foreign_reasoning

__all__ = ["RETRY", "conditions", "patch", "read_failure", "read_response", "reader", "write_request"]

MODEL_0: Final = re.compile(r".*gpt\-5\.3\-codex.*|.*gpt\-5\.4.*|.*gpt\-5\.5.*|.*gpt\-5\.6.*|.*gpt\-6.*")
MODEL_1: Final = re.compile(r"openai\.gpt\-5\.6.*|openai\.gpt\-6.*")
MODEL_2: Final = re.compile(r"openai\.gpt\-6\-astra.*|openai\.gpt\-6\.1\-sol.*|openai\.gpt\-6\.2.*")


def conditions(request: hub.Request, context: Context) -> tuple[bool, ...]:
    """Return for each condition of a quirk whether it holds for this request."""
    model = context.model.lower()
    return (
        MODEL_0.fullmatch(model) is not None,
        MODEL_1.fullmatch(model) is not None,
        MODEL_2.fullmatch(model) is not None,
    )


patch: Final = in_order(foreign_reasoning.patch)
