"""Lookup of models in the catalogue that a provider's spec names (`catalogue:`).

A record states what is known of a model; absent keys are unknown. `model_facts:` of the spec wins over the catalogue,
and a catalogue that the user imported over the shipped one if its data is newer.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple

from dragoman import loader
from dragoman.catalogue import imported
from dragoman.values import globs
from dragoman.values.spelling import spelled

MAIN = "main"  # the list of a catalogue that is named without one
MAX_KNOWN = 256
Record = dict[str, Any]


class Found(NamedTuple):
    """A model in a catalogue. `ended`: it is not served any more, and the record is that of its end."""

    id: str
    record: Record
    ended: bool


def listed(table: Mapping[str, Any]) -> Record:
    """Return the list of a provider's models: `models`, `ended`, `see` and `as_of`; {} without a catalogue.

    `table`: PROVIDER of the generated package, with the variant applied."""
    name, _, part = table.get("catalogue", "").partition("/")
    return _list(name, part or MAIN) if name else {}


def record(table: Mapping[str, Any], model: str) -> Record:
    """Return what is known of a model that is served; {} if nothing is."""
    found = find(table, model)
    known = found.record if found and not found.ended else {}
    own = table.get("model_facts", {}).get(found.id if found else model, {})
    return {**known, **own}


def limits(table: Mapping[str, Any], model: str) -> dict[str, int]:
    """Return the token limits of a model, `context_window` and `max_output_tokens`: those of its record, else those of
    the longest glob under `limits:`. A limit on prompts lowers the context window."""
    found = dict(globs.longest_match(table.get("limits", {}), model, {}))
    known = record(table, model)
    found |= {word: known[word] for word in ("context_window", "max_output_tokens") if word in known}
    if "max_prompt_tokens" in known and found.keys() >= {"context_window", "max_output_tokens"}:
        usable = known["max_prompt_tokens"] + found["max_output_tokens"]
        found["context_window"] = min(found["context_window"], usable)
    return found


class Known(NamedTuple):
    """What requests to a model depend on: the tokens of its context window and of its longest answer, 0 if unknown, and
    whether it is known to read no images."""

    context_window: int
    max_output_tokens: int
    text_only: bool


class Limits:
    """Limits of a profile's models. They are remembered for as long as the catalogues are in use, and for a limited
    number of models, whose names clients choose."""

    def __init__(self) -> None:
        self._edition: object = None
        self._known: dict[str, Known] = {}

    def of(self, table: Mapping[str, Any], configured: Mapping[str, dict[str, int]], model: str) -> Known:
        """`configured`: glob of model ids -> tokens, which win."""
        if self._edition is not _edition() or len(self._known) > MAX_KNOWN:
            self._edition, self._known = _edition(), {}
        known = self._known.get(model)
        if known is None:
            found = limits(table, model) | globs.longest_match(configured, model, {})
            text_only = "image" not in record(table, model).get("input", ["image"])
            known = Known(found.get("context_window", 0), found.get("max_output_tokens", 0), text_only)
            self._known[model] = known
        return known


def find(table: Mapping[str, Any], model: str) -> Found | None:
    """Return a model by its id. Case is ignored, and so is the provider's name before the id; an id of the catalogue
    may have the provider's spelling."""
    name, _, part = table.get("catalogue", "").partition("/")
    if not name:
        return None
    index = _index(name, part or MAIN, tuple(table.get("model_spellings", {}).items()))
    low = model.lower()
    return index.get(low) or index.get(low.removeprefix(f"{table['name']}/"))


def _list(name: str, part: str) -> Record:
    file = loader.catalogue(name)
    newer = imported.file(name)
    if newer.get("as_of", "") > file.get("as_of", "") and part in newer.get("lists", {}):
        file = newer
    lists = file.get("lists", {})
    return {**lists[part], "as_of": file["as_of"]} if part in lists else {}


@lru_cache(maxsize=64)
def _index(name: str, part: str, spellings: tuple[tuple[str, str], ...]) -> dict[str, Found]:
    """Return the models of a list by their ids in lower case, in the catalogue's and in the provider's spelling."""
    given = _list(name, part)
    found = [Found(id, record, False) for id, record in given.get("models", {}).items()]
    found += [Found(id, record, True) for id, record in given.get("ended", {}).items()]
    forms = dict(spellings)
    own = {spelled(entry.id, forms).lower(): entry for entry in reversed(found)}
    return {**own, **{entry.id.lower(): entry for entry in reversed(found)}}


@cache
def _edition() -> object:
    """Return the identity of the catalogues that are in use."""
    return object()


def forget() -> None:
    """Read the catalogues again when they are next used."""
    _edition.cache_clear()
    loader.catalogue.cache_clear()
    imported.forget()
    _index.cache_clear()
