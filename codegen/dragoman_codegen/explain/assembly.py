"""Assembly of an explanation from a trace: links, losses, and parts that are left out without a loss."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from dragoman.exchange.exchange import Exchange
from dragoman_codegen.explain.data import Bodies, ExplainedLoss, Explanation, Link, Sign, StreamEvent
from dragoman_codegen.explain.omissions import silent_parts
from dragoman_codegen.explain.programs import Specs
from dragoman_codegen.explain.steps import Steps as StepList
from dragoman_codegen.explain.tracing.origins import RUNTIME, Origin, Ref, merged
from dragoman_codegen.explain.tracing.trace import Trace, TracedFrame
from dragoman_codegen.interpret.snapshots import Steps, bare, snapshot


def assemble(found: Explanation, trace: Trace, exchange: Exchange, specs: Specs) -> None:
    """Fill an explanation: its links, losses, silent parts and steps."""
    steps = StepList(specs.files, specs.file_of(found.provider))
    model = replace(RUNTIME, phase="profile", place=specs.place_of(found.provider, "models"))
    model = model if found.kind == "request" else RUNTIME
    if not trace.started:  # the body was forwarded
        trace.see(snapshot(found.source))
        trace.see(snapshot(found.result))
    envelope = Ref("write", specs.place_of(found.provider, "wrap", "variants"))
    found.links = list(_links(found, trace, steps, model, envelope))
    found.losses = _losses(trace, exchange, steps)
    found.silent = silent_parts(found, trace, specs.hub, steps)
    found.steps = steps.found


def assemble_events(found: Explanation, trace: Trace, exchange: Exchange, specs: Specs) -> None:
    """Fill the explanation of a stream: its events, the links of their parts, losses and steps."""
    steps = StepList(specs.files, specs.file_of(found.provider))
    bodies = Bodies([event.payload for event in trace.events], found.request)
    for number, event in enumerate(trace.events):
        frames = tuple((one.name, one.payload, steps.number(one.ref)) for one in event.frames)
        found.events.append(StreamEvent(event.payload, tuple(map(steps.number, event.rows)), frames))
        for nth, frame in enumerate(event.frames):
            found.links += _frame_links((number, nth), frame, bodies, steps)
    found.losses = _losses(trace, exchange, steps)
    found.steps = steps.found


def _links(found: Explanation, trace: Trace, steps: StepList, model: Ref, envelope: Ref) -> Iterator[Link]:
    """Yield the links of the result, which may enclose what the trace has."""
    start = _place_in(found.result, bare(trace.value))
    for path, value in _parts(found.result):
        inner = start is not None and path[: len(start)] == start
        if inner and start is not None:
            origin = trace.origin
            for key in path[len(start) :]:
                origin = origin.at(key)
            if path:
                yield _link(path, value, origin, Bodies(found.source, found.request), steps, model)
        else:
            yield Link(path, (), "+", (steps.number(envelope),), ())


def _frame_links(place: Steps, frame: TracedFrame, bodies: Bodies, steps: StepList) -> Iterator[Link]:
    """Yield the links of the parts of a frame. `place`: the numbers of its event and of the frame."""
    for path, value in _parts(frame.payload):
        origin = frame.origin
        for key in path:
            origin = origin.at(key)
        if path:
            link = _link(path, value, origin, bodies, steps, RUNTIME)
            sign: Sign = "=" if link.sign == "→" and link.sources[0][1:] == path else link.sign
            yield replace(link, path=(*place, *path), sign=sign)


def _link(path: Steps, value: Any, origin: Origin, bodies: Bodies, steps: StepList, model: Ref) -> Link:
    sources, depends = origin.sources, tuple(one for one in origin.depends if one not in origin.sources)
    if not sources and isinstance(value, str):
        tags = tuple(one for one in depends if bodies.at(one) == value)
        if len(tags) == 1:  # it is written as it was read
            sources, depends = tags, tuple(one for one in depends if one not in tags)
    refs = [model if ref == RUNTIME else ref for ref in origin.refs]
    numbers = tuple(steps.number(ref) for ref in refs)
    return Link(path, sources, _sign(path, value, sources, bodies), numbers, depends)


def _sign(path: Steps, value: Any, sources: tuple[Steps, ...], bodies: Bodies) -> Sign:
    if not sources:
        return "+"
    if len(sources) > 1:
        return "≈"
    before = bodies.at(sources[0])
    alike = isinstance(value, dict) and isinstance(before, dict) or isinstance(value, list) and isinstance(before, list)
    if not alike and not (type(value) is type(before) and value == before):
        return "≈"
    return "=" if sources[0] == path else "→"


def _losses(trace: Trace, exchange: Exchange, steps: StepList) -> list[ExplainedLoss]:
    """Return the losses of the exchange in order, each with all parts that are lost for this reason."""
    found: list[ExplainedLoss] = []
    for text in exchange.context.losses:
        path, _, reason = text.partition(";")
        same = [one for one in trace.losses if (one.path, one.reason) == (path, reason)]
        ref = same[0].ref if same else replace(RUNTIME, phase="loss")
        found.append(ExplainedLoss(path, reason, merged(*(one.sources for one in same)), steps.number(ref)))
    return found


def _parts(value: Any, path: Steps = ()) -> Iterator[tuple[Steps, Any]]:
    """Yield the paths of a value and of all parts of it."""
    yield path, value
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in items:
        yield from _parts(member, (*path, key))


def _place_in(result: Any, traced: Any) -> Steps | None:
    """Return where the traced value is within the result."""
    return next((path for path, value in _parts(result) if value == traced), None)
