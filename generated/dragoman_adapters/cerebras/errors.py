"""Cerebras: changes to errors.

Generated from specs/providers/cerebras.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import ClassVar, Final

from dragoman.library import api_errors
from dragoman_adapters import error_texts
from dragoman_adapters.cerebras.types import ReadTypes
from dragoman_adapters.openai_chat import errors as base


class ReadErrors(ReadTypes, base.ReadErrors):
    # messages and the error types that they mean
    TEXTS: ClassVar[tuple[api_errors.Texts, ...]] = (
        api_errors.Texts(
            "context_length_exceeded",
            (
                r"^$",
            ),
            (400, 413, 422, 500),
        ),
        *error_texts.TEXTS,
    )


read: Final = ReadErrors.of
