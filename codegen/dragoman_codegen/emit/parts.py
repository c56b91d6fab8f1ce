"""Parts of rules that providers override: entries of an object, its losses, branches of a case, and passes.

Each has a method, so that a provider contains the code of what differs instead of a copy of the rule.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dragoman_codegen.model import plan
from dragoman_codegen.model.program import Program
from dragoman_codegen.model.types import JSON, Record, Ref, Scope, Tagged, Type, snake

SMALL = 4  # entries and losses: an object with fewer is not divided
Key = tuple[str, ...]  # of an entry; the tags of a branch


@dataclass(frozen=True, slots=True)
class Method:
    """A rule, or a part of one. `losses`: it only records these, or calls the named methods; `first`: the method that
    records the losses of the rule; `extends`: its entries are added to the object that the inherited method returns."""

    rule: plan.Rule
    losses: tuple[plan.Loss | str, ...] | None = None
    first: str = ""
    extends: bool = False

    @property
    def does_nothing(self) -> bool:
        return self.losses == () if self.losses is not None else self.rule.body == plan.Nothing()


def overridden(program: Program) -> dict[str, frozenset[str]]:
    """Return the parts that providers of the program override, by protocol, as names of methods."""
    found: dict[str, set[str]] = {name: set() for name in program.protocols}
    for side in (side for provider in program.providers.values() for side in provider.sides()):
        base = program.protocols[side.protocol.name]
        for name, difference in side.differences.items():
            old = base.files[name]
            parts = Parts({"hub": program.hub.scope, old.scope.name: old.scope}, signed=side.signed)
            pairs = ((rule, old.rules[rule.name]) for rule in difference.rules if rule.name in old.rules)
            found[base.name].update(part for pair in pairs for part in parts.overridden(*pair))
            for half in difference.passes:
                found[base.name].update(_changed_passes(side.protocol.files[name].passes[half], old.passes[half]))
    return {name: frozenset(names) for name, names in found.items()}


def _changed_passes(now: Sequence[plan.Pass], before: Sequence[plan.Pass]) -> set[str]:
    """Return the names of the passes that both lists have once, with other parameters."""
    counts = Counter(one.name for one in (*now, *before))
    return {one.name for one in now if one not in before and counts[one.name] == 2}


@dataclass(frozen=True, slots=True)
class Parts:
    """Divides rules into methods. `names`: the methods for parts that exist; `signed`: see `Provider`."""

    scopes: Mapping[str, Scope]
    names: frozenset[str] = frozenset()
    signed: frozenset[str] = frozenset()

    def overridden(self, now: plan.Rule, before: plan.Rule) -> Iterator[str]:
        """Yield the names of the parts that differ, and of the parts of these."""
        if self._comparable(now, before) and _extends(now.body, before.body):
            changed = [method.rule.name for method in _changed_losses(now, before)]
            yield from [*changed, _name(before, "losses")] if changed else ()
            for part, mine in self._differing(now, before):
                yield part.name
                yield from self.overridden(mine, part) if mine is not None else ()

    def divided(self, rule: plan.Rule) -> Iterator[Method]:
        """Yield the methods of a protocol's rule: the rule with calls of its parts, and the parts."""
        parts = self._named(rule)
        yield self._calling(rule, parts)
        if (group := _name(rule, "losses")) in self.names:
            each = [(loss, name if (name := _loss_name(rule, loss)) in self.names else "") for loss in _losses(rule)]
            yield Method(replace(rule, name=group), tuple(f"self.{name}" if name else loss for loss, name in each))
            yield from (Method(replace(rule, name=name), (loss,)) for loss, name in each if name)
        for part in parts.values():
            yield from self.divided(part)

    def changed(self, now: plan.Rule, before: plan.Rule | None) -> Iterator[Method]:
        """Yield the methods of a rule, or of a part of one, that differ from the inherited."""
        if before is None or not self._comparable(now, before):
            yield Method(now)
            return
        differing, losses = self._differing(now, before), list(_changed_losses(now, before))
        inherits = _extends(now.body, before.body)
        inherits = inherits and self.names.issuperset(part.name for part, _ in differing)
        inherits = inherits and self.names.issuperset(one.rule.name for one in losses)
        if isinstance(now.body, plan.Case):
            yield from self._regrouped(now, before)
        elif not inherits:
            own = self._parts(before)
            yield self._calling(now, {key: part for key, part in self._named(now).items() if key in own})
        else:
            yield from _added(now, before)
        yield from losses if _name(now, "losses") in self.names else ()
        for part, mine in differing:
            if mine is not None and part.name in self.names:
                yield from self.changed(mine, part)
            elif inherits and mine is None:
                yield Method(replace(part, body=plan.Nothing()))

    def _comparable(self, now: plan.Rule, before: plan.Rule) -> bool:
        """Whether two rules differ in entries, losses or branches only, and can be divided."""
        one, other = now.body, before.body
        if replace(now, source=before.source, target=before.target, body=other, calls=before.calls) != before:
            return False
        if isinstance(one, plan.Object) and isinstance(other, plan.Object):
            same = replace(one, entries=other.entries, losses=other.losses) == other
            rest: plan.Template = replace(one, entries=())
            return same and _divisible(one) and _divisible(other) and self._is_settled(rest)
        if isinstance(one, plan.Case) and isinstance(other, plan.Case):
            tags, old = ({tag for tags, _ in case.branches for tag in tags} for case in (one, other))
            rest = replace(one, branches=())
            return tags == old and replace(one, branches=other.branches) == other and self._is_settled(rest)
        return False

    def _is_settled(self, template: plan.Template) -> bool:
        """Whether the code of a template is that of an equal one of the protocol."""
        return not self.signed or self.signed.isdisjoint(plan.texts(template))

    def _regrouped(self, now: plan.Rule, before: plan.Rule) -> Iterator[Method]:
        """Yield the method with the branches of a case that differ and have no method."""
        assert isinstance(now.body, plan.Case)
        old = self._parts(before)
        wanted = {
            key
            for key, part in self._parts(now).items()
            if key not in old or part.name not in self.names and not self._same(part, old[key])
        }
        branches = tuple(branch for branch in now.body.branches if branch[0] in wanted)
        if branches:
            yield Method(replace(now, body=replace(now.body, branches=branches, other=_call(now, "super()"))))

    def _differing(self, now: plan.Rule, before: plan.Rule) -> list[tuple[plan.Rule, plan.Rule | None]]:
        """Return the parts that differ, each with that of the rule `now`, or None for an entry that this does not
        have."""
        mine, has_entries = self._parts(now), isinstance(before.body, plan.Object)
        pairs = ((part, mine.get(key)) for key, part in self._parts(before).items() if has_entries or key in mine)
        return [(part, one) for part, one in pairs if one is None or not self._same(one, part)]

    def _same(self, one: plan.Rule, other: plan.Rule) -> bool:
        return one.body == other.body and self._is_settled(one.body)

    def _named(self, rule: plan.Rule) -> dict[Key, plan.Rule]:
        return {key: part for key, part in self._parts(rule).items() if part.name in self.names}

    def _parts(self, rule: plan.Rule) -> dict[Key, plan.Rule]:
        """Return the entries or branches of a rule as rules."""
        found: dict[Key, plan.Rule] = {}
        rest = replace(rule, checks=(), known=None)
        if isinstance(rule.body, plan.Object) and _divisible(rule.body):
            shape = self._shape(rule.body.type)
            fields = {one.wire: one for one in shape.fields.values()} if isinstance(shape, Record) else {}
            for entry in rule.body.entries:
                field = fields.get(entry.key)
                target = JSON if field is None or _is_mixed(entry.value) else field.type
                nullable = entry.keep != "always" or field is None or field.optional
                name = _name(rule, entry.key)
                found[(entry.key,)] = replace(rest, name=name, target=target, nullable=nullable, body=entry.value)
        elif isinstance(rule.body, plan.Case):
            shape = self._shape(rule.source)
            for tags, value in rule.body.branches:
                known = shape.cases if isinstance(shape, Tagged) and _is_tag(rule.body.subject, shape) else {}
                source = known.get(tags[0], rule.source) if len(tags) == 1 else rule.source
                found[tags] = replace(rest, name=_name(rule, tags[0]), source=source, body=value)
        return found

    def _shape(self, kind: Type | None) -> object:
        return self.scopes[kind.scope].shapes[kind.name] if isinstance(kind, Ref) else None

    def _calling(self, rule: plan.Rule, parts: Mapping[Key, plan.Rule]) -> Method:
        """Return the method of a rule with calls of these parts, and of the method for its losses if there is one."""
        body, losses = rule.body, _name(rule, "losses")
        if isinstance(body, plan.Case):
            branches = ((tags, _call(parts[tags]) if tags in parts else value) for tags, value in body.branches)
            body = replace(body, branches=tuple(branches))
        elif isinstance(body, plan.Object):
            entries = (replace(e, value=_call(parts[(e.key,)])) if (e.key,) in parts else e for e in body.entries)
            body = replace(body, entries=tuple(entries))
            if losses in self.names:
                return Method(replace(rule, body=replace(body, losses=())), first=losses)
        return Method(replace(rule, body=body))


