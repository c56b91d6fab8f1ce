"""Reuse of what is compiled: files that no quirk changes are compiled once for all providers, and the part of a
provider that equals its protocol is stored as references to it."""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from dragoman_codegen.cache import arguments_of
from dragoman_codegen.model import plan
from dragoman_codegen.model.program import Protocol, Provider
from dragoman_codegen.resolve.covering.walk import Covered
from dragoman_codegen.resolve.reuse import Compiled
from dragoman_codegen.spec.problems import Problems
from dragoman_codegen.spec.yaml.tree import Node

T = TypeVar("T")

Key = tuple[str, str, str, str]  # protocol, file, kind of part, name
WHOLE = ("scope", "read_stream")  # members of a file that most providers share as a whole


@dataclass(slots=True)
class Known:
    """What one run of the compiler made of the same trees: a quirk leaves the trees of other files as they are."""

    found: dict[tuple[str, tuple[int, ...]], tuple[Any, Sequence[Node | None]]] = field(default_factory=dict)
    covered: Covered = field(default_factory=Covered)  # values of the hub's types
    rules: Compiled = field(default_factory=Compiled)

    def made(self, kind: str, trees: Sequence[Node | None], problems: Problems, make: Callable[[], T]) -> T:
        """Return what is known of these trees, or the result of `make`, which is kept if it has no problems."""
        key = kind, tuple(map(id, trees))
        if key in self.found:
            known: T = self.found[key][0]
            return known
        before = len(problems.found)
        result = make()
        if len(problems.found) == before:
            self.found[key] = result, trees  # a tree that is kept keeps its id
        return result


@dataclass(frozen=True, slots=True)
class Parts:
    """The rules, tables and types of the protocols without quirks, and what these ignore."""

    by_key: dict[Key, object]
    keys: dict[int, Key]  # id of a part -> its key
    ignored: dict[plan.Ignored, plan.Ignored]

    @classmethod
    def of(cls, protocols: dict[str, Protocol]) -> Parts:
        by_key = {key: part for protocol in protocols.values() for key, part in _parts(protocol)}
        ignored = {part: part for part in by_key.values() if isinstance(part, plan.Ignored)}
        return cls(by_key, {id(part): key for key, part in by_key.items()}, ignored)

    def share(self, provider: Provider) -> None:
        """Replace each part of a provider that equals the protocol's by that one."""
        for side in provider.sides():
            for file in (*side.protocol.files.values(), *(file for _, file in side.streams)):
                place = side.protocol.name, file.name
                for kind, parts in (("rule", file.rules), ("table", file.tables), ("shape", file.scope.shapes)):
                    self._share(parts, (*place, kind))
                for half, ignored in file.ignored.items():
                    file.ignored[half] = tuple(self.ignored.get(one, one) for one in ignored)
                for name in WHOLE:
                    original = self.by_key.get((*place, name, ""))
                    if original is not None and original == getattr(file, name):
                        setattr(file, name, original)

    def _share(self, parts: dict[str, Any], place: tuple[str, str, str]) -> None:
        for name, part in parts.items():
            original = self.by_key.get((*place, name))
            if original == part:
                parts[name] = original

    def pickler(self, out: io.BytesIO) -> pickle.Pickler:
        return _Pickler(out, self.keys)

    def unpickler(self, text: io.BytesIO) -> pickle.Unpickler:
        return _Unpickler(text, self.by_key)


class _Pickler(pickle.Pickler):
    """Writes a part of a protocol as a call with its key: a `persistent_id` would be asked for every text, too."""

    def __init__(self, out: io.BytesIO, keys: dict[int, Key]) -> None:
        super().__init__(out, pickle.HIGHEST_PROTOCOL)
        self.keys = keys

    def reducer_override(self, value: object) -> Any:
        if key := self.keys.get(id(value)):
            return _part, key
        kind: Any = type(value)
        arguments = arguments_of(kind)
        return NotImplemented if arguments is None else (kind, arguments(value))


class _Unpickler(pickle.Unpickler):
    def __init__(self, text: io.BytesIO, by_key: dict[Key, object]) -> None:
        super().__init__(text)
        self.by_key = by_key

    def find_class(self, module: str, name: str) -> Any:
        return self._part if name == _part.__name__ else super().find_class(module, name)

    def _part(self, *key: str) -> object:
        return self.by_key[key]  # type: ignore[index]


def _part(*key: str) -> object:
    """Stand for the part of a protocol with this key, which only an unpickler of this module finds."""
    raise LookupError(key)


def _parts(protocol: Protocol) -> Iterator[tuple[Key, object]]:
    for file in protocol.files.values():
        for kind, parts in (("rule", file.rules), ("table", file.tables), ("shape", file.scope.shapes)):
            for name, part in parts.items():
                yield (protocol.name, file.name, kind, name), part
        yield from (
            ((protocol.name, file.name, name, ""), getattr(file, name)) for name in WHOLE if getattr(file, name)
        )
        for half, ignored in file.ignored.items():
            for number, one in enumerate(ignored):
                yield (protocol.name, file.name, f"ignored {half}", str(number)), one
