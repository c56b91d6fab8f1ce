"""Events of a forwarded stream that a client could not read as the host sent them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conformance import translate

TO_MESSAGES: dict[str, Any] = {"model": "m", "max_tokens": 100, "messages": [{"role": "user", "content": "hi"}]}
TO_RESPONSES: dict[str, Any] = {"model": "m", "input": "hi"}


@pytest.mark.parametrize("tag", ["\ud800", "a\nb", "\x1b[1m"])
def test_a_tag_that_cannot_name_an_event_stays_in_its_payload(tag: str) -> None:
    payload = json.dumps({"type": tag, "message": {}})
    given = f"event: message_start\ndata: {payload}\n\n".encode()
    sent = translate.stream("vllm", given, TO_MESSAGES, protocol="anthropic_messages").sse
    first, *rest = sent.decode().split("\n\n")
    assert first.startswith("data: {") and "\n" not in first
    assert rest[0].startswith("event: error\n")


def test_an_error_without_the_form_of_an_event_is_written_as_one() -> None:
    created = {"type": "response.created", "sequence_number": 0, "response": {"id": "resp_1", "output": []}}
    error = {"error": {"message": "broken", "type": "server_error", "code": None}}
    given = "".join(f"data: {json.dumps(event)}\n\n" for event in (created, error)).encode()
    sent = translate.stream("openai", given, TO_RESPONSES, front="openai_responses", protocol="openai_responses").sse
    last = json.loads(sent.rpartition(b"data: ")[2])
    assert last["type"] == "response.failed"
    assert last["response"]["error"]["message"] == "broken"


CREATED = {"type": "response.created", "sequence_number": 0, "response": {"id": "resp_1", "output": []}}
DELTAS = [
    {"type": "response.output_text.delta", "sequence_number": number, "item_id": "msg_1", "output_index": 0}
    | {"content_index": 0, "delta": "a", "logprobs": []}
    for number in range(1, 6)
]


@pytest.mark.parametrize("step", [None, 1, 150])
@pytest.mark.parametrize(
    ("last", "number"),
    [
        ([], 6),  # cut off
        ([{"error": {"message": "broken", "type": "server_error", "code": None}}], 6),
        ([{"type": "error", "sequence_number": 6, "message": "prompt is too long", "code": None}], 6),
    ],
)
def test_the_error_that_ends_a_stream_continues_its_numbers(
    last: list[dict[str, Any]], number: int, step: int | None
) -> None:
    events = [CREATED, *DELTAS, *last]
    given = "".join(
        (f"event: {event['type']}\n" if "type" in event else "") + f"data: {json.dumps(event)}\n\n" for event in events
    ).encode()
    sent = translate.stream(
        "openai", given, TO_RESPONSES, step, front="openai_responses", protocol="openai_responses"
    ).sse
    end = json.loads(sent.rpartition(b"data: ")[2])
    assert end["type"] in ("response.failed", "error")
    assert end["sequence_number"] == number


def test_the_error_that_ends_a_stream_repeats_the_id_and_the_request() -> None:
    given = f"event: response.created\ndata: {json.dumps(CREATED)}\n\n".encode()
    request = TO_RESPONSES | {"instructions": "Be brief."}
    sent = translate.stream("openai", given, request, front="openai_responses", protocol="openai_responses").sse
    response = json.loads(sent.rpartition(b"data: ")[2])["response"]
    assert (response["id"], response["instructions"]) == ("resp_1", "Be brief.")


def test_a_member_within_an_event_is_not_its_number() -> None:
    item = {"type": "message", "arguments": {"sequence_number": 70}}
    events = [CREATED, *DELTAS[:2], {"type": "response.output_item.done", "sequence_number": 3, "item": item}]
    given = "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events).encode()
    sent = translate.stream("openai", given, TO_RESPONSES, front="openai_responses", protocol="openai_responses").sse
    assert json.loads(sent.rpartition(b"data: ")[2])["sequence_number"] == 4
