"""Perplexity: changes to complete responses.

Generated from specs/providers/perplexity.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman_adapters.openai_responses import response as base
from dragoman_adapters.perplexity.types import ReadTypes

SHAPES: Final = base.SHAPES.extend(
    {
        "InDetails": {"cache_read_input_tokens": "int", "cache_creation_input_tokens": "int"},
    }
)


class ReadResponse(ReadTypes, base.ReadResponse):
    CHECK = staticmethod(SHAPES.check("Response"))


read: Final = ReadResponse.of
