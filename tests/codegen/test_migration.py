"""Migration of specs from notation 1: each entry of the tables, the layout, and what needs a hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.commands import cli
from dragoman_codegen.extension import compile_path
from dragoman_codegen.model.library import FORMS, OPERATORS, all_passes, filter_names
from dragoman_codegen.spec.migration.renames import BY_HAND, FILTERS, PASSES
from dragoman_codegen.spec.migration.upgrade import upgraded

PROVIDER = """notation: %s
name: %s
title: Mine
protocol: %s
url: https://api.mine.example/v1
%s: MINE_KEY
variants: { china: { url: https://cn.mine.example/v1, %s: MINE_CN_KEY } }
"""
QUIRK = """quirks:
  - because: it differs   # a comment
    see: https://docs.mine.example/
    request: { write: { %s: { %s } } }
"""
PATCH = """patch:
  - because: it differs
    see: https://docs.mine.example/
    %s
"""

PASS_CASES = [
    ("alternate_roles: { before: end_on_user }", "arrange_messages: { alternate: true }"),
    ("alternate_roles: ~", "arrange_messages: { alternate: false }"),
    ("begin_with_user: { before: shorten_names, text: '.' }", "arrange_messages: { begin: '.' }"),
    ("drop_empty: { blank: true }", "arrange_messages: { blank: true }"),
    ("end_on_user: { mode: continue }", "arrange_messages: { end: continue }"),
    ("end_on_user: {}", "arrange_messages: { end: refuse }"),
    ("end_on_user: ~", "arrange_messages: { end: any }"),
    ("separate_tool_results: { before: shorten_names, text: Ok. }", "arrange_messages: { separator: Ok. }"),
    (
        'cap_max_tokens: { caps: { "*": 4096 }, default: 9 }',
        'limit_parameters: { max_tokens: { "*": 4096 }, default_max_tokens: 9 }',
    ),
    ("cap_temperature: { before: cap_max_tokens, most: 1 }", "limit_parameters: { temperature: 1 }"),
    (
        "limit_stop_sequences: { max_count: 2, blank: false }",
        "limit_parameters: { stop_sequences: 2, blank_stop_sequences: false }",
    ),
    (
        "limit_cache_breakpoints: { max_count: 3, results: parts }",
        "limit_parameters: { cache_breakpoints: 3, result_breakpoints: parts }",
    ),
    (
        "describe_response_format: { before: compile_schemas, prefix: 'a: ', json_object: b }",
        "compile_schemas: { schema_prompt: 'a: ', json_prompt: b }",
    ),
    (
        "map_reasoning_effort: { efforts: [low, high], disabled: low }",
        "map_reasoning: { efforts: [low, high], disabled: low }",
    ),
    (
        "map_reasoning_budget: { before: map_reasoning_effort, budgets: { low: 9 }, disabled: 1 }",
        "map_reasoning: { budgets: { low: 9 }, disabled_tokens: 1 }",
    ),
    (
        "reason_by_effort: { before: limit_stop_sequences, budgets: { low: 9 } }",
        "map_reasoning: { before: limit_parameters, budgets: { low: 9 } }",
    ),
    ("mark_failed_results: { prefix: 'E: ' }", "pair_tool_results: { failed: 'E: ' }"),
    ("name_tool_results: { before: compile_schemas }", "pair_tool_results: { names: true }"),
    (
        "select_hosted_tools: { tool_types: [search], exclusive: true }",
        "select_tools: { hosted: [search], exclusive: true }",
    ),
    (
        'shorten_ids: { exact_length: 9, illegal: "[^a-z]" }',
        'shorten_names: { exact_id_length: 9, illegal_in_ids: "[^a-z]" }',
    ),
    (
        'expand_toolsets: { before: shorten_names, separator: "__" }',
        'resolve_tools: { before: shorten_names, separator: "__" }',
    ),
    ("select_allowed_tools: { before: shorten_names }", "resolve_tools: { before: shorten_names }"),
    ("place_system_messages: { mid_conversation: in_place }", "place_system_messages: { later: in_place }"),
    (
        "merge_assistant_messages: { before: pair_tool_results }",
        "merge_messages: { before: pair_tool_results, assistant: true }",
    ),
    ("join_signatures: { before: drop_empty }", "merge_messages: { before: arrange_messages, reasoning: true }"),
    (
        "render_tool_calls: { before: drop_empty, call: '{name}', result: '{content}' }",
        "render_tool_calls: { before: arrange_messages, call: '{name}', result: '{content}' }",
    ),
    (
        "limit_stop_sequences: { max_count: 2 }, place_media: {}, cap_max_tokens: { default: 9 }",
        "limit_parameters: { stop_sequences: 2, default_max_tokens: 9 }, place_media: {}",
    ),
]
OTHER_CASES = [
    ("request_id_header: x-id", "response_headers: { request-id: x-id }"),
    ("rate_limit_headers: { tokens-limit: x }", "response_headers: { tokens-limit: x }"),
    (
        "request_id_header: x-id\nrate_limit_headers:  # limits\n  tokens-limit: x",
        "response_headers:  # limits\n  request-id: x-id\n  tokens-limit: x",
    ),
    ("rate_limit_headers: {}\nrequest_id_header: x-id", "response_headers: { request-id: x-id }"),
    (
        'request_signing: { method: sigv4, service: bedrock, region: "eu-1", extra: aws }   # no key',
        'request_signing: "eu-1/bedrock/aws4_request"   # no key',
    ),
    ('key_headers: { x-api-key: "{key}" }   # the key', 'headers: { x-api-key: "{key}" }   # the key'),
    (
        'key_headers: { x-api-key: "{key}" }\nheaders: { x-a: b }',
        'headers: { x-api-key: "{key}", x-a: b }',
    ),
    (
        'headers:\n  x-a: b\nkey_headers: { x-api-key: "{key}" }',
        'headers:\n  x-api-key: "{key}"\n  x-a: b\n',
    ),
    (
        PATCH % "when: { model: [a], not_model: [b, 'c*'] }\n    at: a\n    do: remove",
        PATCH % 'when: { model: [a, "!b", "!c*"] }\n    at: a\n    do: remove',
    ),
    (
        PATCH % "when: { not_model: [b] }\n    at: a\n    do: remove",
        PATCH % 'when: { model: ["!b"] }\n    at: a\n    do: remove',
    ),
    (
        PATCH % "when: { variant: [china] }\n    at: a\n    do: remove",
        PATCH % "when: { variants: [china] }\n    at: a\n    do: remove",
    ),
    (
        QUIRK.replace("request: { write", "response: { read") % ("after", "extract_reasoning: { open: a, close: b }"),
        QUIRK.replace("request: { write", "response: { read")
        % ("passes", "extract_reasoning: { start_tag: a, end_tag: b }"),
    ),
    (PATCH % "do: keep\n    fields: [a]\n    loss: no", PATCH % "do: keep\n    members: [a]\n    loss: no"),
    (PATCH % "at: a\n    check: { is: blank }\n    do: remove", PATCH % "at: a\n    check: blank\n    do: remove"),
    (PATCH % "at: a\n    check: { is_not: 1 }\n    do: remove", PATCH % 'at: a\n    check: "!1"\n    do: remove'),
    (
        PATCH % 'at: a\n    check: { field: text, starts_with: "x:" }\n    do: remove',
        PATCH % 'at: a\n    check: { text: "x:*" }\n    do: remove',
    ),
]
LEAF_CASES = [
    ("$tools | equals a", "$tools == a"),
    ("$max_tokens |\n        minus 1 | plus $seed ?? 4", "$max_tokens - 1 + $seed ?? 4"),
    ("$code | to_string ?? $url | url_part media_type", "$code | as string ?? $url | media media_type"),
]
LOGIN_CASES = [
    ("token: { url: https://a.example, refresh: json }", "token: { url: https://a.example, format: json }"),
    ("renew: { ratio: 0.5 }", "renew: { max_age: 50% }"),
    ("renew: { ratio: 0.2 }", "renew: { max_age: 80% }"),
    ("renew: { interval: 8d }", "renew: { max_age: 8d }"),
    (
        "token: { with: { a: b } }\nbrowser: { with: { with: d } }",
        "token: { parameters: { a: b } }\nbrowser: { parameters: { with: d } }",
    ),
    (
        "device: { request: {} }\nlogins:\n  - request: { url: x }\nrequest: {}",
        "device: { code_request: {} }\nlogins:\n  - endpoint: { url: x }\nrequest: {}",
    ),
    ("client_secret:\n  - { program: x, match: y }", "client_secret:\n  - { command: x, match: y }"),
    (
        'browser:\n  redirect_uri: "http://localhost:{port}/a"\n  ports: [1, 2]   # registered\n  pkce: false\n',
        'browser:\n  redirect_uri: ["http://localhost:1/a", "http://localhost:2/a"]\n  # registered\n  pkce: false\n',
    ),
    (
        'request: { headers: { a: "{t}" }, headers_from: more, exclude: [b, a] }',
        'request: { headers: { a: "{t}", b: ~, "*": "{more}" } }',
    ),
]


def provider(body: str, notation: int, number: int) -> str:
    at = "anthropic_messages" if body.startswith("patch:") else "openai_chat"
    key = "key" if notation == 1 else "api_key_env"
    return PROVIDER % (notation, f"mine{number}", at, key, key) + body


CASES = [*((QUIRK % ("before", old), QUIRK % ("passes", new)) for old, new in PASS_CASES), *OTHER_CASES]


@pytest.mark.parametrize(("number", "old", "new"), [(number, *case) for number, case in enumerate(CASES)])
def test_a_word_is_migrated(number: int, old: str, new: str) -> None:
    expected = provider(new, 2, number)
    assert upgraded(provider(old, 1, number), 1) == (expected, [])
    assert upgraded(expected, 2) == (expected, [])


@pytest.mark.parametrize(("old", "new"), LEAF_CASES)
def test_a_filter_is_migrated(old: str, new: str) -> None:
    quirk = "notation: %s\nquirks:\n  - request: { write: { Request from Request: { a: %s } } }\n"
    assert upgraded(quirk % (1, old), 1) == (quirk % (2, new), [])


def test_values_of_frames_are_migrated() -> None:
    old = """notation: 1
quirks:
  - response: { write: { Completion from Response: { created: $created, text: $text } } }
    stream:
      read: { rows: { text: { in: text, key: $index, delta: $text } }, end: finish }
      write:
        values: { echo: { at: $created } }
        start: [{ id: $id, echo: $echo, number: $sequence }]
        close: { text: [{ $if: $started | unless $nth, text: $text, end: $late }] }
        items: { text: { open: [], close: [{ content: $parts, at: $item }] } }
"""
    new = """notation: 2
quirks:
  - response: { write: { Completion from Response: { created: $response.created, text: $text } } }
    stream:
      read: { rows: { text: { in: text, key: $index, delta: $text } }, ends_after: finish }
      write:
        $let: { echo: { at: $response.created } }
        start: [{ id: $id, echo: $made.echo, number: $frame.index }]
        close: { text: [{ $if: $response.id | unless $block.nth, text: $block.text, end: $signature }] }
        items: { text: { open: [], close: [{ content: $item.parts, at: $item.index }] } }
"""
    assert upgraded(old, 1) == (new, [])


STREAM = """
    stream:
      read:
        blocks: explicit
        rows:
          item: { with: $item, do: item, key: [$event.at, $at] }
          text: { append: { in: text, key: 0, extract_reasoning: { open: "<a>", close: "</a>" } } }
        do:
          item: { of: Item, rows: { one: { each: $with, in: text, key: [$key, $at], delta: $at.at, close: true } } }
    errors:
      read: { retry: { match: { more: [a] } }, ApiError from Body: { $first: { first: [{ more: $a }] } } }
      write: { headers: { rate_limit: { headers: "1" } } }
    request: { write: { passes: { open_signatures: { before: [text] }, place_media: { before: settle } } } }
"""
STREAM_NOW = """
    stream:
      read:
        blocks_end: explicit
        rows:
          item: { within: $item, rows: item, key: [$event.at, $nth] }
          text: { append: { in: text, key: 0, extract_reasoning: { start_tag: "<a>", end_tag: "</a>" } } }
        groups:
          item: { of: Item, rows: { one: { each: $with, in: text, key: [$key, $nth], delta: $at.at, close: true } } }
    errors:
      read: { retry: { patterns: { append: [a] } }, ApiError from Body: { $first: { prepend: [{ more: $a }] } } }
      write: { error_headers: { rate_limit: { headers: "1" } } }
    request: { write: { passes: { open_signatures: { followed_by: [text] }, place_media: { before: settle } } } }
"""


def test_words_with_two_meanings_are_renamed_at_one_of_their_places() -> None:
    old, new = (
        f"notation: {number}\nquirks:\n  - because: it differs{text}" for number, text in ((1, STREAM), (2, STREAM_NOW))
    )
    assert upgraded(old, 1) == (new, [])


def test_the_words_of_a_protocol_are_renamed_where_they_had_another_meaning() -> None:
    old = """notation: 1
kind: chat
frames: { kind: sse, event: kind }
programs:
  one: { env: { A: "{env}", env: { kind: env } } }
"""
    new = """notation: 2
kind: chat
frames: { format: sse, event_field: kind }
programs:
  one: { set_env: { A: "{env}", env: { kind: env } } }
"""
    assert upgraded(old, 1) == (new, [])


@pytest.mark.parametrize(("old", "new"), LOGIN_CASES)
def test_a_word_of_a_login_is_migrated(old: str, new: str) -> None:
    assert upgraded(f"notation: 1\n{old}", 1) == (f"notation: 2\n{new}", [])


def test_migrated_files_compile(tmp_path: Path) -> None:
    (tmp_path / "providers").mkdir()
    for number, (old, _) in enumerate(CASES):
        text, _ = upgraded(provider(old, 1, number), 1)
        (tmp_path / "providers" / f"mine{number}.yaml").write_text(text, encoding="utf-8")
    names = set(compile_path(tmp_path).providers)
    assert {f"mine{number}" for number in range(len(CASES))} <= names


def test_the_tables_name_passes() -> None:
    known = all_passes()
    tested = {old.split(":")[0] for old, _ in PASS_CASES}
    for name, rename in PASSES.items():
        assert name in tested, f"no case migrates {name}"
        assert {*rename.params.values(), *rename.adds, *rename.removed} <= set(known[rename.name])
    assert not set(BY_HAND) & set(known)


def test_the_table_names_filters() -> None:
    forms = {f"{name} {form}" for name, forms in FORMS.items() for form in forms}
    assert not set(FILTERS) & filter_names()
    assert set(FILTERS.values()) <= {*forms, *OPERATORS, *filter_names()}


PROTOCOL_CASES = [
    (
        "request_id_header: id\nrate_limit_headers:\n  tokens-limit: x\nresponse_headers: [a-, b]\n",
        "response_headers:\n  request-id: id\n  passed: [a-, b]\n  tokens-limit: x\n",
    ),
    ("response_headers:\n  - a-\n  - b\n", "response_headers:\n  { passed: [a-, b] }\n"),
    (
        "rate_limit_headers: { x-limit: x }\nresponse_headers: [a-]\n",
        "response_headers: { passed: [a-], x-limit: x }\n",
    ),
    ("response_headers: [a-]\nrequest_id_header: id\n", "response_headers: { request-id: id, passed: [a-] }\n"),
]


@pytest.mark.parametrize(("old", "new"), PROTOCOL_CASES)
def test_response_headers_of_a_protocol_become_one_map(old: str, new: str) -> None:
    assert upgraded(f"notation: 1\n{old}", 1) == (f"notation: 2\n{new}", [])


def test_layout_is_kept_in_blocks() -> None:
    old = "before:\n  # first\n  alternate_roles: {}   # one\n\n  end_on_user: { mode: any }   # two\n"
    new = "passes:\n  # first\n  arrange_messages: { alternate: true, end: any }   # one\n\n  # two\n"
    assert upgraded(old, 1)[0] == new


@pytest.mark.parametrize(
    ("old", "line", "remedy"),
    [
        ("wrap_custom_tools: ~", 11, "pass wrap_custom_tools no longer exists"),
        ("limit_stop_sequences: ~", 11, "cannot be removed alone"),
        ("map_reasoning_effort: { efforts: [low] }, reason_by_effort: {}", 11, "keep one of both"),
        ("limit_stop_sequences: {\n      max_count: 1 # a\n      }", 11, "without comments"),
    ],
)
def test_what_has_no_equivalent_is_reported(
    old: str, line: int, remedy: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(provider(QUIRK % ("before", old), 1, 0), encoding="utf-8")
    assert cli.main(["specs", "upgrade", str(file)]) == 0
    assert old in file.read_text(encoding="utf-8")
    shown = capsys.readouterr().out
    assert f"{file}:{line}:35: change this by hand: " in shown and remedy in shown


def test_the_files_of_a_protocol_are_migrated_with_it(tmp_path: Path) -> None:
    folder = tmp_path / "protocols" / "mine"
    folder.mkdir(parents=True)
    (folder / "protocol.yaml").write_text("notation: 1\nname: mine\nkey_headers: { a: '{key}' }\n", encoding="utf-8")
    stream = "read: { end: finish }\nwrite: { start: [{ id: $started }] }\n"
    (folder / "stream.yaml").write_text(stream, encoding="utf-8")
    for _ in range(2):  # the second time nothing changes
        assert cli.main(["specs", "upgrade", str(folder / "protocol.yaml")]) == 0
        assert (folder / "protocol.yaml").read_text() == "notation: 2\nname: mine\nheaders: { a: '{key}' }\n"
        assert (folder / "stream.yaml").read_text() == (
            "read: { ends_after: finish }\nwrite: { start: [{ id: $response.id }] }\n"
        )
