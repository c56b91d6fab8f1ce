"""A Python module on its way to a file: its body, and whatever that uses imported, the rest not."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from jinja2 import Environment, PackageLoader, StrictUndefined

from dragoman_codegen.emit.leaves import Imports
from dragoman_codegen.emit.source.layout import WIDTH, fill, fold

PAGES = Environment(
    loader=PackageLoader("dragoman_codegen.emit", "templates"),
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
    keep_trailing_newline=True,
)
ADAPTERS = "dragoman_adapters"
TYPING = ("Any", "ClassVar", "Final", "Literal", "TypedDict", "cast")


@dataclass(slots=True)
class Module:
    """`title`, `source`: for its heading; `home`: the package, e.g. dragoman_adapters.demo; `modules`: `import x`."""

    title: str
    source: str
    home: str
    body: list[str] = field(default_factory=list)
    imports: Imports = field(default_factory=Imports)
    froms: dict[str, set[str]] = field(default_factory=dict)
    modules: set[str] = field(default_factory=set)

    def need(self, module: str, *names: str) -> None:
        """These names may be used; `x as y` binds y."""
        self.froms.setdefault(module, set()).update(names)

    def text(self) -> str:
        body = [folded for line in spaced(self.body) for folded in fold(line)]
        if body and body[0].startswith(("class ", "def ")):
            body.insert(0, "")
        page = PAGES.get_template("module.py.j2")
        text = page.render(title=self.title, source=self.source, imports=self._imports("\n".join(body)), body=body)
        return re.sub(r"\n{4,}", "\n\n\n", text).rstrip("\n") + "\n"

    def _imports(self, body: str) -> list[list[str]]:
        """Import lines in groups: the standard library, others, our own."""
        standard = [f"import {name}" for name in sorted(self.modules)]
        typing = [name for name in TYPING if re.search(rf"\b{name}\b", body)]
        standard += [f"from typing import {', '.join(typing)}"] if typing else []
        others: list[str] = []
        own: list[str] = []
        for module, names in sorted(self.froms.items()):
            used = [name for name in names if _is_used(name.split(" as ")[-1], body)]
            (others if module == "orjson" else own).extend(_statements(module, used))
        return [group for group in (standard, others, own) if group]


def _statements(module: str, names: list[str]) -> list[str]:
    plain = sorted((name for name in names if " as " not in name), key=_order)
    lines = [f"from {module} import {', '.join(plain)}"]
    if len(lines[0]) > WIDTH:
        lines = fill(f"from {module} import (", plain, ")")
    statements = {plain[0]: lines} if plain else {}
    statements |= {name: [f"from {module} import {name}"] for name in names if " as " in name}
    return [line for first in sorted(statements, key=_order) for line in statements[first]]


def _order(name: str) -> tuple[int, str]:
    """Constants, then classes, then the rest: as ruff's import order has it."""
    first = name.split(" as ")[0]
    return (0 if first.isupper() else 1 if first[:1].isupper() else 2, first)


def _is_used(name: str, body: str) -> bool:
    """Named in the code, or given on by `__all__`."""
    word = re.escape(name)
    in_code = re.search(rf"(?<![\w.\"]){word}\b", body)
    return bool(in_code or re.search(rf"^__all__ = (?:.|\n)*?\"{word}\"", body, re.M))


def spaced(lines: list[str]) -> list[str]:
    """Two empty lines around functions and classes, one at most elsewhere, none at the ends."""
    out: list[str] = []
    for line in lines:
        if not line:
            if out and out[-1]:
                out.append("")
            continue
        last = next((known for known in reversed(out) if known), "")
        if last and line[0] not in " )]}" and (line.startswith(("def ", "class ")) or last.startswith(" ")):
            while not out[-1]:
                out.pop()
            out += ["", ""]
        out.append(line)
    while out and not out[-1]:
        out.pop()
    return out
