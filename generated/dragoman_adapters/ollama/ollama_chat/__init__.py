"""Ollama: the functions that the runtime calls.

Generated from specs/providers/ollama.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library.quirks.conditions import Conditions, When
from dragoman_adapters.ollama.ollama_chat.request import write as write_request
from dragoman_adapters.ollama_chat.errors import read as read_failure
from dragoman_adapters.ollama_chat.response import read as read_response
from dragoman_adapters.ollama_chat.stream import Reader as reader

__all__ = ["conditions", "read_failure", "read_response", "reader", "write_request"]

conditions: Final = Conditions(
    When(model=("*gpt-oss*",)),
)
