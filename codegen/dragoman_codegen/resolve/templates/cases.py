"""`$case`: a template for each tag of a union, or for each word of an enumeration."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import replace

from dragoman_codegen.model.plan import Alternatives, Case, Nothing, Path, Template
from dragoman_codegen.model.types import Tagged, Type
from dragoman_codegen.resolve.covering.losses import Coverings
from dragoman_codegen.resolve.expressions.paths import Env
from dragoman_codegen.resolve.templates.results import Result
from dragoman_codegen.spec.overlay import COMMA
from dragoman_codegen.spec.problems import suggest
from dragoman_codegen.spec.yaml.tree import Leaf, Map, Node


class Cases(Coverings, ABC):
    """Resolves the cases of one half."""

    @abstractmethod
    def make(self, node: Node | None, asks: Type | None, env: Env) -> Result | None:
        """Resolve a template. Returns None if it has a problem, which is reported."""

    def case(self, node: Map, asks: Type | None, env: Env) -> Result | None:
        """Resolve a map with `$case`."""
        text = node.text("$case")
        subject = self.half.leaf_at(node.entries["$case"], env, before="$")
        if subject is None:
            return None
        names = plain_steps(text)
        union = self._union_of(names, env)
        declared = union.cases if union else dict.fromkeys(self.half.words(subject.type) or ())
        own_tag = union is not None and len(names) == 1  # an object without its tag is removed before
        if declared and subject.optional and not own_tag and "$else" not in node.entries:
            self.problems.add(
                node.keys["$case"], "this may be absent: add $else, such as '$else: $nothing'", see="missing-case"
            )
            return None
        field = names if union is None else ()
        losses, ignored = self.losses(node, env)
        complete = self._has_all_cases(node, names, union, declared)
        found: list[tuple[str, Result]] = []
        for key, branch in node.entries.items():
            if key.startswith("$"):
                continue
            inner = self._case_scope(key, node, subject, union, declared, env)
            if isinstance(branch, Leaf) and branch.value is None:
                text = f"the branch {key} has no value; write $nothing for none{COMMA}"
                self.problems.add(node.keys[key], text, see="template")
                inner = None
            result = self.make(branch, asks, inner) if inner else None
            if result is None:
                complete = False
            else:
                found.append((key, replace(result, template=_loss(result.template, subject, field))))
        other: Result | None = None
        if "$else" in node.entries:
            other = self.make(node.entries["$else"], asks, env)
            complete = complete and other is not None
        if not complete:
            return None
        made = [result for _, result in found]
        nullable = any(one.nullable for one in [*made, *([other] if other else [])]) or other is None and not declared
        kind = asks if asks is not None else next((one.type for one in made if one.type is not None), None)
        default = _loss(other.template, subject, field) if other else None
        return Result(Case(subject, _grouped(found), default, losses, ignored, union is not None), kind, nullable)

    def _case_scope(
        self, key: str, node: Map, subject: Alternatives, union: Tagged | None, declared: Iterable[str], env: Env
    ) -> Env | None:
        """Return the scope of a branch, in which the union is narrowed to the case."""
        if (union or declared) and key not in declared:
            what = f"{union.name if union else self.half.show(subject.type)} has no '{key}'"
            self.problems.add(node.keys[key], f"{what}{suggest(key, declared)}", see="unknown-name")
            return None
        if union is None or not isinstance(subject.pipes[0].atom, Path):
            return env
        return narrow(env, plain_steps(node.text("$case"))[:-1], union.cases[key])

    def _has_all_cases(self, node: Map, names: tuple[str, ...], union: Tagged | None, declared: Iterable[str]) -> bool:
        place = node.keys["$case"]
        missing = [key for key in declared if key not in node.entries]
        has_else = "$else" in node.entries
        complete = True
        if missing and not (has_else and (self.half.half == "write" or not union)):
            hint = "; $else covers unknown values only" if has_else else ", or $else"
            self.problems.add(
                place, f"no case for {', '.join(missing)}: add it, or '$drop: reason'{hint}", see="missing-case"
            )
            complete = False
        if not has_else and union and self.half.half == "read" and union.other is not None:
            text = f"{union.name} can have an unknown '{names[-1]}': add $else"
            self.problems.add(place, text, see="missing-case")
            complete = False
        elif not has_else and not declared:
            self.problems.add(place, "this can be any text: add $else", see="missing-case")
            complete = False
        return complete

    def _union_of(self, names: tuple[str, ...], env: Env) -> Tagged | None:
        """Return the tagged union whose tag a `$case` examines."""
        kind: Type | None = env.narrowed.get((), env.it)
        walked: tuple[str, ...] = ()
        for name in names[:-1]:
            records = self.half.records(kind) if kind else []
            having = [record.fields[name].type for record in records if name in record.fields]
            walked = (*walked, name)
            kind = env.narrowed.get(walked, having[0] if having else None) if having else None
        union = self.half.tagged(kind) if kind else None
        return union if union and names and union.tag == names[-1] else None


def _grouped(found: list[tuple[str, Result]]) -> tuple[tuple[tuple[str, ...], Template], ...]:
    """Return branches, with neighbours that make the same joined."""
    branches: list[tuple[tuple[str, ...], Template]] = []
    for key, result in found:
        if branches and branches[-1][1] == result.template:
            branches[-1] = ((*branches[-1][0], key), result.template)
        else:
            branches.append(((key,), result.template))
    return tuple(branches)


def _loss(template: Template, subject: Alternatives, field: tuple[str, ...]) -> Template:
    """Return the template of a case. A loss of the whole case names the examined field, or shows the tag of a union."""
    if not isinstance(template, Nothing) or not template.reason:
        return template
    if field:
        return replace(template, path=".".join((*([template.path] if template.path else []), *field)))
    return replace(template, subject=subject)


def narrow(env: Env, at: tuple[str, ...], record: Type) -> Env:
    if not at:
        return replace(env, it=record, narrowed={**env.narrowed})
    return replace(env, narrowed={**env.narrowed, at: record})


def plain_steps(text: str) -> tuple[str, ...]:
    path = text.lstrip("$").split(" ", 1)[0].split(".")
    return tuple(path[1:] if path[0] == "it" else path)
