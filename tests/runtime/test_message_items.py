"""Two messages in one answer of a Responses provider, for clients with one text: an empty line separates them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conformance import translate

ASK: dict[str, Any] = {"model": "m", "messages": [{"role": "user", "content": "hi"}]}
TEXTS = ("With links.", "Here are", " the news.")


def message(*texts: str, number: int = 0) -> dict[str, Any]:
    parts = [{"type": "output_text", "text": text, "annotations": []} for text in texts]
    return {"type": "message", "id": f"msg_{number}", "role": "assistant", "status": "completed", "content": parts}


OUTPUT = [message(TEXTS[0], number=1), message(*TEXTS[1:], number=2)]
RESPONSE = {"id": "resp_1", "object": "response", "created_at": 1, "model": "up", "status": "completed", "error": None}
RESPONSE |= {"output": OUTPUT, "incomplete_details": None, "usage": {"input_tokens": 1, "output_tokens": 2}}
CONTENT = "With links.\n\nHere are the news."


def events(deltas: bool) -> bytes:
    found: list[dict[str, Any]] = [{"type": "response.created", "response": {**RESPONSE, "output": []}}]
    for index, item in enumerate(OUTPUT):
        for number, part in enumerate(item["content"]):
            at = {"output_index": index, "item_id": item["id"], "content_index": number}
            if deltas:
                found += [{"type": "response.output_text.delta", **at, "delta": piece} for piece in part["text"]]
            found.append({"type": "response.output_text.done", **at, "text": part["text"]})
        found.append({"type": "response.output_item.done", "output_index": index, "item": item})
    found.append({"type": "response.completed", "response": RESPONSE})
    return "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in found).encode()


def test_two_messages_of_a_whole_answer_are_apart() -> None:
    answer = translate.response("openai", RESPONSE, ASK, front="openai_chat", protocol="openai_responses")
    assert answer.body["choices"][0]["message"]["content"] == CONTENT


@pytest.mark.parametrize("deltas", [True, False])
def test_two_messages_of_a_stream_are_apart(deltas: bool) -> None:
    given = events(deltas)
    sent = translate.stream("openai", given, ASK, front="openai_chat", protocol="openai_responses").sse
    chunks = [json.loads(line[6:]) for line in sent.decode().splitlines() if line.startswith("data: {")]
    assert "".join(choice["delta"].get("content") or "" for one in chunks for choice in one["choices"]) == CONTENT


def test_two_messages_are_two_blocks_for_messages_clients() -> None:
    ask = {**ASK, "max_tokens": 9}
    answer = translate.response("openai", RESPONSE, ask, protocol="openai_responses")
    assert [block["text"] for block in answer.body["content"]] == list(TEXTS)


@pytest.mark.parametrize("provider", ["openai", "cohere", "ollama"])
def test_two_messages_of_the_history_are_apart(provider: str) -> None:
    protocol = {"openai": "openai_chat", "cohere": "cohere_chat", "ollama": "ollama_chat"}[provider]
    user = {"type": "message", "role": "user", "content": "hi"}
    ask = {"model": "m", "input": [user, *OUTPUT, user]}
    sent = translate.request(provider, ask, front="openai_responses", protocol=protocol)
    assert isinstance(sent, translate.Sent)
    content = next(one["content"] for one in sent.body["messages"] if one["role"] == "assistant")
    assert CONTENT in (content, content[0].get("text") if isinstance(content, list) else None)
