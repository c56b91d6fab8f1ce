"""Comparison of generated code with the interpreter of the plan on the same inputs."""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any

from dragoman import loader
from dragoman.adapters import Back, Front
from dragoman.library.context import Context
from dragoman.library.errors import AnsweredLocally, ErrorBody, InvalidRequest, Refused, UpstreamError
from dragoman.library.names import Ids
from dragoman.library.streams import play
from dragoman.library.validation import prune
from dragoman.streaming.answers import settle
from dragoman.streaming.blocks import Blocks
from dragoman.streaming.framing import DONE, parser
from dragoman.values import json_text
from dragoman_codegen.compile.program import compile_all
from dragoman_codegen.interpret.entry_points import Adapter
from dragoman_codegen.model.program import Program, Provider
from tests.cache import cached, compiler, key_of, made_by_generate

ROOT = Path(__file__).resolve().parents[2]
NAMES = [  # each provider, and as "provider:protocol" each of its other protocols
    name if protocol == loader.provider(name)["protocol"] else f"{name}:{protocol}"
    for name in loader.providers()
    for protocol in loader.provider(name)["sides"]
]
FRONTS = loader.fronts()
ANY = ("a-model", "")  # a model and a variant
EMPTY: Any = {}
BUSY: Any = {"reasoning": {"mode": "auto"}, "tools": [{}], "stream": True}


def protocol_from_name(provider: str) -> str:
    """Return the protocol of one of NAMES."""
    name, _, protocol = provider.partition(":")
    return protocol or str(loader.provider(name)["protocol"])


@cache
def built() -> Program:
    return cached("built", key_of(compiler()), lambda: compile_all(ROOT / "specs", cache=made_by_generate()))


def plan_of(provider: str) -> Provider:
    """Return the compiled provider for one of its protocols."""
    name, _, protocol = provider.partition(":")
    return built().providers[name].also[protocol] if protocol else built().providers[name]


def plain(provider: str) -> bool:
    """Return whether the plan of a provider equals that of its protocol."""
    plan = plan_of(provider)
    return not plan.conditions and not plan.dirty and not any(plan.differences.values())


def reads(back: Back) -> type:
    """Return the default class that reads the streams of a back."""
    module = sys.modules[back.reader.__module__]
    reader: type = (module if hasattr(module, "Reader") else module.stream).Reader
    return reader


PLAIN = {protocol_from_name(name): name for name in reversed(NAMES) if plain(name)}  # the first one of each protocol
RESULT = ("usage", "finish_reason")
DISTINCT = [
    name for name in NAMES if not plain(name) or PLAIN[protocol_from_name(name)] == name
]  # it stands for the others
FIRST = {protocol_from_name(name): name for name in reversed(DISTINCT)} | PLAIN  # one for each protocol
SAMPLE = {*FIRST.values(), *DISTINCT[::12]}  # of DISTINCT; the others are for `make test-all`


@dataclass(frozen=True)
class Side:
    """The generated functions, or the interpreter, of one provider and of the clients' protocols."""

    back: Any
    fronts: dict[str, Any]


class Generated:
    """The loader's tables with the names of the interpreter's entry points."""

    def __init__(self, back: Back) -> None:
        self.read_response, self.write_request, self.read_failure = back.read, back.write, back.failure
        self.read_result = back.read_result
        self.reader, self.check_event, self.conditions = back.reader, back.check_event, back.conditions
        self.retry = back.retry
        self.refusals = back.refusals.rows
        self.explicit_ends, self.framing = back.explicit_ends, back.framing
        self.done = back.table.get("frames", {}).get("done", "")


class GeneratedFront:
    def __init__(self, front: Front) -> None:
        self.check, self.read_request, self.write_response = front.check, front.read, front.write
        self.writer, self.write_failure, self.table = front.writer, front.failure, front.table


def protocol_of(provider: str) -> str:
    return plan_of(provider).protocol.name


@cache
def generated(provider: str) -> Side:
    back = Generated(loader.back(provider.partition(":")[0], protocol_of(provider)))
    return Side(back, {name: GeneratedFront(loader.front(name)) for name in FRONTS})


@cache
def interpreted(provider: str) -> Side:
    return Side(Adapter(plan_of(provider), built().texts), {name: Adapter(built().protocols[name]) for name in FRONTS})


