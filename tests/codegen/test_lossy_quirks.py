"""Quirks that lose a value: each gets a message with the half, the quirk and, where it has one, its condition."""

from __future__ import annotations

import pytest

from tests.codegen.quirks import problems

WHEN = "when: {{ {} }}"
FIELD = "response: {{ types: {{ Completion: {{ {} }} }}, read: {{ Response from Completion: {{ {} }} }} }}"
REQUEST = "request: {{ write: {{ {} }} }}"
STREAM = "stream: {{ types: {{ {} }}, read: {{ rows: {{ {} }} }} }}"
VARIANTS: list[tuple[str, str, str, list[str]]] = [
    ("a branch of a case for some models", "model: [a]",
     REQUEST.format("ToolChoice from ToolChoice: { tool: required }"),
     ["ToolChoice.name", "write", "where $mode is tool", "when the model is a"]),
    ("an entry while tools are sent", "tools: true",
     REQUEST.format("Tool from Tool: { function: { function: { parameters: ~ } } }"),
     ["FunctionTool.schema", "write", "when tools are true"]),
    ("an entry for some models while tools are sent", 'model: ["b*"], tools: true',
     REQUEST.format("Request from Request: { $drop: { user_id: ~ } }"),
     ["Request.user_id", "write", "when the model is b*, and tools are true"]),
    ("a value that is only sent in streams, for some models", "model: [a]",
     REQUEST.format("Request from Request: { temperature: { $if: $stream, $value: $temperature } }"),
     ["Request.temperature", "write", "where $stream is false", "when the model is a"]),
    ("a filter that returns a part", "",
     REQUEST.format("AssistantMessage from Message: { content: $blocks | text lines ?? $null }"),
     ["Text.text", "write", "$role is assistant", "text lines"]),
    ("a first option that hides the second", "",
     FIELD.format("a?: str, b?: str", "refusal: { $first: [ { $if: $a, $value: $a }, { $if: $b, $value: $b } ] }"),
     ["Completion.b", "read", "where $a is there"]),
    ("a text that is joined with an optional one", "",
     FIELD.format("a?: str, b?: str", "refusal: { $join: [ $a, x, $b ] }"),
     ["Completion.a", "read", "where $b is absent"]),
    ("one item of a list", "", FIELD.format("xs?: str*", "refusal: $xs.0"),
     ["Completion.xs", "read", "in the second and later items of xs"]),
    ("a text of which only the presence counts", "", FIELD.format("a?: str", "refusal: $a | then yes"),
     ["Completion.a", "read"]),
    ("a list of which one text is asked for", "", FIELD.format("xs?: str*", "refusal: $xs | contains a | then a"),
     ["Completion.xs", "read"]),
    ("two fields that are ignored because of each other", "",
     FIELD.format("a?: str, b?: str", "$ignore: { a: { if: $b, because: one }, b: { if: $a, because: other } }"),
     ["Completion.b", "read", "where $a is absent"]),
    ("fields that are ignored because of each other, carried where only one is there", "",
     FIELD.format("a?: str, b?: str",
                  "refusal: { $first: [ { $if: $a | unless $b, $value: $a }, { $if: $b | unless $a, $value: $b } ] }, "
                  "$ignore: { a: { if: $b, because: one }, b: { if: $a, because: other } }"),
     ["Completion.a", "read", "where $b is there"]),
    ("three fields that are ignored in a circle", "",
     FIELD.format("a?: str, b?: str, c?: str",
                  "refusal: { $first: [ { $if: $a | unless $c, $value: $a }, $b | unless $a, $c ] }, $ignore: { "
                  "a: { if: $c, because: one }, b: { if: $a, because: two }, c: { if: $b, because: three } }"),
     ["Completion.a", "read"]),
    ("a text that a table knows nothing of", "",
     FIELD.format("a?: str", "refusal: $a | error_types"), ["Completion.a", "read", "$a | error_types gives nothing"]),
    ("a row of a stream for one kind of block", "", "stream: { read: { rows: { reasoning: ~ } } }",
     ["Delta.reasoning_content", "read"]),
    ("a usage detail of a stream", "",
     STREAM.format("Chunk: { extra?: Extra }, Extra: { cached?: int }",
                   "more: { if: $extra, record: { usage: { uncached_input_tokens: 0 } } }"),
     ["Extra.cached", "read"]),
    ("a record that two rows read, each another field", "",
     STREAM.format("Chunk: { a?: Box, b?: Box }, Box: { x?: str, y?: str }",
                   "one: { within: $a, rows: { x: { if: $x, in: reasoning, delta: $it } } }, "
                   "two: { within: $b, rows: { y: { if: $y, in: text, delta: $it } } }"),
     ["Box.", "read"]),
    ("a field of an item of a row", "",
     STREAM.format("Chunk: { found?: Found* }, Found: { url?: str, name?: str }",
                   "found: { each: $found, in: text, delta: $url }"),
     ["Found.name", "read"]),
    ("a field of an error", "", "errors: { types: { Body: { hint?: str } } }", ["Body.hint", "read"]),
    ("a reason that an overlay removes", "", REQUEST.format("Request from Request: { $ignore: { session_id: ~ } }"),
     ["Request.session_id", "write"]),
    ("the second of two numbers of a sum", "",
     "types: { types: { Usage: { a?: int } }, read: { Usage from Usage: { output_tokens: $completion_tokens + $a } } }",
     ["Usage.a", "read"]),
]  # fmt: skip


@pytest.mark.parametrize(("when", "change", "parts"), [one[1:] for one in VARIANTS], ids=[one[0] for one in VARIANTS])
def test_lossy_quirk_is_reported(when: str, change: str, parts: list[str]) -> None:
    condition = f"    {WHEN.format(when)}\n" if when else ""
    found = problems(f"{condition}    {change}\n")
    field, half, *branches = parts
    (message,) = [one for one in found if f": {field}" in one][:1]
    assert f"not carried in the {half} half" in message
    assert all(branch in message for branch in branches)
    assert "(quirk 'it differs')" in message or message.startswith("specs/providers/sample.yaml:")
