"""Translation of every recorded response for an Anthropic client, by the provider given in corpus.yaml.

There are no exceptions, all events are valid, the official SDK accepts the result, and text, calls, reasoning,
citations, stop reason and usage equal those found by an independent reader of the raw recording.
"""

from __future__ import annotations

import json
from typing import Any

import anthropic
import pytest

from dragoman import loader
from tests.conformance import grammar, translate
from tests.laws import exchanges
from tests.recordings import raw_chat, raw_messages, raw_responses
from tests.recordings.content import Content, differences
from tests.recordings.corpus import CORPUS, Recording, answering, corpus, each, needed, recordings

FOREIGN = recordings("chat", "responses")
ANTHROPIC = recordings("anthropic")
MODEL = "a-model"
pytestmark = pytest.mark.filterwarnings("ignore:The model:DeprecationWarning")  # from the SDK, about recorded models
REQUEST = {"model": MODEL, "max_tokens": 1000, "messages": [{"role": "user", "content": "hi"}]}
READERS = {"chat": raw_chat.read, "responses": lambda data, streamed, source: raw_responses.read(data, streamed)}


def _name(recording: Recording) -> str:
    return recording.name


def test_corpus_table_matches_the_recordings() -> None:
    """corpus.yaml lists every folder with its number of recordings; its exceptions exist."""
    needed(CORPUS)
    for wire, table in corpus().items():
        if wire == "exceptions":
            continue
        assert {folder.name for folder in (CORPUS / wire).iterdir()} == set(table)
        for source, row in table.items():
            found = [one for one in recordings(wire) if one.source == source]
            assert (len(found), sum(one.streamed for one in found)) == (row["recordings"], row["streams"]), source
    assert len(FOREIGN) + len(ANTHROPIC) == 237
    assert set(corpus()["exceptions"]) <= {one.name for one in FOREIGN + ANTHROPIC}


@each(FOREIGN, "recording", _name)
def test_recorded_content_is_preserved(recording: Recording) -> None:
    recording.readable()
    raw = READERS[recording.wire](recording.data, recording.streamed, recording.source)
    request = {**REQUEST, "model": recording.model}
    if raw.reasoning:  # some models reason only for clients that request it
        request |= {"max_tokens": 2000, "thinking": {"type": "enabled", "budget_tokens": 1024}}
    translated = _streamed(recording, request) if recording.streamed else _whole(recording, raw, request)
    if raw.cut or (raw.error and not raw.stop):
        assert translated.error, "the recording is truncated or an error, so the client must receive an error"
        if raw.error:
            assert raw.error in translated.error
    if not translated.error or raw.text:
        _expect(recording, raw, translated)


def _expect(recording: Recording, raw: Content, translated: Content) -> None:
    """Check that only the exceptions of corpus.yaml differ."""
    if translated.error:  # the content before the error is compared, without stop reason and usage
        raw.stop, raw.usage = "", {}
    found = differences(raw, translated)
    excused = corpus()["exceptions"].get(recording.name, {})
    left = [line for line in found if line.split(":")[0] not in excused]
    assert not left, "\n".join(left)
    assert len(found) == len(excused), f"there is no difference any more, remove it from corpus.yaml: {excused}"


def _whole(recording: Recording, raw: Content, request: dict[str, Any]) -> Content:
    came = translate.response(
        recording.provider,
        recording.data.decode(),
        request=request,
        status=recording.status,
        protocol=recording.protocol,
    )
    if came.body["type"] == "error":
        assert came.status >= 400 and (raw.error or raw.cut), came.body
        return raw_messages.of_message(came.body)
    assert came.status == 200, came.body
    grammar.validate_message(came.body)
    _parse_with_the_sdk(came.raw, request, streamed=False)
    if not raw.usage:
        assert any(loss.startswith("usage") for loss in came.losses)
    return raw_messages.of_message(came.body)


def _streamed(recording: Recording, request: dict[str, Any]) -> Content:
    options: dict[str, Any] = {"request": request, "protocol": recording.protocol}
    came = translate.stream(recording.provider, recording.data, **options)
    events = grammar.frames(came.sse)
    grammar.validate(events)
    for step in (1, 1000):
        if step > 1 or len(recording.data) < 15_000:
            assert translate.stream(recording.provider, recording.data, step=step, **options).sse == came.sse
    message = grammar.fold(events)
    if "error" not in message:
        grammar.validate_calls(message)
        assert _parse_with_the_sdk(came.sse, request, streamed=True) == len(message["content"])
    return raw_messages.read(came.sse, True)


@each(ANTHROPIC, "recording", _name)
def test_anthropic_responses_pass_unchanged(recording: Recording) -> None:
    request = {**REQUEST, "model": recording.request.get("model", MODEL)}
    if recording.streamed:
        came = translate.stream("anthropic", recording.data, request=request)
        assert came.sse == recording.data
        assert translate.stream("anthropic", recording.data, request=request, step=999).sse == recording.data
        grammar.validate(grammar.frames(came.sse), ours=False)
        _parse_with_the_sdk(came.sse, request, streamed=True, strict=False)
    else:
        translated = translate.response("anthropic", recording.data.decode(), request=request, status=recording.status)
        assert (translated.status, translated.raw) == (recording.status, recording.data)


@each([one for one in ANTHROPIC if one.status == 200], "recording", _name)
def test_anthropic_responses_survive_the_hub(recording: Recording) -> None:
    """Responses are read into the hub and written again without loss."""
    front, back = loader.front(translate.FRONT), loader.back("anthropic", translate.FRONT)
    context = translate.context("anthropic", REQUEST)
    raw = raw_messages.read(recording.data, recording.streamed)
    if recording.streamed:
        writer = front.writer(context)
        exchanges.read_stream(back, context, writer, [recording.data])
        python_tests = b"".join(writer.out)
        grammar.validate(grammar.frames(python_tests))
        translated = raw_messages.read(python_tests, True)
        assert not translated.error
    else:
        after = dict(front.write(back.read(json.loads(recording.data), context), context))
        grammar.validate_message(after)
        translated = raw_messages.of_message(after)
    _expect(recording, raw, translated)
    assert translated.proofs == raw.proofs


def _parse_with_the_sdk(data: bytes, request: dict[str, Any], streamed: bool, strict: bool = True) -> int:
    """Parse with the official SDK in strict mode; return the number of blocks."""
    with anthropic.Anthropic(
        api_key="k",
        base_url="http://127.0.0.1:9",
        max_retries=0,
        http_client=answering(data, streamed),
        _strict_response_validation=strict,
    ) as client:
        if not streamed:
            return len(client.messages.create(**request).content)
        with client.messages.stream(**request) as stream:
            return len(stream.get_final_message().content)
