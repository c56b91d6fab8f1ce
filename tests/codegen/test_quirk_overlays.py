"""Quirks that once compiled to wrong code: each compiles to code with the declared effect, or is reported."""

from __future__ import annotations

from typing import Any

import pytest

from dragoman_codegen.verify.comparison import new_context
from dragoman_codegen.verify.recorder import Recorder
from tests.codegen.quirks import FILE, FIRST, compiled, problems
from tools.mutations import __main__ as mutations
from tools.mutations.mutants import FILES, Mutant, Verdict

USER = [{"role": "user", "blocks": [{"kind": "text", "text": "hi"}]}]
MARKS = "    request:\n      types: { Request: { marks?: MarkItem* }, MarkItem: { role?: str, point?: str } }\n"


def marks(items: str) -> str:
    return f"{MARKS}      write: {{ Request from Request: {{ marks: [{items}], $drop: {{ user_id: ~ }} }} }}\n"


# --- arguments of filters


@pytest.mark.parametrize(
    ("row", "field", "kind", "key"),
    [
        ("text: { if: $choices.0.delta.content of str | unless $choices.0.delta.tag }", "tag?: str", "text",
         "content"),
        ("reasoning: { if: $choices.0.delta.reasoning_content | unless $choices.0.delta.tag }", "tag?: bool",
         "reasoning", "reasoning_content"),
    ],
)  # fmt: skip
def test_filter_argument_of_a_row_begins_at_the_event(row: str, field: str, kind: str, key: str) -> None:
    ignored = f"$ignore: {{ tag: it hides texts, Delta.{key}: hidden by a tag }}"
    made = compiled(f"    stream: {{ types: {{ Delta: {{ {field} }} }}, read: {{ rows: {{ {row} }}, {ignored} }} }}\n")
    hidden: Any = {key: "hidden", "tag": "a" if field.endswith("str") else True}
    assert made.texts_read({key: "shown"}, hidden, {key: "too"}) == [(kind, "shown"), (kind, "too")]


def test_alternatives_of_a_row_may_begin_at_different_places() -> None:
    made = compiled(
        "    stream:\n      types: { Chunk: { whole?: str } }\n"
        "      read:\n        rows: { reasoning: { if: $choices.0.delta.reasoning_content ?? $whole } }\n"
        "        $ignore: { Chunk.whole: { if: $choices.0.delta.reasoning_content, because: the same text } }\n"
    )
    assert made.texts_read({"reasoning_content": "a"}) == [("reasoning", "a")]


def test_a_row_that_completes_the_response_runs_last() -> None:
    made = compiled(
        "    stream:\n      types: { Chunk: { over?: bool } }\n"
        "      read: { rows: { over: { before: begin, if: $over, finish: true } } }\n"
    )
    with made.back() as back:
        blocks = Recorder()
        back.reader(blocks, new_context(())).feed({"over": True, "choices": [{"index": 0, "delta": {"content": "a"}}]})
    assert [name for name, _ in blocks.pieces] == ["start", "add_text", "finish"]


def test_row_iterates_over_flattened_lists() -> None:
    made = compiled(
        "    stream:\n      types: { Delta: { groups?: Group* }, Group: { parts?: Inner* }, Inner: { text?: str } }\n"
        "      read: { rows: { more: { each: $choices.0.delta.groups.*.parts | concat, in: text, delta: $text } } }\n"
    )
    pieces = made.texts_read({"groups": [{"parts": [{"text": "a"}, {"text": "b"}]}, {"parts": [{"text": "c"}]}]})
    assert [text for _, text in pieces] == ["a", "b", "c"]


# --- maps and lists in the place of a leaf


@pytest.mark.parametrize(
    ("part", "quirk", "form"),
    [
        ("stream", 'read: { rows: { text: { if: { $join: [$choices.0.delta.content of str] } } } }', "a map"),
        ("stream", "read: { rows: { text: { if: [$choices.0.delta.content of str] } } }", "a list"),
        ("stream", "read: { rows: { cites: { each: { a: $choices }, citation: $it } } }", "a map"),
        ("stream", "read: { rows: { text: { unless_seen: [{ a: $id }] } } }", "a map"),
        ("request", "write: { Request from Request: { $drop: { user_id: { if: { $first: [] }, because: no } } } }",
         "a map"),
        ("request", "write: { Request from Request: { stream_options: { $if: { a: $stream }, include_usage: true } } }",
         "a map"),
        ("request", "write: { ToolChoice from ToolChoice: { $case: { a: mode } } }", "a map"),
        ("response", "read: { Response from Completion: { $fail: [{ if: [$error], error: $it -> ApiError }] } }",
         "a list"),
    ],
)  # fmt: skip
def test_map_or_list_in_the_place_of_a_path_is_reported(part: str, quirk: str, form: str) -> None:
    text = f"a path is required here, as in '$name | filter', and this is {form}"
    assert any(one.startswith(f"{FILE}:{FIRST}:") and text in one for one in problems(f"    {part}: {{ {quirk} }}\n"))


