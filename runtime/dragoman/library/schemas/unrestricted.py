"""Schemas for providers that accept all of JSON Schema, with a few rules about its form."""

from __future__ import annotations

import re
from typing import Any, Final

from dragoman.library.schemas.compiling import Compiling
from dragoman.library.schemas.normal import Normalizer, Scope, notes_of, objects, refers, types
from dragoman.library.schemas.profile import ANNOTATIONS, LISTED, NAMED, SINGLE, Profile, Schema
from dragoman.library.schemas.references import MISSING, resolve
from dragoman.library.schemas.unions import one_object, simplified
from dragoman.values import arguments

_NOT_AT_THE_TOP: Final = ("oneOf", "anyOf", "allOf", "enum", "const", "not", "$ref")
_DEFINITIONS: Final[tuple[str, ...]] = ("$defs", "definitions")
_REPETITIONS: Final = ("minLength", "maxLength", "minItems", "maxItems")
_MAX_REPETITIONS: Final = 1999  # that a grammar accepts
# One of these gives a schema a rule of the grammar.
_WITH_A_RULE: Final = frozenset(
    ["type", "const", "enum", "properties", "items", "prefixItems", "$ref", "allOf", "anyOf", "oneOf"]
)
_BOOLEAN: Final = ("properties", "items", "prefixItems", "anyOf", "oneOf", "$defs", "definitions")  # with such schemas
_POINTER: Final = re.compile("#/[^~%]+")  # without escapes
_SPECIAL: Final = re.compile(r"[\\^$.*+?()\[\]{}|]")


