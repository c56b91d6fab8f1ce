"""Rules: compilation of their headers and bodies."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial

from dragoman_codegen.model import plan
from dragoman_codegen.model.types import BOOL, INT, STR, Either, ListOf, Ref, Scope, Tagged, Type, snake
from dragoman_codegen.resolve.covering.check import Conditions
from dragoman_codegen.resolve.covering.walk import Covered
from dragoman_codegen.resolve.expressions.half import Half, Header
from dragoman_codegen.resolve.expressions.paths import Env
from dragoman_codegen.resolve.reuse import Compiled
from dragoman_codegen.resolve.templates.forms import MAKERS
from dragoman_codegen.resolve.templates.nodes import Templates
from dragoman_codegen.resolve.types import parse_type
from dragoman_codegen.spec.expressions import last_call
from dragoman_codegen.spec.problems import Place, Problems
from dragoman_codegen.spec.yaml.tree import Fork, Leaf, Map, Node, Seq, divided, last_change

CHECKS = ("$fail", "$require")
HEADER = re.compile(r"(\w+)(\*)? from (\w+)(\*)?")
NOT_RULES = ("passes", "texts", "refusals", "retry", "statuses", "error_headers", "$drop", "$ignore")


def rule_nodes(half: Map) -> Map:
    """Return the entries of a half that are rules."""
    return Map({key: node for key, node in half.entries.items() if key not in NOT_RULES}, half.keys, half.place)


@dataclass(slots=True)
class Context:
    """The inputs for compiling the rules of one half."""

    half: str  # read, write
    wire: Scope
    hub: Scope
    problems: Problems
    declared: Map  # the declarations of the wire's types, for positions
    tables: dict[str, tuple[plan.Table, Type]] = field(default_factory=dict)
    shared: list[Header] = field(default_factory=list)  # headers of rules in types.yaml
    shared_rules: list[plan.Rule] = field(default_factory=list)
    routes: dict[str, str] = field(default_factory=dict)  # rule name -> path of its source
    strict: bool = False  # unknown keys of the source are losses
    lenient: bool = False  # any field of the source can be absent, whatever is declared
    request: Scope | None = None  # the types of the client's request, where a response is written
    conditions: Conditions = field(default_factory=Conditions)  # of the quirks that apply
    passes: tuple[plan.Pass, ...] = ()
    covered: Covered = field(default_factory=Covered)  # what others of this run found
    compiled: Compiled = field(default_factory=Compiled)  # what others of this run compiled

    @property
    def source(self) -> Scope:
        return self.wire if self.half == "read" else self.hub

    @property
    def target(self) -> Scope:
        return self.hub if self.half == "read" else self.wire


def read_headers(nodes: Map, context: Context) -> dict[str, Header]:
    """Return the headers of rules by the key they are declared under."""
    found: dict[str, Header] = {}
    for key in nodes.entries:
        place = nodes.keys[key]
        match = HEADER.fullmatch(key)
        if not match:
            what = "a rule is named by its target and source, as in 'Item from Message' or 'Item* from Message'"
            context.problems.add(place, f"'{key}' is not a rule; {what}", see="rule")
            continue
        made, many, given, of_many = match.groups()
        target = parse_type(context.target, made, place, context.problems)
        source = parse_type(context.source, given, place, context.problems)
        if target is not None and source is not None:
            name = f"{context.half}_{snake(made)}_from_{snake(given)}{'s' if of_many else ''}"
            found[key] = Header(
                name, _named(target, made), ListOf(source) if of_many else source, bool(many), place=place
            )
    return found


def _named(kind: Type, name: str) -> Type:
    """Keep the name of an alias, since rules are looked up by the name of their target."""
    return Alias(kind.members, name) if isinstance(kind, Either) and str(kind) != name else kind


@dataclass(frozen=True, slots=True)
class Alias(Either):
    name: str = ""

    def __str__(self) -> str:
        return self.name


def compile_rules(nodes: Map, context: Context) -> tuple[list[plan.Rule], Half]:
    """Compile the rules of a half. Also returns the half."""
    headers = read_headers(nodes, context)
    half = Half(
        context.half,
        context.source,
        context.target,
        headers=[*headers.values(), *context.shared],
        tables={name: table for name, (table, _) in context.tables.items()},
        problems=context.problems,
        table_types={name: kind for name, (_, kind) in context.tables.items()},
        nullable=_nullable_rules(nodes, headers),
        lenient=context.lenient,
        passes=context.passes,
        strict=context.strict,
    )
    if context.request is not None:
        half.others = (context.request,)
        half.heads = {"request": context.request.ref("Request"), "response.created": INT, "signatures": BOOL}
    shared = context.compiled.half(half, context.strict)
    rules: list[plan.Rule | None] = []
    for key, header in headers.items():
        node, place = nodes.entries[key], nodes.keys[key]
        route = context.routes.get(header.name, _own_route(header))
        make = partial(_rule, header, node, place, route, half, context)
        rules.append(shared.once(header, node, (place, route), make))
    return [rule for rule in rules if rule is not None], half


def _rule(header: Header, node: Node, place: Place, route: str, half: Half, context: Context) -> plan.Rule | None:
    half.calls = set()
    env = Env(header.source, dict(half.heads), route=route)
    templates = Templates(half)
    checks = _checks(node, half, env, templates)
    if isinstance(node, Map):
        node = Map({k: v for k, v in node.entries.items() if k not in CHECKS}, node.keys, node.place)
    result = templates.make(node, ListOf(header.target) if header.many else header.target, env)
    if result is None or templates.refused_null(result, header.target, node):
        return None
    return plan.Rule(
        header.name,
        header.target,
        header.source,
        header.many,
        result.template,
        known=_known(header.source, half) if context.strict else None,
        route=route,
        calls=frozenset(half.calls),
        nullable=result.nullable,
        checks=checks,
        place=str(last_change(node, place)),
    )


def _own_route(header: Header) -> str:
    """Return the name of a rule's source, for losses of rules that are applied at several places."""
    return snake(str(header.source)) if isinstance(header.source, Ref) else ""


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
        if not isinstance(item, Map) or "if" not in item.entries:
            half.problems.add(item.place, "$fail is a list of { if: $path, error: ApiError }", see="template")
            continue
        when = half.leaf_at(item.entries["if"], env)
        if when is None:
            continue
        if "error" not in item.entries:
            out.append(plan.Check(when, None, False))
            continue
        made = templates.make(item.entries["error"], half.target.ref("ApiError"), Env(when.type, heads={}))
        if made:
            out.append(plan.Check(when, made.template, False))
    need = node.entries.get("$require")
    for path, reason in need.entries.items() if isinstance(need, Map) else []:
        if not isinstance(reason, Leaf) or not str(reason.value or "").strip():
            half.problems.add(
                reason.place,
                f"$require of '{path}' needs the message of the error if it is absent",
                see="reason-missing",
            )
            continue
        found = half.leaf("$" + path, Env(env.it), reason.place)
        message = plan.Alternatives((plan.Pipe(plan.Const(str(reason.value), STR), (), STR, False),), STR, False)
        fault = plan.Alternatives((plan.Pipe(plan.Const("server_error", STR), (), STR, False),), STR, False)
        if found:
            entries = (plan.Entry("error_type", fault, "always"), plan.Entry("message", message, "always"))
            out.append(plan.Check(found, plan.Object(entries, (), None), True))
    return tuple(out)


