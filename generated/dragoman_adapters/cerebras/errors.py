"""Cerebras: changes to errors.

Generated from specs/providers/cerebras.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

import re
from typing import ClassVar, Final

from dragoman_adapters.cerebras.types import ReadTypes
from dragoman_adapters.openai_chat import errors as base


class ReadErrors(ReadTypes, base.ReadErrors):
    # patterns of messages for an exceeded context window
    OVERFLOW: ClassVar[tuple[re.Pattern[str], ...]] = (
        *base.ReadErrors.OVERFLOW,
        re.compile(r"^$"),
    )


read: Final = ReadErrors.of
