"""Completeness: no quirk loses a field silently, under any combination of conditions."""

from __future__ import annotations

from typing import Any

import pytest

from dragoman.library.context import Context
from dragoman_adapters.anthropic_messages import request as messages
from dragoman_adapters.openai_chat import request as chat
from dragoman_adapters.openai_responses import request as responses
from dragoman_codegen.model.conditions import condition_text, outcomes
from dragoman_codegen.spec.problems import Problems
from tests.codegen.quirks import FILE, FIRST, compiled, problems
from tests.codegen.test_quirk_overlays import USER
from tools.removals.cuts import Cut, Judge

LOST_TIER = "Request.service_tier is not carried in the write half where $service_tier is auto or standard or priority"
HINT = "map it, or give a reason under $drop or $ignore"


@pytest.mark.parametrize(
    ("when", "change", "lost", "text"),
    [
        ("model: [a]", "request: { write: { Request from Request: { tools: ~, stop: ~ } } }",
         ["Request.tools", "Request.stop_sequences"], "when the model is a"),
        ("streaming: true", "request: { write: { Request from Request: { response_format: ~ } } }",
         ["Request.response_format"], "when streaming is true"),
        ("model: [a]", "response: { read: { Response from Completion: { usage: ~ } } }",
         ["Completion.usage"], "when the model is a"),
        ('model: ["!a"]', 'request: { write: { Request from Request: { stop: { $if: $stream, $value: "x" } } } }',
         ["Request.stop_sequences"], "when the model is not a"),
        ("model: [a]", "types: { read: { Usage from Usage: { output_tokens: ~ } } }",
         ["Usage.completion_tokens"], "when the model is a"),
        ("tools: true", "request: { write: { Tool from Tool: { function: { function: { strict: ~ } } } } }",
         ["FunctionTool.strict"], "when tools are true"),
    ],
)  # fmt: skip
def test_field_that_a_condition_loses_is_reported(when: str, change: str, lost: list[str], text: str) -> None:
    found = problems(f"    when: {{ {when} }}\n    {change}\n")
    half = "read" if "read:" in change else "write"
    message = f"is not carried in the {half} half {text} (quirk 'it differs'): {HINT}"
    them = message if len(lost) == 1 else message.replace("is not", "are not").replace("map it", "map them")
    assert found == [f"{FILE}:{FIRST}:5: {', '.join(lost)} {them}"]


def test_kind_of_block_whose_rule_is_no_longer_applied_is_reported() -> None:
    found = problems("    request: { write: { AssistantMessage from Message: { tool_calls: ~ } } }\n")
    lost = " ".join(one.partition(": ")[2].partition(" not carried ")[0] for one in found)
    assert "ToolCall.id, ToolCall.name, ToolCall.input" in lost and "CustomToolCall.*" in lost
    conditional = problems(
        "    when: { model: [a] }\n    request: { write: { AssistantMessage from Message: { tool_calls: ~ } } }\n"
    )
    assert len(conditional) == len(found) and all("when the model is a" in one for one in conditional)


def test_field_that_is_lost_within_a_value_of_its_own_kind_is_reported_there() -> None:
    found = problems("    request: { write: { ToolMessage from ToolResult: { $ignore: { blocks.Image.*: ~ } } } }\n")
    assert (
        len(found) == 1 and "Image.* is not carried in the write half within ToolResult.blocks where $role" in found[0]
    )


def test_filter_carries_only_what_it_returns() -> None:
    part = "{ file: { file_data: ~ } }"
    found = problems(f"    request: {{ write: {{ Part from Block: {{ document: {part} }} }} }}\n")
    assert len(found) == 1 and ": Document.media_type, Document.data are not carried" in found[0]


def test_loss_that_a_quirk_names_is_recorded_where_its_condition_holds() -> None:
    made = compiled(
        "    when: { model: [a] }\n"
        "    request: { write: { Request from Request: { temperature: ~, $drop: { temperature: it is fixed } } } }\n"
    )
    request: dict[str, Any] = {"messages": USER, "temperature": 0.5}
    body, context = made.write(request, holds=(True,))
    assert "temperature" not in body and "temperature;it is fixed" in context.losses
    body, context = made.write(request, holds=(False,))
    assert body["temperature"] == 0.5 and "temperature;it is fixed" not in context.losses


