"""What Azure OpenAI changes: stream.

Generated from specs/providers/azure.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any

from dragoman.library import hub
from dragoman.library.validation import record
from dragoman_adapters.azure.types import read_failure_from_error
from dragoman_adapters.openai_chat.stream import Reader as Base


class Reader(Base):
    def on_failed(self, it: Any) -> None:
        failed = record(it.get("error"))
        if failed:
            failure: hub.Failure = read_failure_from_error(failed, self.context)
            self.blocks.fail(failure.get("fault") or "api", failure["message"])
