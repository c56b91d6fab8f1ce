"""From nodes to a plan, part three: rules, tables, passes, and the check that nothing of the source is lost in
silence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from dragoman_codegen.model import plan
from dragoman_codegen.model.kinds import Coverage
from dragoman_codegen.model.types import STR, Either, ListOf, Record, Ref, Scope, Tagged, Type, parse_type, snake
from dragoman_codegen.resolve.leaves import Env, Half, Header
from dragoman_codegen.resolve.templates import Templates
from dragoman_codegen.spec.load import Fork, Leaf, Map, Node, Seq, plain
from dragoman_codegen.spec.problems import Place, Problems

HEADER = re.compile(r"(\w+)(\*)? from (\w+)(\*)?")
NOT_RULES = ("after", "before", "overflow", "retry", "statuses", "headers", "$drop", "$ignore")


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
        Coverage(),
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
