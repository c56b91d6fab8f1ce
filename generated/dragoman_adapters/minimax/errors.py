"""MiniMax: changes to errors.

Generated from specs/providers/minimax.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

import re
from typing import ClassVar, Final

from dragoman_adapters.anthropic_messages import errors as base


class ReadErrors(base.ReadErrors):
    # patterns of messages for an exceeded context window
    OVERFLOW: ClassVar[tuple[re.Pattern[str], ...]] = (
        *base.ReadErrors.OVERFLOW,
        re.compile(r"context window exceeds limit"),
    )


read: Final = ReadErrors.of
