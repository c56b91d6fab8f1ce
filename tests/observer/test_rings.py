"""The observer's memory: its bounds, the order of events, and what is masked when it is read."""

from __future__ import annotations

import gc
import mmap
import weakref

import pytest

from dragoman.masking import remember
from dragoman.observer import messages, observer, parts, recording, rings
from dragoman.observer.headers import decoded, masked_headers, masked_query, masked_url
from dragoman.observer.observation import Observation
from dragoman.observer.observer import MAX_UNCOUNTED, Observer
from dragoman.observer.recording import Recording
from dragoman.observer.totals import BUCKETS, OTHER
from tests.observer.facts import begin, exchange, sent


def request(observer: Observer, body: bytes = b"{}") -> Observation:
    seen = begin(observer)
    seen.received("POST", "", [(b"user-agent", b"tool/1.2 (x)")], body, b"tool/1.2 (x)")
    seen.routed(exchange())
    seen.sent(sent(body, Authorization="Bearer untold-key"))
    return seen


def ended(observer: Observer, body: bytes = b"{}") -> str:
    seen = request(observer, body)
    seen.end(200, False, None)
    return seen.id


def recorded(observer: Observer, id: str) -> Recording:
    found = observer.recording(id)
    assert found is not None
    return found


def test_rows_and_recordings_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(observer, "MAX_ROWS", 5)
    monkeypatch.setattr(rings, "MAX_RECORDINGS", 3)
    seen = Observer(keep_bodies=True)
    ids = [ended(seen) for _ in range(8)]
    assert list(seen.rows) == ids[3:]
    assert [id for id in ids if seen.recording(id)] == ids[5:]


@pytest.mark.parametrize(("small", "most"), [(0, 3500), (rings.SMALL, 2990)], ids=["packed", "as they are"])
def test_recorded_bytes_are_bounded(small: int, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rings, "SMALL", small)
    monkeypatch.setattr(rings, "MAX_RECORDED_BYTES", most)
    monkeypatch.setattr(parts, "LARGE", 100)
    seen = Observer(keep_bodies=True)
    ids = [ended(seen, b"%04d" % number * 250) for number in range(4)]  # a body that both messages share
    assert [id for id in ids if seen.recording(id)] == ids[2:] and seen.recordings.size <= most
    streaming = request(seen)
    stream = streaming.record_stream()
    assert stream is not None
    for _ in range(3):
        stream.add(b"y" * 500, b"z" * 100)
    assert [id for id in ids if seen.recording(id)] == ids[3:] and recorded(seen, streaming.id).whole
    for _ in range(6):
        stream.add(b"y" * 500, b"z" * 100)
    kept = recorded(seen, streaming.id)
    assert (kept.stream, kept.whole) == ([], False) and seen.recordings.size == 0
    streaming.end(200, False, None)
    seen.keep(False)
    assert seen.recordings.size == 0 and not seen.recording(streaming.id)


def test_pages_of_a_dropped_recording_hold_a_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []

    class Pages(mmap.mmap):
        def __init__(self, *_: object, **__: object) -> None:
            made.append(len(self))

    monkeypatch.setattr(mmap, "mmap", Pages)
    monkeypatch.setattr(rings, "MAX_RECORDINGS", 2)
    seen = Observer(keep_bodies=True)
    bodies = [b"%d" % number * (rings.LARGE + number) for number in range(7)]
    ids = [ended(seen, body) for body in bodies]
    assert [id for id in ids if seen.recording(id)] == ids[-2:]
    for id, body in list(zip(ids, bodies, strict=True))[-2:]:
        client = recorded(seen, id).client
        assert client is not None and client.body == body
    assert len(made) == 3 and seen.recordings.size == 2 * made[0]
    ended(seen, b"x" * 3 * rings.LARGE)  # of another size
    assert len(made) == 4 and seen.recordings.size == made[0] + made[-1]


def test_a_body_that_is_too_large_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "MAX_BYTES", 100)
    monkeypatch.setattr(rings, "SMALL", 0)
    seen = Observer(keep_bodies=True)
    kept = recorded(seen, ended(seen, b"x" * 60))
    assert kept.client is not None and kept.client.body == messages.TOO_LARGE
    assert (kept.sent is not None, kept.whole) == (True, False)


