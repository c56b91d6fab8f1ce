"""Modules of a protocol: one for each file of its spec."""

from __future__ import annotations

import keyword
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from functools import partial

from dragoman_codegen.emit.hub import literal
from dragoman_codegen.emit.leaves import table_name
from dragoman_codegen.emit.passes import pass_calls
from dragoman_codegen.emit.reader import emit_reader
from dragoman_codegen.emit.rules import Code
from dragoman_codegen.emit.shapes import emit_shapes
from dragoman_codegen.emit.source.layout import fill
from dragoman_codegen.emit.source.module import ADAPTERS, Module
from dragoman_codegen.emit.types import emit_scope, raw, record_lines, repr_str, safe, tags_of
from dragoman_codegen.emit.writer import WriterCode
from dragoman_codegen.model import plan
from dragoman_codegen.model.program import ErrorTexts, File, Protocol
from dragoman_codegen.model.types import Field, Prim, Record, Ref, Scope, Type


@dataclass(slots=True)
class Writer:
    """Emits the modules of one protocol and the parts that its providers change."""

    protocol: Protocol
    hub: Scope
    stale: set[str] = field(default_factory=set)

    # ----------------------------------------------------------------------------------------- whole protocol
    def protocol_modules(self) -> dict[str, str]:
        out: dict[str, str] = {}
        home = f"{ADAPTERS}.{self.protocol.name}"
        folder = f"specs/protocols/{self.protocol.name}"
        info = Module(
            f"{safe(str(self.protocol.info['title']))}: properties of the protocol.", f"{folder}/protocol.yaml", home
        )
        info.body = ["", "", "PROTOCOL: Final[dict[str, Any]] = {", *data_rows(self._info()), "}"]
        out["__init__"] = info.text()
        for name, file in self.protocol.files.items():
            module = Module(
                f"{TITLES[name]} of {safe(str(self.protocol.info['title']))}.", f"{folder}/{name}.yaml", home
            )
            self._types(module, file)
            self._file(module, file)
            out[name] = module.text()
        return out

    def _info(self) -> dict[str, object]:
        info = dict(self.protocol.info)
        stream = self.protocol.files["stream"].read_stream
        info["explicit_ends"] = bool(stream and stream.explicit_ends)
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

    def _file(self, module: Module, file: File) -> None:
        """Emit the classes of both halves and the functions that the runtime calls."""
        if file.name != "types":
            module.need(f"{module.home}.types", "ReadTypes", "WriteTypes")
        if file.name == "stream":
            self._stream(module, file)
            return
        for half in ("read", "write"):
            rules = [rule for rule in file.rules.values() if rule.name.startswith(half)]
            members = [] if file.name == "types" else self._entry(module, file, half)
            members = [*self.tables(module, file, half, file.tables.values()), *members]
            members += [self.rule(rule, module, file) for rule in rules]
            if members or file.name == "types":
                base = "Rules" if file.name == "types" else f"{half.title()}Types"
                module.need("dragoman.library.context", "Context", "Rules")
                module.body += class_lines(class_name(file, half), base, members)
        self._functions(module, file)

    def tables(
        self, module: Module, file: File, half: str, tables: Iterable[plan.Table], base: File | None = None
    ) -> list[list[str]]:
        """Return word tables as class attributes, without those that cannot be used in their direction.

        A table that extends the one of the `base` class lists only the new words.
        """
        members: list[list[str]] = []
        for table in tables:
            if table.missing or not table.name.startswith(half):
                continue
            name = table_name(table.name)
            old = base.tables.get(table.name) if base else None
            known = dict(old.entries) if old and not old.missing else {}
            entries = dict(table.entries)
            extends = bool(known) and list(entries)[: len(known)] == list(known)
            rows = [
                f"{repr_str(word)}: {literal(value)}" for word, value in entries.items() if known.get(word) != value
            ]
            if extends:
                rows.insert(0, f"**base.{class_name(file, half)}.{name}")
            else:
                rows = [f"{repr_str(word)}: {literal(value)}" for word, value in entries.items()]
            members.append(fill(f"    {name}: ClassVar[dict[str, {table.kind}]] = {{", rows, "}"))
        return members

    def new_code(self, module: Module, file: File, half: str) -> Code:
        scopes = {"hub": self.hub, file.scope.name: file.scope}
        tables = {t.name: t for t in self.protocol.files["types"].tables.values() if t.name.startswith(half)}
        named = {**self.protocol.files["types"].rules, **file.rules}
        code = Code(module.filters, scopes, tables, named, half)
        code.stale = self.stale
        return code

    def rule(self, rule: plan.Rule, module: Module, file: File) -> list[str]:
        """Return a rule as a method of its half."""
        code = self.new_code(module, file, rule.name.split("_", 1)[0])
        source = code.type_name(rule.source)
        target = code.type_name(rule.target)
        made = f"list[{target}]" if rule.many else target
        if rule.nullable and made != "Any":
            made += " | None"
        keys: list[str] = []
        if rule.known is not None:
            name = f"{rule.name.upper()}_KEYS"
            module.need("dragoman.library.validation", "unknown")
            last = ",))" if len(rule.known) == 1 else "))"
            keys = [*fill(f"    {name}: ClassVar = frozenset((", map(repr_str, rule.known), last), ""]
            code.line(f"if not it.keys() <= self.{name}:")
            code.line(f"    unknown(it, self.{name}, {repr_str(rule.route)}, self.context)")
        for check in rule.checks:
            self._check(code, check)
        code.give(rule.body, rule.target)
        module.need("dragoman.library", "hub", "passes")
        module.need("dragoman.library.filters", *code.filters)
        module.need("dragoman.library.validation", "Unwanted", "record", "word_of")
        module.need("dragoman.library.errors", "ErrorBody", "UpstreamError")
        return [*keys, *_heading(f"    def {rule.name}(self, it: {source}) -> {made}:"), *code.lines]

    def _check(self, code: Code, check: plan.Check) -> None:
        if check.need:
            assert check.error is not None
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
            if check.error is None:
                code.line("raise ErrorBody(it)")
            else:
                code.line(f"raise UpstreamError({code.value(check.error, 'failure')})")
        code.heads = before

    # ------------------------------------------------------------------------------------- what files are for
    def _entry(self, module: Module, file: File, half: str) -> list[list[str]]:
        """Return the members of a half's class that the runtime calls."""
        if half not in file.roots or file.name == "lists":
            return []
        if file.name == "errors":
            return self._error_members(module, file, half)
        root = file.rules[file.roots[half]]
        code = self.new_code(module, file, half)
        source, target = code.type_name(root.source), code.type_name(root.target)
        given = "body" if half == "read" else HUB_VALUES[file.name]
        function = [
            "    @classmethod",
            f"    def of(cls, {given}: {source}, context: Context) -> {target}:",
            f"        return cls(context).{half}({given})",
        ]
        members = [function, self.entry(module, file, half)]
        if half == "read":
            self.shapes(module, emit_shapes(file.scope, root.source, file.name == "request"))
            members.insert(0, [self.check_member(root.source)])
        return members

    def entry(self, module: Module, file: File, half: str) -> list[str]:
        """Return the method that applies the root rule, with the passes before or after it."""
        root = file.rules[file.roots[half]]
        code = self.new_code(module, file, half)
        source, target = code.type_name(root.source), code.type_name(root.target)
        module.need("dragoman.library.validation", "Unwanted", "prune")
        made = HUB_VALUES[file.name]
        passes = pass_calls(file.passes.get(half, ()), made, "self.context")
        if half == "write":
            return [
                f"    def write(self, {made}: {source}) -> {target}:",
                *passes,
                f"        return self.{root.name}({made})",
            ]
        if made == "request":
            before = [
                "        try:",
                f"            request = self.{root.name}(body)",
                "        except Unwanted as unwanted:",
                "            raise unwanted.within(body) from None",
            ]
        else:
            before = [
                "        prune(self.CHECK, cast(dict[str, Any], body), self.context)",
                f"        answer = self.{root.name}(body)",
            ]
        return [f"    def read(self, body: {source}) -> {target}:", *before, *passes, f"        return {made}"]

    def _functions(self, module: Module, file: File) -> None:
        """The functions of a module that the runtime calls."""
        if file.name in ("request", "response"):
            for half in file.roots:
                module.body += ["", "", f"{half}: Final = {class_name(file, half)}.of"]
        if file.name == "request" and "read" in file.roots:
            self._check_request(module, file)
        elif file.last_frame:
            self._last_frame(module, file)
        elif file.name == "errors":
            self._error_functions(module, file)
        elif file.name == "lists":
            self._lists(module, file)

    def _check_request(self, module: Module, file: File) -> None:
        source = file.rules[file.roots["read"]].source
        needed = (field for field in _fields(file.scope, source) if field.type == Prim("int") and not field.optional)
        limit = {field.wire: 1 for field in needed}
        module.need("dragoman.library.validation", "demand")
        module.body += [
            "",
            "",
            "def check(body: object) -> None:",
            '    """Raise InvalidRequest if a client\'s body does not have the declared shape."""',
            "    demand(ReadRequest.CHECK, body)",
            "",
            "",
            f"COUNT: Final[dict[str, Any]] = {literal(limit)}  # defaults for a token count request",
        ]

    @staticmethod
    def _last_frame(module: Module, file: File) -> None:
        """The write half of a response that the last frame of its stream contains."""
        module.need("dragoman.library.streams", "last_frame")
        module.need(f"{module.home}.stream", "Writer")
        module.body += [
            "",
            "",
            "def write(answer: hub.Response, context: Context) -> dict[str, Any]:",
            '    """Return the response that ends the streamed response."""',
            f"    made: dict[str, Any] = last_frame(Writer(context), answer, context)[{repr_str(file.last_frame)}]",
            "    return made",
        ]

    @staticmethod
    def check_member(root: Type) -> str:
        return f"    CHECK = staticmethod(SHAPES.check({repr_str(str(root))}))"

    @staticmethod
    def shapes(module: Module, table: list[str]) -> None:
        """The table of shapes that a half's check is made of."""
        module.need("dragoman.library.shapes", "OneOf", "Shapes", "Words")
        module.body += table

    def _stream(self, module: Module, file: File) -> None:
        module.need("dragoman.library.streams", "Blocks")
        module.need("dragoman.library.streams", "dumps as to_bytes")
        module.need("orjson", "dumps")
        module.need("dragoman.library.reasoning_tags", "Tags")
        module.need("dragoman.library.context", "Context")
        new_read = partial(self.new_code, module, file, "read")
        new_write = partial(self.new_code, module, file, "write")
        frames = self.protocol.info.get("frames")
        events = isinstance(frames, dict) and bool(frames.get("event"))
        if file.read_stream:
            event = new_read().type_name(file.scope.ref(file.event))
            module.body += [
                "",
                "",
                f"EXPLICIT_ENDS: Final = {file.read_stream.explicit_ends!r}  # each block's end is marked",
                "",
                "",
            ]
            module.body += emit_reader(
                file.read_stream, new_read, event, "ReadTypes", after=bool(file.read_stream.after)
            )
            module.body += self.stream_rules(module, file, "read")
            self.shapes(module, emit_shapes(file.scope, file.scope.ref(file.event), False))
            module.body += [f"check_event: Final = SHAPES.check({repr_str(file.event)})"]
        if file.write_stream:
            last = bool(self.protocol.files["response"].last_frame)
            module.body += ["", "", *WriterCode(file.write_stream, new_write, events, last).lines()]
            module.body += self.stream_rules(module, file, "write")
        module.need("dragoman.library", "hub", "passes")
        module.need("dragoman.library.filters", *module.filters)
        module.need("dragoman.library.validation", "record", "word_of")
        module.need(f"{module.home}.types", *self.protocol.files["types"].own)

    def stream_rules(
        self, module: Module, file: File, half: str, only: Collection[plan.Rule] | None = None
    ) -> list[str]:
        """The rules of a stream's half, at the end of its class."""
        rules = [rule for rule in file.rules.values() if rule.name.startswith(half) and (only is None or rule in only)]
        return [line for rule in rules for line in ("", *self.rule(rule, module, file))]

    def _error_members(self, module: Module, file: File, half: str) -> list[list[str]]:
        module.need("dragoman.library", "api_errors", "hub")
        root = file.rules[file.roots[half]]
        if half == "write":
            return []
        self.shapes(module, emit_shapes(file.scope, root.source, False))
        read = [
            "    @classmethod",
            "    def of(cls, body: object, status: int, context: Context) -> hub.ApiError:",
            "        return cls(context).read(body, status)",
            "",
            "    def read(self, body: object, status: int) -> hub.ApiError:",
            f"        rule = self.{root.name}",
            "        tables = self.CHECK, self.STATUSES, self.TEXTS",
            "        return api_errors.read(rule, *tables, body, status, self.context)",
        ]
        return [[self.check_member(root.source)], *self.error_tables(module, file, None), read]

    def error_tables(self, module: Module, file: File, old: File | None) -> list[list[str]]:
        """The tables that classify errors, where they differ from those of the protocol."""
        members: list[list[str]] = []
        statuses = (f"{int(k)}: {repr_str(str(v))}" for k, v in file.statuses["read"].items())
        if old is None or file.statuses["read"] != old.statuses["read"]:
            members.append(fill("    STATUSES: ClassVar[dict[int, hub.ErrorType]] = {", statuses, "}"))
        if old is None and not file.texts:
            module.need(ADAPTERS, "error_texts")
            members.append(["    TEXTS: ClassVar[tuple[api_errors.Texts, ...]] = error_texts.TEXTS"])
        elif old is None or file.texts != old.texts:
            module.need(ADAPTERS, "error_texts")
            module.need("dragoman.library", "api_errors")
            rows = [line for text in file.texts for line in text_rows(text, 8)]
            about = "    # messages and the error types that they mean"
            head = "    TEXTS: ClassVar[tuple[api_errors.Texts, ...]] = ("
            members.append([about, head, *rows, "        *error_texts.TEXTS,", "    )"])
        return members

    def retry(self, module: Module, file: File) -> None:
        """The messages after which a request is repeated."""
        module.modules.add("re")
        module.need("dragoman.library", "api_errors")
        texts = (f"re.compile({raw(text)})" for text in file.retry)
        module.body += ["", "", "# patterns of messages after which the request is repeated without these blocks"]
        module.body += fill("RETRY: Final = api_errors.Retry((", texts, f"), {literal(file.without)})")

    def _error_functions(self, module: Module, file: File) -> None:
        if "read" in file.roots:
            module.body += ["", "", "read: Final = ReadErrors.of"]
            if file.retry:
                self.retry(module, file)
        if "write" in file.roots:
            rule = file.rules[file.roots["write"]]
            target = self.new_code(module, file, "write").type_name(rule.target)
            statuses = (f"{repr_str(str(k))}: {v}" for k, v in file.statuses["write"].items())
            module.body += [
                "",
                "",
                *fill("STATUS: Final[dict[str, int]] = {", statuses, "}"),
                f"HEADERS: Final[dict[str, dict[str, str]]] = {literal(file.headers)}",
                "",
                "",
                f"def write(failure: hub.ApiError, context: Context) -> tuple[int, {target}]:",
                '    status = STATUS[failure.get("error_type") or "server_error"]',
                f"    return status, WriteErrors(context).{rule.name}(failure)",
            ]

    def _lists(self, module: Module, file: File) -> None:
        module.need("dragoman.library.context", "Context")
        for rule in file.rules.values():
            if str(rule.source) == "TokenCount" and rule.name.startswith("write"):
                module.body += [
                    "",
                    "",
                    "def write_count(tokens: int) -> Any:",
                    f'    return WriteLists(Context()).{rule.name}({{"tokens": tokens}})',
                ]
            elif str(rule.source) == "ModelList":
                module.body += [
                    "",
                    "",
                    "def write_models(models: list[Any]) -> Any:",
                    f'    return WriteLists(Context()).{rule.name}({{"models": models}})',
                ]
            elif str(rule.source) == "ModelInfo":
                module.body += [
                    "",
                    "",
                    "def write_model(model: Any) -> Any:",
                    f"    return WriteLists(Context()).{rule.name}(model)",
                ]
            elif rule.name.startswith("read"):
                module.body += [
                    "",
                    "",
                    "def read_count(body: Any) -> int | None:",
                    '    """Return the token count of a response, or None if it has none."""',
                    f'    return ReadLists(Context()).{rule.name}(cast(Any, body)).get("tokens") '
                    "if isinstance(body, dict) else None",
                ]


