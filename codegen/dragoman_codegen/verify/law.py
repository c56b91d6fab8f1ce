"""The interpreter law on sample values: generated functions give what the interpreter makes of the same plan."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import ModuleType, SimpleNamespace
from typing import Any

from dragoman.library.context import Context
from dragoman_codegen.interpret.entry_points import Adapter
from dragoman_codegen.interpret.rules import Half
from dragoman_codegen.model import plan
from dragoman_codegen.model.conditions import model_names
from dragoman_codegen.model.program import File, Protocol, Provider
from dragoman_codegen.model.types import Scope
from dragoman_codegen.verify.comparison import Outcome, difference, new_context, outcome
from dragoman_codegen.verify.modules import load
from dragoman_codegen.verify.recorder import Recorder
from dragoman_codegen.verify.samples import Samples

Holds = tuple[bool, ...]
Call = Callable[[Any, Context], Any]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Generated code and the interpreter differ. `what`: the rule or part of a file; `place`: its line in a spec."""

    what: str
    place: str
    text: str


@dataclass(slots=True)
class Side:
    """The generated modules of a protocol, or of a provider in one protocol, and their plan."""

    of: Protocol | Provider
    hub: Scope
    base: str  # folder of the protocol's modules
    back: str = ""  # file of a provider's module

    @property
    def protocol(self) -> Protocol:
        return self.of.protocol if isinstance(self.of, Provider) else self.of

    def module(self, name: str) -> ModuleType:
        """Return the module of a file: the provider's own where something differs."""
        own = isinstance(self.of, Provider) and self.of.differences[name]
        return load(self.back if own else f"{self.base}/{name}.py")

    def has(self, file: str) -> bool:
        """Whether a file is one of the modules."""
        folder, _, name = file.rpartition("/")
        if not self.back:
            return folder == self.base
        return file == self.back or name == "__init__.py" and folder == self.back.rpartition("/")[0]

    def rules(self, file: File) -> list[plan.Rule]:
        """Return the rules of a file that are compared: all of a protocol, those of a provider that differ."""
        dirty = self.of.dirty if isinstance(self.of, Provider) else None
        return [rule for rule in file.rules.values() if dirty is None or rule.name in dirty]

    def held(self) -> list[Holds]:
        """Return outcomes of the conditions: none holds, each one alone, all of them."""
        count = len(self.of.conditions) if isinstance(self.of, Provider) else 0
        found = [tuple(at == one for at in range(count)) for one in range(-1, count)]
        return list(dict.fromkeys([*found, (True,) * count]))


def disagreements(side: Side) -> list[Disagreement]:
    """Return the differences between generated code and the interpreter: of single rules, or else of what uses them."""
    files = side.protocol.files.values()
    found = [one for file in files for half in ("read", "write") for one in _rules(side, file, half)]
    return found or [*_streams(side), *_entry_points(side)]


def _samples(side: Side, file: File, partial: bool) -> Samples:
    return Samples({"hub": side.hub, file.scope.name: file.scope}, partial)


def _rules(side: Side, file: File, half: str) -> Iterator[Disagreement]:
    rules = [rule for rule in side.rules(file) if rule.name.startswith(half)]
    if not rules:
        return
    samples = _samples(side, file, half == "read" and file.name != "request")
    for rule in rules:
        for holds in side.held():
            found = _first(samples.of(rule.source), holds, *_calls(side, file, half, rule))
            if found:
                yield Disagreement(f"{file.name}: {rule.name}", rule.place, found)
                break


def _calls(side: Side, file: File, half: str, rule: plan.Rule) -> tuple[Call, Call]:
    kind = getattr(side.module(file.name), _class_name(file, half))

    def generated(value: Any, context: Context) -> Any:
        made = kind(Recorder(), context) if file.name == "stream" and half == "read" else kind(context)
        return getattr(made, rule.name)(value)

    return generated, lambda value, context: Half(side.protocol, file.name, half, context).rule(rule.name, value)


def _class_name(file: File, half: str) -> str:
    return (
        {"read": "Reader", "write": "Writer"}[half] if file.name == "stream" else f"{half.title()}{file.name.title()}"
    )


def _first(values: Iterable[Any], holds: Holds, ours: Call, theirs: Call) -> str:
    """Return the first difference between two functions on these values, or ''."""
    found = (difference(_outcome(ours, value, holds), _outcome(theirs, value, holds)) for value in values)
    return next(filter(None, found), "")


def _outcome(call: Call, value: Any, holds: Holds) -> Outcome:
    context, given = new_context(holds), pickle.loads(pickle.dumps(value))  # a fast deep copy
    return outcome(lambda: call(given, context), context)


# ------------------------------------------------------------------------------------------------------ streams


def _streams(side: Side) -> Iterator[Disagreement]:
    file, adapter = side.protocol.files["stream"], Adapter(side.of)
    own = isinstance(side.of, Provider)
    if own and not (side.of.differences["stream"] or side.of.streams):  # type: ignore[union-attr]
        return
    module = load(side.back) if own else side.module("stream")
    reader = module.reader if own else module.Reader
    events = _samples(side, file, True).of(file.scope.ref(file.event))

    def fed(make: Callable[[Any, Context], Any]) -> Call:
        def call(given: Any, context: Context) -> Any:
            blocks = Recorder()
            made = make(blocks, context)
            for event in given:
                made.feed(event)
            made.final_marker()
            made.eof()
            return blocks.calls

        return call

    for holds in side.held():
        found = _first([*([event] for event in events), events], holds, fed(reader), fed(adapter.reader))
        if found:
            yield Disagreement("stream: read", file.place, found)
            return
    if not own and file.write_stream:
        found = _first([None], (), *(_written(side, make) for make in (module.Writer, adapter.writer)))
        if found:
            yield Disagreement("stream: write", file.place, found)


