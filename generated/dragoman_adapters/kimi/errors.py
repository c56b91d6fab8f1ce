"""Kimi (Moonshot AI): changes to errors.

Generated from specs/providers/kimi.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman_adapters.kimi.types import ReadTypes
from dragoman_adapters.openai_chat import errors as base


class ReadErrors(ReadTypes, base.ReadErrors):
    pass


read: Final = ReadErrors.of
