"""From nodes to a plan, part three: rules, tables, passes, and the check that nothing of the source is lost in
silence."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from . import plan
from .library import all_passes, default_param, required_params
from .load import Fork, Leaf, Map, Node, Seq, plain
from .patterns import slow_or_wrong
from .problem import Place, Problems, suggest
from .resolve import Env, Half, Header
from .shapes import STR, Either, ListOf, Prim, Record, Ref, Scope, Tagged, Type, Words, parse_type
from .templates import Templates

HEADER = re.compile(r"(\w+)(\*)? from (\w+)(\*)?")
NOT_RULES = ("after", "before", "overflow", "statuses", "headers", "$drop", "$ignore")


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def rule_nodes(half: Map) -> dict[str, Node]:
    return {key: node for key, node in half.entries.items() if key not in NOT_RULES}


@dataclass(slots=True)
class Context:
    """What the rules of one half are compiled against."""

    half: str  # read, write
    wire: Scope
    hub: Scope
    problems: Problems

    @property
    def source(self) -> Scope:
        return self.wire if self.half == "read" else self.hub

    @property
    def target(self) -> Scope:
        return self.hub if self.half == "read" else self.wire


def read_headers(nodes: dict[str, Node], keys: dict[str, Place], context: Context) -> dict[str, Header]:
    """The rules' names and types, by the key they stand under."""
    found: dict[str, Header] = {}
    for key in nodes:
        match = HEADER.fullmatch(key)
        if not match:
            what = "a rule is named by what it makes and from what, as in 'Message from Turn' or 'Message* from Turn'"
            context.problems.add(keys[key], f"'{key}' is no rule; {what}")
            continue
        target = parse_type(context.target, match.group(1), keys[key], context.problems)
        source = parse_type(context.source, match.group(3), keys[key], context.problems)
        if target is None or source is None:
            continue
        if match.group(4):
            source = ListOf(source)
        name = f"{context.half}_{snake(match.group(1))}_from_{snake(match.group(3))}{'s' if match.group(4) else ''}"
        found[key] = Header(name, Named(target, match.group(1)), source, bool(match.group(2)))
    return found


def Named(kind: Type, name: str) -> Type:
    """An alias keeps its name as a rule's target only by what it stands for; the name is found again by str()."""
    return kind if str(kind) == name else Alias(kind.members, name) if isinstance(kind, Either) else kind


@dataclass(frozen=True, slots=True)
class Alias(Either):
    name: str = ""

    def __str__(self) -> str:
        return self.name


def read_table(name: str, node: Map, half: str, hub: Scope, problems: Problems) -> tuple[plan.Table, Type] | None:
    """One direction of a two-way table of words, complete for that direction."""
    of = hub.shapes.get(node.text("$of"))
    if not isinstance(of, Words):
        known = [n for n, s in hub.shapes.items() if isinstance(s, Words)]
        place = node.entries["$of"].place if "$of" in node.entries else node.place
        problems.add(
            place, f"a table of words says whose under $of, as in '$of: Stop'{suggest(node.text('$of'), known)}"
        )
        return None
    both = {k: n for k, n in node.entries.items() if not k.startswith("$")}
    entries: dict[str, str | int] = {}
    said: dict[str, str] = {}
    clash = ""
    for word, leaf in both.items():
        ours = str(plain(leaf))
        if ours not in of.words:
            problems.add(leaf.place, f"{of.name} has no '{ours}'{suggest(ours, of.words)}")
            return None
        if half == "read":
            entries[word] = ours
        elif ours in said:
            clash = clash or f"'{ours}' is said by two words, '{said[ours]}' and '{word}'; put one of them under $read"
        else:
            said[ours] = word
            entries[ours] = word
    skipped: set[str] = set()
    for word, leaf in node.sub("$" + half).entries.items():
        value = plain(leaf)
        ours = word if half == "write" else str(value)
        if ours not in of.words:
            problems.add(leaf.place, f"{of.name} has no '{ours}'{suggest(ours, of.words)}")
            return None
        if value is None:
            skipped.add(word)
            entries.pop(word, None)
        else:
            entries[word] = value
    if half == "write":
        missing = tuple(word for word in of.words if word not in entries and word not in skipped)
        missing = missing or tuple(sorted(said)) if clash else missing
        return plan.Table(name, tuple(entries.items()), None, missing, not skipped, clash=clash), STR
    if "$else" not in node.entries:
        problems.add(node.place, f"{name} has no $else: say what a word that nobody knows means, or ~ for nothing")
        return None
    otherwise = plain(node.entries["$else"])
    if otherwise is not None and otherwise not in of.words:
        problems.add(node.entries["$else"].place, f"{of.name} has no '{otherwise}'{suggest(str(otherwise), of.words)}")
        return None
    return plan.Table(name, tuple(entries.items()), otherwise, kind=f"hub.{of.name}"), hub.ref(of.name)