def test_a_stream_that_is_too_large_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MAX_BYTES", 1000)
    monkeypatch.setattr(parts, "LARGE", 50)
    seen = Observer(keep_bodies=True)
    streaming = request(seen)
    stream = streaming.record_stream()
    assert stream is not None
    for _ in range(20):
        stream.add(b"z" * 30, b"z" * 30)
    assert (recorded(seen, streaming.id).stream, recorded(seen, streaming.id).whole) == ([], False)


def test_streams_in_progress_have_a_limit_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rings, "MAX_OPEN_BYTES", 3000)
    monkeypatch.setattr(parts, "LARGE", 100)
    seen = Observer(keep_bodies=True)
    before = ended(seen)
    streaming = [request(seen) for _ in range(3)]
    for _ in range(4):
        for one in streaming:
            stream = one.parts or one.record_stream()
            assert stream is not None
            stream.add(b"y" * 300, b"")
    assert seen.recordings.open_size <= 3000 and seen.recording(before)
    assert [recorded(seen, one.id).whole for one in streaming] == [False, True, True]
    for one in streaming:
        one.end(200, False, None)
    assert seen.recordings.open_size == 0 and len(recorded(seen, streaming[1].id).stream) == 4


def test_a_stream_in_progress_takes_no_room_once_bodies_are_no_longer_kept() -> None:
    seen = Observer(keep_bodies=True)
    one = request(seen)
    stream = one.record_stream()
    assert stream is not None
    stream.add(b"y" * 3000, b"")
    seen.keep(False)
    one.end(200, False, None)
    assert (seen.recordings.size, seen.recordings.open_size, seen.recording(one.id)) == (0, 0, None)


def test_nothing_is_recorded_without_bodies() -> None:
    seen = Observer(keep_bodies=False)
    one = request(seen)
    assert one.record_stream() is None
    one.end(200, False, None)
    assert not len(seen.recordings) and len(seen.rows) == 1


def test_the_parsed_bodies_are_released_when_a_request_has_ended() -> None:
    seen, kept = Observer(keep_bodies=True), exchange()
    one = begin(seen)
    one.routed(kept)
    one.end(200, False, None)
    released = weakref.ref(kept)
    gc.disable()
    del kept, one
    assert released() is None
    gc.enable()


def test_events_resume_and_reset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rings, "MAX_EVENTS", 4)
    seen = Observer()
    first, second = request(seen), request(seen)

    def after(sequence: int) -> list[str] | None:
        rows = seen.rows_after(sequence)
        return rows if rows is None else [row.id for row in rows]

    assert after(0) == [first.id, second.id]
    first.end(200, False, None)
    assert after(0) == [second.id, first.id]  # each once, by its last change
    assert after(2) == [first.id]
    assert after(seen.events.last) == []
    for _ in range(4):
        request(seen)
    assert after(0) is None  # the events are gone
    assert after(99) is None  # of another process


@pytest.mark.parametrize("in_progress", [True, False])
def test_secrets_are_masked_in_what_is_read(in_progress: bool) -> None:
    secret = remember("untold-registered")
    seen = Observer(keep_bodies=True)
    one = begin(seen)
    one.received("POST", "key=untold-1&x=2", [(b"X-Api-Key", b"untold-2"), (b"Accept", b"a")], secret.encode())
    one.sent(sent(url="https://me:untold-3@host/p?api_key=untold-4&v=1", Cookie="untold-5"))
    one.failed(f"rejected {secret}", 401)
    stream = one.record_stream()
    assert stream is not None
    for part in (b"data: unt", b"old-regis", b"tered\n\n"):  # divided between parts
        stream.add(part, b"")
    stream.add(b"", b"event: " + secret.encode())
    if not in_progress:
        one.end(401, False, {"message": f"rejected {secret}", "error_type": "permission"})
    kept = recorded(seen, one.id)
    assert "untold" not in str(kept.as_json())
    assert b"untold" not in b"".join(part for _, *both in kept.stream for part in both)
    assert kept.as_json()["client"]["url"] == "/v1/say?key=***&x=2"
    assert kept.as_json()["sent"]["url"] == "https://***@host/p?api_key=***&v=1"


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        *[(name, True) for name in ("Authorization", "x-api-key", "api-key", "Cookie", "x-goog-api-key", "set-cookie")],
        *[(name, True) for name in ("x-amz-security-token", "x-auth", "key", "x-key", "session-token")],
        *[(name, False) for name in ("accept", "x-ratelimit-remaining-tokens", "content-type", "max-tokens")],
    ],
)
def test_headers_are_masked_by_name(name: str, secret: bool) -> None:
    assert decoded(masked_headers([(name.encode(), b"42")])) == [(name, "***" if secret else "42")]