@cache
def kinds(provider: str) -> list[tuple[str, str]]:
    """Models and variants, as few as do, such that each condition of the provider's quirks holds for one of them and
    not for another, as far as they decide it."""
    conditions: Any = plan_of(provider).conditions
    globs = [one.removeprefix("!") for when in conditions for one in when.get("model") or ()]
    models = ["a-model", *(one.replace("*", "").replace("?", "-") for one in globs)]
    variants = ["", *(one for when in conditions for one in when.get("variants") or ())]

    def shown(kind: tuple[str, str]) -> set[tuple[int, bool]]:
        context = Context(model=kind[0], variant=kind[1])
        asked = [interpreted(provider).back.conditions(request, context) for request in (EMPTY, BUSY)]
        return {pair for holds in asked for pair in enumerate(holds)}

    open_ = {(model, variant): shown((model, variant)) for variant in variants for model in models}
    chosen = [ANY]
    seen = set(open_[ANY])
    while True:
        best = max(open_, key=lambda kind: len(open_[kind] - seen))
        if not open_[best] - seen:
            return chosen
        chosen.append(best)
        seen |= open_[best]


def context_for(provider: str, front: str, kind: tuple[str, str] = ANY, **more: Any) -> Context:
    ids = loader.protocol(front)["ids"]
    made = Ids(ids["message"], tuple(ids["foreign"]), ids["tool_call"], ids.get("hosted_tool_call", ""))
    return Context(
        profile=provider,
        provider=provider,
        family=provider,
        client_model="the-client's-model",
        model=kind[0],
        variant=kind[1],
        seed="5eed",
        ids=made,
        words=loader.protocol(front).get("words", {}),
        **more,
    )


def outcome(ask: Callable[[], Any], context: Context) -> tuple[Any, ...]:
    """Return the result or the exception of a call, and the resulting context."""
    found: Any
    try:
        found = ("gives", ask())
    except (InvalidRequest, Refused) as signal:
        found = (type(signal).__name__, str(signal), getattr(signal, "error_type", ""))
    except UpstreamError as failed:
        found = ("Failed", failed.failure)
    except AnsweredLocally as answered:
        found = ("Answered", answered.answer)
    except ErrorBody as error:
        found = ("ErrorBody", error.body)
    left = {one.name: getattr(context, one.name) for one in fields(context) if one.name not in ("ids", "request")}
    left["losses"] = sorted(context.losses)  # reported once each, in any order
    left["call_ids"] = sorted(context.call_ids)
    return found, left


def same(ours: tuple[Any, ...], theirs: tuple[Any, ...]) -> None:
    """Compare two outcomes including the order of keys."""
    if ours != theirs or json_text.dumps(_plain(ours)) != json_text.dumps(_plain(theirs)):
        where, one, other = difference(_plain(ours), _plain(theirs))
        raise AssertionError(f"at {where}: generated code gives {one!r:.900}, the interpreter {other!r:.900}")


def difference(one: Any, other: Any, where: str = "") -> tuple[str, Any, Any]:
    """Return the path and the values of the first difference."""
    if isinstance(one, dict) and isinstance(other, dict) and list(one) == list(other):
        pairs = [(f"{where}.{key}", one[key], other[key]) for key in one]
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = [(f"{where}[{at}]", *both) for at, both in enumerate(zip(one, other, strict=True))]
    else:
        pairs = []
    for place, ours, theirs in pairs:
        if json_text.dumps(ours) != json_text.dumps(theirs):
            return difference(ours, theirs, place)
    return where, one, other


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value.decode("utf-8") if isinstance(value, bytes) else value


# --- inputs of both


def request(front: str, provider: str, body: Any, kind: tuple[str, str] = ANY) -> None:
    """A client's request, read, and written for the provider."""
    both = []
    for side in (generated(provider), interpreted(provider)):
        given, context = copy.deepcopy(body), context_for(provider, front, kind)

        def translated(side: Side = side, given: Any = given, context: Context = context) -> Any:
            side.fronts[front].check(given)
            read = side.fronts[front].read_request(given, context)
            seen = copy.deepcopy(read)
            read["model"] = context.model
            context.request = read
            context.holds = side.back.conditions(read, context)
            return [seen, side.back.write_request(read, context)]

        both.append(outcome(translated, context))
    same(*both)