def _divisible(one: plan.Object) -> bool:
    """Whether an object is large, and no entry uses another."""
    return len(one.entries) + len(one.losses) >= SMALL and not any(plan.paths(one, "made"))


def _extends(now: plan.Template, before: plan.Template) -> bool:
    """Whether the entries of an object are those of another and, behind them, optional ones; some may be missing."""
    if not isinstance(now, plan.Object) or not isinstance(before, plan.Object):
        return True
    mine, old = ({entry.key: entry.keep for entry in one.entries} for one in (now, before))
    kept = {key: keep for key, keep in old.items() if key in mine}
    optional = [keep for key, keep in (mine | old).items() if key not in kept]
    return list(mine.items())[: len(kept)] == list(kept.items()) and "always" not in optional


def _added(now: plan.Rule, before: plan.Rule) -> Iterator[Method]:
    """Yield the method that adds the new entries of an object."""
    assert isinstance(now.body, plan.Object) and isinstance(before.body, plan.Object)
    known = {entry.key for entry in before.body.entries}
    added = tuple(entry for entry in now.body.entries if entry.key not in known)
    if added:
        body = replace(now.body, entries=added, losses=(), condition=None)
        yield Method(replace(now, body=body, known=None, checks=()), extends=True)


def _name(rule: plan.Rule, part: str) -> str:
    """Return the name of a part's method: `write_tool_function` for functions in `write_tool_from_tool`."""
    made, _, source = rule.name.partition("_from_")
    stem = made if made.partition("_")[2] == source else rule.name
    return f"{stem}_{re.sub(r'[^a-z0-9]', '_', snake(part))}"


