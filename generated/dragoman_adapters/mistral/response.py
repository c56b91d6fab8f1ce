"""Mistral AI: changes to complete responses.

Generated from specs/providers/mistral.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman_adapters.mistral.types import ReadTypes
from dragoman_adapters.openai_chat import response as base

SHAPES: Final = base.SHAPES.extend(
    {
        "Usage": {"num_cached_tokens": "int", "prompt_token_details": "PromptDetails"},
    }
)


class ReadResponse(ReadTypes, base.ReadResponse):
    CHECK = staticmethod(SHAPES.check("Completion"))


read: Final = ReadResponse.of
