"""Answers, streams and errors of Messages hosts for Chat clients: rule 2.7 and its numbered cases."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dragoman.exchange.exchange import SIGNATURES
from dragoman.library.envelope import seal
from tests.conformance import translate
from tests.conformance.chat import BODY, FRONT, answer, events, messages_stream, stream_of

CALL: dict[str, Any] = {"type": "tool_use", "id": "toolu_1", "name": "look", "input": {}}
SEARCH: dict[str, Any] = {"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {"query": "q"}}
FOUND: dict[str, Any] = {"type": "web_search_tool_result", "tool_use_id": "srvtoolu_1", "content": []}
SIGNED: dict[str, Any] = {"type": "thinking", "thinking": "so", "signature": "c2lnbmVk"}
SEALED: dict[str, Any] = {"type": "redacted_thinking", "data": "ZW5j"}
SIGNATURE = seal("th", b="anthropic", s="c2lnbmVk")
LINK = {"type": "web_search_result_location", "url": "https://a.example", "title": "A", "cited_text": "Hi"}


def text(words: str, **more: Any) -> dict[str, Any]:
    return {"type": "text", "text": words, **more}


def whole(*content: dict[str, Any], stop: str = "end_turn", **more: Any) -> dict[str, Any]:
    usage = {"input_tokens": 3, "output_tokens": 2}
    head = {"id": "msg_1", "type": "message", "role": "assistant", "model": "up", "usage": usage}
    return {**head, "content": list(content), "stop_reason": stop, **more}


def choice(*content: dict[str, Any], stop: str = "end_turn", request: Any = {}, **more: Any) -> dict[str, Any]:  # noqa: B006
    found: dict[str, Any] = answer(whole(*content, stop=stop, **more), **request).body["choices"][0]
    return found


def message_of(stream: Any) -> dict[str, Any]:
    found: dict[str, Any] = stream.completion["choices"][0]["message"]
    return found


def test_100_empty_input_is_an_empty_object() -> None:
    (call,) = choice(CALL, stop="tool_use")["message"]["tool_calls"]
    assert call["function"] == {"name": "look", "arguments": "{}"}


@pytest.mark.parametrize("word", ["length", "tool_calls", "content_filter"])
def test_a_host_with_the_finish_reasons_of_chat(word: str) -> None:
    call = [CALL] if word == "tool_calls" else []
    assert choice(text("a"), *call, stop=word)["finish_reason"] == word


def test_101_hosted_tools_are_hidden() -> None:
    found = choice(text("a"), SEARCH, FOUND, text("b"))
    assert found["finish_reason"] == "stop" and "tool_calls" not in found["message"]
    assert found["message"]["content"].replace("\n", "") == "ab"


@pytest.mark.parametrize("opted", [True, False])
def test_123_reasoning_and_its_signatures(opted: bool) -> None:
    headers = [(SIGNATURES, "true")] if opted else []
    exchange = translate._exchange("anthropic", BODY, headers, front=FRONT)
    exchange.request(translate.KEY)
    reply = exchange.whole(
        200, [(b"content-type", b"application/json")], json.dumps(whole(SIGNED, SEALED, text("a"))).encode()
    )
    message = json.loads(reply.body)["choices"][0]["message"]
    assert (message["reasoning_content"], message["content"]) == ("so", "a")
    details = [
        {"type": "reasoning.text", "text": "so", "signature": SIGNATURE},
        {"type": "reasoning.encrypted", "data": seal("rt", b="anthropic", d="ZW5j")},
    ]
    assert message.get("reasoning_details") == (details if opted else None)


def streamed(given: bytes, *headers: tuple[str, str]) -> list[dict[str, Any]]:
    exchange = translate._exchange("anthropic", {**BODY, "stream": True}, headers, front=FRONT)
    exchange.request(translate.KEY)
    stream = exchange.stream()
    lines = (stream.feed(given) + stream.end()).decode().split("\n\n")
    return [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: {")]


def test_124_a_signature_without_text_is_one_delta() -> None:
    given = messages_stream({**SIGNED, "thinking": ""}, text("a"), stop="end_turn")
    deltas = [chunk["choices"][0]["delta"] for chunk in streamed(given, (SIGNATURES, "true"))]
    assert not any(delta.get("reasoning_content") for delta in deltas)
    details = [delta["reasoning_details"] for delta in deltas if "reasoning_details" in delta]
    assert details == [[{"type": "reasoning.text", "text": "", "signature": SIGNATURE}]]
    assert not any("reasoning_details" in chunk["choices"][0]["delta"] for chunk in streamed(given))


def deltas_of(chunks: list[dict[str, Any]], field: str) -> str:
    return "".join(chunk["choices"][0]["delta"].get(field) or "" for chunk in chunks)


def test_a_stream_separates_texts_as_a_whole_answer_does() -> None:
    second = {**SIGNED, "thinking": "then", "signature": "c2Vjb25k"}
    content = [SIGNED, text("I search."), SEARCH, FOUND, text("Cats "), text("purr."), second, text(" So."), CALL]
    message = choice(*content, stop="tool_use")["message"]
    chunks = streamed(messages_stream(*content))
    assert message["content"] == deltas_of(chunks, "content") == "I search.\n\nCats purr. So."
    assert message["reasoning_content"] == deltas_of(chunks, "reasoning_content") == "so\n\nthen"


def test_125_streamed_signatures_return_with_the_text_that_they_sign() -> None:
    second = {**SIGNED, "thinking": "then", "signature": "c2Vjb25k"}
    chunks = streamed(messages_stream(SIGNED, text("a"), second, CALL), (SIGNATURES, "true"))
    details = [one for chunk in chunks for one in chunk["choices"][0]["delta"].get("reasoning_details", ())]
    call = {"id": "toolu_1", "type": "function", "function": {"name": "look", "arguments": "{}"}}
    turn = {
        "role": "assistant",
        "content": "a",
        "reasoning_content": deltas_of(chunks, "reasoning_content"),
        "reasoning_details": details,
        "tool_calls": [call],
    }
    result = {"role": "tool", "tool_call_id": "toolu_1", "content": "b"}
    sent = translate.request("anthropic", {**BODY, "messages": [*BODY["messages"], turn, result]}, front=FRONT)
    assert isinstance(sent, translate.Sent)
    assert [block for block in sent.body["messages"][1]["content"] if block["type"] == "thinking"] == [SIGNED, second]


def test_an_answer_without_reasoning_text_has_no_reasoning_content() -> None:
    empty = {**SIGNED, "thinking": ""}
    assert "reasoning_content" not in choice(empty, text("a"))["message"]
    assert "reasoning_content" not in choice(empty, empty, text("a"))["message"]
    assert choice(SIGNED, empty, text("a"))["message"]["reasoning_content"] == SIGNED["thinking"]


def test_citations_have_the_position_of_the_cited_text_in_the_content() -> None:
    content = [text("I search."), SEARCH, FOUND, text("Cats "), text("purr", citations=[LINK]), text(" and ")]
    content.append(text("nap", citations=[LINK]))
    message = choice(*content)["message"]
    chunks = streamed(messages_stream(*content, stop="end_turn"))
    annotations = [one for chunk in chunks for one in chunk["choices"][0]["delta"].get("annotations", ())]
    assert annotations == message["annotations"]
    links = [annotation["url_citation"] for annotation in annotations]
    assert [message["content"][link["start_index"] : link["end_index"]] for link in links] == ["purr", "nap"]


def test_158_pause_and_refusal() -> None:
    assert choice(text("a"), stop="pause_turn")["finish_reason"] == "stop"
    details = {"type": "refusal", "category": None, "explanation": "No."}
    refused = choice(text("a"), stop="refusal", stop_details=details)
    assert refused["finish_reason"] == "content_filter" and refused["message"]["refusal"] == "No."


def test_159_an_empty_answer() -> None:
    found = choice()
    assert found["message"]["content"] is None and found["finish_reason"] == "stop"


def test_162_unknown_counts_are_ignored() -> None:
    usage = {"input_tokens": 3, "output_tokens": 2, "quanta": 7, "more": {"a": 1}}
    assert answer(whole(text("a"), usage=usage)).body["usage"]["total_tokens"] == 5


@pytest.mark.parametrize("step", [None, 1])
def test_194_calls_are_numbered_among_calls(step: int | None) -> None:
    stream = stream_of(messages_stream(text("ab"), {**CALL, "input": {"a": 1}}, {**CALL, "id": "t2"}), step=step)
    message = message_of(stream)
    assert message["content"] == "ab"
    assert [(call["index"], call["id"]) for call in message["tool_calls"]] == [(0, "toolu_1"), (1, "t2")]
    assert json.loads(message["tool_calls"][0]["function"]["arguments"]) == {"a": 1}
    assert stream.completion["choices"][0]["finish_reason"] == "tool_calls"


def test_195_an_empty_delta_of_arguments_makes_no_chunk() -> None:
    stream = stream_of(messages_stream({**CALL, "input": {"a": 1}}))
    parts = [part for chunk in stream.chunks for part in chunk["choices"][0]["delta"].get("tool_calls", ())]
    assert [part["function"]["arguments"] for part in parts if part["function"]["arguments"] == ""] == [""]


def test_a_streamed_call_without_arguments_has_an_empty_object() -> None:
    (call,) = message_of(stream_of(messages_stream(CALL)))["tool_calls"]
    assert call["function"]["arguments"] == "{}"


@pytest.mark.parametrize("include", [True, False])
def test_196_usage_is_streamed_on_request(include: bool) -> None:
    stream = stream_of(messages_stream(text("ab"), stop="end_turn"), stream_options={"include_usage": include})
    assert (stream.completion["usage"] is not None) is include


def test_197_an_error_ends_the_stream() -> None:
    failed = events({"type": "error", "error": {"type": "overloaded_error", "message": "busy"}})
    stream = stream_of(messages_stream(text("ab"), cut=True) + failed)
    assert stream.error == {"message": "busy", "type": "server_error", "param": None, "code": "server_is_overloaded"}
    assert all(chunk["choices"][0]["finish_reason"] is None for chunk in stream.chunks)


def test_197_a_cut_stream_ends_with_an_error() -> None:
    stream = stream_of(messages_stream(text("ab"), cut=True))
    assert stream.error is not None and stream.error["type"] == "server_error"


def test_198_hosted_tools_are_hidden_in_streams() -> None:
    message = message_of(stream_of(messages_stream(text("ab"), SEARCH, FOUND, text("cd"), stop="end_turn")))
    assert message["content"] == "ab\n\ncd" and not message["tool_calls"]


@pytest.mark.parametrize("kind", ["mcp_tool_use", "container_upload"])
def test_198_a_block_of_another_hosted_tool_makes_no_call(kind: str) -> None:
    start = {"type": "content_block_start", "index": 0, "content_block": {"type": kind, "id": "m1", "name": "f"}}
    delta = {"type": "content_block_delta", "index": 0, "delta": {"type": "input_json_delta", "partial_json": "{}"}}
    stop = {"type": "content_block_stop", "index": 0}
    given = messages_stream(text("ab"), stop="end_turn")
    head, tail = given.split(b"event: content_block_start", 1)
    after = (b"event: content_block_start" + tail).replace(b'"index":0', b'"index":1')
    stream = stream_of(head + events(start, delta, stop) + after)
    assert not message_of(stream)["tool_calls"] and message_of(stream)["content"] == "ab"
    assert stream.completion["choices"][0]["finish_reason"] == "stop"


def test_content_of_the_first_event_is_kept() -> None:
    start = {"id": "msg_1", "type": "message", "role": "assistant", "model": "up", "stop_reason": None}
    usage = {"input_tokens": 3, "output_tokens": 1}
    first = {"type": "message_start", "message": {**start, "content": [text("early "), CALL], "usage": usage}}
    rest = messages_stream(text("late"), stop="tool_use").split(b"\n\n", 1)[1]
    message = message_of(stream_of(events(first) + rest))
    assert message["content"] == "early \n\nlate" and len(message["tool_calls"]) == 1


def test_citations_of_an_answer_and_of_a_stream() -> None:
    cited = text("Hi", citations=[LINK])
    wanted = [{"type": "url_citation", "url_citation": {"url": "https://a.example", "title": "A"}}]
    for found in (
        choice(cited)["message"]["annotations"],
        [
            one
            for chunk in stream_of(messages_stream(cited, stop="end_turn")).chunks
            for one in chunk["choices"][0]["delta"].get("annotations", ())
        ],
    ):
        assert [
            {**one, "url_citation": {k: one["url_citation"][k] for k in ("url", "title")}} for one in found
        ] == wanted


def test_legacy_functions_get_a_function_call() -> None:
    found = choice({**CALL, "input": {"a": 1}}, stop="tool_use", request={"functions": [{"name": "look"}]})
    assert found["finish_reason"] == "function_call" and "tool_calls" not in found["message"]
    assert found["message"]["function_call"] == {"name": "look", "arguments": '{"a":1}'}


def called(*inputs: str) -> bytes:
    """Return a stream with a call for each of these arguments."""
    given = [{**CALL, "id": f"t{number}", "name": f"look{number}", "input": {}} for number in range(len(inputs))]
    made = messages_stream(*given, stop="tool_use")
    for number, arguments in enumerate(inputs):
        piece = {"type": "content_block_delta", "index": number}
        delta = events({**piece, "delta": {"type": "input_json_delta", "partial_json": arguments}})
        stop = events({"type": "content_block_stop", "index": number})
        assert stop in made
        made = made.replace(stop, delta + stop)
    return made


@pytest.mark.parametrize("inputs", [('{"a":1}',), ("",), ('{"a":1}', '{"b":2}'), ("", '{"b":2}')])
@pytest.mark.parametrize("usage", [False, True])
def test_calls_of_legacy_functions_are_streamed(inputs: tuple[str, ...], usage: bool) -> None:
    options: dict[str, Any] = {"stream_options": {"include_usage": True}} if usage else {}
    stream = stream_of(called(*inputs), functions=[{"name": "look0"}], **options)
    choice_ = stream.completion["choices"][0]
    assert choice_["finish_reason"] == "function_call" and not choice_["message"].get("tool_calls")
    assert choice_["message"]["function_call"] == {"name": "look0", "arguments": inputs[0] or "{}"}
    deltas = [chunk["choices"][0]["delta"] for chunk in stream.chunks if chunk["choices"]]
    assert [delta["function_call"]["name"] for delta in deltas if "name" in delta.get("function_call", {})] == ["look0"]


LOST = {
    "second call of functions": (
        [CALL, {**CALL, "id": "t2"}],
        {"functions": [{"name": "look"}]},
        "content.tool_use;an answer to functions has one call",
    ),
    "hosted call": (
        [{"type": "server_tool_use", "id": "s1", "name": "web_search", "input": {"query": "q"}}, CALL],
        {},
        "content.server_tool_use;hosted tool calls are not part of this protocol",
    ),
}


@pytest.mark.parametrize(("blocks", "request_", "loss"), LOST.values(), ids=LOST)
def test_lost_block_is_named_by_the_field_of_the_provider(blocks: Any, request_: Any, loss: str) -> None:
    body = {"id": "m", "model": "m", "role": "assistant", "type": "message", "content": blocks}
    body |= {"stop_reason": "tool_use", "usage": {"input_tokens": 1, "output_tokens": 1}}
    stream = stream_of(messages_stream(*blocks), **request_)
    assert loss in answer(body, **request_).losses and loss in stream.losses
    assert len(message_of(stream)["tool_calls"] or [message_of(stream)["function_call"]]) == 1


def test_158_a_pause_is_a_loss_and_the_tier_is_kept() -> None:
    usage = {"input_tokens": 1, "output_tokens": 1, "service_tier": "priority"}
    body = {"id": "m", "model": "m", "role": "assistant", "type": "message", "content": [text("Hi")], "usage": usage}
    stream = stream_of(messages_stream(text("Hi"), stop="pause_turn", usage=usage))
    whole = answer({**body, "stop_reason": "pause_turn"})
    for found, losses in ((whole.body, whole.losses), (stream.chunks[-1], stream.losses)):
        assert (found["choices"][0]["finish_reason"], found["service_tier"]) == ("stop", "priority")
        assert "stop_reason;a pause is not reported in this protocol" in losses


def test_functions_that_are_not_called_leave_the_stream_as_it_is() -> None:
    given = messages_stream(text("ab"), stop="end_turn")
    assert stream_of(given, functions=[{"name": "f"}]).chunks == stream_of(given).chunks


ERRORS = [
    (400, "invalid_request_error", (400, "invalid_request_error", None)),
    (401, "authentication_error", (403, "permission_error", None)),
    (402, "billing_error", (429, "insufficient_quota", "insufficient_quota")),
    (403, "permission_error", (403, "permission_error", None)),
    (404, "not_found_error", (404, "invalid_request_error", "model_not_found")),
    (409, "conflict_error", (409, "conflict_error", None)),
    (413, "request_too_large", (413, "invalid_request_error", "request_too_large")),
    (429, "rate_limit_error", (429, "rate_limit_error", "rate_limit_exceeded")),
    (500, "api_error", (500, "server_error", None)),
    (504, "timeout_error", (504, "server_error", "timeout")),
    (529, "overloaded_error", (503, "server_error", "server_is_overloaded")),
]


@pytest.mark.parametrize(("status", "kind", "wanted"), ERRORS)
def test_222_errors_have_the_types_and_codes_of_openai(status: int, kind: str, wanted: Any) -> None:
    came = translate.response(
        "anthropic", {"type": "error", "error": {"type": kind, "message": "why"}}, BODY, status, front=FRONT
    )
    error = came.body["error"]
    assert (came.status, error["type"], error["code"]) == wanted
    assert "why" in error["message"] and error["param"] is None


def test_222_an_exceeded_context_window() -> None:
    error = {"type": "invalid_request_error", "message": "prompt is too long: 9 tokens > 8 maximum"}
    came = translate.response("anthropic", {"type": "error", "error": error}, BODY, 400, front=FRONT)
    assert came.body["error"] == {
        "message": error["message"],
        "type": "invalid_request_error",
        "param": None,
        "code": "context_length_exceeded",
    }


def test_222_an_exceeded_context_window_of_the_same_protocol_is_unchanged() -> None:
    error = {
        "message": "This model's maximum context length is 8 tokens. However, your messages resulted in 9 tokens.",
        "type": "invalid_request_error",
        "param": "messages",
        "code": "context_length_exceeded",
    }
    assert translate.response("openai", {"error": error}, BODY, 400, front=FRONT).body == {"error": error}


@pytest.mark.parametrize("back", ["openai", "openai:openai_responses"])
def test_222_a_code_of_openai_reaches_the_client(back: str) -> None:
    error = {"message": "temperature: no", "type": "invalid_request_error", "param": "temperature"}
    error["code"] = "invalid_value"
    provider, _, protocol = back.partition(":")
    came = translate.response(provider, {"error": error}, BODY, status=400, front=FRONT, protocol=protocol or FRONT)
    assert (came.status, came.body) == (400, {"error": error})


def test_222_an_error_of_the_same_protocol_is_unchanged() -> None:
    error = {"message": "no", "type": "invalid_request_error", "param": "messages[0]", "code": "some_code"}
    came = translate.response("openai", {"error": error}, BODY, status=400, front=FRONT, protocol=FRONT)
    assert (came.status, came.body) == (400, {"error": error})


def test_223_an_html_page_is_an_error_of_its_status() -> None:
    came = translate.response("anthropic", "<html><body>too large</body></html>", BODY, 413, front=FRONT)
    assert came.status == 413 and came.body["error"]["type"] == "invalid_request_error"
    assert "<" not in came.body["error"]["message"]


def test_233_usage_counts_include_the_cache() -> None:
    usage = {"input_tokens": 10, "cache_creation_input_tokens": 20, "cache_read_input_tokens": 70, "output_tokens": 5}
    found = answer(whole(text("a"), usage=usage)).body["usage"]
    assert (found["prompt_tokens"], found["completion_tokens"], found["total_tokens"]) == (100, 5, 105)
    assert found["prompt_tokens_details"] == {"cached_tokens": 70, "cache_write_tokens": 20}


def test_236_iterations_are_not_counted_twice() -> None:
    usage = {"input_tokens": 10, "output_tokens": 5, "iterations": [{"input_tokens": 4, "output_tokens": 2}]}
    assert answer(whole(text("a"), usage=usage)).body["usage"]["total_tokens"] == 15


def test_237_usage_of_the_first_and_the_last_event() -> None:
    given = messages_stream(text("ab"), stop="end_turn", usage={"input_tokens": 10, "cache_read_input_tokens": 5})
    usage = stream_of(
        given.replace(b'"output_tokens":2', b'"output_tokens":20'), stream_options={"include_usage": True}
    ).completion["usage"]
    assert (usage["prompt_tokens"], usage["completion_tokens"]) == (15, 20)


def test_a_forwarded_stream_that_is_cut_off_ends_with_an_error() -> None:
    chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    first = {**chunk, "choices": [{"index": 0, "delta": {"role": "assistant", "content": "a"}, "finish_reason": None}]}
    last = {**chunk, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
    start, end = (f"data: {json.dumps(one)}\n\n".encode() for one in (first, last))
    cut = translate.stream("openai", start, BODY, front=FRONT).sse
    assert cut.startswith(start) and json.loads(cut.split(b"data: ")[-1])["error"]["type"] == "server_error"
    whole_stream = start + end + b"data: [DONE]\n\n"
    assert translate.stream("openai", start + end, BODY, front=FRONT).sse == whole_stream
    assert translate.stream("openai", whole_stream, BODY, front=FRONT).sse == whole_stream


CALLED = {"id": "call_1", "type": "function", "function": {"name": "look", "arguments": {"at": "sky"}}}


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"text": "Hello"}, {"content": "Hello"}),
        ({"message": {"role": "assistant", "content": [{"type": "text", "text": "Hello"}]}}, {"content": "Hello"}),
        (
            {"message": {"role": "assistant", "tool_calls": [CALLED]}},
            {"tool_calls": [{**CALLED, "function": {"name": "look", "arguments": '{"at":"sky"}'}}]},
        ),
    ],
    ids=["a text completion", "parts", "arguments as an object"],
)
def test_a_forwarded_answer_of_another_shape_is_translated(choice: Any, message: dict[str, Any]) -> None:
    sent = {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [{"index": 0, **choice}]}
    found = translate.response("compatible", sent, BODY, front=FRONT).body["choices"][0]["message"]
    assert {key: found[key] for key in message} == message


@pytest.mark.parametrize("step", [None, 7])
@pytest.mark.parametrize("member", ["message", "text"])
def test_a_forwarded_stream_without_deltas_is_translated(member: str, step: int | None) -> None:
    chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    given = b"data: [DONE]\n\n"
    for piece, reason in (("lo", "stop"), ("Hel", None)):
        content = piece if member == "text" else {"content": piece}
        event = {**chunk, "choices": [{"index": 0, member: content, "finish_reason": reason}]}
        given = f"data: {json.dumps(event)}\n\n".encode() + given
    sent = translate.stream("compatible", given, BODY, front=FRONT, step=step)
    chunks = [json.loads(line[6:]) for line in sent.sse.splitlines() if line.startswith(b"data: {")]
    deltas = [chunk["choices"][0]["delta"] for chunk in chunks if chunk["choices"]]
    assert "".join(delta.get("content") or "" for delta in deltas) == "Hello"
    assert sent.sse.endswith(b"data: [DONE]\n\n")


def test_details_of_a_filter_before_the_first_delta_are_forwarded() -> None:
    chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    choices: list[dict[str, Any]] = [
        {"index": 0, "finish_reason": None, "content_filter_results": {"hate": {"filtered": False}}},
        {"index": 0, "delta": {"content": "Hello"}, "finish_reason": "stop"},
    ]
    given = b"".join(f"data: {json.dumps({**chunk, 'choices': [one]})}\n\n".encode() for one in choices)
    given += b"data: [DONE]\n\n"
    assert translate.stream("azure", given, BODY, front=FRONT).sse == given