def compile_rules(
    nodes: dict[str, Node],
    keys: dict[str, Place],
    context: Context,
    tables: dict[str, tuple[plan.Table, Type]],
    extra: Iterable[Header] = (),
    routes: dict[str, str] | None = None,
    strict: bool = False,
    lenient: bool = False,
) -> tuple[list[plan.Rule], Half]:
    """All rules of a half. `extra`: headers of rules that stand elsewhere; `strict`: unknown keys of the source are
    losses."""
    headers = read_headers(nodes, keys, context)
    half = Half(
        context.half,
        context.source,
        context.target,
        [*headers.values(), *extra],
        {n: t for n, (t, _) in tables.items()},
        context.problems,
    )
    half.table_types = {n: kind for n, (_, kind) in tables.items()}
    half.maybes = _maybes(nodes, headers)
    half.lenient = lenient
    rules: list[plan.Rule] = []
    for key, header in headers.items():
        half.calls = set()
        node = nodes[key]
        half.reach(header.source, keys[key])
        env = Env(header.source, it_optional=False)
        templates = Templates(half, (routes or {}).get(header.name, ""))
        checks = _checks(node, half, env, templates)
        asks = ListOf(header.target) if header.many else header.target
        made = templates.make(node, asks, env)
        if made is None:
            continue
        known = _known(header.source, half) if strict and context.half == "read" else None
        rules.append(
            plan.Rule(
                header.name,
                header.target,
                header.source,
                header.many,
                made.template,
                known,
                (routes or {}).get(header.name, ""),
                key,
                frozenset(half.calls),
                made.maybe,
                checks,
            )
        )
    return rules, half


def _known(source: Type, half: Half) -> tuple[str, ...] | None:
    if not isinstance(source, Ref):
        return None
    records = half.records(source)
    union = half.tagged(source)
    if union or len(records) != 1:
        return None
    tags = [
        shape.tag
        for shape in half.source.shapes.values()
        if isinstance(shape, Tagged) and source in shape.cases.values()
    ]
    return (*tags[:1], *(field.wire for field in records[0].fields.values()))


def _checks(node: Node, half: Half, env: Env, templates: Templates) -> tuple[plan.Check, ...]:
    if not isinstance(node, Map):
        return ()
    out: list[plan.Check] = []
    fails = node.entries.get("$fail")
    for item in fails.items if isinstance(fails, Seq) else []:
        if not isinstance(item, Map) or "when" not in item.entries:
            half.problems.add(item.place, "$fail takes a list of { when: $path, error: Failure }")
            continue
        when = half.leaf(item.text("when"), env, item.entries["when"].place)
        if when is None:
            continue
        made = templates.make(item.entries.get("error"), half.target.ref("Failure"), Env(when.type, heads={}))
        if made:
            out.append(plan.Check(when, made.template, False))
    need = node.entries.get("$need")
    for path, reason in need.entries.items() if isinstance(need, Map) else []:
        found = half.leaf("$" + path, Env(env.it, carrying=False), reason.place)
        message = plan.Alternatives((plan.Pipe(plan.Const(str(plain(reason)), STR), (), STR, False),), STR, False)
        fault = plan.Alternatives((plan.Pipe(plan.Const("api", STR), (), STR, False),), STR, False)
        if found:
            entries = (plan.Entry("fault", fault, "always"), plan.Entry("message", message, "always"))
            out.append(plan.Check(found, plan.Object(entries, (), None), True))
    return tuple(out)