TITLES = {
    "types": "Shared types, tables and rules",
    "request": "Requests",
    "response": "Complete responses",
    "stream": "Streamed responses",
    "errors": "Errors",
    "lists": "Token counts and model lists",
}


HUB_VALUES = {"request": "request", "response": "answer"}


def class_name(file: File, half: str) -> str:
    """The class of one half of a file, such as ReadResponse."""
    return f"{half.title()}{file.name.title()}"


def class_lines(name: str, bases: str, members: list[list[str]]) -> list[str]:
    """A class with an empty line between its members."""
    body = [line for member in members for line in ("", *member)][1:]
    return ["", "", f"class {name}({bases}):", *(body or ["    pass"])]


def emit_scope_part(own: Scope, whole: Scope, old: Scope | None = None) -> list[str]:
    """The types of one file; what they refer to may stand in the shared module. With `old`, a record that only has
    further fields inherits from the record of the protocol, in the module `base`."""
    tags = tags_of(whole)
    lines: list[str] = []
    for shape in own.shapes.values():
        if isinstance(shape, Record):
            known = old.shapes.get(shape.name) if old else None
            extends = extension(shape, known) if isinstance(known, Record) else None
            if extends is not None:
                lines += ["", "", *record_lines(extends, whole, None, f"base.{shape.name}")]
            else:
                lines += ["", "", *record_lines(shape, whole, tags.get(shape.name))]
    return lines


