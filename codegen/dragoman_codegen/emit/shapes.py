"""Shape tables: the declared types of a body, from which `dragoman.library.shapes` compiles its check."""

from __future__ import annotations

from dragoman_codegen.emit.hub import literal
from dragoman_codegen.emit.source.layout import entries, fill
from dragoman_codegen.emit.types import repr_str
from dragoman_codegen.model.types import Either, ListOf, Prim, Record, Ref, Scope, Shape, Tagged, Type, reachable


def emit_shapes(scope: Scope, root: Type, strict: bool) -> list[str]:
    """Return `SHAPES` for all types that a value of the root type may hold. `strict` adds the required keys."""
    shapes = reachable(scope, root)
    rows = [_shape(shape) for shape in shapes]
    required = {shape.name: _required(shape) for shape in shapes if isinstance(shape, Record) and _required(shape)}
    lines = ["SHAPES: Final = Shapes(", "    {", *(line for row in rows for line in row), "    },"]
    lines += ["    required={", *entries(required, "        "), "    },"] if strict else []
    return ["", "", *lines, ")"]


def emit_changes(
    scope: Scope, old: Scope, root: Type, names: frozenset[str], base: str, ends: tuple[str, str], depth: int
) -> list[str]:
    """Return the check of the root type from the table `base` with the shapes of these names added, or with their
    changed fields. `ends`: what stands before and after it."""
    rows = [_changed(shape, old.shapes.get(shape.name)) for shape in reachable(scope, root) if shape.name in names]
    shift, indent = slice(4 * (1 - depth), None), "    " * depth
    lines = [line[shift] for row in rows for line in row]
    return [f"{indent}{ends[0]}{base}.extend({{", *lines, f"{indent}}}).check({repr_str(str(root))}){ends[1]}"]


def _changed(shape: Shape, old: Shape | None) -> list[str]:
    """A record that stays in the table keeps its fields: one that it no longer declares may hold any value."""
    if not isinstance(shape, Record) or not isinstance(old, Record):
        return _shape(shape)
    now, before = _fields(shape), _fields(old)
    removed = {key: '"json"' for key in before if key not in now}
    return _row(shape.name, {key: kind for key, kind in (now | removed).items() if before.get(key) != kind})


def _shape(shape: Shape) -> list[str]:
    deep = "        "
    if isinstance(shape, Record):
        return _row(shape.name, _fields(shape))
    name = repr_str(shape.name)
    if not isinstance(shape, Tagged):
        return fill(f"{deep}{name}: Words((", map(repr_str, shape.words), ")),")
    rows = (f"{repr_str(tag)}: {repr_str(str(case))}" for tag, case in shape.cases.items())
    default = f", default={repr_str(shape.default)}" if shape.default else ""
    tail = f"}}{default}{', open=True' * bool(shape.other)}),"
    return fill(f"{deep}{name}: OneOf({repr_str(shape.tag)}, {{", rows, tail)


def _row(name: str, fields: dict[str, str]) -> list[str]:
    return fill(f"        {repr_str(name)}: {{", (f"{repr_str(key)}: {kind}" for key, kind in fields.items()), "},")


def _fields(record: Record) -> dict[str, str]:
    return {field.wire: _type(field.type) for field in record.fields.values()}


def _required(record: Record) -> str:
    return literal(tuple(field.wire for field in record.fields.values() if not field.optional)).replace("()", "")


def _type(kind: Type) -> str:
    match kind:
        case ListOf(item):
            return f"[{_type(item)}]"
        case Either(members):
            return f"({', '.join(map(_type, members))})"
        case Prim(name) | Ref(_, name):
            return repr_str(name)
    raise AssertionError(kind)
