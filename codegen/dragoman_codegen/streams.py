"""From nodes to a plan, part four: streams. A read half is rows ("when an event has X, it belongs in block Y"), a
write half
is the frames for each thing that Blocks tells."""

from __future__ import annotations

from dataclasses import replace

from . import plan
from .holes import segments
from .load import Map, Node, Seq, plain
from .problem import Place, suggest
from .resolve import Env, Half
from .shapes import INT, JSON, STR, Field, ListOf, Record, Type, parse_type
from .templates import Templates, _narrow, _plain_steps

ROW_WORDS = (
    "when",
    "each",
    "with",
    "case",
    "rows",
    "in",
    "key",
    "id",
    "name",
    "set",
    "data",
    "delta",
    "late",
    "proof",
    "start",
    "keep",
    "cite",
    "shut",
    "finish",
    "error",
    "skip",
    "lose",
    "gather",
    "same",
    "join",
    "through",
)
SINK = {
    "start": ("id", "model", "usage"),
    "open": ("index", "kind", "first"),
    "delta": ("delta",),
    "cite": ("cite",),
    "close": ("late",),
    "finish": ("reason", "match", "refused", "usage"),
    "error": ("fault", "message"),
    "ping": (),
}
BY_KIND = ("open", "delta", "cite", "close")


class Rows:
    """The read half of one stream."""

    def __init__(self, half: Half, kinds: dict[str, dict[str, object]]) -> None:
        self.half, self.problems, self.kinds = half, half.problems, kinds

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
        body = self._rows(node, env, node.place)
        last = node.sub("last")
        self._only(last, ("word", "bytes"), "last")
        return plan.ReadStream(body or (), told, self._last(last, "word"), self._last(last, "bytes")) if body else None

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
            if key not in ROW_WORDS:
                self.problems.add(node.keys[key], f"a row has no '{key}'{suggest(key, ROW_WORDS)}")
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
            inner = Env(item, heads={**env.heads, "event": env.heads.get("event", env.it)})
        if "case" in node.entries:
            return self._case(name, node, inner, guard, each, single)
        if "rows" in node.entries:
            return self._group(name, node, inner, guard, each, single)
        actions = self._actions(name, node, inner)
        return None if actions is None else plan.Row(name, guard, each, single, actions)

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
        beside = [key for key in node.entries if key not in ("when", "each", "with", "rows")]
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
        for verb, asks in (
            ("cite", self.half.target.ref("Cite")),
            ("shut", None),
            ("error", self.half.target.ref("Failure")),
        ):
            if verb in node.entries and not (verb == "shut" and self._ends_itself(node)):
                made = Templates(self.half, name).make(node.entries[verb], asks, env)
                bad = bad or made is None
                if made:
                    actions.append(plan.Action(verb, (("", made.template),)))
        if "gather" in node.entries:
            made = Templates(self.half, name).make(node.entries["gather"], None, env)
            bad = bad or made is None
            if made:
                same, join = self._fields(node, "same"), self._fields(node, "join")
                actions.append(plan.Action("gather", (("", made.template), ("", same), ("", join))))
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
        wants = {"id": STR, "name": STR, "set": STR, "data": STR, "delta": STR, "late": STR, "proof": STR}
        args: list[tuple[str, plan.Template | tuple[str, ...] | str | bool]] = [("", kind)]
        for word in ("key", "id", "name", "set", "data", "delta", "late", "proof"):
            if word in node.entries:
                made = Templates(self.half, name).make(node.entries[word], wants.get(word), env)
                if made is None:
                    return None
                args.append((word, made.template))
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
        assert isinstance(first, list)
        for word in first:
            if word not in given and not ({"delta", "late"} & given) and "id" not in given:
                self.problems.add(node.place, f"no row gives the '{word}' that a {kind} block opens with")
        return plan.Action("part", tuple(args))

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
        args: list[tuple[str, plan.Template | tuple[str, ...] | str | bool]] = []
        for key, inner in node.entries.items():
            if key not in wants:
                self.problems.add(node.keys[key], f"{verb} takes no '{key}'{suggest(key, wants)}")
                return None
            made = Templates(self.half, verb).make(inner, wants[key], env)
            if made is None:
                return None
            args.append((key, made.template))
        return plan.Action(verb, tuple(args))


