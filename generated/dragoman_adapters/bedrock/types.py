"""Bedrock (LiteLLM): changes to shared types, tables and rules.

Generated from specs/providers/bedrock.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import ClassVar

from dragoman_adapters.openai_chat import types as base


class WriteTypes(base.WriteTypes):
    EFFORTS: ClassVar[dict[str, str]] = {
        "minimal": "minimal", "low": "low", "medium": "medium", "high": "high", "xhigh": "xhigh", "max": "max",
    }
