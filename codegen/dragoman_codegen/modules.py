"""From a compiled protocol to the text of its modules: one for each file of the spec, and for a provider only what
differs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from jinja2 import Environment, PackageLoader, StrictUndefined

from . import plan
from .emit_check import check_name, emit_checks, reachable
from .emit_code import Code, Imports, table_name
from .emit_hub import literal
from .emit_reader import emit_reader, methods
from .emit_types import emit_scope, repr_str, safe, tags_of
from .emit_writer import WriterCode
from .layout import fold
from .protocols import File, Protocol
from .rules import thawed
from .shapes import Field, Prim, Record, Ref, Scope, Tagged

PAGES = Environment(
    loader=PackageLoader("dragoman_codegen", "pages"),
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
    keep_trailing_newline=True,
)
ADAPTERS = "dragoman_adapters"
STD_TYPING = ("Any", "Final", "Literal", "TypedDict")


@dataclass(slots=True)
class Module:
    """One module on its way to a file: its body, and what it must import."""

    title: str
    source: str
    home: str  # package path, e.g. dragoman_adapters.openai_chat
    body: list[str] = field(default_factory=list)
    imports: Imports = field(default_factory=Imports)
    froms: dict[str, set[str]] = field(default_factory=dict)
    modules: set[str] = field(default_factory=set)

    def need(self, module: str, *names: str) -> None:
        self.froms.setdefault(module, set()).update(names)

    def text(self) -> str:
        body = "\n".join(self.body)
        std = [f"import {name}" for name in sorted(self.modules)]
        typing = sorted(
            name
            for name in {*self.imports.typing, *(n for n in STD_TYPING if re.search(rf"\b{n}\b", body))}
            if re.search(rf"\b{name}\b", body)
        )
        std += [f"from typing import {', '.join(typing)}"] if typing else []
        third: list[str] = []
        own: list[str] = []
        for module, names in sorted(self.froms.items()):
            used = [name for name in names if _is_used(name.split(" as ")[-1], body)]
            if not used:
                continue
            plain_names = sorted((name for name in used if " as " not in name), key=_import_order)
            line = f"from {module} import {', '.join(plain_names)}"
            lines = (
                [line]
                if len(line) <= 120
                else [f"from {module} import (", *(f"    {name}," for name in plain_names), ")"]
            )
            statements = {plain_names[0]: lines} if plain_names else {}
            statements |= {name: [f"from {module} import {name}"] for name in used if " as " in name}
            lines = [one for first in sorted(statements, key=_import_order) for one in statements[first]]
            (third if module.startswith("orjson") else own).extend(lines)
        groups = [group for group in (std, third, own) if group]
        self.body = [folded for line in spaced(self.body) for folded in fold(line)]
        if self.body and self.body[0].startswith(("class ", "def ")):
            self.body.insert(0, "")
        text = PAGES.get_template("module.py.j2").render(
            title=self.title, source=self.source, imports=groups, body=self.body
        )
        return re.sub(r"\n{4,}", "\n\n\n", text).rstrip("\n") + "\n"


def _is_used(name: str, body: str) -> bool:
    """Named in the code, or given on by `__all__`."""
    return bool(
        re.search(rf"(?<![\w.\"]){re.escape(name)}\b", body)
        or re.search(rf"^__all__ = .*\"{re.escape(name)}\"", body, re.M)
    )


def spaced(lines: list[str]) -> list[str]:
    """Two empty lines around functions and classes, one at most elsewhere, none at the ends."""
    out: list[str] = []
    for line in lines:
        if not line:
            continue_blank = out and out[-1] != ""
            if continue_blank:
                out.append("")
            continue
        top = line[0] not in " )]}"
        if top and out:
            last = next((known for known in reversed(out) if known), "")
            if line.startswith(("def ", "class ", "@")) or last.startswith(" ") and not _in_brackets(out):
                while out and not out[-1]:
                    out.pop()
                out += ["", ""] if not last.startswith("@") else []
        out.append(line)
    while out and not out[-1]:
        out.pop()
    return out


def _in_brackets(lines: list[str]) -> bool:
    """Whether the last top-level statement is a table that goes on."""
    return False


def _import_order(name: str) -> tuple[int, str]:
    """Constants, then classes, then the rest: as ruff's import order has it."""
    first = name.split(" as ")[0]
    return (0 if first.isupper() else 1 if first[:1].isupper() else 2, first)


