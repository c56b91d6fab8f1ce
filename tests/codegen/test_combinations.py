"""Combinations of the notation's words: each is refused with a position, or means the same in code and interpreter."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from dragoman_codegen.verify.comparison import new_context
from dragoman_codegen.verify.recorder import Recorder
from tests.codegen.quirks import FILE, FIRST, compiled, problems

WHEN = '    when: { model: ["x*"] }\n'
REQUEST = """    request:
      types: { Request: { x?: X, y?: str, z?: X* }, X: { a?: str, b?: str } }
      write:
        Request from Request:
"""


def in_request(*lines: str) -> str:
    return REQUEST + "".join(f"          {line}\n" for line in lines)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("y: { $if: $stream, $case: reasoning.mode, $else: m }", "'$if' has no meaning beside $case"),
        ("y: { $let: { z: 1 }, $case: reasoning.mode, $else: m }", "'$let' has no meaning beside $case"),
        ("x: { a: b, $fail: [{ if: $stream, error: { error_type: timeout, message: x } }] }", "'$fail' has no meaning"),
        ("x: { a: b, $require: { seed: absent } }", "'$require' has no meaning here"),
        ("x: { a: b, $else: { b: x } }", "'$else' has no meaning here"),
        ("y: { $case: reasoning.mode, on: d, auto: a, off: n, interleaved: m }", "this may be absent: add $else"),
    ],
)
def test_word_without_a_meaning_at_its_place_is_refused(line: str, message: str) -> None:
    (found,) = problems(in_request(line, "$ignore: { reasoning.mode: ~ }"))
    assert found.startswith(f"{FILE}:{FIRST + 4}:") and message in found


def test_value_that_was_made_takes_no_steps() -> None:
    found = problems(in_request("$let: { z: [ $tools ] }", "y: '$made.z.*.name | join \", \"'"))
    assert any("$made.z takes no steps" in one for one in found)


def test_value_that_was_made_is_known_in_objects_within() -> None:
    made = compiled(in_request("$let: { z: $user_id }", "x: { a: $made.z }"))
    assert made.write({"user_id": "u"})[0]["x"] == {"a": "u"}


def test_case_over_an_absent_value_is_its_else() -> None:
    made = compiled(in_request("y: { $case: reasoning.mode, on: d, $else: $nothing }"))
    assert made.write({"reasoning": {"mode": "on"}})[0]["y"] == "d"
    assert "y" not in made.write({})[0]


def test_loss_of_a_conditional_object_in_a_case_is_recorded_whether_it_is_made_or_not() -> None:
    drop = "$drop: { user_id: user ids are lost }"
    branch = f"{{ $if: $stream, a: b, {drop} }}"
    line = f"x: {{ $case: reasoning.mode, on: {branch}, $else: {{ b: c, {drop} }} }}"
    made = compiled(in_request(line, "$drop: { user_id: ~, seed: lost }"))
    for stream in (False, True):
        body, context = made.write({"reasoning": {"mode": "on"}, "user_id": "u", "stream": stream})
        assert ("x" in body) is stream and "user_id;user ids are lost" in context.losses


def test_loss_of_a_conditional_item_of_a_list_is_recorded_whether_it_is_made_or_not() -> None:
    item = "{ $if: $stream, a: b, $drop: { user_id: user ids are lost } }"
    made = compiled(in_request(f"z: [ {{ b: c }}, {item} ]", "$drop: { user_id: ~, seed: lost }"))
    for stream in (False, True):
        body, context = made.write({"user_id": "u", "stream": stream})
        assert len(body["z"]) == 1 + stream and "user_id;user ids are lost" in context.losses


@pytest.mark.parametrize(("mode", "lost"), [("on", "first"), ("off", "second"), ("auto", "third")])
def test_only_the_option_that_is_chosen_loses_what_it_drops(mode: str, lost: str) -> None:
    first = f"{{ $if: $reasoning.mode == on, a: b, {_drop('first')} }}"
    second = f"{{ $if: $reasoning.mode == off, a: c, {_drop('second')} }}"
    line = f"x: {{ $first: [ {first}, {second}, {{ b: d, {_drop('third')} }} ] }}"
    made = compiled(in_request(line, "$drop: { user_id: ~, seed: lost }"))
    _, context = made.write({"user_id": "u", "reasoning": {"mode": mode}})
    assert [loss for loss in context.losses if loss.startswith("user_id")] == [f"user_id;{lost}"]


def _drop(reason: str) -> str:
    return f"$drop: {{ user_id: {reason} }}"


def test_default_of_a_union_is_one_of_its_tags() -> None:
    found = problems("    request: { types: { U: { one of: t ?? z, a: A }, A: { v?: str } } }\n")
    assert any("U has no 'z' for objects without a tag; there are: a" in one for one in found)


def test_first_depends_on_a_condition() -> None:
    first = "$first: { prepend: [ { $if: $json_object, type: text } ] }, $ignore: { ResponseFormat.*: not sent }"
    change = f"ResponseFormat from ResponseFormat: {{ {first} }}"
    made = compiled(WHEN + f"    request: {{ write: {{ {change} }} }}\n")
    request = {"response_format": {"json_object": True}}
    sent = [made.write(request, (holds,))[0]["response_format"] for holds in (True, False)]
    assert sent == [{"type": "text"}, {"type": "json_object"}]


def test_if_depends_on_a_condition() -> None:
    change = "Reasoning from Message: { $if: $reasoning_content | non_empty, $ignore: { reasoning_details: repeated } }"
    made = compiled(WHEN + f"    response: {{ read: {{ {change} }} }}\n")
    body = {"choices": [{"message": {"content": "x", "reasoning_details": [{"text": "t"}]}}]}
    assert [len(made.read(body, (holds,))[0]["blocks"]) for holds in (True, False)] == [1, 2]


def test_rule_of_errors_depends_on_a_condition() -> None:
    change = (
        "ApiError from Body: { $first: { prepend: [ { $if: $msg, message: other } ] }, $ignore: { Body.*: no text } }"
    )
    made = compiled(WHEN + f"    errors: {{ read: {{ {change} }} }}\n")
    with made.back() as back:
        found = [back.read_failure({"msg": "m"}, 400, new_context((holds,)))["message"] for holds in (True, False)]
    assert found == ["other", "m"]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ("errors: { read: { texts: { context_length_exceeded: [full] } } }", "texts"),
        ('errors: { read: { statuses: { "499": timeout } } }', "statuses"),
        ("errors: { read: { retry: { patterns: [full], without: [reasoning] } } }", "retry"),
        ("response: { read: { Response from Completion: { $require: { usage: no usage } } } }", "$require"),
        ("response: { read: { Response from Completion: { $fail: { append: [{ if: $id }] } } } }", "$fail"),
    ],
)
def test_what_is_the_same_for_all_requests_cannot_depend_on_a_condition(change: str, word: str) -> None:
    (found,) = problems(f"{WHEN}    {change}\n")
    assert found.startswith(f"{FILE}:{FIRST + 1}:") and f"'{word}' cannot depend on 'when'" in found


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("response: { write: { Completion from Response: { model: x } } }", "'write' faces clients"),
        ("request: { read: { Request from Request: { model: x } } }", "'read' faces clients"),
        ("stream: { read: { blocks_end: explicit } }", "a quirk cannot change 'blocks_end'"),
    ],
)
def test_change_without_an_effect_is_refused(change: str, message: str) -> None:
    (found,) = problems(f"    {change}\n")
    assert found.startswith(f"{FILE}:{FIRST}:") and message in found


@pytest.mark.parametrize("when", ["", WHEN])
def test_end_and_final_passes_of_a_stream_are_changed(when: str) -> None:
    passes = "passes: { unwrap_tool_calls: { names: [x] } }"
    made = compiled(when + f"    stream: {{ read: {{ ends_after: finish, {passes} }} }}\n")
    text = made.texts["sample/openai_chat.py"]
    assert "blocks.hold(['x']" in text.replace('"', "'") and "def eof" in text


def stream_quirks(*conditions: str) -> str:
    head = "  - because: it differs\n    see: https://sample.example/docs\n"
    row = "before: text, if: $choices.0.delta.refusal, in: reasoning"
    quirks = (
        f"    when: {{ {when} }}\n    stream: {{ read: {{ rows: {{ row{at}: {{ {row}, delta: '{at}' }} }} }} }}\n"
        for at, when in enumerate(conditions)
    )
    return head.join(quirks)


def test_three_conditions_of_a_stream_are_independent() -> None:
    made = compiled(stream_quirks('model: ["x*"]', "streaming: true", "tools: true"))
    for holds in product((False, True), repeat=3):
        read: list[Any] = [text for kind, text in made.texts_read({"refusal": "r"}, holds=holds) if kind == "reasoning"]
        assert read == [str(at) for at, held in enumerate(holds) if held]


def test_many_conditions_of_a_stream_that_exclude_each_other_are_possible() -> None:
    made = compiled(stream_quirks(*(f'model: ["{letter}-*"]' for letter in "abcdefgh")))
    assert made.texts_read({"refusal": "r"}, holds=(False,) * 7 + (True,))[0] == ("reasoning", "7")


def test_too_many_combinations_of_conditions_of_a_stream_are_refused() -> None:
    facts = ("streaming: true", "tools: true", "reasoning: true", 'model: ["x*"]', 'model: ["*y"]')
    (found,) = problems(stream_quirks(*facts))
    assert "conditions change how a stream is read in 31 ways, and at most 16 are possible" in found


def test_loss_beside_a_joined_text_is_recorded() -> None:
    made = compiled(in_request('y: { $join: ["a", $seed], $drop: { user_id: lost } }', "$drop: { user_id: ~ }"))
    for seed, text in ((1, "a1"), (None, None)):
        body, context = made.write({"user_id": "u", **({"seed": seed} if seed else {})})
        assert body.get("y") == text and list(context.losses) == ["user_id;lost"]


def test_last_item_of_a_list_and_the_items_before_it() -> None:
    made = compiled(
        "    request:\n"
        "      types: { Request: { query?: str, history?: Turn*, stops?: str*, texts?: str* }, Turn: { by: str } }\n"
        "      write:\n"
        "        Request from Request:\n"
        "          query: $messages.last.role\n"
        "          history: $messages.before.last -> Turn\n"
        "          stops: $stop_sequences.before.last\n"
        "          texts: $system.before.last.*.text\n"
        "        Turn from Message: { by: $role, $ignore: { Message.*: of another part } }\n"
    )
    messages = [{"role": role, "blocks": [{"kind": "text", "text": role}]} for role in ("user", "assistant", "user")]
    body, _ = made.write(
        {"messages": messages, "stop_sequences": ["a", "b"], "system": [{"kind": "text", "text": "s"}] * 2}
    )
    assert (body["query"], body["history"]) == ("user", [{"by": "user"}, {"by": "assistant"}])
    assert (body["stops"], body["texts"]) == (["a"], ["s"])
    body, _ = made.write({"messages": messages[:1]})
    assert body["query"] == "user" and not body.get("history") and "stops" not in body and "texts" not in body


def test_response_starts_before_the_block_of_the_same_row() -> None:
    rows = "{ begin: ~, text: { start: { id: $id } } }"
    sample = compiled(f"    stream: {{ read: {{ rows: {rows}, $ignore: {{ id: of a text }} }} }}\n")
    with sample.back() as back:
        blocks = Recorder()
        back.reader(blocks, new_context(())).feed({"id": "a", "choices": [{"index": 0, "delta": {"content": "hi"}}]})
    assert [name for name, _ in blocks.pieces] == ["start", "add_text"]


def test_loss_of_items_of_several_lists_has_the_path_of_the_items() -> None:
    types = "types: { Request: { links?: str* } }"
    rule = "str from Block: { $case: kind, image: { $join: [$url], $drop: { data: it reads links } }, $else: $nothing }"
    links = "Request from Request: { links: $messages.*.blocks | concat -> str }"
    sample = compiled(f"    request: {{ {types}, write: {{ {links}, {rule} }} }}\n")
    image = {"kind": "image", "data": "aGk=", "media_type": "image/png"}
    _, context = sample.write({"messages": [{"role": "user", "blocks": [image]}]})
    assert "messages.blocks.data;it reads links" in list(context.losses)
