"""Normal form of a schema: a list of alternatives, each with at most one type and the keywords of that type.

The normal form is shallow. References, `allOf`, `anyOf`, `oneOf`, lists of types, `enum` and `const` of the schema
itself are resolved; its subschemas (of properties, items, ...) stay as they are, so that a schema costs no more
than the parts of it that are used. An alternative is a dict of keywords:

- `{"type": "string", "enum": [...], ...}`: one type, without keywords of other types
- `{"$ref": ...}`: a reference that the profile accepts
- `{...}` without a type: any type, as far as the keywords apply
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library.schemas.compiling import Compiling
from dragoman.library.schemas.intersect import both
from dragoman.library.schemas.profile import ANNOTATIONS, COMBINING, CONSTRAINTS, FAMILIES, OF_ONE_TYPE, Schema
from dragoman.library.schemas.values import contains, is_of, type_of

MAX_ALTERNATIVES: Final = 64  # of a product of unions


class Scope:
    """The references that have been resolved on the way to a subschema. `active`: those being resolved now."""

    def __init__(self, outer: frozenset[str] = frozenset()) -> None:
        self.outer, self.inner, self.active = outer, set[str](), list[str]()

    def within(self) -> frozenset[str]:
        """Return the references of the subschemas."""
        return self.outer | self.inner


class Normalizer:
    """`keep`: whether a reference without other keywords stays one."""

    def __init__(self, state: Compiling, keep: bool) -> None:
        self.state, self.keep = state, keep

    def alternatives(self, schema: Any, scope: Scope) -> list[Schema]:
        """Return the alternatives of a schema; none if it accepts no value."""
        self.state.spend()
        if not isinstance(schema, dict):
            return [] if schema is False else [{}]
        self.state.deepen()
        found = self._resolved(schema, scope)
        self.state.depth -= 1
        return found

    def _resolved(self, schema: Schema, scope: Scope) -> list[Schema]:
        notes = {key: schema[key] for key in ANNOTATIONS if key in schema}
        if self.keep and refers(schema):
            return [{"$ref": schema["$ref"], **notes}]
        found = self._own(schema)
        if "$ref" in schema:
            found = self._meet(found, self.expanded(schema["$ref"], scope), scope)
        for part in schema.get("allOf", ()):
            found = self._meet(found, self.alternatives(part, scope), scope)
        for key in ("anyOf", "oneOf"):
            if key in schema:
                found = self._meet(found, self._union(schema[key], key == "oneOf", scope), scope)
        if len(found) == 1:
            whole = {**found[0], **notes}
            return [{key: whole[key] for key in (*schema, *whole) if key in whole}]  # in the order of the client
        return found  # the annotations of a union belong to the whole: see `notes_of`

    def expanded(self, ref: str, scope: Scope) -> list[Schema]:
        """Return the alternatives of the target of a reference. Recursion ends with the bare types of the target."""
        if ref in scope.active:
            self.state.lose("reference to itself is not resolved")
            return [{}]
        target = self.state.target(ref)
        if ref in scope.outer:
            self.state.lose("recursive reference is not supported: values of its type are accepted")
            return self._bare(target)
        scope.inner.add(ref)
        scope.active.append(ref)
        found = self.alternatives(target, scope)
        if len(found) == 1 and "$ref" in found[0]:
            found = self.expanded(found[0]["$ref"], scope)
        scope.active.pop()
        return found

    def _bare(self, target: Any) -> list[Schema]:
        kinds = types(target) if isinstance(target, dict) else None
        if kinds is None and isinstance(target, dict) and "properties" in target:
            kinds = ["object"]
            self.state.lose("type is added", wider=False, narrower=True)
        return [{"type": kind} for kind in kinds] if kinds else [{}]

    def _own(self, schema: Schema) -> list[Schema]:
        """Return the alternatives of a schema without its combining keywords."""
        own = {key: value for key, value in schema.items() if key in CONSTRAINTS}
        values = self._values(schema)
        kinds = types(schema)
        if kinds is None:
            if values is None:
                return [own]
            found = dict.fromkeys(type_of(value) for value in values)
            kinds = [kind for kind in found if kind != "integer" or "number" not in found]
        return _typed(own, kinds, values)

    def _values(self, schema: Schema) -> list[Any] | None:
        if "const" in schema:
            alone = "enum" not in schema or contains(schema["enum"], schema["const"])
            return [schema["const"]] if alone else []
        return list(schema["enum"]) if "enum" in schema else None

    def _union(self, parts: list[Any], exactly_one: bool, scope: Scope) -> list[Schema]:
        options = [self.alternatives(part, scope) for part in parts]
        if exactly_one and not _disjoint(options):
            self.state.lose("oneOf is read as anyOf: values that match several of its schemas are accepted")
        return [option for part in options for option in part]

    def _meet(self, left: list[Schema], right: list[Schema], scope: Scope) -> list[Schema]:
        """Return the alternatives that accept what both lists accept."""
        for one, other in ((left, right), (right, left)):
            if one == [{}]:
                return other
        if len(left) > 1 and len(right) > 1 and len(left) * len(right) > MAX_ALTERNATIVES:
            self.state.lose("a combination of several unions is too large: one of them is removed")
            return left
        left, right = self.without_references(left, scope), self.without_references(right, scope)
        if len(left) == 1 and len(right) > 1 and all(_only_requires(option) for option in right):
            self.state.lose("alternatives that only differ in required properties are removed")
            return left
        found = (both(one, other, self.state) for one in left for other in right)
        self.state.spend(len(left) * len(right))
        return [one for one in found if one is not None]

    def without_references(self, options: list[Schema], scope: Scope) -> list[Schema]:
        """Return the alternatives with references replaced by the alternatives of their targets. A reference that was
        replaced already, as in a union that contains itself, adds nothing."""
        if not any("$ref" in option for option in options):
            return options
        found: list[Schema] = []
        seen = set[str]()
        waiting = options[::-1]
        while waiting:
            option = waiting.pop()
            if "$ref" not in option:
                found.append(option)
            elif option["$ref"] not in seen:
                seen.add(option["$ref"])
                waiting += self.expanded(option["$ref"], scope)[::-1]
        return found


def notes_of(schema: Any) -> Schema:
    """Return the annotations of a schema, for the union of its alternatives."""
    if not isinstance(schema, dict):
        return {}
    return {key: schema[key] for key in ANNOTATIONS if key in schema}


def refers(schema: Schema) -> bool:
    """Whether a schema is a reference without constraints beside it."""
    beside = (*COMBINING[1:], "type", "enum", "const")
    return "$ref" in schema and not any(key in CONSTRAINTS or key in beside for key in schema)


def objects(options: list[Schema], normal: Normalizer, scope: Scope) -> list[Schema]:
    """Return the alternatives that are objects, with their references resolved."""
    found: list[Schema] = []
    for option in normal.without_references(options, scope):
        if option.get("type", "object") == "object":
            kept = {key: value for key, value in option.items() if key not in OF_ONE_TYPE - FAMILIES["object"]}
            found.append({**kept, "type": "object"})
    return found


def types(schema: Schema) -> list[str] | None:
    """Return the types that a schema names, None if it names none that JSON Schema defines."""
    named = schema.get("type")
    kinds = [kind for kind in (named if isinstance(named, list) else [named]) if kind in FAMILIES]
    return [kind for kind in dict.fromkeys(kinds) if kind != "integer" or "number" not in kinds] or None


def _typed(own: Schema, kinds: list[str], values: list[Any] | None) -> list[Schema]:
    found: list[Schema] = []
    for kind in kinds:
        one: Schema = {
            "type": kind,
            **{key: own[key] for key in own if key not in OF_ONE_TYPE or key in FAMILIES[kind]},
        }
        if values is not None:
            one["enum"] = [value for value in values if is_of(value, kind)]
            if not one["enum"]:
                continue
        found.append(one)
    return found


def _only_requires(option: Schema) -> bool:
    return "required" in option and option.keys() <= {"required", "type", *ANNOTATIONS}


def _disjoint(options: list[list[Schema]]) -> bool:
    """Whether no value matches alternatives of two lists, as far as types and values show it."""
    seen: list[Schema] = []
    for part in options:
        if any(not _apart(one, other) for one in part for other in seen):
            return False
        seen += part
    return True


def _apart(one: Schema, other: Schema) -> bool:
    left, right = one.get("type"), other.get("type")
    if left is None or right is None:
        return False
    if left != right:
        return {left, right} != {"integer", "number"}
    if "enum" in one and "enum" in other:
        return not any(contains(other["enum"], value) for value in one["enum"])
    mine, its = one.get("properties", {}), other.get("properties", {})
    shared = set(one.get("required", ())) & set(other.get("required", ()))
    return any(_values_apart(mine.get(name), its.get(name)) for name in shared)


def _values_apart(one: Any, other: Any) -> bool:
    left, right = _listed(one), _listed(other)
    return bool(left and right) and not any(contains(right, value) for value in left)


def _listed(schema: Any) -> list[Any]:
    if not isinstance(schema, dict):
        return []
    found = [schema["const"]] if "const" in schema else schema.get("enum", [])
    return found if isinstance(found, list) else []
