"""Log probabilities of tokens: from Chat, Responses and Ollama providers to the clients that request them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dragoman.inprocess.exchanges import Way
from dragoman.inprocess.translations import translate_request, translate_response, translate_stream

C, R = "openai_chat", "openai_responses"
LOGPROBS = [
    {"token": word, "logprob": -0.25, "bytes": list(word.encode()), "top_logprobs": [{"token": "x", "logprob": -3.5}]}
    for word in ("Hel", "lo", " é")
]
TEXT = "Hello é"
REQUESTS: dict[str, dict[str, Any]] = {
    C: {"model": "gpt-4o", "messages": [{"role": "user", "content": "hi"}], "logprobs": True, "top_logprobs": 1},
    R: {"model": "gpt-4o", "input": "hi", "include": ["message.output_text.logprobs"], "top_logprobs": 1},
}
BACKS = {"openai:chat": ("openai", C), "openai:responses": ("openai", R), "ollama": ("ollama", "ollama_chat")}
WAYS = [(C, "openai:responses"), (R, "openai:chat"), (C, "ollama"), (R, "ollama")]


def way_of(front: str, back: str) -> Way:
    return Way(front, *BACKS[back])


def given(back: str) -> Any:
    """Return a provider's answer."""
    if back == "ollama":
        message = {"role": "assistant", "content": TEXT}
        return {"model": "m", "message": message, "done": True, "done_reason": "stop", "logprobs": LOGPROBS}
    if back == "openai:chat":
        message = {"role": "assistant", "content": TEXT}
        choice = {"index": 0, "message": message, "logprobs": {"content": LOGPROBS}, "finish_reason": "stop"}
        return {"id": "c", "choices": [choice]}
    part = {"type": "output_text", "text": TEXT, "annotations": [], "logprobs": LOGPROBS}
    item = {"type": "message", "id": "msg_1", "status": "completed", "role": "assistant", "content": [part]}
    return {"id": "resp_1", "status": "completed", "output": [item]}


