"""What DeepSeek changes: stream.

Generated from specs/providers/deepseek.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman_adapters.deepseek.types import read_usage_from_usage
from dragoman_adapters.openai_chat.stream import SHAPES as BASE
from dragoman_adapters.openai_chat.stream import Reader as Base

SHAPES: Final = BASE.extend(
    {
        "Usage": {"prompt_cache_hit_tokens": "int", "prompt_cache_miss_tokens": "int"},
    }
)
check_event: Final = SHAPES.check("Chunk")


class Reader(Base):
    def on_count(self, it: Any) -> None:
        usage = it.get("usage")
        if usage:
            self.blocks.keep(usage=read_usage_from_usage(usage, self.context))