def test_field_that_one_branch_of_a_case_loses_is_reported() -> None:
    types = "types: { Request: { picked?: Picked }, Picked: { a?: str, b?: str } }"
    rule = "Picked from ReasoningConfig: { $case: mode, on: { a: b, b: $display | shown }, $else: { a: c } }"
    ignore = "$ignore: { reasoning.mode: ~, reasoning.budget_tokens: ~, reasoning.display: ~ }"
    words = "types: { words: { shown: { $of: ReasoningDisplay, s: shown, h: hidden, u: updates, $else: ~ } } }"
    write = f"Request from Request: {{ picked: $reasoning -> Picked, {ignore} }}"
    found = problems(f"    request: {{ {types}, write: {{ {write}, {rule} }} }}\n    {words}\n")
    assert [one.partition(": ")[2] for one in found if "display" in one] == [
        "ReasoningConfig.mode, ReasoningConfig.display are not carried in the write half "
        "where $mode is off or auto or interleaved: " + HINT.replace("map it", "map them")
    ]


def test_field_of_a_record_that_two_tags_share_is_lost_in_one_branch() -> None:
    types = "types: { Completion: { us?: U* }, U: { one of: t, a: Shared, b: Shared }, Shared: { v?: str } }"
    rules = "Response from Completion: { blocks: { append: [ $us -> Text ] } }, Text from U"
    branches = '$case: t, a: { kind: text, text: $v ?? "" }, b: { kind: text, text: x }'
    found = problems(f"    response: {{ {types}, read: {{ {rules}: {{ {branches} }} }} }}\n")
    assert [one.partition(": ")[2] for one in found] == [
        f"Shared.v is not carried in the read half where t is b: {HINT}"
    ]


def test_shared_rule_carries_the_fields_of_its_source() -> None:
    change = "Response from Completion: { refusal: $usage.prompt_tokens_details.note }"
    types = "types: { PromptDetails: { note?: str } }"
    rule = "Usage from Usage: { $ignore: { prompt_tokens_details.note: a remark } }"
    compiled(f"    response: {{ read: {{ {change} }} }}\n    types: {{ {types}, read: {{ {rule} }} }}\n")


OTHER = """  - because: it differs too
    see: https://sample.example/docs
"""


def test_conditions_that_overlap_may_each_drop_a_field() -> None:
    drop = "request: { write: { Request from Request: { top_p: ~, $drop: { top_p: it is fixed } } } }\n"
    compiled(f"    when: {{ model: [a] }}\n    {drop}{OTHER}    when: {{ streaming: true }}\n    {drop}")


def test_field_may_be_carried_by_quirks_that_exclude_each_other() -> None:
    carry = "request: { write: { Request from Request: { user: $user_id, $drop: { user_id: ~ } } } }\n"
    compiled(f'    when: {{ model: [a] }}\n    {carry}{OTHER}    when: {{ model: ["!a"] }}\n    {carry}')


def test_only_conditions_that_matter_are_named() -> None:
    keep = "request: { write: { passes: { limit_parameters: { stop_sequences: 1 } } } }\n"
    lose = "request: { write: { Request from Request: { top_p: ~ } } }\n"
    found = problems(f"    when: {{ tools: true }}\n    {keep}{OTHER}    when: {{ streaming: true }}\n    {lose}")
    assert len(found) == 1 and "when streaming is true (quirk 'it differs too')" in found[0]


@pytest.mark.parametrize(
    ("conditions", "impossible"),
    [
        ([{"streaming": True}, {"streaming": False}], {(True, True), (False, False)}),
        ([{"model": ["a-*"]}, {"model": ["b-*"]}], {(True, True)}),
        ([{"model": ["a-*"]}, {"model": ["*-b"]}], set()),
        ([{"model": ["a-1*"]}, {"model": ["a-*"]}], {(True, False)}),
        ([{"model": ["a-?"]}, {"model": ["!a-*"]}], {(True, True)}),
        ([{"model": ["a"], "tools": True}, {"model": ["a"]}], {(True, False)}),
        ([{"variants": ["x"]}, {"variants": ["y", "z"]}], {(True, True)}),
        ([{"variants": ["x"]}, {"variants": ["x", "y"]}], {(True, False)}),
    ],
)
def test_combinations_that_cannot_occur_are_left_out(
    conditions: list[dict[str, Any]], impossible: set[tuple[bool, bool]]
) -> None:
    every = {(one, other) for one in (True, False) for other in (True, False)}
    assert outcomes(conditions) == every - impossible


def test_conditions_are_described() -> None:
    text = condition_text([{"model": ["a", "b"], "streaming": True}, {"variants": ["x"]}])
    assert text == "the model is a, b, and streaming is true, and the variant is x"


