"""What Mistral AI changes: stream.

Generated from specs/providers/mistral.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library import hub
from dragoman.library.validation import record
from dragoman_adapters.mistral.types import read_failure_from_error, read_usage_from_usage
from dragoman_adapters.openai_chat.stream import SHAPES as BASE
from dragoman_adapters.openai_chat.stream import Reader as Base

SHAPES: Final = BASE.extend(
    {
        "Usage": {"num_cached_tokens": "int", "prompt_token_details": "PromptDetails"},
    }
)
check_event: Final = SHAPES.check("Chunk")


class Reader(Base):
    def on_failed(self, it: Any) -> None:
        failed = record(it.get("error"))
        if failed:
            failure: hub.Failure = read_failure_from_error(failed, self.context)
            self.blocks.fail(failure.get("fault") or "api", failure["message"])

    def on_count(self, it: Any) -> None:
        usage = it.get("usage")
        if usage:
            self.blocks.keep(usage=read_usage_from_usage(usage, self.context))
