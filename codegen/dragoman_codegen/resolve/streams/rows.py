"""Read half of streams: rows that map parts of an event to blocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dragoman_codegen.model import plan
from dragoman_codegen.model.types import INT, JSON, ListOf, Tagged, Type
from dragoman_codegen.resolve.expressions.half import Half
from dragoman_codegen.resolve.expressions.paths import Env, shown_path
from dragoman_codegen.resolve.passes import read_passes
from dragoman_codegen.resolve.streams.actions import Actions, Lost
from dragoman_codegen.resolve.templates.cases import narrow, plain_steps
from dragoman_codegen.resolve.templates.nodes import Templates
from dragoman_codegen.resolve.types import parse_type
from dragoman_codegen.spec.problems import Place, suggest
from dragoman_codegen.spec.vocabulary import HUB_NAMES, ROWS
from dragoman_codegen.spec.yaml.tree import Leaf, Map, Node, Seq, last_change

ENDS = ("finish", "finish_reason")
INCOMPLETE = "the provider ended the stream before the response was complete"
CUT_OFF = "stream ended unexpectedly"


class Rows:
    """Resolves the read half of one stream."""

    def __init__(self, half: Half, kinds: Mapping[str, Mapping[str, Any]]) -> None:
        self.half, self.problems, self.kinds = half, half.problems, kinds
        self.groups: dict[str, Type] = {}
        self.actions = Actions(half, kinds, self.groups)

    def read(self, node: Map) -> plan.ReadStream | None:
        of = parse_type(self.half.source, node.text("of"), node.place, self.problems)
        if of is None:
            return None
        env = Env(of)
        explicit_ends = self.actions.explicit = node.text("blocks_end") == "explicit"
        if node.text("blocks_end") not in ("explicit", "complete_json"):
            self.problems.add(
                node.place,
                "'blocks_end' is 'explicit' (a row closes each block) or 'complete_json' (a block ends with its JSON)",
                see="stream",
            )
        groups = self._groups(node.sub("groups"))
        body = self._rows(node, env, node.place)
        word, end = self._end(node)
        after = read_passes(node.entries.get("passes"), self.problems)
        for one in after:
            if "names" not in dict(one.params):
                text = f"{one.name} changes whole responses; in streams it needs 'names' of calls"
                self.problems.add(node.sub("passes").keys[one.name], text, see="key-missing")
        body = tuple(replace(row, drops=_drops(row)) for row in body or ())
        return plan.ReadStream(body, explicit_ends, word, end, groups, after) if body else None

    def _groups(self, node: Map) -> tuple[tuple[str, plan.Row], ...]:
        """Return named groups of rows, for values that occur at several places. `$key` is the argument of a call."""
        groups = [(name, group) for name, group in node.entries.items() if isinstance(group, Map)]
        for name, group in groups:
            of = parse_type(self.half.source, group.text("of"), group.place, self.problems)
            if of is not None:
                self.groups[name] = of
        found: list[tuple[str, plan.Row]] = []
        for name, group in groups:
            if name not in self.groups:
                continue
            entries = {key: inner for key, inner in group.entries.items() if key != "of"}
            env = Env(self.groups[name], heads={"key": JSON}, route=self._member(self.groups[name]))
            row = self._row(name, Map(entries, group.keys, group.place), env, node.keys[name])
            found += [(name, row)] if row else []
        return tuple(found)

    def _member(self, of: Type) -> str:
        """Return the member of another group's value that contains values of this type, if there is one. Paths of
        losses begin there, as in a whole answer."""
        for outer in self.groups.values():
            for record in self.half.records(outer) if outer != of else ():
                for name, member in record.fields.items():
                    if member.type in (of, ListOf(of)):
                        return name
        return ""

    def _end(self, node: Map) -> tuple[plan.Last, plan.Last]:
        """Return what must precede the final marker, and what must precede the end of the connection."""
        end = node.text("ends_after")
        if end not in ENDS:
            place = node.entries["ends_after"].place if "ends_after" in node.entries else node.place
            self.problems.add(
                place,
                "'ends_after' is 'finish' (a finish reason precedes the end of the stream) or 'finish_reason' "
                f"(a recorded one, or a final marker){suggest(end, ENDS) if end else ''}",
                see="stream",
            )
        if end == "finish":
            return plan.Last(True, INCOMPLETE), plan.Last(True, CUT_OFF)
        return plan.Last(False, ""), plan.Last(True, CUT_OFF)

    def _rows(
        self, node: Map, env: Env, place: Place, tag: str | plan.Alternatives = ""
    ) -> tuple[plan.Row, ...] | None:
        if "case" in node.entries:
            choice = Map({k: n for k, n in node.entries.items() if k in ("case", "rows")}, node.keys, node.place)
            row = self._row("", choice, env, node.keys["case"])
            return (row,) if row else None
        rows = node.entries.get("rows")
        if not isinstance(rows, Map):
            self.problems.add(
                place,
                "a stream is read by rows, as in 'rows: { text: { if: $text, in: text, delta: $it } }'",
                see="stream",
            )
            return None
        found = [self._row(name, row, env, rows.keys[name], tag) for name, row in rows.entries.items()]
        return tuple(sorted((row for row in found if row is not None), key=_finishes))

    def _row(self, name: str, node: Node, env: Env, place: Place, tag: str | plan.Alternatives = "") -> plan.Row | None:
        """Read a row, declared at a place. `tag`: the word of a `case` that it is for, or the path to it."""
        if not isinstance(node, Map) or not node.entries:
            self.problems.add(
                node.place, f"row {name} is empty; if that is intended, write 'ignore: reason'", see="stream"
            )
            return None
        words = {**ROWS, **HUB_NAMES}
        for key in node.entries:
            if key not in words:
                self.problems.add(node.keys[key], f"a row has no '{key}'{suggest(key, words)}", see="unknown-name")
                return None
        if "extract_reasoning" in node.entries and node.text("in") != "text":
            self.problems.add(
                node.keys["extract_reasoning"],
                "reasoning is extracted from texts only, as in 'in: text, delta: $it, extract_reasoning: ..'",
                see="stream",
            )
        guard: plan.Alternatives | None = None
        inner = env
        if "if" in node.entries:
            guard = self.half.leaf_at(node.entries["if"], env)
            if guard is None:
                return None
            value_route = self._place_of(guard, env)
            inner = replace(env, heads={**env.heads, "value": guard.type}, value_route=value_route)
        row = plan.Row(name, guard, None, "within" in node.entries, (), place=str(last_change(node, place)))
        lost = inner.value_route if guard else env.route
        if "within" in node.entries or "each" in node.entries:
            each = self._each(node, env, row.single)
            if each is None:
                return None
            row, inner = replace(row, each=each[0]), each[1]
            lost = inner.route
        word = tag if isinstance(tag, str) else ""
        lost = ".".join(part for part in (lost, word) if part)
        found = self._inside(row, node, inner, (lost, tag if isinstance(tag, plan.Alternatives) else None))
        return found if found is None or "unless_seen" not in node.entries else self._fresh(found, node, inner)

    def _each(self, node: Map, env: Env, single: bool) -> tuple[plan.Alternatives, Env] | None:
        """`each` iterates over a list, `within` selects one value. Paths of the row begin there."""
        word = "within" if single else "each"
        place = node.entries[word].place
        each = self.half.leaf_at(node.entries[word], env)
        if each is None:
            return None
        kind = each.type
        if not single and not isinstance(kind, ListOf):
            self.problems.add(
                place,
                f"'each' goes over a list, and this is {kind}; for a single value write 'within'",
                see="wrong-type",
            )
            return None
        item = kind.item if isinstance(kind, ListOf) and not single else kind
        positions = {} if single else {"nth": INT}
        heads = {**env.heads, "event": env.heads.get("event", env.it), **positions}
        return each, Env(item, heads=heads, route=self._place_of(each, env))

    @staticmethod
    def _place_of(found: plan.Alternatives, env: Env) -> str:
        """Return where a value stands in the event."""
        atom = found.pipes[0].atom
        return shown_path(atom, env) if isinstance(atom, plan.Path) else env.route

    def _inside(self, row: plan.Row, node: Map, env: Env, lost: Lost) -> plan.Row | None:
        row = replace(row, ignored=self._ignored(node, env))
        if "case" in node.entries:
            return self._case(row, node, env)
        if "rows" in node.entries and not isinstance(node.entries["rows"], Leaf):
            return self._group(row, node, env, lost[1] or "")
        actions = self.actions.read(row.name, node, env, lost)
        return None if actions is None else replace(row, actions=actions)

    def _ignored(self, node: Map, env: Env) -> tuple[plan.Ignored, ...]:
        entries = {key: listed for key, listed in node.entries.items() if key == "$ignore"}
        return Templates(self.half).losses(Map(entries, node.keys, node.place), env)[1]

    def _fresh(self, row: plan.Row, node: Map, env: Env) -> plan.Row | None:
        """`unless_seen: [key, ..]`: the row applies only if no block has one of these keys."""
        given = node.entries["unless_seen"]
        keys = given.items if isinstance(given, Seq) else [given]
        found = [self.half.leaf_at(key, env) for key in keys]
        return replace(row, fresh=tuple(key for key in found if key is not None)) if all(found) else None

    def _group(self, row: plan.Row, node: Map, env: Env, tag: str | plan.Alternatives) -> plan.Row | None:
        """Rows within a row: all are tried, in order, on each item."""
        beside = [key for key in node.entries if key not in ("if", "each", "within", "unless_seen", "rows", "$ignore")]
        if beside:
            self.problems.add(
                node.keys[beside[0]], f"'{beside[0]}' cannot stand beside 'rows'; make it a row of them", see="template"
            )
            return None
        rows = self._rows(node, env, node.keys["rows"], tag)
        return replace(row, rows=(((), rows),)) if rows else None

    def _case(self, row: plan.Row, node: Map, env: Env) -> plan.Row | None:
        """Rows for each tag of a union."""
        text = node.text("case")
        place = node.entries["case"].place
        subject = self.half.leaf_at(node.entries["case"], env, before="$")
        if subject is None:
            return None
        rows, union, path = node.entries.get("rows"), self.half.tagged(env.it), subject.pipes[0].atom
        if not isinstance(rows, Map) or union is None or not isinstance(path, plan.Path):
            self.problems.add(
                node.place, "'case' is over the tag of a union, and has 'rows' for each of its tags", see="stream"
            )
            return None
        if plain_steps(text)[-1:] != (union.tag,):
            self.problems.add(place, f"{union.name} is distinguished by '{union.tag}', not by '{text}'", see="stream")
            return None
        other: tuple[plan.Row, ...] | None = None
        if "$else" in rows.entries:
            default = self._row("else", rows.entries["$else"], env, rows.keys["$else"], subject)
            other = (default,) if default else ()
        found = self._branches(rows, union, plain_steps(text)[:-1], env)
        missing = [tag for tag in union.cases if tag not in rows.entries]
        if missing:
            hint = "add it, or 'ignore: reason' ($else covers unknown values only)"
            self.problems.add(
                rows.place, f"no row for the {union.tag} {', '.join(missing)}: {hint}", see="missing-case"
            )
        if other is None:
            text = f"{union.name} can have an unknown '{union.tag}': add $else"
            self.problems.add(rows.place, text, see="missing-case")
        return replace(row, subject=path, rows=found, other=other, default=union.default)

    def _branches(
        self, rows: Map, union: Tagged, at: tuple[str, ...], env: Env
    ) -> tuple[tuple[tuple[str, ...], tuple[plan.Row, ...]], ...]:
        found: list[tuple[tuple[str, ...], tuple[plan.Row, ...]]] = []
        for tag, node in rows.entries.items():
            if tag == "$else":
                continue
            if tag not in union.cases:
                self.problems.add(
                    rows.keys[tag], f"{union.name} has no '{tag}'{suggest(tag, union.cases)}", see="unknown-name"
                )
                continue
            row = self._row(tag, node, narrow(env, at, union.cases[tag]), rows.keys[tag], tag)
            if row is not None and found and _same(found[-1][1][0], row):
                found[-1] = ((*found[-1][0], tag), found[-1][1])
            elif row is not None:
                found.append(((tag,), (row,)))
        return tuple(found)


def _same(one: plan.Row, other: plan.Row) -> bool:
    return replace(one, name="") == replace(other, name="") and not one.actions


def _finishes(row: plan.Row) -> bool:
    """Whether a row completes the response. Such rows run last, because what follows them has no effect."""
    inner = (*(one for _, rows in row.rows for one in rows), *(row.other or ()))
    return any(action.verb == "finish" for action in row.actions) or any(_finishes(one) for one in inner)


def _drops(row: plan.Row) -> bool:
    """Whether a row drops the event: it has a condition, and all that it does is to record a loss."""
    alone = row.guard is not None and row.each is None and not row.rows
    return alone and bool(row.actions) and all(action.verb == "lose" for action in row.actions)
