"""ChatGPT / Codex: changes to shared types, tables and rules.

Generated from specs/providers/chatgpt.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from dragoman.library import hub
from dragoman_adapters.openai_responses import types as base


class Error(base.Error, total=False):
    resets_in_seconds: int | None


class ReadTypes(base.ReadTypes):
    def read_api_error_from_error(self, it: Error) -> hub.ApiError:
        out = super().read_api_error_from_error(it)
        if (retry_after := it.get("resets_in_seconds")) is not None:
            out["retry_after"] = retry_after
        return out
