"""Interpreter of rules, for tests and explanations.

Generated code must return the same for every input. The interpreter reads the plan and the runtime, not the emitter.
"Nothing" is None. Keys of an object are in the order of generated code: keys that are always present first.
"""

from __future__ import annotations

import builtins
from copy import deepcopy
from typing import Any

from dragoman.library import filters, passes
from dragoman.library.context import Context
from dragoman.library.errors import ErrorBody, UpstreamError
from dragoman.library.validation import RefusedMember, find_word, known_word, unknown, word_of
from dragoman_codegen.model import plan
from dragoman_codegen.model.plan import BEFORE_LAST
from dragoman_codegen.model.program import Protocol
from dragoman_codegen.model.types import Prim

Heads = dict[str, Any]  # what paths may begin with: it, made, event, value


class Half:
    """The rules and tables of one direction of one file, for one request."""

    def __init__(self, protocol: Protocol, file: str, half: str, context: Context) -> None:
        types = protocol.files["types"]
        self.rules = {**types.rules, **protocol.files[file].rules}
        self.tables = {table.name: table for table in types.tables.values() if table.name.startswith(half)}
        self.context = context
        # paths of a read half are those of the message, paths of a write half the hub's
        self.record_loss = context.lose_member if half == "read" else context.lose

    @property
    def heads(self) -> Heads:
        """Values beside the source that every rule may read."""
        context = self.context
        return {
            "request": context.client_request,
            "response.created": context.created,
            "signatures": context.signatures,
        }

    def rule(self, name: str, it: Any) -> Any:
        rule, heads = self.rules[name], {"it": it, **self.heads}
        if rule.known is not None:
            unknown(it, frozenset(rule.known), rule.route, self.context)
        for check in rule.checks:
            value = self.leaf(check.when, heads)
            if value is None if check.need else value:
                if check.error is None:
                    raise ErrorBody(heads["it"])
                raise UpstreamError(self.make(check.error, heads if check.need else {"it": value}))
        return self.make(rule.body, heads)

    # leaves

    def leaf(self, found: plan.Alternatives, heads: Heads) -> Any:
        """Return the value of the first alternative that is not nothing."""
        return next((value for pipe in found.pipes if (value := self.pipe(pipe, heads)) is not None), None)

    def pipe(self, pipe: plan.Pipe, heads: Heads) -> Any:
        value = self.atom(pipe.atom, heads)
        for stage in pipe.stages:
            value = self.stage(stage, value, heads)
        return [item for item in value if item is not None] if pipe.has_gaps and value is not None else value

    @staticmethod
    def atom(atom: plan.Path | plan.Const, heads: Heads) -> Any:
        if isinstance(atom, plan.Path):
            return walk(heads[atom.head], atom.steps)
        return {"{}": dict, "[]": list}[str(atom.value)]() if atom.type == Prim("json") else atom.value

    def stage(self, stage: plan.Stage, value: Any, heads: Heads) -> Any:
        if isinstance(stage, plan.Call):  # a filter handles an absent value itself
            function = getattr(filters, stage.name, None) or getattr(filters, stage.name + "_")
            return function(value) if stage.arg is None else function(value, self.atom(stage.arg, heads))
        if value is None:
            return None
        match stage:
            case plan.Narrow(classes=classes, tag=tag, tags=tags, many=many):
                if classes and not isinstance(value, tuple(getattr(builtins, name) for name in classes)):
                    return None
                if many:
                    return [item for item in value if item.get(tag) in tags]
                good = not tag or isinstance(value, dict) and value.get(tag) in tags
                return value if good else None
            case plan.Into(path):
                return walk(value, path.steps)
            case plan.Look(table, path, records):
                known, other = dict(self.tables[table].entries), self.tables[table].other
                if other is not None:
                    return word_of(known, value, other, self.context, path)
                return known_word(known, value, self.context, path) if records else find_word(known, value)
            case plan.Apply(rule, many):
                if not many:
                    return self.rule(rule, value)
                made = [found for item in value if item is not None and (found := self.rule(rule, item)) is not None]
                return [item for found in made for item in found] if self.rules[rule].many else made
        raise AssertionError(stage)

    # templates

    def make(self, template: plan.Template, heads: Heads) -> Any:
        match template:
            case plan.Alternatives():
                return self.leaf(template, heads)
            case plan.Literal(value):
                return deepcopy(value)
            case plan.Null():
                return None
            case plan.Nothing(path, reason, subject):
                tag = [str(self.leaf(subject, heads))] if subject else []
                if reason:
                    self.record_loss(".".join([*([path] if path else []), *tag]), reason)
                return None
            case plan.Refuse(message):
                raise RefusedMember(heads["it"], message)
            case plan.Object():
                return self.object(template, heads)
            case plan.Items(items):
                return [part for item in items for part in self.item(item, heads)]
            case plan.Join(parts):
                texts = [self.leaf(part, heads) for part in parts]
                return None if None in texts else "".join(map(str, texts))
            case plan.First():
                return self.first(template, heads)
            case _:
                chosen = self.choice(template, heads)
                return None if chosen is None else self.make(chosen, heads)

    def first(self, template: plan.First, heads: Heads) -> Any:
        """Return the first value of the options. What an option drops is lost if it is chosen or the last one."""
        self.lose(template.losses, heads)
        *others, last = template.options
        for option in others:
            condition = option.condition if isinstance(option, plan.Object) else None
            chosen = condition is None or self.leaf(condition, heads)
            if chosen and (value := self.make(option, heads)) is not None:
                return value
        return self.make(last, heads)

    def choice(self, template: plan.Case | plan.Given | plan.When, heads: Heads) -> plan.Template | None:
        """Return the template that a choice selects."""
        match template:
            case plan.Given(condition, inner):
                return inner if self.leaf(condition, heads) else None
            case plan.When(condition, then, otherwise):
                return then if self.context.holds[condition] else otherwise
            case plan.Case():
                self.lose(template.losses, heads)
                word = self.leaf(template.subject, heads)
                return next((inner for words, inner in template.branches if word in words), template.other)

    def item(self, item: plan.Item, heads: Heads) -> list[Any]:
        made = self.make(item.value, heads)
        if made is None or item.filled and made == {}:
            return [None] if isinstance(item.value, plan.Null) else []
        return list(made) if item.splice else [made]

    def object(self, template: plan.Object, heads: Heads) -> dict[str, Any] | None:
        self.lose(template.losses, heads)
        if template.condition is not None and not self.leaf(template.condition, heads):
            return None
        made: dict[str, Any] = dict(heads.get("made", {}))  # also that of the object around this one
        heads = {**heads, "made": made}
        for entry in template.entries:
            made[entry.key] = self.make(entry.value, heads)
        sure = dict(self.leaf(template.include, heads) or {}) if template.include is not None else {}
        sure.update({entry.key: made[entry.key] for entry in template.entries if entry.keep == "always"})
        for entry in template.entries:
            value = made[entry.key]
            if entry.keep == "present" and (value is not None or self.is_null(entry.value, heads)):
                sure[entry.key] = value
            elif entry.keep == "filled" and value:
                sure[entry.key] = value
        return sure

    def is_null(self, template: plan.Template, heads: Heads) -> bool:
        """Return whether the nothing that a choice makes is a null, as the one of `$a ?? $null`."""
        match template:
            case plan.Given(condition, inner):
                chosen: plan.Template | None = inner if self.leaf(condition, heads) else None
            case plan.Case(subject, branches, other):
                word = self.leaf(subject, heads)
                chosen = next((inner for words, inner in branches if word in words), other)
            case _:
                return False
        if isinstance(chosen, plan.Null):
            return isinstance(template, plan.Given)
        return (
            isinstance(chosen, plan.Alternatives)
            and not chosen.optional
            or (chosen is not None and self.is_null(chosen, heads))
        )

    def lose(self, losses: tuple[plan.Loss, ...], heads: Heads) -> None:
        for loss in losses:
            if any(self.context.holds[condition] is not wanted for condition, wanted in loss.when):
                continue
            if loss.only_if and not self.leaf(loss.only_if, heads):
                continue
            value = self.leaf(loss.value, heads)
            if value is None or loss.many and not any(item is not None for item in value):
                continue
            if loss.refuse:
                named = zip(("error_type", "code"), loss.error, strict=False)
                error: Any = {name: word for name, word in named if word}
                raise RefusedMember(heads["it"], loss.reason, loss.path, **error)
            self.record_loss(loss.path, loss.reason)

    def surround(self, given: tuple[plan.Pass, ...], subject: Any) -> None:
        for one in given:
            if all(self.context.holds[condition] is wanted for condition, wanted in one.when):
                params = {key: self.chosen(value) for key, value in one.params}
                getattr(passes, one.name)(subject, self.context, **params)

    def chosen(self, value: plan.Param) -> Any:
        if isinstance(value, plan.Chosen):
            return self.chosen(value.then if self.context.holds[value.condition] else value.other)
        return plan.thawed(value)


def walk(value: Any, steps: tuple[plan.Step, ...]) -> Any:
    """Return the value at the end of a path; `*` maps over a list, `before.last` leaves out its last item."""
    for at, step in enumerate(steps):
        if value is None:
            return None
        if step.key == "*":
            return [walk(item, steps[at + 1 :]) for item in value]
        if step.key == BEFORE_LAST:
            value = value[:-1]
        elif isinstance(step.key, int):
            value = value[step.key] if -len(value) <= step.key < len(value) else None
        else:
            value = value.get(step.key)
    return value
