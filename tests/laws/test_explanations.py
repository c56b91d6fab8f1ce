"""Explanations: the traced interpreter gives what generated code gives, and every part has a line of a spec."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest

from dragoman.exchange.replies import framing_of_body
from dragoman.inprocess.exchanges import Way, masked_request, open_exchange, open_response
from dragoman.library.errors import AnsweredLocally, InvalidRequest, Refused, UpstreamError
from dragoman.values import globs, json_text
from dragoman_codegen.explain.data import Explanation, Link, Step, dotted
from dragoman_codegen.explain.programs import Specs
from dragoman_codegen.explain.requests import explain_request
from dragoman_codegen.explain.responses import explain_response, explain_stream
from tests import sampling
from tests.laws import pairs, samples

EACH_PROVIDER = pytest.mark.parametrize("provider", sampling.within(pairs.SAMPLE, pairs.DISTINCT))
EACH_FRONT = pytest.mark.parametrize("front", sampling.within(pairs.FRONTS[:1], pairs.FRONTS))
EVERY = 6  # samples of which one is explained for each kind of model


@cache
def specs() -> Specs:
    found = Specs(pairs.ROOT / "specs")
    found.take(pairs.built())
    return found


def way(front: str, provider: str, kind: tuple[str, str]) -> Way:
    model, variant = kind
    return Way(front, provider.partition(":")[0], pairs.protocol_from_name(provider), variant, model)


def sent(body: bytes, of: Way) -> tuple[bytes, list[str]]:
    """Return what generated code sends, or what the client receives instead, and the losses."""
    exchange = open_exchange(of, body, json_text.loads(body))
    try:
        result = masked_request(exchange).body
    except (InvalidRequest, Refused, UpstreamError, AnsweredLocally) as signal:
        result = exchange.reply_to(signal).body
    return result, list(exchange.context.losses)


def losses_of(found: Explanation) -> list[str]:
    """Return the losses in alphabetical order, since generated code may read fields in another order than the spec."""
    return sorted(f"{one.path};{one.reason}" for one in found.losses)


@EACH_FRONT
@EACH_PROVIDER
def test_explained_requests_are_those_that_are_sent(front: str, provider: str) -> None:
    start = sum(map(ord, provider))
    for number, kind in enumerate(pairs.kinds(provider)):
        for sample in samples.of("requests", front)[(start + number) % EVERY :: EVERY]:
            body = json_text.dumps(sample.value)
            found = explain_request(body, way(front, provider, kind), specs())
            result, losses = sent(body, way(front, provider, kind))
            assert json_text.dumps(found.result) == result
            if found.url:
                assert losses_of(found) == sorted(losses)
                check_lines(found)


@pytest.fixture(autouse=True)
def fixed_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Responses state when they were requested."""
    monkeypatch.setattr("dragoman.exchange.exchange.time", SimpleNamespace(time=lambda: 1_800_000_000.0))


@EACH_FRONT
@EACH_PROVIDER
@pytest.mark.parametrize("what", ["answers", "errors", "streams"])
def test_explained_responses_are_those_that_are_received(what: str, front: str, provider: str) -> None:
    start = sum(map(ord, provider))
    found = samples.of(what, pairs.protocol_of(provider), provider.partition(":")[0])
    for number, kind in enumerate(pairs.kinds(provider)):
        for sample in found[(start + number) % EVERY :: EVERY]:
            check_response(sample.data, way(front, provider, kind), 429 if what == "errors" else 200, what == "streams")