def _maybes(nodes: dict[str, Node], headers: dict[str, Header]) -> set[str]:
    """The rules that may make nothing, by their look; a fixed point, since rules call rules."""
    maybes: set[str] = set()
    by_target: dict[str, set[str]] = {}
    for header in headers.values():
        by_target.setdefault(str(header.target), set()).add(header.name)
    while True:
        more = {header.name for key, header in headers.items() if _is_maybe(nodes[key], maybes, by_target)} - maybes
        if not more:
            return maybes
        maybes |= more


def _is_maybe(node: Node | None, maybes: set[str], by_target: dict[str, set[str]]) -> bool:
    match node:
        case Leaf(value=str() as text):
            if text == "$nothing":
                return True
            called = re.search(r"-> (\w+)\s*$", text)
            return bool(called and by_target.get(called.group(1), set()) & maybes)
        case Map(entries=entries):
            if "$if" in entries or "$lose" in entries or isinstance(entries.get("$refuse"), Leaf):
                return True
            if "$first" in entries:
                options = entries["$first"]
                return isinstance(options, Seq) and all(
                    _is_maybe(item, maybes, by_target) or _is_path(item) for item in options.items
                )
            if "$case" in entries:
                return any(
                    _is_maybe(item, maybes, by_target)
                    for key, item in entries.items()
                    if key == "$else" or not key.startswith("$")
                )
        case Fork():
            return (
                node.then is None
                or node.other is None
                or _is_maybe(node.then, maybes, by_target)
                or _is_maybe(node.other, maybes, by_target)
            )
    return False


def _is_path(node: Node) -> bool:
    return (
        isinstance(node, Leaf)
        and isinstance(node.value, str)
        and node.value.startswith("$")
        and "??" not in node.value
        and node.value != "$null"
    )


# --------------------------------------------------------------------------------------------------- coverage


def check_covered(halves: list[Half], keys: Place) -> None:
    """Every field of every type that was reached is carried, or named with a reason."""
    problems = halves[0].problems
    carried = set[tuple[str, str]]().union(*(half.cover.carried | half.cover.named for half in halves))
    reached: dict[str, Place] = {}
    for half in halves:
        for name, place in half.cover.reached.items():
            reached.setdefault(name, place)
    scope = halves[0].source
    bare = set[str]().union(*(half.cover.bare for half in halves))
    for name, place in reached.items():
        record = scope.shapes.get(name)
        if not isinstance(record, Record):
            continue
        for field in record.fields.values():
            if (name, field.name) not in carried and field.name not in bare:
                problems.add(
                    field.place if scope.name != "hub" else place,
                    f"{name}.{field.name} would be lost: map it, or say why under $drop or $ignore",
                )


# ----------------------------------------------------------------------------------------------------- passes


def read_passes(node: Node | None, problems: Problems) -> tuple[plan.Pass, ...]:
    """The passes of a half, in the order in which they stand."""
    known = all_passes()
    out: list[plan.Pass] = []
    if node is not None and not isinstance(node, Map | Fork):
        problems.add(node.place, "passes are a map, each with its parameters, as in 'drop_empty: {}'")
    if not isinstance(node, Map):
        return ()
    for name, given in node.entries.items():
        if not isinstance(given, Map | Fork):
            problems.add(node.keys[name], f"a pass takes a map of its parameters; where there are none, '{name}: {{}}'")
            continue
        forms = _forms(given)
        for params, when in forms:
            if params is None:
                continue
            if name not in known:
                problems.add(node.keys[name], f"no pass '{name}'{suggest(name, known)}")
                break
            out.append(plan.Pass(name, _params(name, params, node.keys[name], problems), when))
    return tuple(out)


def _forms(node: Node | None) -> list[tuple[Map | None, tuple[tuple[int, bool], ...]]]:
    match node:
        case Map():
            return [(node, ())]
        case Fork():
            return [
                *((m, ((node.condition, True), *w)) for m, w in _forms(node.then)),
                *((m, ((node.condition, False), *w)) for m, w in _forms(node.other)),
            ]
    return [(None, ())]


