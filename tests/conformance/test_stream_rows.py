"""Rows of the mapping of streams: Messages to Chat (rule 2.7), Messages and Chat to Responses (rule 2.9).

Each row has what the provider streams, and the deltas, finish reasons and errors that a Chat client receives, or the
types and output indices of the events that a Responses client receives.
"""

# Differences from the rules: pings are not forwarded, since the server sends comments of its own. A stream that ends
# after its stop reason, without `message_stop`, is complete. A failed response has the codes on which clients act, such
# as `server_is_overloaded`, besides the two of the rule.

from __future__ import annotations

import json
from typing import Any

import pytest

from dragoman.inprocess.exchanges import Way
from dragoman.inprocess.translations import translate_stream
from tests.conformance.answer_rows import (
    DATA,
    FOUND,
    FROM_CHAT,
    LINK,
    REQUESTS,
    SEALED,
    SEARCHED,
    SIGNATURE,
    SIGNED,
    TO_CHAT,
    TO_RESPONSES,
    call,
    text,
    use,
)
from tests.conformance.chat import events, messages_stream
from tests.conformance.test_answer_rows import chunks
from tests.conformance.test_server_responses import assert_consistent, events_of

ROLE = {"role": "assistant", "content": "", "refusal": None}
OVERLOADED = {"type": "error", "error": {"type": "overloaded_error", "message": "busy"}}
RATE = {"type": "error", "error": {"type": "rate_limit_error", "message": "slow"}}
EMPTY = {"type": "content_block_delta", "index": 0, "delta": {"type": "input_json_delta", "partial_json": ""}}
CUT = {"message": "stream ended unexpectedly", "type": "server_error", "param": None, "code": None}
BUSY = {"message": "busy", "type": "server_error", "param": None, "code": "server_is_overloaded"}
ZEROS = {"prompt_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0}}
TOTAL = {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5, **ZEROS}


def message(*blocks: dict[str, Any], stop: str = "end_turn") -> bytes:
    return messages_stream(*blocks, stop=stop)


def cut(*blocks: dict[str, Any]) -> bytes:
    return messages_stream(*blocks, cut=True)


def opened(index: int, id: str) -> dict[str, Any]:
    return {"tool_calls": [{"index": index, **call(id, "")}]}


def piece(index: int, arguments: str) -> dict[str, Any]:
    return {"tool_calls": [{"index": index, "function": {"arguments": arguments}}]}


def content(words: str) -> dict[str, Any]:
    return {"content": words}


PING = events({"type": "ping"})
START, REST = message(text("ab")).split(b"\n\n", 1)
CHAT: dict[str, tuple[bytes, list[Any]]] = {
    "texts": (message(text("ab")), [ROLE, content("a"), content("b"), "stop"]),
    "thinking": (
        message(SIGNED),
        [
            ROLE,
            {"reasoning_content": "so"},
            {"reasoning_details": [{"type": "reasoning.text", "text": "so", "signature": SIGNATURE}]},
            "stop",
        ],
    ),
    "redacted thinking": (
        message(SEALED),
        [ROLE, {"reasoning_details": [{"type": "reasoning.encrypted", "data": DATA}]}, "stop"],
    ),
    "calls": (
        message(text("ab"), use("t1", a=1), use("t2"), stop="tool_use"),
        [
            ROLE,
            *map(content, "ab"),
            opened(0, "t1"),
            *(piece(0, part) for part in ('{"a', '":1}')),
            opened(1, "t2"),
            piece(1, "{}"),
            "tool_calls",
        ],
    ),
    "an empty delta of arguments": (
        cut(use("t1", a=1)).replace(b"event: content_block_delta", events(EMPTY) + b"event: content_block_delta", 1),
        [ROLE, opened(0, "t1"), *(piece(0, part) for part in ('{"a', '":1}')), CUT],
    ),
    "hosted tools": (message(SEARCHED, FOUND, text("ab")), [ROLE, *map(content, "ab"), "stop"]),
    "a citation": (
        message(text("Hi", LINK)),
        [
            ROLE,
            *map(content, "Hi"),
            {
                "annotations": [
                    {
                        "type": "url_citation",
                        "url_citation": {
                            "url": "https://a.b",
                            "title": "A",
                            "start_index": 0,
                            "end_index": 2,
                            "content": "Hi",
                        },
                    }
                ]
            },
            "stop",
        ],
    ),
    "a ping": (START + b"\n\n" + PING + REST, [ROLE, *map(content, "ab"), "stop"]),
    "an error": (cut(text("ab")) + events(OVERLOADED), [ROLE, *map(content, "ab"), BUSY]),
    "an error at the beginning": (events(OVERLOADED), [BUSY]),
    "no end": (cut(text("ab")), [ROLE, *map(content, "ab"), CUT]),
    "no event": (b"", [CUT]),
}
BEGUN = ["created", "in_progress"]


def item(index: int, *inner: str) -> list[str]:
    return [f"{name} {index}" for name in ("output_item.added", *inner, "output_item.done")]


TEXT = ["content_part.added", "output_text.delta", "output_text.delta", "output_text.done", "content_part.done"]
REFUSED = ["content_part.added", "refusal.delta", "refusal.done", "content_part.done"]
SUMMARY = [f"reasoning_summary_{name}" for name in ("part.added", "text.delta", "text.done", "part.done")]
ARGUMENTS = [f"function_call_arguments.{name}" for name in ("delta", "delta", "done")]
INPUT = [f"custom_tool_call_input.{name}" for name in ("delta", "done")]
SEARCH = [f"web_search_call.{name}" for name in ("in_progress", "searching", "completed")]
CALLS = [{"tool_calls": [{"index": n, **call(f"c{n}", "{")}]} for n in (0, 1)]
CALLS += [{"tool_calls": [{"index": n, "function": {"arguments": "}"}}]} for n in (0, 1)]
CUSTOM = {"tool_calls": [{"index": 0, **call("c0", '{"input":"x"}', "patch")}]}
RESPONSES: dict[str, tuple[Way, bytes, list[str]]] = {
    "texts": (TO_RESPONSES, message(text("ab"), text("cd")), [*BEGUN, *item(0, *TEXT, *TEXT), "completed"]),
    "reasoning": (TO_RESPONSES, message(SIGNED), [*BEGUN, *item(0, *SUMMARY), "completed"]),
    "redacted reasoning": (TO_RESPONSES, message(SEALED), [*BEGUN, *item(0), "completed"]),
    "hosted tools": (
        TO_RESPONSES,
        message(text("ab"), SEARCHED, FOUND, {"type": "fallback"}, text("cd")),
        [*BEGUN, *item(0, *TEXT), *item(1, *SEARCH), *item(2, *TEXT), "completed"],
    ),
    "calls": (
        TO_RESPONSES,
        message(use("t1", a=1), use("t2"), stop="tool_use"),
        [*BEGUN, *item(0, *ARGUMENTS), *item(1, ARGUMENTS[-1]), "completed"],
    ),
    "a custom call": (FROM_CHAT, chunks(CUSTOM, finish_reason="stop"), [*BEGUN, *item(0, *INPUT), "completed"]),
    "interleaved calls": (
        FROM_CHAT,
        chunks(*CALLS, finish_reason="tool_calls"),
        [*BEGUN, *item(0, *ARGUMENTS), *item(1, *ARGUMENTS), "completed"],
    ),
    "a refusal": (
        FROM_CHAT,
        chunks({"content": "a"}, {"content": "b"}, {"refusal": "No."}, finish_reason="stop"),
        [*BEGUN, *item(0, *TEXT, *REFUSED), "completed"],
    ),
    "a limit": (TO_RESPONSES, message(SEALED, stop="max_tokens"), [*BEGUN, *item(0), "incomplete"]),
    "an error": (TO_RESPONSES, cut(SEALED) + events(RATE), [*BEGUN, *item(0), "failed rate_limit_exceeded"]),
    "another error": (
        TO_RESPONSES,
        cut(SEALED) + events(OVERLOADED),
        [*BEGUN, *item(0), "failed server_is_overloaded"],
    ),
    "an error at the beginning": (TO_RESPONSES, events(RATE), ["created", "failed rate_limit_exceeded"]),
    "no end": (TO_RESPONSES, cut(SEALED), [*BEGUN, *item(0), "failed server_error"]),
    "no end of chunks": (FROM_CHAT, chunks({"role": "assistant"}), [*BEGUN, "failed server_error"]),
    "an end without `message_stop`": (
        TO_RESPONSES,
        message(SEALED).partition(b"event: message_stop")[0],
        [*BEGUN, *item(0), "completed"],
    ),
}


def translated(way: Way, given: bytes, **request: Any) -> bytes:
    stream = translate_stream({**REQUESTS[way.client], **request}, way)
    return stream.feed(given) + stream.end()


@pytest.mark.parametrize("row", CHAT)
def test_chunks(row: str) -> None:
    given, expected = CHAT[row]
    *lines, last = translated(TO_CHAT, given).decode().rstrip("\n").split("\n\n")
    if last != "data: [DONE]":
        assert json.loads(last.removeprefix("data: ")) == {"error": expected[-1]}
    made = [json.loads(line.removeprefix("data: ")) for line in lines]
    assert all("usage" not in chunk for chunk in made) and len({chunk["id"] for chunk in made}) == min(1, len(made))
    found = [chunk["choices"][0]["finish_reason"] or chunk["choices"][0]["delta"] for chunk in made]
    assert found == (expected if last == "data: [DONE]" else expected[:-1])


def test_usage_is_in_a_chunk_of_its_own() -> None:
    data = translated(TO_CHAT, message(text("ab")), stream_options={"include_usage": True})
    *made, last = [json.loads(line[6:]) for line in data.decode().split("\n\n")[:-2]]
    assert all(chunk["usage"] is None and len(chunk["choices"]) == 1 for chunk in made)
    assert last["choices"] == [] and {**last["usage"], **TOTAL} == last["usage"]


@pytest.mark.parametrize("row", RESPONSES)
def test_events(row: str) -> None:
    way, given, expected = RESPONSES[row]
    found = events_of(translated(way, given))
    assert_consistent(found)
    names = []
    for event in found:
        suffix = event.get("output_index", ((event.get("response") or {}).get("error") or {}).get("code", ""))
        names.append(f"{event['type'].removeprefix('response.')} {suffix}".rstrip())
    assert names == expected