def test_each_call_site_of_a_record_is_checked() -> None:
    types = "types: { Completion: { a?: Pair, b?: Pair }, Pair: { x?: str, y?: str } }"
    rules = 'Text from Pair: { kind: text, text: JOINED }, Reasoning from Pair: { kind: reasoning, text: $x ?? "" }'
    more = "Response from Completion: { blocks: { append: [ $a -> Text, $b -> Reasoning ] } }"
    rules = rules.replace("JOINED", """{ $join: ['$x ?? ""', '$y ?? ""'] }""")
    found = problems(f"    response: {{ {types}, read: {{ {more}, {rules} }} }}\n")
    assert [one.partition(": ")[2].partition(":")[0] for one in found] == ["Pair.y is not carried in the read half"]


def test_two_rules_of_one_value_complete_each_other() -> None:
    types = "types: { Completion: { a?: Pair }, Pair: { x?: str, y?: str } }"
    rules = 'Text from Pair: { kind: text, text: $x ?? "" }, Reasoning from Pair: { kind: reasoning, text: $y ?? "" }'
    more = "Response from Completion: { blocks: { append: [ $a -> Text, $a -> Reasoning ] } }"
    compiled(f"    response: {{ {types}, read: {{ {more}, {rules} }} }}\n")


def test_field_may_be_ignored_in_one_branch() -> None:
    lines = "tools: ~, stop: { $if: $stream, $value: $stop_sequences }"
    ignored = "$ignore: { stop_sequences: { if: $stop_sequences | unless $stream, because: of streams }, tools: no }"
    compiled(f"    request: {{ write: {{ Request from Request: {{ {lines}, {ignored} }} }} }}\n")


def lost(problem: str) -> str:
    """Return the part of a message that names the field and the branch."""
    return problem.partition(": ")[2].partition(": map ")[0].partition(" (")[0]


def test_second_alternative_is_lost_where_the_first_one_is_there() -> None:
    types = "types: { Completion: { a?: str, b?: str } }"
    lines = "Response from Completion: { refusal: $a ?? $b }"
    found = problems(f"    response: {{ {types}, read: {{ {lines} }} }}\n")
    assert list(map(lost, found)) == ["Completion.b is not carried in the read half where $a is there"]
    ignored = "$ignore: { b: { if: $a, because: the same text } }"
    compiled(f"    response: {{ {types}, read: {{ {lines[:-2]}, {ignored} }} }} }}\n")


def test_second_path_of_first_is_lost_where_the_first_one_is_there() -> None:
    types = "types: { Completion: { a?: str, b?: str } }"
    lines = "Response from Completion: { refusal: { $first: [ $a, $b ] } }"
    found = problems(f"    response: {{ {types}, read: {{ {lines} }} }}\n")
    assert list(map(lost, found)) == ["Completion.b is not carried in the read half where $a is there"]


def test_second_alternative_of_a_row_is_lost_where_the_first_one_is_there() -> None:
    row = "reasoning: { if: $choices.0.delta.reasoning_content ?? $choices.0.delta.thoughts }"
    found = problems(f"    stream: {{ types: {{ Delta: {{ thoughts?: str }} }}, read: {{ rows: {{ {row} }} }} }}\n")
    assert [lost(one) for one in found if "Delta.thoughts" in one] == [
        "Delta.thoughts is not carried in the read half in the first item of choices where $choices.1 is absent, and "
        "$choices.0.delta.reasoning_content is there"
    ]


def test_drop_of_a_word_covers_this_word_only() -> None:
    drop = "$drop: { service_tier: { if: $service_tier == batch, because: batches are not supported } }"
    found = problems(f"    request: {{ write: {{ Request from Request: {{ service_tier: ~, {drop} }} }} }}\n")
    assert list(map(lost, found)) == [
        "Request.service_tier is not carried in the write half where $service_tier is auto or standard or priority"
    ]


def test_drop_of_a_further_item_does_not_cover_the_first_one() -> None:
    types = "types: { Completion: { us?: U* }, U: { v?: str } }"
    drop = "$drop: { us: { if: $us.1, because: only one is read } }"
    found = problems(f"    response: {{ {types}, read: {{ Response from Completion: {{ {drop} }} }} }}\n")
    place = "in the first item of us where $us.1 is absent"
    assert list(map(lost, found)) == [f"U.v is not carried in the read half {place}"]
    compiled(f"    response: {{ {types}, read: {{ Response from Completion: {{ refusal: $us.0.v, {drop} }} }} }}\n")


