"""A check function per type: is a value of the shape that its protocol declares? What is unknown is no fault."""

from __future__ import annotations

from dragoman_codegen.emit.hub import literal
from dragoman_codegen.emit.types import repr_str
from dragoman_codegen.model.types import (
    Either,
    Field,
    ListOf,
    Prim,
    Record,
    Ref,
    Scope,
    Tagged,
    Type,
    Words,
    expected,
    one_of,
    reachable,
    snake,
)


def check_name(name: str) -> str:
    return f"check_{snake(name)}"


def emit_checks(scope: Scope, root: Type, strict: bool, only: set[str] | None = None) -> list[str]:
    """The check of a type, and of all that it may hold. `only`: of these names, where the others stand elsewhere."""
    lines: list[str] = []
    for shape in reachable(scope, root):
        if only is not None and shape.name not in only:
            continue
        lines += ["", "", f"def {check_name(shape.name)}(it: Any, wrong: Wrong) -> None:"]
        body = _record(shape, scope, strict) if isinstance(shape, Record) else _tagged(shape, scope, strict)
        lines += body or ["    pass"]
    return lines


def _tagged(shape: Tagged, scope: Scope, strict: bool) -> list[str]:
    tag = repr_str(shape.tag)
    lines = [
        f"    tag = it.get({tag})" if not shape.default else f"    tag = it.get({tag}) or {repr_str(shape.default)}"
    ]
    if strict:
        lines += [
            "    if tag.__class__ is not str:",
            f'        wrong(it, {tag}, "a string" if {tag} in it else "")',
            "        return",
        ]
        if shape.other is None and not shape.default:
            lines += [
                f"    if tag not in {literal(tuple(shape.cases))}:",
                f"        wrong(it, {tag}, {repr_str(one_of(shape.cases))})",
                "        return",
            ]
    groups: dict[str, list[str]] = {}
    for word, case in shape.cases.items():
        groups.setdefault(str(case), []).append(word)
    first = True
    for name, words in groups.items():
        record = scope.shapes.get(name)
        if not (isinstance(record, Record) and _checkable(record)) and not isinstance(record, Tagged):
            continue
        test = f"tag == {repr_str(words[0])}" if len(words) == 1 else f"tag in {literal(tuple(words))}"
        lines += [f"    {'if' if first else 'elif'} {test}:", f"        {check_name(name)}(it, wrong)"]
        first = False
    return lines if not first or strict else []


def _checkable(record: Record) -> bool:
    return any(field.type != Prim("json") or not field.optional for field in record.fields.values())


def _record(shape: Record, scope: Scope, strict: bool) -> list[str]:
    lines: list[str] = []
    for field in shape.fields.values():
        if field.type == Prim("json"):
            if strict and not field.optional:
                lines += [f"    if {repr_str(field.wire)} not in it:", f'        wrong(it, {repr_str(field.wire)}, "")']
            continue
        lines += _field(field, scope, strict)
    return lines


def _field(field: Field, scope: Scope, strict: bool) -> list[str]:
    key = repr_str(field.wire)
    lines = [f"    value = it.get({key})"]
    if strict and not field.optional:
        lines += [
            "    if value is None:",
            f'        wrong(it, {key}, "" if {key} not in it else {repr_str(expected(field.type, scope))})',
        ]
        lines += _value(field.type, key, scope, "elif ")
    else:
        lines += _value(field.type, key, scope, "if value is not None and ")
    return lines


def _value(
    kind: Type, key: str, scope: Scope, head: str, holder: str = "it", value: str = "value", deep: str = "    "
) -> list[str]:
    want = repr_str(expected(kind, scope))
    fault = f"{deep}    wrong({holder}, {key}, {want})"
    tests = _tests(kind, scope, value)
    if tests == "":
        return []
    lines = [f"{deep}{head}{tests}:", fault]
    inner = _inside(kind, key, scope, value, deep)
    if inner and len(inner) == 1:
        return [
            *lines,
            f"{deep}elif {value} is not None:" if head.startswith("if value is not None") else f"{deep}else:",
            *inner[0],
        ]
    return lines + (_by_class(kind, scope, value, deep, head) if inner else [])


def _tests(kind: Type, scope: Scope, value: str) -> str:
    members = kind.members if isinstance(kind, Either) else (kind,)
    classes: list[str] = []
    for member in members:
        match member:
            case Prim("json"):
                return ""
            case Prim("num"):
                classes += ["int", "float"]
            case Prim(name):
                classes.append(name)
            case ListOf():
                classes.append("list")
            case Ref(_, name):
                shape = scope.shapes[name]
                if isinstance(shape, Words):
                    return f"{value} not in {literal(tuple(shape.words))}"
                classes.append("dict")
    classes = list(dict.fromkeys(classes))
    if len(classes) == 1:
        return f"{value}.__class__ is not {classes[0]}"
    return f"{value}.__class__ not in ({', '.join(classes)})"


def _inside(kind: Type, key: str, scope: Scope, value: str, deep: str) -> list[list[str]]:
    """How to look into a value that may be of one kind only; more than one entry where it may be of several."""
    members = kind.members if isinstance(kind, Either) else (kind,)
    found = [lines for lines in (_into(member, scope, value, deep + "    ") for member in members) if lines]
    return found if len(members) == 1 else [*found, *found] if found else []


def _into(kind: Type, scope: Scope, value: str, deep: str) -> list[str]:
    match kind:
        case Ref(_, name):
            shape = scope.shapes[name]
            if isinstance(shape, Words):
                return []
            return [f"{deep}{check_name(name)}({value}, wrong)"]
        case ListOf(item):
            tests = _tests(item, scope, "item")
            if not tests:
                return []
            lines = [f"{deep}for at, item in enumerate({value}):", f"{deep}    if {tests}:"]
            lines.append(f"{deep}        wrong({value}, at, {repr_str(expected(item, scope))})")
            inner = _into(item, scope, "item", deep + "        ")
            return [*lines, *([f"{deep}    else:", *inner] if inner else [])]
    return []


def _by_class(kind: Type, scope: Scope, value: str, deep: str, head: str) -> list[str]:
    lines: list[str] = []
    for member in kind.members if isinstance(kind, Either) else ():
        inner = _into(member, scope, value, deep + "    ")
        if inner:
            name = "list" if isinstance(member, ListOf) else "dict"
            lines += [f"{deep}elif {value}.__class__ is {name}:", *inner]
    return lines
