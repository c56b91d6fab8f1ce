"""How a protocol writes the blocks of a stream, from `watch:` of the protocol."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dragoman.values import json_text


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of block with deltas. `name`: its tag; `delta`: the tag of its deltas, whose member `text` is the text;
    `empty`: members of the start that the deltas fill; `needs`: members of the start that have other values; `id`:
    the one with the id; `calls`: the client runs it."""

    name: str
    delta: str
    text: str
    empty: Mapping[str, Any]
    needs: list[str]
    id: str
    calls: bool

    @property
    def marks(self) -> tuple[bytes, ...]:
        """How a delta begins whose text is a string."""
        return f'"{self.text}":"'.encode(), f'"{self.text}": "'.encode()


@dataclass(frozen=True)
class Forms:
    """How a protocol writes blocks: its events, their members that have the index and the content, and the members
    that the start of the answer needs."""

    tag: str
    opens: str
    changes: str
    closes: str
    index: str
    content: str
    change: str
    needed: list[str]
    kinds: tuple[Kind, ...]

    def kind_of_content(self, content: object) -> Kind | None:
        return self._kind(content, "name")

    def kind_of_change(self, change: object) -> Kind | None:
        return self._kind(change, "delta")

    def block(self, content: object) -> dict[str, Any] | None:
        """Return the content of a block: a text is a block of the first kind, and an object without a tag is of the
        kind whose text it has. None if it is neither."""
        if isinstance(content, str):
            return {self.tag: self.kinds[0].name, self.kinds[0].text: content}
        if not isinstance(content, dict) or isinstance(content.get(self.tag), str):
            return content if isinstance(content, dict) else None
        kind = next((kind for kind in self.kinds if next(iter(kind.empty)) in content), None)
        return {**content, self.tag: kind.name} if kind else content

    def piece(self, change: object, kind: Kind | None) -> dict[str, Any] | None:
        """Return a delta of a block of this kind: one without a tag is named, and an object or list is written as JSON.
        None if it is no object."""
        if not isinstance(change, dict):
            return None
        if self.tag not in change:
            kinds = (kind, *self.kinds) if kind is not None else self.kinds
            found = next((one for one in kinds if one.text in change), None)
            change = {**change, self.tag: found.delta} if found else change
        found = self.kind_of_change(change)
        text = change.get(found.text) if found is not None else None
        if found is not None and found.needs and isinstance(text, dict | list):
            change = {**change, found.text: json_text.dumps(text).decode() if text else ""}
        return change

    def is_whole(self, content: object) -> bool:
        """Whether a block of a complete answer has its text and its id."""
        kind = self.kind_of_content(content)
        if kind is None or not isinstance(content, dict):
            return isinstance(content, dict)
        member, empty = next(iter(kind.empty.items()))
        return isinstance(content.get(member), type(empty)) and bool(not kind.id or content.get(kind.id))

    def _kind(self, record: object, member: str) -> Kind | None:
        tag = record.get(self.tag) if isinstance(record, dict) else None
        return next((kind for kind in self.kinds if getattr(kind, member) == tag), None)


def forms_of(watch: dict[str, Any]) -> Forms | None:
    """Return the forms of a protocol, None if its blocks have no index."""
    given = watch.get("blocks")
    if not given:
        return None
    return Forms(**{**given, "tag": watch["tag"], "kinds": tuple(Kind(**kind) for kind in given["kinds"])})