def _same(one: plan.Row, other: plan.Row) -> bool:
    return replace(one, name="") == replace(other, name="") and not one.actions


class Frames:
    """The write half of one stream."""

    def __init__(self, half: Half, events: Map, kinds: dict[str, dict[str, object]], event_key: str, done: str) -> None:
        self.half, self.problems, self.kinds, self.event_key, self.done = half, half.problems, kinds, event_key, done
        self.events = events

    def read(self, node: Map) -> plan.WriteStream | None:
        calls: list[tuple[str, tuple[tuple[str, tuple[plan.Frame, ...]], ...]]] = []
        for name in node.entries:
            if name not in SINK and " from " not in name and not name.startswith("$"):
                self.problems.add(node.keys[name], f"nothing is told of '{name}'{suggest(name, SINK)}")
        for name in SINK:
            if name not in node.entries:
                self.problems.add(
                    node.place, f"the write half does not say what '{name}' becomes; if it is nothing, '{name}: []'"
                )
                continue
            by_kind: list[tuple[str, tuple[plan.Frame, ...]]] = []
            given = node.entries[name]
            if name in BY_KIND:
                if not isinstance(given, Map):
                    self.problems.add(
                        given.place, f"'{name}' is said for each kind of block, as in '{name}: {{ text: [...] }}'"
                    )
                    continue
                for kind in given.entries:
                    if kind not in self.kinds:
                        self.problems.add(
                            given.keys[kind], f"the hub has no kind of block '{kind}'{suggest(kind, self.kinds)}"
                        )
                if name in ("open", "close"):
                    missing = [kind for kind in self.kinds if kind not in given.entries]
                    if missing:
                        self.problems.add(
                            given.place,
                            f"'{name}' says nothing of {', '.join(missing)}; if nothing is sent, '{missing[0]}: []'",
                        )
                for kind, frames in given.entries.items():
                    by_kind.append((kind, self._frames(name, frames)))
            else:
                by_kind.append(("", self._frames(name, given)))
            calls.append((name, tuple(by_kind)))
        return plan.WriteStream(tuple(calls), self.done)

    def _frames(self, call: str, node: Node) -> tuple[plan.Frame, ...]:
        if not isinstance(node, Seq):
            self.problems.add(node.place, "frames are a list, as in '[{ type: ping }]'; [] sends nothing")
            return ()
        out: list[plan.Frame] = []
        for item in node.items:
            templates = Templates(self.half)
            made = templates.make(item, None, Env(self._values(call)))
            if made is None or not isinstance(item, Map):
                continue
            event = item.text(self.event_key) if self.event_key else ""
            if self.event_key and not event:
                self.problems.add(item.place, f"each frame names its event under '{self.event_key}'")
            out.append(plan.Frame(event, made.template))
            parts = segments(out[-1], bool(self.event_key)) if call == "delta" else [("hole", "delta")]
            if parts is None or parts.count(("hole", "delta")) != 1 or len(out) > 1 and call == "delta":
                what = "a delta is one frame, of constants and values that are always there, with $delta in it once"
                self.problems.add(item.place, f"{what}: it is written many times a second")
        return tuple(out)

    def _values(self, call: str) -> Type:
        """What a frame of this call may speak of, as a record of the hub's scope made for the purpose."""
        name = f"{call.capitalize()}Event"
        scope = self.half.source
        if name not in scope.shapes:
            node = self.events.sub(call)
            fields: dict[str, Field] = {}
            for key, leaf in node.entries.items():
                kind = parse_type(scope, str(plain(leaf)), leaf.place, self.problems) or JSON
                fields[key.rstrip("?")] = Field(key.rstrip("?"), key.rstrip("?"), kind, key.endswith("?"), leaf.place)
            for extra, kind in (("started", STR), ("named", STR), ("nth", INT), ("index", INT)):
                fields.setdefault(extra, Field(extra, extra, kind, False, node.place))
            scope.shapes[name] = Record(name, fields, node.place)
        return scope.ref(name)
