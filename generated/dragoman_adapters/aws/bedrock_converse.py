"""AWS Bedrock: the functions that the runtime calls.

Generated from specs/providers/aws.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

import re
from typing import Final

from dragoman.library import hub
from dragoman.library.context import Context
from dragoman_adapters.aws.request import write as write_request
from dragoman_adapters.bedrock_converse.errors import RETRY
from dragoman_adapters.bedrock_converse.errors import read as read_failure
from dragoman_adapters.bedrock_converse.response import read as read_response
from dragoman_adapters.bedrock_converse.stream import Reader as reader

__all__ = ["RETRY", "conditions", "read_failure", "read_response", "reader", "write_request"]

MODEL_0: Final = re.compile(r".*claude.*|.*nova.*")
MODEL_1: Final = re.compile(
    r".*claude\-.*\-4\-7.*|.*claude\-.*\-4\-8.*|.*claude\-opus\-5.*|.*claude\-sonnet\-5.*|.*claude\-haiku\-5.*|.*claude\-fable\-.*|.*claude\-mythos\-.*",
)
MODEL_2: Final = re.compile(
    r"(?!(?:.*claude\-3.*|.*claude\-.*\-4\-2025.*|.*claude\-opus\-4\-1.*|.*claude\-.*\-4\-5.*)\Z)(?:.*claude.*)",
)
MODEL_3: Final = re.compile(r".*claude\-3.*|.*claude\-.*\-4\-2025.*|.*claude\-opus\-4\-1.*|.*claude\-.*\-4\-5.*")
MODEL_4: Final = re.compile(
    r"(?!(?:.*claude\-3.*|.*claude\-.*\-4\-2025.*|.*claude\-opus\-4\-1.*|.*claude\-.*\-4\-5.*)\Z)(?:.*gpt\-oss.*)",
)
MODEL_5: Final = re.compile(
    r"(?!(?:.*claude\-3.*|.*claude\-.*\-4\-2025.*|.*claude\-opus\-4\-1.*|.*claude\-.*\-4\-5.*)\Z)(?:.*nova\-2.*)",
)


def conditions(request: hub.Request, context: Context) -> tuple[bool, ...]:
    """Return for each condition of a quirk whether it holds for this request."""
    model = context.model.lower()
    return (
        MODEL_0.fullmatch(model) is not None,
        MODEL_1.fullmatch(model) is not None,
        MODEL_2.fullmatch(model) is not None,
        MODEL_3.fullmatch(model) is not None,
        MODEL_4.fullmatch(model) is not None,
        MODEL_5.fullmatch(model) is not None,
    )
