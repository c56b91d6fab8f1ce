"""MiniMax: the functions that the runtime calls.

Generated from specs/providers/minimax.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from dragoman_adapters.minimax.openai_chat.errors import read as read_failure
from dragoman_adapters.minimax.openai_chat.response import read as read_response
from dragoman_adapters.minimax.openai_chat.stream import Reader as reader
from dragoman_adapters.openai_chat.errors import RETRY
from dragoman_adapters.openai_chat.request import write as write_request

__all__ = ["RETRY", "read_failure", "read_response", "reader", "write_request"]
