"""The reference of the notation: every frame with its keys, and every word inside rules, rows and overlays.

The frames' pydantic models and `spec/vocabulary.py` are its only sources.
"""

from __future__ import annotations

import re
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from dragoman_codegen.report.catalogue import undocumented
from dragoman_codegen.report.words import keys, models, words_section
from dragoman_codegen.spec.frames.schemas import SCHEMAS
from dragoman_codegen.spec.vocabulary import GROUPS

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
    lines = [HEAD, *words_section(), "## Keys of files", ""]
    for model in models():
        file = next((FILES[kind] for kind, root in SCHEMAS.items() if root is model and kind in FILES), "")
        lines += [f"### {_title(model)}", ""]
        lines += [f"`specs/{file}`", ""] if file else []
        lines += [_sentence(model), "", "| key | value | meaning |", "|---|---|---|"]
        lines += [_row(name, field) for name, field in keys(model)]
        lines.append("")
    lines += ["## Words in rules", ""]
    for title, words in GROUPS.items():
        lines += [f"### {title}", "", "| word | meaning |", "|---|---|"]
        lines += [f"| `{_cell(word)}` | {_cell(text)} |" for word, text in words.items()]
        lines.append("")
    return "\n".join(lines[:-1]) + "\n"


def _undescribed() -> list[str]:
    frames = [model.__name__ for model in models() if "__doc__" not in vars(model) or not model.__doc__]
    fields = [f"{model.__name__}.{name}" for model in models() for name, field in keys(model) if not field.description]
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
