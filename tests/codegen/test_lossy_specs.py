"""Lossy variants of a real protocol do not compile: answers, streams, errors and usage."""

from __future__ import annotations

import pytest

from tests.codegen.edited import edited

HALF = "not carried in the {} half"
VARIANTS = [
    # a text is not carried by a table that finds nothing for other texts, also behind another filter
    ("types", "    code: $code | as string ?? $type\n", "    code: $type\n", "read",
     "Error.code", "$code | as string | error_types | specific gives nothing"),
    ("response", "      choices: { if: $choices.1,", "      choices: { if: $choices.2,", "read",
     "Choice.*", "in the second item of choices where $choices.2 is absent"),
    ("response", "$function.arguments | as object ?? $arguments | as object ?? {}",
     "$function.arguments | as object ?? {}", "read", "FunctionCall.arguments", "$function.arguments is absent"),
    ("stream", "    broken:    { if: $choices.0.error, error: true }",
     "    broken:    { if: $choices.0.error, error: { error_type: server_error, message: it failed } }", "read",
     "Choice.error", "in the first item of choices"),
    ("stream", "    count:     { if: $usage, ", "    count:     { if: $usage | unless $choices.0, ", "read",
     "Chunk.usage", "$choices.0 is there"),
    ("types", "    prompt_tokens_details: { cached_tokens: $cache_read_tokens ?? 0, ",
     "    prompt_tokens_details: { cached_tokens: { $if: $cache_write_tokens, $value: $cache_read_tokens }, ", "write",
     "Usage.cache_read_tokens", "$cache_write_tokens is absent"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "half", "field", "where"), VARIANTS)
def test_lossy_variant_is_refused(file: str, old: str, new: str, half: str, field: str, where: str) -> None:
    found = edited("openai_chat", file, (old, new))
    assert found and all(one.startswith(field) and HALF.format(half) in one for one in found)
    assert any(where in one for one in found), found
