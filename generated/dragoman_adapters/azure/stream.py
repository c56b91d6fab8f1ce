"""Azure OpenAI: changes to streamed responses.

Generated from specs/providers/azure.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from dragoman_adapters.azure.types import ReadTypes
from dragoman_adapters.openai_chat import stream as base


class Reader(ReadTypes, base.Reader):
    pass
