"""GitHub Copilot: changes to errors.

Generated from specs/providers/copilot.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

import re
from typing import ClassVar, Final

from dragoman_adapters.anthropic_messages import errors as base


class ReadErrors(base.ReadErrors):
    # patterns of messages for an exceeded context window
    OVERFLOW: ClassVar[tuple[re.Pattern[str], ...]] = (
        *base.ReadErrors.OVERFLOW,
        re.compile(r"prompt token count of (?P<prompt_tokens>\d+) exceeds the limit of (?P<token_limit>\d+)"),
    )


read: Final = ReadErrors.of