def test_position_carries_no_other_item() -> None:
    types = "types: { Completion: { us?: U* }, U: { v?: str } }"
    found = problems(f"    response: {{ {types}, read: {{ Response from Completion: {{ refusal: $us.0.v }} }} }}\n")
    assert list(map(lost, found)) == ["U.v is not carried in the read half in the second and later items of us"]


@pytest.mark.parametrize(
    ("read", "lost_part"),
    [
        ("refusal: $us.last.v", "U.v is not carried in the read half"),
        ('refusal: $us.before.last .*.v | join ""', "U.v is not carried in the read half in the last item of us"),
        ('refusal: $us.before.last.*.v | join ""', "U.v is not carried in the read half in the last item of us"),
        (
            'model: $us.last.v, refusal: $us.before.last.*.w | join ""',
            "U.v is not carried in the read half in the items of us before the last one",
        ),
    ],
)
def test_the_last_item_and_those_before_it_are_all(read: str, lost_part: str) -> None:
    types = "types: { Completion: { us?: U* }, U: { v?: str, w?: str } }"
    ignored = "" if "w |" in read else ", $ignore: { U.w: none }"
    found = problems(f"    response: {{ {types}, read: {{ Response from Completion: {{ {read}{ignored} }} }} }}\n")
    assert any(lost_part in one for one in found), found
    both = 'model: $us.last.v, refusal: $us.before.last.*.v | join ""'
    compiled(
        f"    response: {{ {types}, read: {{ Response from Completion: {{ {both}, $ignore: {{ U.w: none }} }} }} }}\n"
    )


def test_filter_that_takes_a_part_does_not_take_the_rest() -> None:
    part = "{ $ignore: { url: ~ } }"
    found = problems(f"    request: {{ write: {{ Part from Block: {{ image: {part} }} }} }}\n")
    assert {lost(one).partition(" where ")[0] for one in found} == {"Image.url is not carried in the write half"}


def test_table_decides_by_the_words_that_it_has() -> None:
    table = "{ $of: ServiceTier, slow: batch, $write: { auto: ~, standard: ~, priority: ~ }, $else: ~ }"
    ignore = "$ignore: { service_tier: { if: $service_tier | tier_kinds, because: batches are slow } }"
    found = problems(
        f"    types: {{ words: {{ tier_kinds: {table} }} }}\n"
        f"    request: {{ write: {{ Request from Request: {{ service_tier: ~, {ignore} }} }} }}\n"
    )
    assert list(map(lost, found)) == [LOST_TIER]


def test_table_does_not_carry_a_word_without_an_entry() -> None:
    change = "request: { write: { Request from Request: { reasoning_effort: $reasoning_effort | efforts ?? none } } }"
    found = problems(f"    types: {{ words: {{ efforts: {{ $write: {{ minimal: ~ }} }} }} }}\n    {change}\n")
    assert list(map(lost, found)) == [
        "Request.reasoning_effort is not carried in the write half where $reasoning_effort is minimal"
    ]


@pytest.mark.parametrize(
    ("path", "field"),
    [
        (("finish", 0, "$drop", "stop_sequence"), "FinishEvent.stop_sequence"),
        (("finish", 0, "$drop", "finish_reason"), "FinishEvent.finish_reason"),
        (("open", "custom_tool_call", 0, "choices", 0, "delta", "tool_calls", 0, "id"), "OpenEvent.id"),
        (("close", "reasoning", 0, "$ignore", "signature"), "CloseEvent.signature"),
    ],
)
def test_value_of_a_written_event_is_not_lost(path: tuple[str | int, ...], field: str, judge: Judge) -> None:
    found = Problems()
    judge.without(Cut("stream", "write", path, ""), found)
    assert [problem.text.partition(" is not")[0] for problem in found.found] == [field]


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge("openai_chat")


def test_drop_of_a_negated_flag_covers_false_only() -> None:
    drop = "$drop: { parallel_tool_calls: { if: $parallel_tool_calls | negate, because: it is always enabled } }"
    lines = f"Request from Request: {{ parallel_tool_calls: ~, {drop} }}"
    found = problems(f"    request: {{ write: {{ {lines} }} }}\n")
    assert list(map(lost, found)) == [
        "Request.parallel_tool_calls is not carried in the write half where $parallel_tool_calls is true"
    ]
    ignored = "$ignore: { parallel_tool_calls: { if: $parallel_tool_calls, because: the default } }"
    compiled(f"    request: {{ write: {{ {lines[:-2]}, {ignored} }} }} }}\n")


