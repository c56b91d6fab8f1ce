"""Paths of the values that rules copy: which fields of the source the fields of the target are made from.

Those of a read half translate paths of the hub to paths of the protocol, those of a write half the reverse. Losses are
reported with them in the names of the protocol of the client or provider. They end at the fields of blocks and tools.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from dragoman.library.context import spelled
from dragoman_codegen.model import plan
from dragoman_codegen.model.plan import BEFORE_LAST
from dragoman_codegen.model.program import Protocol
from dragoman_codegen.model.types import Scope, holders

KIND = "kind"  # the tag of unions of the hub
UNNAMED = ("*", BEFORE_LAST)  # steps that losses do not name
TEXT = "text"  # the kind of block that every list of content has


def all_paths(protocol: Protocol, hub: Scope, file: str, half: str) -> dict[str, list[str]]:
    """Return path in the target -> paths in the source, in the order in which the rules of one half try them."""
    compiled = protocol.files[file]
    walk = _Walk({**protocol.files["types"].rules, **compiled.rules})
    walk.rule(compiled.roots.get(half, ""), "", "", "")
    walk.add_kinds(holders(hub, "Block") if half == "read" else ())
    return walk.found


def paths_of(protocol: Protocol, hub: Scope, file: str, half: str) -> dict[str, str]:
    """Return the paths of a half, those of one target separated by spaces, without those that follow from others. Of
    several sources of a read half the request shows which is meant."""
    kept: dict[str, str] = {}
    found = all_paths(protocol, hub, file, half)
    for target in sorted(found):  # a path comes after those that it begins with
        if found[target][0] != spelled(target, kept) or (half == "read" and len(found[target]) > 1):
            kept[target] = " ".join(found[target])
    return {target: kept[target] for target in found if target in kept}


class _Kind(NamedTuple):
    """A block or tool that a rule makes of a kind: where it stands on both sides, and its first field in the source."""

    word: str
    target: str
    source: str
    tag: str
    first: str


class _Walk:
    """A walk through the rules. `tag`: the case of a union that the source belongs to; `deep`: within a block or
    tool; `of_kind`: it is a case by the kind of the hub."""

    def __init__(self, rules: Mapping[str, plan.Rule]) -> None:
        self.rules = rules
        self.found: dict[str, list[str]] = {}
        self.open: list[str] = []
        self.kinds: list[_Kind] = []
        self.deep = self.of_kind = False
        self.tag = ""  # the path of the tag that decides about the branch of a case

    def rule(self, name: str, target: str, source: str, tag: str) -> None:
        if name in self.rules and name not in self.open and not self.deep:
            self.open.append(name)
            self.template(self.rules[name].body, target, source, tag)
            self.open.pop()

    def template(self, template: plan.Template | None, target: str, source: str, tag: str) -> None:
        match template:
            case plan.Alternatives(pipes=pipes):
                for pipe in pipes:
                    self._pipe(pipe, target, source, tag)
            case plan.Object():
                self._object(template, target, source, tag)
            case plan.Items(items=items):
                for item in items:
                    self.template(item.value, target, source, tag)
            case plan.First(options=options):
                for option in options:
                    self.template(option, target, source, tag)
            case plan.Case(subject=subject, branches=branches, other=other):
                atom = subject.pipes[0].atom
                key = atom.steps[0].key if isinstance(atom, plan.Path) and len(atom.steps) == 1 else ""
                for tags, inner in branches:
                    self.of_kind, self.tag = key == KIND, _joined(source, str(key)) if key else ""
                    self.template(inner, target, source, tags[0] if key else tag)
                self.tag = ""
                self.template(other, target, source, tag)
            case plan.Given(condition=condition, value=plan.Literal() | plan.Alternatives() as value):
                fixed = isinstance(value, plan.Literal) or all(_path(pipe) is None for pipe in value.pipes)
                self.template(condition if fixed else value, target, source, tag)  # a constant comes from its condition
            case plan.When(then=inner) | plan.Given(value=inner):
                self.template(inner, target, source, tag)

    def _pipe(self, pipe: plan.Pipe, target: str, source: str, tag: str) -> None:
        path = _path(pipe)
        if path is None:
            return
        path = _joined(source, path)
        self._add(target, path)
        for stage in pipe.stages:
            if isinstance(stage, plan.Apply):
                self.rule(stage.rule, target, path, tag if path == source else "")

    def _object(self, template: plan.Object, target: str, source: str, tag: str) -> None:
        word = next((word for entry in template.entries if (word := _constant(entry.value))), "")
        outer, of_kind, self.of_kind = self.deep, self.of_kind, False
        decides, self.tag = self.tag, ""
        self.deep = outer or of_kind or any(entry.key == KIND for entry in template.entries)
        if self.deep and not outer:
            self.kinds.append(_Kind(word, target, source, tag, _first(template, source)))
        elif not word and template.condition and target not in self.found:
            self.template(template.condition, target, source, tag)
        for entry in template.entries:
            if entry.keep != "let" and not _constant(entry.value):
                self.template(entry.value, _joined(target, entry.key), source, "" if self.deep else tag)
            elif decides and not self.deep and _constant(entry.value):
                self._add(_joined(target, entry.key), decides)
        self.deep = outer

    def add_kinds(self, block_fields: Collection[str]) -> None:
        """Add the kinds of blocks and tools: the tag, the source of the kind alone, or the field that decides.

        `block_fields`: the fields of the hub that hold blocks. A loss can name a block by its kind alone: `.kind` leads
        to its tag if texts have the same source, otherwise to the source itself."""
        for kind in self.kinds:
            others = [one for one in self.kinds if f"{one.source}.".startswith(f"{kind.source}.")]
            path = kind.source
            if kind.tag:
                path = _joined(kind.source, kind.tag)
            elif any(one.word != kind.word for one in others):
                path = kind.first
            self._add(_joined(kind.target, kind.word), path)
            if kind.target.rpartition(".")[2] in block_fields:
                tagged = not kind.tag or any(one.word == TEXT for one in others)
                self._add(f".{kind.word}", path if tagged else kind.source)

    def _add(self, target: str, source: str) -> None:
        if target and source and source not in self.found.setdefault(target, []):
            self.found[target].append(source)


def _joined(*steps: str) -> str:
    return ".".join(step for step in steps if step)


def _constant(template: plan.Template) -> str:
    """Return the text of a template that is nothing but a text."""
    if isinstance(template, plan.Alternatives) and len(template.pipes) == 1 and not template.pipes[0].stages:
        atom = template.pipes[0].atom
        return atom.value if isinstance(atom, plan.Const) and isinstance(atom.value, str) else ""
    return ""


def _path(pipe: plan.Pipe) -> str | None:
    """Return the path that a pipe reads from its source; None if it reads something else."""
    if not isinstance(pipe.atom, plan.Path) or pipe.atom.head != "it":
        return None
    steps = [*pipe.atom.steps, *(step for one in pipe.stages if isinstance(one, plan.Into) for step in one.path.steps)]
    return _joined(*(str(step.key) for step in steps if isinstance(step.key, str) and step.key not in UNNAMED))


def _first(template: plan.Object, source: str) -> str:
    """Return the path that decides about an object, or of its first field."""
    values = [template.condition, *(entry.value for entry in template.entries if not _constant(entry.value))]
    leaf = next((value for value in values if isinstance(value, plan.Alternatives)), None)
    return _joined(source, _path(leaf.pipes[0]) or "" if leaf else "")
