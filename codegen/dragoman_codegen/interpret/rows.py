"""Interpreter of the read half of streams, for tests and explanations."""

from __future__ import annotations

from typing import Any

from dragoman.library.reasoning_tags import Tags
from dragoman.library.streams import Blocks
from dragoman_codegen.interpret.rules import Half, Heads, walk
from dragoman_codegen.model import plan

# Of an event without details.
BROKEN: Any = {"error_type": "server_error", "message": "the provider failed"}


class Reader:
    """A stream's rows, evaluated for each event on the runtime's Blocks."""

    def __init__(self, half: Half, stream: plan.ReadStream, blocks: Blocks) -> None:
        self.half, self.stream, self.blocks = half, stream, blocks
        self.tags: Tags | None = None
        names = [name for one in stream.after for name in half.chosen(dict(one.params)["names"])]
        if stream.after:
            blocks.hold(names, lambda answer, context: self.after(answer))

    def after(self, answer: Any) -> None:
        """Rewrite the calls that were held back until the end of the answer."""
        self.half.surround(self.stream.after, answer)

    def feed(self, event: Any) -> None:
        for row in self.stream.rows:
            if self.row(row, {"it": event, "event": event}) and row.drops:
                break

    def final_marker(self) -> None:
        self._last(self.stream.final_marker)

    def eof(self) -> None:
        self._last(self.stream.end)

    def _last(self, last: plan.Last) -> None:
        for kind, piece in self.tags.end() if self.tags else ():
            self.blocks.add_text(kind, piece)
        if last.needs_reason and self.blocks.finish_reason is None:
            self.blocks.fail("server_error", last.otherwise)
        else:
            self.blocks.finish()

    def row(self, row: plan.Row, heads: Heads) -> bool:
        """Apply a row. Returns whether its condition holds."""
        scopes = self.scopes(row, heads)
        for inner in scopes:
            if row.fresh and self.blocks.seen(*(self.half.leaf(key, inner) for key in row.fresh)):
                continue
            if row.subject is not None:
                word = walk(inner[row.subject.head], row.subject.steps) or row.default or None
                for one in next((rows for words, rows in row.rows if word in words), row.other or ()):
                    self.row(one, inner)
            elif row.rows:
                for one in row.rows[0][1]:
                    self.row(one, inner)
            for action in row.actions:
                self.act(action, inner)
        return bool(scopes)

    def scopes(self, row: plan.Row, heads: Heads) -> list[Heads]:
        """Return what the paths of a row begin with: once for each item of `each`, or nothing if its guard fails."""
        if row.guard:
            found: Any = self.half.leaf(row.guard, heads)
            if not found:
                return []
            heads = {**heads, "value": found}
        if not row.each:
            return [heads]
        found = self.half.leaf(row.each, heads)
        items = [found] if row.single and found else found or ()
        return [{**heads, "it": item, **({} if row.single else {"nth": at})} for at, item in enumerate(items)]

    def value(self, name: str, given: plan.Argument, heads: Heads) -> Any:
        """Return the value of an argument of an action."""
        if isinstance(given, tuple):
            return tuple(self.value(name, one, heads) for one in given)
        return given if isinstance(given, str | bool) else self.half.make(given, heads)

    def act(self, action: plan.Action, heads: Heads) -> None:
        made = [(key, self.value(key, given, heads)) for key, given in action.args]
        args: dict[str, Any] = {"text" if key == "delta" else key: given for key, given in made if key}
        first: list[Any] = [given for key, given in made if not key]
        match action.verb:
            case "add_text" if "tags" in args:
                self.tags = self.tags or Tags(*args["tags"])
                for kind, piece in self.tags.feed(args["text"]):
                    self.blocks.add_text(kind, piece)
            case "error":
                failure = first[0] or BROKEN
                self.blocks.fail(failure.get("error_type") or "server_error", failure["message"])
            case "fail_from":
                self.blocks.fail_from(heads["it"])
            case "citation" if first[0] is None:
                pass
            case "logprobs" if not first[0]:
                pass
            case "group":
                group = dict(self.stream.groups)[first[0]]
                self.row(group, {**heads, "event": heads["it"], "key": args.get("key")})
            case "lose":
                path, reason, *tag = first
                self.half.record_loss(".".join([*([path] if path else []), *map(str, tag)]), reason)
            case verb:
                getattr(self.blocks, verb)(*first, **args)
