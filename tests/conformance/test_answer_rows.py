"""Rows of the mapping of answers, from whole answers and from streams: rules 2.7 and 2.9."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dragoman.inprocess.exchanges import Way
from dragoman.inprocess.translations import Loss, translate_response, translate_stream
from tests.conformance.answer_rows import FROM_CHAT, REQUESTS, ROWS, TABLES, TO_CHAT, USAGE
from tests.conformance.chat import events, messages_stream
from tests.conformance.test_server_responses import assert_consistent, events_of

COUNTS = {
    "prompt_tokens": 12,
    "completion_tokens": 2,
    "total_tokens": 14,
    "prompt_tokens_details": {"cached_tokens": 4, "cache_write_tokens": 5},
    "completion_tokens_details": {"reasoning_tokens": 1},
}


def whole(way: Way, given: list[dict[str, Any]], more: dict[str, Any]) -> dict[str, Any]:
    if way is FROM_CHAT:
        made = {"role": "assistant", "content": None, **given[0]}
        return {"id": "chatcmpl-1", "choices": [{"index": 0, "message": made, **more}], "usage": COUNTS}
    head = {"id": "msg_1", "type": "message", "role": "assistant", "model": "up", "usage": USAGE}
    return {**head, "stop_reason": "end_turn", "stop_sequence": None, "content": given, **more}


def chunks(*deltas: dict[str, Any], **more: Any) -> bytes:
    """Return a Chat stream, with one more chunk for its end and one for its usage."""
    made: list[Any] = [{"choices": [{"index": 0, "delta": delta}]} for delta in deltas]
    made += [{"choices": [{"index": 0, "delta": {}, **more}]}, {"choices": [], "usage": COUNTS}] if more else []
    lines = [json.dumps({"id": "chatcmpl-1", **chunk}) for chunk in made]
    return "".join(f"data: {line}\n\n" for line in [*lines, *(["[DONE]"] if more else [])]).encode()


def streamed(way: Way, given: list[dict[str, Any]], more: dict[str, Any]) -> bytes:
    if way is FROM_CHAT:
        calls = [{"tool_calls": [{"index": n, **one}]} for n, one in enumerate(given[0].get("tool_calls", ()))]
        return chunks(*({name: it} for name, it in given[0].items() if name != "tool_calls"), *calls, **more)
    end = {"stop_reason": "end_turn", **{name: it for name, it in more.items() if name != "usage"}}
    usage = more.get("usage", USAGE)
    last = {"type": "message_delta", "delta": end, "usage": usage}
    return messages_stream(*given, cut=True, usage=usage) + events(last, {"type": "message_stop"})


def answer(way: Way, body: dict[str, Any]) -> dict[str, Any]:
    """Return the members of an answer, with those of a Chat message beside them."""
    choice = body["choices"][0] if way is TO_CHAT else {}
    return {**body, **choice, **choice.get("message", {})}


def folded(way: Way, data: bytes) -> dict[str, Any]:
    """Return the members of a streamed answer."""
    if way is not TO_CHAT:
        return assert_consistent(events_of(data))
    made: dict[str, Any] = {}
    for line in data.decode().split("\n\n")[:-2]:
        chunk = json.loads(line.removeprefix("data: "))
        for choice in chunk.pop("choices"):
            delta = choice.pop("delta")
            calls = made.setdefault("tool_calls", []) if "tool_calls" in delta else []
            for one in delta.pop("tool_calls", ()):
                if one.pop("index") == len(calls):
                    calls.append(one)
                else:
                    calls[-1]["function"]["arguments"] += one["function"]["arguments"]
            for name, it in delta.items():
                made[name] = (made.get(name) or type(it)()) + it if it else made.get(name)
            made |= choice
        made |= chunk
    return made


def assert_row(expected: dict[str, Any], losses: list[str], found: dict[str, Any], lost: list[Loss]) -> None:
    assert {name: found.get(name) for name in expected} == expected
    assert sorted(loss.path for loss in lost) == losses


@pytest.mark.parametrize(("table", "row"), ROWS)
def test_row(table: str, row: str) -> None:
    (rows, way) = TABLES[table]
    given, more, expected, losses = rows[row]
    translated = translate_response(whole(way, given, more), REQUESTS[way.client], way)
    assert_row(expected, losses, answer(way, translated.body), translated.losses)


@pytest.mark.parametrize(("table", "row"), ROWS)
def test_streamed_row(table: str, row: str) -> None:
    (rows, way) = TABLES[table]
    given, more, expected, losses = rows[row]
    asked = {"stream_options": {"include_usage": True}} if way is TO_CHAT else {}
    stream = translate_stream({**REQUESTS[way.client], **asked}, way)
    data = stream.feed(streamed(way, given, more)) + stream.end()
    assert_row(expected, losses, folded(way, data), stream.losses)
