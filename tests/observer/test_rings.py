"""The observer's memory: its bounds, the order of events, and what is masked before it is kept."""

from __future__ import annotations

import asyncio
import secrets
import time

import pytest

from dragoman.masking import remember
from dragoman.observer import recording, rings
from dragoman.observer.headers import decoded, masked_headers, masked_query, masked_url
from dragoman.observer.observer import MAX_NOTED, MAX_NOTED_BYTES, Observation, Observer, Route
from dragoman.observer.recording import Recording
from dragoman.observer.totals import BUCKETS, OTHER
from dragoman.server.window import feed

HEADERS = [(b"X-Api-Key", b"untold-2"), (b"Accept", b"a")]
ROUTE = Route("fast", "acme", "", "asked", "sent", ("Plain", "Wire"), ("plain", "wire"))


def request(observer: Observer, body: bytes = b"{}") -> Observation:
    seen = observer.begin(f"req_{secrets.token_hex(12)}", "create", "/v1/say", time.perf_counter())
    seen.received("POST", "", [(b"user-agent", b"tool/1.2 (x)")], body)
    seen.routed(ROUTE, True, lambda: ["sent"])
    seen.sent("POST", "https://host/talk", {"authorization": "Bearer untold-key"}, body)
    return seen


def stream(seen: Observation, received: list[bytes], written: bytes = b"") -> tuple[list[bytes], bool]:
    """Record a forwarded stream, as the server does. Return its first part and the last ones."""
    parts = seen.parts_of(forwarded=True)
    assert parts is not None
    for part in received:
        parts.append((time.perf_counter(), part, written))
        if len(parts) >= parts.check_at:
            parts.check()
    parts.check()
    return parts.ends()


def test_rows_and_recordings_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rings, "MAX_ROWS", 5)
    monkeypatch.setattr(rings, "MAX_RECORDINGS", 3)
    observer = Observer(keep_bodies=True)
    ids = [request(observer).row.id for _ in range(8)]
    assert list(observer.rings.rows) == ids[3:]
    assert list(observer.rings.recordings) == ids[5:]


def test_recorded_bytes_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rings, "MAX_RECORDED_BYTES", 2500)
    observer = Observer(keep_bodies=True)
    seen = [request(observer, b"x" * 500) for _ in range(4)]  # twice 500 bytes each, all in progress
    assert list(observer.rings.recordings) == [one.row.id for one in seen[2:]]
    stream(seen[3], [b"y" * 200] * 10, b"z" * 100)
    assert list(observer.rings.recordings) == [seen[3].row.id] and observer.rings.size <= 2500
    kept = observer.rings.recordings[seen[3].row.id]
    assert (kept.stream, kept.whole) == ([], False)
    seen[0].end(200, False, None)  # one that was dropped
    observer.keep(False)
    assert observer.rings.size == 0


def test_a_body_that_is_too_large_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "MAX_BYTES", 100)
    kept = Recording("1")
    kept.keep_client("POST", "/", "", [], b"x" * 60)
    kept.keep_sent("POST", "https://host/", {}, b"y" * 60)
    kept.keep_parts().append((1.0, b"z" * 30, b"z" * 30))
    assert kept.client is not None and kept.client.body == b"x" * 60
    assert kept.sent is not None and kept.sent.body == recording.TOO_LARGE
    assert kept.parts is not None
    kept.parts.check()
    assert (kept.stream, kept.whole) == ([], False)


def test_nothing_is_recorded_without_bodies() -> None:
    observer = Observer(keep_bodies=False)
    seen = request(observer)
    assert seen.parts_of(forwarded=False) is None
    seen.end(200, False, None)
    assert not observer.rings.recordings and len(observer.rings.rows) == 1
    assert not observer.open_requests


def test_events_resume_and_reset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rings, "MAX_EVENTS", 4)
    observer = Observer()
    first, second = request(observer), request(observer)
    assert observer.events.after(0) == [first.row, second.row]
    first.end(200, False, None)
    assert observer.events.after(0) == [second.row, first.row]  # each once, by its last change
    assert observer.events.after(2) == [first.row]
    assert observer.events.after(observer.events.last) == []
    for _ in range(4):
        request(observer)
    assert observer.events.after(0) is None  # the events are gone
    assert observer.events.after(99) is None  # of another process


def test_secrets_are_masked_in_what_is_read() -> None:
    secret = remember("untold-registered")
    kept = Recording("1")
    kept.keep_client(
        "POST", "/v1", "key=untold-1&x=2", [(b"X-Api-Key", b"untold-2"), (b"Accept", b"a")], secret.encode()
    )
    kept.keep_sent("POST", "https://me:untold-3@host/p?api_key=untold-4&v=1", {"Cookie": "untold-5"}, b"{}")
    parts = kept.keep_parts()
    for part in (b"data: unt", b"old-regis", b"tered\n\n"):  # divided between parts
        parts.append((1.0, part, b""))
    parts.append((2.0, b"", b"event: " + secret.encode()))
    assert "untold" not in str(kept.as_json())
    assert b"untold" not in b"".join(part for _, *both in kept.stream for part in both)
    assert kept.as_json()["client"]["url"] == "/v1?key=***&x=2"
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


