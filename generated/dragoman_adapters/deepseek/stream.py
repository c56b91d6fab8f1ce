"""DeepSeek: changes to streamed responses.

Generated from specs/providers/deepseek.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman_adapters.deepseek.types import ReadTypes
from dragoman_adapters.openai_chat import stream as base


class Reader(ReadTypes, base.Reader):
    pass


SHAPES: Final = base.SHAPES.extend(
    {
        "Usage": {"prompt_cache_hit_tokens": "int", "prompt_cache_miss_tokens": "int"},
    }
)
check_event: Final = SHAPES.check("Chunk")