def _written(side: Side, make: Callable[[Context], Any]) -> Call:
    """Return a function that writes one answer with a block of each kind."""
    samples = Samples({"hub": side.hub}, False)

    def call(_: Any, context: Context) -> Any:
        writer, blocks = make(context), samples.of(side.hub.ref("Block"))
        usage = samples.of(side.hub.ref("Usage"))[0]
        writer.start("msg_1", "m", usage)
        for index, block in enumerate(blocks):
            kind = block["kind"]
            known = ("id", "name", "data", "toolset", *(["input"] if kind == "native_tool_call" else []))
            writer.open(index, kind, {key: block[key] for key in known if key in block})
            writer.delta("é{}")
            if kind == "text":
                writer.scored("é", [{"token": "é", "logprob": -0.5}])
            writer.citation(samples.of(side.hub.ref("Citation"))[0])
            writer.close(None if index % 2 else "late")
        for word in samples.of(side.hub.ref("FinishReason")):
            context.finish_reason = word
            writer.open(0, "text", {})
            writer.close(None)
            writer.open(0, "tool_call", {"id": "i", "name": "n"})
            writer.close(None)
            writer.finish(word, "stop", None, usage)
            writer.finish(word, None, "no", usage)
        for word in samples.of(side.hub.ref("ErrorType")):
            writer.error(word, "it failed")
            writer.error(word, "it failed", usage)
        return b"".join(writer.out)

    return call


# -------------------------------------------------------------------------------------------------- entry points


def _entry_points(side: Side) -> Iterator[Disagreement]:
    """Compare whole requests, responses and errors with the passes around them, and the conditions of quirks."""
    if isinstance(side.of, Provider) and side.of.conditions:
        names = [new_context().model, *model_names(side.of.conditions)]
        ours, theirs = _for_models(names, load(side.back)), _for_models(names, Adapter(side.of))
        if found := _first(_hub_values(side, "Request"), (), ours, theirs):
            yield Disagreement("request: conditions of quirks", side.protocol.files["request"].place, found)
    pairs = _of_provider(side) if isinstance(side.of, Provider) else _of_protocol(side)
    for name, values, ours, theirs in pairs:
        for holds in side.held() if name != "errors" or _conditional(side.protocol.files[name]) else [()]:
            if found := _first(values, holds, ours, theirs):
                yield Disagreement(f"{name}: as a whole", side.protocol.files[name].place, found)
                break


def _conditional(file: File) -> bool:
    """Whether a rule of a file depends on conditions of quirks."""
    every = (part for rule in file.rules.values() for part in plan.within(rule))
    return any(isinstance(part, plan.When) or isinstance(part, plan.Loss) and part.when for part in every)


Pair = tuple[str, Iterable[Any], Call, Call]


def _of_provider(side: Side) -> Iterator[Pair]:
    adapter, back = Adapter(side.of), load(side.back)
    requests = _hub_values(side, "Request")
    yield "request", requests, back.write_request, adapter.write_request
    yield "response", _of_root(side, "response"), back.read_response, adapter.read_response
    yield "errors", _of_root(side, "errors"), _at_statuses(side, back), _at_statuses(side, adapter)


def _for_models(names: Sequence[str], back: Any) -> Call:
    """Return a function that evaluates the conditions of quirks for each of these models."""

    def call(request: Any, context: Context) -> Any:
        found = []
        for name in names:
            context.model = name
            found.append(back.conditions(request, context))
        return found

    return call


def _of_protocol(side: Side) -> Iterator[Pair]:
    adapter, files = Adapter(side.of), side.protocol.files
    if "read" in files["request"].roots:
        yield "request", _of_root(side, "request"), side.module("request").read, adapter.read_request
    if "write" in files["response"].roots:
        yield "response", _hub_values(side, "Response"), side.module("response").write, adapter.write_response
    if "write" in files["errors"].roots:
        yield "errors", _hub_values(side, "ApiError"), side.module("errors").write, adapter.write_failure
    if "read" in files["errors"].roots:
        back = SimpleNamespace(read_failure=side.module("errors").read)
        yield "errors", _of_root(side, "errors"), _at_statuses(side, back), _at_statuses(side, adapter)


def _at_statuses(side: Side, back: Any) -> Call:
    """Return a function that reads an error with each status."""
    statuses = sorted({0, 400, 500, 599, *map(int, side.protocol.files["errors"].statuses["read"])})

    def call(body: Any, context: Context) -> Any:
        copy = pickle.dumps(body)
        return [back.read_failure(pickle.loads(copy), status, context) for status in statuses]

    return call


def _hub_values(side: Side, name: str) -> list[Any]:
    return Samples({"hub": side.hub}, False).of(side.hub.ref(name))


def _of_root(side: Side, name: str) -> list[Any]:
    file = side.protocol.files[name]
    return _samples(side, file, name != "request").of(file.rules[file.roots["read"]].source)
