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
    ("types", "    prompt_tokens_details: { cached_tokens: $made.read, ",
     "    prompt_tokens_details: { cached_tokens: { $if: $cache_write_tokens, $value: $cache_read_tokens }, ", "write",
     "Usage.cache_read_tokens", "$cache_write_tokens is absent"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "half", "field", "where"), VARIANTS)
def test_lossy_variant_is_refused(file: str, old: str, new: str, half: str, field: str, where: str) -> None:
    found = edited("openai_chat", file, (old, new))
    assert found and all(one.startswith(field) and HALF.format(half) in one for one in found)
    assert any(where in one for one in found), found


SILENT = [
    # a branch without a value does not carry its word, nor other texts
    ("cohere_chat", "request", "    any, tool: REQUIRED\n", "    any: REQUIRED\n    tool: $nothing\n", "write",
     "ToolChoice.mode", "where $mode is tool"),
    ("anthropic_messages", "request", "$else: { $drop: unknown time }", "$else: $nothing", "read",
     "SystemMessage.clear_at", "$clear_at is $else"),
    # a client's false is no absent value
    ("openai_chat", "request", "{ $first: [ $parallel_tool_calls, {", "{ $first: [ $parallel_tool_calls | non_empty, {",
     "read", "Request.parallel_tool_calls", "where $parallel_tool_calls is false"),
    ("ollama_chat", "stream", "usage: { uncached_input_tokens: $prompt_eval_count, output_tokens: $eval_count } } }",
     "usage: { uncached_input_tokens: $prompt_eval_count } } }", "read", "Answer.eval_count", "where $done is true"),
    ("ollama_chat", "stream", "finish_reason: $done_reason | stop_reasons ?? stop,", "finish_reason: stop,", "read",
     "Answer.done_reason", "where $done is true"),
    ("bedrock_converse", "stream", "redacted: { if: $delta.reasoningContent.redactedContent,",
     "redacted: { if: $delta.reasoningContent.redactedContent | unless $delta.text,", "read",
     "ReasoningDelta.redactedContent", "where $delta.text is there"),
    ("cohere_chat", "request", "tool_plan: { $if: $made.calls, ",
     "tool_plan: { $if: $made.thoughts | then $made.calls, ",
     "write", "Text.text", "and $blocks of reasoning is absent, and $blocks of tool_call is there"),
]  # fmt: skip


@pytest.mark.parametrize(("protocol", "file", "old", "new", "half", "field", "where"), SILENT)
def test_variant_that_makes_nothing_of_a_value_is_refused(
    protocol: str, file: str, old: str, new: str, half: str, field: str, where: str
) -> None:
    (found,) = edited(protocol, file, (old, new))
    assert found.startswith(f"{field} is {HALF.format(half)}") and where in found
