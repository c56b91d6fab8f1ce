"""What clients need of a forwarded answer and hosts leave out: members of the start, ends of blocks, the reason."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from dragoman.adapters import Back, Front, Writer
from dragoman.library.context import Context
from dragoman.library.hub import FinishReason
from dragoman.streaming.relay.forms import Forms
from dragoman.streaming.relay.order import BlockOrder
from dragoman.streaming.relay.waiting import Event
from dragoman.streaming.relay.watch import Watch, at, parts, split, watch_of
from dragoman.values import json_text

ENDS: tuple[FinishReason, FinishReason] = ("stop", "tool_calls")  # without and with calls for the client


class Completion:
    """Completes the events of one answer."""

    def __init__(self, front: Front, back: Back, watch: Watch, forms: Forms, context: Context) -> None:
        self.front, self.back, self.watch, self.context = front, back, watch, context
        self.order = BlockOrder(forms, context)
        self.reason: Any = None
        self.finished = False  # the reason was forwarded
        self.held: Event | None = None  # a finish event without a reason: another one may follow

    def unbroken(self, data: bytes) -> bool:
        """Whether events, none of which has a watched word, can be forwarded as they are."""
        return self.held is None and self.order.unbroken(data)

    def feed(self, name: str, event: Event) -> list[Event]:
        """Return the events to forward for one event of the host."""
        if name == self.watch.first:
            return self._start(event)
        if name in self.watch.ends:
            return self._end(event)
        held, self.held = self.held, None
        before = [] if held is None else [held]
        return before + (self._finish(name, event) if name in self.watch.finish else self.order.feed(event))

    def _start(self, event: Event) -> list[Event]:
        """Complete the start. Blocks in it are sent as events, where clients expect them."""
        watch = self.watch
        given = event.get(watch.holder)
        given = given if isinstance(given, dict) else {}
        content = given.get(watch.content)
        self.reason = next((given.get(path[-1]) for path in watch.finish.values()), None)
        if all(given.get(key) is not None for key in self.order.forms.needed) and content == []:
            return [event]
        made = _made(self.front, self.context, self._begin)[watch.first]
        known = {key: value for key, value in given.items() if value is not None}
        answer = {**made[watch.holder], **known, watch.content: []}
        events = [{**event, watch.holder: answer}]
        for given in content if isinstance(content, list) else [content]:
            block = self.order.forms.block(given)
            events += self.order.whole(block) if block else ()
        return events

    def _begin(self, writer: Writer) -> None:
        context = self.context
        writer.start(context.ids.message_id(None, context.seed), context.client_model, {})

    def _finish(self, name: str, event: Event) -> list[Event]:
        reason = at(event, self.watch.finish[name])
        self.reason = reason or self.reason
        events = self.order.rest()
        if not self.reason:
            self.held = event
            return events
        self.finished = True
        settled = self._settled()
        return [*events, event if settled == reason else self._with_reason(name, event, settled)]

    def _end(self, event: Event) -> list[Event]:
        events = self.order.rest()
        if not self.finished:
            name = next(iter(self.watch.finish))
            events.append(self._with_reason(name, self.held or {self.watch.tag: name}, self._settled()))
        return [*events, event]

    def _settled(self) -> Any:
        """Return the finish reason: the host's, if it has one that fits the blocks. Clients run the tool calls of an
        answer only if its reason states them, and wait for calls if it does without any."""
        plain, called = finish_words(self.front, self.back)
        if self.order.called:
            return called if self.reason in (None, "", plain) else self.reason
        return plain if not self.reason or (self.reason == called and self.order.only_texts) else self.reason

    def _with_reason(self, name: str, event: Event, reason: Any) -> Event:
        *steps, member = self.watch.finish[name]
        inner = at(event, steps)
        value: Any = {**(inner if isinstance(inner, dict) else {}), member: reason}
        for step in reversed(steps):
            value = {step: value}
        return {**event, **value}


def is_complete(front: Front, back: Back, answer: Event) -> bool:
    """Whether a complete answer has what clients need. The order of the blocks of protocols without numbers is free."""
    watch = watch_of(back, renamed=False)
    forms, content = watch.forms, answer.get(watch.content)
    if forms is None:
        return True
    if not isinstance(content, list) or any(answer.get(key) is None for key in forms.needed):
        return False
    if not all(forms.is_whole(block) for block in content):
        return False
    kinds = [forms.kind_of_content(block) for block in content]
    reason = next((answer.get(path[-1]) for path in watch.finish.values()), None)
    plain, called = finish_words(front, back)
    if any(kind is not None and kind.calls for kind in kinds):
        return reason not in (None, "", plain)
    return bool(reason) and not (reason == called and all(kind is not None and not kind.needs for kind in kinds))


def fits(back: Back, answer: Event) -> bool:
    """Whether a complete answer has the declared shape, and its texts are strings where clients look for them, in a
    protocol whose blocks are not known."""
    watch = watch_of(back, renamed=False)
    if watch.forms is not None:
        return True
    misfits: list[object] = []
    if back.check_answer is not None:
        back.check_answer(answer, lambda holder, key, expected, union: misfits.append(key))
    path = str(back.table.get("text", "")).split(".")
    return not misfits and (path == [""] or _has_texts(watch, at(answer, path[:-1])))


def _has_texts(watch: Watch, holder: Any) -> bool:
    """Whether an object is there, and what it has under the names of a stream's texts are strings."""
    paths = watch.texts.get("", [])
    within = len(paths[0]) - 1 if paths else 0
    texts = (at(holder, path[within:]) for path in paths)
    return isinstance(holder, dict) and all(text is None or isinstance(text, str) for text in texts)


@lru_cache
def finish_words(front: Front, back: Back) -> tuple[Any, ...]:
    """Return the finish reasons `ENDS` in the words of the protocol."""
    return tuple(_finish_word(front, watch_of(back, renamed=False), reason) for reason in ENDS)


def _finish_word(front: Front, watch: Watch, reason: FinishReason) -> Any:
    made = _made(front, Context(), lambda writer: writer.finish(reason, None, None, {}))
    return next(at(made.get(name), path) for name, path in watch.finish.items())


def _made(front: Front, context: Context, write: Callable[[Writer], None]) -> dict[str, Event]:
    """Return the events that this proxy writes, by name."""
    writer = front.writer(context)
    write(writer)
    return {name: json_text.load_event(payload) for name, payload in map(parts, split(b"".join(writer.out)))}
