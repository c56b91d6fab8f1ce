"""Validation of spec files against the models of the notation, and the JSON Schemas of these models."""

from __future__ import annotations

import re
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from dragoman_codegen.spec.frames.schemas import SCHEMAS
from dragoman_codegen.spec.load import Map, Node, Seq, plain
from dragoman_codegen.spec.problems import Place, Problems, suggest


def schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON Schema for editors, as strict as the model about names inside maps too."""
    schema = model.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"

    def close(part: Any) -> None:
        if isinstance(part, dict):
            if "patternProperties" in part:
                part.setdefault("additionalProperties", False)
            for inner in part.values():
                close(inner)
        elif isinstance(part, list):
            for inner in part:
                close(inner)

    close(schema)
    return schema


def check_file(kind: str, tree: Map, problems: Problems) -> bool:
    """Return whether a file matches the model of its kind; add a problem at the position of each error."""
    before = len(problems.found)
    if not tree.entries and any(problem.place.file == tree.place.file for problem in problems.found):
        return False  # it could not be read, which is reported
    try:
        SCHEMAS[kind].model_validate(plain(tree))
    except ValidationError as error:
        for fault in error.errors():
            node, place = _find(tree, fault["loc"])
            problems.add(place, _say(fault, node, SCHEMAS[kind], tree))
    return len(problems.found) == before


def _find(tree: Map, path: tuple[int | str, ...]) -> tuple[Node, Place]:
    node: Node = tree
    place = tree.place
    for key in path:
        if isinstance(node, Map) and str(key) in node.entries:
            place = node.keys[str(key)]
            node = node.entries[str(key)]
        elif isinstance(node, Seq) and isinstance(key, int) and key < len(node.items):
            node = node.items[key]
            place = node.place
    if not isinstance(node, Map) and path and not isinstance(node, Seq):
        place = node.place
    return node, place


def _say(fault: Any, node: Node, model: type[BaseModel], tree: Map) -> str:
    path = [step for step in fault["loc"] if not str(step).startswith("[")]
    key = str(path[-1]) if path else ""
    kind = fault["type"]
    if "[key]" in fault["loc"]:
        expected = f" is not one of {fault['ctx']['expected']}" if kind == "literal_error" else " cannot be a name here"
        return f"'{key}'{expected}{_NAMES.get(str(path[-2]) if len(path) > 1 else '', '')}"
    if kind == "extra_forbidden":
        return f"'{key}' is not known here{suggest(key, _holder(model, fault['loc']).model_fields)}"
    if kind == "missing":
        return f"'{key}' is missing{_meant(_holder(model, fault['loc']), key)}"
    if kind == "value_error":
        return str(fault["ctx"]["error"])
    value = plain(node)
    if kind == "string_pattern_mismatch" and key == "key":
        return f"'key' is no name of a variable{_EXAMPLES[key]}"  # what stands there may be a secret
    if kind == "string_pattern_mismatch":
        return (
            f"'{key}' cannot be {value!r}{_EXAMPLES.get(key, _NAMES.get(str(path[-2]) if len(path) > 1 else '', ''))}"
        )
    if kind == "literal_error":
        return f"'{value}' is not one of {fault['ctx']['expected']}"
    if kind == "string_too_short":
        return f"'{key}' may not be empty"
    return f"'{key}': {_plain_words(str(fault['msg']))}, and this is {value!r}"


def _holder(model: type[BaseModel], path: tuple[int | str, ...]) -> type[BaseModel]:
    """The model of the map that holds the last key of a path."""
    for step in path[:-1]:
        model = _inner(model, str(step)) or model
    return model


def _inner(model: type[BaseModel], key: str) -> type[BaseModel] | None:
    """Return the model inside the type of a field: within lists, maps and unions."""
    field = model.model_fields.get(key)
    parts: list[Any] = [field.annotation] if field is not None else []
    for part in parts:
        if isinstance(part, type) and issubclass(part, BaseModel):
            return part
        parts.extend(get_args(part))
    return None


_NAMES = {
    "headers": "; write a header in one line, as in 'x-title: my tool'",
    "header": "; write a header in one line, as in 'x-api-key: \"{key}\"'",
    "variants": "; write small letters, digits, '_' and '-', as in 'eu-west'",
}
_EXAMPLES = {
    "url": "; write an address, as in 'https://api.example.com/v1'",
    "see": "; write an address, as in 'https://docs.example.com/page'",
    "name": "; write small letters, digits, '_' and '-', as in 'my-provider'",
    "key": "; name an environment variable, as in 'EXAMPLE_API_KEY' (never the key itself)",
}


def _meant(model: type[BaseModel], key: str) -> str:
    field = model.model_fields.get(key)
    return f": {field.description}" if field is not None and field.description else ""


def _plain_words(message: str) -> str:
    for pattern, replacement in _MEANINGS.items():
        message = re.sub(pattern, replacement, message)
    return message


_MEANINGS = {
    r"Input should be a valid dictionary.*": "a map of keys is required",
    r"Input should be a valid string.*": "a text is required",
    r"Input should be a valid list.*": "a list is required",
    r"Input should be a valid boolean.*": "true or false is required",
    r"Input should be a valid integer.*": "a whole number is required",
    r"Input should be greater than 0": "a number above 0 is required",
    r"Input should be": "it should be",
}
