"""Pass over schemas for providers that accept all of JSON Schema, but in a restricted form.

The client's schemas are copied, never changed.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library.context import Context
from dragoman.library.hub import Request

MOST: Final = 20_000  # subschemas of one schema, since references may multiply them
NAMED: Final = ("properties", "patternProperties", "dependentSchemas", "$defs", "definitions")  # name -> schema
LISTED: Final = ("anyOf", "oneOf", "allOf", "prefixItems")
SINGLE: Final = ("items", "additionalProperties", "not", "contains", "propertyNames", "if", "then", "else")
TYPES: Final = {bool: "boolean", str: "string", int: "integer", float: "number", dict: "object", list: "array"}


def relax_schemas(
    request: Request,
    context: Context,
    *,
    without: dict[str, Any] = {},  # noqa: B006 (read by the compiler, never changed)
    inline: bool = False,
    typed: bool = False,
) -> None:
    """Rewrite the schemas of function tools and of the response format for providers that restrict them.

    without: keywords that are removed if they have these values. inline: references are replaced by their targets.
    typed: each property states its type, in every branch of `anyOf`, and tuple items become `prefixItems`. Apply it
    after `normalize_schemas`.
    """
    for tool in request.get("tools", ()):
        if tool["kind"] == "function" and isinstance(tool.get("schema"), dict):
            easing = _Easing(tool["schema"], without, inline, typed)
            tool["schema"] = easing.root()
            for reason in easing.lost:
                context.lose(f"tools.{tool['name']}", reason)
    form = request.get("response_format")
    if form is not None and isinstance(form.get("schema"), dict):
        easing = _Easing(form["schema"], without, inline, typed)
        form["schema"] = easing.root()
        for reason in easing.lost:
            context.lose("response_format", reason)


class _Easing:
    """State of one schema. `lost`: reasons for losses, once each."""

    def __init__(self, schema: dict[str, Any], without: dict[str, Any], inline: bool, typed: bool) -> None:
        self.schema, self.without, self.inline, self.typed = schema, without, inline, typed
        self.lost: dict[str, None] = {}
        self.pieces = 0

    def root(self) -> dict[str, Any]:
        try:
            eased = self.ease(self.schema, ())
        except RecursionError:
            return self.schema  # nested too deeply
        if self.inline:
            eased.pop("$defs", None)
            eased.pop("definitions", None)
        return eased if "type" in eased else {"type": "object", **eased}

    def ease(self, schema: Any, within: tuple[str, ...]) -> Any:
        """Return a copy of a subschema. `within`: the references that led here."""
        self.pieces += 1
        if not isinstance(schema, dict) or self.pieces > MOST:
            return schema
        if self.inline and isinstance(schema.get("$ref"), str):
            return self._inlined(schema, within)
        eased: dict[str, Any] = {}
        for key, value in schema.items():
            if key in self.without and self.without[key] == value and type(self.without[key]) is type(value):
                continue
            if key in ("$defs", "definitions") and self.inline:
                continue
            if key in NAMED and isinstance(value, dict):
                value = {name: self._property(inner, within) for name, inner in value.items()}
            elif isinstance(value, list) and (key in LISTED or key == "items"):
                value = [self.ease(inner, within) for inner in value]
                key = "prefixItems" if key == "items" and self.typed else key
            elif key in SINGLE:
                value = self.ease(value, within)
            eased[key] = value
        return self._branched(eased) if self.typed else eased

    def _inlined(self, schema: dict[str, Any], within: tuple[str, ...]) -> Any:
        ref = schema["$ref"]
        found = pointed(self.schema, ref) if ref not in within else None
        if not isinstance(found, dict):
            self.lost["its schema has a recursive or unresolved reference"] = None
            found = {"type": "object"}
        rest = {key: value for key, value in schema.items() if key != "$ref"}
        return self.ease({**found, **rest}, (*within, ref))

    def _property(self, schema: Any, within: tuple[str, ...]) -> Any:
        eased = self.ease(schema, within)
        if not self.typed or not isinstance(eased, dict) or {"type", "anyOf", "oneOf", "allOf", "$ref"} & eased.keys():
            return eased
        kinds = {
            TYPES.get(type(value), "")
            for value in [*eased.get("enum", ()), *([eased["const"]] if "const" in eased else ())]
        }
        if len(kinds) == 1 and "" not in kinds:
            return {"type": kinds.pop(), **eased}
        if "properties" in eased or "additionalProperties" in eased:
            return {"type": "object", **eased}
        if "items" in eased or "prefixItems" in eased:
            return {"type": "array", **eased}
        self.lost["values without a type in its schema become strings"] = None
        return {"type": "string", **eased}

    def _branched(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Move a type beside `anyOf` into its branches."""
        branches = schema.get("anyOf")
        if not isinstance(branches, list) or "type" not in schema:
            return schema
        kind = schema.pop("type")
        typed = [
            {"type": kind, **branch} if isinstance(branch, dict) and "$ref" not in branch else branch
            for branch in branches
        ]
        return {**schema, "anyOf": typed}


def pointed(root: Any, ref: str) -> Any:
    """Return the target of a reference within a schema; None for other references."""
    if not ref.startswith("#"):
        return None
    for step in ref[1:].split("/")[1:]:
        root = root.get(step.replace("~1", "/").replace("~0", "~")) if isinstance(root, dict) else None
    return root