def check_response(data: bytes, of: Way, status: int, stream: bool) -> None:
    exchange = open_response(of, data, stream)
    framing = framing_of_body([], data, exchange.back)
    if stream and framing:
        translation = exchange.stream(framing)
        received: object = (translation.feed(data) + translation.end()).decode("utf-8", "replace")
        found = explain_stream(data, None, of, specs())
        frames = [json_text.dumps(payload) for event in found.events for _, payload, _ in event.frames]
        assert found.client == found.protocol or all(frame.decode() in str(received) for frame in frames)
    else:
        received = json_text.loads_or_text(exchange.whole(status, [], data).body)
        found = explain_response(data, None, of, specs(), status)
    assert json_text.dumps(found.result) == json_text.dumps(received)
    assert losses_of(found) == sorted(exchange.context.losses)
    for step in found.steps:
        assert step.line and step.text or "runtime" in step.text, step
    for link in found.links:
        assert link.steps or found.client == found.protocol, link
    check_frames(found)
    for event in found.events:
        for number in (*event.rows, *(number for _, _, number in event.frames)):
            assert found.steps[number].line


def check_frames(found: Explanation) -> None:
    """Check that each part of each frame has a link, and that the sources of a stream's links are parts of events that
    were read before."""
    payloads = [event.payload for event in found.events]
    linked = {link.path for link in found.links}
    for number, event in enumerate(found.events):
        for nth, (_, payload, _) in enumerate(event.frames):
            assert {(number, nth, key) for key in payload} <= linked
    for link in found.links if found.events else ():
        value = part(found.events[int(link.path[0])].frames[int(link.path[1])][1], link.path[2:])
        for source in (*link.sources, *link.depends):
            if source[0] != "$request":
                assert int(source[0]) <= int(link.path[0])
                part(payloads, source)
        if link.sign in "=→" and link.sources[0][0] != "$request" and not isinstance(value, dict | list):
            assert part(payloads, link.sources[0]) == value


def part(value: Any, path: Sequence[str | int]) -> Any:
    """Return the value at a path. Raises KeyError, IndexError or TypeError."""
    for key in path:
        value = value[key]
    return value


def check_lines(found: Explanation) -> None:
    """Check that each link, loss and silent part of a translation has a line, which has what the step states, and that
    no line belongs to a quirk of other models."""
    check_quirks(found)
    for step in found.steps:
        assert step.line and step.text, step
        assert step.phase != "pass" or names_pass(step), step
    for loss in found.losses:
        assert found.steps[loss.step].line, loss
    if found.client != found.protocol:
        for link in found.links:
            assert link.steps, link
            assert writes_key(link, found.steps[link.steps[-1]]), (link, found.steps[link.steps[-1]])


def check_quirks(found: Explanation) -> None:
    for step in found.steps:
        for glob in step.when.get("model", ()):
            if glob.startswith("!"):
                assert not globs.matches(found.model, [glob[1:]]), step
        wanted = [glob for glob in step.when.get("model", ()) if not glob.startswith("!")]
        assert not wanted or globs.matches(found.model, wanted), step


def names_pass(step: Step) -> bool:
    """Return whether the line, or the quirk that it belongs to, names the pass."""
    file = specs().files.get(step.file)
    quirk = file.quirk(step.line)
    lines = file.lines[quirk.first - 1 : quirk.last] if quirk else [step.text]
    return any(step.name in line for line in lines)


def writes_key(link: Link, step: Step) -> bool:
    """Return whether a line that writes names a key of the path, or is an item of a list."""
    keys = [key for key in link.path if isinstance(key, str)]
    item = isinstance(link.path[-1], int) or step.text.startswith("-")
    return step.phase != "write" or item or any(key in step.text for key in keys)


def test_a_loss_of_a_rule_names_the_line_of_its_reason() -> None:
    body = {"model": "m", "max_tokens": 9, "top_k": 3, "messages": [{"role": "user", "content": "Hi"}]}
    found = explain_request(json_text.dumps(body), Way("anthropic_messages", "openai"), specs())
    loss = found.losses[0]
    assert (loss.path, loss.sources) == ("top_k", (("top_k",),))
    assert loss.reason in found.steps[loss.step].text


