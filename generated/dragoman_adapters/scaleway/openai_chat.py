"""Scaleway (Generative APIs): the functions that the runtime calls.

Generated from specs/providers/scaleway.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from dragoman_adapters.openai_chat.errors import RETRY
from dragoman_adapters.openai_chat.errors import read as read_failure
from dragoman_adapters.scaleway.request import write as write_request
from dragoman_adapters.scaleway.response import read as read_response
from dragoman_adapters.scaleway.stream import Reader as reader
from dragoman_adapters.scaleway.stream import check_event

__all__ = ["RETRY", "check_event", "read_failure", "read_response", "reader", "write_request"]
