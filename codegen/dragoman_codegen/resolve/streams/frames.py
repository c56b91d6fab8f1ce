"""Write half of streams: the frames for each event of a stream."""

from __future__ import annotations

from dataclasses import replace

from dragoman_codegen.model import plan
from dragoman_codegen.model.frame_text import segments
from dragoman_codegen.model.program import Hub
from dragoman_codegen.model.types import BOOL, INT, JSON, STR, Field, ListOf, Record, Ref, Type
from dragoman_codegen.resolve.expressions.half import Half
from dragoman_codegen.resolve.expressions.paths import Env
from dragoman_codegen.resolve.templates.nodes import Templates
from dragoman_codegen.resolve.types import parse_type
from dragoman_codegen.spec.problems import Place, suggest
from dragoman_codegen.spec.vocabulary import FRAMES
from dragoman_codegen.spec.yaml.tree import Leaf, Map, Node, Seq, plain

SINK = {
    "start": ("id", "model", "usage"),
    "open": ("index", "kind", "opening"),
    "delta": ("delta",),
    "scored": ("delta", "logprobs"),
    "citation": ("citation",),
    "close": ("signature",),
    "finish": ("finish_reason", "stop_sequence", "refusal", "usage"),
    "error": ("error_type", "message", "usage"),
    "ping": (),
}
BY_KIND = ("open", "delta", "scored", "citation", "close")
OPTIONAL = ("scored",)  # without frames it is what `delta` is
ITEM = "item"  # the event at both ends of an item, whose frames know what the blocks in it have collected
# Values that the frames of any event can use, and those of single events beside what the hub declares for them: how a
# spec writes them, the name in generated code, and the type.
Values = dict[str, tuple[str, Type]]
ANYWHERE: Values = {
    "response.id": ("started", STR),
    "response.model": ("named", STR),
    "response.stem": ("stem", STR),
    "block.index": ("index", INT),
    "block.nth": ("nth", INT),
    "item.index": ("item", INT),
    "item.part": ("part", INT),
    "frame.index": ("sequence", INT),
}
AFTER_START = ("response.id", "response.model")  # the start itself has `id` and `model`
RESPONSE_ITEMS: Values = {"response.items": ("items", JSON)}
MORE: dict[str, Values] = {
    "citation": {"citation.index": ("nth_citation", INT)},
    "close": {
        "block.text": ("text", STR),
        "block.citations": ("cited", ListOf(Ref("hub", "Citation"))),
        "block.logprobs": ("logprobs", JSON),
    },
    "item": {"item.parts": ("parts", JSON)},
    "finish": RESPONSE_ITEMS,
    "error": {**RESPONSE_ITEMS, "response.unstarted": ("unstarted", BOOL)},
}


