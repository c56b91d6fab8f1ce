"""Failures of failures.yaml that concern responses."""

from __future__ import annotations

import json
import random
import re
from typing import Any

import pytest

from tests.conformance import grammar, translate
from tests.conformance.builders import call, chat, client_message, client_response
from tests.conformance.cases import BODY

FULL = '{"q": "x"}'
KEYS = ("input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")


def inputs(message: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(block["name"], block["input"]) for block in message["content"] if block["type"] == "tool_use"]


@pytest.mark.parametrize(("deltas", "made"), [
    ([call(0, FULL, "c", "get")], [("get", {"q": "x"})]),  # one delta
    ([call(0, '{"q":', "c", "get"), call(0, ' "x"}')], [("get", {"q": "x"})]),  # arguments in the first delta
    ([call(0, "", "c", "get"), call(0, FULL, "c", "get")], [("get", {"q": "x"})]),  # id and name in every delta
    ([call(0, None, "c", "get"), call(0, None)], [("get", {})]),  # null arguments
    ([call(0, FULL, "c", "get"), call(0, FULL, "d", "put")], [("get", {"q": "x"}), ("put", {"q": "x"})]),  # same index
    ([call(0, '{"q":', "c", "get"), call(1, '{"r":', "d", "put"), call(0, "1}"), call(1, "2}")],
     [("get", {"q": 1}), ("put", {"r": 2})]),  # interleaved
])  # fmt: skip
def test_failure_04_split_arguments_are_reassembled(deltas: Any, made: Any) -> None:
    message = client_message(chat(*deltas, finish="tool_calls"))
    assert (inputs(message), message["stop_reason"]) == (made, "tool_use")


def test_failure_04_arguments_only_in_the_final_event_are_used() -> None:
    item = {"type": "function_call", "id": "fc_1", "call_id": "c", "name": "get", "arguments": ""}
    done = {**item, "arguments": FULL, "status": "completed"}
    usage = {"input_tokens": 3, "output_tokens": 2, "total_tokens": 5}
    response = {"id": "resp_1", "object": "response", "status": "completed", "output": [done], "usage": usage}
    events: list[dict[str, Any]] = [
        {"type": "response.created", "response": {**response, "status": "in_progress", "output": []}},
        {"type": "response.output_item.added", "output_index": 0, "item": item},
        {"type": "response.function_call_arguments.done", "output_index": 0, "item_id": "fc_1", "arguments": FULL},
        {"type": "response.output_item.done", "output_index": 0, "item": done},
        {"type": "response.completed", "response": response},
    ]
    lines = [f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events]
    streamed = translate.stream("openai", "".join(lines).encode(), request=BODY, protocol="openai_responses")
    frames = grammar.frames(streamed.sse)
    grammar.validate(frames)
    assert inputs(grammar.fold(frames)) == [("get", {"q": "x"})]


PIECES: list[dict[str, Any]] = [
    {"role": "assistant", "content": ""}, {"content": "Hi"}, {"reasoning_content": "hm"}, {"content": "there"},
    call(0, '{"a":', "c", "get"), call(0, "1}"), call(1, '{"b":', "d", "put"), call(1, "2}"), {"content": "\n"},
    {"reasoning_content": "more"}, {"refusal": "no"}, {},
]  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_failure_05_deltas_in_any_order_give_a_valid_stream_without_loss(seed: int) -> None:
    order = list(range(len(PIECES)))
    random.Random(seed).shuffle(order)
    for first, second in ((4, 5), (6, 7)):  # keep the order within a call
        one, other = sorted((order.index(first), order.index(second)))
        order[one], order[other] = first, second
    message = client_message(chat(*(PIECES[n] for n in order), finish=("tool_calls", "stop", "length")[seed % 3]))
    assert sorted(inputs(message)) == [("get", {"a": 1}), ("put", {"b": 2})]
    text = "".join(block["text"] for block in message["content"] if block["type"] == "text")
    thought = "".join(block["thinking"] for block in message["content"] if block["type"] == "thinking")
    assert sorted(text.replace("\n", "")) == sorted("Hithereno") and sorted(thought) == sorted("hmmore")