def _params(name: str, given: Map, place: Place, problems: Problems) -> tuple[tuple[str, plan.Param], ...]:
    known = all_passes()[name]
    out: list[tuple[str, plan.Param]] = []
    for key, node in given.entries.items():
        if key not in known:
            problems.add(given.keys.get(key, place), f"pass {name} has no '{key}'{suggest(key, known)}")
            continue
        _check_param(f"{name}.{key}", node, known[key], problems)
        if key in ("illegal", "pattern"):
            _check_pattern(node, problems)
        out.append((key, _param(node, name, key)))
    for key in required_params(name):
        if key not in given.entries:
            problems.add(place, f"pass {name} needs '{key}'")
    return tuple(out)


def _check_pattern(node: Node | None, problems: Problems) -> None:
    for leaf in (node,) if isinstance(node, Leaf) else (node.then, node.other) if isinstance(node, Fork) else ():
        fault = slow_or_wrong(str(leaf.value)) if isinstance(leaf, Leaf) else ""
        if fault and leaf is not None:
            problems.add(leaf.place, fault)


def _param(node: Node | None, name: str, key: str) -> plan.Param:
    if isinstance(node, Fork):
        return plan.Chosen(node.condition, _param(node.then, name, key), _param(node.other, name, key))
    condition = _condition_within(node)
    if condition is not None:  # a map of which a condition changes one entry: two maps
        return plan.Chosen(
            condition,
            _param(_decided(node, condition, True), name, key),
            _param(_decided(node, condition, False), name, key),
        )
    return _frozen(plain(node) if node is not None else default_param(name, key))


def _condition_within(node: Node | None) -> int | None:
    if isinstance(node, Fork):
        return node.condition
    found = map(_condition_within, node.entries.values()) if isinstance(node, Map) else ()
    return next((condition for condition in found if condition is not None), None)


def _decided(node: Node | None, condition: int, holds: bool) -> Node | None:
    """The node as it is when a condition holds, or when it does not; what is not there then is left out."""
    if isinstance(node, Fork) and node.condition == condition:
        return _decided(node.then if holds else node.other, condition, holds)
    if not isinstance(node, Map):
        return node
    entries = {key: _decided(item, condition, holds) for key, item in node.entries.items()}
    return Map({key: item for key, item in entries.items() if item is not None}, node.keys, node.place)


def _frozen(value: Any) -> plan.Param:
    """A list or map as a tuple that says which it was: plans are compared and never changed."""
    if isinstance(value, list):
        return ("[]", *map(_frozen, value))
    if isinstance(value, dict):
        return ("{}", *((key, _frozen(item)) for key, item in value.items()))
    assert value is None or isinstance(value, str | int | float | bool)
    return value


def thawed(value: Any) -> Any:
    """The plain value of a frozen parameter."""
    if isinstance(value, tuple) and value and value[0] == "[]":
        return [thawed(item) for item in value[1:]]
    if isinstance(value, tuple) and value and value[0] == "{}":
        return {key: thawed(item) for key, item in value[1:]}
    return value


def _check_param(name: str, node: Node | None, hint: Any, problems: Problems) -> None:
    if isinstance(node, Fork):
        _check_param(name, node.then, hint, problems)
        _check_param(name, node.other, hint, problems)
        return
    if node is None:
        return
    value = plain(node)
    if typing.get_origin(hint) is typing.Literal:
        words = [str(word) for word in typing.get_args(hint)]
        if value not in words:
            problems.add(
                node.place, f"{name} is one of {', '.join(words)}, and this is '{value}'{suggest(str(value), words)}"
            )
        return
    origin = typing.get_origin(hint) or hint
    if origin in (str, int, bool, list, dict, tuple) and not isinstance(value, list if origin is tuple else origin):
        kinds = {
            str: "a text",
            int: "a whole number",
            bool: "true or false",
            list: "a list",
            tuple: "a list",
            dict: "a map",
        }
        problems.add(node.place, f"{name} is {kinds[origin]}, and this is '{value}'")


__all__ = [
    "Context",
    "STR",
    "Prim",
    "check_covered",
    "compile_rules",
    "read_headers",
    "read_passes",
    "read_table",
    "rule_nodes",
    "snake",
    "thawed",
]
