"""The reference of the notation: every frame with its keys, and every word inside rules, rows and overlays.

The frames' pydantic models and `spec/vocabulary.py` are its only sources.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from dragoman.catalogue import schema
from dragoman_codegen.model.library import all_filters, all_passes
from dragoman_codegen.report.catalogue import undocumented
from dragoman_codegen.spec.frames.schemas import SCHEMAS
from dragoman_codegen.spec.vocabulary import GROUPS, NAMES_OF_THE_HUB

FILES = {
    "hub": "hub.yaml",
    "error_texts": "error_texts.yaml",
    "protocol": "protocols/NAME/protocol.yaml",
    "types": "protocols/NAME/types.yaml",
    "request": "protocols/NAME/request.yaml, response.yaml, errors.yaml, lists.yaml",
    "stream": "protocols/NAME/stream.yaml",
    "provider": "providers/NAME.yaml",
    "quirk": "quirks/NAME.yaml",
    "auth": "auth/NAME.yaml",
    "models": "models/NAME.yaml",
}
HEAD = """\
<!-- Generated from the compiler's models and vocabulary by `make generate`. Do not edit. -->
# The notation

The keys of the files in `specs/` and the words of the rules in them. The [tutorial](../../specs/README.md) introduces
them; [filters and passes](filters-and-passes.md) have a separate page. A key in bold is required.
"""


class MissingDescription(Exception):
    """A word of the notation has no description."""


def notation_page() -> str:
    """Return the page. Raises MissingDescription if a key, word, filter or pass has none."""
    missing = [*_undescribed(), *undocumented()]
    if missing:
        raise MissingDescription(f"no description of {', '.join(missing)}: add it, since the reference shows it")
    lines = [HEAD, "## Keys of files", ""]
    for model in models():
        file = next((FILES[kind] for kind, root in SCHEMAS.items() if root is model and kind in FILES), "")
        lines += [f"### {_title(model)}", ""]
        lines += [f"`specs/{file}`", ""] if file else []
        lines += [_sentence(model), "", "| key | value | meaning |", "|---|---|---|"]
        lines += [_row(name, field) for name, field in _keys(model)]
        lines.append("")
    lines += ["## Words in rules", ""]
    for title, words in GROUPS.items():
        lines += [f"### {title}", "", "| word | meaning |", "|---|---|"]
        lines += [f"| `{word}` | {_cell(text)} |" for word, text in words.items()]
        lines.append("")
    return "\n".join(lines[:-1]) + "\n"


def notation_words() -> set[str]:
    """Return the distinct words of the notation: keys of files, words in rules, filters and passes.

    Wire names, hub names, values and the parameters of passes are no words of the notation, and neither are the facts
    of a catalogue, which is made from a snapshot."""
    keys = {name for model in models() if not issubclass(model, schema.Strict) for name, _ in _keys(model)}
    inner = {word for title, words in GROUPS.items() if title != NAMES_OF_THE_HUB for word in words}
    return {word.lstrip("$") for word in keys | inner} | {*all_filters(), *all_passes()}


def models() -> list[type[BaseModel]]:
    """Return the frames of all files, each before the frames inside it."""
    found: dict[type[BaseModel], None] = {}
    for root in SCHEMAS.values():
        for model in _within(root):
            found.setdefault(model)
    return list(found)


def _within(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    yield model
    for field in model.model_fields.values():
        parts: list[Any] = [field.annotation]
        for part in parts:
            if isinstance(part, type) and issubclass(part, BaseModel):
                yield from _within(part)
            parts.extend(get_args(part))


def _keys(model: type[BaseModel]) -> list[tuple[str, FieldInfo]]:
    return [(field.alias or name, field) for name, field in model.model_fields.items()]


def _undescribed() -> list[str]:
    frames = [model.__name__ for model in models() if "__doc__" not in vars(model) or not model.__doc__]
    fields = [f"{model.__name__}.{name}" for model in models() for name, field in _keys(model) if not field.description]
    words = [word for group in GROUPS.values() for word, text in group.items() if not text]
    return [*frames, *fields, *words]


def _title(model: type[BaseModel]) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", model.__name__).capitalize()


def _sentence(model: type[BaseModel]) -> str:
    return re.sub(r"\s+", " ", model.__doc__ or "").strip()


def _row(name: str, field: FieldInfo) -> str:
    shown = f"**`{name}`**" if field.is_required() else f"`{name}`"
    return f"| {shown} | {_kind(field.annotation)} | {_cell(field.description or '')} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _kind(hint: Any) -> str:
    """Return the kind of a value in words."""
    parts = [part for part in get_args(hint) if part is not type(None)]
    origin = getattr(hint, "__origin__", None)
    if origin is list:
        return f"list of {_kind(parts[0])}"
    if origin is dict:
        return f"map of {_kind(parts[1])}"
    if origin is None and isinstance(hint, type) and not parts:
        if issubclass(hint, BaseModel):
            return f"[{_title(hint)}](#{_title(hint).lower().replace(' ', '-')})"
        return {str: "text", int: "number", float: "number", bool: "`true`, `false`"}.get(hint, "map")
    if hint is Any:
        return "any"
    if parts and all(isinstance(part, str) for part in parts):
        return ", ".join(f"`{part}`" for part in parts)
    if hasattr(hint, "__metadata__"):
        return _kind(origin if origin is not None else parts[0])
    kinds = dict.fromkeys(_kind(part) for part in parts)
    return " or ".join(kinds) if kinds else "any"