@pytest.mark.parametrize(
    ("part", "quirk", "message"),
    [
        ("request", "write: { Request from Request: { $drop: { user_id: [a] } } }", "of 'user_id' needs a reason"),
        ("request", "write: { Request from Request: { $drop: { user_id: { whi: a } } } }", "$drop has no 'whi'"),
        ("request", "write: { Request from Request: { $drop: [user_id] } }", "$drop names fields with their reasons"),
        ("response", "read: { Response from Completion: { $require: { choices: { a: b } } } }",
         "$require of 'choices' needs the message"),
        ("request", "write: { Request from Request: { user: { $join: $model } } }", "$join takes a list"),
        ("request", "write: { Request from Request: { user: { $first: [{ $join: 3 }, a] } } }", "$join takes a list"),
        ("request", "write: { Request from Request: { user: { $join: [] } } }", "$join takes a list"),
        ("errors", "read: { retry: { patterns: [], without: [reasoning] } }", "retry has no pattern"),
    ],
)  # fmt: skip
def test_value_of_another_form_is_reported_at_its_place(part: str, quirk: str, message: str) -> None:
    assert any(
        one.startswith(f"{FILE}:{FIRST}:") and message in one for one in problems(f"    {part}: {{ {quirk} }}\n")
    )


# --- conditions


@pytest.mark.parametrize("when", ["model: ~", "model: []", "streaming:", "reasoning: ~, tools: ~"])
def test_condition_without_a_value_is_reported(when: str) -> None:
    body = "    request: { write: { passes: { limit_parameters: { stop_sequences: 2 } } } }\n"
    found = problems(f"    when: {{ {when} }}\n{body}")
    key = when.partition(":")[0]
    assert found == [f"{FILE}:{FIRST}:5: '{key}' of 'when' has no value; give one, or remove the key"]


# --- items of lists


def test_item_without_a_value_is_left_out() -> None:
    made = compiled(marks("{ point: $user_id }"))
    assert "marks" not in made.write({"messages": USER})[0]
    assert made.write({"messages": USER, "user_id": "u"})[0]["marks"] == [{"point": "u"}]


def test_item_with_a_named_value_is_left_out_without_it() -> None:
    made = compiled(marks("{ $let: { who: $user_id }, point: $made.who }"))
    assert "marks" not in made.write({"messages": USER})[0]
    assert made.write({"messages": USER, "user_id": "u"})[0]["marks"] == [{"point": "u"}]


def test_item_that_a_choice_makes_is_left_out_when_it_is_empty() -> None:
    made = compiled(marks("{ $first: [{ $if: $stream, point: $user_id }, { point: $user_id }] }"))
    assert "marks" not in made.write({"messages": USER, "stream": True})[0]


def test_item_with_a_constant_stays() -> None:
    made = compiled(marks("{ $let: { who: $user_id }, role: user, point: $made.who }"))
    assert made.write({"messages": USER})[0]["marks"] == [{"role": "user"}]


def test_item_that_has_no_keys_is_reported() -> None:
    found = problems(marks("{ point: $user_id }, { $ignore: { user_id: no reason } }"))
    assert found == [
        f"{FILE}:{FIRST + 2}:69: this map has no key of the target, so it is always empty; add one, or remove it"
    ]


@pytest.mark.parametrize("items", ["a, $stop_sequences", "$stop_sequences"])
def test_absent_list_is_spliced_as_an_empty_one(items: str) -> None:
    made = compiled(
        "    request:\n      types: { Request: { labels?: str* } }\n"
        f"      write: {{ Request from Request: {{ labels: [{items}] }} }}\n"
    )
    first = ["a"] if "a" in items.split(", ") else []
    assert made.write({"messages": USER})[0].get("labels", []) == first
    assert made.write({"messages": USER, "stop_sequences": ["x"]})[0]["labels"] == [*first, "x"]


def test_list_that_a_choice_makes_is_spliced() -> None:
    made = compiled(
        "    request:\n      types: { Request: { labels: json* } }\n"
        "      write: { Request from Request: { labels: [a, { $first: [$stop_sequences, [$user_id]] }],"
        " $drop: { user_id: { if: $stop_sequences, because: it has no place } } } }\n"
    )
    assert made.write({"messages": USER, "stop_sequences": ["x"]})[0]["labels"] == ["a", "x"]
    assert made.write({"messages": USER, "user_id": "u"})[0]["labels"] == ["a", "u"]