class Frames:
    """Resolves the write half of one stream."""

    def __init__(self, half: Half, hub: Hub, event_key: str, done: str, stem: str) -> None:
        self.half, self.problems, self.event_key, self.done = half, half.problems, event_key, done
        self.hub, self.kinds, self.stem = hub, hub.kinds, stem
        self.values: dict[str, tuple[Type, bool]] = {}
        self.numbered: bool | None = None  # whether deltas carry the number of their frame

    def read(self, node: Map) -> plan.WriteStream | None:
        known = (*SINK, *FRAMES)
        for name in node.entries:
            if name not in known and " from " not in name and not name.startswith("$"):
                self.problems.add(
                    node.keys[name], f"a stream has no event '{name}'{suggest(name, known)}", see="unknown-name"
                )
        values = self._made_values(node.sub("$let"))
        calls = [(name, frames) for name in SINK if (frames := self._event(name, node)) is not None]
        items = [self._item(kind, part) for kind, part in self._by_kind(node.sub("items"))]
        return plan.WriteStream(tuple(calls), self.done, tuple(items), values, self.stem)

    def _made_values(self, node: Map) -> tuple[tuple[str, plan.Template], ...]:
        """Resolve the values that are made when the response starts."""
        made: list[tuple[str, plan.Template]] = []
        for name, template in node.entries.items():
            result = Templates(self.half).make(template, None, self._env("start"))
            if result is not None:
                self.values[name] = (JSON, result.nullable)
                made.append((name, result.template))
        return tuple(made)

    def _event(self, name: str, node: Map) -> tuple[tuple[str, plan.Frames], ...] | None:
        """Return the frames of one event by kind of block; None and a problem if the spec leaves them out."""
        if name not in node.entries:
            if name in OPTIONAL:
                return None
            self.problems.add(
                node.place,
                f"the write half does not say what '{name}' becomes; if it is nothing, '{name}: []'",
                see="missing-case",
            )
            return None
        given = node.entries[name]
        if name not in BY_KIND:
            return (("", self._frames(name, given)),)
        if not isinstance(given, Map):
            self.problems.add(
                given.place, f"'{name}' is a map by kind of block, as in '{name}: {{ text: [...] }}'", see="stream"
            )
            return None
        by_kind = self._by_kind(given)
        missing = [kind for kind in self.kinds if kind not in given.entries]
        if name in ("open", "close") and missing:
            self.problems.add(
                given.place,
                f"'{name}' has no frames for {', '.join(missing)}; if nothing is sent, write '{missing[0]}: []'",
                see="missing-case",
            )
        return tuple((kind, self._frames(name, frames, kind)) for kind, frames in by_kind)

    def _by_kind(self, node: Map) -> list[tuple[str, Node]]:
        for kind in node.entries:
            if kind not in self.kinds:
                self.problems.add(
                    node.keys[kind],
                    f"the hub has no kind of block '{kind}'{suggest(kind, self.kinds)}",
                    see="unknown-name",
                )
        return list(node.entries.items())

    def _item(self, kind: str, node: Node) -> tuple[str, plan.Frames, plan.Frames]:
        """Resolve the frames before and after adjacent blocks of a kind."""
        if not isinstance(node, Map) or set(node.entries) != {"open", "close"}:
            self.problems.add(
                node.place, "an item has frames at both ends, as in 'text: { open: [...], close: [...] }'", see="stream"
            )
            return kind, (), ()
        return kind, self._frames(ITEM, node.entries["open"]), self._frames(ITEM, node.entries["close"])

    def _frames(self, call: str, node: Node, kind: str = "") -> plan.Frames:
        if not isinstance(node, Seq):
            self.problems.add(node.place, "frames are a list, as in '[{ type: ping }]'; [] sends nothing", see="stream")
            return ()
        out: list[plan.Frame] = []
        for item in node.items:
            lost = isinstance(item, Map) and isinstance(item.entries.get("$drop"), Leaf)
            frame = self._lost(call, item, kind) if lost else self._frame(call, item)
            if frame is None:
                continue
            out.append(frame)
            if call == "delta":
                self._check_delta(frame, item.place, out[:-1])
        return tuple(out)

    def _check_delta(self, frame: plan.Frame, place: Place, before: list[plan.Frame]) -> None:
        """Check that a delta can be written quickly. Its number follows the delta, in all frames of deltas or none. Of
        several frames with `$if` the first one that applies is written."""
        parts = segments(frame, bool(self.event_key))
        unreachable = any(other.condition is None for other in before)
        if parts is None or parts.count(("placeholder", "delta")) != 1 or unreachable:
            what = "a delta is one frame, of constants and values that are always there, with $delta in it once"
            self.problems.add(place, f"{what}: it is written many times a second", see="stream")
            return
        number = ("placeholder", "sequence") in parts
        if number and parts.index(("placeholder", "sequence")) < parts.index(("placeholder", "delta")):
            self.problems.add(place, "$frame.index follows $delta in the frame of a delta", see="stream")
        elif self.numbered not in (None, number):
            self.problems.add(place, "all frames of deltas have $frame.index, or none", see="stream")
        self.numbered = number

    def _lost(self, call: str, item: Node, kind: str) -> plan.Frame | None:
        """`$drop: reason`: the block is lost. The frame has no payload."""
        assert isinstance(item, Map)
        place, reason = item.keys["$drop"], item.text("$drop").strip()
        if call != "open" or not reason or not item.entries.keys() <= {"$if", "$drop"}:
            text = "a block is lost where it opens, for a reason: 'open: { text: [{ $if: $x, $drop: reason }] }'"
            self.problems.add(place, text, see="stream")
            return None
        condition = self.half.leaf_at(item.entries["$if"], self._env(call)) if "$if" in item.entries else None
        return plan.Frame("", plan.Nothing(f"blocks.{kind}", reason), condition, place=str(item.place))

    def _frame(self, call: str, item: Node) -> plan.Frame | None:
        collect = item.entries.get("$collect") if isinstance(item, Map) else None
        if isinstance(item, Map) and collect is not None:
            item = Map({key: node for key, node in item.entries.items() if node is not collect}, item.keys, item.place)
            if plain(collect) not in item.entries:
                self.problems.add(collect.place, f"this frame has no '{plain(collect)}' to collect", see="unknown-name")
        result = Templates(self.half).make(item, None, self._env(call))
        if result is None or not isinstance(item, Map):
            return None
        event = item.text(self.event_key) if self.event_key else ""
        if self.event_key and not event:
            self.problems.add(item.place, f"each frame names its event under '{self.event_key}'", see="key-missing")
        body, condition = result.template, None
        if isinstance(body, plan.Object) and body.condition is not None:
            body, condition = replace(body, condition=None), body.condition
        return plan.Frame(event, body, condition, str(plain(collect)) if collect is not None else "", str(item.place))

    def _env(self, call: str) -> Env:
        return Env(self._values(call), dict(self.half.heads), values=True)

    def _values(self, call: str) -> Type:
        """Return the values that a frame of this event can use, as a synthetic record of the hub."""
        name = f"{call.capitalize()}Event"
        scope = self.half.source
        if name not in scope.shapes:
            fields: dict[str, Field] = {}
            for key, text in self.hub.events.get(call, {}).items():
                kind = parse_type(scope, text, Place(), self.problems) or JSON
                fields[key.rstrip("?")] = Field(key.rstrip("?"), key.rstrip("?"), kind, key.endswith("?"))
            if call == ITEM:
                fields["finish_reason"] = Field("finish_reason", "finish_reason", Ref("hub", "FinishReason"), True)
            for written, (extra, kind) in {**ANYWHERE, **MORE.get(call, {})}.items():
                if call == "start" and written in AFTER_START:
                    continue
                fields[written] = Field(written, extra, kind, False)
            if call in ("delta", "scored", "citation", "close"):  # what the block was opened with
                for key, text in self.hub.events.get("open", {}).items():
                    kind = parse_type(scope, text, Place(), self.problems) or JSON
                    fields.setdefault(key.rstrip("?"), Field(key.rstrip("?"), key.rstrip("?"), kind, key.endswith("?")))
            scope.shapes[name] = Record(name, fields)
        shape = scope.shapes[name]
        if not self.values or not isinstance(shape, Record):
            return scope.ref(name)
        own = {f"made.{key}": Field(key, key, kind, maybe) for key, (kind, maybe) in self.values.items()}
        scope.shapes[f"{self.half.target.name}{name}"] = Record(
            f"{self.half.target.name}{name}", {**shape.fields, **own}
        )
        return scope.ref(f"{self.half.target.name}{name}")
