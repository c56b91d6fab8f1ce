"""AWS Bedrock: the functions that the runtime calls.

Generated from specs/providers/aws.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library.quirks.conditions import Conditions, When
from dragoman_adapters.aws.request import write as write_request
from dragoman_adapters.bedrock_converse.errors import RETRY
from dragoman_adapters.bedrock_converse.errors import read as read_failure
from dragoman_adapters.bedrock_converse.response import read as read_response
from dragoman_adapters.bedrock_converse.stream import Reader as reader

__all__ = ["RETRY", "conditions", "read_failure", "read_response", "reader", "write_request"]

conditions: Final = Conditions(
    When(model=("*claude*", "*nova*")),
    When(
        model=(
            "*claude-*-4-7*", "*claude-*-4-8*", "*claude-opus-5*", "*claude-sonnet-5*", "*claude-haiku-5*",
            "*claude-fable-*", "*claude-mythos-*",
        ),
    ),
    When(model=("*claude*", "!*claude-3*", "!*claude-*-4-2025*", "!*claude-opus-4-1*", "!*claude-*-4-5*")),
    When(model=("*claude-3*", "*claude-*-4-2025*", "*claude-opus-4-1*", "*claude-*-4-5*")),
    When(model=("*gpt-oss*", "!*claude-3*", "!*claude-*-4-2025*", "!*claude-opus-4-1*", "!*claude-*-4-5*")),
    When(model=("*nova-2*", "!*claude-3*", "!*claude-*-4-2025*", "!*claude-opus-4-1*", "!*claude-*-4-5*")),
)
