"""Refusals of providers for Chat and Responses clients: the field or content part `refusal`, whole and streamed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from openai.types.chat import ChatCompletion
from openai.types.responses import Response, ResponseStreamEvent
from pydantic import TypeAdapter

from dragoman.inprocess.exchanges import Way
from dragoman.inprocess.translations import translate_request, translate_response, translate_stream
from tests.conformance.chat import events, messages_stream
from tests.conformance.test_responses_cases import chat_answer
from tests.conformance.test_server_responses import assert_consistent, events_of

CHAT, RESPONSES = "openai_chat", "openai_responses"
REQUESTS: dict[str, dict[str, Any]] = {
    CHAT: {"messages": [{"role": "user", "content": "hi"}]},
    RESPONSES: {"input": "hi"},
}
USAGE = {"input_tokens": 1, "output_tokens": 1}
DETAILS = {"type": "refusal", "category": None, "explanation": "No."}


def data(*payloads: Any) -> bytes:
    return b"".join(b"data: %b\n\n" % json.dumps(payload).encode() for payload in payloads)


def chunk(finish: str | None = None, **delta: Any) -> dict[str, Any]:
    return {"id": "c1", "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}


def message(*content: dict[str, Any]) -> dict[str, Any]:
    head = {"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": list(content)}
    return {**head, "stop_reason": "refusal", "stop_details": DETAILS, "usage": USAGE}


def explained(stream: bytes) -> bytes:
    """Return a Messages stream with the explanation of its refusal."""
    details = json.dumps(DETAILS, separators=(",", ":")).encode()
    return stream.replace(b'"stop_reason":"refusal"', b'"stop_reason":"refusal","stop_details":%b' % details)


BLOCKED = {"promptFeedback": {"blockReason": "SAFETY", "blockReasonMessage": "No."}}
SO: dict[str, Any] = {"type": "text", "text": "So"}
PART = {"type": "refusal", "refusal": "No."}
# provider -> its protocol, a response, a stream, and the text before the refusal. Chat returns what the model answers,
# the others the explanation of a filter.
BACKS: dict[str, tuple[str, Any, bytes, str]] = {
    "chat": (
        "openai",
        chat_answer(content=None, refusal="No."),
        data(chunk(role="assistant"), chunk(refusal="N"), chunk(refusal="o."), chunk("stop")),
        "",
    ),
    "messages": ("anthropic", message(), explained(messages_stream(stop="refusal")), ""),
    "messages after a text": ("anthropic", message(SO), explained(messages_stream(SO, stop="refusal")), "So"),
    "gemini": ("gemini", BLOCKED, data(BLOCKED), ""),
}
EVENTS: TypeAdapter[list[ResponseStreamEvent]] = TypeAdapter(list[ResponseStreamEvent])
PROTOCOL = {"openai": "openai_chat", "anthropic": "anthropic_messages", "gemini": "gemini"}
ARGUMENTS = ("provider", "whole", "stream", "before")


def translated(front: str, provider: str, whole: Any, stream: bytes) -> tuple[Any, bytes]:
    """Return a client's complete response and stream."""
    way, request = Way(front, provider, PROTOCOL[provider]), {"model": "m", **REQUESTS[front]}
    translation = translate_stream({**request, "stream": True}, way)
    return translate_response(whole, request, way).body, translation.feed(stream) + translation.end()


@pytest.mark.parametrize(ARGUMENTS, BACKS.values(), ids=BACKS)
def test_202_a_refusal_is_a_content_part_of_a_response(provider: str, whole: Any, stream: bytes, before: str) -> None:
    body, streamed = translated(RESPONSES, provider, whole, stream)
    Response.model_validate(body)
    found = events_of(streamed)
    EVENTS.validate_python(found)
    for response in (body, assert_consistent(found)):
        (item,) = response["output"]
        *texts, refused = item["content"]
        assert refused == PART and "".join(part["text"] for part in texts) == before
        if provider == "openai":  # as in OpenAI's guide to structured outputs
            assert (response["status"], response["incomplete_details"]) == ("completed", None)
        else:
            assert (response["status"], response["incomplete_details"]) == ("incomplete", {"reason": "content_filter"})
    names = [event["type"] for event in found]
    start = names.index("response.refusal.delta") - 1
    while "response.refusal.delta" in names[start + 2 :]:
        names.remove("response.refusal.delta")
    assert names[start:] == [
        "response.content_part.added",
        "response.refusal.delta",
        "response.refusal.done",
        "response.content_part.done",
        "response.output_item.done",
        "response.completed" if provider == "openai" else "response.incomplete",
    ]
    assert [event["refusal"] for event in found if event["type"] == "response.refusal.done"] == ["No."]


@pytest.mark.parametrize(ARGUMENTS, list(BACKS.values())[1:], ids=list(BACKS)[1:])  # Chat is forwarded
def test_158_a_refusal_fills_the_field_of_a_chat_message(provider: str, whole: Any, stream: bytes, before: str) -> None:
    body, streamed = translated(CHAT, provider, whole, stream)
    ChatCompletion.model_validate(body)
    choice = body["choices"][0]
    assert (choice["message"]["refusal"], choice["message"]["content"] or "") == ("No.", before)
    assert choice["finish_reason"] == "content_filter"
    chunks = [json.loads(line) for line in streamed.decode().replace("data: ", "").split("\n\n")[:-2]]
    deltas = [one["choices"][0]["delta"] for one in chunks]
    assert "".join(delta.get("refusal") or "" for delta in deltas) == "No."
    assert "".join(delta.get("content") or "" for delta in deltas) == before