def test_a_link_has_the_quirk_that_made_it() -> None:
    body = {"model": "m", "max_tokens": 9, "messages": [{"role": "user", "content": "Hi"}]}
    found = explain_request(json_text.dumps(body), Way("anthropic_messages", "deepseek"), specs())
    link = next(one for one in found.links if one.path == ("max_tokens",))
    step = found.steps[link.steps[-1]]
    assert (link.sources, link.sign) == ((("max_tokens",),), "=")
    assert step.file == "specs/quirks/max_tokens_only.yaml"
    assert step.because and step.see.startswith("https://")


def test_an_invalid_request_is_explained_by_its_error() -> None:
    found = explain_request(b"[]", Way("anthropic_messages", "openai"), specs())
    assert found.refused and not found.links
    assert found.result["error"]["type"] == "invalid_request_error"


def test_forwarding_without_a_limit_of_tokens_needs_no_reading() -> None:
    body = {"model": "claude-sonnet-5", "messages": [{"role": "user", "content": "Hi"}]}
    found = explain_request(json_text.dumps(body), Way("anthropic_messages", "copilot", "anthropic_messages"), specs())
    assert found.result == {**body, "model": found.model}


def explained_stream(front: str, provider: str, file: str) -> tuple[Explanation, dict[str, tuple[str, ...]]]:
    """Return the explanation of a sample stream, and the sources of the scalars of its frames, with dots."""
    found = explain_stream((pairs.ROOT / "tests/samples" / file).read_bytes(), None, Way(front, provider), specs())
    return found, {dotted(link.path): tuple(map(dotted, link.sources)) for link in found.links}


def test_a_delta_of_a_call_that_waited_has_the_event_that_brought_it() -> None:
    found, sources = explained_stream("anthropic_messages", "groq", "openai_chat/streams/two_calls_interleaved.sse")
    call = "choices.0.delta.tool_calls"
    assert sources["6.2.content_block.id"] == (f"3.{call}.0.id",)
    assert sources["6.3.delta.partial_json"] == (f"5.{call}.0.function.arguments",)
    assert sources["6.4.delta.partial_json"] == (f"6.{call}.1.function.arguments",)
    assert sources["9.1.usage.input_tokens"] == ("8.usage.prompt_tokens",)
    link = next(link for link in found.links if dotted(link.path) == "6.4.delta.partial_json")
    assert [found.steps[number].file for number in link.steps] == [
        "specs/protocols/openai_chat/stream.yaml",
        "specs/protocols/anthropic_messages/stream.yaml",
    ]


def test_a_complete_text_has_the_events_of_all_its_pieces() -> None:
    file = "anthropic_messages/streams/thoughts_with_their_proof.sse"
    sources = explained_stream("openai_responses", "anthropic", file)[1]
    assert sources["6.2.item.summary.0.text"] == ("2.delta.thinking", "3.delta.thinking")
    assert sources["12.2.item.content.0.text"] == ("9.delta.text",)  # the last block closes with the answer
    assert sources["12.3.response.output.0.summary.0.text"] == ("2.delta.thinking", "3.delta.thinking")
    assert sources["12.3.response.output.0.encrypted_content"] == ("4.delta.signature",)
    assert sources["12.3.response.output.2.content.0.text"] == ("9.delta.text",)


def test_the_error_of_a_stream_has_the_fields_of_its_event() -> None:
    sources = explained_stream("anthropic_messages", "groq", "openai_chat/streams/an_error_in_the_middle.sse")[1]
    assert sources["2.0.error.message"] == ("2.error.message",)
    assert sources["2.0.error.type"] == ("2.error.code",)


def sources_of(found: Explanation) -> dict[str, tuple[str, ...]]:
    """Return the sources of each part of a result, with dots."""
    return {dotted(link.path): tuple(map(dotted, link.sources)) for link in found.links}