@dataclass(slots=True)
class Writer:
    """Writes the modules of one protocol, and of the providers that speak it."""

    protocol: Protocol
    hub: Scope
    stale: set[str] = field(default_factory=set)

    # ----------------------------------------------------------------------------------------- whole protocol
    def protocol_modules(self) -> dict[str, str]:
        out: dict[str, str] = {}
        home = f"{ADAPTERS}.{self.protocol.name}"
        folder = f"specs/protocols/{self.protocol.name}"
        info = Module(f"{safe(str(self.protocol.info['title']))}, as data.", f"{folder}/protocol.yaml", home)
        info.body = ["", "", "PROTOCOL: Final[dict[str, Any]] = {", *_rows(self._info()), "}"]
        out["__init__"] = info.text()
        for name, file in self.protocol.files.items():
            module = Module(
                f"{TITLES[name]} of {safe(str(self.protocol.info['title']))}.", f"{folder}/{name}.yaml", home
            )
            self._types(module, file)
            self._tables(module, file, file.tables.values())
            self._rules(module, file, file.rules.values())
            self._special(module, file)
            out[name] = module.text()
        return out

    def _info(self) -> dict[str, object]:
        info = dict(self.protocol.info)
        stream = self.protocol.files["stream"].read_stream
        info["told"] = bool(stream and stream.told)
        info["words"] = self.protocol.files["request"].words
        return info

    def _types(self, module: Module, file: File) -> None:
        if file.name == "types":
            tags: dict[str, tuple[str, list[str]]] = {}
            for other in self.protocol.files.values():
                for name, (tag, words) in tags_of(other.scope).items():
                    known = tags.setdefault(name, (tag, []))[1]
                    known += [word for word in words if word not in known]
            lines = emit_scope(file.scope, tags)
        else:
            shared = self.protocol.files["types"].scope
            own = Scope(
                file.scope.name, {n: s for n, s in file.scope.shapes.items() if n in file.own}, file.scope.aliases
            )
            lines = emit_scope_part(own, file.scope)
            module.need(f"{module.home}.types", *(n for n, s in shared.shapes.items() if n not in file.own))
        module.body += ["", "", *lines] if lines else []

    def _tables(self, module: Module, file: File, tables: Iterable[plan.Table]) -> None:
        if file.name != "types":
            module.need(
                f"{module.home}.types", *(table_name(t.name) for t in self.protocol.files["types"].tables.values())
            )
        for table in tables:
            if table.missing:
                continue
            module.need("dragoman", "hub")
            kind = table.kind if table.kind != "str" else "str"
            module.body += ["", f"{table_name(table.name)}: Final[dict[str, {kind}]] = {{"]
            module.body += [f"    {repr_str(word)}: {literal(value)}," for word, value in table.entries]
            module.body += ["}"]

    def _rules(self, module: Module, file: File, rules: Iterable[plan.Rule]) -> None:
        module.need(f"{module.home}.types", *self.protocol.files["types"].rules) if file.name != "types" else None
        module.need("dragoman", "hub", "passes")
        module.need("dragoman.context", "Context")
        for rule in rules:
            module.body += ["", "", *self.rule(rule, module, file)]

    def new_code(self, module: Module, file: File, half: str) -> Code:
        scopes = {"hub": self.hub, file.scope.name: file.scope}
        tables = {t.name: t for t in self.protocol.files["types"].tables.values() if t.name.startswith(half)}
        named = {**self.protocol.files["types"].rules, **file.rules}
        code = Code(module.imports, scopes, tables, named, half)
        code.stale = self.stale
        return code

    def method_code(self, module: Module, file: File, half: str) -> Code:
        """A function of a Reader or a Writer, which has its context with it."""
        code = self.new_code(module, file, half)
        code.ctx = "self.context"
        return code

    def rule(self, rule: plan.Rule, module: Module, file: File) -> list[str]:
        half = rule.name.split("_", 1)[0]
        code = self.new_code(module, file, half)
        source = code.type_name(rule.source)
        target = code.type_name(rule.target)
        made = f"list[{target}]" if rule.many else target
        if rule.maybe and made != "Any":
            made += " | None"
        head = f"def {rule.name}(it: {source}, context: Context) -> {made}:"
        if rule.known is not None:
            module.need("dragoman.shape", "unknown")
            code.line(f"if not it.keys() <= {rule.name.upper()}_KEYS:")
            code.line(f"    unknown(it, {rule.name.upper()}_KEYS, {repr_str(rule.route)}, context)")
        for check in rule.checks:
            self._check(code, check)
        code.give(rule.body, rule.target)
        module.need("dragoman.filters", *code.imports.filters)
        module.need("dragoman.shape", "Unwanted", "record", "word_of")
        module.need("dragoman.signals", "Failed")
        keys = (
            []
            if rule.known is None
            else [f"{rule.name.upper()}_KEYS: Final = frozenset(", *_wrapped(rule.known), ")", "", ""]
        )
        if rule.known is not None:
            one = f"{rule.name.upper()}_KEYS: Final = frozenset({literal(tuple(rule.known))})"
            keys = [one, "", ""] if len(one) <= 120 else keys
        return [*keys, *_heading(head), *code.lines]

    def _check(self, code: Code, check: plan.Check) -> None:
        code.imports.signals.add("Failed")
        if check.need:
            expr = code.alternatives(check.when, "needed")
            with code.block(f"if ({expr}) is None:" if " " in expr else f"if {expr} is None:"):
                code.line(f"raise Failed({code.value(check.error, 'failure')})")
            return
        name = code.fresh("failed")
        expr = code.alternatives(check.when, "failed")
        code.line(f"{name}: {code.type_name(check.when.type)} | None = {expr}")
        before = dict(code.heads)
        code.heads["it"] = name
        with code.block(f"if {name}:"):
            code.line(f"raise Failed({code.value(check.error, 'failure')})")
        code.heads = before

    # ------------------------------------------------------------------------------------- what files are for
    def _special(self, module: Module, file: File) -> None:
        name = file.name
        if name == "stream":
            self._stream(module, file)
        elif name in ("request", "response"):
            for half, root in file.roots.items():
                self._door(module, file, half, root)
        elif name == "errors":
            self._errors(module, file)
        elif name == "lists":
            self._lists(module, file)

    def _door(self, module: Module, file: File, half: str, root: str) -> None:
        """`read` and `write`: the root rule with its check before it and the passes around it."""
        rule = file.rules[root]
        code = self.new_code(module, file, half)
        source, target = code.type_name(rule.source), code.type_name(rule.target)
        wire = file.scope
        module.need("dragoman.shape", "Wrong", "Unwanted", "demand", "prune")
        if half == "read":
            strict = file.name == "request"
            module.body += emit_checks(wire, rule.source, strict)
            check = check_name(str(rule.source))
            if strict:
                module.body += [
                    "",
                    "",
                    "def check(body: object) -> None:",
                    '    """Raises Bad where a client\'s body is not what the protocol asks for."""',
                    f"    demand({check}, body)",
                ]
                module.body += [
                    "",
                    "",
                    "def check_count(body: object) -> None:",
                    '    """As `check`, for a question how many tokens it would be: the answer has no limit then."""',
                    f"    demand({check}, body if not isinstance(body, dict) else {{**COUNT, **body}})",
                ]
                limit = {
                    field.wire: 1
                    for field in _fields(wire, rule.source)
                    if field.type == Prim("int") and not field.optional
                }
                module.body += [
                    "",
                    "",
                    f"COUNT: Final[dict[str, Any]] = {literal(limit)}  # what such a question may leave out",
                ]
            made = "request" if strict else "answer"
            module.body += ["", "", f"def read(body: {source}, context: Context) -> {target}:"]
            passes = _passes(file.passes.get("read", ()), made)
            if strict:
                module.body += [
                    "    try:",
                    f"        request = {root}(body, context)",
                    "    except Unwanted as unwanted:",
                    "        raise unwanted.within(body) from None",
                    *passes,
                    "    return request",
                ]
            else:
                module.body += [
                    f"    prune({check}, cast(dict[str, Any], body), context)",
                    f"    answer = {root}(body, context)",
                    *passes,
                    "    return answer",
                ]
                module.imports.typing.add("cast")
        else:
            made = "request" if file.name == "request" else "answer"
            passes = _passes(file.passes.get("write", ()), made)
            module.body += [
                "",
                "",
                f"def write({made}: {source}, context: Context) -> {target}:",
                *passes,
                f"    return {root}({made}, context)",
            ]

    def _stream(self, module: Module, file: File) -> None:
        module.need("dragoman.blocks", "Blocks")
        module.need("dragoman.jsontext", "dumps as to_bytes")
        module.need("orjson", "dumps")
        module.need("dragoman.tags", "Tags")
        new_read = partial(self.method_code, module, file, "read")
        new_write = partial(self.method_code, module, file, "write")
        events = isinstance(self.protocol.info.get("frames"), dict) and bool(self.protocol.info["frames"].get("event"))  # type: ignore[attr-defined]
        if file.read_stream:
            event = new_read().type_name(file.scope.ref(file.event))
            module.body += [
                "",
                "",
                f"TOLD: Final = {file.read_stream.told!r}  # blocks end when the protocol says so",
                "",
                "",
            ]
            module.body += emit_reader(file.read_stream, new_read, event)
            module.body += emit_checks(file.scope, file.scope.ref(file.event), False)
            if check_name(file.event) != "check_event":
                module.body += ["", "", f"check_event: Final = {check_name(file.event)}"]
        if file.write_stream:
            module.body += ["", "", *WriterCode(file.write_stream, new_write, events).lines()]
        module.need("dragoman.filters", *module.imports.filters)
        module.need("dragoman.shape", "Wrong", "record", "word_of")
        module.need(f"{module.home}.types", *self.protocol.files["types"].rules, *self.protocol.files["types"].own)

    def _errors(self, module: Module, file: File) -> None:
        module.need("dragoman", "failures", "hub")
        module.need("dragoman.shape", "Wrong")
        if "read" in file.roots:
            rule = file.rules[file.roots["read"]]
            module.body += emit_checks(file.scope, rule.source, False)
            self.read_errors(module, file)
        if "write" in file.roots:
            rule = file.rules[file.roots["write"]]
            code = self.new_code(module, file, "write")
            module.body += [
                "",
                "",
                "STATUS: Final[dict[str, int]] = {",
                *(f"    {repr_str(str(k))}: {v}," for k, v in file.statuses["write"].items()),
                "}",
            ]
            module.body += ["", f"HEADERS: Final[dict[str, dict[str, str]]] = {literal(file.headers)}"]
            module.body += [
                "",
                "",
                f"def write(failure: hub.Failure, context: Context) -> tuple[int, {code.type_name(rule.target)}]:",
            ]
            module.body += [f'    return STATUS[failure.get("fault") or "api"], {rule.name}(failure, context)']

    def read_errors(self, module: Module, file: File) -> None:
        rule = file.rules[file.roots["read"]]
        module.modules.add("re")
        module.body += [
            "",
            "",
            "STATUSES: Final[dict[int, hub.Fault]] = {",
            *(f"    {int(k)}: {repr_str(str(v))}," for k, v in file.statuses["read"].items()),
            "}",
        ]
        module.body += ["", "# how this protocol's providers say that a conversation no longer fits"]
        module.body += ["OVERFLOW: Final = (", *(f"    re.compile({_raw(text)})," for text in file.overflow), ")"]
        module.body += ["", "", "def read(body: object, status: int, context: Context) -> hub.Failure:"]
        module.body += [
            f"    return failures.read({rule.name}, {check_name(str(rule.source))}, STATUSES, OVERFLOW, "
            "body, status, context)",
        ]

    def _lists(self, module: Module, file: File) -> None:
        module.need("dragoman.context", "Context")
        for rule in file.rules.values():
            if str(rule.source) == "Count" and rule.name.startswith("write"):
                module.body += [
                    "",
                    "",
                    "def write_count(tokens: int) -> Any:",
                    f'    return {rule.name}({{"tokens": tokens}}, Context())',
                ]
            elif str(rule.source) == "Listing":
                module.body += [
                    "",
                    "",
                    "def write_models(models: list[Any]) -> Any:",
                    f'    return {rule.name}({{"models": models}}, Context())',
                ]
            elif rule.name.startswith("read"):
                module.imports.typing.add("cast")
                module.body += [
                    "",
                    "",
                    "def read_count(body: Any) -> int | None:",
                    '    """The tokens that an answer to a count tells; None where it tells none."""',
                    f'    return {rule.name}(cast(Any, body), Context()).get("tokens") '
                    "if isinstance(body, dict) else None",
                ]