def _nullable_rules(nodes: Map, headers: dict[str, Header]) -> set[str]:
    """Return the rules that can return nothing, judged by their form. A fixed point, since rules call rules."""
    nullable: set[str] = set()
    by_target: dict[str, set[str]] = {}
    for header in headers.values():
        by_target.setdefault(str(header.target), set()).add(header.name)
    while True:
        targets = {target for target, names in by_target.items() if names & nullable}
        more = {header.name for key, header in headers.items() if _is_nullable(nodes.entries[key], targets)} - nullable
        if not more:
            return nullable
        nullable |= more


def _is_nullable(node: Node | None, targets: set[str]) -> bool:
    """Return whether a rule can return nothing. `targets`: types whose rules are known to be nullable."""
    match node:
        case Leaf(value=str() as text):
            return text == "$nothing" or last_call(text) in targets
        case Map(entries=entries):
            choice = divided(node, MAKERS)
            return _is_nullable(choice, targets) if choice else _is_nullable_map(entries, targets)
        case Fork(then=then, other=other):
            return then is None or other is None or _is_nullable(then, targets) or _is_nullable(other, targets)
    return False


def _is_nullable_map(entries: dict[str, Node], targets: set[str]) -> bool:
    if "$if" in entries or isinstance(entries.get("$drop"), Leaf) or isinstance(entries.get("$refuse"), Leaf):
        return True
    options = entries.get("$first")
    if options is not None:
        every = options.items if isinstance(options, Seq) else []
        return isinstance(options, Seq) and all(_is_nullable(item, targets) or is_path(item) for item in every)
    if "$case" in entries:
        branches = (item for key, item in entries.items() if key == "$else" or not key.startswith("$"))
        return any(_is_nullable(item, targets) for item in branches)
    return False


def is_path(node: Node) -> bool:
    """Return whether a leaf is a single path, which can be nothing."""
    text = node.value if isinstance(node, Leaf) else None
    return isinstance(text, str) and text.startswith("$") and "??" not in text and text != "$null"
