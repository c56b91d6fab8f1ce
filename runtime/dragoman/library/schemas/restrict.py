"""Restriction of a schema to the keywords and forms that a profile accepts."""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import unquote

from dragoman.library.schemas.compiling import Compiling
from dragoman.library.schemas.normal import Normalizer, Scope, notes_of, objects, refers
from dragoman.library.schemas.profile import ANNOTATIONS, FAMILIES, OF_ONE_TYPE, Profile, Schema
from dragoman.library.schemas.references import defined
from dragoman.library.schemas.unions import one_object, simplified
from dragoman.library.schemas.values import distinct, is_of
from dragoman.values import arguments

# Values with which a keyword constrains nothing.
_NEUTRAL: Final[dict[str, tuple[Any, ...]]] = {
    "additionalProperties": (True, {}),
    "unevaluatedProperties": (True, {}),
    "propertyNames": (True, {}, {"type": "string"}),
    "uniqueItems": (False,),
    "minItems": (0,),
    "minLength": (0,),
    "minProperties": (0,),
    "required": ([],),
    "items": (True, {}),
    "unevaluatedItems": (True, {}),
    "patternProperties": ({},),
}
_ANNOTATES: Final = frozenset(["format", "contentSchema"])  # no constraint in the current draft
_UNSAFE: Final = re.compile("[^a-zA-Z0-9_.-]")  # what has another form in a reference


