"""Vendor profiles, and the keywords of JSON Schema by the type that they constrain."""

from __future__ import annotations

import re
from typing import Any, Final, Literal, NamedTuple

Schema = dict[str, Any]
References = Literal["keep", "definitions", "inline"]
Enums = Literal["any", "uniform", "strings"]

ANNOTATIONS: Final[tuple[str, ...]] = ("title", "description", "default", "examples")  # in the order of the draft
STRING: Final = frozenset(["minLength", "maxLength", "pattern", "format", "contentSchema"])
NUMBER: Final = frozenset(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "format"])
OBJECT: Final = frozenset(
    ["properties", "required", "additionalProperties", "patternProperties", "propertyNames", "minProperties"]
    + ["maxProperties", "dependentRequired", "dependentSchemas", "dependencies", "unevaluatedProperties"]
)
ARRAY: Final = frozenset(
    ["items", "prefixItems", "additionalItems", "contains", "minContains", "maxContains", "minItems", "maxItems"]
    + ["uniqueItems", "unevaluatedItems"]
)
FAMILIES: Final = {
    "string": STRING,
    "integer": NUMBER,
    "number": NUMBER,
    "boolean": frozenset[str](),
    "object": OBJECT,
    "array": ARRAY,
    "null": frozenset[str](),
}
OF_ONE_TYPE: Final = STRING | NUMBER | OBJECT | ARRAY
OF_ANY_TYPE: Final = frozenset(["not", "if", "then", "else", "$dynamicRef", "$recursiveRef"])
CONSTRAINTS: Final = OF_ONE_TYPE | OF_ANY_TYPE
# Keywords with a subschema, by its position.
NAMED: Final = ("properties", "patternProperties", "dependentSchemas", "$defs", "definitions")
LISTED: Final = ("anyOf", "oneOf", "allOf", "prefixItems")
SINGLE: Final = (
    *("additionalProperties", "additionalItems", "not", "contains", "propertyNames", "if", "then", "else"),
    *("unevaluatedItems", "unevaluatedProperties", "contentSchema"),
)
# From ^ to $, without lookaround, named groups and classes that are written as an escape.
_ANCHORED: Final = re.compile(r"\^(?:[^\\(]|\\[^a-zA-Z]|\((?!\?))*\$")
COMBINING: Final = ("$ref", "allOf", "anyOf", "oneOf")


class Profile(NamedTuple):
    """What a provider accepts. See `passes.compile_schemas` for the meaning of each field."""

    keywords: frozenset[str] = frozenset()  # empty: all of JSON Schema
    formats: frozenset[str] = frozenset()
    without: tuple[tuple[str, Any], ...] = ()
    described: frozenset[str] = frozenset()
    references: References = "keep"
    enums: Enums = "any"
    nullable: bool = False
    type_lists: bool = False
    items: bool = False
    grammar: bool = False
    illegal: str = ""
    max_length: int = 0

    @property
    def closed(self) -> bool:
        """Whether only the listed keywords are accepted."""
        return bool(self.keywords)

    @property
    def any_type(self) -> list[str]:
        """The types of which a list accepts every value."""
        return ["string", "number", "boolean", "object", "array", "null"]

    def refuses(self, key: str, value: object) -> bool:
        """Whether the profile does not accept a keyword with this value."""
        if key == "pattern" and self.grammar and not (isinstance(value, str) and _ANCHORED.fullmatch(value)):
            return True
        return any(key == name and _is(value, refused) for name, refused in self.without)


def _is(value: object, refused: object) -> bool:
    """Whether a value is the refused one; a refused text is a regular expression."""
    if isinstance(refused, str):
        return isinstance(value, str) and re.search(refused, value) is not None
    return value == refused and type(value) is type(refused)


class Loss(NamedTuple):
    """A difference between a schema and its compiled form. `narrower`: some values that the original accepts are no
    longer accepted; `wider`: some further values are accepted."""

    path: str
    reason: str
    wider: bool = True
    narrower: bool = False