MEDIA = {"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgo="}
TOOL_REQUEST: dict[str, Any] = {
    "model": "gpt-5",
    "temperature": 0.5,
    "tools": [
        {"type": "function", "name": "weather", "parameters": {"type": "object", "properties": {}}},
        {"type": "custom", "name": "patch"},
    ],
    "input": [
        {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hi"}]},
        {"type": "function_call", "call_id": "c1", "name": "weather", "arguments": '{"city": "Rome"}'},
        {"type": "function_call_output", "call_id": "c1", "output": "18 C"},
    ],
}


def test_a_text_that_a_filter_made_of_an_object_has_the_parts_that_are_in_it() -> None:
    message = {"role": "user", "content": [{"type": "image", "source": MEDIA}]}
    body = {"model": "m", "max_tokens": 9, "tool_choice": {"type": "auto"}, "messages": [message]}
    found = explain_request(json_text.dumps(body), Way("anthropic_messages", "openai"), specs())
    source = "messages.0.content.0.source"
    assert sources_of(found)["messages.0.content.0.image_url.url"] == (f"{source}.media_type", f"{source}.data")
    assert not [one for one in found.silent if dotted(one.source).startswith("messages")]
    assert sources_of(found)["messages.0.role"] == ("messages.0.role",)


def test_a_constant_of_a_pass_is_not_taken_from_an_equal_text_elsewhere() -> None:
    found = explain_request(json_text.dumps(TOOL_REQUEST), Way("openai_responses", "groq", "openai_chat"), specs())
    sources = sources_of(found)
    assert sources["tools.1.function.name"] == ("tools.1.name",)
    assert sources["tools.1.function.parameters.type"] == ()
    assert sources["messages.1.tool_calls.0.function.arguments"] == ("input.1.arguments",)
    found = explain_request(json_text.dumps(TOOL_REQUEST), Way("openai_responses", "anthropic"), specs())
    assert sources_of(found)["messages.1.content.0.input.city"] == ("input.1.arguments",)


def test_a_response_of_frames_has_the_fields_of_the_answer_and_of_the_request() -> None:
    call = {"id": "c1", "type": "function", "function": {"name": "weather", "arguments": '{"city":"Oslo"}'}}
    message = {"role": "assistant", "content": "It is 18.", "tool_calls": [call]}
    usage = {"prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 7}
    body = {"id": "1", "choices": [{"index": 0, "message": message, "finish_reason": "tool_calls"}], "usage": usage}
    request = {**TOOL_REQUEST, "truncation": "auto"}
    way = Way("openai_responses", "groq", "openai_chat")
    found = explain_response(json_text.dumps(body), json_text.dumps(request), way, specs())
    sources, choice = sources_of(found), "choices.0.message"
    assert sources["output.0.content.0.text"] == (f"{choice}.content",)
    assert sources["output.1.name"] == (f"{choice}.tool_calls.0.function.name",)
    assert sources["output.1.arguments"] == (f"{choice}.tool_calls.0.function.arguments",)
    assert sources["usage.input_tokens"] == ("usage.prompt_tokens",)
    assert sources["temperature"] == ("$request.temperature",)
    assert next(link.sign for link in found.links if link.path == ("temperature",)) == "→"
    assert all(one.reason for one in found.silent)
    assert {one.path: (found.steps[one.step].file, one.sources) for one in found.losses}["truncation"] == (
        "specs/protocols/openai_responses/request.yaml",
        (("$request", "truncation"),),
    )


def test_a_word_that_the_runtime_changed_comes_from_the_word_of_the_provider() -> None:
    part = {"functionCall": {"name": "weather", "args": {}}}
    body = {"candidates": [{"content": {"parts": [part]}, "finishReason": "STOP"}], "responseId": "r"}
    found = explain_response(json_text.dumps(body), None, Way("anthropic_messages", "gemini", "gemini"), specs())
    assert found.result["stop_reason"] == "tool_use"
    assert sources_of(found)["stop_reason"] == ("candidates.0.finishReason",)
