"""Azure OpenAI: changes to complete responses.

Generated from specs/providers/azure.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman_adapters.azure.types import ReadTypes
from dragoman_adapters.openai_chat import response as base


class ReadResponse(ReadTypes, base.ReadResponse):
    pass


read: Final = ReadResponse.of
