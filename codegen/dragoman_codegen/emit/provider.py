"""Modules of a provider: its data, and one for each protocol that it offers.

The module of a protocol holds the changes of the provider's quirks and binds the functions for upstream traffic: the
provider's where something differs, otherwise the protocol's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from dragoman_codegen.emit.conditions import emit_conditions
from dragoman_codegen.emit.data import data_rows
from dragoman_codegen.emit.patches import emit_patch
from dragoman_codegen.emit.protocol.classes import class_name
from dragoman_codegen.emit.protocol.modules import ProtocolCode
from dragoman_codegen.emit.protocol.names import Names, Owned
from dragoman_codegen.emit.quirks import Class, QuirkCode, inherit
from dragoman_codegen.emit.shapes import emit_changes
from dragoman_codegen.emit.source.module import ADAPTERS, Module, used_names
from dragoman_codegen.emit.streams.methods import methods
from dragoman_codegen.emit.streams.reader import emit_reader
from dragoman_codegen.emit.types import safe
from dragoman_codegen.model import plan
from dragoman_codegen.model.conditions import condition_text
from dragoman_codegen.model.program import FILES, Difference, File, Protocol, Provider, package_of
from dragoman_codegen.model.types import Record, Scope

# functions that the runtime calls: file -> the name of the function, and the class and function that it is
BOUND = {
    "request": ("write_request", "WriteRequest", "write"),
    "response": ("read_response", "ReadResponse", "read"),
    "errors": ("read_failure", "ReadErrors", "read"),
}


@dataclass(frozen=True, slots=True)
class Modules:
    """What the modules of a provider may use of other modules: `parts` are the methods for parts of rules, `records`
    the declared records, both by protocol, and `quirks` the code of shared quirks."""

    parts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    records: Mapping[str, frozenset[Owned]] = field(default_factory=dict)
    quirks: Mapping[str, QuirkCode] = field(default_factory=dict)


def provider_modules(
    provider: Provider, protocols: dict[str, Protocol], hub: Scope, known: Modules
) -> tuple[dict[str, str], set[str]]:
    """Return module name -> text, and the names of the shared quirks whose code is inherited."""
    home = f"{ADAPTERS}.{package_of(provider.name, protocols)}"
    out: dict[str, str] = {}
    inherited: set[str] = set()
    for side in provider.sides():
        base = protocols[side.protocol.name]
        title = f"{safe(provider.title)}, {safe(str(base.info['title']))}: differences and entry points."
        code = _code(side, base, hub, known, Module(title, _spec(provider), home))
        out[base.name] = code.text()
        inherited |= code.inherited
    out["__init__"] = _data(provider, home).text()
    return out, inherited


def quirk_code(quirk: Provider, protocols: dict[str, Protocol], hub: Scope, known: Modules) -> QuirkCode:
    """Return the code of a shared quirk: that of a provider which has no other quirk."""
    base = protocols[quirk.protocol.name]
    return _code(quirk, base, hub, known, Module("", "", f"{ADAPTERS}.quirks")).quirk()


def _code(side: Provider, base: Protocol, hub: Scope, known: Modules, module: Module) -> ProviderCode:
    members = ProtocolCode(side.protocol, hub, known.parts.get(base.name, frozenset()), side.signed)
    records = {
        (file, name): shape
        for file, name in known.records.get(base.name, ())
        if isinstance(shape := base.files[file].scope.shapes[name], Record)
    }
    members.names = Names(side.protocol.files, records, side.differences)
    quirks = {name: known.quirks[name] for name in side.uses if name in known.quirks}
    quirks = {name: quirk for name, quirk in quirks.items() if quirk.protocol == base.name}
    return ProviderCode(side, base, members, module, quirks)


def _data(provider: Provider, home: str) -> Module:
    title = safe(provider.title)
    module = Module(f"{title}: endpoints, authentication and models.", _spec(provider), home)
    sides = {name: _filled(side) for name, side in provider.info["sides"].items()}
    rows = data_rows(_filled({**provider.info, "sides": sides}))
    module.body += ["", "", "PROVIDER: Final[dict[str, Any]] = {", *rows, "}"]
    return module


def _filled(table: dict[str, Any]) -> dict[str, Any]:
    """Return the members that are not empty: the loader adds the others."""
    return {key: value for key, value in table.items() if value or value == 0 and value is not False}


def _spec(provider: Provider) -> str:
    return f"specs/providers/{provider.name}.yaml"


@dataclass(slots=True)
class ProviderCode:
    """Emits the module of a provider in one protocol. `base`: the protocol without quirks."""

    provider: Provider
    base: Protocol
    members: ProtocolCode
    module: Module
    quirks: Mapping[str, QuirkCode] = field(default_factory=dict)
    classes: list[Class] = field(default_factory=list)
    check: list[str] = field(default_factory=list)  # of a stream's events
    inherited: set[str] = field(default_factory=set)  # the quirks whose code is inherited

    def text(self) -> str:
        module = self.module
        self._differences()
        self.inherited = inherit(self.classes, self.quirks)
        for name, quirk in self.quirks.items():
            if self.check and self.check == quirk.check:
                self.check = ["", "", f"check_event: Final = {name}.check_event"]
                self.inherited.add(name)
        module.need(f"{ADAPTERS}.quirks", *self.inherited)
        rest, module.body = module.body, []
        self._bindings()
        body = [*(line for one in self.classes for line in one.lines()), *self.check, *rest, *module.body]
        text, records = "\n".join(body), self.members.names
        used = used_names(text)
        # the type of a cast is a text, so that it is not evaluated
        cast = {name for name in records.declared.values() if f'cast("{name} | None", ' in text}
        declarations = records.declarations(used=used | cast)
        module.body = [*declarations, *body]
        return module.text(used | used_names("\n".join(declarations)))

    def quirk(self) -> QuirkCode:
        self._differences()
        body = [line for one in self.classes for line in one.lines()]
        body = [*self.members.names.declarations(), *body, *self.check]
        return QuirkCode(self.base.name, {one.name: one for one in self.classes}, self.check, body, self.module.froms)

    def _differences(self) -> None:
        """Emit the classes, and what the errors have beside them."""
        module = self.module
        module.need("dragoman.library", "hub", "passes")
        module.need("dragoman.library.context", "Context")
        names = ("RefusedMember", "find_word", "known_word", "prune", "record", "unknown", "word_of")
        module.need("dragoman.library.validation", *names)
        module.need("dragoman.library.errors", "ErrorBody", "UpstreamError")
        module.need("dragoman.library.reasoning_tags", "Tags")
        module.need("dragoman.library.shapes", "OneOf", "Words")
        module.need("dragoman.library.streams", "Blocks")
        module.need(f"{ADAPTERS}.{self.base.name}", *FILES)
        for name in FILES:
            self._file(self.provider.protocol.files[name], self.base.files[name])
        module.need("dragoman.library.filters", *module.filters)

    # ---------------------------------------------------------------------------------------------- what differs
    def _file(self, file: File, old: File) -> None:
        """Emit the differences of a file to the protocol's."""
        found = self.provider.differences[file.name]
        if found and file.name == "types":
            for half in ("read", "write"):
                if self._types_of(half):
                    self._class(file, old, half, [])
        elif file.name == "stream":
            self._stream(file, old, found)
        elif found:
            half = "write" if file.name == "request" else "read"
            self._class(file, old, half, self._entry(file, old, half, found))
        if self._own_retry(file):
            self.members.retry(self.module, file)
        if self._own_refusals(file):
            self.members.refusals(self.module, file)

    def _own_retry(self, file: File) -> bool:
        old = self.base.files[file.name]
        return bool(file.retry) and (file.retry, file.without) != (old.retry, old.without)

    def _own_refusals(self, file: File) -> bool:
        return bool(file.refusals) and file.refusals != self.base.files[file.name].refusals

    def _types_of(self, half: str) -> bool:
        """Whether the provider changes rules or tables that all files share in this direction."""
        found = self.provider.differences["types"]
        names = [*(rule.name for rule in found.rules), *(table.name for table in found.tables)]
        return any(name.startswith(half) for name in names)

    def _bases(self, file: File, half: str) -> list[str]:
        """The class with the provider's shared rules, from which a half inherits."""
        return [] if file.name == "types" or not self._types_of(half) else [f"{half.title()}Types"]

    def _class(self, file: File, old: File, half: str, members: list[list[str]]) -> None:
        found, module = self.provider.differences[file.name], self.module
        rules = [rule for rule in found.rules if rule.name.startswith(half)]
        members = [*self.members.tables(file, half, found.tables, old), *members]
        olds = old.rules
        methods = [lines for rule in rules for lines in self.members.changes(rule, olds.get(rule.name), module, file)]
        members += sorted(methods, key=lambda lines: len(lines) > 1)
        name = class_name(file, half)
        self.classes.append(Class(name, self._bases(file, half), f"{file.name}.{name}", members))

    def _entry(self, file: File, old: File, half: str, found: Difference) -> list[list[str]]:
        members: list[list[str]] = []
        if found.checks:
            members.append(self._check(file, old, found, ("CHECK = staticmethod(", ")"), 1))
        if file.name == "errors":
            members += self.members.error_tables(self.module, file, old)
        elif half in found.passes:
            members += self.members.entry(self.module, file, half, old)
        return members

    @staticmethod
    def _check(file: File, old: File, found: Difference, ends: tuple[str, str], depth: int) -> list[str]:
        """The check of values that the read half of a file receives, from the protocol's table."""
        assert file.checked is not None
        return emit_changes(file.scope, old.scope, file.checked, found.checks, f"{file.name}.SHAPES", ends, depth)

    # --------------------------------------------------------------------------------------------------- streams
    def _stream(self, file: File, old: File, found: Difference) -> None:
        if self._own_reader:
            assert file.read_stream and old.read_stream
            members = self._rows(file, file.read_stream, old.read_stream)
            members += self.members.stream_rules(self.module, file, "read", found.rules)
            self.classes.append(Class("Reader", self._bases(file, "read"), "stream.Reader", members))
        usual = "Reader" if self._own_reader else "stream.Reader"
        for held, other in self.provider.streams:
            assert file.read_stream and other.read_stream
            about = f"When {safe(condition_text(self.provider.conditions[condition] for condition in held))}."
            members = self._rows(other, other.read_stream, file.read_stream)
            self.classes.append(Class(_reader_name(held), [], usual, members, about, "Reader"))
        if found.checks:
            self.check = ["", "", *self._check(file, old, found, ("check_event: Final = ", ""), 0)]

    @property
    def _own_reader(self) -> bool:
        found = self.provider.differences["stream"]
        return found.stream or bool(found.rules)

    def _rows(self, file: File, now: plan.ReadStream, before: plan.ReadStream) -> list[list[str]]:
        """The rows of a Reader that differ, and `feed` if their order does."""
        known = {method.name: method for method in methods(before)}
        rows = methods(now)
        only = {row.name for row in rows if known.get(row.name) != row}
        feed = [(row.name, row.prefix) for row in rows] != [(row.name, row.prefix) for row in known.values()]
        feed = feed or now.rows[0].subject is not None and now.rows[0].other != before.rows[0].other
        code = partial(self.members.new_code, self.module, file, "read")
        after, ends = now.after != before.after, (now.final_marker, now.end) != (before.final_marker, before.end)
        return emit_reader(now, code, "Any", only, feed, after, ends)

    # -------------------------------------------------------------------------------------------------- bindings
    def _bindings(self) -> None:
        """Bind the functions that the runtime calls."""
        module, differs = self.module, self.provider.differences
        conditional = [held for held, _ in self.provider.streams]
        reader = "Reader" if self._own_reader else "stream.Reader"
        module.body += ["", ""]
        if conditional:
            module.body += [f"def reader(blocks: Blocks, context: Context) -> {reader}:"]
            for held in conditional:
                module.body.append(f"    if {' and '.join(f'context.holds[{condition}]' for condition in held)}:")
                module.body.append(f"        return {_reader_name(held)}(blocks, context)")
            module.body += [f"    return {reader}(blocks, context)", "", ""]
        for file, (name, kind, function) in BOUND.items():
            module.body.append(f"{name}: Final = {f'{kind}.of' if differs[file] else f'{file}.{function}'}")
        owner = "ReadResponse" if differs["response"] else "response.ReadResponse"
        module.body.append(f"read_result: Final = {owner}.result_of")
        module.body += [] if conditional else [f"reader: Final = {reader}"]
        errors = self.provider.protocol.files["errors"]
        for name, has, own in (
            ("RETRY", errors.retry, self._own_retry(errors)),
            ("REFUSALS", errors.refusals, self._own_refusals(errors)),
        ):
            module.body += [f"{name}: Final = errors.{name}"] if has and not own else []
        if self.provider.conditions:
            emit_conditions(self.provider.conditions, module)
        if self.provider.patches:
            emit_patch(self.provider, module)


def _reader_name(held: tuple[int, ...]) -> str:
    return "Reader" + "".join(f"When{condition}" for condition in held)
