"""Python modules under construction: a body and the imports that it uses."""

from __future__ import annotations

import sys
from collections.abc import Collection
from dataclasses import dataclass, field
from symtable import symtable

from jinja2 import Environment, PackageLoader, StrictUndefined

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
    """A module's body and the names that it may import. The text imports those that the body uses.

    `title`, `source`: for the module docstring; `home`: the package, such as dragoman_adapters.demo; `froms`: names by
    module; `modules`: modules that are imported as a whole.
    """

    title: str
    source: str
    home: str
    body: list[str] = field(default_factory=list)
    filters: set[str] = field(default_factory=set)
    froms: dict[str, set[str]] = field(default_factory=dict)
    modules: set[str] = field(default_factory=set)

    def need(self, module: str, *names: str) -> None:
        """Offer names of a module for import; `x as y` binds y."""
        self.froms.setdefault(module, set()).update(names)

    def text(self, used: Collection[str] | None = None) -> str:
        """Return the text of the module. `used`: the names that its body reads, if they are known."""
        body = [folded for line in spaced(self.body) for folded in fold(line)]
        if body and body[0].startswith(("class ", "def ")):
            body.insert(0, "")
        page = PAGES.get_template("module.py.j2")
        imports = self._imports(used_names("\n".join(body)) if used is None else used)
        return page.render(title=self.title, source=self.source, imports=imports, body=body).rstrip("\n") + "\n"

    def _imports(self, used: Collection[str]) -> list[list[str]]:
        """Import lines in groups: the standard library, other packages, Dragoman's own."""
        standard = [f"import {name}" for name in sorted(self.modules)]
        typing = [name for name in TYPING if name in used]
        froms = self.froms | ({"typing": set(typing)} if typing else {})
        others: list[str] = []
        own: list[str] = []
        for module, names in sorted(froms.items()):
            bound = [name for name in names if name.split(" as ")[-1] in used]
            group = standard if module in sys.stdlib_module_names else others if module == "orjson" else own
            group.extend(_statements(module, bound))
        return [group for group in (standard, others, own) if group]


def used_names(body: str) -> set[str]:
    """Return the names that a module's body reads. A body that is not Python has none: `verify` reports it."""
    try:
        scopes = [symtable(body, "", "exec")]
    except SyntaxError:
        return set()
    used: set[str] = set()
    for scope in scopes:
        top = scope.get_type() == "module"  # names of other scopes may be those of their variables
        found = (symbol for symbol in scope.get_symbols() if symbol.is_referenced() and (top or symbol.is_global()))
        used.update(symbol.get_name() for symbol in found)
        scopes += scope.get_children()
    return used


def _statements(module: str, names: list[str]) -> list[str]:
    plain = sorted((name for name in names if " as " not in name), key=_order)
    lines = [f"from {module} import {', '.join(plain)}"]
    if len(lines[0]) > WIDTH:
        lines = fill(f"from {module} import (", plain, ")")
    statements = {plain[0]: lines} if plain else {}
    statements |= {name: [f"from {module} import {name}"] for name in names if " as " in name}
    return [line for first in sorted(statements, key=_order) for line in statements[first]]


def _order(name: str) -> tuple[int, str]:
    """Sort key in ruff's import order: constants, classes, functions."""
    first = name.split(" as ")[0]
    return (0 if first.isupper() else 1 if first[:1].isupper() else 2, first)


def spaced(lines: list[str]) -> list[str]:
    """Return the lines with two empty lines around functions and classes, at most one elsewhere, none at the ends."""
    out: list[str] = []
    for line in lines:
        if not line:
            if out and out[-1]:
                out.append("")
            continue
        last = next((known for known in reversed(out) if known), "")
        starts = line.startswith(("@", "def ", "class ")) and not last.startswith("@")
        if last and line[0] not in " )]}" and (starts or last.startswith(" ")):
            while not out[-1]:
                out.pop()
            out += ["", ""]
        out.append(line)
    while out and not out[-1]:
        out.pop()
    return out
