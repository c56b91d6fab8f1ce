"""Laws of streams: with any chunk boundaries and any damage, the client receives a valid stream with one end.

Through `Translation` and `Relay`, as the server uses them. The order of the sink's events is checked against hub.MOVES,
the bytes against the grammar of the client's protocol (which shares nothing with the product).
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman import loader
from dragoman.library.hub import KINDS, MOVES
from dragoman.streaming.answers import Collector
from dragoman.streaming.relay import Relay
from dragoman.streaming.translation import Translation
from tests import sampling
from tests.conformance import grammar
from tests.conformance.test_server_responses import assert_consistent, events_of
from tests.laws import exchanges, pairs, samples
from tests.laws.strategies import bounded, damaged

EACH_PROVIDER = pytest.mark.parametrize("provider", sampling.within(pairs.FIRST.values(), pairs.DISTINCT))


class Watching(Collector):
    """A sink that checks the order of events."""

    def __init__(self) -> None:
        super().__init__()
        self.state = "waiting"
        self.index = 0

    def _move(self, event: str) -> None:
        assert event in MOVES[self.state], f"{event} in state {self.state}"
        self.state = MOVES[self.state][event]

    def start(self, id: str, model: str, usage: Any) -> None:
        self._move("start")
        assert id and model
        super().start(id, model, usage)

    def open(self, index: int, kind: str, first: dict[str, Any]) -> None:
        self._move("open")
        assert index == self.index and kind in KINDS
        assert all(first.get(key) for key in KINDS[kind].get("opening", ())), first
        self.index += 1
        super().open(index, kind, first)

    def delta(self, text: str) -> None:
        self._move("delta")
        assert text
        super().delta(text)

    def scored(self, delta: str, logprobs: list[Any]) -> None:
        self._move("scored")
        super().scored(delta, logprobs)

    def citation(self, citation: Any) -> None:
        self._move("citation")
        super().citation(citation)

    def close(self, signature: str | None) -> None:
        self._move("close")
        super().close(signature)

    def finish(self, finish_reason: Any, stop_sequence: str | None, refusal: str | None, usage: Any) -> None:
        self._move("finish")
        super().finish(finish_reason, stop_sequence, refusal, usage)

    def error(self, error_type: Any, message: str, usage: Any = None) -> None:
        self._move("error")
        assert message
        super().error(error_type, message, usage)


def streams(provider: str) -> list[samples.Sample]:
    return samples.of("streams", pairs.protocol_of(provider), provider)


def translation(provider: str, front: str = exchanges.FRONT, model: str = "") -> Translation:
    made = exchanges.started_exchange(provider, True, model, exchanges.FRONT)
    back = loader.back(provider.partition(":")[0], pairs.protocol_of(provider))
    return Translation(loader.front(front), back, made.context)


def written(stream: Translation | Relay, data: bytes, step: int = 0) -> bytes:
    step = step or max(1, len(data))
    out = b""
    for at in range(0, len(data), step):
        if stream.over:
            break
        out += stream.feed(data[at : at + step])
    return out + stream.end()


def validated(out: bytes, ours: bool = True) -> list[grammar.Event]:
    events = grammar.frames(out)
    grammar.validate(events, ours)
    return events


@EACH_PROVIDER
def test_whole_and_one_byte_at_a_time(provider: str) -> None:
    for sample in streams(provider):
        whole = written(translation(provider), sample.data)
        validated(whole)
        for step in (1, 7):
            assert written(translation(provider), sample.data, step) == whole, (sample.name, step)


@EACH_PROVIDER
def test_crlf_line_ends_are_accepted(provider: str) -> None:
    for sample in streams(provider):
        if sample.file.suffix == ".events":
            continue  # binary
        data = sample.data.replace(b"\n", b"\r\n")
        for step in (0, 1):
            assert written(translation(provider), data, step) == written(translation(provider), sample.data), (
                sample.name
            )


@EACH_PROVIDER
def test_truncated_after_every_frame(provider: str) -> None:
    """The stream ends normally after the finish reason or end marker, and with an error before it, never both."""
    for sample in streams(provider):
        parts = sample.frames
        for count in range(len(parts) + 1):
            stream = translation(provider)
            out = b"".join(stream.feed(part) for part in parts[:count] if not stream.over)
            over, finishing = stream.over, stream.finishing
            out += stream.end()
            events = validated(out)
            last = events[-1].name
            failed = re.search(rb'"error"|:exception-type', b"".join(parts[:count]))
            whole = not failed and (over or finishing)
            assert [event.name for event in events].count("message_stop") == (last == "message_stop")
            assert (last == "message_stop") == whole or over, (sample.name, count, last)
            assert stream.over and stream.feed(parts[0]) == b"" and stream.end() == b""


@EACH_PROVIDER
def test_truncated_after_every_frame_for_clients_of_openai(provider: str) -> None:
    """A Responses stream is consistent with its final object, and a Chat stream has one end."""
    for sample in streams(provider):
        for count in range(len(sample.frames) + 1):
            data = b"".join(sample.frames[:count])
            events = events_of(written(translation(provider, "openai_responses"), data))
            final = assert_consistent(events)
            assert events[-1]["type"] == f"response.{final['status']}"
            assert final["status"] == "failed" or final["usage"]["total_tokens"] >= 0
            chat = written(translation(provider, "openai_chat"), data)
            assert chat.endswith(b"data: [DONE]\n\n") != (re.search(rb'(?m)^data: \{"error"', chat) is not None)
            assert len(re.findall(rb'"finish_reason":"', chat)) <= 1


@EACH_PROVIDER
def test_invalid_line_before_the_finish_reason_is_an_error(provider: str) -> None:
    for sample in streams(provider):
        parts = sample.frames
        for count in range(len(parts) + 1):
            stream = translation(provider)
            out = b"".join(stream.feed(part) for part in parts[:count] if not stream.over)
            over = stream.over
            events = validated(out + stream.fail("timeout", "it took too long"))
            assert over or stream.over
            assert over or stream.finishing or events[-1].name == "error"


@pytest.mark.parametrize("sample", samples.of("streams", exchanges.FRONT), ids=lambda sample: str(sample.name))
def test_passthrough_is_unchanged(sample: samples.Sample) -> None:
    """Within one protocol the bytes of a valid stream are unchanged, and a truncation is followed by an error."""

    def relay() -> Relay:
        made = exchanges.started_exchange("anthropic", True).stream()
        assert isinstance(made, Relay)
        return made

    own_words = (
        "fields_of_a_wrong_type",
        "an_error_first_and_one_that_tells_nothing",
        "events_and_blocks_from_tomorrow",
    )
    legal = sample.name not in own_words  # else not even the provider's whole stream is
    moved = sample.name == "an_input_that_comes_with_the_start"  # clients read the input from the deltas
    whole = written(relay(), sample.data)
    assert not legal or moved or whole.startswith(sample.data.rpartition(b"\n\n")[0])
    for step in (1, 7):
        assert written(relay(), sample.data, step) == whole
    for count in range(len(sample.frames) + 1):
        stream = relay()
        out = b"".join(stream.feed(part) for part in sample.frames[:count]) + stream.end()
        if legal:
            validated(out, ours=False)


@EACH_PROVIDER
def test_sink_receives_a_valid_order_of_events(provider: str) -> None:
    for sample in streams(provider):
        for count in range(len(sample.frames) + 1):
            sink = Watching()
            made = exchanges.started_exchange(provider, True)
            stream = Translation(made.front, made.back, made.context, sink)
            written(stream, b"".join(sample.frames[:count]), 5)
            assert sink.state == "over" and sink.finished == (sink.failure is None)


# --- broken at random


@st.composite
def broken(draw: st.DrawFn, provider: str) -> bytes:
    """Draw a sample with removed, duplicated, reordered, damaged, truncated or foreign frames."""
    pool = streams(provider)
    parts = draw(st.sampled_from(pool)).frames
    for _ in range(draw(st.integers(1, 4))):
        if not parts:
            break
        at = draw(st.integers(0, len(parts) - 1))
        match draw(st.sampled_from(["gone", "double", "swap", "damage", "cut", "other", "noise"])):
            case "gone":
                del parts[at]
            case "double":
                parts.insert(at, parts[at])
            case "swap":
                parts.append(parts.pop(at))
            case "damage":
                parts[at] = _damaged_frame(draw, parts[at])
            case "cut":
                parts[at] = parts[at][: draw(st.integers(0, len(parts[at])))]
            case "other":
                parts.insert(at, draw(st.sampled_from(draw(st.sampled_from(pool)).frames or [b"\n\n"])))
            case "noise":
                noise = draw(
                    st.sampled_from(
                        [
                            b"data: [1]\n\n",
                            b"data: null\n\n",
                            b"\xff\xfe\n\n",
                            b"data:\n\n",
                            b"event: ping\n\n",
                            b"data: {}\n\n",
                        ]
                    )
                )
                parts.insert(at, noise)
    return b"".join(parts)


def _damaged_frame(draw: st.DrawFn, frame: bytes) -> bytes:
    head, found, payload = frame.partition(b"data: ")
    head, payload = (head, payload) if found else (b"", frame)
    try:
        value = json.loads(payload)
    except ValueError:
        return frame
    return head + found + json.dumps(draw(damaged(value))).encode() + b"\n\n"


@EACH_PROVIDER
@bounded(20)
@given(data=st.data())
def test_broken_streams(provider: str, data: st.DataObject) -> None:
    came = data.draw(broken(provider))
    step = data.draw(st.sampled_from([0, 1, 3, 64]))
    events = validated(written(translation(provider), came, step))
    assert events[-1].name in ("message_stop", "error")
    sink = Watching()
    made = exchanges.started_exchange(provider, True)
    written(Translation(made.front, made.back, made.context, sink), came, step)
    assert sink.state == "over" and sink.finished == (sink.failure is None)
    other = written(translation(provider, "openai_chat"), came, step)
    assert other.endswith(b"data: [DONE]\n\n") != (re.search(rb'(?m)^data: \{"error"', other) is not None)


@bounded(20)
@given(data=st.data())
def test_broken_streams_in_passthrough(data: st.DataObject) -> None:
    """Nothing raises and the stream ends; passed-through events in between are not checked."""
    came = data.draw(broken("anthropic"))
    stream = exchanges.started_exchange("anthropic", True).stream()
    step = data.draw(st.sampled_from([1, 5, 1000]))
    out = b"".join(stream.feed(came[at : at + step]) for at in range(0, len(came), step)) + stream.end()
    assert stream.over and (out.count(b"event: message_stop") or out.count(b"event: error"))