class Restriction:
    """Compiles the parts of one document. `definitions`: the names of the referenced ones, and what they became."""

    def __init__(self, state: Compiling, profile: Profile) -> None:
        self.state, self.profile = state, profile
        self.normal = Normalizer(state, keep=profile.references == "definitions")
        self.names: dict[str, str] = {}  # reference -> name of the definition
        self.definitions: dict[str, Schema] = {}
        self.references: list[tuple[Schema, str]] = []  # and the name of its definition

    def root(self, schema: Schema, as_object: bool) -> Schema:
        """Return the compiled document. `as_object`: it must be one object."""
        scope = Scope()
        if as_object:
            options = objects(self.normal.alternatives(schema, scope), self.normal, scope)
            whole = {**one_object(simplified(options), self.state), **notes_of(schema)}
            found = self._one(whole, scope.within())
        else:
            found = self._whole(self._alternatives(schema, scope), schema, scope)
        self._define()
        return {**found, "$defs": self.definitions} if self.definitions else found

    def _define(self) -> None:
        """Compile the definitions that the result refers to, and those that they refer to."""
        while waiting := [(ref, name) for ref, name in self.names.items() if name not in self.definitions]:
            for ref, name in waiting:
                self.definitions[name] = {}
                with self.state.inside("$defs", name):
                    self.definitions[name] = self.compiled(self.state.target(ref), frozenset())
        for reference, name in self.references:  # the compiled definition may describe values that it cannot list
            for key in reference.keys() & self.definitions[name].keys() - {"$ref"}:
                del reference[key]

    def compiled(self, schema: Any, refs: frozenset[str]) -> Schema:
        """Return a compiled subschema. `refs`: the references that were resolved on the way to it."""
        scope = Scope(refs)
        return self._whole(self._alternatives(schema, scope), schema, scope)

    def _alternatives(self, schema: Any, scope: Scope) -> list[Schema]:
        found = []
        for option in self.normal.alternatives(schema, scope):
            found += [option] if "$ref" in option or "type" in option else self._with_types(option)
        return simplified(found)

    def _with_types(self, option: Schema) -> list[Schema]:
        """Return the alternatives of one without a type: those that its keywords apply to, else all."""
        kinds = [kind for kind, family in FAMILIES.items() if family & option.keys() and kind != "integer"]
        if "format" in option:
            kinds = [kind for kind in kinds if kind != "number"] or kinds
        if not kinds:
            return [option]
        self.state.lose("type is added for its keywords", wider=False, narrower=True)
        return [
            {"type": kind, **{k: v for k, v in option.items() if k not in OF_ONE_TYPE - FAMILIES[kind]}}
            for kind in kinds
        ]

    def _whole(self, options: list[Schema], schema: Any, scope: Scope) -> Schema:
        """Return the schema of all alternatives."""
        if not options:
            self.state.lose("no value is accepted: any value is accepted instead", wider=True, narrower=True)
        notes = self._notes(notes_of(schema), "")
        untyped = next((option for option in options if "$ref" not in option and "type" not in option), None)
        if not options or untyped is not None:
            return {**self._any(untyped or {}), **self._notes(untyped or {}, ""), **notes}
        if len(options) == 1 or all(option.get("type") == "null" for option in options):
            return self._single(options[0], scope)
        null = self.profile.nullable and any(option.get("type") == "null" for option in options)
        rest = [option for option in options if not (null and option.get("type") == "null")]
        if len(rest) == 1:
            found = self._single({**rest[0], **notes_of(schema)}, scope)
        else:
            found = {**self._listed(rest, scope), **notes}
        return {**found, "nullable": True} if null else found

    def _any(self, option: Schema) -> Schema:
        """Return the schema of values of any type."""
        for key in option:
            if key not in ANNOTATIONS:
                self.state.lose(f"schema keyword {key} is not supported by this provider", key)
        if self.profile.type_lists:
            return {"type": self.profile.any_type}
        self.state.lose("values of any type become strings", wider=False, narrower=True)
        return {"type": "string"}

    def _single(self, option: Schema, scope: Scope) -> Schema:
        if "$ref" in option:
            return self._reference(option)
        if option["type"] == "null" and self.profile.nullable:
            self.state.lose("null alone becomes a string that may be null")
            return {"type": "string", "nullable": True, **self._notes(option, "string")}
        return self._one(option, scope.within())

    def _listed(self, options: list[Schema], scope: Scope) -> Schema:
        branches: list[Schema] = []
        for place, option in enumerate(options):
            with self.state.inside("anyOf", str(place)):
                branch = self._single(option, scope)
            if branch not in branches:
                branches.append(branch)
        if self.profile.type_lists and all(branch.keys() == {"type"} for branch in branches):
            kinds = [
                k
                for branch in branches
                for k in (branch["type"] if isinstance(branch["type"], list) else [branch["type"]])
            ]
            return {"type": list(dict.fromkeys(kinds))}
        return branches[0] if len(branches) == 1 else {"anyOf": branches}

    def _reference(self, option: Schema) -> Schema:
        """Return a reference to a definition, which repeats no annotation of the definition."""
        ref, seen = option["$ref"], set[str]()
        target = self.state.target(ref)
        while isinstance(target, dict) and refers(target) and ref not in seen:
            seen.add(ref)
            ref, target = target["$ref"], self.state.target(target["$ref"])
        if ref in seen or not isinstance(target, dict):
            self.state.lose("reference to no schema", wider=True)
            return self._any({})
        notes = {key: value for key, value in self._notes(option, "").items() if key not in target}
        name = self._name(ref)
        found = {"$ref": f"#/$defs/{name}", **notes}
        self.references.append((found, name))
        return found

    def _name(self, ref: str) -> str:
        if ref not in self.names:
            stem = unquote(defined(ref) or ref.rpartition("/")[2]).replace("~1", "_")
            stem = _UNSAFE.sub("_", stem).strip("_") or "root"
            taken, name, more = set(self.names.values()), stem, 2
            while name in taken:
                name, more = f"{stem}_{more}", more + 1
            self.names[ref] = name
        return self.names[ref]

    def _one(self, option: Schema, refs: frozenset[str]) -> Schema:
        """Return the schema of one alternative with a type, with its keywords in the order of the client."""
        kind = option["type"]
        found: Schema = {"type": kind, **self._notes(option, kind)}
        for key, value in self._bounds(option).items():
            if key == "properties":
                found.update(self._properties(value, refs))
            elif key in ANNOTATIONS or key in ("type", "enum", "items", "prefixItems", "required"):
                continue
            elif key in self.profile.keywords and self._accepts(key, value):
                found[key] = value
            elif not any(value == neutral and type(value) is type(neutral) for neutral in _NEUTRAL.get(key, ())):
                self._lose_keyword(key)
        if "enum" in option:
            self._enum(option["enum"], found)
        if kind == "object":
            self._object(option, found, refs)
        elif kind == "array":
            self._items(option, found, refs)
        return {key: found[key] for key in (*option, *found) if key in found}

    def _accepts(self, key: str, value: Any) -> bool:
        if key == "format":
            return not self.profile.formats or value in self.profile.formats
        return not self.profile.refuses(key, value)

    def _lose_keyword(self, key: str) -> None:
        if key not in _ANNOTATES:
            self.state.lose(f"schema keyword {key} is not supported by this provider", key)

    def _bounds(self, option: Schema) -> Schema:
        """Write exclusive bounds as inclusive ones, if the profile has only these, and remove limits of further
        properties that would exclude those that match a pattern."""
        kept = dict(option)
        if kept.get("patternProperties") and "patternProperties" not in self.profile.keywords:
            if kept.pop("additionalProperties", True) is not True:
                self._lose_keyword("additionalProperties")
        for exclusive, inclusive, step in (("exclusiveMinimum", "minimum", 1), ("exclusiveMaximum", "maximum", -1)):
            if exclusive not in kept or exclusive in self.profile.keywords or inclusive not in self.profile.keywords:
                continue
            value = kept.pop(exclusive)
            bound = value
            if option["type"] == "integer" and float(value).is_integer():
                bound = int(value) + step
            else:
                self.state.lose(f"schema keyword {exclusive} becomes {inclusive}", exclusive)
            choose = max if step == 1 else min
            kept[inclusive] = choose(kept[inclusive], bound) if inclusive in kept else bound
        return kept

    def _notes(self, option: Schema, kind: str) -> Schema:
        """Return the annotations that the profile accepts."""
        found = {key: option[key] for key in ANNOTATIONS if key in option and key in self.profile.keywords}
        if "default" in found and (kind == "" or not is_of(found["default"], kind) or kind in ("object", "array")):
            del found["default"]
        return found

    def _enum(self, values: list[Any], found: Schema) -> None:
        """Write the values that the profile can list; others are described."""
        kind, values = found["type"], distinct(values)
        if (
            self.profile.enums == "any"
            or kind == "string"
            or self.profile.enums == "uniform"
            and kind in ("number", "integer")
        ):
            kept = [value for value in values if value != "" or self.profile.enums != "strings"]
            if len(kept) < len(values) and kept:
                self.state.lose("the empty string cannot be listed in an enum", "enum", wider=False, narrower=True)
            if kept:
                found["enum"] = kept
                return
        if kind == "null" or kind == "boolean" and len(values) > 1:
            return
        texts = [value if isinstance(value, str) else arguments.text(value) for value in values]
        listed, before = f"One of: {', '.join(texts)}.", found.get("description")
        if "description" in self.profile.keywords:
            found["description"] = f"{before} {listed}" if isinstance(before, str) and before else listed
        self.state.lose(f"enum of values of type {kind} is not supported by this provider", "enum")

    def _properties(self, given: Schema, refs: frozenset[str]) -> Schema:
        """Return the entry of the properties, or none."""
        properties: Schema = {}
        for name, inner in given.items():
            if inner is False:
                self.state.lose("property that may not be present is removed", "properties", name)
                continue
            with self.state.inside("properties", name):
                properties[name] = self.compiled(inner, refs)
        return {"properties": properties} if properties else {}

    def _object(self, option: Schema, found: Schema, refs: frozenset[str]) -> None:
        names = dict.fromkeys(option.get("required", ()))
        required = [name for name in names if name in found.get("properties", {})]
        if len(required) < len(names):
            self.state.lose("required property without a schema is not required", "required")
        if required:
            found["required"] = required
        rest = found.get("additionalProperties")
        if isinstance(rest, dict):
            with self.state.inside("additionalProperties"):
                found["additionalProperties"] = self.compiled(rest, refs) if rest else True

    def _tuple(self, parts: list[Any], items: Any, found: Schema, refs: frozenset[str]) -> None:
        """Write items by position; further items are allowed or not, and have no schema."""
        found["prefixItems"] = []
        for place, part in enumerate(parts):
            with self.state.inside("prefixItems", str(place)):
                found["prefixItems"].append(self.compiled(part, refs))
        if items is False:
            found["maxItems"] = min(found.get("maxItems", len(parts)), len(parts))
        elif items not in (True, {}):
            self.state.lose("items after those with a position may have any value", "items")

    def _items(self, option: Schema, found: Schema, refs: frozenset[str]) -> None:
        items = option.get("items", True)
        if option.get("prefixItems") and "prefixItems" in self.profile.keywords:
            self._tuple(option["prefixItems"], items, found, refs)
            return
        if option.get("prefixItems"):
            parts = [*option["prefixItems"], *([] if isinstance(items, bool) else [items])]
            self.state.lose("the positions of items are not kept", "prefixItems", narrower=items is True)
            if items is False and "maxItems" in self.profile.keywords:
                found["maxItems"] = min(found.get("maxItems", len(parts)), len(parts))
            items = parts[0] if len(parts) == 1 else {"anyOf": parts}
        if items is False:
            self.state.lose("items that may not be present", "items")
            items = True
        if items in (True, {}) and not self.profile.items:
            return
        with self.state.inside("items"):
            found["items"] = self.compiled(items, refs)
