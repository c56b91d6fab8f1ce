"""That an object of a request is there is not lost, where all of its fields are optional."""

from __future__ import annotations

import pytest

from tests.codegen.edited import edited

RULE = "\n  Tool from SearchOptions:"
LOST = (
    "Request.search is not carried in the read half where it is an empty object: make an object of it, or name its "
    "type under $ignore, as in 'Search: it states nothing'"
)
NOTHING = "Request.search is not carried in the read half: map it, or give a reason under $drop or $ignore"


@pytest.mark.parametrize(
    ("value", "ignored", "rule", "found"),
    [
        ("$search.size", "", "", [LOST]),
        ("{ $if: $search, $value: $search.size }", "", "", [LOST]),  # an empty object is nothing for a condition
        ("{ $if: $search, $value: 3 }", "Search.size: it is fixed", "", [NOTHING]),
        ("$search.size", "Search: it states nothing", "", []),
        ("3", "Search: it states nothing", "", [NOTHING]),
        ("$search -> int", "", "int from Search: $size", [LOST]),
        ("$search -> int", "", "int from Search: $size ?? 3", []),
        ("$search -> int", "", "int from Search: { $first: [ $size, 3 ] }", []),
        ("$search -> int", "", "int from Search: { $first: [ $size, { $if: $size, $value: 3 } ] }", [LOST]),
    ],
)  # fmt: skip
def test_presence_of_an_object_without_required_fields(value: str, ignored: str, rule: str, found: list[str]) -> None:
    assert found == edited(
        "openai_chat", "request",
        ("    web_search_options?: SearchOptions\n", "    web_search_options?: SearchOptions\n    search?: Search\n"),
        ("  AnyFormat:      {", "  Search: { size?: int }\n  AnyFormat:      {"),
        ("    logprobs: $logprobs\n    top_logprobs: $top_logprobs\n    $refuse:\n",
         f"    top_k: {value}\n    logprobs: $logprobs\n    top_logprobs: $top_logprobs\n    $refuse:\n"),
        ("  $ignore:\n    StreamOptions,", f"  $ignore:\n    {ignored}\n    StreamOptions,"),
        (RULE, f"\n  {rule}{RULE}"),
    )  # fmt: skip


def test_item_without_required_fields_is_carried() -> None:
    found = edited(
        "openai_responses", "request", ('        $else: $type ?? ""\n    $ig', "        $else: $type\n    $ig")
    )
    lost = "AllowedTools.tools is not carried in the read half where it is an empty object"
    assert [one.partition(":")[0] for one in found] == [lost]
