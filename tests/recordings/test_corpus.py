"""Every recorded answer, as an Anthropic client gets it from the provider of ours that reads it (corpus.yaml): no
exception, legal events, nothing that the official SDK would not take, and nothing lost: its text, calls, reasoning,
citations, stop reason and usage are what a reader of the raw recording finds, who knows nothing of the product."""

from __future__ import annotations

import json
from typing import Any

import anthropic
import httpx2
import pytest

from dragoman import loader
from dragoman.streaming.blocks import Blocks
from dragoman.streaming.sse import SseFrames
from tests.conformance import grammar, translate
from tests.recordings import raw_chat, raw_messages, raw_responses
from tests.recordings.places import CORPUS, Recording, corpus, each, needed, recordings
from tests.recordings.said import Said, differences

FOREIGN = recordings("chat", "responses")
ANTHROPIC = recordings("anthropic")
MODEL = "a-model"
pytestmark = pytest.mark.filterwarnings("ignore:The model:DeprecationWarning")  # the SDK's, about recorded models
ASKED = {"model": MODEL, "max_tokens": 1000, "messages": [{"role": "user", "content": "hi"}]}
WAYS = {"chat": raw_chat.read, "responses": lambda data, streamed, source: raw_responses.read(data, streamed)}


def _name(recording: Recording) -> str:
    return recording.name


def test_all_recordings_are_known() -> None:
    """corpus.yaml tells of every folder, and counts right; what it excuses is there."""
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
def test_nothing_is_lost(recording: Recording) -> None:
    recording.readable()
    raw = WAYS[recording.wire](recording.data, recording.streamed, recording.source)
    asked = {**ASKED, "model": recording.model}
    told = _streamed(recording, asked) if recording.streamed else _whole(recording, raw, asked)
    if raw.cut or (raw.error and not raw.stop):
        assert told.error, "it breaks off, and the client should hear that"
        if raw.error:
            assert raw.error in told.error
    if not told.error or raw.text:
        _expect(recording, raw, told)


def _expect(recording: Recording, raw: Said, told: Said) -> None:
    """Nothing differs but what corpus.yaml excuses."""
    if told.error:  # how far it came is there; what only the end tells is not
        raw.stop, raw.usage = "", {}
    found = differences(raw, told)
    excused = corpus()["exceptions"].get(recording.name, {})
    left = [line for line in found if line.split(":")[0] not in excused]
    assert not left, "\n".join(left)
    assert len(found) == len(excused), f"it is the same now: take it out of corpus.yaml: {excused}"


def _whole(recording: Recording, raw: Said, asked: dict[str, Any]) -> Said:
    came = translate.response(
        recording.provider,
        recording.data.decode(),
        request=asked,
        status=recording.status,
        protocol=recording.protocol,
    )
    if came.body["type"] == "error":
        assert came.status >= 400 and (raw.error or raw.cut), came.body
        return raw_messages.of_message(came.body)
    assert came.status == 200, came.body
    grammar.judge_message(came.body)
    _taken_by_the_sdk(came.raw, asked, streamed=False)
    if not raw.usage:
        assert any(loss.startswith("usage") for loss in came.losses)
    return raw_messages.of_message(came.body)


def _streamed(recording: Recording, asked: dict[str, Any]) -> Said:
    door: dict[str, Any] = {"request": asked, "protocol": recording.protocol}
    came = translate.stream(recording.provider, recording.data, **door)
    events = grammar.frames(came.sse)
    grammar.judge(events)
    for step in (1, 1000):
        if step > 1 or len(recording.data) < 15_000:
            assert translate.stream(recording.provider, recording.data, step=step, **door).sse == came.sse
    message = grammar.fold(events)
    if "error" not in message:
        grammar.judge_calls(message)
        assert _taken_by_the_sdk(came.sse, asked, streamed=True) == len(message["content"])
    return raw_messages.read(came.sse, True)


@each(ANTHROPIC, "recording", _name)
def test_anthropic_stays_as_it_is(recording: Recording) -> None:
    asked = {**ASKED, "model": recording.asked.get("model", MODEL)}
    if recording.streamed:
        came = translate.stream("anthropic", recording.data, request=asked)
        assert came.sse == recording.data
        assert translate.stream("anthropic", recording.data, request=asked, step=999).sse == recording.data
        grammar.judge(grammar.frames(came.sse), ours=False)
        _taken_by_the_sdk(came.sse, asked, streamed=True, strict=False)
    else:
        told = translate.response("anthropic", recording.data.decode(), request=asked, status=recording.status)
        assert (told.status, told.raw) == (recording.status, recording.data)


@each([one for one in ANTHROPIC if one.status == 200], "recording", _name)
def test_anthropic_read_and_written_again(recording: Recording) -> None:
    """Through the words in the middle and back: what other clients would be told of it is all there."""
    front, back = loader.front(translate.FRONT), loader.back("anthropic", translate.FRONT)
    context = translate.context("anthropic", ASKED)
    raw = raw_messages.read(recording.data, recording.streamed)
    if recording.streamed:
        writer = front.writer(context)
        reader = back.reader(Blocks(writer, context, told=back.told), context)
        frames = SseFrames(back.table["frames"].get("done", ""))
        for payload in frames.feed(recording.data):
            reader.feed(json.loads(payload))  # type: ignore[arg-type]
        reader.eof()
        written = b"".join(writer.out)
        grammar.judge(grammar.frames(written))
        told = raw_messages.read(written, True)
        assert not told.error
    else:
        after = dict(front.write(back.read(json.loads(recording.data), context), context))
        grammar.judge_message(after)
        told = raw_messages.of_message(after)
    _expect(recording, raw, told)
    assert told.proofs == raw.proofs


def _taken_by_the_sdk(data: bytes, asked: dict[str, Any], streamed: bool, strict: bool = True) -> int:
    """The official SDK reads it, strictly; the number of blocks it found."""
    kind = "text/event-stream" if streamed else "application/json"

    def answer(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, headers={"content-type": kind}, content=data)

    with anthropic.Anthropic(
        api_key="k",
        base_url="http://127.0.0.1:9",
        max_retries=0,
        http_client=httpx2.Client(transport=httpx2.MockTransport(answer)),
        _strict_response_validation=strict,
    ) as client:
        if not streamed:
            return len(client.messages.create(**asked).content)
        with client.messages.stream(**asked) as stream:
            return len(stream.get_final_message().content)
