"""`$drop`, `$ignore` and `$refuse`: fields that a rule does not carry, each with a reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from dragoman_codegen.model.plan import Alternatives, Ignored, Into, Loss, Narrow, Path, Pipe
from dragoman_codegen.model.types import ListOf, Record, Tagged, Type, Words, snake
from dragoman_codegen.resolve.covering.mutual import ordered
from dragoman_codegen.resolve.covering.uses import When
from dragoman_codegen.resolve.expressions.half import Half
from dragoman_codegen.resolve.expressions.paths import Env
from dragoman_codegen.resolve.passes import running
from dragoman_codegen.spec.expressions import RawPath
from dragoman_codegen.spec.overlay import COMMA, is_split
from dragoman_codegen.spec.problems import Place, suggest
from dragoman_codegen.spec.yaml.tree import Fork, Leaf, Map, Node, Seq, divided

MORE = {"$refuse": ("error_type", "code"), "$ignore": ("passes",)}  # what a reason has beside `if` and `because`


class Coverings:
    """Resolves the dropped fields of one half."""

    def __init__(self, half: Half) -> None:
        self.half = half
        self.problems = half.problems

    def losses(
        self, node: Map, env: Env, words: Iterable[str] = ("$refuse", "$drop", "$ignore")
    ) -> tuple[tuple[Loss, ...], tuple[Ignored, ...]]:
        losses: list[Loss] = []
        ignored: list[Ignored] = []
        for word in words:
            listed = node.entries.get(word)
            if listed is None or isinstance(listed, Leaf | Seq):
                if listed is not None and (word == "$ignore" or isinstance(listed, Seq)):
                    self.problems.add(
                        listed.place,
                        f"{word} names fields with their reasons, as in '{word}: {{ field: reason }}'",
                        see="reason-missing",
                    )
                continue
            for key, reason, map_, when in _named(listed):
                if word == "$ignore":
                    ignored += self.ignored(word, key, reason, map_, env, when)
                elif loss := self._loss(word, key, reason, map_, env, when):
                    losses.append(replace(loss, when=when))
        ignored = ordered(ignored)
        self.half.ignored += ignored
        return tuple(losses), tuple(ignored)

    def ignored(self, word: str, key: str, reason: Node, listed: Map, env: Env, when: When) -> list[Ignored]:
        """Return the fields that a key of `$ignore` names."""
        text, only_if = self._reason(word, key, reason, listed, env)
        place = _place(key, reason, listed, when)
        carrier = reason.text("passes") if isinstance(reason, Map) and "passes" in reason.entries else ""
        fields, value = self._fields(key, env, place) if text else ([], None)
        return [
            Ignored(record, name, text, value, only_if, (*when, *carried), str(place), (), carrier)
            for carried in (self._carried(key, reason) if fields else ())
            for record, name in fields
        ]

    def _carried(self, key: str, reason: Node) -> Iterable[When]:
        """Return the conditions under which the pass that carries a field is there; none if no pass does."""
        if not isinstance(reason, Map) or "passes" not in reason.entries:
            return ((),)
        name, place = reason.text("passes"), reason.entries["passes"].place
        found = running(self.half.passes, name, place, self.problems)
        if found == []:
            what = f"'{key}' is not carried by {name}, which is not among the passes of this half"
            self.problems.add(place, f"{what}: add it, or map {key}", see="not-carried")
        return found or ()

    def _reason(self, word: str, key: str, reason: Node, listed: Map, env: Env) -> tuple[str, Alternatives | None]:
        """Return the reason of a loss, or '' and a problem, and its condition."""
        only_if: Alternatives | None = None
        text = str(reason.value or "") if isinstance(reason, Leaf) else ""
        if isinstance(reason, Map):
            text = reason.text("because")
            known = ("if", "because", *MORE.get(word, ()))
            for other in (name for name in reason.entries if name not in known):
                has = f"{', '.join(map(repr, known[:-1]))} and '{known[-1]}'"
                self.problems.add(reason.keys[other], f"{word} has no '{other}'; it has {has}", see="unknown-name")
            if "if" in reason.entries:
                only_if = self.half.leaf_at(reason.entries["if"], env)
        if not text.strip():
            hint = COMMA if is_split(key, listed) else ""
            text = f"{word} of '{key}' needs a reason, as in '{key}: no counterpart there'{hint}"
            self.problems.add(reason.place, text, see="reason-missing")
            return "", None
        return text, only_if

    def _loss(self, word: str, key: str, reason: Node, listed: Map, env: Env, when: When) -> Loss | None:
        place = _place(key, reason, listed, when)
        text, only_if = self._reason(word, key, reason, listed, env)
        value = self._lost(key, env, place) if text else None
        if value is None:
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

    def _fields(self, key: str, env: Env, place: Place) -> tuple[list[tuple[str, str]], Alternatives | None]:
        """Return the fields of types that `$drop` or `$ignore` names, and the value where it names a path."""
        parts = key.split(".")
        capital = next((at for at, part in enumerate(parts) if part[:1].isupper()), None)
        if capital is None:
            path = self.half.path(
                RawPath(tuple(parts)),
                replace(env, heads={name: kind for name, kind in env.heads.items() if name == "event"}),
                place,
            )
            if path is None:
                return [], None
            named = [(record.name, parts[-1]) for record in self._holders(parts, env)]
            return named, Alternatives((Pipe(path, (), path.type, path.optional),), path.type, path.optional)
        type_name = parts[capital]
        shape = self.half.source.shapes.get(type_name)
        if not isinstance(shape, Record):
            known = [n for n, s in self.half.source.shapes.items() if isinstance(s, Record)]
            self.problems.add(
                place, f"no type '{type_name}' to name fields of{suggest(type_name, known)}", see="unknown-name"
            )
            return [], None
        rest = parts[capital + 1] if len(parts) > capital + 1 else "*" if capital else ""
        if rest not in ("*", "", *shape.fields):
            self.problems.add(place, f"{type_name} has no '{rest}'{suggest(rest, shape.fields)}", see="unknown-name")
            return [], None
        value = self._narrowed(parts[:capital], type_name, rest, env, place) if capital else None
        return [(type_name, name) for name in (shape.fields if rest == "*" else (rest,))], value

    def _narrowed(self, path: list[str], record: str, name: str, env: Env, place: Place) -> Alternatives | None:
        """Return the values of one record at a path, or those of its field."""
        text = f"${'.'.join(path)} of {record}"
        found = self.half.leaf(text, env, place)
        if found is None or name == "*":
            return found
        text += f" .*.{name}" if isinstance(found.type, ListOf) else f" .{name}"
        found = self.half.leaf(text, env, place)
        if found and isinstance(found.type, ListOf) and isinstance(found.type.item, ListOf):
            return self.half.leaf(text + " | concat", env, place)
        return found

    def _lost(self, key: str, env: Env, place: Place) -> Alternatives | None:
        """Return the value whose presence is a loss."""
        fields, value = self._fields(key, env, place)
        if fields and value is None:
            self.problems.add(
                place,
                f"$drop records a loss where it stands: give the path, or use $ignore for '{key}'",
                see="template",
            )
        return value

    def _holders(self, parts: list[str], env: Env) -> list[Record]:
        """Return the records whose field is the last part of a path."""
        if parts[0] == "event" and "event" in env.heads:
            return self._holders(parts[1:], Env(env.heads["event"]))
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


def _place(key: str, reason: Node, listed: Map, when: When) -> Place:
    """Return where an entry stands; if it depends on the conditions of quirks, where its reason stands."""
    text = reason.entries.get("because") if isinstance(reason, Map) else reason
    return text.place if when and text is not None and text.place.file else listed.keys[key]


def _named(listed: Node) -> Iterator[tuple[str, Node, Map, When]]:
    """Yield the entries of `$drop` or `$ignore`, each with the conditions under which it applies."""
    for map_, when in outcomes(listed):
        if isinstance(map_, Map):
            for key, reason in map_.entries.items():
                for one, inner in reasons(reason):
                    yield key, one, map_, (*when, *inner)


def reasons(node: Node | None) -> list[tuple[Node, When]]:
    """Return the possible reasons of a loss, each with the conditions under which it applies."""
    found: list[tuple[Node, When]] = []
    for one, when in outcomes(node):
        choice = divided(one, one.entries) if isinstance(one, Map) else None
        found += [(one, when)] if choice is None else [(inner, (*when, *more)) for inner, more in reasons(choice)]
    return [(one, tuple(dict.fromkeys(when))) for one, when in found if _possible(when)]


def _possible(when: When) -> bool:
    """Return whether no condition has to hold and not to hold."""
    return not any((number, not wanted) in when for number, wanted in when)


def outcomes(node: Node | None) -> list[tuple[Node, When]]:
    """Return the possible nodes, each with the conditions under which it applies."""
    if isinstance(node, Fork):
        return [
            *((n, ((node.condition, True), *when)) for n, when in outcomes(node.then)),
            *((n, ((node.condition, False), *when)) for n, when in outcomes(node.other)),
        ]
    return [(node, ())] if node is not None else []
