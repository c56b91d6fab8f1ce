"""From nodes to a plan, part four: how streams are read, by rows ("when an event has X, it belongs in block Y")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dragoman_codegen.model import plan
from dragoman_codegen.model.types import INT, JSON, STR, ListOf, Type
from dragoman_codegen.resolve.leaves import Env, Half
from dragoman_codegen.resolve.passes import read_passes
from dragoman_codegen.resolve.templates import Templates, _narrow, _plain_steps
from dragoman_codegen.resolve.types import parse_type
from dragoman_codegen.spec.load import Map, Node, Seq, plain
from dragoman_codegen.spec.problems import Place, suggest
from dragoman_codegen.spec.vocabulary import ROWS

# Of a piece of a block.
ARGUMENTS = ("id", "name", "set", "data", "fault", "cites", "delta", "whole", "late", "proof", "lane", "gap")


class Rows:
    """The read half of one stream."""

    def __init__(self, half: Half, kinds: Mapping[str, Mapping[str, Any]]) -> None:
        self.half, self.problems, self.kinds = half, half.problems, kinds
        self.groups: dict[str, Type] = {}

    def read(self, node: Map) -> plan.ReadStream | None:
        of = parse_type(self.half.source, node.text("of"), node.place, self.problems)
        if of is None:
            return None
        self.half.reach(of, node.place)
        env = Env(of)
        told = node.text("blocks") == "told"
        if node.text("blocks") not in ("told", "whole"):
            self.problems.add(
                node.place,
                "say when a block ends: 'blocks: told' (a row says so) or 'blocks: whole' (its JSON is whole)",
            )
        groups = self._groups(node.sub("do"))
        body = self._rows(node, env, node.place)
        last = node.sub("last")
        self._only(last, ("word", "bytes"), "last")
        word, end = self._last(last, "word"), self._last(last, "bytes")
        after = read_passes(node.entries.get("after"), self.problems)
        for one in after:
            if "names" not in dict(one.params):
                said = f"{one.name} is for whole answers; in streams it needs 'names' of calls"
                self.problems.add(node.sub("after").keys[one.name], said)
        return plan.ReadStream(body or (), told, word, end, groups, after) if body else None

    def _groups(self, node: Map) -> tuple[tuple[str, plan.Row], ...]:
        """Rows with a name, over what comes at several places of a stream: `$key` is what they are called with."""
        groups = [(name, group) for name, group in node.entries.items() if isinstance(group, Map)]
        for name, group in groups:
            of = parse_type(self.half.source, group.text("of"), group.place, self.problems)
            if of is not None:
                self.groups[name] = of
        found: list[tuple[str, plan.Row]] = []
        for name, group in groups:
            if name not in self.groups:
                continue
            self.half.reach(self.groups[name], group.place)
            entries = {key: inner for key, inner in group.entries.items() if key != "of"}
            row = self._row(name, Map(entries, group.keys, group.place), Env(self.groups[name], heads={"key": JSON}))
            found += [(name, row)] if row else []
        return tuple(found)

    def _last(self, last: Map, key: str) -> plan.Last:
        about = last.sub(key)
        needs = about.text("needs")
        self._only(about, ("finish", "needs", "otherwise"), key)
        if key not in last.entries:
            self.problems.add(last.place, f"'last' does not say what '{key}' means, as in '{key}: {{ finish: true }}'")
        if needs not in ("", "reason", "over"):
            self.problems.add(about.place, f"needs is 'reason' or 'over'{suggest(needs, ['reason', 'over'])}")
        if needs and not about.text("otherwise"):
            self.problems.add(about.place, "where something is needed, 'otherwise' says what the error is")
        return plan.Last(needs, about.text("otherwise"))

    def _only(self, node: Map, words: tuple[str, ...], what: str) -> bool:
        strange = [key for key in node.entries if key not in words]
        for key in strange:
            self.problems.add(node.keys[key], f"{what} takes no '{key}'{suggest(key, words)}")
        return not strange

    def _rows(self, node: Map, env: Env, place: Place) -> tuple[plan.Row, ...] | None:
        if "case" in node.entries:
            row = self._row(
                "", Map({k: n for k, n in node.entries.items() if k in ("case", "rows")}, node.keys, node.place), env
            )
            return (row,) if row else None
        rows = node.entries.get("rows")
        if not isinstance(rows, Map):
            self.problems.add(
                place, "a stream is read by rows, as in 'rows: { text: { when: $text, in: text, delta: $it } }'"
            )
            return None
        found = [self._row(name, row, env) for name, row in rows.entries.items()]
        return tuple(row for row in found if row is not None)

    def _row(self, name: str, node: Node, env: Env) -> plan.Row | None:
        if not isinstance(node, Map) or not node.entries:
            self.problems.add(node.place, f"row {name} says nothing; if that is meant, say 'skip: why'")
            return None
        for key in node.entries:
            if key not in ROWS:
                self.problems.add(node.keys[key], f"a row has no '{key}'{suggest(key, ROWS)}")
                return None
        if "through" in node.entries and node.text("in") != "text":
            self.problems.add(
                node.keys["through"], "only a text goes through something, as in 'in: text, delta: $it, through: ...'"
            )
        guard = each = None
        inner = env
        if "when" in node.entries:
            guard = self.half.leaf(
                node.text("when"), replace(env, carrying="case" not in node.entries), node.entries["when"].place
            )
            if guard is None:
                return None
            inner = replace(env, heads={**env.heads, "value": guard.type})
        single = "with" in node.entries
        if single or "each" in node.entries:
            word = "with" if single else "each"
            each = self.half.leaf(node.text(word), env, node.entries[word].place)
            if each is None:
                return None
            kind = each.type
            if not single and not isinstance(kind, ListOf):
                self.problems.add(
                    node.entries[word].place, f"'each' goes over a list, and this is {kind}; for one thing say 'with'"
                )
                return None
            item = kind.item if isinstance(kind, ListOf) and not single else kind
            places = {} if single else {"at": INT}
            inner = Env(item, heads={**env.heads, "event": env.heads.get("event", env.it), **places})
        if "case" in node.entries:
            row = self._case(name, node, inner, guard, each, single)
        elif "rows" in node.entries:
            row = self._group(name, node, inner, guard, each, single)
        else:
            actions = self._actions(name, node, inner)
            row = None if actions is None else plan.Row(name, guard, each, single, actions)
        return row if row is None or "fresh" not in node.entries else self._fresh(row, node, inner)

    def _fresh(self, row: plan.Row, node: Map, env: Env) -> plan.Row | None:
        """`fresh: [key, ..]`: only if no block has one of these keys."""
        given = node.entries["fresh"]
        keys = given.items if isinstance(given, Seq) else [given]
        found = [self.half.leaf(str(plain(key)), env, key.place) for key in keys]
        return replace(row, fresh=tuple(key for key in found if key is not None)) if all(found) else None

    def _group(
        self,
        name: str,
        node: Map,
        env: Env,
        guard: plan.Alternatives | None,
        each: plan.Alternatives | None,
        single: bool,
    ) -> plan.Row | None:
        """Rows within a row: all of them are tried, in their order, on each item."""
        beside = [key for key in node.entries if key not in ("when", "each", "with", "fresh", "rows")]
        if beside:
            self.problems.add(node.keys[beside[0]], f"'{beside[0]}' cannot stand beside 'rows'; make it a row of them")
            return None
        rows = self._rows(node, env, node.keys["rows"])
        return plan.Row(name, guard, each, single, (), None, (((), rows),)) if rows else None

    def _case(
        self,
        name: str,
        node: Map,
        env: Env,
        guard: plan.Alternatives | None,
        each: plan.Alternatives | None,
        single: bool,
    ) -> plan.Row | None:
        text = node.text("case")
        subject = self.half.leaf("$" + text.lstrip("$"), env, node.entries["case"].place)
        rows = node.entries.get("rows")
        union = self.half.tagged(env.it)
        if (
            subject is None
            or not isinstance(rows, Map)
            or union is None
            or not isinstance(subject.pipes[0].atom, plan.Path)
        ):
            if subject is not None:
                self.problems.add(node.place, "'case' is over the tag of a union, and has 'rows' for each of its tags")
            return None
        if _plain_steps(text)[-1:] != (union.tag,):
            self.problems.add(
                node.entries["case"].place, f"{union.name} is told apart by '{union.tag}', not by '{text}'"
            )
            return None
        found: list[tuple[tuple[str, ...], tuple[plan.Row, ...]]] = []
        other: tuple[plan.Row, ...] | None = None
        for tag, row_node in rows.entries.items():
            if tag == "$else":
                row = self._row("else", row_node, env)
                other = (row,) if row else ()
                continue
            if tag not in union.cases:
                self.problems.add(rows.keys[tag], f"{union.name} has no '{tag}'{suggest(tag, union.cases)}")
                continue
            self.half.reach(union.cases[tag], rows.keys[tag])
            row = self._row(tag, row_node, _narrow(env, _plain_steps(text)[:-1], union.cases[tag]))
            if row is None:
                continue
            if found and _same(found[-1][1][0], row):
                found[-1] = ((*found[-1][0], tag), found[-1][1])
            else:
                found.append(((tag,), (row,)))
        missing = [tag for tag in union.cases if tag not in rows.entries]
        if missing:
            self.problems.add(
                rows.place,
                f"no row for the {union.tag} {', '.join(missing)}: "
                "add it, or 'skip: why' ($else is for what nobody knows)",
            )
        if other is None:
            self.problems.add(
                rows.place, f"{union.name} may bring a '{union.tag}' that nobody knows: say what then, under $else"
            )
        return plan.Row(name, guard, each, single, (), subject.pipes[0].atom, tuple(found), other)

    # ------------------------------------------------------------------------------------------------ actions
    def _actions(self, name: str, node: Map, env: Env) -> tuple[plan.Action, ...] | None:
        actions: list[plan.Action] = []
        bad = False
        if "in" in node.entries:
            action = self._piece(name, node, env)
            bad = action is None
            actions += [action] if action else []
        for verb in ("start", "keep"):
            if verb in node.entries:
                action = self._named_args(verb, node.entries[verb], env)
                bad = bad or action is None
                actions += [action] if action else []
        if "do" in node.entries:
            action = self._do(node, env)
            bad = bad or action is None
            actions += [action] if action else []
        for verb, asks in (
            ("cite", self.half.target.ref("Cite")),
            ("shut", None),
            ("error", self.half.target.ref("Failure")),
        ):
            if verb == "shut" and self._ends_itself(node):
                continue
            if verb == "shut" and isinstance(node.entries.get(verb), Seq):
                key = self._key(name, node.entries[verb], env)
                bad = bad or key is None
                actions += [plan.Action(verb, (("", key),))] if key is not None else []
            elif verb in node.entries:
                result = Templates(self.half, name).make(node.entries[verb], asks, env)
                bad = bad or result is None
                if result:
                    actions.append(plan.Action(verb, (("", result.template),)))
        if "gather" in node.entries:
            result = Templates(self.half, name).make(node.entries["gather"], None, env)
            bad = bad or result is None
            if result:
                same, join = self._fields(node, "same"), self._fields(node, "join")
                actions.append(plan.Action("gather", (("", result.template), ("", same), ("", join))))
        if "finish" in node.entries:
            actions.append(plan.Action("finish", ()))
        for verb in ("lose", "skip"):
            if verb in node.entries:
                reason = node.text(verb)
                if not reason:
                    self.problems.add(node.keys[verb], f"{verb} needs a reason")
                if verb == "lose":
                    actions.append(plan.Action("lose", (("", name), ("", reason))))
        if not actions and "skip" not in node.entries and not bad:
            self.problems.add(node.place, f"row {name} does nothing; if that is meant, say 'skip: why'")
            return None
        return None if bad else tuple(actions)

    def _piece(self, name: str, node: Map, env: Env) -> plan.Action | None:
        kind = node.text("in")
        if kind not in self.kinds:
            self.problems.add(
                node.entries["in"].place, f"the hub has no kind of block '{kind}'{suggest(kind, self.kinds)}"
            )
            return None
        args: list[tuple[str, plan.Argument]] = [("", kind)]
        if "key" in node.entries:
            key = self._key(name, node.entries["key"], env)
            if key is None:
                return None
            args.append(("key", key))
        for word in ARGUMENTS:
            if word in node.entries:
                value = node.entries[word]
                result = Templates(self.half, name).make(value, self._wants(word, value), env)
                if result is None:
                    return None
                args.append((word, result.template))
        if self._ends_itself(node):
            args.append(("shut", True))
        given = {word for word, _ in args}
        if "key" not in given:
            if "delta" not in given:
                self.problems.add(node.place, f"row {name} gives a {kind} block nothing: say 'delta: $path'")
                return None
            if "through" in node.entries:
                args.append(("tags", self._tags(node)))
            return plan.Action("say", tuple(args))
        first = self.kinds[kind].get("first") or []
        for word in first:
            if word not in given and not ({"delta", "whole", "late"} & given) and "id" not in given:
                self.problems.add(node.place, f"no row gives the '{word}' that a {kind} block opens with")
        return plan.Action("part", tuple(args))

    def _wants(self, word: str, value: Node) -> Type:
        """What a piece's argument is: a text; a call's whole input and a proof to be sealed may be objects."""
        if word == "cites":
            return ListOf(self.half.target.ref("Cite"))
        return JSON if word in ("whole", "late") and isinstance(value, Map) else STR

    def _key(self, name: str, node: Node, env: Env) -> plan.Template | plan.Key | None:
        """A block's key: one value, or several in a list."""
        found = [
            Templates(self.half, name).make(one, None, env) for one in (node.items if isinstance(node, Seq) else [node])
        ]
        parts = tuple(result.template for result in found if result is not None)
        if len(parts) < len(found):
            return None
        return parts if isinstance(node, Seq) else parts[0]

    def _do(self, node: Map, env: Env) -> plan.Action | None:
        name = node.text("do")
        if name not in self.groups:
            self.problems.add(node.entries["do"].place, f"no rows are called '{name}'{suggest(name, self.groups)}")
            return None
        if not self.half.fits(env.it, self.groups[name]):
            self.problems.add(
                node.entries["do"].place, f"the rows '{name}' are for {self.groups[name]}, and this is {env.it}"
            )
            return None
        if "key" not in node.entries:
            return plan.Action("do", (("", name),))
        key = self._key(name, node.entries["key"], env)
        return None if key is None else plan.Action("do", (("", name), ("key", key)))

    @staticmethod
    def _ends_itself(node: Map) -> bool:
        """`shut: true` beside `in`: the block ends with this piece."""
        return "in" in node.entries and plain(node.entries.get("shut")) is True

    def _tags(self, node: Map) -> tuple[str, ...]:
        """The texts before and behind reasoning."""
        through = node.sub("through")
        tags = through.sub("tags")
        known = self._only(through, ("tags",), "through") and self._only(tags, ("open", "close"), "tags")
        found = tags.text("open"), tags.text("close")
        if known and not all(found):
            self.problems.add(
                node.keys["through"],
                "say which texts stand around reasoning, as in "
                '\'through: { tags: { open: "<think>", close: "</think>" } }\'',
            )
        return found

    def _fields(self, node: Map, word: str) -> tuple[str, ...]:
        given = node.entries.get(word)
        if given is not None and not isinstance(given, Seq):
            self.problems.add(given.place, f"{word} is a list of fields, as in '{word}: [type, index]'")
            return ()
        return tuple(map(str, plain(given) or ()))

    def _named_args(self, verb: str, node: Node, env: Env) -> plan.Action | None:
        hub = self.half.target
        wants: dict[str, Type] = (
            {"id": STR}
            if verb == "start"
            else {"reason": hub.ref("Stop"), "match": STR, "refused": STR, "usage": hub.ref("Usage")}
        )
        if not isinstance(node, Map):
            self.problems.add(
                node.place, f"{verb} names what it takes, as in '{verb}: {{ {next(iter(wants))}: $path }}'"
            )
            return None
        args: list[tuple[str, plan.Argument]] = []
        for key, inner in node.entries.items():
            if key not in wants:
                self.problems.add(node.keys[key], f"{verb} takes no '{key}'{suggest(key, wants)}")
                return None
            result = Templates(self.half, verb).make(inner, wants[key], env)
            if result is None:
                return None
            args.append((key, result.template))
        return plan.Action(verb, tuple(args))


def _same(one: plan.Row, other: plan.Row) -> bool:
    return replace(one, name="") == replace(other, name="") and not one.actions
