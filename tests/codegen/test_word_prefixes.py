"""Words of tables that end in `*`: any text that begins so."""

from __future__ import annotations

from typing import Any

import pytest

from dragoman_codegen.verify.comparison import new_context
from tests.codegen.quirks import Compiled, compiled, problems


def quirk(entries: str, table: str = "stop_reasons") -> str:
    return f"    types: {{ words: {{ {table}: {entries} }} }}\n"


def reason(made: Compiled, word: str) -> Any:
    body = {"id": "a", "choices": [{"index": 0, "message": {"content": "x"}, "finish_reason": word}]}
    found, context = made.read(body)
    return found["finish_reason"], context.losses


def test_word_that_begins_so_has_the_meaning_of_the_longest_match() -> None:
    made = compiled(quirk('{ $read: { "limit*": refusal, "limit:*": max_tokens, "limit:window": context_window } }'))
    assert reason(made, "limit:tokens") == ("max_tokens", {})
    assert reason(made, "limits") == ("refusal", {})
    assert reason(made, "limit:window") == ("context_window", {})
    assert reason(made, "limi")[0] == "stop" and len(reason(made, "limi")[1]) == 1


def test_rules_of_the_protocol_find_words_by_prefix() -> None:
    made = compiled(quirk('{ $read: { "Limited.*": rate_limit } }', "error_types"))
    with made.back() as back:
        found = [
            back.read_failure({"error": {"code": code, "message": "m"}}, 400, new_context(()))["error_type"]
            for code in ("Limited.Rpm", "Limited.", "rate_limit_exceeded")
        ]
    assert found == ["rate_limit"] * 3


@pytest.mark.parametrize("entries", ['{ "limit*": max_tokens }', '{ $read: { "*limit": max_tokens } }'])
def test_prefix_of_both_directions_and_other_globs_are_refused(entries: str) -> None:
    (found,) = {one.partition(": ")[2] for one in problems(quirk(entries))}
    assert found.endswith("a word that ends in '*' is any text that begins so, and is listed under $read")
