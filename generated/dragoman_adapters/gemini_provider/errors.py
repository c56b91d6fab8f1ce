"""Google Gemini: changes to errors.

Generated from specs/providers/gemini.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman_adapters.gemini_provider.types import ReadTypes
from dragoman_adapters.openai_chat import errors as base

SHAPES: Final = base.SHAPES.extend(
    {
        "Error": {"status": "str", "details": ["Detailed"]},
        "Detailed": {"reason": "str", "retryDelay": "str"},
    }
)


class ReadErrors(ReadTypes, base.ReadErrors):
    CHECK = staticmethod(SHAPES.check("Body"))


read: Final = ReadErrors.of
