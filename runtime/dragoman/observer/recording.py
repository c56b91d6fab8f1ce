"""Recording of one request for a page or a case: headers, bodies and streams of client and provider, without secrets.

Headers and queries are masked by their names, bodies and streams by the registered secrets, which may be divided
between two parts of a stream.
"""

from __future__ import annotations

from typing import Any

from dragoman import loader
from dragoman.masking import masked_bytes
from dragoman.observer.messages import MAX_BYTES, TOO_LARGE, Message, MessageState
from dragoman.observer.parts import Part, StreamState, parts_of
from dragoman.observer.row import Row

TIMES = ("received", "translated", "sent", "first_byte", "first_token", "last")

# One request to a provider: profile, model, when it was sent, how it differs from the one before if it is a repetition;
# when it failed (0: it did not), its status, and the problem.
Attempt = tuple[str, str, float, str, float, int, str]

# Arrival, times in the order of `TIMES`, names of the protocols and variant of the provider, provider,
# messages, attempts and stream of a request, all in types that `marshal` packs.
State = tuple[
    float,
    tuple[float, ...],
    tuple[str, str, str],
    str,
    tuple[MessageState | None, ...],
    tuple[Attempt, ...],
    StreamState | None,
]


def size_of(state: State) -> int:
    """Return the bytes of the bodies and the stream."""
    stream = state[6]
    size = sum([len(message[1]) for message in state[4] if message])
    return size if stream is None else size + sum(map(len, stream[0]))


def limited(state: State) -> State:
    """Return a state without its bodies, if these are too large to keep."""
    messages = state[4]
    if sum([len(message[1]) for message in messages if message]) <= MAX_BYTES:
        return state
    kept = [one and (one[0], TOO_LARGE if one[1] else b"", *one[2:]) for one in messages]
    return (*state[:4], tuple(kept), *state[5:])


class Recording:
    """`client`, `sent`, `response`, `answer`: the messages, if there were any; `names`: of the client's protocol and of
    the provider's; `whole`: nothing was too large to keep."""

    def __init__(self, row: Row, state: State) -> None:
        self.row, self.id = row, row.id
        self._started, times, way, self.provider, messages, self._attempts, self._stream = state
        self._times = dict(zip(TIMES, times, strict=True))
        *self.names, self.variant = way
        self.client, self.sent, self.response, self.answer = (Message(*one) if one else None for one in messages)
        bodies = [one[1] for one in messages if one]
        self.whole = TOO_LARGE not in bodies and (self._stream is None or self._stream[1])

    @property
    def stream(self) -> list[Part]:
        """Parts of the stream, with times in ms since the arrival of the request."""
        parts = _masked(list(parts_of(self._stream))) if self._stream is not None else []
        return [(self._since(time), received, written) for time, received, written in parts]

    def as_json(self) -> dict[str, Any]:
        messages = {"client": self.client, "sent": self.sent, "response": self.response, "answer": self.answer}
        return {
            "id": self.id,
            "protocols": [loader.protocol(name).get("title", name) if name else "" for name in self.names],
            "names": self.names,
            "provider": self.provider,
            "same": self._is_forwarded(),
            **{name: message.as_json() if message else None for name, message in messages.items()},
            "tries": [self._attempt(one, one is self._attempts[-1]) for one in self._attempts],
            "times": {name: round(self._since(time), 2) for name, time in self._times.items() if time},
            "stream": [
                [round(time, 2), received.decode("utf-8", "replace"), written.decode("utf-8", "replace")]
                for time, received, written in self.stream
            ],
            "whole": self.whole,
            "row": self.row.as_json(),
        }

    def _is_forwarded(self) -> bool:
        """Whether client and provider speak one protocol, and bodies are not translated all the same."""
        client, upstream = self.names
        known = client == upstream and self.provider in loader.providers()
        side = loader.provider(self.provider)["sides"].get(upstream, {}) if known else {}
        return client == upstream and not side.get("translated")

    def _since(self, time: float) -> float:
        return (time - self._started) * 1000

    def _attempt(self, one: Attempt, last: bool) -> dict[str, Any]:
        profile, model, start, change, end, status, problem = one
        return {
            "profile": profile,
            "model": model,
            "start": self._since(start),
            "change": change,
            "end": self._since(end) if end else None,
            "status": self.response.status if last and self.response is not None and not status else status,
            "problem": problem,
        }


def _masked(parts: list[Part]) -> list[Part]:
    """Return the parts of a stream without secrets. Where a secret was masked, its side is one part."""
    for side in (1, 2):
        joined = b"".join(part[side] for part in parts)  # type: ignore[misc]
        clean = masked_bytes(joined)
        if clean != joined:
            rest = [(part[0], b"", part[2]) if side == 1 else (part[0], part[1], b"") for part in parts]
            first = (rest[0][0], clean, rest[0][2]) if side == 1 else (rest[0][0], rest[0][1], clean)
            parts = [first, *(part for part in rest[1:] if part[1] or part[2])]
    return parts
