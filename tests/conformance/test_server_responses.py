"""OpenAI Responses clients in front of Chat and Messages providers, whole and streamed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dragoman.config import profiles
from tests.conformance.inprocess import Line, ReceivedRequest, app, ask, provider, run, whole

PATH = "/v1/responses"
BODY: dict[str, Any] = {"model": "m", "input": "hi", "instructions": "be brief", "metadata": {"a": "b"}}
TOOLS: list[dict[str, Any]] = [
    {"type": "function", "name": "shell", "parameters": {"type": "object", "properties": {}}, "strict": False},
    {
        "type": "custom",
        "name": "apply_patch",
        "format": {"type": "grammar", "syntax": "lark", "definition": "s: A"},
    },
    {"type": "namespace", "name": "agents", "tools": [{"type": "function", "name": "close", "parameters": {}}]},
    {"type": "web_search", "external_web_access": False},
]
CALLS = [
    ("call_1", "shell", '{"cmd":"ls"}'),
    ("call_2", "apply_patch", '{"input":"*** Begin"}'),
    ("call_3", "agents__close", ""),
]


async def chat_stream(request: ReceivedRequest, line: Line) -> None:
    await line.begin(kind="text/event-stream")
    await line.chunk(reasoning_content="think")
    await line.chunk(content="Hi ")
    await line.chunk(content="you")
    for index, (id, name, arguments) in enumerate(CALLS):
        await line.chunk(tool_calls=[{"index": index, "id": id, "function": {"name": name, "arguments": arguments}}])
    await line.chunk(finish_reason="tool_calls")
    await line.event({"id": "chatcmpl-1", "choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 2}})
    await line.event("[DONE]")


async def messages_stream(request: ReceivedRequest, line: Line) -> None:
    await line.begin(kind="text/event-stream")

    async def block(index: int, start: dict[str, Any], *deltas: dict[str, Any]) -> None:
        await line.event({"type": "content_block_start", "index": index, "content_block": start})
        for delta in deltas:
            await line.event({"type": "content_block_delta", "index": index, "delta": delta})
        await line.event({"type": "content_block_stop", "index": index})

    usage = {"input_tokens": 3, "output_tokens": 2}
    start = {"id": "msg_1", "model": "up", "content": [], "usage": usage}
    await line.event({"type": "message_start", "message": start})
    thought = {"type": "thinking_delta", "thinking": "think"}
    await block(0, {"type": "thinking", "thinking": ""}, thought, {"type": "signature_delta", "signature": "SIG"})
    await block(1, {"type": "redacted_thinking", "data": "SECRET"})
    words = [{"type": "text_delta", "text": "Hi "}, {"type": "text_delta", "text": "you"}]
    await block(2, {"type": "text", "text": ""}, *words)
    for index, (id, name, arguments) in enumerate(CALLS):
        piece = [{"type": "input_json_delta", "partial_json": arguments}] if arguments else []
        await block(3 + index, {"type": "tool_use", "id": id, "name": name, "input": {}}, *piece)
    await line.event({"type": "message_delta", "delta": {"stop_reason": "tool_use"}, "usage": usage})
    await line.event({"type": "message_stop"})


SCRIPTS = {"openai": chat_stream, "anthropic": messages_stream}


def events_of(body: bytes) -> list[dict[str, Any]]:
    """Return the events of a stream, after a check of their names and numbers."""
    events = []
    for number, frame in enumerate(body.decode().strip().split("\n\n")):
        name, data = (line.partition(": ")[2] for line in frame.split("\n"))
        event = json.loads(data)
        assert (event["type"], event["sequence_number"]) == (name, number)
        events.append(event)
    return events


def assert_consistent(events: list[dict[str, Any]]) -> dict[str, Any]:
    """Check that deltas sum to their `done`, items to the final response. Returns the final response."""
    sums: dict[tuple[Any, ...], str] = {}
    for event in events:
        kind, place = event["type"], (event.get("item_id"), event.get("content_index"), event.get("summary_index"))
        if kind.endswith(".delta"):
            sums[place] = sums.get(place, "") + event["delta"]
        elif kind in ("response.output_text.done", "response.reasoning_summary_text.done"):
            assert sums.get(place, "") == event["text"]
        elif kind == "response.function_call_arguments.done":
            assert sums.get(place, "{}") == event["arguments"]
        elif kind == "response.custom_tool_call_input.done":
            assert sums.get(place, "") == event["input"]
    final: dict[str, Any] = events[-1]["response"]
    done = [event for event in events if event["type"] == "response.output_item.done"]
    added = [event for event in events if event["type"] == "response.output_item.added"]
    items = final["output"]
    if final["status"] == "failed" and len(items) == len(done) + 1:  # and the item that was cut off
        *items, _ = items
    assert items == [event["item"] for event in done]
    assert [event["output_index"] for event in added] == list(range(len(added)))
    ids = [item["id"] for item in final["output"]]
    open_items = 1 if final["status"] == "failed" else 0  # at most
    assert [event["item"]["id"] for event in added][: len(ids)] == ids and len(added) - len(ids) <= open_items
    return final


@pytest.mark.parametrize("back", ["openai", "anthropic"])
def test_a_stream_is_consistent_and_complete(back: str) -> None:
    async def test() -> None:
        async with provider(SCRIPTS[back]) as made:
            answer = await ask(app(made.url, back), {**BODY, "tools": TOOLS, "stream": True}, PATH)
            assert answer.status == 200, answer.body
            events = events_of(answer.body)
            assert [event["type"] for event in events[:2]] == ["response.created", "response.in_progress"]
            assert events[-1]["type"] == "response.completed"
            final = assert_consistent(events)
            output = [item for item in final["output"] if item["type"] != "reasoning"]
            assert output[0]["content"][0]["text"] == "Hi you"
            calls = {item["name"]: item for item in output[1:]}
            shell, patch, close = calls["shell"], calls["apply_patch"], calls["close"]
            assert (shell["type"], shell["call_id"], shell["arguments"]) == ("function_call", "call_1", '{"cmd":"ls"}')
            assert (patch["type"], patch["name"], patch["input"]) == ("custom_tool_call", "apply_patch", "*** Begin")
            assert (close["name"], close["namespace"], close["arguments"]) == ("close", "agents", "{}")
            assert final["usage"]["total_tokens"] == 5
            assert (final["instructions"], final["metadata"], final["tools"]) == ("be brief", {"a": "b"}, TOOLS)
            assert final["completed_at"] >= final["created_at"]
            assert events[0]["response"]["completed_at"] is None

    run(test())


@pytest.mark.parametrize("back", ["openai", "anthropic"])
def test_reasoning_returns_to_its_provider_only(back: str) -> None:
    async def test() -> None:
        async with provider(SCRIPTS[back]) as made:
            answer = await ask(app(made.url, back), {**BODY, "tools": TOOLS, "stream": True}, PATH)
            output = events_of(answer.body)[-1]["response"]["output"]
            reasoning = [item for item in output if item["type"] == "reasoning"]
            assert reasoning[0]["summary"] == [{"type": "summary_text", "text": "think"}]
            assert all(item["encrypted_content"].startswith("xr1.") for item in reasoning)
            results = [
                {
                    "type": item["type"].replace("_call", "_call_output"),
                    "call_id": item["call_id"],
                    "output": "done",
                }
                for item in output
                if "call_id" in item
            ]
            again = {**BODY, "tools": TOOLS, "input": [{"role": "user", "content": "hi"}, *output, *results]}
            for other in SCRIPTS:
                async with provider(whole(500, {})) as second:
                    await ask(app(second.url, other), again, PATH)
                    sent = second.requests[0].body
                    assert b"xr1." not in sent
                    assert (b'"SIG"' in sent) is (b'"SECRET"' in sent) is (other == back == "anthropic"), sent

    run(test())


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"previous_response_id": "resp_1"}, "this response is not stored here"),
        ({"conversation": "conv_1"}, "conversations are not stored here"),
        ({"background": True}, "responses are not created in the background"),
        ({"prompt": {"id": "pmpt_1"}}, "stored prompts are not available here"),
        ({"input": [{"type": "item_reference", "id": "rs_1"}]}, "this item is not stored here"),
    ],
)
@pytest.mark.parametrize("back", ["openai", "anthropic"])
def test_a_request_that_needs_stored_state_is_refused_with_a_code(back: str, more: dict[str, Any], reason: str) -> None:
    async def test() -> None:
        answer = await ask(app("http://127.0.0.1:9", back), {**BODY, **more}, PATH)
        error = answer.json["error"]
        assert (answer.status, error["code"]) == (400, "unsupported_parameter"), answer.body
        assert error["param"].startswith(next(iter(more))) and f"{error['param']}: {reason}" in error["message"]

    run(test())


@pytest.mark.parametrize(
    ("more", "reason"),
    [({"input": [{"type": "function_call", "call_id": "c"}]}, "input.0.name"), ({"input": 5}, "input: ")],
)
@pytest.mark.parametrize("back", ["openai", "anthropic"])
def test_an_unusable_request_is_refused_with_its_path(back: str, more: dict[str, Any], reason: str) -> None:
    async def test() -> None:
        answer = await ask(app("http://127.0.0.1:9", back), {**BODY, **more}, PATH)
        assert answer.status == 400, answer.body
        error = answer.json["error"]
        assert reason in error["message"]
        assert error["type"] == "invalid_request_error" and set(error) == {"message", "type", "param", "code"}

    run(test())


@pytest.mark.parametrize(
    ("status", "body", "wanted"),
    [
        (400, {"message": "prompt is too long: 5 tokens > 3 maximum"}, (400, "context_length_exceeded")),
        (429, {"type": "rate_limit_error", "message": "slow down"}, (429, "rate_limit_exceeded")),
        (529, {"type": "overloaded_error", "message": "busy"}, (503, "server_is_overloaded")),
        (404, {"type": "not_found_error", "message": "model: m"}, (404, "model_not_found")),
        (400, {"type": "invalid_request_error", "message": "no"}, (400, None)),
        (403, {"type": "permission_error", "message": "no"}, (403, None)),
        (500, {"type": "api_error", "message": "no"}, (500, None)),
    ],
)
def test_errors_of_a_provider_have_the_codes_on_which_clients_act(
    status: int, body: dict[str, Any], wanted: tuple[int, str | None]
) -> None:
    async def test() -> None:
        async with provider(whole(status, {"type": "error", "error": body})) as made:
            for stream in (False, True):
                answer = await ask(app(made.url, "anthropic"), {**BODY, "stream": stream}, PATH)
                assert (answer.status, answer.json["error"]["code"]) == wanted, answer.body

    run(test())


def test_an_error_inside_a_stream_ends_it() -> None:
    async def play(request: ReceivedRequest, line: Line) -> None:
        await line.begin(kind="text/event-stream")
        await line.chunk(content="Hi")
        await line.event({"error": {"message": "out of tokens", "code": "rate_limit_exceeded"}})

    async def test() -> None:
        async with provider(play) as made:
            answer = await ask(app(made.url, "openai"), {**BODY, "stream": True}, PATH)
            final = events_of(answer.body)[-1]
            assert final["type"] == "response.failed"
            assert final["response"]["error"] == {"code": "rate_limit_exceeded", "message": "out of tokens"}

    run(test())


@pytest.mark.parametrize("prefix", ["", "/main"])
def test_input_tokens_are_counted(prefix: str) -> None:
    async def test() -> None:
        async with provider(whole(200, {"input_tokens": 7})) as made:
            answer = await ask(app(made.url, "anthropic"), BODY, f"{prefix}{PATH}/input_tokens")
            assert answer.json == {"object": "response.input_tokens", "input_tokens": 7}
            assert made.requests[0].path == "/v1/messages/count_tokens"
        estimated = await ask(app("http://127.0.0.1:9", "groq"), BODY, f"{prefix}{PATH}/input_tokens")
        assert estimated.json["input_tokens"] > 0

    run(test())


def test_messages_between_a_call_and_its_output_follow_the_output() -> None:
    async def test() -> None:
        items = [
            {"role": "user", "content": "hi"},
            {"type": "reasoning", "summary": [], "encrypted_content": "gAAAA-of-another-vendor"},
            {"type": "function_call", "call_id": "c1", "name": "f", "arguments": "{}"},
            {"role": "user", "content": "wait"},
            {"type": "function_call_output", "call_id": "c1", "output": [{"type": "input_text", "text": "done"}]},
            {"role": "developer", "content": "be kind"},
        ]
        async with provider(whole(500, {})) as made:
            await ask(app(made.url, "openai"), {**BODY, "input": items}, PATH)
            messages = made.requests[0].json["messages"]
            assert [message["role"] for message in messages] == [
                "system",
                "user",
                "assistant",
                "tool",
                "user",
                "system",
            ]
            assert b"gAAAA" not in made.requests[0].body

    run(test())


@pytest.mark.parametrize(("given", "path"), [({}, "openai_responses"), ({"protocol": "openai_chat"}, "openai_chat")])
def test_a_provider_of_responses_gets_the_request_unchanged(given: dict[str, Any], path: str) -> None:
    profile = profiles.make("it", "openai", profiles.ProfileOptions(**given), environment={})
    assert profile.speaks("gpt-5.5", "openai_responses") == path
    assert profile.speaks("gpt-5.5", "anthropic_messages") == "openai_chat"