def hub_request(provider: str, request: Any, kind: tuple[str, str] = ANY) -> None:
    """A request in the hub's words, written for the provider."""
    both = []
    for side in (generated(provider), interpreted(provider)):
        given, context = copy.deepcopy(request), context_for(provider, FRONTS[0], kind)

        def written(side: Side = side, given: Any = given, context: Context = context) -> Any:
            context.holds = side.back.conditions(given, context)
            return [list(context.holds), side.back.write_request(given, context)]

        both.append(outcome(written, context))
    same(*both)


def hub_answer(front: str, answer: Any) -> None:
    """An answer in the hub's words, written for the client, whole and as a stream."""
    both = []
    for side in (generated("demo"), interpreted("demo")):
        given, context = copy.deepcopy(answer), context_for("demo", front)

        def written(side: Side = side, given: Any = given, context: Context = context) -> Any:
            body = side.fronts[front].write_response(copy.deepcopy(given), context)
            writer = side.fronts[front].writer(context)
            play(given, writer, context)
            return [body, b"".join(writer.out)]

        both.append(outcome(written, context))
    same(*both)


def answer(front: str, provider: str, body: Any, kind: tuple[str, str] = ANY, **more: Any) -> None:
    """A provider's whole answer, read, settled, and written for the client."""
    both = []
    for side in (generated(provider), interpreted(provider)):
        given, context = copy.deepcopy(body), context_for(provider, front, kind, **more)

        def translated(side: Side = side, given: Any = given, context: Context = context) -> Any:
            context.holds = side.back.conditions({}, context)
            read = side.back.read_response(given, context)
            seen = copy.deepcopy(read)
            if side is generated(provider):  # the usage and the finish reason alone are the same
                result = side.back.read_result(given, replace(context, losses={}, call_ids=set()))
                assert [result.get(name) for name in RESULT] == [seen.get(name) for name in RESULT]
            return [seen, side.fronts[front].write_response(settle(read, context), context)]

        both.append(outcome(translated, context))
    same(*both)


def failure(front: str, provider: str, body: Any, status: int) -> None:
    both = []
    for side in (generated(provider), interpreted(provider)):
        given, context = copy.deepcopy(body), context_for(provider, front)

        def translated(side: Side = side, given: Any = given, context: Context = context) -> Any:
            read = side.back.read_failure(given, status, context)
            again = side.back.retry.after(read["message"]), list(side.back.retry.without)
            own = [repr(row) for row in side.back.refusals if row not in loader.shared_refusals().rows]
            return [read, list(again), own, side.fronts[front].write_failure(read, context)]

        both.append(outcome(translated, context))
    same(*both)


def stream(front: str, provider: str, payloads: list[Any], kind: tuple[str, str] = ANY, **more: Any) -> bytes:
    """A provider's events (DONE for its last word), through Blocks, as the client's bytes."""
    both, written = [], b""
    done = generated(provider).back
    for side in (generated(provider), interpreted(provider)):
        context = context_for(provider, front, kind, **more)

        def translated(side: Side = side, context: Context = context) -> Any:
            context.holds = side.back.conditions({}, context)
            writer = side.fronts[front].writer(context)
            blocks = Blocks(writer, context, explicit_ends=done.explicit_ends)
            reader = side.back.reader(blocks, context)
            for payload in payloads:
                if payload is DONE:
                    reader.final_marker()
                    continue
                event = copy.deepcopy(payload)
                prune(side.back.check_event, event, context)
                reader.feed(event)
            reader.eof()
            return b"".join(writer.out)

        both.append(outcome(translated, context))
    same(*both)
    if both[0][0][0] == "gives":
        written = both[0][0][1]
    return written


def payloads_of(data: bytes, provider: str) -> list[Any]:
    """The events of a stream as bytes; what is no JSON object is left out."""
    back = generated(provider).back
    frames = parser(back.framing, back.done)
    found: list[Any] = []
    for payload in [*frames.feed(data), *frames.end()]:
        if not isinstance(payload, bytes):
            found += [DONE] if payload is DONE else []
            continue
        try:
            event = json_text.loads(payload)
        except ValueError:
            continue
        if isinstance(event, dict):
            found.append(event)
    return found
