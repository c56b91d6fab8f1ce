"""The number of words of the notation, by section of the reference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from dragoman.catalogue import schema
from dragoman_codegen.model.library import FORMS, all_passes, filter_names
from dragoman_codegen.spec.frames.schemas import SCHEMAS
from dragoman_codegen.spec.vocabulary import GROUPS, NAMES_OF_THE_HUB, UNCOUNTED

# fields of the hub's types that frames read as `$block.text`
HUB_FIELDS = ("id", "model", "text", "citations", "logprobs")
# files of other authors: the hub, logins and a snapshot of models
SEPARATE = {
    "Login files": ("auth",),
    "Hub file and error text file": ("hub", "error_texts"),
    "Model files and model facts": ("models",),
}


def notation_words() -> dict[str, set[str]]:
    """Return the words with which an author describes protocols, providers and quirks, by section.

    Wire names, hub names and values are no words of the notation."""
    apart = {kind for kinds in SEPARATE.values() for kind in kinds}
    return {
        "Keys of files": _keys_of(kind for kind in SCHEMAS if kind not in apart),
        "Words in rules": _rule_words(),
        "Filters": set(filter_names()),
        "Passes": set(all_passes()),
    }


def separate_words() -> dict[str, set[str]]:
    """Return the words that are counted separately, by section."""
    files = {title: _keys_of(kinds, catalogue="models" in kinds) for title, kinds in SEPARATE.items()}
    return {
        **files,
        NAMES_OF_THE_HUB: set(GROUPS[NAMES_OF_THE_HUB]),
        "Forms of filters": {form for forms in FORMS.values() for form in forms},
        "Parameters of passes": {name for params in all_passes().values() for name in params},
    }


def words_section() -> list[str]:
    """Return the section of the reference with the numbers."""
    counted, separate = notation_words(), separate_words()
    lines = [
        "## Number of words",
        "",
        "Each name counts once, whatever its place. Names of the wire and of the hub, and values, are no words of the "
        "notation. Below the total are the words of files that describe no protocol or provider, and those that only "
        "qualify another word; the last column has the names that no line above has.",
        "",
        "| section | words | new |",
        "|---|---|---|",
    ]
    known: set[str] = set()
    for title, words in counted.items():
        lines.append(f"| {title} | {len(words)} | {len(words - known)} |")
        known |= words
    lines.append(f"| **Words of the notation** | | **{len(known)}** |")
    for title, words in separate.items():
        lines.append(f"| {title} | {len(words)} | {len(words - known)} |")
        known |= words
    return [*lines, f"| All names of the reference | | {len(known)} |", ""]


def _rule_words() -> set[str]:
    """Return the words of the groups; of `$block.text` both, unless `text` is a name of the hub."""
    found: set[str] = set()
    for title, words in GROUPS.items():
        if title not in UNCOUNTED:
            found |= {part for word in words for part in word.lstrip("$").split(".") if part not in HUB_FIELDS}
    return found


def _keys_of(kinds: Iterable[str], catalogue: bool = False) -> set[str]:
    """Return the keys of these kinds of files. `catalogue`: those of models, otherwise the others."""
    found = {model for kind in kinds for model in _within(SCHEMAS[kind])}
    return {name for model in found if issubclass(model, schema.Strict) == catalogue for name, _ in keys(model)}


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


def keys(model: type[BaseModel]) -> list[tuple[str, FieldInfo]]:
    """Return the keys of a frame, as specs write them."""
    return [(field.alias or name, field) for name, field in model.model_fields.items()]
