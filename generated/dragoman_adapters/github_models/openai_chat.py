"""GitHub (Models): the functions that the runtime calls.

Generated from specs/providers/github-models.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from dragoman_adapters.github_models.request import write as write_request
from dragoman_adapters.openai_chat.errors import RETRY
from dragoman_adapters.openai_chat.errors import read as read_failure
from dragoman_adapters.openai_chat.response import read as read_response
from dragoman_adapters.openai_chat.stream import Reader as reader

__all__ = ["RETRY", "read_failure", "read_response", "reader", "write_request"]
