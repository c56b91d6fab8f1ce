"""Baseten: the functions that the runtime calls.

Generated from specs/providers/baseten.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library.quirks.patches import in_order
from dragoman_adapters.anthropic_messages.errors import REFUSALS, RETRY
from dragoman_adapters.anthropic_messages.errors import read as read_failure
from dragoman_adapters.anthropic_messages.request import write as write_request
from dragoman_adapters.anthropic_messages.response import read as read_response
from dragoman_adapters.anthropic_messages.stream import Reader as reader
from dragoman_adapters.quirks import no_hosted_tools, other_messages_host

__all__ = ["REFUSALS", "RETRY", "patch", "read_failure", "read_response", "reader", "write_request"]

patch: Final = in_order(other_messages_host.patch, no_hosted_tools.patch)