def test_drop_of_a_true_flag_covers_true_only() -> None:
    types = "types: { Completion: { cut?: bool } }"
    drop = "$drop: { cut: { if: $cut, because: the answer was cut } }"
    found = problems(f"    response: {{ {types}, read: {{ Response from Completion: {{ {drop} }} }} }}\n")
    assert list(map(lost, found)) == ["Completion.cut is not carried in the read half where $cut is false"]


def test_drop_of_a_text_without_declared_words_covers_this_text_only() -> None:
    types = "types: { Completion: { ending?: str } }"
    drop = "$drop: { ending: { if: $ending == cut, because: the answer was cut } }"
    found = problems(f"    response: {{ {types}, read: {{ Response from Completion: {{ {drop} }} }} }}\n")
    assert list(map(lost, found)) == ["Completion.ending is not carried in the read half where $ending is $else"]


def test_words_of_a_value_that_may_be_absent_do_not_cover_its_absence() -> None:
    words = " ?? ".join(f"$service_tier == {word}" for word in ("auto", "standard", "priority", "batch"))
    found = problems(
        "    request: { write: { Request from Request: "
        f"{{ safety_identifier: {{ $if: '{words}', $value: $user_id }}, user: ~, $drop: {{ user_id: ~ }} }} }} }}\n"
    )
    assert [lost(one) for one in found if "user_id" in one] == [
        "Request.user_id is not carried in the write half where $service_tier is absent"
    ]


@pytest.mark.parametrize("operator", ["+", "-"])
def test_sum_does_not_carry_what_is_added(operator: str) -> None:
    types = "types: { Usage: { extra?: int } }"
    line = f"uncached_input_tokens: $prompt_tokens {operator} $extra"
    found = problems(f"    types: {{ {types}, read: {{ Usage from Usage: {{ {line} }} }} }}\n")
    assert "Usage.extra is not carried in the read half" in map(lost, found)


def test_field_may_be_ignored_because_of_what_is_made() -> None:
    types = "types: { Completion: { a?: str, b?: str, c?: str } }"
    ignored = "$ignore: { 'a, b, c': { if: $made.refusal, because: another form of the refusal } }"
    line = "Response from Completion: { refusal: $a ?? $b ?? $c ?? none"
    compiled(f"    response: {{ {types}, read: {{ {line}, {ignored} }} }} }}\n")
    found = problems(f"    response: {{ {types}, read: {{ {line.replace('?? $b ', '')}, {ignored} }} }} }}\n")
    assert list(map(lost, found)) == [
        "Completion.b is not carried in the read half where $a is absent, and $c is absent"
    ]


def test_field_may_be_ignored_because_something_is_not_made() -> None:
    types = "types: { Completion: { a?: str, b?: str } }"
    ignored = "$ignore: { b: { if: $b | unless $made.refusal, because: of a refusal }, a: used as a condition }"
    line = "Response from Completion: { refusal: { $if: $a, $value: $b }, "
    compiled(f"    response: {{ {types}, read: {{ {line}{ignored} }} }} }}\n")
    found = problems(f"    response: {{ {types}, read: {{ {line.replace('$b', 'x')}{ignored} }} }} }}\n")
    assert list(map(lost, found)) == ["Completion.b is not carried in the read half where $a is there"]


@pytest.mark.parametrize(
    ("passes", "carrier", "key", "field"),
    [
        ("render_refusals: ~", "render_refusals", "Refusal.*", "Refusal.text"),
        ("select_tools: ~", "select_tools", "HostedTool.*", "HostedTool.*"),
        ("pair_tool_results: { failed: ~ }", "pair_tool_results.failed", "ToolResult.is_error", "ToolResult.is_error"),
    ],
)
def test_field_that_a_removed_pass_carries_is_reported(passes: str, carrier: str, key: str, field: str) -> None:
    change = f"request: {{ write: {{ passes: {{ {passes} }} }} }}\n"
    message = f"'{key}' is not carried by {carrier}, which is not among the passes of this half: add it, or map {key}"
    assert any(message in one for one in problems(f"    {change}"))
    found = problems(f"    when: {{ model: [a] }}\n    {change}")
    assert any(f"{field} is not carried in the write half" in one for one in found)
    assert all("when the model is a (quirk 'it differs')" in one for one in found)


