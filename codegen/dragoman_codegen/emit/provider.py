"""Modules of a provider: the changes of its quirks and the functions that the runtime calls.

`__init__` holds data. `<protocol>.py` binds the functions for upstream traffic: the provider's where something differs,
otherwise the protocol's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from dragoman_codegen.emit.conditions import emit_conditions
from dragoman_codegen.emit.data import data_rows
from dragoman_codegen.emit.hub import literal
from dragoman_codegen.emit.patches import emit_patch
from dragoman_codegen.emit.protocol.classes import TITLES, class_lines, class_name, emit_scope_part
from dragoman_codegen.emit.protocol.modules import ProtocolCode
from dragoman_codegen.emit.shapes import emit_changes
from dragoman_codegen.emit.source.module import ADAPTERS, Module
from dragoman_codegen.emit.streams.methods import methods
from dragoman_codegen.emit.streams.reader import emit_reader
from dragoman_codegen.emit.types import repr_str, safe
from dragoman_codegen.model import plan
from dragoman_codegen.model.conditions import condition_text
from dragoman_codegen.model.program import Difference, File, Protocol, Provider, package_of
from dragoman_codegen.model.types import Scope


def provider_modules(
    provider: Provider, protocols: dict[str, Protocol], hub: Scope, parts: Mapping[str, frozenset[str]]
) -> dict[str, str]:
    """Module name -> text. Each of a provider's other protocols is a package within the provider's."""
    home = f"{ADAPTERS}.{package_of(provider.name, protocols)}"
    out: dict[str, str] = {}
    for side in provider.sides():
        base = protocols[side.protocol.name]
        usual = side is provider
        place = home if usual else f"{home}.{base.name}"
        code = ProviderCode(
            side, base, ProtocolCode(side.protocol, hub, parts.get(base.name, frozenset()), side.signed), place
        )
        modules, back = code.modules()
        modules[base.name if usual else "__init__"] = back
        out.update(modules if usual else {f"{base.name}/{name}": text for name, text in modules.items()})
    out["__init__"] = _data(provider, home).text()
    return out


def _data(provider: Provider, home: str) -> Module:
    title = safe(provider.title)
    module = Module(f"{title}: endpoints, authentication and models.", _spec(provider), home)
    sides = {name: _filled(side) for name, side in provider.info["sides"].items()}
    rows = data_rows(_filled({**provider.info, "sides": sides}))
    module.body += ["", "", "PROVIDER: Final[dict[str, Any]] = {", *rows, "}"]
    names = {side.protocol.name: side.protocol.name for side in provider.sides()}
    module.body += ["", f"BACKS: Final = {literal(names)}"]
    return module


def _filled(table: dict[str, Any]) -> dict[str, Any]:
    """Return the members that are not empty: the loader adds the others."""
    return {key: value for key, value in table.items() if value or value == 0 and value is not False}


def _spec(provider: Provider) -> str:
    return f"specs/providers/{provider.name}.yaml"


@dataclass(slots=True)
class ProviderCode:
    """`base`: the provider's protocol without quirks."""

    provider: Provider
    base: Protocol
    members: ProtocolCode
    home: str

    @property
    def dirty(self) -> frozenset[str]:
        """The rules and tables that differ from the protocol's."""
        return self.provider.dirty

    def modules(self) -> tuple[dict[str, str], str]:
        """Return the modules with the provider's changes by name, and the module that binds its functions."""
        out: dict[str, str] = {}
        title = safe(self.provider.title)
        files = self.provider.protocol.files
        for name in (*(name for name in files if name != "types"), "types"):
            module = self._module(f"{title}: changes to {TITLES[name][0].lower()}{TITLES[name][1:]}.")
            imported = any(f"from {self.home}.{name} import" in text for text in out.values())
            different = self._differing(module, files[name], self.base.files[name], imported)
            if name == "stream" and self.provider.streams:
                self._conditional(module, different)
                different = True
            if different:
                out[name] = module.text()
        return out, self._back(self._module(f"{title}: the functions that the runtime calls.")).text()

    def _module(self, title: str) -> Module:
        return Module(title, _spec(self.provider), self.home)

    @property
    def _protocol(self) -> str:
        return f"{ADAPTERS}.{self.base.name}"

    # ---------------------------------------------------------------------------------------------- what differs
    def _differing(self, module: Module, file: File, old: File, imported: bool) -> bool:
        """Fill the module with the differences to the protocol. Return whether there are any. `imported`: another
        module of the provider imports a type from it."""
        found = self.provider.differences[file.name]
        if not found and not imported:
            return False
        self.members.stale, self.members.changed = set(found.stale), found.changed
        self._imports(module, file, old, found)
        module.need(self._protocol, f"{file.name} as base")
        declared = Scope(old.scope.name, {name: shape for name, shape in old.scope.shapes.items() if name in old.own})
        types = Scope(file.scope.name, {name: file.scope.shapes[name] for name in found.types})
        module.body += ["", "", *emit_scope_part(types, file.scope, declared)] if found.types else []
        if file.name == "types":
            for half in ("read", "write"):
                if self._types_of(half):
                    self._class(module, file, old, half, [])
        elif file.name == "stream":
            self._stream(module, file, old, found)
        else:
            half = "write" if file.name == "request" else "read"
            self._class(module, file, old, half, self._entry(module, file, old, half, found))
            module.body += ["", "", f"{half}: Final = {class_name(file, half)}.of"]
        if self._own_retry(file):
            self.members.retry(module, file)
        if self._own_refusals(file):
            self.members.refusals(module, file)
        module.need("dragoman.library.filters", *module.filters)
        return True

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

    def _bases(self, module: Module, file: File, half: str, base: str) -> str:
        """The classes that a half inherits from: the provider's shared rules, then the protocol's half."""
        if file.name == "types" or not self._types_of(half):
            return base
        module.need(f"{self.home}.types", f"{half.title()}Types")
        return f"{half.title()}Types, {base}"

    def _class(self, module: Module, file: File, old: File, half: str, members: list[list[str]]) -> None:
        found = self.provider.differences[file.name]
        module.need(self._protocol, f"{file.name} as base")
        rules = [rule for rule in found.rules if rule.name.startswith(half)]
        members = [*self.members.tables(module, file, half, found.tables, old), *members]
        olds = old.rules
        methods = [lines for rule in rules for lines in self.members.changes(rule, olds.get(rule.name), module, file)]
        members += sorted(methods, key=lambda lines: len(lines) > 1)
        name = class_name(file, half)
        module.body += class_lines(name, self._bases(module, file, half, f"base.{name}"), members)

    def _entry(self, module: Module, file: File, old: File, half: str, found: Difference) -> list[list[str]]:
        members: list[list[str]] = []
        if found.checks and file.checked is not None:
            self._shapes(module, file, old, found)
            members.append([self.members.check_member(file.checked)])
        if file.name == "errors":
            members += self.members.error_tables(module, file, old)
        elif half in found.passes:
            members += self.members.entry(module, file, half, old)
        return members

    def _shapes(self, module: Module, file: File, old: File, found: Difference) -> None:
        assert file.checked is not None
        module.need(self._protocol, f"{file.name} as base")
        self.members.shapes(module, emit_changes(file.scope, old.scope, file.checked, found.checks, "base.SHAPES"))

    def _stream(self, module: Module, file: File, old: File, found: Difference) -> None:
        if file.read_stream and old.read_stream and (found.stream or found.rules):
            module.need(self._protocol, "stream as base")
            bases = self._bases(module, file, "read", "base.Reader")
            self._subclass(module, file, file.read_stream, old.read_stream, "Reader", bases, "")
        if found.checks:
            self._shapes(module, file, old, found)
            module.body += [f"check_event: Final = SHAPES.check({repr_str(str(file.checked))})"]

    def _imports(self, module: Module, file: File, old: File, found: Difference) -> None:
        """Offer the names that the module may use for import."""
        types = self.provider.protocol.files["types"]
        shared, own = f"{self._protocol}.types", f"{self.home}.types"
        module.need("dragoman.library", "hub", "passes")
        module.need("dragoman.library.context", "Context")
        module.need(
            "dragoman.library.validation", "RefusedMember", "find_word", "prune", "record", "unknown", "word_of"
        )
        module.need("dragoman.library.errors", "ErrorBody", "UpstreamError")
        hidden = () if file.name == "types" else file.own  # a file's own type of the same name is meant
        module.need(shared, *(name for name in types.own if name not in found.changed and name not in hidden))
        if file.name == "types":
            return
        changed = [name for name in types.own if name in found.changed and name not in found.types]
        module.need(own, *(name for name in changed if name not in hidden))
        same = f"{self._protocol}.{file.name}"
        module.need(same, *(name for name in old.own if name not in found.types))

    # --------------------------------------------------------------------------------------------------- streams
    def _conditional(self, module: Module, different: bool) -> None:
        """A Reader for each set of conditions that changes how a stream is read, chosen once per stream."""
        usual = self.provider.protocol.files["stream"]
        assert usual.read_stream
        if not different:
            self._imports(module, usual, self.base.files["stream"], self.provider.differences["stream"])
            module.need(f"{self._protocol}.stream", "Reader")
        for held, file in self.provider.streams:
            assert file.read_stream
            when = condition_text(self.provider.conditions[condition] for condition in held)
            about = f'    """When {safe(when)}."""'
            self._subclass(module, file, file.read_stream, usual.read_stream, _reader_name(held), "Reader", about)
        module.need("dragoman.library.filters", *module.filters)

    def _subclass(
        self,
        module: Module,
        file: File,
        now: plan.ReadStream,
        before: plan.ReadStream,
        name: str,
        base: str,
        about: str,
    ) -> None:
        """A Reader with the rows that differ, and `feed` if their order does."""
        known = {method.name: method for method in methods(before)}
        rows = methods(now)
        only = {row.name for row in rows if known.get(row.name) != row}
        feed = [(row.name, row.prefix) for row in rows] != [(row.name, row.prefix) for row in known.values()]
        feed = feed or now.rows[0].subject is not None and now.rows[0].other != before.rows[0].other
        module.need("dragoman.library.streams", "Blocks")
        module.need("dragoman.library.context", "Context")
        module.need("dragoman.library.reasoning_tags", "Tags")
        code = partial(self.members.new_code, module, file, "read")
        after, ends = now.after != before.after, (now.final_marker, now.end) != (before.final_marker, before.end)
        lines = emit_reader(now, code, "Any", base, only, feed, name, after, ends)
        if name == "Reader":
            lines += self.members.stream_rules(module, file, "read", self.provider.differences["stream"].rules)
        body = lines[1:] or ([] if about else ["    pass"])
        module.body += ["", "", lines[0], *([about, ""] if about else []), *body]

    # ------------------------------------------------------------------------------------------------- the modules
    def _back(self, module: Module) -> Module:
        differs = self.provider.differences
        bound = {
            "request": "write as write_request",
            "response": "read as read_response",
            "errors": "read as read_failure",
        }
        for file, names in bound.items():
            module.need(f"{self.home if differs[file] else self._protocol}.{file}", names)
        stream = differs["stream"]
        conditional = [held for held, _ in self.provider.streams]
        reader = f"{self.home if stream.stream or stream.rules else self._protocol}.stream"
        own = ["check_event"] if stream.checks else []  # else it is the protocol's
        module.need(f"{self.home}.stream", *own, *map(_reader_name, conditional))
        errors = self.provider.protocol.files["errors"]
        if errors.retry:
            module.need(f"{self.home if self._own_retry(errors) else self._protocol}.errors", "RETRY")
            own.insert(0, "RETRY")
        if errors.refusals:
            module.need(f"{self.home if self._own_refusals(errors) else self._protocol}.errors", "REFUSALS")
            own.insert(0, "REFUSALS")
        exported = ["read_failure", "read_response", "reader", "write_request"]
        exported += ["conditions"] if self.provider.conditions else []
        exported += ["patch"] if self.provider.patches else []
        module.need("dragoman.library", "hub")
        module.need("dragoman.library.streams", "Blocks")
        module.need("dragoman.library.context", "Context")
        module.exported = [*own, *sorted(exported)]
        module.body += ["", "", f"__all__ = {literal(module.exported)}"]
        module.need(reader, "Reader" if conditional else "Reader as reader")
        if conditional:
            module.body += ["", "", "def reader(blocks: Blocks, context: Context) -> Reader:"]
        for held in conditional:
            module.body.append(f"    if {' and '.join(f'context.holds[{condition}]' for condition in held)}:")
            module.body.append(f"        return {_reader_name(held)}(blocks, context)")
        if conditional:
            module.body.append("    return Reader(blocks, context)")
        if self.provider.conditions:
            emit_conditions(self.provider.conditions, module)
        if self.provider.patches:
            emit_patch(self.provider, module)
        return module


def _reader_name(held: tuple[int, ...]) -> str:
    return "Reader" + "".join(f"When{condition}" for condition in held)
