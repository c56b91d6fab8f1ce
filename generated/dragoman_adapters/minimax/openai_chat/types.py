"""MiniMax: changes to shared types, tables and rules.

Generated from specs/providers/minimax.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import ClassVar

from dragoman.library import hub
from dragoman_adapters.openai_chat import types as base


class ReadTypes(base.ReadTypes):
    BASE_CODES: ClassVar[dict[str, hub.ErrorType]] = {
        "1001": "timeout", "1002": "rate_limit", "1004": "authentication", "1008": "billing", "1024": "server_error",
        "1026": "content_policy", "1027": "content_policy", "1033": "server_error", "1039": "context_length_exceeded",
        "1041": "rate_limit", "2013": "invalid_request", "2049": "authentication", "2056": "quota",
    }
