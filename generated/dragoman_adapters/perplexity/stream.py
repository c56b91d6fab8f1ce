"""Perplexity: changes to streamed responses.

Generated from specs/providers/perplexity.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library import hub
from dragoman_adapters.openai_responses import stream as base
from dragoman_adapters.perplexity.types import ReadTypes


class Lifecycle(base.Lifecycle, total=False):
    error: Any


class Reader(ReadTypes, base.Reader):
    def on_response_failed(self, it: Any) -> None:
        error = it.get("error")
        if error:
            self.blocks.fail_from(it)
        response = it.get("response")
        if response:
            error2 = response.get("error")
            if error2:
                self.blocks.fail_from(response)
        failure: hub.ApiError = {"error_type": "server_error", "message": "the provider aborted the response"}
        self.blocks.fail(failure.get("error_type") or "server_error", failure["message"])


SHAPES: Final = base.SHAPES.extend(
    {
        "Lifecycle": {"error": "json"},
        "InDetails": {"cache_read_input_tokens": "int", "cache_creation_input_tokens": "int"},
    }
)
check_event: Final = SHAPES.check("Event")