OVERFLOWS = [  # reference 0.4
    ("openai", "Your input exceeds the context window of this model. Please adjust your input and try again."),
    ("gemini", "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576)."),
    ("grok", "This model's maximum prompt length is 131072 but the request contains 140000 tokens."),
    ("groq", "Please reduce the length of the messages or completion."),
    ("openrouter", "This endpoint's maximum context length is 32768 tokens. However, you requested about 42000 tokens "
     "(40000 of text input, 2000 in the output)."),
    ("deepseek", "This model's maximum context length is 131072 tokens. However, you requested 200000 tokens (190000 "
     "in the messages, 10000 in the completion)."),
    ("together", "This model's maximum context length is 8193 tokens. However, you requested 9000 tokens (8500 in the "
     "messages, 500 in the completion)."),
    ("vllm", "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens (4900 in the "
     "messages, 100 in the completion)."),
    ("copilot", "prompt token count of 70000 exceeds the limit of 64000"),
    ("kimi", "Your request exceeded model token limit: 131072 (requested: 140000)"),
    ("mistral", "Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context "
     "length"),
    ("lmstudio", "The number of tokens to keep from the initial prompt is greater than the context length."),
    ("ollama", "request (9000 tokens) exceeds the available context size (8192 tokens), try increasing it"),
    ("bedrock", "input is too long for requested model"),
]  # fmt: skip


@pytest.mark.parametrize(("provider", "text"), OVERFLOWS, ids=[name for name, _ in OVERFLOWS])
def test_failure_08_context_overflow_uses_the_wording_on_which_the_client_compacts(provider: str, text: str) -> None:
    response = translate.response(provider, {"error": {"message": text, "code": 400}}, request=BODY, status=400)
    assert (response.status, response.body["error"]["type"]) == (400, "invalid_request_error")
    assert response.body["error"]["message"].startswith("prompt is too long: ")


@pytest.mark.parametrize(("provider", "usage", "parts"), [
    ("openai", {"prompt_tokens_details": {"cached_tokens": 40}}, (60, 40, 0)),
    ("deepseek", {"prompt_cache_hit_tokens": 40, "prompt_cache_miss_tokens": 60}, (60, 40, 0)),
    ("openrouter", {"prompt_tokens_details": {"cached_tokens": 40, "cache_write_tokens": 50}}, (10, 40, 50)),
    ("openai", {"prompt_tokens_details": {"cached_tokens": 120}}, (0, 120, 0)),  # observed, and inconsistent
])  # fmt: skip
@pytest.mark.parametrize("streams", [True, False])
def test_failure_09_every_prompt_token_is_counted_once(
    provider: str, usage: dict[str, Any], parts: tuple[int, ...], streams: bool
) -> None:
    response = {"prompt_tokens": 100, "completion_tokens": 5, "total_tokens": 105, **usage}
    if streams:
        message = client_message(chat({"content": "Hi"}, usage=response), provider)
    else:
        answer = {"choices": [{"message": {"content": "Hi"}, "finish_reason": "stop"}], "usage": response}
        message = translate.response(provider, answer, request=BODY).body
    names = ("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")
    assert tuple(message["usage"][name] for name in names) == parts
    assert message["usage"]["output_tokens"] == 5


def test_failure_10_usage_is_complete_at_the_start_and_end_of_a_stream() -> None:
    usage = {"prompt_tokens": 100, "completion_tokens": 5, "prompt_tokens_details": {"cached_tokens": 40}}
    message = client_message(chat({"content": "Hi"}, usage=usage))
    assert all(isinstance(message["started"][key], int) for key in KEYS)
    assert [message["usage"][key] for key in KEYS] == [60, 5, 40, 0]


def test_failure_10_missing_usage_is_estimated_and_reported() -> None:
    response = translate.stream("openai", chat({"content": "Hi there, how are you?"}), request=BODY)
    message = grammar.fold(grammar.frames(response.sse))
    assert message["usage"]["input_tokens"] > 0 and message["usage"]["output_tokens"] > 0
    assert any(loss.startswith("usage") for loss in response.losses)


