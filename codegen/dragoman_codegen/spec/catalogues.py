"""Catalogues of models (specs/models): loading, and the checks of providers against them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from dragoman.catalogue.dates import is_past
from dragoman.catalogue.runtime_form import for_runtime
from dragoman.values.spelling import spelled
from dragoman_codegen.cache import Cache, digest
from dragoman_codegen.spec.checking import check_file
from dragoman_codegen.spec.problems import Place, Problem, Problems, suggest
from dragoman_codegen.spec.yaml.load import load
from dragoman_codegen.spec.yaml.tree import Leaf, Map, plain

MAIN = "main"
Data = dict[str, Any]


class Catalogues:
    """The files of specs/models that providers name. `folders`: spec folders; a later one wins. `root`: the folder
    whose parent the names of files in messages are relative to."""

    def __init__(self, folders: Sequence[Path], root: Path, cache: Cache) -> None:
        self.paths = {path.stem: path for folder in folders for path in sorted((folder / "models").glob("*.yaml"))}
        self.root, self.cache = root, cache
        self.used: dict[str, Data] = {}  # what the runtime needs of each file

    def digest(self, name: str) -> str:
        """Return the hash of the file that `catalogue: name` refers to; "" if there is none."""
        path = self.paths.get(name.partition("/")[0])
        return digest(path.read_bytes()) if path else ""

    def use(self, name: str) -> None:
        """Include a file without checking a provider against it, which an earlier run has done."""
        self.file(name.partition("/")[0], Problems())

    def file(self, name: str, problems: Problems) -> Data | None:
        """Return the content of a file; None if it has problems."""
        path = self.paths[name]
        parent = self.root.parent
        shown = (path.relative_to(parent) if path.is_relative_to(parent) else path).as_posix()
        content = digest(path.read_bytes())
        key = self.cache.key(content)
        found: Data | None = self.cache.get("catalogue", key)
        if found is None:
            found, faults = _read(path, shown, content)
            problems.found += faults
            if found is not None:
                self.cache.put("catalogue", key, found)
        if found is not None:
            self.used[name] = for_runtime(found)
        return found

    def check(self, tree: Map, problems: Problems) -> None:
        """Check a provider and its variants: their catalogues exist, and no slot has a model that has ended."""
        spellings = plain(tree.sub("model_spellings"))
        for part, slots in _parts(tree):
            node = part.entries.get("catalogue") or tree.entries.get("catalogue")
            if not isinstance(node, Leaf):
                continue
            found = self._list(str(node.value), node.place, problems)
            if found is not None:
                _check_slots(slots, Checked(tree.text("name"), found, spellings), problems)
                _check_limits(part, found["models"], problems)

    def _list(self, name: str, place: Place, problems: Problems) -> Data | None:
        """Return the list that `catalogue:` names, with the day of its file. Without any catalogue, as in a copy of
        some of the specs, nothing is known of models."""
        if not self.paths:
            return None
        file, _, part = name.partition("/")
        if file not in self.paths:
            problems.add(
                place, f"no catalogue '{file}' in specs/models{suggest(file, self.paths)}", see="model-catalogue"
            )
            return None
        found = self.file(file, problems)
        if found is None:
            return None
        part = part or MAIN
        if part not in found["lists"]:
            problems.add(
                place, f"catalogue '{file}' has no list '{part}'{suggest(part, found['lists'])}", see="model-catalogue"
            )
            return None
        return {"ended": {}, **found["lists"][part], "as_of": found["as_of"]}


@lru_cache(maxsize=64)
def _read(path: Path, shown: str, content: str) -> tuple[Data | None, tuple[Problem, ...]]:
    """Read a file and check it against its frame. `content`: the hash of the file, which the result is kept by."""
    problems = Problems()
    tree = load(path, shown, problems)
    if check_file("models", tree, problems) and tree.text("provider") != path.stem:
        problems.add(
            tree.entries["provider"].place, f"the provider must be the name of the file, '{path.stem}'", see="name"
        )
    return (plain(tree), ()) if not problems.found else (None, tuple(problems.found))


def named_catalogues(tree: Map) -> list[str]:
    """Return the texts of `catalogue:` of a provider and of its variants."""
    variants = tree.sub("variants")
    named = [part.text("catalogue") for part in (tree, *map(variants.sub, variants.entries))]
    return [name for name in dict.fromkeys(named) if name]


def _parts(tree: Map) -> Iterator[tuple[Map, Map]]:
    """Yield the provider and the variants that have a catalogue or their own slots, each with its slots."""
    yield tree, tree.sub("models")
    variants = tree.sub("variants")
    for variant in map(variants.sub, variants.entries):
        own = variant.sub("models")
        if "catalogue" in variant.entries:
            base = tree.sub("models")
            yield variant, Map({**base.entries, **own.entries}, {**base.keys, **own.keys}, variant.place)
        elif own.entries:
            yield variant, own


class Checked:
    """A list of a catalogue, to look up models as the provider spells them."""

    def __init__(self, provider: str, given: Data, spellings: Data) -> None:
        self.prefix, self.as_of = f"{provider}/", str(given["as_of"])
        self.ended: dict[str, Data] = {}
        announced = {id: record["ends"] for id, record in given["models"].items() if "ends" in record}
        for id, end in {**given["ended"], **announced}.items():
            if is_past(end, self.as_of):
                self.ended |= {id.lower(): end, spelled(id, spellings).lower(): end}
        for id in given["models"]:
            if id not in announced:
                self.ended.pop(id.lower(), None)

    def end(self, model: str) -> Data | None:
        low = model.lower()
        return self.ended.get(low) or self.ended.get(low.removeprefix(self.prefix))


def _check_slots(slots: Map, checked: Checked, problems: Problems) -> None:
    for slot, node in slots.entries.items():
        end = checked.end(str(node.value)) if isinstance(node, Leaf) else None
        if isinstance(node, Leaf) and end is not None:
            when = f"ended on {end['date']}" if end.get("date") else f"is not served as of {checked.as_of}"
            instead = f"use its successor {end['successor']}" if end.get("successor") else "use another model"
            problems.add(
                node.place,
                f"model '{node.value}' of slot '{slot}' {when}; {instead}, or write "
                f"'{slot}: {{ model: {node.value}, because: .. }}'",
                see="model-catalogue",
            )


def _check_limits(part: Map, models: Data, problems: Problems) -> None:
    """The catalogue states the limits of its models; a correction has a reason."""
    known = {id.lower() for id in models}
    for id, place in part.sub("limits").keys.items():
        if id.lower() in known:
            problems.add(
                place,
                f"the catalogue has the limits of '{id}'; correct them under 'model_facts', with a reason",
                see="model-catalogue",
            )
