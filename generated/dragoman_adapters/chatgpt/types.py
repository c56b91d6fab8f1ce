"""ChatGPT / Codex: changes to shared types, tables and rules.

Generated from specs/providers/chatgpt.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import ClassVar

from dragoman.library import hub
from dragoman_adapters.openai_responses import types as base


class ReadTypes(base.ReadTypes):
    PLANS: ClassVar[dict[str, hub.ErrorType]] = {"usage_limit_reached": "quota", "usage_not_included": "permission"}