@pytest.mark.parametrize(
    ("carrier", "message"),
    [
        ("render_refusal", "no pass 'render_refusal'; did you mean 'render_refusals'?"),
        ("pair_tool_results.fail", "pass pair_tool_results has no 'fail'; did you mean 'failed'?"),
    ],
)
def test_pass_that_carries_a_field_exists(carrier: str, message: str) -> None:
    ignored = f"$ignore: {{ metadata: {{ passes: {carrier}, because: carried }} }}"
    found = problems(f"    request: {{ write: {{ Request from Request: {{ metadata: ~, {ignored} }} }} }}\n")
    assert any(message in one for one in found)


def test_conditional_quirk_replaces_the_condition_of_a_loss() -> None:
    types = "types: { Completion: { a?: str, b?: str } }"
    rule = "Response from Completion: { refusal: $a, $drop: { b: { if: $a, because: one } } }"
    other = "Response from Completion: { $drop: { b: { if: ~, because: another } } }"
    first = f"    response: {{ {types}, read: {{ {rule} }} }}\n"
    second = f"{OTHER}    when: {{ model: [a] }}\n    response: {{ read: {{ {other} }} }}\n"
    found = problems(first + second)
    assert list(map(lost, found)) == [
        "Completion.b is not carried in the read half where $a is absent unless the model is a"
    ]


@pytest.mark.parametrize(
    ("read", "given", "path"),
    [
        (chat.read, {"reasoning_effort": "ultra"}, "reasoning_effort"),
        (chat.read, {"verbosity": "ultra"}, "verbosity"),
        (messages.read, {"output_config": {"effort": "ultra"}}, "output_config.effort"),
        (messages.read, {"thinking": {"type": "adaptive", "display": "ultra"}}, "thinking.display"),
        (messages.read, {"speed": "ultra"}, "speed"),
    ],
)
def test_unknown_word_of_a_request_is_a_loss(read: Any, given: dict[str, Any], path: str) -> None:
    context = Context()
    read({"model": "m", "max_tokens": 5, "messages": [{"role": "user", "content": "hi"}], **given}, context)
    assert f"{path};unknown value 'ultra'" in context.losses


def test_usual_speed_is_no_loss() -> None:
    context = Context()
    body: Any = {"model": "m", "max_tokens": 5, "messages": [{"role": "user", "content": "hi"}], "speed": "standard"}
    messages.read(body, context)
    assert not context.losses


@pytest.mark.parametrize(
    ("entry", "part"), [("media_type", "media_type"), ("url", "link"), ("data", "data"), ("$refuse", "text")]
)
def test_each_part_of_a_url_is_carried(entry: str, part: str, judge: Judge) -> None:
    found = Problems()
    judge.without(Cut("request", "read", ("Image from ImageUrl", entry), ""), found)
    assert list(map(lost, map(str, found.found))) == [
        f"ImageUrl.url is not carried in the read half where the part of $url is {part}"
    ]


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"file_data": "https://a.example/a.pdf"}, {"url": "https://a.example/a.pdf"}),
        ({"file_data": "data:text/plain;base64,aMOk"}, {"text": "hä", "media_type": "text/plain"}),
        ({"file_data": "data:text/plain;base64,5A=="}, {"data": "5A==", "media_type": "text/plain"}),
        ({"file_data": "JVBERi0="}, {"data": "JVBERi0="}),
    ],
)
def test_each_part_of_the_data_of_a_file_is_read(given: dict[str, Any], fields: dict[str, Any]) -> None:
    part = {"type": "input_file", **given}
    body: Any = {"model": "m", "input": [{"type": "message", "role": "user", "content": [part]}]}
    (message,) = responses.read(body, Context())["messages"]
    assert message["blocks"] == [{"kind": "document", **fields}]


def test_condition_of_a_class_is_shown_as_the_notation_names_it() -> None:
    types = "types: { Body: { err?: U or str, extra?: str }, U: { v?: str } }"
    rule = "ApiError from Body: { $first: { prepend: [{ $if: $err of U, message: '$err of U .v ?? \"\"' }] } }"
    found = problems(f"    errors: {{ {types}, read: {{ {rule} }} }}\n")
    assert any("where $err of object is there" in one for one in found), found
    assert not any("of dict" in one for one in found)


def test_words_of_conditions_are_those_of_specs() -> None:
    types = "types: { Completion: { a?: str, b?: str } }"
    rule = "Response from Completion: { refusal: $a | stop_reasons ?? $b }"
    found = problems(f"    response: {{ {types}, read: {{ {rule} }} }}\n")
    assert list(map(lost, found)) == [
        "Completion.b is not carried in the read half where $a | stop_reasons gives a value"
    ]