def streamed(back: str) -> bytes:
    """Return the provider's stream, with one token in each event."""
    words = [TEXT[:3], TEXT[3:5], TEXT[5:]]
    if back == "ollama":
        lines: list[Any] = [
            {"model": "m", "message": {"role": "assistant", "content": word}, "logprobs": [one], "done": False}
            for word, one in zip(words, LOGPROBS, strict=True)
        ]
        end = {"model": "m", "message": {"role": "assistant", "content": ""}, "done": True, "done_reason": "stop"}
        return b"".join(json.dumps(line).encode() + b"\n" for line in [*lines, end])
    if back == "openai:chat":
        chunks: list[Any] = [
            {"id": "c", "choices": [{"index": 0, "delta": {"content": word}, "logprobs": {"content": [one]}}]}
            for word, one in zip(words, LOGPROBS, strict=True)
        ]
        chunks.append({"id": "c", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
        return "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks).encode() + b"data: [DONE]\n\n"
    place = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
    answer = given(back)
    item = answer["output"][0]
    events: list[Any] = [
        {"type": "response.created", "response": {**answer, "output": []}},
        {"type": "response.output_item.added", "output_index": 0, "item": {**item, "content": []}},
        *(
            {"type": "response.output_text.delta", **place, "delta": word, "logprobs": [one]}
            for word, one in zip(words, LOGPROBS, strict=True)
        ),
        {"type": "response.output_text.done", **place, "text": TEXT, "logprobs": LOGPROBS},
        {"type": "response.content_part.done", **place, "part": item["content"][0]},
        {"type": "response.output_item.done", "output_index": 0, "item": item},
        {"type": "response.completed", "response": answer},
    ]
    return "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events).encode()


def payloads(data: bytes) -> list[Any]:
    lines = [line.removeprefix("data: ") for line in data.decode().splitlines() if line.startswith("data: ")]
    return [json.loads(line) for line in lines if line != "[DONE]"]


def translated(front: str, back: str, request: dict[str, Any], step: int) -> list[Any]:
    stream = translate_stream({**request, "stream": True}, way_of(front, back))
    data = streamed(back)
    return payloads(b"".join(stream.feed(data[at : at + step]) for at in range(0, len(data), step)) + stream.end())


@pytest.mark.parametrize(("front", "back"), WAYS)
def test_a_request_asks_for_log_probabilities(front: str, back: str) -> None:
    sent = translate_request(REQUESTS[front], way_of(front, back))
    assert not sent.losses and sent.body["top_logprobs"] == 1
    asked = sent.body["include"] if back == "openai:responses" else sent.body["logprobs"]
    assert asked == (["message.output_text.logprobs"] if back == "openai:responses" else True)


@pytest.mark.parametrize("front", [C, R])
@pytest.mark.parametrize(
    ("provider", "back"), [("anthropic", "anthropic_messages"), ("groq", C), ("cohere", "cohere_chat")]
)
def test_where_there_are_none_the_request_has_a_loss(front: str, provider: str, back: str) -> None:
    if front == back:
        pytest.skip("the body is forwarded")
    sent = translate_request({**REQUESTS[front], "model": "m"}, Way(front, provider, back))
    wanted = {C: ["logprobs", "top_logprobs"], R: ["include", "top_logprobs"]}[front]
    assert [loss.path for loss in sent.losses] == wanted
    assert not {"logprobs", "top_logprobs"} & set(sent.body)


def test_reasoning_models_of_openai_have_none() -> None:
    sent = translate_request({**REQUESTS[C], "model": "gpt-5.4"}, way_of(C, "openai:responses"))
    assert [loss.path for loss in sent.losses] == ["logprobs", "top_logprobs"]
    assert "top_logprobs" not in sent.body and "message.output_text.logprobs" not in sent.body["include"]


@pytest.mark.parametrize(("front", "back"), WAYS)
def test_an_answer_has_log_probabilities(front: str, back: str) -> None:
    body = translate_response(given(back), REQUESTS[front], way_of(front, back)).body
    if front == C:
        assert body["choices"][0]["logprobs"] == {"content": LOGPROBS, "refusal": None}
    else:
        assert body["output"][0]["content"][0]["logprobs"] == LOGPROBS


@pytest.mark.parametrize("step", [1, 7, 10_000])
@pytest.mark.parametrize(("front", "back"), WAYS)
def test_a_stream_has_log_probabilities(front: str, back: str, step: int) -> None:
    found = translated(front, back, REQUESTS[front], step)
    if front == C:
        choices = [chunk["choices"][0] for chunk in found]
        texts = [(one["delta"]["content"], one["logprobs"]["content"]) for one in choices if one.get("logprobs")]
    else:
        texts = [(one["delta"], one["logprobs"]) for one in found if one["type"] == "response.output_text.delta"]
        part = found[-1]["response"]["output"][0]["content"][0]
        assert part["logprobs"] == LOGPROBS and part["text"] == TEXT
        done = [one["logprobs"] for one in found if one["type"] == "response.output_text.done"]
        assert done == [LOGPROBS]
    assert texts == list(zip(["Hel", "lo", " é"], [[one] for one in LOGPROBS], strict=True))


@pytest.mark.parametrize(("front", "back"), WAYS)
def test_a_client_that_requests_none_receives_none(front: str, back: str) -> None:
    request = {key: value for key, value in REQUESTS[front].items() if key in ("model", "messages", "input")}
    assert 'logprob":' not in json.dumps(translated(front, back, request, 10_000))
    assert 'logprob":' not in json.dumps(translate_response(given(back), request, way_of(front, back)).body)


def test_text_that_is_searched_for_stop_sequences_keeps_its_log_probabilities() -> None:
    found = translated(C, "openai:responses", {**REQUESTS[C], "stop": ["lo wor"]}, 10_000)
    choices = [chunk["choices"][0] for chunk in found]
    assert "".join(one["delta"].get("content") or "" for one in choices) == TEXT
    assert [each for one in choices if one.get("logprobs") for each in one["logprobs"]["content"]] == LOGPROBS


def test_halves_of_a_character_in_tokens_are_replaced() -> None:
    data = streamed("openai:chat").replace(b'"Hel", "logprob"', b'"\\ud83d", "logprob"')
    stream = translate_stream({**REQUESTS[R], "stream": True}, way_of(R, "openai:chat"))
    part = payloads(stream.feed(data) + stream.end())[-1]["response"]["output"][0]["content"][0]
    assert part["logprobs"][0]["token"] == "\ufffd"


@pytest.mark.parametrize("front", [C, R])
def test_gemini_has_log_probabilities(front: str) -> None:
    way = Way(front, "gemini", "gemini")
    sent = translate_request(REQUESTS[front], way)
    assert sent.body["generationConfig"]["responseLogprobs"] is True
    assert [loss.path for loss in sent.losses] == ["top_logprobs"]
    tokens = [{"token": one["token"], "tokenId": 7, "logProbability": one["logprob"]} for one in LOGPROBS]
    candidate: dict[str, Any] = {"content": {"parts": [{"text": "Hel"}, {"text": TEXT[3:]}]}, "finishReason": "STOP"}
    candidate["logprobsResult"] = {"chosenCandidates": tokens, "logProbabilitySum": -0.75}
    body = translate_response({"candidates": [candidate]}, REQUESTS[front], way).body
    if front == C:
        found = body["choices"][0]["logprobs"]["content"]
    else:
        found = [one for part in body["output"][0]["content"] for one in part["logprobs"]]
    assert found == [{**one, "top_logprobs": []} for one in LOGPROBS]


@pytest.mark.parametrize("front", [C, R])
def test_gemini_has_no_log_probabilities_in_streams(front: str) -> None:
    sent = translate_request({**REQUESTS[front], "stream": True}, Way(front, "gemini", "gemini"))
    assert "responseLogprobs" not in sent.body.get("generationConfig", ())
    assert "log probabilities are not streamed by this provider" in {loss.reason for loss in sent.losses}