def test_totals_have_bounded_labels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dragoman.observer.totals.MAX_LOSS_PATHS", 3)
    monkeypatch.setattr("dragoman.observer.totals.MAX_CLIENTS", 2)
    observer = Observer()
    for number in range(5):
        seen = observer.begin(f"req_{secrets.token_hex(12)}", "create", "/v1/say", time.perf_counter())
        seen.received("POST", "", [(b"user-agent", b"tool%d/1" % number)], b"")
        seen.routed(Route("fast", model=f"m{number}"), False, lambda: ["m1"])
        losses = [f"messages.{number}.content.0.x;lost", f"field{number};unknown field"]
        seen.settle(losses, {"uncached_input_tokens": 3, "output_tokens": 2}, "stop")
        seen.end(200, False, ("overloaded", "busy") if number == 4 else None)
    totals = observer.totals
    assert {model for _, model, _ in totals.by_client} == {"m1", OTHER}
    assert {client for _, _, client in totals.by_client} == {"tool0", "tool1", OTHER}
    assert totals.losses == {("fast", "messages.content.x"): 5}
    assert set(totals.undeclared) == {("fast", "field0"), ("fast", "field1"), ("fast", OTHER)}
    assert totals.errors == {("fast", OTHER, "overloaded"): 1}
    assert sum(row["requests"] for row in totals.as_json()) == 5
    assert sum(row["output_tokens"] for row in totals.as_json()) == 10


def test_histograms_count_each_value_in_its_bucket() -> None:
    observer = Observer()
    seen = request(observer)
    seen.row.first_token = BUCKETS[2] * 1000
    seen.end(200, False, None)
    assert observer.totals.first_token["fast", "sent"].counts[2] == 1


def test_repetitions_and_fallbacks_are_counted() -> None:
    observer = Observer()
    seen = request(observer)
    seen.sent("POST", "https://host/talk", {}, b"", "after a wait")
    seen.routed(Route("slow", model="sent"), True, lambda: ["sent"])
    seen.sent("POST", "https://other/talk", {}, b"")
    seen.end(200, False, None)
    assert seen.row.failed_profiles == ("fast",)
    assert observer.totals.retries == {"slow": 1}
    assert observer.totals.fallbacks == {("fast", "slow"): 1}


@pytest.mark.parametrize("keeps", [True, False], ids=["recorded", "not recorded"])
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("size", [1, 7, 100, 4_096, 100_000])
def test_usage_is_read_from_the_first_and_last_events_only(size: int, line_end: bytes, keeps: bool) -> None:
    events = [b"data: %d" % number + line_end * 2 for number in range(1000)]
    data = b"".join(events)
    seen = request(Observer(keeps))
    found = stream(seen, [*(data[start : start + size] for start in range(0, len(data), size)), b""])
    read = [event for event in feed.whole_events(*found).split(b"\n\n") if event]
    assert len(read) <= 6 and set(read) <= {event.rstrip() for event in events}
    if size > 100:
        assert read == [event.rstrip() for event in events[:2] + events[-4:]]


def test_a_short_stream_is_read_as_a_whole() -> None:
    events = [b"data: 1\n\n", b"data: 2\n\n", b"data: 3\n\n", b"data: cut"]
    assert feed.whole_events(events, True) == b"".join(events)


def test_the_end_of_a_stream_is_read_where_a_recording_has_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "MAX_BYTES", 10_000)
    seen = request(Observer(keep_bodies=True))
    found = stream(seen, [b"data: %d\n\n" % number for number in range(100)])
    assert not found[1]
    assert feed.whole_events(*found) == b"data: 0\n\n" + b"".join(b"data: %d\n\n" % number for number in (97, 98, 99))


def test_calls_are_noted_until_something_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    added: list[str] = []
    monkeypatch.setattr(rings.Rings, "add", lambda self, row, recording: added.append(row.id))
    observer = Observer()
    for number in range(MAX_NOTED):
        seen = observer.begin(f"req_{number}", "create", "/v1/say", time.perf_counter())
        seen.end(200, False, None)
    assert not added
    assert len(observer.totals.requests) == 1 and len(added) == MAX_NOTED
    for _ in range(MAX_NOTED + 1):
        observer.begin("req", "create", "/v1/say", time.perf_counter()).end(200, False, None)
    assert len(added) == 2 * MAX_NOTED + 1  # their number is bounded


def test_large_bodies_and_streams_are_recorded_at_once() -> None:
    observer = Observer(keep_bodies=True)
    large, streamed = (observer.begin(f"req_{number}", "create", "/v1/say", time.perf_counter()) for number in range(2))
    large.received("POST", "", [], b"x" * (MAX_NOTED_BYTES + 1))
    streamed.parts_of(forwarded=True)
    assert large.notes is None and streamed.notes is None
    assert not observer._noted  # or they would stay in memory


def test_calls_are_made_at_once_while_a_page_reads_events() -> None:
    observer = Observer()
    observer.waiting.add(asyncio.Event())
    assert observer.begin("req", "create", "/v1/say", time.perf_counter()).notes is None
