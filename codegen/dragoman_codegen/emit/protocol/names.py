"""Names of records in generated code. Records that no code names are not declared."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import partial

from dragoman_codegen.emit.protocol.classes import extension
from dragoman_codegen.emit.types import alias_lines, record_lines, tags_of
from dragoman_codegen.model.program import FILES, Difference, File
from dragoman_codegen.model.types import Record, Words

Owned = tuple[str, str]  # a record: the file that declares it, and its name
CLASSES = {f"{half}{name.title()}" for half in ("Read", "Write") for name in FILES} | {"Reader", "Writer"}


@dataclass(slots=True)
class Names:
    """The records that the code of a protocol names, or of a provider in one protocol.

    `inherited`: the records of the protocol's modules, in a provider's; `differences`: of the provider, by file;
    `declared`: what the code names, with the name that it has there.
    """

    files: Mapping[str, File]
    inherited: Mapping[Owned, Record | None] = field(default_factory=dict)
    differences: Mapping[str, Difference] = field(default_factory=dict)
    declared: dict[Owned, str] = field(default_factory=dict)

    def of(self, file: str) -> Callable[[str], str]:
        """Return the function that returns how the code of a file writes a record."""
        return partial(self._written, file)

    def _written(self, file: str, name: str) -> str:
        difference = self.differences.get(file)
        if difference and name in difference.stale:
            return "Any"
        owner = file if name in self.files[file].own else "types"
        if (owner, name) in self.inherited and name not in self.differences[owner].changed:
            return f"{owner}.{name}"
        if (owner, name) not in self.declared:
            taken = {*CLASSES, *self.declared.values()} if self.differences else ()
            self.declared[owner, name] = f"{owner.title()}{name}" if name in taken else name
        return self.declared[owner, name]

    def in_protocol(self, file: str, name: str) -> str:
        """Return how a provider's module writes a record of the protocol itself; "" where that declares none."""
        return f"{file}.{name}" if (file, name) in self.inherited else ""

    def redeclares(self, written: str) -> bool:
        """Whether a provider declares the record that is written so."""
        return bool(self.differences) and written in self.declared.values()

    def declarations(self, files: Collection[str] = FILES, used: Collection[str] | None = None) -> list[str]:
        """Return the lines that declare the records of these files, in spec order, and all that these refer to.
        `used`: the names that the code has, if not all."""
        if used is not None:
            self.declared = {one: written for one, written in self.declared.items() if written in used}
        texts: dict[Owned, list[str]] = {}
        while missing := [one for one in self.declared if one not in texts]:
            texts |= {one: self._declaration(*one) for one in missing}
        found = [(file, name) for file in files if file in self.files for name in self.files[file].own]
        return [line for one in found if one in texts for line in texts[one]]

    def _declaration(self, file: str, name: str) -> list[str]:
        scope, written = self.files[file].scope, self.declared[file, name]
        shape, known = scope.shapes[name], self.inherited.get((file, name))
        if isinstance(shape, Words):
            return ["", *alias_lines(written, shape)]
        assert isinstance(shape, Record)
        extends = extension(shape, known) if known else None
        if extends is not None:
            return ["", "", *record_lines(extends, scope, None, self.of(file), written, f"{file}.{name}")]
        return ["", "", *record_lines(shape, scope, self._tags(file, name), self.of(file), written)]

    def _tags(self, file: str, name: str) -> tuple[str, list[str]] | None:
        """Return the tag of a record, and its values in the unions that contain it."""
        files = self.files.values() if file == "types" else [self.files[file]]
        tag, words = "", dict[str, None]()
        for found in filter(None, (tags_of(one.scope).get(name) for one in files)):
            tag = tag or found[0]
            words |= dict.fromkeys(found[1])
        return (tag, list(words)) if tag else None
