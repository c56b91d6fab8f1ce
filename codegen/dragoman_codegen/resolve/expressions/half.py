"""The scope of one half of one file: expressions with resolved names and inferred types."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from dragoman_codegen.model.plan import Alternatives, Apply, Const, Ignored, Into, Look, Narrow, Pass, Path, Pipe, Stage
from dragoman_codegen.model.types import JSON, Either, ListOf, Type
from dragoman_codegen.resolve.expressions.filters import Filters
from dragoman_codegen.resolve.expressions.kinds import NULL
from dragoman_codegen.resolve.expressions.paths import Env, shown_path
from dragoman_codegen.spec.expressions import (
    RawFilter,
    RawLiteral,
    RawMore,
    RawOf,
    RawPath,
    RawPipe,
    RawRule,
    RawStage,
    parse,
)
from dragoman_codegen.spec.problems import Place, suggest
from dragoman_codegen.spec.yaml.tree import Fork, Leaf, Map, Node, Seq


@dataclass(frozen=True, slots=True)
class Header:
    """The signature of a rule: `Target* from Source`."""

    name: str
    target: Type
    source: Type
    many: bool
    nullable: bool = False  # known of rules in types.yaml, which are compiled first
    place: Place = field(default=Place(), compare=False)


@dataclass(slots=True)
class Half(Filters):
    """The scope of one half of one file: types, rule headers and tables."""

    headers: list[Header]
    ignored: list[Ignored] = field(default_factory=list)
    nullable: set[str] = field(default_factory=set)  # rules that can return nothing
    wide: list[Ignored] = field(default_factory=list)  # those that are named beside the rules
    passes: tuple[Pass, ...] = ()
    strict: bool = False  # what the source has and no spec knows is a loss

    def leaf(self, text: str, env: Env, place: Place, target: Type | None = None) -> Alternatives | None:
        raw = parse(text, place, self.problems)
        if raw is None:
            return None
        pipes = [self._pipe(pipe, env, place, target) for pipe in raw]
        good = [pipe for pipe in pipes if pipe is not None]
        if len(good) < len(pipes):
            return None
        for at, pipe in enumerate(good[:-1]):
            if not pipe.optional:
                self.problems.add(
                    place,
                    f"alternative {at + 1} is always there, so what follows its '??' is never used: remove it",
                    see="nullable",
                )
        kinds: list[Type] = []
        for pipe in good:
            if pipe.type not in kinds and pipe.type != NULL and not self._is_word(pipe, good):
                kinds.append(pipe.type)
        kind = kinds[0] if len(kinds) == 1 else Either(tuple(kinds)) if kinds else NULL
        return Alternatives(tuple(good), kind, all(pipe.optional for pipe in good))

    def _is_word(self, pipe: Pipe, others: list[Pipe]) -> bool:
        """Return whether a literal is a word of the enumeration that another alternative has."""
        value = pipe.atom.value if isinstance(pipe.atom, Const) else None
        return any(value in (self.words(one.type) or ()) for one in others) if isinstance(value, str) else False

    def leaf_at(self, node: Node, env: Env, before: str = "") -> Alternatives | None:
        """Resolve a node that must be a leaf. `before`: a `$` that may be omitted there."""
        if not isinstance(node, Leaf) or node.value is None:
            self.problems.add(
                node.place,
                f"a path is required here, as in '$name | filter', and this is {_form(node)}",
                see="expression",
            )
            return None
        text = str(node.value).lower() if isinstance(node.value, bool) else str(node.value)
        return self.leaf(text if text.startswith(before) else before + text, env, node.place)

    def _pipe(self, raw: RawPipe, env: Env, place: Place, target: Type | None) -> Pipe | None:
        if isinstance(raw.atom, RawPath) and raw.atom.steps == ("null",) and not raw.stages:
            return Pipe(Const(None, NULL), (), NULL, False)
        if isinstance(raw.atom, RawLiteral):
            return self._literal(raw.atom, target)
        path = self.path(raw.atom, env, place)
        if path is None:
            return None
        stages: list[Stage] = []
        kind, optional = path.type, path.optional
        for raw_stage in raw.stages:
            if isinstance(raw_stage, RawMore) and stages and not isinstance(stages[-1], Narrow):
                self.problems.add(
                    place, "further steps stand behind a path or an 'of', not behind a filter", see="expression"
                )
                return None
            found = self._stage(raw_stage, kind, optional, env, place, target)
            if found is None:
                return None
            stage, kind, optional = found
            if isinstance(stage, Look):
                stage = replace(stage, path=shown_path(path, env), records=self.strict)
            stages.append(stage)
        return Pipe(path, tuple(stages), kind, optional)

    def _stage(
        self, raw: RawStage, kind: Type, optional: bool, env: Env, place: Place, target: Type | None
    ) -> tuple[Stage, Type, bool] | None:
        """Resolve one stage. Returns it with the type of its result, and whether that can be nothing."""
        match raw:
            case RawMore(steps):
                more = self.walk(Path("", (), kind, optional), steps, replace(env, narrowed={}), place)
                return None if more is None else (Into(more), more.type, more.optional)
            case RawOf(names):
                narrow = self.narrowed_by(names, kind, place)
                if narrow is None:
                    return None
                return narrow[0], narrow[1], optional if narrow[0].many else True
            case RawFilter(name, arg):
                if name in self.tables:
                    return self.table(name, arg, kind, optional, place)
                return self.filter(raw, kind, optional, env, place)
            case RawRule(name):
                return self._apply(name, kind, optional, place)

    def _literal(self, raw: RawLiteral, target: Type | None) -> Pipe | None:
        if raw.empty:
            kinds = target.members if isinstance(target, Either) else (target,)
            listed = next((kind for kind in kinds if isinstance(kind, ListOf)), JSON)
            return Pipe(Const(raw.empty, JSON), (), listed if raw.empty == "[]" else JSON, False)
        value = raw.value
        assert not isinstance(value, tuple)
        return Pipe(Const(value, self.const_type(value, target)), (), self.const_type(value, target), False)

    def _apply(self, name: str, kind: Type, optional: bool, place: Place) -> tuple[Stage, Type, bool] | None:
        named = [header for header in self.headers if str(header.target) == name]
        members = kind.members if isinstance(kind, Either) else (kind,)
        for header in named:
            if header.source == kind:
                return self._applied(header, False, optional)
        if isinstance(kind, ListOf):
            for header in sorted(named, key=lambda header: header.source != kind.item):  # its very own rule first
                if self.fits(kind.item, header.source) or self._covers(header.source, kind.item):
                    return self._applied(header, True, optional)
        for header in named:
            if all(self.fits(member, header.source) or self._covers(header.source, member) for member in members):
                return self._applied(header, False, optional)
        item = kind.item if isinstance(kind, ListOf) else kind
        if not named:
            known = sorted({str(header.target) for header in self.headers})
            self.problems.add(place, f"no rule has the target {name}{suggest(name, known)}", see="rule")
        else:
            sources = ", ".join(sorted(str(header.source) for header in named))
            self.problems.add(
                place, f"there is no rule '{name} from {item}'; there is {name} from {sources}", see="rule"
            )
        return None

    def _covers(self, source: Type, kind: Type) -> bool:
        """Return whether a rule over a tagged union accepts one of its records."""
        union = self.tagged(source)
        return union is not None and kind in union.cases.values()

    def _applied(self, header: Header, many: bool, optional: bool) -> tuple[Stage, Type, bool]:
        self.calls.add(header.name)
        made: Type = ListOf(header.target) if many or header.many else header.target
        maybe = optional or (not many and not header.many and (header.nullable or header.name in self.nullable))
        return Apply(header.name, many, str(header.target)), made, maybe


def _form(node: Node) -> str:
    """Describe the form of a node that is not the required leaf."""
    match node:
        case Map():
            return "a map"
        case Seq():
            return "a list"
        case Fork():
            return "a value that depends on 'when'; put it under '$first', or into a separate row"
    return "empty"
