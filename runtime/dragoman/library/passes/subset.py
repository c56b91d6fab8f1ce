"""Pass over schemas for providers that support a subset of JSON Schema and reject other keywords (rule 2.0.3).

The client's schemas are copied, never changed. A constraint that the copy cannot express is a loss by keyword.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from dragoman.library.context import Context
from dragoman.library.hub import Request
from dragoman.library.passes.easing import MOST, pointed
from dragoman.values import arguments

_KIND: Final[dict[type, str]] = {str: "string", int: "integer", float: "number", bool: "boolean"}
# Keywords that do not constrain values or are expressed in another way: no loss.
_SILENT: Final = frozenset(
    ["$schema", "$id", "$anchor", "$comment", "$defs", "definitions", "$ref", "additionalProperties", "const"]
    + ["oneOf", "allOf", "examples", "deprecated", "readOnly", "writeOnly", "contentEncoding", "contentMediaType"]
    + ["unevaluatedProperties", "default", "title", "strict", "prefixItems"]
)


def restrict_schemas(
    request: Request,
    context: Context,
    *,
    keywords: list[str],
    formats: list[str] = [],  # noqa: B006 (read by the compiler, never changed)
) -> None:
    """Write the schemas of function tools and of the response format with these keywords only.

    References are resolved, `const` becomes an `enum`, several types become one with `nullable` or an `anyOf`, `oneOf`
    becomes `anyOf`, `allOf` is merged, `enum` is used for strings only, arrays state their items, `required` lists
    existing properties only. formats: supported string formats. A tool without parameters has no schema. Apply it after
    `normalize_schemas`.
    """
    for tool in request.get("tools", ()):
        if tool["kind"] == "function" and "schema" in tool:
            fitting = _Fitting(tool["schema"], keywords, formats)
            tool["schema"] = fitting.schema()
            for keyword in sorted(fitting.lost):
                context.lose(f"tools.{tool['name']}", f"its schema's {keyword} is not supported")
            if not tool["schema"].get("properties"):
                del tool["schema"]
    form = request.get("response_format")
    if form is not None and isinstance(form.get("schema"), dict):
        fitting = _Fitting(form["schema"], keywords, formats)
        form["schema"] = fitting.schema()
        for keyword in sorted(fitting.lost):
            context.lose("response_format", f"its schema's {keyword} is not supported")


class _Fitting:
    """State of one schema. `lost`: keywords that could not be expressed."""

    def __init__(self, root: Any, keywords: list[str], formats: list[str]) -> None:
        self.root, self.keywords, self.formats = root, frozenset(keywords), formats
        self.lost: set[str] = set()
        self.pieces = 0

    def schema(self) -> dict[str, Any]:
        try:
            return self.fit(self.root, ())
        except RecursionError:
            return {"type": "object"}  # nested too deeply

    def fit(self, schema: Any, refs: tuple[str, ...]) -> dict[str, Any]:
        self.pieces += 1
        if not isinstance(schema, dict) or self.pieces > MOST:
            return {"type": "string"}
        schema, refs = self._merged(schema, refs)
        self.lost |= {key for key in schema if key not in self.keywords and key not in _SILENT and key != "type"}
        fitted = {key: value for key, value in schema.items() if key in self.keywords}
        self._type(schema, fitted)
        self._values(schema, fitted)
        self._inside(schema, fitted, refs)
        return fitted

    def _merged(self, schema: dict[str, Any], refs: tuple[str, ...]) -> tuple[dict[str, Any], tuple[str, ...]]:
        """Return the schema merged with its reference and its `allOf`."""
        for part in self._parts(schema, refs):
            if isinstance(part, str):
                refs = (*refs, part)
                continue
            properties = {**_map(part.get("properties")), **_map(schema.get("properties"))}
            required = [*_list(part.get("required")), *_list(schema.get("required"))]
            schema = {**part, **{key: value for key, value in schema.items() if key not in ("$ref", "allOf")}}
            if properties:
                schema["properties"] = properties
            if required:
                schema["required"] = list(dict.fromkeys(filter(lambda name: isinstance(name, str), required)))
            schema, refs = self._merged(schema, refs)
        return schema, refs

    def _parts(self, schema: dict[str, Any], refs: tuple[str, ...]) -> Iterator[Any]:
        ref = schema.get("$ref")
        if isinstance(ref, str):
            yield ref
            found = pointed(self.root, ref) if ref not in refs else None
            yield found if isinstance(found, dict) else {"type": "object"}  # recursion ends here
        for part in _list(schema.get("allOf")):
            if isinstance(part, dict):
                yield part

    def _type(self, schema: dict[str, Any], fitted: dict[str, Any]) -> None:
        kinds = [kind for kind in _list(schema.get("type")) or [schema.get("type")] if isinstance(kind, str)]
        branches = [*_list(schema.get("anyOf")), *_list(schema.get("oneOf"))]
        if "null" in kinds or any(_is_null(branch) for branch in branches):
            fitted["nullable"] = True
        kinds = [kind for kind in kinds if kind != "null"]
        branches = [branch for branch in branches if not _is_null(branch)]
        fitted.pop("type", None)
        fitted.pop("anyOf", None)
        if branches:
            fitted["anyOf"] = branches
        elif len(kinds) > 1:
            fitted["anyOf"] = [{"type": kind} for kind in kinds]
        elif kinds:
            fitted["type"] = kinds[0]
        elif "properties" in schema:
            fitted["type"] = "object"
        elif "items" in schema:
            fitted["type"] = "array"
        else:  # any value is allowed, but a type is required
            values = [schema.get("const")] if "const" in schema else _list(schema.get("enum"))
            fitted["type"] = next((_KIND[value.__class__] for value in values if value.__class__ in _KIND), "string")

    def _values(self, schema: dict[str, Any], fitted: dict[str, Any]) -> None:
        values = [schema["const"]] if "const" in schema else _list(schema.get("enum"))
        fitted.pop("enum", None)
        texts = [value if isinstance(value, str) else arguments.text(value) for value in values if value is not None]
        if None in values:
            fitted["nullable"] = True
        if texts and fitted.get("type") == "string":
            fitted["enum"] = list(dict.fromkeys(texts))
        elif texts:
            choices = f"One of: {', '.join(texts)}."
            before = fitted.get("description")
            fitted["description"] = f"{before} {choices}" if isinstance(before, str) and before else choices
        if "format" in fitted and fitted.get("type") == "string" and fitted["format"] not in self.formats:
            del fitted["format"]

    def _inside(self, schema: dict[str, Any], fitted: dict[str, Any], refs: tuple[str, ...]) -> None:
        if "anyOf" in fitted:
            fitted["anyOf"] = [self.fit(branch, refs) for branch in fitted["anyOf"]]
            if len(fitted["anyOf"]) == 1:
                only = fitted.pop("anyOf")[0]
                fitted.update({key: value for key, value in only.items() if key not in fitted or key == "type"})
        properties = _map(schema.get("properties"))
        if properties:
            fitted["properties"] = {name: self.fit(inner, refs) for name, inner in properties.items()}
        else:
            fitted.pop("properties", None)
        required = [name for name in _list(fitted.pop("required", None)) if name in properties]
        if required:
            fitted["required"] = required
        if fitted.get("type") == "array" or "items" in fitted:
            items = schema.get("items", schema.get("prefixItems"))
            branches = [self.fit(item, refs) for item in items] if isinstance(items, list) else []
            one = branches[0] if len(branches) == 1 else {"anyOf": branches} if branches else self.fit(items, refs)
            fitted["items"] = one


def _is_null(schema: Any) -> bool:
    return isinstance(schema, dict) and schema.get("type") == "null"


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _map(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
