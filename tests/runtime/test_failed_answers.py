"""What a Responses client receives of an answer that fails in the middle: its usage and its output."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dragoman import loader
from tests.conformance import translate
from tests.conformance.inprocess import Line, ReceivedRequest, app, provider, run
from tests.resilience.fronts import send
from tests.resilience.matrix.answers import BACKS

REQUEST: dict[str, Any] = {"model": "m", "input": "hi"}
USAGE = {"input_tokens": 5, "output_tokens": 9, "total_tokens": 14}
ITEM = {"id": "msg_1", "type": "message", "role": "assistant", "status": "completed", "content": []}
HEAD = {"id": "resp_1", "object": "response", "created_at": 1, "model": "up", "incomplete_details": None}


def events(*given: dict[str, Any]) -> bytes:
    return "".join(f"event: {one['type']}\ndata: {json.dumps(one)}\n\n" for one in given).encode()


def failed(code: str, **members: Any) -> dict[str, Any]:
    error = {"code": code, "message": "it broke"}
    return {"type": "response.failed", "sequence_number": 9, "response": {**HEAD, "error": error, **members}}


def response_of(sent: bytes) -> dict[str, Any]:
    event = json.loads(sent.rpartition(b"\ndata: ")[2])
    assert event["type"] == "response.failed"
    found: dict[str, Any] = event["response"]
    return found


CREATED = {
    "type": "response.created",
    "sequence_number": 0,
    "response": {**HEAD, "error": None, "status": "in_progress", "output": [], "usage": None},
}
DELTA = {"type": "response.output_text.delta", "sequence_number": 1, "output_index": 0, "content_index": 0}


@pytest.mark.parametrize("code", ["server_error", "a_code_of_the_host", "context_length_exceeded"])
@pytest.mark.parametrize("before", [[], [CREATED], [CREATED, {**DELTA, "item_id": "msg_1", "delta": "a"}]])
def test_a_forwarded_failure_keeps_the_output_and_the_usage_of_the_host(
    before: list[dict[str, Any]], code: str
) -> None:
    given = events(*before, failed(code, status="failed", output=[ITEM], usage=USAGE))
    sent = translate.stream("openai", given, REQUEST, front="openai_responses", protocol="openai_responses").sse
    response = response_of(sent)
    assert (response["output"], response["usage"], response["status"]) == ([ITEM], USAGE, "failed")
    assert response["error"]["message"] and response["model"] == "m"


@pytest.mark.parametrize("front", loader.fronts())
@pytest.mark.parametrize("back", ["anthropic_messages", "openai_responses"])
def test_a_failure_has_the_usage_that_the_provider_has_reported(back: str, front: str) -> None:
    before_the_end = b"event: message_delta" if back == "anthropic_messages" else b"event: response.completed"
    given = BACKS[back].stream.partition(before_the_end)[0]
    if back == "openai_responses":
        given += events(failed("server_error", status="failed", usage=USAGE))

    async def play(request: ReceivedRequest, line: Line) -> None:
        await line.begin(kind="text/event-stream")
        await line.send(given)

    async def test() -> None:
        async with provider(play) as made:
            proxy = app(made.url, BACKS[back].provider, protocol=back)
            answer = await send(proxy, front, True)
            assert proxy.observer is not None
            (row,) = proxy.observer.rows.values()
            assert row.failure is not None and not row.disconnected
            assert (row.prompt, row.usage["output_tokens"]) == (5, 9)
            if front == "openai_responses":
                usage = response_of(answer.body)["usage"]
                assert {name: usage[name] for name in USAGE} == USAGE

    run(test())