def test_a_refusal_of_a_responses_provider_stays_one() -> None:
    item = {"id": "msg_1", "type": "message", "role": "assistant", "status": "completed", "content": [PART]}
    whole = {"id": "resp_1", "status": "completed", "output": [item], "usage": USAGE}
    at = {"output_index": 0, "content_index": 0, "item_id": "msg_1"}
    stream = events(
        {"type": "response.created", "response": {"id": "resp_1"}},
        {"type": "response.refusal.delta", **at, "delta": "No."},
        {"type": "response.refusal.done", **at, "refusal": "No."},
        {"type": "response.output_item.done", "output_index": 0, "item": item},
        {"type": "response.completed", "response": whole},
    )
    way, request = Way(CHAT, "openai", RESPONSES), {"model": "m", **REQUESTS[CHAT]}
    choice = translate_response(whole, request, way).body["choices"][0]
    message = choice["message"]
    translation = translate_stream({**request, "stream": True}, way)
    streamed = translation.feed(stream) + translation.end()
    assert (message["content"], message["refusal"]) == (None, "No.") and b'"delta":{"refusal":"No."}' in streamed
    assert choice["finish_reason"] == "stop" and b'"finish_reason":"stop"' in streamed


def test_a_filter_that_states_a_refusal_remains_a_filter() -> None:
    whole = chat_answer(content=None, refusal="No.", finish="content_filter")
    body = translate_response(whole, {"model": "m", **REQUESTS[RESPONSES]}, Way(RESPONSES, "openai", CHAT)).body
    assert (body["status"], body["incomplete_details"]) == ("incomplete", {"reason": "content_filter"})


HISTORY: dict[str, dict[str, Any]] = {
    CHAT: {
        "messages": [
            {"role": "user", "content": "hi"},
            {"role": "assistant", "content": "So", "refusal": "No."},
            {"role": "user", "content": "why?"},
        ]
    },
    RESPONSES: {
        "input": [
            {"role": "user", "content": "hi"},
            {"role": "assistant", "content": [{"type": "output_text", "text": "So"}, PART]},
            {"role": "user", "content": "why?"},
        ]
    },
}
CHAT_MESSAGE = {"role": "assistant", "content": "So", "refusal": "No."}
# provider -> its protocol, and the texts of the message
AS_TEXT: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "anthropic": (
        "anthropic_messages",
        lambda body: [block["text"] for block in body["messages"][1]["content"]],
    ),
    "gemini": ("gemini", lambda body: [part["text"] for part in body["contents"][1]["parts"]]),
    "aws": ("bedrock_converse", lambda body: [block["text"] for block in body["messages"][1]["content"]]),
    "groq": (CHAT, lambda body: [body["messages"][1]["content"]]),
    "cohere": ("cohere_chat", lambda body: [body["messages"][1]["content"]]),
    "ollama": ("ollama_chat", lambda body: [body["messages"][1]["content"]]),
}


def test_a_refusal_in_the_history_stays_one_where_messages_have_a_place_for_it() -> None:
    chat = translate_request({"model": "gpt-4o", **HISTORY[RESPONSES]}, Way(RESPONSES, "openai", CHAT))
    assert (chat.body["messages"][1], chat.losses) == (CHAT_MESSAGE, [])
    found = translate_request({"model": "m", **HISTORY[CHAT]}, Way(CHAT, "openai", RESPONSES))
    *_, refused, _ = found.body["input"]
    assert (refused["role"], refused["content"], found.losses) == ("assistant", [PART], [])


@pytest.mark.parametrize("front", HISTORY)
@pytest.mark.parametrize("provider", AS_TEXT)
def test_a_refusal_in_the_history_is_a_text_elsewhere(front: str, provider: str) -> None:
    protocol, texts = AS_TEXT[provider]
    if front == protocol:
        pytest.skip("the body is forwarded")
    found = translate_request({"model": "m", **HISTORY[front]}, Way(front, provider, protocol))
    assert texts(found.body) in (["So", "No."], ["So\n\nNo."])
    assert [loss.reason for loss in found.losses if "refusal" in loss.path], found.losses


def test_refusals_are_paragraphs_of_a_message_with_one_text() -> None:
    def part(text: str) -> dict[str, Any]:
        return {"type": "output_text", "text": text}

    items = [
        {"role": "user", "content": "hi"},
        {"role": "assistant", "content": [part("a"), part("b"), PART, PART, part("c")]},
        {"type": "function_call", "call_id": "c1", "name": "f", "arguments": "{}"},
        {"role": "assistant", "content": [PART]},
        {"type": "function_call_output", "call_id": "c1", "output": "done"},
    ]
    found = translate_request({"model": "m", "input": items}, Way(RESPONSES, "groq", CHAT))
    assert found.body["messages"][1]["content"] == "ab\n\nNo.\n\nNo.\n\nc\n\nNo."


def test_a_refusal_outside_of_an_assistant_message_is_a_text() -> None:
    found = translate_request(
        {"model": "m", "input": [{"role": "user", "content": [PART]}]}, Way(RESPONSES, "openai", CHAT)
    )
    assert found.body["messages"][-1]["content"] == "No."