TITLES = {
    "types": "Types, words and rules that all directions share,",
    "request": "Requests",
    "response": "Whole answers",
    "stream": "Streamed answers",
    "errors": "Errors",
    "lists": "Counts and lists of models",
}


def emit_scope_part(own: Scope, whole: Scope) -> list[str]:
    """The types of one file; what they refer to may stand in the shared module."""
    from . import emit_types

    tags = emit_types.tags_of(whole)
    lines: list[str] = []
    for shape in own.shapes.values():
        if isinstance(shape, Record):
            lines += ["", "", *emit_types._record(shape, whole, tags.get(shape.name))]
    return lines


def _fields(scope: Scope, kind: object) -> list[Field]:
    shape = scope.shapes[kind.name] if isinstance(kind, Ref) else None
    return list(shape.fields.values()) if isinstance(shape, Record) else []


def _passes(passes: tuple[plan.Pass, ...], subject: str) -> list[str]:
    lines: list[str] = []
    for one in passes:
        given = "".join(f", {key}={_param(value)}" for key, value in one.params)
        call = f"passes.{one.name}({subject}, context{given})"
        deep = "    "
        if one.when:
            tests = [f"{'' if wanted else 'not '}context.holds[{condition}]" for condition, wanted in one.when]
            lines.append(f"    if {' and '.join(tests)}:")
            deep = "        "
        if len(deep + call) <= 120:
            lines.append(deep + call)
        else:
            lines += [
                f"{deep}passes.{one.name}(",
                f"{deep}    {subject},",
                f"{deep}    context,",
                *(f"{deep}    {key}={_param(value)}," for key, value in one.params),
                f"{deep})",
            ]
    return lines


def _param(value: plan.Param) -> str:
    if isinstance(value, plan.Chosen):
        return f"{_param(value.then)} if context.holds[{value.condition}] else {_param(value.other)}"
    return literal(thawed(value))


def _raw(text: str) -> str:
    return f'r"{text}"' if '"' not in text and not text.endswith("\\") and text.isprintable() else repr_str(text)


def _wrapped(words: Iterable[str]) -> list[str]:
    return ["    (", *(f"        {repr_str(word)}," for word in words), "    )"]


def _heading(head: str) -> list[str]:
    if len(head) <= 120:
        return [head]
    name, _, rest = head.partition("(")
    args, _, returns = rest.partition(") -> ")
    return [f"{name}(", f"    {args}", f") -> {returns}"]


def _rows(value: dict[str, object]) -> list[str]:
    lines: list[str] = []
    for key, item in value.items():
        one = f"    {repr_str(str(key))}: {literal(item)},"
        if len(one) <= 120 or not isinstance(item, dict):
            lines.append(one)
        else:
            lines += [f"    {repr_str(str(key))}: {{", *(f"    {row}" for row in _rows(item)), "    },"]
    return lines


__all__ = ["ADAPTERS", "Module", "Tagged", "Writer", "methods", "reachable"]
