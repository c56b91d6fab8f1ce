"""Schemas for providers that accept all of JSON Schema, with a few rules about its form."""

from __future__ import annotations

from typing import Any, Final

from dragoman.library.schemas.compiling import Compiling
from dragoman.library.schemas.normal import Normalizer, Scope, notes_of, objects, refers, types
from dragoman.library.schemas.profile import ANNOTATIONS, LISTED, NAMED, SINGLE, Profile, Schema
from dragoman.library.schemas.references import MISSING, resolve
from dragoman.library.schemas.unions import one_object, simplified

_NOT_AT_THE_TOP: Final = ("oneOf", "anyOf", "allOf", "enum", "const", "not", "$ref")
_DEFINITIONS: Final[tuple[str, ...]] = ("$defs", "definitions")


class Form:
    """Gives a document the form of a profile. Subschemas that have it already are not copied."""

    def __init__(self, state: Compiling, profile: Profile) -> None:
        self.state, self.profile = state, profile
        self.without = dict(profile.without)
        self.inline = profile.references == "inline"
        self.document: Schema = {}

    def root(self, schema: Schema, as_object: bool) -> Schema:
        """Return the document in the form. `as_object`: it must be one object."""
        self.document = self._object(schema) if as_object else schema
        found: Schema = self._formed(self.document, ())
        return found

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
        if "$ref" in schema and (self.inline or not self._stays(schema["$ref"])):
            return self._inlined(schema, refs)
        found = {key: value for key, value in schema.items() if not (self.inline and key in _DEFINITIONS)}
        for key, value in self.without.items():
            if key in found and found[key] == value and type(found[key]) is type(value):
                del found[key]
                self.state.lose(f"schema keyword {key} with this value is not supported by this provider", key)
        if "pattern" in found and not self.profile.accepts_pattern(found["pattern"]):
            del found["pattern"]
            self.state.lose("schema keyword pattern with this value is not supported by this provider", "pattern")
        for key, value in schema.items():
            if key not in found:
                continue
            if key in NAMED:
                found[key] = {name: self._inner(inner, refs, key, name) for name, inner in value.items()}
            elif key in LISTED or key == "items" and isinstance(value, list):
                found[key] = [self._inner(inner, refs, key, str(place)) for place, inner in enumerate(value)]
            elif key in SINGLE or key == "items":
                found[key] = self._inner(value, refs, key)
        if self.profile.items and "array" in (types(schema) or ()) and not {"items", "prefixItems"} & schema.keys():
            found["items"] = {}
        return found

    def _inner(self, schema: Any, refs: tuple[str, ...], *steps: str) -> Any:
        with self.state.inside(*steps):
            return self._formed(schema, refs)

    def _stays(self, ref: str) -> bool:
        """Whether a reference denotes in the result what it denotes in the client's document."""
        if self.document is self.state.document:
            return True
        if ref == "#" and self.document.keys() - {"type"} == self.state.document.keys():
            self.state.lose("type is added to the top level, which a reference denotes", wider=False, narrower=True)
            return True
        there = resolve(self.state.document, ref)
        return there is MISSING or resolve(self.document, ref) is there

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
