"""What a relay observes in a stream, from `watch:` of a protocol, and how it splits bytes into events."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from dragoman.adapters import Back
from dragoman.streaming.relay.forms import Forms, forms_of
from dragoman.values import json_text

Path = list[str]
FOREIGN_DONE = "[DONE]"  # with which some hosts end a stream of any protocol


@dataclass(frozen=True, slots=True)
class Watch:
    """`tag`: the member of a payload that names its event; `opening`: events without content to show; `finish`,
    `usage`, `texts`: paths by event; `counts`: token counts by their neutral names; `done`: a final payload that is no
    event, of this protocol or of another; `own_done`: it is of this one; `declared`: the order of events is known;
    `forms`: how blocks are written; `content`: the member of the start that can have whole blocks; `results`: events
    that may have the usage or the finish reason, and the first one; `reasons`: the protocol's own finish reasons, by
    those of others; `broken`: finish reasons that mean an error."""

    tag: str
    first: str
    ends: list[str]
    errors: list[str]
    quiet: list[str]
    opening: list[str]
    model: Path
    finish: dict[str, Path]
    usage: dict[str, Path]
    counts: dict[str, str]
    texts: dict[str, list[Path]]
    done: str
    own_done: bool
    declared: bool
    forms: Forms | None
    content: str
    results: frozenset[str]
    reasons: dict[str, str]
    broken: frozenset[str]
    words: tuple[bytes, ...] = field(default=())  # a read with one of them is split into events

    @property
    def names(self) -> set[str]:
        """The events of the protocol."""
        names = {self.first, *self.ends, *self.errors, *self.quiet, *self.opening, *self.finish, *self.texts}
        return names | ({self.forms.closes} if self.forms else set())

    @property
    def holder(self) -> str:
        """The member of the first event that contains the answer."""
        return self.usage[self.first][0] if self.first in self.usage else ""

    def reason_in(self, body: dict[str, Any], name: str = "") -> str | None:
        """Return the finish reason of an event, or of a complete answer, whose `name` is empty."""
        holder, member = self._reason(body, name)
        reason = holder.get(member) if isinstance(holder, dict) else None
        return reason if isinstance(reason, str) else None

    def settle_reason(self, body: dict[str, Any], name: str = "") -> bool:
        """Replace the finish reason of another protocol. Returns whether it was replaced."""
        holder, member = self._reason(body, name)
        own = self.reasons.get(self.reason_in(body, name) or "")
        if own is not None:
            holder[member] = own
        return own is not None

    def _reason(self, body: dict[str, Any], name: str) -> tuple[Any, str]:
        """Return the object that has the finish reason, and the member."""
        path = self.finish.get(name) if name or not self.tag else next(iter(self.finish.values()), None)
        if not path:
            return None, ""
        return at(body, path[:-1] if name or not self.tag else []), path[-1]

    @property
    def ends_known(self) -> bool:
        """Whether the end of an answer can be distinguished from a stream that is cut off."""
        return self.declared and bool(self.ends or self.own_done)


@lru_cache
def watch_of(back: Back, renamed: bool) -> Watch:
    """Return what to observe in a stream of a provider. `renamed`: the name of the model is replaced."""
    table = back.table
    given: dict[str, Any] = table.get("watch", {})
    own = str(table.get("frames", {}).get("done") or "")
    ends, errors = given.get("ends", []), given.get("errors", [])
    finish = _paths(given.get("finish", {}))
    done = own or FOREIGN_DONE
    forms = forms_of(given)
    limits = (forms.opens, forms.closes) if forms else ()
    own_reasons = given.get("reasons", {})
    return Watch(
        tag=given.get("tag", ""),
        first=given.get("first", ""),
        ends=ends,
        errors=errors,
        quiet=given.get("quiet", []),
        opening=given.get("opening", []),
        model=given["model"].split(".") if renamed and given.get("model") else [],
        finish={event: paths[0] for event, paths in finish.items()},
        usage={event: paths[0] for event, paths in _paths(given.get("usage", {})).items()},
        counts=given.get("counts", {}),
        texts=_paths(given.get("texts", {})),
        done=done,
        own_done=bool(own),
        declared="ends" in given or bool(finish),
        forms=forms,
        content=next(iter(table.get("content", ())), ""),
        results=frozenset((given.get("first", ""), *(finish or ends), *given.get("usage", {}))),
        reasons={word: own_reasons[hub] for word, hub in given.get("other_reasons", {}).items() if hub in own_reasons},
        broken=frozenset(given.get("broken", ())),
        words=tuple(word.encode() for word in (*ends, *errors, *finish, *_texts_of(finish), *limits, done) if word),
    )


def _texts_of(finish: dict[str, list[Path]]) -> list[str]:
    """Return the texts that contain a finish reason, in a stream whose events have no names."""
    return [f'"{path[-1]}":{space}"' for path in finish.get("", ()) for space in ("", " ")]


def _paths(given: dict[str, list[str]]) -> dict[str, list[Path]]:
    return {event: [path.split(".") for path in paths] for event, paths in given.items()}


def at(event: Any, path: Path) -> Any:
    """Return the value at a path; None if there is none."""
    for key in path:
        if isinstance(event, list):
            event = event[0] if event and key == "0" else None
        else:
            event = event.get(key) if isinstance(event, dict) else None
    return event


def split(data: bytes) -> Iterator[bytes]:
    """Return the events in complete bytes, each with its end."""
    start = 0
    for end in re.finditer(rb"\r?\n\r?\n", data):
        yield data[start : end.end()]
        start = end.end()
    if start < len(data):
        yield data[start:]


def unwatched(data: bytes, words: tuple[bytes, ...]) -> int:
    """Return the length of the complete events before the first one that contains a word."""
    first = min((place for word in words if (place := data.find(word)) >= 0), default=-1)
    if first < 0:
        return len(data)
    ends = ((b"\n\n", 2), (b"\n\r\n", 3))
    return max((place + size for end, size in ends if (place := data.rfind(end, 0, first)) >= 0), default=0)


def parts(frame: bytes) -> tuple[str, bytes]:
    """Return the name and the payload of an event."""
    name, lines = "", []
    for line in frame.splitlines():
        key, _, value = line.removeprefix(b"\xef\xbb\xbf").partition(b":")
        if key == b"event":
            name = value.strip().decode("utf-8", "replace")
        elif key == b"data":
            lines.append(value.removeprefix(b" "))
    return name, b"\n".join(lines)


def complete(frame: bytes, done: str) -> bool:
    """Whether an event that the end of the stream cuts off has a complete payload."""
    payload = parts(frame)[1]
    if done and payload.strip() == done.encode():
        return True
    try:
        return bool(payload) and json_text.load_event(payload) is not None
    except ValueError:
        return False
