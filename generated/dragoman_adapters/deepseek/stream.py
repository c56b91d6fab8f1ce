"""What DeepSeek changes: stream.

Generated from specs/providers/deepseek.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any

from dragoman_adapters.deepseek.types import read_usage_from_usage
from dragoman_adapters.openai_chat.stream import Reader as Base


class Reader(Base):
    def on_count(self, it: Any) -> None:
        usage = it.get("usage")
        if usage:
            self.blocks.keep(usage=read_usage_from_usage(usage, self.context))
