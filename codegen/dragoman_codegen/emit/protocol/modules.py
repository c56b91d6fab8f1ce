"""Modules of a protocol: one for each file of its spec."""

from __future__ import annotations

from functools import partial

from dragoman_codegen.emit.data import data_rows
from dragoman_codegen.emit.hub import literal
from dragoman_codegen.emit.protocol.classes import TITLES, class_lines, class_name
from dragoman_codegen.emit.protocol.entries import HUB_VALUES, Entries
from dragoman_codegen.emit.protocol.lists import emit_lists
from dragoman_codegen.emit.shapes import emit_shapes
from dragoman_codegen.emit.source.layout import fill
from dragoman_codegen.emit.source.module import ADAPTERS, Module
from dragoman_codegen.emit.streams.reader import emit_reader
from dragoman_codegen.emit.streams.whole import WholeCode
from dragoman_codegen.emit.streams.writer import WriterCode
from dragoman_codegen.emit.types import repr_str, safe
from dragoman_codegen.model.program import File
from dragoman_codegen.model.types import Field, Prim, Record, Ref, Scope
from dragoman_codegen.model.wire_paths import paths_of

# paths in the hub and the protocol's own: of requests that are read and written, and of responses that are read
PATHS = {"words": ("request", "read"), "origins": ("request", "write"), "response_words": ("response", "read")}


class ProtocolCode(Entries):
    """Emits the modules of one protocol and the parts that its providers change."""

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
        modules: dict[str, Module] = {}
        for name, file in self.protocol.files.items():
            title = f"{TITLES[name]} of {safe(str(self.protocol.info['title']))}."
            modules[name] = Module(title, f"{folder}/{name}.yaml", home)
            self._file(modules[name], file)
        self.names.declarations()  # all records that a declared one refers to are declared too
        for name, module in modules.items():
            hidden = self.protocol.files[name].own  # a file's own record of the same name is meant
            shared = self.protocol.files["types"].own if name != "types" else ()
            module.need(f"{home}.types", *(one for one in shared if one not in hidden))
            module.body[:0] = ["", *self.names.declarations((name,))]
            out[name] = module.text()
        return out

    def _info(self) -> dict[str, object]:
        info = dict(self.protocol.info)
        stream = self.protocol.files["stream"].read_stream
        info["explicit_ends"] = bool(stream and stream.explicit_ends)
        for name, (file, half) in PATHS.items():
            info[name] = paths_of(self.protocol, self.hub, file, half)
        return info

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
            members = [*self.tables(file, half, file.tables.values()), *members]
            members += [method for rule in rules for method in self.rules(rule, module, file)]
            if members or file.name == "types":
                base = "Rules" if file.name == "types" else f"{half.title()}Types"
                module.need("dragoman.library.context", "Context", "Rules")
                module.need("dragoman.library", "hub")  # for the types of tables
                module.body += class_lines(class_name(file, half), base, members)
        self._functions(module, file)

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
        members = [function, *self.entry(module, file, half)]
        if file.name == "response" and half == "read":
            members.append(self.result_entry(file, source, target))
        if half == "read":
            self.shapes(module, emit_shapes(file.scope, root.source, file.name == "request"))
            members.insert(0, [self.check_member(root.source)])
        return members

    def _functions(self, module: Module, file: File) -> None:
        """The functions of a module that the runtime calls."""
        if file.name in ("request", "response"):
            for half in file.roots:
                module.body += ["", "", f"{half}: Final = {class_name(file, half)}.of"]
        if file.name == "request" and "read" in file.roots:
            self._check_request(module, file)
        elif file.last_frame:
            self._last_frame(module)
        elif file.name == "errors":
            self._error_functions(module, file)
        elif file.name == "lists":
            emit_lists(module, file)

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
    def _last_frame(module: Module) -> None:
        """The write half of a response that the last frame of its stream contains."""
        module.need("dragoman.library.streams", "whole")
        module.need(f"{module.home}.stream", "WholeWriter")
        module.body += [
            "",
            "",
            "def write(answer: hub.Response, context: Context) -> dict[str, Any]:",
            '    """Return the response that ends the streamed response."""',
            "    return whole(answer, WholeWriter(context), context)",
        ]

    def _stream(self, module: Module, file: File) -> None:
        module.need("dragoman.library.streams", "Blocks")
        module.need("dragoman.library.streams", "dumps as to_bytes", "numbered")
        module.need("orjson", "dumps")
        module.need("dragoman.library.reasoning_tags", "Tags")
        module.need("dragoman.library.context", "Context")
        new_read = partial(self.new_code, module, file, "read")
        new_write = partial(self.new_code, module, file, "write")
        frames = self.protocol.info.get("frames")
        events = isinstance(frames, dict) and bool(frames.get("event_field"))
        if file.read_stream:
            event = new_read().type_name(file.scope.ref(file.event))
            module.body += [
                "",
                "",
                f"EXPLICIT_ENDS: Final = {file.read_stream.explicit_ends!r}  # each block's end is marked",
            ]
            members = emit_reader(file.read_stream, new_read, event, after=bool(file.read_stream.after))
            module.body += class_lines("Reader", "ReadTypes", [*members, *self.stream_rules(module, file, "read")])
            self.shapes(module, emit_shapes(file.scope, file.scope.ref(file.event), False))
            module.body += [f"check_event: Final = SHAPES.check({repr_str(file.event)})"]
        if file.write_stream:
            module.body += ["", "", *WriterCode(file.write_stream, new_write, events).lines()]
            module.body += [line for one in self.stream_rules(module, file, "write") for line in ("", *one)]
            if member := self.protocol.files["response"].last_frame:
                module.need("collections.abc", "Sequence")
                module.body += ["", "", *WholeCode(file.write_stream, new_write, events, member=member).lines()]
        module.need("dragoman.library", "hub", "passes")
        module.need("dragoman.library.filters", *module.filters)
        module.need("dragoman.library.validation", "find_word", "record", "word_of")

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

    def _error_functions(self, module: Module, file: File) -> None:
        if "read" in file.roots:
            module.body += ["", "", "read: Final = ReadErrors.of"]
            if file.retry:
                self.retry(module, file)
            if file.refusals:
                self.refusals(module, file)
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


def _fields(scope: Scope, kind: object) -> list[Field]:
    shape = scope.shapes[kind.name] if isinstance(kind, Ref) else None
    return list(shape.fields.values()) if isinstance(shape, Record) else []