def test_a_query_and_a_url_without_secrets_stay_as_they_are() -> None:
    assert masked_query("beta=true&x") == "beta=true&x"
    assert masked_url("https://host:81/a/b?v=1") == "https://host:81/a/b?v=1"


def test_parts_of_a_stream_are_kept_in_order() -> None:
    seen = Observer(keep_bodies=True)
    one = request(seen)
    stream = one.record_stream()
    assert stream is not None
    expected = [(b"r%d" % number * (number % 7), b"w" * (number % 300)) for number in range(500)]
    for received, written in expected:
        stream.add(received, written)
    assert [(received, written) for _, received, written in recorded(seen, one.id).stream] == expected
    one.end(200, False, None)
    assert [(received, written) for _, received, written in recorded(seen, one.id).stream] == expected
    size = seen.recordings.size
    seen.recordings.clear()
    assert size > 0 == seen.recordings.size


def test_totals_have_bounded_labels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dragoman.observer.totals.MAX_LOSS_PATHS", 3)
    monkeypatch.setattr("dragoman.observer.totals.MAX_CLIENTS", 2)
    observer = Observer()
    for number in range(5):
        seen = begin(observer)
        seen.received("POST", "", [], b"", b"tool%d/1" % number)
        losses = [f"messages.{number}.content.0.x;lost", f"field{number};unknown field"]
        usage = {"uncached_input_tokens": 3, "output_tokens": 2}
        seen.routed(exchange(model=f"m{number}", known=["m1"], losses=losses, usage=usage))  # type: ignore[arg-type]
        seen.end(200, False, {"error_type": "overloaded", "message": "busy"} if number == 4 else None)
    totals = observer.totals
    assert {model for _, model, _, _ in totals.by(lambda labels: labels)} == {"m1", OTHER}
    assert {client for _, _, client, _ in totals.by(lambda labels: labels)} == {"tool0", "tool1", OTHER}
    assert totals.losses == {("fast", "messages.content.x"): 5}
    assert set(totals.undeclared) == {("fast", "field0"), ("fast", "field1"), ("fast", OTHER)}
    assert totals.errors == {("fast", OTHER, "overloaded"): 1}
    assert sum(row["requests"] for row in totals.as_json()) == 5
    assert sum(row["failed"] for row in totals.as_json()) == 1
    assert sum(row["output_tokens"] for row in totals.as_json()) == 10


def test_histograms_count_each_value_in_its_bucket() -> None:
    observer = Observer()
    seen = request(observer)
    seen.first_token_at = seen.started + BUCKETS[2] - 0.001
    seen.end(200, False, None)
    (total,) = observer.totals.by(lambda labels: labels[:2]).values()
    assert total.first_token.counts[2] == sum(total.first_token.counts) == 1


def test_repetitions_and_fallbacks_are_counted() -> None:
    observer = Observer()
    seen = request(observer)
    seen.sent(sent(), "after a wait")
    seen.routed(exchange("slow"))
    seen.sent(sent())
    seen.end(200, False, None)
    assert observer.rows[seen.id].failed_profiles == ("fast",)
    assert observer.totals.retries == {("fast", "after a wait"): 1}
    assert observer.totals.fallbacks == {("fast", "slow"): 1}


def test_requests_are_counted_without_a_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[str] = []
    monkeypatch.setattr(
        "dragoman.observer.totals.Totals.add", lambda self, ended, known: counted.extend(one.id for one in ended)
    )
    observer = Observer()
    ids = [ended(observer) for _ in range(MAX_UNCOUNTED + 1)]
    assert counted == ids[:MAX_UNCOUNTED]  # several at once
    assert observer.totals is not None and counted == ids
