"""Interpreter of rules and streams, for tests and explanations.

Generated code must return the same for every input. The interpreter knows the plan and the runtime, not the emitter.
"Nothing" is None. Keys of an object are in the order of generated code: keys that are always present first.
"""

from __future__ import annotations

import builtins
from copy import deepcopy
from typing import Any

from dragoman.library import filters, passes
from dragoman.library.context import Context
from dragoman.library.errors import ErrorBody, UpstreamError
from dragoman.library.reasoning_tags import Tags
from dragoman.library.streams import Blocks
from dragoman.library.validation import Unwanted, unknown, word_of
from dragoman_codegen.model import plan
from dragoman_codegen.model.program import Protocol
from dragoman_codegen.model.types import Prim

Heads = dict[str, Any]  # what paths may begin with: it, made, event, value
BROKEN: Any = {
    "error_type": "server_error",
    "message": "the provider failed",
}  # of an event without details


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
            "created": context.created,
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
        if isinstance(stage, plan.Call):  # a filter says itself what it makes of nothing
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
            case plan.Look(table, path):
                known, other = dict(self.tables[table].entries), self.tables[table].other
                return known.get(value) if other is None else word_of(known, value, other, self.context, path)
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
                raise Unwanted(heads["it"], message)
            case plan.Object():
                return self.object(template, heads)
            case plan.Items(items):
                return [part for item in items for part in self.item(item, heads)]
            case plan.Join(parts):
                texts = [self.leaf(part, heads) for part in parts]
                return None if None in texts else "".join(map(str, texts))
            case plan.First():
                self.lose(template.losses, heads)
                values = (self.make(option, heads) for option in template.options)
                return next((value for value in values if value is not None), None)
            case _:
                chosen = self.choice(template, heads)
                return None if chosen is None else self.make(chosen, heads)

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
        made: dict[str, Any] = {}
        heads = {**heads, "made": made}
        for entry in template.entries:
            made[entry.key] = self.make(entry.value, heads)
        sure = dict(self.leaf(template.include, heads) or {}) if template.include is not None else {}
        sure.update({entry.key: made[entry.key] for entry in template.entries if entry.keep == "always"})
        for entry in template.entries:
            value = made[entry.key]
            if isinstance(entry.value, plan.Given) and isinstance(entry.value.value, plan.Null):
                if self.leaf(entry.value.condition, heads):
                    sure[entry.key] = None
            elif entry.keep == "present" and value is not None or entry.keep == "filled" and value:
                sure[entry.key] = value
        return sure

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
                raise Unwanted(heads["it"], loss.reason, loss.path, **error)
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
    """Return the value at the end of a path; `*` maps over a list."""
    for at, step in enumerate(steps):
        if value is None:
            return None
        if step.key == "*":
            return [walk(item, steps[at + 1 :]) for item in value]
        if isinstance(step.key, int):
            value = value[step.key] if -len(value) <= step.key < len(value) else None
        else:
            value = value.get(step.key)
    return value


class Reader:
    """A stream's rows, evaluated for each event on the runtime's Blocks."""

    def __init__(self, half: Half, stream: plan.ReadStream, blocks: Blocks) -> None:
        self.half, self.stream, self.blocks = half, stream, blocks
        self.tags: Tags | None = None
        names = [name for one in stream.after for name in half.chosen(dict(one.params)["names"])]
        if stream.after:
            blocks.hold(names, lambda answer, context: half.surround(stream.after, answer))

    def feed(self, event: Any) -> None:
        for row in self.stream.rows:
            self.row(row, {"it": event, "event": event})

    def word(self) -> None:
        self._last(self.stream.word)

    def eof(self) -> None:
        self._last(self.stream.end)

    def _last(self, last: plan.Last) -> None:
        for kind, piece in self.tags.end() if self.tags else ():
            self.blocks.say(kind, piece)
        if (
            last.needs == "finish_reason"
            and self.blocks.finish_reason is None
            or last.needs == "over"
            and not self.blocks.over
        ):
            self.blocks.fail("server_error", last.otherwise)
        elif last.needs != "over":
            self.blocks.finish()

    def row(self, row: plan.Row, heads: Heads) -> None:
        if row.guard:
            found: Any = self.half.leaf(row.guard, heads)
            if not found:
                return
            heads = {**heads, "value": found}
        scopes = [heads]
        if row.each:
            found = self.half.leaf(row.each, heads)
            items = [found] if row.single and found else found or ()
            scopes = [{**heads, "it": item, **({} if row.single else {"at": at})} for at, item in enumerate(items)]
        for inner in scopes:
            if row.fresh and self.blocks.knows(*(self.half.leaf(key, inner) for key in row.fresh)):
                continue
            if row.subject is not None:
                word = walk(inner[row.subject.head], row.subject.steps)
                for one in next((rows for words, rows in row.rows if word in words), row.other or ()):
                    self.row(one, inner)
            elif row.rows:
                for one in row.rows[0][1]:
                    self.row(one, inner)
            for action in row.actions:
                self.act(action, inner)

    def act(self, action: plan.Action, heads: Heads) -> None:
        def value(found: Any) -> Any:
            if isinstance(found, tuple):
                return tuple(map(value, found))
            return found if isinstance(found, str | bool) else self.half.make(found, heads)

        made = [(key, value(found)) for key, found in action.args]
        args: dict[str, Any] = {"text" if key == "delta" else key: given for key, given in made if key}
        first: list[Any] = [given for key, given in made if not key]
        match action.verb:
            case "say" if "tags" in args:
                self.tags = self.tags or Tags(*args["tags"])
                for kind, piece in self.tags.feed(args["text"]):
                    self.blocks.say(kind, piece)
            case "error":
                failure = first[0] or BROKEN
                self.blocks.fail(failure.get("error_type") or "server_error", failure["message"])
            case "fail_from":
                self.blocks.fail_from(heads["it"])
            case "citation" if first[0] is None:
                pass
            case "do":
                group = dict(self.stream.groups)[first[0]]
                self.row(group, {"it": heads["it"], "event": heads["it"], "key": args.get("key")})
            case "lose":
                path, reason, *tag = first
                self.half.record_loss(".".join([*([path] if path else []), *map(str, tag)]), reason)
            case verb:
                getattr(self.blocks, verb)(*first, **args)
