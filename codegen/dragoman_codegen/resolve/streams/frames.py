"""Write half of streams: the frames for each event of a stream."""

from __future__ import annotations

from dragoman_codegen.model import plan
from dragoman_codegen.model.frame_text import segments
from dragoman_codegen.model.program import Hub
from dragoman_codegen.model.types import INT, JSON, STR, Field, Record, Type
from dragoman_codegen.resolve.leaves import Env, Half
from dragoman_codegen.resolve.templates import Templates
from dragoman_codegen.resolve.types import parse_type
from dragoman_codegen.spec.load import Map, Node, Seq
from dragoman_codegen.spec.problems import Place, suggest

SINK = {
    "start": ("id", "model", "usage"),
    "open": ("index", "kind", "first"),
    "delta": ("delta",),
    "citation": ("citation",),
    "close": ("late",),
    "finish": ("finish_reason", "stop_sequence", "refusal", "usage"),
    "error": ("error_type", "message"),
    "ping": (),
}
BY_KIND = ("open", "delta", "citation", "close")


class Frames:
    """Resolves the write half of one stream."""

    def __init__(self, half: Half, hub: Hub, event_key: str, done: str) -> None:
        self.half, self.problems, self.event_key, self.done = half, half.problems, event_key, done
        self.hub, self.kinds = hub, hub.kinds

    def read(self, node: Map) -> plan.WriteStream | None:
        calls: list[tuple[str, tuple[tuple[str, tuple[plan.Frame, ...]], ...]]] = []
        for name in node.entries:
            if name not in SINK and " from " not in name and not name.startswith("$"):
                self.problems.add(node.keys[name], f"a stream has no event '{name}'{suggest(name, SINK)}")
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
            result = templates.make(item, None, Env(self._values(call), dict(self.half.heads)))
            if result is None or not isinstance(item, Map):
                continue
            event = item.text(self.event_key) if self.event_key else ""
            if self.event_key and not event:
                self.problems.add(item.place, f"each frame names its event under '{self.event_key}'")
            out.append(plan.Frame(event, result.template))
            parts = segments(out[-1], bool(self.event_key)) if call == "delta" else [("hole", "delta")]
            if parts is None or parts.count(("hole", "delta")) != 1 or len(out) > 1 and call == "delta":
                what = "a delta is one frame, of constants and values that are always there, with $delta in it once"
                self.problems.add(item.place, f"{what}: it is written many times a second")
        return tuple(out)

    def _values(self, call: str) -> Type:
        """Return the values that a frame of this event can use, as a synthetic record of the hub."""
        name = f"{call.capitalize()}Event"
        scope = self.half.source
        if name not in scope.shapes:
            fields: dict[str, Field] = {}
            for key, text in self.hub.events.get(call, {}).items():
                kind = parse_type(scope, text, Place(), self.problems) or JSON
                fields[key.rstrip("?")] = Field(key.rstrip("?"), key.rstrip("?"), kind, key.endswith("?"))
            for extra, kind in (("started", STR), ("named", STR), ("nth", INT), ("index", INT)):
                fields.setdefault(extra, Field(extra, extra, kind, False))
            scope.shapes[name] = Record(name, fields)
        return scope.ref(name)