class Form:
    """Gives a document the form of a profile. Subschemas that have it already are not copied."""

    def __init__(self, state: Compiling, profile: Profile) -> None:
        self.state, self.profile = state, profile
        self.inline = profile.references == "inline"
        self.document: Schema = {}

    def root(self, schema: Schema, as_object: bool) -> Schema:
        """Return the document in the form. `as_object`: it must be one object."""
        self.document = self._object(schema) if as_object else schema
        found: Schema = self._formed(self.document, ())
        if not as_object:
            return self._described(found) if self.profile.described else found
        return self._with_legal_names(found) if self.profile.illegal else found

    def _with_legal_names(self, schema: Schema) -> Schema:
        """Return the object with properties of other names as patterns, each of which matches one name."""
        illegal = re.compile(self.profile.illegal)
        given = schema.get("properties", {})
        others = [name for name in given if not 0 < len(name) <= self.profile.max_length or illegal.search(name)]
        if not others:
            return schema
        patterns = {"^" + _SPECIAL.sub(r"\\\g<0>", name) + "$": given[name] for name in others}
        return {
            **schema,
            "properties": {name: inner for name, inner in given.items() if name not in others},
            "patternProperties": {**schema.get("patternProperties", {}), **patterns},
        }

    def _described(self, schema: Any) -> Any:
        """Return a copy of a schema in which what the profile does not describe is written into the description."""
        if not isinstance(schema, dict):
            return schema
        self.state.spend()
        copy: Schema = {}
        rest: Schema = {}
        for key, value in schema.items():
            kept = "anyOf" if key == "oneOf" and "anyOf" not in schema else key
            if not self._describes(kept, value):
                rest[key] = value
                self.state.lose(f"schema keyword {key} is written into the description", key)
            elif key in NAMED:
                copy[key] = {name: self._described_at(inner, key, name) for name, inner in value.items()}
            elif key in LISTED:
                copy[kept] = [self._described_at(inner, key, str(place)) for place, inner in enumerate(value)]
            else:
                copy[key] = self._described_at(value, key) if key == "items" else value
        if rest:
            text = arguments.text(rest)
            copy["description"] = f"{copy['description']}\n\n{text}" if copy.get("description") else text
        return copy

    def _described_at(self, schema: Any, *steps: str) -> Any:
        with self.state.inside(*steps):
            return self._described(schema)

    def _describes(self, key: str, value: object) -> bool:
        if key == "additionalProperties":
            return value is False
        if key == "minItems":
            return value in (0, 1)
        formats = self.profile.formats
        return key in self.profile.described and (key != "format" or not formats or value in formats)

    def _object(self, schema: Schema) -> Schema:
        """Return the schema as one object without alternatives at the top level."""
        if schema.get("type") == "object" and not any(key in schema for key in _NOT_AT_THE_TOP):
            return schema
        if "type" not in schema and not any(key in schema for key in _NOT_AT_THE_TOP):
            return {"type": "object", **schema}
        normal, scope = Normalizer(self.state, keep=False), Scope()
        found = one_object(simplified(objects(normal.alternatives(schema, scope), normal, scope)), self.state)
        for key in _NOT_AT_THE_TOP:
            if key in found:
                del found[key]
                self.state.lose(f"schema keyword {key} is not supported at the top level", key)
        kept = {key: schema[key] for key in _DEFINITIONS if key in schema}
        return {**notes_of(schema), **found, **notes_of(schema), **kept}

    def _formed(self, schema: Any, refs: tuple[str, ...]) -> Any:
        self.state.spend()
        if not isinstance(schema, dict):
            return schema
        if self.profile.grammar:
            schema = self._with_a_rule(schema)
        if "$ref" in schema and (self.inline or not self._stays(schema["$ref"])):
            return self._inlined(schema, refs)
        found = {key: value for key, value in schema.items() if not (self.inline and key in _DEFINITIONS)}
        self._remove_values(found)
        for key, value in list(found.items()):
            if key in NAMED:
                found[key] = {name: self._inner(inner, refs, key, name) for name, inner in value.items()}
            elif key in LISTED or key == "items" and isinstance(value, list):
                found[key] = [self._inner(inner, refs, key, str(place)) for place, inner in enumerate(value)]
            elif key in SINGLE or key == "items":
                found[key] = self._inner(value, refs, key)
        if self.profile.items and "array" in (types(schema) or ()):
            self._state_items(found)
        return found

    def _remove_values(self, found: Schema) -> None:
        """Remove keywords with a value that the profile does not accept."""
        refused = [key for key, value in found.items() if self.profile.refuses(key, value)]
        if self.profile.grammar:
            refused += [key for key in _REPETITIONS if found.get(key, 0) > _MAX_REPETITIONS]
        patterns = found.get("patternProperties", {})
        accepted = {name: one for name, one in patterns.items() if not self.profile.refuses("pattern", name)}
        if len(accepted) < len(patterns):
            found["patternProperties"] = accepted
            refused += [key for key in ("additionalProperties", "unevaluatedProperties") if key in found]  # of the rest
            self.state.lose("names by this pattern are not supported by this provider", "patternProperties")
        for key in dict.fromkeys(refused):
            del found[key]
            self.state.lose(f"schema keyword {key} with this value is not supported by this provider", key)

    def _with_a_rule(self, schema: Schema) -> Schema:
        """Return a schema for which a grammar has a rule."""
        parts = schema.get("allOf", ())
        if len(parts) == 1 and isinstance(parts[0], dict) and schema.keys() <= {"allOf", *ANNOTATIONS}:
            return self._with_a_rule({**parts[0], **notes_of(schema)})
        return schema if schema.keys() & _WITH_A_RULE else {"type": self.profile.any_type, **schema}

    def _state_items(self, found: Schema) -> None:
        """State the items of an array as an object."""
        if found.get("items") is False:
            first = len(found.get("prefixItems", ()))
            found["maxItems"] = min(found.get("maxItems", first), first)
        if not isinstance(found.get("items"), dict):
            found["items"] = {}
            if found.pop("unevaluatedItems", True) is not True:
                self.state.lose("items after those with a position may have any value", "unevaluatedItems")

    def _inner(self, schema: Any, refs: tuple[str, ...], *steps: str) -> Any:
        if self.profile.grammar and isinstance(schema, bool) and steps[0] in _BOOLEAN:
            schema = {} if schema else {"not": {}}
        with self.state.inside(*steps):
            return self._formed(schema, refs)

    def _stays(self, ref: str) -> bool:
        """Whether a reference denotes in the result what it denotes in the client's document."""
        there = resolve(self.state.document, ref)
        if there is MISSING:
            return False
        if self.profile.grammar and not _POINTER.fullmatch(ref):
            return False
        if self.document is self.state.document:
            return True
        if ref == "#" and self.document.keys() - {"type"} == self.state.document.keys():
            self.state.lose("type is added to the top level, which a reference denotes", wider=False, narrower=True)
            return True
        return resolve(self.document, ref) is there

    def _inlined(self, schema: Schema, refs: tuple[str, ...]) -> Any:
        ref = schema["$ref"]
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        target = self.state.target(ref)
        if ref in refs:
            kinds = types(target) if isinstance(target, dict) else None
            self.state.lose("recursive reference is not supported: values of its type are accepted", narrower=not kinds)
            target = {"type": kinds if kinds and len(kinds) > 1 else (kinds or ["object"])[0]}
        if refers(schema) and isinstance(target, dict):
            return self._formed({**target, **beside}, (*refs, ref))
        notes = {key: beside.pop(key) for key in ANNOTATIONS if key in beside}
        return self._formed({"allOf": [target, beside], **notes}, (*refs, ref))