@pytest.mark.parametrize("address", ["openai.com/v1/chat/completions", "anthropic.com/v1/messages"])
def test_failure_19_html_page_becomes_an_error_that_names_the_address(address: str) -> None:
    page = "<!DOCTYPE html><html><head><title>Sign in</title></head><body>Sign in</body></html>"
    provider = address.partition(".")[0]
    response = translate.response(provider, page, request=BODY, headers={"content-type": "text/html"})
    assert response.body["type"] == "error" and response.status >= 500
    message = response.body["error"]["message"]
    assert f"https://api.{address}" in message and "text/html" in message
    assert "Sign in" in message and len(message) < 300 and "<html" not in message


def test_failure_19_unrequested_streams_and_whole_responses_are_converted() -> None:
    response = translate.response("openai", chat({"content": "Hi"}).decode(), request=BODY,
                              headers={"content-type": "text/event-stream"})  # fmt: skip
    assert response.body["content"][0]["text"] == "Hi"
    whole = {"choices": [{"message": {"content": "Hi"}, "finish_reason": "stop"}]}
    response = translate.response("openai", whole, request={**BODY, "stream": True})
    message = grammar.fold(grammar.frames(response.raw))
    assert (message["content"][0]["text"], message["stop_reason"]) == ("Hi", "end_turn")


@pytest.mark.parametrize("broken", ["{'q': 'x'}", '{"q": "x",}', '{"q": "x"', "q=x", '["x"]'])
def test_failure_20_invalid_json_arguments_are_passed_on_raw(broken: str) -> None:
    made = {"id": "c", "type": "function", "function": {"name": "get", "arguments": broken}}
    response = client_response({"tool_calls": [made]}, finish="tool_calls")
    assert response.body["content"][0]["input"] == {"INVALID_JSON": broken}
    message = client_message(chat(call(0, broken, "c", "get"), finish="tool_calls"))
    assert message["content"][0]["input"] in ({"$cut": broken}, {"INVALID_JSON": broken}, json.loads('["x"]'))


def test_failure_21_call_printed_as_text_stays_text_and_ends_the_turn() -> None:
    printed = '<tool_call>\n{"name": "get", "arguments": {"q": "x"}}\n</tool_call>'
    message = client_message(chat(*({"content": piece} for piece in re.findall("(?s).{1,7}", printed))), "ollama")
    assert (message["content"][0]["text"], message["stop_reason"]) == (printed, "end_turn")


def test_failure_25_stream_of_only_an_end_is_an_empty_message_with_a_stop_reason() -> None:
    message = client_message(chat({"role": "assistant", "content": ""}))
    assert (message["content"], message["stop_reason"]) == ([], "end_turn")


@pytest.mark.parametrize("sse", [b"", b": still here\n\n", b'data: {"id": "c", "choices": []}\n\n'])
def test_failure_25_empty_stream_is_an_error(sse: bytes) -> None:
    events = grammar.frames(translate.stream("openai", sse, request=BODY).sse)
    grammar.validate(events)
    assert events[-1].name == "error"


def test_failure_30_nested_error_is_unwrapped() -> None:
    inner = json.dumps({"error": {"message": "Model is at capacity", "type": "overloaded"}})
    body = {
        "error": {"message": "Provider returned error", "code": 429, "metadata": {"raw": inner, "provider_name": "X"}}
    }
    response = translate.response("openrouter", body, request=BODY, status=429, headers={"retry-after": "7"})
    assert (response.status, response.body["error"]["type"]) == (529, "overloaded_error")
    assert "Model is at capacity" in response.body["error"]["message"] and '{"' not in response.body["error"]["message"]
    assert response.headers["retry-after"] == "7"


@pytest.mark.parametrize(("status", "response", "kind"), [
    (400, 400, "invalid_request_error"), (401, 403, "permission_error"), (402, 402, "billing_error"),
    (404, 404, "not_found_error"), (413, 413, "request_too_large"), (422, 400, "invalid_request_error"),
    (429, 429, "rate_limit_error"), (500, 500, "api_error"), (503, 529, "overloaded_error"),
    (504, 504, "timeout_error"),
])  # fmt: skip
def test_failure_30_status_and_type_state_whether_a_retry_helps(status: int, response: int, kind: str) -> None:
    headers = {"x-request-id": "req_7"}
    came = translate.response("openai", {"error": {"message": "why"}}, request=BODY, status=status, headers=headers)
    assert (came.status, came.body["error"]["type"]) == (response, kind)
    assert came.headers["request-id"] == "req_7" and "why" in came.body["error"]["message"]
