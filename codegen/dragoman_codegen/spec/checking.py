"""Validation of spec files against the models of the notation, and the JSON Schemas of these models."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from dragoman_codegen.spec.frames.schemas import SCHEMAS
from dragoman_codegen.spec.problems import Place, Problems, shown_value, suggest
from dragoman_codegen.spec.yaml.tree import Leaf, Map, Node, Seq, plain


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
    reported = [problem for problem in problems.found if problem.place.file == tree.place.file]
    if any(problem.see == "yaml" or not tree.entries for problem in reported):
        return False  # it could not be read
    try:
        SCHEMAS[kind].model_validate(plain(tree))
    except ValidationError as error:
        faults = error.errors()
        if tree.entries:
            _add_faults([Fault.of(fault, tree) for fault in faults], SCHEMAS[kind], problems)
        else:
            keys = ", ".join(str(fault["loc"][-1]) for fault in faults)
            problems.add(tree.place, f"the file is empty; it needs {keys}", see="key-missing")
    return len(problems.found) == before


@dataclass(slots=True)
class Fault:
    """An error of pydantic. `path`: the keys that stand in the file; `place`: of the value, or of its key."""

    error: Any
    path: tuple[int | str, ...]
    node: Node
    place: Place

    @classmethod
    def of(cls, error: Any, tree: Map) -> Fault:
        node: Node = tree
        place, path = tree.place, list[int | str]()
        for key in error["loc"]:
            if isinstance(node, Map) and str(key) in node.entries:
                place = node.keys[str(key)]
                node = node.entries[str(key)]
            elif isinstance(node, Seq) and isinstance(key, int) and key < len(node.items):
                node = node.items[key]
                place = node.place
            else:
                continue
            path.append(key)
        if isinstance(node, Leaf) and error["type"] != "extra_forbidden":
            place = node.place
        return cls(error, tuple(path), node, place)


def _add_faults(faults: list[Fault], model: type[BaseModel], problems: Problems) -> None:
    """Add a problem for each error, but one for all types that a value may have; none where an error lies within it,
    which is of the type that the author meant."""
    described = [(fault, _describe(fault, model)) for fault in faults]
    types: dict[tuple[int | str, ...], list[str]] = {}
    for fault, found in described:
        if found is None:
            types.setdefault(fault.path, []).append(_plain_words(str(fault.error["msg"])))
        else:
            text, see = found
            problems.add(fault.place, text, see=see)
    inner = [
        fault.path for fault, found in described if found is not None or len(fault.path) == len(fault.error["loc"])
    ]
    for path, wanted in types.items():
        fault = next(one for one in faults if one.path == path)
        union = len(path) < len(fault.error["loc"])
        if union and isinstance(fault.node, Map) and any(one[: len(path)] == path for one in inner):
            continue
        form = " or ".join(dict.fromkeys(wanted)).replace(" is required or ", " or ")
        problems.add(
            fault.place, f"'{path[-1]}': {form}, and this is {shown_value(plain(fault.node))}", see="wrong-type"
        )


def _describe(fault: Fault, model: type[BaseModel]) -> tuple[str, str] | None:
    """Return the message of an error and its kind; None for a value of the wrong type."""
    error, value = fault.error, plain(fault.node)
    steps = [step for step in error["loc"] if not str(step).startswith("[")]
    key, kind = str(steps[-1]) if steps else "", error["type"]
    hint = _NAMES.get(str(steps[-2]) if len(steps) > 1 else "", "")
    match kind:
        case _ if "[key]" in error["loc"]:
            known = (
                f" is not one of {error['ctx']['expected']}" if kind == "literal_error" else " cannot be a name here"
            )
            return f"'{key}'{known}{hint}", "unknown-name" if kind == "literal_error" else "name"
        case "extra_forbidden":
            return f"'{key}' is not known here{suggest(key, _holder(model, error['loc']).model_fields)}", "unknown-name"
        case "missing":
            see = "reason-missing" if key == "because" else "key-missing"
            return f"'{key}' is missing{_meant(_holder(model, error['loc']), key)}", see
        case "value_error":
            text, *see = error["ctx"]["error"].args
            return text, see[0] if see else "form"
        case "string_pattern_mismatch" if key == "api_key_env":  # what stands there may be a secret
            return f"'api_key_env' is no name of a variable{_EXAMPLES[key]}", "name"
        case "string_pattern_mismatch":
            return f"'{key}' cannot be {value!r}{_EXAMPLES.get(key, hint)}", "name"
        case "literal_error":
            return f"'{value}' is not one of {error['ctx']['expected']}", "unknown-name"
        case "string_too_short":
            return f"'{key}' may not be empty", "reason-missing" if key == "because" else "form"
    return None


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
    "api_key_env": "; name an environment variable, as in 'EXAMPLE_API_KEY' (never the key itself)",
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
