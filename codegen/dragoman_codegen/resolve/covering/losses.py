"""`$drop`, `$ignore` and `$refuse`: fields that a rule does not carry, each with a reason."""

from __future__ import annotations

import re
from dataclasses import replace

from dragoman_codegen.model.plan import Alternatives, Into, Loss, Narrow, Path, Pipe
from dragoman_codegen.model.types import ListOf, Record, Tagged, Type, Words, snake
from dragoman_codegen.resolve.covering.marks import When
from dragoman_codegen.resolve.expressions.half import Half
from dragoman_codegen.resolve.expressions.paths import Env
from dragoman_codegen.spec.expressions import RawPath
from dragoman_codegen.spec.load import Fork, Leaf, Map, Node, Seq
from dragoman_codegen.spec.overlay import COMMA, is_split
from dragoman_codegen.spec.problems import Place, suggest


class Coverings:
    """Resolves the dropped fields of one half."""

    def __init__(self, half: Half) -> None:
        self.half = half
        self.problems = half.problems

    def _losses(self, node: Map, env: Env) -> tuple[Loss, ...]:
        out: list[Loss] = []
        for word in ("$refuse", "$drop", "$ignore"):
            listed = node.entries.get(word)
            if listed is None or isinstance(listed, Leaf | Seq):
                if listed is not None and (word == "$ignore" or isinstance(listed, Seq)):
                    self.problems.add(
                        listed.place,
                        f"{word} names fields with their reasons, as in '{word}: {{ field: reason }}'",
                        see="reason-missing",
                    )
                continue
            for map_, when in _forked(listed):
                for key, reason in map_.entries.items():
                    for leaf, inner_when in outcomes(reason):
                        with self.half.cover.assuming(*when, *inner_when):
                            loss = self._loss(word, key, leaf, map_, env)
                        if loss:
                            out.append(replace(loss, when=(*when, *inner_when)))
        return tuple(out)

    def _loss(self, word: str, key: str, reason: Node, listed: Map, env: Env) -> Loss | None:
        place = listed.keys[key]
        only_if: Alternatives | None = None
        text = str(reason.value or "") if isinstance(reason, Leaf) else ""
        if isinstance(reason, Map):
            text = reason.text("because")
            known = ("if", "because", *(("error_type", "code") if word == "$refuse" else ()))
            for other in (name for name in reason.entries if name not in known):
                self.problems.add(
                    reason.keys[other], f"a loss has no '{other}'; it has 'if' and 'because'", see="unknown-name"
                )
            if "if" in reason.entries:
                only_if = self.half.leaf_at(reason.entries["if"], replace(env, carrying=False))
        if not text.strip():
            hint = COMMA if is_split(key, listed) else ""
            text = f"{word} of '{key}' needs a reason, as in '{key}: no counterpart there'{hint}"
            self.problems.add(reason.place, text, see="reason-missing")
            return None
        before = set(self.half.cover.named)
        value = self.name_covered(key, env, place, seen=word != "$ignore")
        if word == "$ignore":
            self.half.ignore(self.half.cover.named - before, text, place)
        if value is None or word == "$ignore":
            return None
        shown = re.sub(r"\.\*$", "", re.sub(r"\b[A-Z]\w*", lambda match: self._kind(match.group()), key))
        path = ".".join(part for part in (env.route, shown) if part)
        many = any(map(_picks, value.pipes))
        refuse = word == "$refuse"
        error = self._error(reason) if isinstance(reason, Map) else ("", "")
        return Loss(value, shown if refuse else path, text, refuse, only_if, many, place=str(place), error=error)

    def _error(self, reason: Map) -> tuple[str, str]:
        """Return the error type and the code of a refusal."""
        scopes = (self.half.source, self.half.target)
        found = (scope.shapes.get("ErrorType") for scope in scopes)
        known = next((shape.words for shape in found if isinstance(shape, Words)), ())
        error_type = reason.text("error_type")
        if error_type and error_type not in known:
            place = reason.entries["error_type"].place
            self.problems.add(place, f"ErrorType has no '{error_type}'{suggest(error_type, known)}", see="unknown-name")
        return error_type, reason.text("code")

    def _kind(self, record: str) -> str:
        """Return the tag of a kind of block, by the name of its record."""
        for shape in self.half.source.shapes.values():
            if isinstance(shape, Tagged):
                tags = [tag for tag, case in shape.cases.items() if str(case) == record]
                if tags:
                    return tags[0]
        return snake(record)

    def name_covered(self, key: str, env: Env, place: Place, seen: bool) -> Alternatives | None:
        """Mark the fields that a `$drop` or `$ignore` names as covered. Returns the value whose presence is a loss."""
        parts = key.split(".")
        capital = next((at for at, part in enumerate(parts) if part[:1].isupper()), None)
        if capital is None:
            return self._covered_path(parts, env, place)
        type_name = parts[capital]
        shape = self.half.source.shapes.get(type_name)
        if not isinstance(shape, Record):
            known = [n for n, s in self.half.source.shapes.items() if isinstance(s, Record)]
            self.problems.add(
                place, f"no type '{type_name}' to name fields of{suggest(type_name, known)}", see="unknown-name"
            )
            return None
        rest = parts[capital + 1] if len(parts) > capital + 1 else "*"
        if rest == "*":
            for name in shape.fields:
                self.half.cover.name(type_name, name)
        elif rest in shape.fields:
            self.half.cover.name(type_name, rest)
        else:
            self.problems.add(place, f"{type_name} has no '{rest}'{suggest(rest, shape.fields)}", see="unknown-name")
            return None
        if not seen:
            return None
        if capital == 0:
            self.problems.add(
                place,
                f"$drop records a loss where it stands: give the path, or use $ignore for '{key}'",
                see="template",
            )
            return None
        text = f"${'.'.join(parts[:capital])} of {type_name}" + (f" .*.{rest}" if rest != "*" else "")
        found = self.half.leaf(text, replace(env, carrying=False), place)
        if found and rest != "*" and isinstance(found.type, ListOf):
            return self.half.leaf(
                text + " | flat" if isinstance(found.type.item, ListOf) else text, replace(env, carrying=False), place
            )
        return found

    def _covered_path(self, parts: list[str], env: Env, place: Place) -> Alternatives | None:
        before = set(self.half.cover.carried)
        path = self.half.path(RawPath(tuple(parts)), replace(env, heads={}), place)
        if path is None:
            return None
        added = self.half.cover.carried - before
        last = {mark for mark in added if mark.field == parts[-1]}
        for record in self._holders(parts, env):
            self.half.cover.name(record.name, parts[-1])
        self.half.cover.carried -= last
        return Alternatives((Pipe(path, (), path.type, path.optional),), path.type, path.optional)

    def _holders(self, parts: list[str], env: Env) -> list[Record]:
        """Return the records whose field is the last part of a path."""
        kind: Type | None = env.narrowed.get((), env.it)
        for at, name in enumerate(parts[:-1]):
            narrowed = env.narrowed.get(tuple(parts[: at + 1]))
            if isinstance(kind, ListOf):
                kind = kind.item
                continue
            having = (
                [record.fields[name].type for record in self.half.records(kind) if name in record.fields]
                if kind
                else []
            )
            kind = narrowed or (having[0] if having else None)
        if isinstance(kind, ListOf):
            kind = kind.item
        return [record for record in self.half.records(kind) if parts[-1] in record.fields] if kind else []


def _picks(pipe: Pipe) -> bool:
    """Return whether a pipe reads a value from each item of a list, or selects some of them."""
    paths = [pipe.atom, *(stage.path for stage in pipe.stages if isinstance(stage, Into))]
    stars = any(isinstance(path, Path) and any(step.key == "*" for step in path.steps) for path in paths)
    return stars or any(isinstance(stage, Narrow) and stage.many for stage in pipe.stages)


def _forked(node: Node | None) -> list[tuple[Map, When]]:
    return [(map_, when) for map_, when in outcomes(node) if isinstance(map_, Map)]


def outcomes(node: Node | None) -> list[tuple[Node, When]]:
    """Return the possible nodes, each with the conditions under which it applies."""
    if isinstance(node, Fork):
        return [
            *((n, ((node.condition, True), *when)) for n, when in outcomes(node.then)),
            *((n, ((node.condition, False), *when)) for n, when in outcomes(node.other)),
        ]
    return [(node, ())] if node is not None else []
