"""Azure OpenAI: changes to errors.

Generated from specs/providers/azure.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman_adapters.azure.types import ReadTypes
from dragoman_adapters.openai_chat import errors as base

SHAPES: Final = base.SHAPES.extend(
    {
        "Error": {"innererror": "Inner"},
        "Inner": {"code": "str", "content_filter_result": "json", "content_filter_results": "json"},
    }
)


class ReadErrors(ReadTypes, base.ReadErrors):
    CHECK = staticmethod(SHAPES.check("Body"))


read: Final = ReadErrors.of
