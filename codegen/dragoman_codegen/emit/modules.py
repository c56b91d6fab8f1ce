"""From a compiled protocol to the text of its modules: one for each file of the spec, and for a provider only what
differs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from dragoman_codegen.emit.hub import literal
from dragoman_codegen.emit.leaves import table_name
from dragoman_codegen.emit.passes import pass_calls
from dragoman_codegen.emit.reader import emit_reader
from dragoman_codegen.emit.rules import Code
from dragoman_codegen.emit.shapes import emit_shapes
from dragoman_codegen.emit.source.module import ADAPTERS, Module
from dragoman_codegen.emit.types import emit_scope, raw, repr_str, safe, tags_of
from dragoman_codegen.emit.writer import WriterCode
from dragoman_codegen.model import plan
from dragoman_codegen.model.program import File, Protocol
from dragoman_codegen.model.types import Field, Prim, Record, Ref, Scope


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
        info.body = ["", "", "PROTOCOL: Final[dict[str, Any]] = {", *data_rows(self._info()), "}"]
        out["__init__"] = info.text()
        for name, file in self.protocol.files.items():
            module = Module(
                f"{TITLES[name]} of {safe(str(self.protocol.info['title']))}.", f"{folder}/{name}.yaml", home
            )
            self._types(module, file)
            self.tables(module, file, file.tables.values())
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

    def tables(self, module: Module, file: File, tables: Iterable[plan.Table]) -> None:
        """Word tables; one that cannot be used in its direction is not there."""
        for table in tables:
            if table.missing:
                continue
            module.need("dragoman.library", "hub")
            module.body += ["", f"{table_name(table.name)}: Final[dict[str, {table.kind}]] = {{"]
            module.body += [f"    {repr_str(word)}: {literal(value)}," for word, value in table.entries]
            module.body += ["}"]

    def _rules(self, module: Module, file: File, rules: Iterable[plan.Rule]) -> None:
        if file.name != "types":
            types = self.protocol.files["types"]
            module.need(f"{module.home}.types", *types.rules, *(table_name(t.name) for t in types.tables.values()))
        module.need("dragoman.library", "hub", "passes")
        module.need("dragoman.library.context", "Context")
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
        if rule.nullable and made != "Any":
            made += " | None"
        head = f"def {rule.name}(it: {source}, context: Context) -> {made}:"
        if rule.known is not None:
            module.need("dragoman.library.validation", "unknown")
            code.line(f"if not it.keys() <= {rule.name.upper()}_KEYS:")
            code.line(f"    unknown(it, {rule.name.upper()}_KEYS, {repr_str(rule.route)}, context)")
        for check in rule.checks:
            self._check(code, check)
        code.give(rule.body, rule.target)
        module.need("dragoman.library.filters", *code.imports.filters)
        module.need("dragoman.library.validation", "Unwanted", "record", "word_of")
        module.need("dragoman.library.errors", "UpstreamError")
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
        code.imports.signals.add("UpstreamError")
        if check.need:
            expr = code.alternatives(check.when, "needed")
            with code.block(f"if ({expr}) is None:" if " " in expr else f"if {expr} is None:"):
                code.line(f"raise UpstreamError({code.value(check.error, 'failure')})")
            return
        name = code.fresh("failed")
        expr = code.alternatives(check.when, "failed")
        code.line(f"{name}: {code.type_name(check.when.type)} | None = {expr}")
        before = dict(code.heads)
        code.heads["it"] = name
        with code.block(f"if {name}:"):
            code.line(f"raise UpstreamError({code.value(check.error, 'failure')})")
        code.heads = before

    # ------------------------------------------------------------------------------------- what files are for
    def _special(self, module: Module, file: File) -> None:
        name = file.name
        if name == "stream":
            self._stream(module, file)
        elif name in ("request", "response"):
            for half, root in file.roots.items():
                if half == "read":
                    self._checks(module, file, root)
                self.door(module, file, half, root)
        elif name == "errors":
            self._errors(module, file)
        elif name == "lists":
            self._lists(module, file)

    def door(self, module: Module, file: File, half: str, root: str) -> None:
        """`read` and `write`: the root rule, with what comes before and behind it."""
        rule = file.rules[root]
        code = self.new_code(module, file, half)
        source, target = code.type_name(rule.source), code.type_name(rule.target)
        module.need("dragoman.library.validation", "Unwanted", "prune")
        made = "request" if file.name == "request" else "answer"
        passes = pass_calls(file.passes.get(half, ()), made)
        if half == "write":
            head = f"def write({made}: {source}, context: Context) -> {target}:"
            body = [*passes, f"    return {root}({made}, context)"]
        elif made == "request":
            head = f"def read(body: {source}, context: Context) -> {target}:"
            body = [
                "    try:",
                f"        request = {root}(body, context)",
                "    except Unwanted as unwanted:",
                "        raise unwanted.within(body) from None",
                *passes,
                "    return request",
            ]
        else:
            module.imports.typing.add("cast")
            head = f"def read(body: {source}, context: Context) -> {target}:"
            body = [
                "    prune(CHECK, cast(dict[str, Any], body), context)",
                f"    answer = {root}(body, context)",
                *passes,
                "    return answer",
            ]
        module.body += ["", "", head, *body]

    def _checks(self, module: Module, file: File, root: str) -> None:
        """The checks of what a read half is given; a client's body is refused by them, a provider's pruned."""
        source = file.rules[root].source
        strict = file.name == "request"
        module.need("dragoman.library.validation", "demand")
        self.shapes(module, emit_shapes(file.scope, source, strict), "CHECK", str(source))
        if not strict:
            return
        needed = (field for field in _fields(file.scope, source) if field.type == Prim("int") and not field.optional)
        limit = {field.wire: 1 for field in needed}
        module.body += [
            "",
            "",
            "def check(body: object) -> None:",
            '    """Raise InvalidRequest if a client\'s body does not have the declared shape."""',
            "    demand(CHECK, body)",
            "",
            "",
            f"COUNT: Final[dict[str, Any]] = {literal(limit)}  # defaults for a token count request",
        ]

    @staticmethod
    def shapes(module: Module, table: list[str], name: str, root: str) -> None:
        """The table of shapes, and the check of its root under a name."""
        module.need("dragoman.library.shapes", "OneOf", "Shapes", "Words")
        module.body += [*table, f"{name}: Final = SHAPES.check({repr_str(root)})"]

    def _stream(self, module: Module, file: File) -> None:
        module.need("dragoman.library.streams", "Blocks")
        module.need("dragoman.library.streams", "dumps as to_bytes")
        module.need("orjson", "dumps")
        module.need("dragoman.library.reasoning_tags", "Tags")
        new_read = partial(self.method_code, module, file, "read")
        new_write = partial(self.method_code, module, file, "write")
        frames = self.protocol.info.get("frames")
        events = isinstance(frames, dict) and bool(frames.get("event"))
        if file.read_stream:
            event = new_read().type_name(file.scope.ref(file.event))
            module.body += [
                "",
                "",
                f"TOLD: Final = {file.read_stream.told!r}  # blocks end when the protocol says so",
                "",
                "",
            ]
            module.body += emit_reader(file.read_stream, new_read, event, after=bool(file.read_stream.after))
            self.shapes(module, emit_shapes(file.scope, file.scope.ref(file.event), False), "check_event", file.event)
        if file.write_stream:
            module.body += ["", "", *WriterCode(file.write_stream, new_write, events).lines()]
        module.need("dragoman.library.filters", *module.imports.filters)
        module.need("dragoman.library.validation", "record", "word_of")
        module.need(f"{module.home}.types", *self.protocol.files["types"].rules, *self.protocol.files["types"].own)

    def _errors(self, module: Module, file: File) -> None:
        module.need("dragoman.library", "api_errors", "hub")
        if "read" in file.roots:
            rule = file.rules[file.roots["read"]]
            self.shapes(module, emit_shapes(file.scope, rule.source, False), "CHECK", str(rule.source))
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
        module.body += ["OVERFLOW: Final = (", *(f"    re.compile({raw(text)})," for text in file.overflow), ")"]
        module.body += ["", "", "def read(body: object, status: int, context: Context) -> hub.Failure:"]
        module.body += [
            f"    return api_errors.read({rule.name}, CHECK, STATUSES, OVERFLOW, body, status, context)",
        ]
        if file.retry:
            module.body += [
                "",
                "",
                "# errors behind which a request is worth another try, without these",
                "RETRY: Final = api_errors.Retry(",
                *("    (", *(f"        re.compile({raw(text)})," for text in file.retry), "    ),"),
                f"    {literal(file.without)},",
                ")",
            ]

    def _lists(self, module: Module, file: File) -> None:
        module.need("dragoman.library.context", "Context")
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
            elif str(rule.source) == "Listed":
                module.body += [
                    "",
                    "",
                    "def write_model(model: Any) -> Any:",
                    f"    return {rule.name}(model, Context())",
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
    from dragoman_codegen.emit import types as emit_types

    tags = emit_types.tags_of(whole)
    lines: list[str] = []
    for shape in own.shapes.values():
        if isinstance(shape, Record):
            lines += ["", "", *emit_types._record(shape, whole, tags.get(shape.name))]
    return lines


def _fields(scope: Scope, kind: object) -> list[Field]:
    shape = scope.shapes[kind.name] if isinstance(kind, Ref) else None
    return list(shape.fields.values()) if isinstance(shape, Record) else []


def _wrapped(words: Iterable[str]) -> list[str]:
    return ["    (", *(f"        {repr_str(word)}," for word in words), "    )"]


def _heading(head: str) -> list[str]:
    if len(head) <= 120:
        return [head]
    name, _, rest = head.partition("(")
    args, _, returns = rest.partition(") -> ")
    return [f"{name}(", f"    {args}", f") -> {returns}"]


def data_rows(value: dict[str, object]) -> list[str]:
    lines: list[str] = []
    for key, item in value.items():
        one = f"    {repr_str(str(key))}: {literal(item)},"
        if len(one) <= 120 or not isinstance(item, dict):
            lines.append(one)
        else:
            lines += [f"    {repr_str(str(key))}: {{", *(f"    {row}" for row in data_rows(item)), "    },"]
    return lines
