"""Derivation of origins from the recorded calls of the interpreter.

The recording has the decisions (which branch, which alternative) with the values; here they are followed once more
with the origin of the source instead of its value.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from dragoman_codegen.explain.tracing.comparison import Comparison
from dragoman_codegen.explain.tracing.origins import (
    COMPLETED,
    NONE,
    REQUEST,
    SOURCE,
    Origin,
    Phase,
    Ref,
    merged,
    union,
    walked,
)
from dragoman_codegen.explain.tracing.pieces import same_json
from dragoman_codegen.interpret.recording import Call
from dragoman_codegen.interpret.snapshots import Key, Steps, snapshot
from dragoman_codegen.model import plan

Origins = dict[str, Origin]  # of what paths begin with: it, made, request, ...


@dataclass(frozen=True, slots=True)
class Lost:
    """A loss as it was recorded, with the parts of the source that are lost and the line that decided it."""

    path: str
    reason: str
    sources: tuple[Steps, ...]
    ref: Ref


@dataclass(frozen=True, slots=True)
class At:
    """Where a template stands: the place of its key (else its own counts), the rule, and what it depends on."""

    rule: str
    place: str = ""
    depends: tuple[Steps, ...] = ()


def header(rule: plan.Rule) -> str:
    """Return a rule as specs declare it: `Target from Source`."""
    return f"{rule.target}{'*' if rule.many else ''} from {rule.source}"


class Derivation:
    """Follows the calls of one half. `phase`: read or write; `losses`: what was lost on the way."""

    def __init__(self, phase: Phase) -> None:
        self.phase = phase
        self.losses: list[Lost] = []

    def rule(self, call: Call, it: Origin, depends: tuple[Steps, ...] = ()) -> Origin:
        """Return the origin of the result of a rule, from the origin of its source. `depends`: parts that decided that
        the rule is applied."""
        rule: plan.Rule = call.node
        at, origins = At(header(rule), depends=depends), {"it": it, "request": REQUEST}
        for path, reason in call.lost:
            key = path.rpartition(".")[2]
            self._lose(path, reason, it.at(key), Ref("loss", rule.place, at.rule))
        made = [inner for inner in call.of("make") if inner.node is rule.body]
        return self.make(made[-1], origins, at) if made else NONE

    def make(self, call: Call, origins: Origins, at: At) -> Origin:
        """Return the origin of what a template makes."""
        template = call.node
        place = at.place or template.place
        match template:
            case plan.Alternatives():
                found = self.leaf(call.calls[0], origins, replace(at, place=place))
                applied = any(isinstance(one, plan.Apply) for pipe in template.pipes for one in pipe.stages)
                return found.by(Ref(self.phase, place, at.rule), deep=not applied)
            case plan.Nothing():
                for path, reason in call.lost:
                    self._lose(path, reason, origins["it"], Ref("loss", place, at.rule))
                return NONE
            case plan.Object():
                return self._object(call, origins, at)
            case plan.Items():
                return self._items(call, origins, at)
            case plan.Join():
                parts = [self.leaf(inner, origins, at) for inner in call.of("leaf")]
                return union(parts).by(Ref(self.phase, place, at.rule)) if call.value is not None else NONE
            case plan.Case() | plan.Given() | plan.When() | plan.First():
                return self._choice(call, origins, at)
        return self._constant(replace(at, place=place))

    def _constant(self, at: At) -> Origin:
        return Origin((), (Ref(self.phase, at.place, at.rule),), at.depends)

    def _choice(self, call: Call, origins: Origins, at: At) -> Origin:
        """Follow the template that a choice selected; options of `$first` that made nothing can have losses."""
        self._losses(call, origins, at)
        template = call.node
        if isinstance(template, plan.When):
            at = replace(at, place=template.place) if _selected(call) is template.then else at
        else:
            asked = [self.leaf(inner, origins, at) for inner in call.of("leaf")]
            at = replace(at, place="", depends=merged(at.depends, *map(_deciding, asked)))
        found = NONE
        for inner in call.of("make"):
            found = self.make(inner, origins, at)
        return found

    def _object(self, call: Call, origins: Origins, at: At) -> Origin:
        template: plan.Object = call.node
        self._losses(call, origins, at)
        leaves = {id(inner.node): inner for inner in call.of("leaf")}
        condition = leaves.get(id(template.condition))
        if condition is not None:
            asked = self.leaf(condition, origins, at)
            at = replace(at, depends=merged(at.depends, _deciding(asked)))
        members: dict[Key, Origin] = {}
        included = leaves.get(id(template.include))
        if included is not None and isinstance(included.value, dict):
            found = self.leaf(included, origins, at).by(Ref(self.phase, included.node.place, at.rule))
            members |= {key: found.at(key) for key in included.value}
        made: dict[Key, Origin] = {}
        inner_origins = {**origins, "made": Origin(members=made)}
        for entry, inner in zip(template.entries, call.of("make"), strict=False):
            made[entry.key] = self.make(inner, inner_origins, replace(at, place=entry.place))
            if entry.keep != "let":
                members[entry.key] = made[entry.key]
        if call.value is None:
            return NONE
        it, ref = origins["it"], Ref(self.phase, at.place or template.place, at.rule)
        members = {key: members.get(key, NONE) for key in call.value}
        # A part of the body that is not a part of its source, or a part of a frame.
        if it.sources == SOURCE.sources and (at.place or it.members is not None):
            return Origin(merged(*(one.sources for one in members.values())), (ref,), at.depends, members)
        passed = tuple(one for one in it.refs if one.phase == "pass")
        return Origin(it.sources, (*passed, ref), at.depends, members)

    def _items(self, call: Call, origins: Origins, at: At) -> Origin:
        template: plan.Items = call.node
        members: dict[Key, Origin] = {}
        found: list[Origin] = []
        for item, inner in zip(template.items, call.of("make"), strict=True):
            origin = self.make(inner, origins, replace(at, place=item.place))
            if inner.value is None or item.filled and inner.value == {}:
                if not isinstance(item.value, plan.Null):
                    continue
            found.append(origin)
            for one in [origin.at(n) for n in range(len(inner.value))] if item.splice else [origin]:
                members[len(members)] = one
        whole = union(found)
        ref = Ref(self.phase, at.place or template.place, at.rule)
        return Origin(whole.sources, (*whole.refs, ref), whole.depends, members)

    # leaves

    def leaf(self, call: Call, origins: Origins, at: At) -> Origin:
        """Return the origin of the first alternative that is not nothing."""
        found, tried = NONE, call.of("pipe")
        for pipe in tried:
            found = self._pipe(pipe, origins, at)
        null = bool(tried) and isinstance(tried[-1].node.atom, plan.Const)  # `?? $null`
        return found if call.value is not None or null else NONE

    def _pipe(self, call: Call, origins: Origins, at: At) -> Origin:
        origin = self._atom(call.node.atom, call.given, origins, at)
        for inner in call.of("stage"):
            origin = self._stage(inner, origin, call.given, origins, at)
        return origin

    def _atom(self, atom: plan.Path | plan.Const, heads: Any, origins: Origins, at: At) -> Origin:
        if isinstance(atom, plan.Const):
            return self._constant(at)
        return walked(heads[atom.head], origins.get(atom.head, COMPLETED), (step.key for step in atom.steps))

    def _stage(self, call: Call, origin: Origin, heads: Any, origins: Origins, at: At) -> Origin:
        for path, reason in call.lost:
            self._lose(path, reason, origin, Ref("loss", at.place, at.rule))
        if call.given is None and not isinstance(call.node, plan.Call):
            return NONE
        match call.node:
            case plan.Narrow(many=many):
                return _selection(call, origin) if many and call.value is not None else origin
            case plan.Into() as into:
                return walked(call.given, origin, (step.key for step in into.path.steps))
            case plan.Look():
                return Origin(origin.sources, origin.refs, origin.depends)
            case plan.Apply(many=True):
                return self._applied(call, origin)
            case plan.Apply():  # to the whole value, which a choice has selected, or to a part of it
                return self.rule(call.calls[0], origin, at.depends if origin is origins["it"] else ())
            case plan.Call(arg=arg):
                if call.value is None:
                    return NONE
                found = _filtered(call, origin)
                asked = self._atom(arg, heads, origins, at).sources if arg is not None else ()
                if isinstance(call.value, int | float) and not isinstance(call.value, bool):
                    return replace(found, sources=merged(found.sources, asked))  # calculated from both
                return found.depending(asked)
        raise AssertionError(call.node)

    def _applied(self, call: Call, origin: Origin) -> Origin:
        """Return the origin of a list that a rule made item by item."""
        places = [at for at, item in enumerate(call.given or ()) if item is not None]
        members: dict[Key, Origin] = {}
        for at, inner in zip(places, call.of("rule"), strict=False):
            made = self.rule(inner, origin.at(at))
            if inner.value is None:
                continue
            many = inner.node.many
            for one in [made.at(n) for n in range(len(inner.value))] if many else [made]:
                members[len(members)] = one
        return Origin(origin.sources, origin.refs, origin.depends, members)

    # losses

    def _losses(self, call: Call, origins: Origins, at: At) -> None:
        for inner in call.of("loss"):
            if inner.lost:
                loss: plan.Loss = inner.node
                value = next(one for one in reversed(inner.of("leaf")) if one.node is loss.value)
                found = self.leaf(value, origins, at)
                sources = _present(value.value, found) if loss.many else found.sources
                for path, reason in inner.lost:
                    ref = Ref("loss", loss.place, at.rule)
                    self.losses.append(Lost(path, reason, sources, ref))

    def _lose(self, path: str, reason: str, origin: Origin, ref: Ref) -> None:
        self.losses.append(Lost(path, reason, origin.sources, ref))


def _filtered(call: Call, origin: Origin) -> Origin:
    """Return the origin of what a filter made: of the texts in a text, or of the whole, if one is the other as JSON."""
    text, json = (call.value, call.given) if isinstance(call.value, str) else (call.given, call.value)
    if isinstance(text, str) and same_json(json, text):
        return Origin(origin.sources, origin.refs, origin.depends)
    found = Comparison(snapshot(call.given), origin, None, 2).after(snapshot(call.value))
    if not found.sources and not found.members:
        return replace(found, sources=origin.sources, refs=origin.refs)
    return found


def _deciding(origin: Origin) -> tuple[Steps, ...]:
    """Return the parts that a decision about a value depends on."""
    return origin.sources or origin.depends


def _selected(call: Call) -> Any:
    inner = call.of("make")
    return inner[-1].node if inner else None


def _present(value: Any, origin: Origin) -> tuple[Steps, ...]:
    """Return the sources of the items of a list that are there."""
    return merged(*(origin.at(at).sources for at, item in enumerate(value) if item is not None))


def _selection(call: Call, origin: Origin) -> Origin:
    """Return the origin of the items of a list that were selected."""
    members: dict[Key, Origin] = {}
    places = iter(enumerate(call.given))
    for item in call.value:
        members[len(members)] = origin.at(next(at for at, one in places if one is item))
    return Origin(origin.sources, origin.refs, origin.depends, members)
