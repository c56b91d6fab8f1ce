"""A value of a request that a table or a filter replaces or removes is named with a reason."""

from __future__ import annotations

from typing import Any

import pytest

from dragoman.library.context import Context
from dragoman_adapters.anthropic_messages import request as messages
from dragoman_adapters.cohere_chat import request as cohere
from tests.codegen.edited import edited

HINT = "map it, or give a reason under $drop or $ignore"
USER: Any = [{"role": "user", "blocks": [{"kind": "text", "text": "hi"}]}]


@pytest.mark.parametrize(
    ("protocol", "named", "field", "word"),
    [
        ("bedrock_converse", "      service_tier: { if: $service_tier == auto, because: the default }\n",
         "Request.service_tier", "$service_tier is auto"),
        ("cohere_chat", "      reasoning.mode: { if: $reasoning.mode == interleaved,\n"
         "          because: reasoning between tool calls alone is not supported by this provider }\n",
         "ReasoningConfig.mode", "$reasoning.mode is interleaved"),
    ],
)  # fmt: skip
def test_merged_word_needs_a_reason(protocol: str, named: str, field: str, word: str) -> None:
    assert edited(protocol, "request", (named, "")) == [
        f"{field} is not carried in the write half where {word}: {HINT}"
    ]


CHAT = {
    "max_completion_tokens: $max_tokens": ("max_completion_tokens: $max_tokens | at_most 4096",
                                           "Request.max_tokens", "$max_tokens is beyond the bounds"),
    "seed: $seed\n    frequency_penalty: $frequency_penalty\n    presence_penalty: $presence_penalty\n    $drop":
        ("seed: $seed | non_empty\n    frequency_penalty: $frequency_penalty\n    presence_penalty: $presence_penalty\n"
         "    $drop", "Request.seed", "$seed is 0"),
    "    parallel_tool_calls: $parallel_tool_calls\n":
        ("    parallel_tool_calls: $parallel_tool_calls | non_empty\n",
         "Request.parallel_tool_calls", "$parallel_tool_calls is false"),
}  # fmt: skip


def test_number_or_truth_value_that_a_filter_changes_needs_a_reason() -> None:
    found = edited("openai_chat", "request", *((old, new) for old, (new, _, _) in CHAT.items()))
    expected = [f"{field} is not carried in the write half where {what}: {HINT}" for _, field, what in CHAT.values()]
    assert sorted(found) == sorted(expected)


def test_message_about_further_items_names_a_remedy_that_compiles() -> None:
    first = ("    stop: $stop_sequences\n", "    stop: [ $stop_sequences.0 ]\n")
    (found,) = edited("openai_chat", "request", first)
    remedy = "$drop: { stop_sequences: { if: $stop_sequences.1, because: reason } }"
    lost = "Request.stop_sequences is not carried in the write half in the second and later items of stop_sequences"
    each = "map all items, as in '$stop_sequences.*' or '$stop_sequences -> Type'"
    assert found == f"{lost}: {each}, or give a reason for these, as in '{remedy}'"
    drop = "      stop_sequences: { if: $stop_sequences.1, because: reason }\n      top_k: top_k is not"
    assert edited("openai_chat", "request", first, ("      top_k: top_k is not", drop)) == []


@pytest.mark.parametrize(
    ("write", "given", "lost"),
    [
        (cohere.write, {"reasoning": {"mode": "interleaved"}}, "reasoning.mode"),
        (messages.write, {"messages": [*USER, {"role": "system", "blocks": USER[0]["blocks"],
                                              "reasoning_effort": "minimal"}, *USER]}, "messages.reasoning_effort"),
    ],
)  # fmt: skip
def test_loss_of_a_merged_word_is_recorded(write: Any, given: dict[str, Any], lost: str) -> None:
    context = Context(family="demo")
    write({"model": "m", "messages": USER, **given}, context)
    assert [loss.partition(";")[0] for loss in context.losses] == [lost]