def _is_mixed(value: plan.Template) -> bool:
    """Whether a template is a choice of values of different types."""
    return isinstance(value, plan.Alternatives) and len({str(pipe.type) for pipe in value.pipes}) > 1


def _is_tag(subject: plan.Alternatives, shape: Tagged) -> bool:
    atom = subject.pipes[0].atom
    return isinstance(atom, plan.Path) and [step.key for step in atom.steps] == [shape.tag]


def _call(method: plan.Rule, of: str = "self") -> plan.Template:
    """Return a call as a path whose head is its expression."""
    path = plan.Path(f"{of}.{method.name}(it)", (), method.target, method.nullable)
    return plan.Alternatives((plan.Pipe(path, (), path.type, path.optional),), path.type, path.optional)


# ------------------------------------------------------------------------------------------------------ losses


def _losses(rule: plan.Rule) -> tuple[plan.Loss, ...]:
    return rule.body.losses if isinstance(rule.body, plan.Object) else ()


def _loss_name(rule: plan.Rule, loss: plan.Loss) -> str:
    return _name(rule, f"loss_of_{loss.path.rpartition('.')[2]}")


def _changed_losses(now: plan.Rule, before: plan.Rule) -> Iterator[Method]:
    """Yield the methods for the losses of a rule that differ from the inherited: one for each that it changes or does
    not have, and one that adds the others, or that has all of them where their order differs."""
    if _losses(now) == _losses(before):
        return
    mine, old = ({loss.path: loss for loss in _losses(rule)} for rule in (now, before))
    kept, group = [path for path in old if path in mine], replace(now, name=_name(now, "losses"))
    if len(mine) < len(_losses(now)) or len(old) < len(_losses(before)) or list(mine)[: len(kept)] != kept:
        yield Method(group, _losses(now))
        return
    if added := [loss for path, loss in mine.items() if path not in old]:
        yield Method(group, (f"super().{group.name}", *added))
    for path, loss in old.items():
        if mine.get(path) != loss:
            yield Method(replace(now, name=_loss_name(before, loss)), (mine[path],) if path in mine else ())