# --- null


@pytest.mark.parametrize(
    "choice",
    [
        "{ $if: $user_id, $value: $session_id ?? $null }",
        "{ $if: $user_id, $value: { $case: $user_id, a: $session_id ?? $null, $else: a } }",
    ],
)
def test_default_of_null_below_a_condition_is_written(choice: str) -> None:
    made = compiled(
        "    request:\n      types: { Request: { label?: json } }\n"
        f"      write: {{ Request from Request: {{ label: {choice} }} }}\n"
    )
    assert made.write({"messages": USER, "user_id": "a"})[0]["label"] is None
    assert "label" not in made.write({"messages": USER})[0]


# --- losses


def test_loss_of_a_field_of_items_needs_an_item_with_the_field() -> None:
    made = compiled(
        "    request:\n      types: { Request: { web_search?: str } }\n      write:\n"
        "        passes: { select_tools: { hosted: [search] } }\n"
        "        Request from Request:\n          web_search: $tools of HostedTool | non_empty | then yes\n"
        "          $drop: { tools.HostedTool.user_location: this search takes no place }\n"
    )
    search: dict[str, Any] = {"kind": "hosted", "name": "web_search", "tool_type": "search"}
    reasons = []
    for tool in (search, {**search, "user_location": {"city": "Rome"}}):
        _, context = made.write({"messages": USER, "tools": [tool]})
        reasons.append([loss for loss in context.losses if loss.endswith("this search takes no place")])
    assert reasons == [[], ["tools.hosted.user_location;this search takes no place"]]


# --- modules


CHANGED = [
    ("    types:\n      types: { Usage: { speed?: num } }\n"
     "      read: { Usage from Usage: { $ignore: { speed: not a count } } }\n"
     "    response: { types: { Completion: { created?: num } } }\n", ""),
    ("    response: { types: { Completion: { created?: num } } }\n", "reasoning_field"),
    ("    response: { types: { Completion: { created?: num } } }\n", "reasoning_either_field"),
    ("    types:\n      types: { Error: { hint?: str } }\n"
     "      read: { ApiError from Error: { $ignore: { hint: contained in the message } } }\n"
     "    errors: { read: { ApiError from Body: { $ignore: { error.Error.hint: contained in the message } } } }\n"
     "    response: { types: { Completion: { created?: num } } }\n", ""),
    ("    types: { types: { Metric: { a?: int } } }\n    response:\n"
     "      types: { Completion: { metric?: Metric } }\n"
     "      read: { Response from Completion: { $ignore: { metric: metadata } } }\n", ""),
    ("    types: { types: { Metric: { a?: int } } }\n    stream:\n      types: { Chunk: { metric?: Metric } }\n"
     "      read: { $ignore: { metric: metadata } }\n", ""),
]  # fmt: skip


@pytest.mark.parametrize(("quirk", "uses"), CHANGED)
def test_modules_of_changed_types_can_be_imported(quirk: str, uses: str) -> None:
    made = compiled(quirk, uses)
    body = {"id": "c1", "created": 1.5, "choices": [{"message": {"content": "hi"}, "finish_reason": "stop"}]}
    assert made.read(body)[0]["blocks"] == [{"kind": "text", "text": "hi"}]


@pytest.mark.exhaustive
def test_modules_of_changed_types_have_no_type_errors() -> None:
    verdicts = []
    for number, (quirk, uses) in enumerate(CHANGED):
        modules = {name: text for name, text in compiled(quirk, uses).texts.items() if name.startswith("sample/")}
        verdicts.append(Verdict(Mutant.of(number, FILES), modules=modules))
    assert mutations.type_errors(verdicts) == []


# --- one message for one cause


@pytest.mark.parametrize(
    ("change", "messages"),
    [
        ("Usage: { prompt_tokens?: num }", ["'-' takes a whole number, and this is num"]),
        ("Usage: { prompt_tokens: ~ }", ["Usage has no 'prompt_tokens'", "Usage has no 'prompt_tokens'"]),
    ],
)
def test_cause_is_reported_without_its_consequences(change: str, messages: list[str]) -> None:
    found = problems(f"    types: {{ types: {{ {change} }} }}\n")
    assert len(found) == len(messages)
    assert all(message in one for message, one in zip(messages, found, strict=True))


def test_value_that_is_not_made_yet_is_reported() -> None:
    found = problems("    request: { write: { Request from Request: { user: $made.user } } }\n")
    assert len(found) == 1 and "$made.user is not defined yet" in found[0]
