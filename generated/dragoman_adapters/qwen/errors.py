"""Qwen (Alibaba Model Studio): changes to errors.

Generated from specs/providers/qwen.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman_adapters.openai_chat import errors as base
from dragoman_adapters.qwen.types import ReadTypes


class ReadErrors(ReadTypes, base.ReadErrors):
    pass


read: Final = ReadErrors.of
