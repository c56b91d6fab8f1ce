"""ChatGPT / Codex: changes to errors.

Generated from specs/providers/chatgpt.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman_adapters.chatgpt.types import ReadTypes
from dragoman_adapters.openai_responses import errors as base

SHAPES: Final = base.SHAPES.extend(
    {
        "Error": {"resets_in_seconds": "int"},
    }
)


class ReadErrors(ReadTypes, base.ReadErrors):
    CHECK = staticmethod(SHAPES.check("Body"))


read: Final = ReadErrors.of