def extension(shape: Record, old: Record) -> Record | None:
    """The record with its new fields alone, or None where it changes one of the old."""
    same = all(name in shape.fields and _typed(shape.fields[name]) == _typed(old.fields[name]) for name in old.fields)
    fields = {name: field for name, field in shape.fields.items() if name not in old.fields}
    plain = all(field.wire.isidentifier() and not keyword.iskeyword(field.wire) for field in shape.fields.values())
    return replace(shape, fields=fields) if same and plain else None


def _typed(field: Field) -> tuple[str, str, bool]:
    return field.wire, str(field.type), field.optional


def _fields(scope: Scope, kind: object) -> list[Field]:
    shape = scope.shapes[kind.name] if isinstance(kind, Ref) else None
    return list(shape.fields.values()) if isinstance(shape, Record) else []


def _heading(head: str) -> list[str]:
    if len(head) <= 120:
        return [head]
    name, _, rest = head.partition("(")
    args, _, returns = rest.partition(") -> ")
    return [f"{name}(", f"        {args}", f"    ) -> {returns}"]


def data_rows(value: dict[str, object]) -> list[str]:
    """The entries of a dict, one on each line; longer ones are laid out below their key."""
    lines: list[str] = []
    for key, item in value.items():
        head = f"    {repr_str(str(key))}: "
        if len(f"{head}{literal(item)},") <= 120:
            lines.append(f"{head}{literal(item)},")
        elif isinstance(item, list):
            lines += fill(f"{head}[", map(literal, item), "],")
        elif isinstance(item, dict) and not any(isinstance(inner, dict | list) for inner in item.values()):
            lines += fill(f"{head}{{", (f"{literal(k)}: {literal(inner)}" for k, inner in item.items()), "},")
        elif isinstance(item, dict):
            lines += [f"{head}{{", *(f"    {row}" for row in data_rows(item)), "    },"]
        else:
            lines.append(f"{head}{literal(item)},")
    return lines


def text_rows(texts: ErrorTexts, indent: int) -> list[str]:
    """Return the lines that make messages of an error type."""
    space = " " * indent
    return [
        f"{space}api_errors.Texts(",
        f"{space}    {repr_str(texts.error_type)},",
        f"{space}    (",
        *(f"{space}        {raw(pattern)}," for pattern in texts.patterns),
        f"{space}    ),",
        f"{space}    {literal(texts.statuses)},",
        f"{space}),",
    ]
