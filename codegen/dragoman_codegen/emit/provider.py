"""A provider as Python: what its quirks change, and the module that gives the runtime its functions.

`__init__` holds what is data, `<protocol>.py` binds the functions that face the provider: its own where something
differs, its protocol's where nothing does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

from dragoman_codegen.emit.conditions import condition_text, emit_conditions
from dragoman_codegen.emit.hub import literal
from dragoman_codegen.emit.modules import Writer, data_rows, emit_scope_part
from dragoman_codegen.emit.patches import emit_patch
from dragoman_codegen.emit.reader import emit_reader, methods
from dragoman_codegen.emit.shapes import emit_changes
from dragoman_codegen.emit.source.module import ADAPTERS, Module
from dragoman_codegen.emit.types import safe
from dragoman_codegen.model import plan
from dragoman_codegen.model.program import Difference, File, Protocol, Provider, package_of
from dragoman_codegen.model.types import Scope

BACK = ("conditions", "patch", "read_failure", "read_response", "reader", "write_request")


def provider_modules(provider: Provider, protocols: dict[str, Protocol], hub: Scope) -> dict[str, str]:
    """Module name -> text. Each of a provider's other protocols is a package of its own within the provider's."""
    home = f"{ADAPTERS}.{package_of(provider.name, protocols)}"
    out: dict[str, str] = {}
    for side in provider.sides():
        base = protocols[side.protocol.name]
        usual = side is provider
        place = home if usual else f"{home}.{base.name}"
        code = ProviderCode(side, base, Writer(side.protocol, hub), place)
        modules, back = code.modules()
        modules[base.name if usual else "__init__"] = back
        out.update(modules if usual else {f"{base.name}/{name}": text for name, text in modules.items()})
    out["__init__"] = _data(provider, home).text()
    return out


def _data(provider: Provider, home: str) -> Module:
    title = safe(provider.title)
    module = Module(f"{title}: where it is and how to ask it.", _spec(provider), home)
    module.body += ["", "", "PROVIDER: Final[dict[str, Any]] = {", *data_rows(provider.info), "}"]
    names = {side.protocol.name: side.protocol.name for side in provider.sides()}
    module.body += ["", f"BACKS: Final = {literal(names)}"]
    return module


def _spec(provider: Provider) -> str:
    return f"specs/providers/{provider.name}.yaml"


@dataclass(slots=True)
class ProviderCode:
    """`base`: the provider's protocol without quirks."""

    provider: Provider
    base: Protocol
    writer: Writer
    home: str

    @property
    def dirty(self) -> frozenset[str]:
        """The rules and tables that differ from the protocol's."""
        return self.provider.dirty

    def modules(self) -> tuple[dict[str, str], str]:
        """What the provider changes, by the file's name, and the module that binds the functions that face it."""
        out: dict[str, str] = {}
        defined: dict[str, set[str]] = {}  # file -> the names that the provider's own module has
        title = safe(self.provider.title)
        for name, file in self.provider.protocol.files.items():
            module = self._module(f"What {title} changes: {name}.")
            different = self._differing(module, file, self.base.files[name])
            if name == "stream" and self.provider.streams:
                self._conditional(module, different)
                different = True
            if different:
                out[name] = module.text()
                defined[name] = set(re.findall(r"^(?:def |class )?(\w+)[(:]", "\n".join(module.body), re.M))
        return out, self._back(self._module(f"{title} as a back: the functions that face it."), defined).text()

    def _module(self, title: str) -> Module:
        return Module(title, _spec(self.provider), self.home)

    @property
    def _protocol(self) -> str:
        return f"{ADAPTERS}.{self.base.name}"

    # ---------------------------------------------------------------------------------------------- what differs
    def _differing(self, module: Module, file: File, old: File) -> bool:
        """Fills the module with what differs from the protocol's. False if nothing does."""
        found = self.provider.differences[file.name]
        if not found:
            return False
        self.writer.stale = set(found.stale)
        self._imports(module, file, old, found)
        types = Scope(file.scope.name, {name: file.scope.shapes[name] for name in found.types})
        module.body += ["", "", *emit_scope_part(types, file.scope)] if found.types else []
        self.writer.tables(module, file, found.tables)
        for rule in found.rules:
            module.body += ["", "", *self.writer.rule(rule, module, file)]
        if file.checked is not None:
            self._checks(module, file, old, found)
        if file.name in ("request", "response"):
            for half, root in file.roots.items():
                if half in found.passes or root in self.dirty or found.checks and half == "read":
                    self.writer.door(module, file, half, root)
        if file.read_stream and found.stream:
            self._reader(module, file, old)
        if file.name == "errors" and (found.errors or found.checks or found.rules):
            module.need("dragoman.library", "api_errors")
            self.writer.read_errors(module, file)
        module.need("dragoman.library.filters", *module.imports.filters)
        return True

    def _imports(self, module: Module, file: File, old: File, found: Difference) -> None:
        """Where the names come from that the module may use: what it does not use is not imported."""
        types = self.provider.protocol.files["types"]
        shared, own = f"{self._protocol}.types", f"{self.home}.types"
        module.need("dragoman.library", "hub", "passes")
        module.need("dragoman.library.context", "Context")
        module.need("dragoman.library.validation", "Unwanted", "prune", "record", "unknown", "word_of")
        module.need("dragoman.library.errors", "UpstreamError")
        hidden = () if file.name == "types" else file.own  # a file's own type of the same name is meant
        module.need(shared, *(name for name in types.own if name not in found.changed and name not in hidden))
        module.need(shared, *(name for name in types.rules if name not in self.dirty))
        module.need(shared, *(t.name.upper() for t in types.tables.values() if t.name not in self.dirty))
        if file.name == "types":
            return
        changed = [name for name in types.own if name in found.changed and name not in found.types]
        module.need(own, *(name for name in changed if name not in hidden))
        module.need(own, *(name for name in types.rules if name in self.dirty))
        module.need(own, *(t.name.upper() for t in types.tables.values() if t.name in self.dirty))
        same = f"{self._protocol}.{file.name}"
        module.need(same, *(name for name in old.own if name not in found.types))
        module.need(same, *(name for name in old.rules if name not in self.dirty))

    def _checks(self, module: Module, file: File, old: File, found: Difference) -> None:
        root = file.checked
        assert root is not None
        name = "check_event" if file.name == "stream" else "CHECK"
        if found.checks:
            module.need(f"{self._protocol}.{file.name}", "SHAPES as BASE")
            self.writer.shapes(module, emit_changes(file.scope, old.scope, root, found.checks, "BASE"), name, str(root))
        else:
            module.need(f"{self._protocol}.{file.name}", name)

    # --------------------------------------------------------------------------------------------------- streams
    def _reader(self, module: Module, file: File, old: File) -> None:
        assert file.read_stream and old.read_stream
        module.need(f"{self._protocol}.stream", "Reader as Base")
        self._subclass(module, file, file.read_stream, old.read_stream, "Reader", "Base", "")

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
        module.need("dragoman.library.filters", *module.imports.filters)

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
        ours = self.dirty if base == "Base" else frozenset()  # a Reader of the provider's own uses these already
        only = {row.name for row in rows if known.get(row.name) != row or plan.mentions(row.row, ours)}
        feed = [(row.name, row.prefix) for row in rows] != [(row.name, row.prefix) for row in known.values()]
        feed = feed or now.rows[0].subject is not None and now.rows[0].other != before.rows[0].other
        module.need("dragoman.library.streams", "Blocks")
        module.need("dragoman.library.context", "Context")
        module.need("dragoman.library.reasoning_tags", "Tags")
        module.imports.typing.add("Any")
        code = partial(self.writer.method_code, module, file, "read")
        lines = emit_reader(now, code, "Any", base, only, feed, name, now.after != before.after)
        module.body += ["", "", lines[0], *([about, ""] if about else []), *lines[1:]]

    # ------------------------------------------------------------------------------------------------- the modules
    def _back(self, module: Module, defined: dict[str, set[str]]) -> Module:
        for file, name, bound in (
            ("request", "write", "write as write_request"),
            ("response", "read", "read as read_response"),
            ("errors", "read", "read as read_failure"),
            ("stream", "Reader", "Reader"),
        ):
            module.need(f"{self.home if name in defined.get(file, ()) else self._protocol}.{file}", bound)
        own = ["check_event"] if "check_event" in defined.get("stream", ()) else []  # else it is the protocol's
        if self.provider.protocol.files["errors"].retry:
            module.need(f"{self.home if 'read' in defined.get('errors', ()) else self._protocol}.errors", "RETRY")
            own.insert(0, "RETRY")
        conditional = [held for held, _ in self.provider.streams]
        module.need(f"{self.home}.stream", *(name for name in own if name != "RETRY"), *map(_reader_name, conditional))
        module.need("dragoman.library", "hub")
        module.need("dragoman.library.streams", "Blocks")
        module.need("dragoman.library.context", "Context")
        module.body += ["", "", f"__all__ = {literal([*own, *BACK])}"]
        module.body += ["", "", "def reader(blocks: Blocks, context: Context) -> Reader:"]
        for held in conditional:
            module.body.append(f"    if {' and '.join(f'context.holds[{condition}]' for condition in held)}:")
            module.body.append(f"        return {_reader_name(held)}(blocks, context)")
        module.body.append("    return Reader(blocks, context)")
        emit_conditions(self.provider.conditions, module)
        version, lists = self.base.info.get("version"), self.base.info.get("lists")
        emit_patch(
            self.provider.patches,
            module,
            version=next(iter(version), "") if isinstance(version, dict) else "",
            betas=str(lists[0]) if isinstance(lists, list) and lists else "",
        )
        return module


def _reader_name(held: tuple[int, ...]) -> str:
    return "Reader" + "".join(f"When{condition}" for condition in held)
