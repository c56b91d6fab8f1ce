"""GLM (Z.ai): changes to errors.

Generated from specs/providers/glm.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman_adapters.anthropic_messages import errors as base
from dragoman_adapters.glm.anthropic_messages.types import ReadTypes


class ReadErrors(ReadTypes, base.ReadErrors):
    pass


read: Final = ReadErrors.of
