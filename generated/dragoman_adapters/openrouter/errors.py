"""OpenRouter: changes to errors.

Generated from specs/providers/openrouter.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman_adapters.openai_chat import errors as base
from dragoman_adapters.openrouter.types import ReadTypes

SHAPES: Final = base.SHAPES.extend(
    {
        "Error": {"metadata": "Metadata"},
        "Metadata": {"raw": "str", "provider_name": "str"},
    }
)


class ReadErrors(ReadTypes, base.ReadErrors):
    CHECK = staticmethod(SHAPES.check("Body"))


read: Final = ReadErrors.of
