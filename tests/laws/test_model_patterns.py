"""The globs of model ids in specs: each matches an id that is known, so that none is misspelled or outlives its models.

Known are the ids of the provider's catalogue and those that its spec lists; for a provider without a catalogue, and for
shared quirks, the ids of all catalogues and specs, also without the vendor's name before them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dragoman.values import globs
from dragoman.values.spelling import spelled
from tests.conformance.cases import load

SPECS = Path(__file__).parents[2] / "specs"
PROVIDERS = {path.stem: load(path) for path in sorted((SPECS / "providers").glob("*.yaml"))}
QUIRKS = {path.stem: load(path) for path in sorted((SPECS / "quirks").glob("*.yaml"))}
CATALOGUES = {path.stem: load(path) for path in sorted((SPECS / "models").glob("*.yaml"))}
UNLISTED = {  # (file, glob): why no id is known that it matches
    ("azure", "*jais*"): "a model of the Foundry that no catalogue lists",
    ("aws", "*claude-3*"): "models that ended before the catalogue begins",
    ("aws", "*claude-mythos-*"): "named in the documentation of Bedrock and not in catalogues",
    ("aws", "*claude-mythos-5*"): "named in the documentation of Bedrock and not in catalogues",
    ("bedrock", "*claude-mythos-*"): "named in the documentation of Bedrock and not in catalogues",
    ("claude_models", "*claude-*-4?0*"): "aliases of the first Claude 4, which ended",
    ("claude_models", "*claude-mythos-5?2*"): "announced with its fast mode and not listed yet",
    ("cohere", "command-a-vision*"): "catalogues list the models of chat only",
    ("cohere", "command-a-translate*"): "catalogues list the models of chat only",
    ("cohere", "c4ai-*"): "open models of the research lab, which catalogues of the API omit",
    ("mistral_models", "*/magistral*"): "open models, which catalogues list without the vendor's name",
    ("mistral_models", "*/pixtral*"): "open models, which catalogues list without the vendor's name",
    ("mistral_models", "*minitron*"): "NVIDIA's derivative with another template, which no catalogue lists",
    ("venice", "openai-gpt-5*"): "the spelling of Venice, of which there is no catalogue",
}


def _nodes(node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield each value of a spec with the keys that lead to it."""
    yield path, node
    for key, value in node.items() if isinstance(node, dict) else ():
        yield from _nodes(value, (*path, key))
    for value in node if isinstance(node, list) else ():
        yield from _nodes(value, path)


def _globs(spec: Any) -> set[str]:
    """Return the globs of conditions, without the sign of exclusion, and those of limits."""
    found: set[str] = set()
    for path, value in _nodes(spec):
        if path[-2:] == ("when", "model") and isinstance(value, list):
            found |= {glob.removeprefix("!") for glob in value}
        elif path[-1:] == ("limits",):
            found |= set(value)
    return found


def _listed(spec: Any) -> set[str]:
    """Return the ids that a spec names."""
    ids: set[str] = set()
    for path, value in _nodes(spec):
        if path[-1:] in (("model_ids",), ("model_facts",)):
            ids |= set(value)
        elif path[-1:] == ("models",) and isinstance(value, dict):
            ids |= {one if isinstance(one, str) else one["model"] for one in value.values()}
    return ids


def _of_catalogue(name: str) -> set[str]:
    lists = CATALOGUES[name]["lists"].values()
    return {id for part in lists for id in (*part.get("models", ()), *part.get("ended", ()))}


NAMED = set[str]().union(*map(_of_catalogue, CATALOGUES), *map(_listed, PROVIDERS.values()))
ALL = NAMED | {id.rpartition("/")[2] for id in NAMED}


def _known(spec: Any) -> set[str]:
    name = spec.get("catalogue", "").partition("/")[0]
    ids = _listed(spec) | (_of_catalogue(name) if name else ALL)
    return ids | {spelled(id, spec.get("model_spellings", {})) for id in ids}


@pytest.mark.parametrize("name", PROVIDERS)
def test_each_glob_of_a_provider_matches_a_known_model(name: str) -> None:
    known = _known(PROVIDERS[name])
    idle = {glob for glob in _globs(PROVIDERS[name]) if not any(globs.matches(id, [glob]) for id in known)}
    assert idle == {glob for file, glob in UNLISTED if file == name}


@pytest.mark.parametrize("name", QUIRKS)
def test_each_glob_of_a_shared_quirk_matches_a_known_model(name: str) -> None:
    idle = {glob for glob in _globs(QUIRKS[name]) if not any(globs.matches(id, [glob]) for id in ALL)}
    assert idle == {glob for file, glob in UNLISTED if file == name}


def test_each_claude_model_belongs_to_one_generation() -> None:
    """Those up to 4.5, those of 4.6, or newer ones: each reasons in its own way."""
    patches = {patch["because"]: patch.get("when", {}).get("model", []) for patch in QUIRKS["claude_models"]["patch"]}
    generations = {reason: patches[reason] for reason in patches if reason in GENERATIONS}
    assert len(generations) == len(GENERATIONS)
    families = ["*claude-opus*", "*claude-sonnet*", "*claude-haiku*", "*claude-fable*", "*claude-3*"]
    for id in NAMED:
        if globs.matches(id, families):
            found = [reason for reason, model in generations.items() if globs.selects(id, model)]
            assert len(found) == 1, (id, found)


GENERATIONS = (
    "models from 4.7 on support adaptive thinking instead of enabled",
    "models of 4.6 do not support the effort xhigh",
    "models up to 4.5 do not support adaptive thinking",
)


def test_no_catalogue_lists_images_for_a_model_that_reads_text_only() -> None:
    [quirk] = QUIRKS["text_only_models"]["quirks"]
    for name, catalogue in CATALOGUES.items():
        for part in catalogue["lists"].values():
            for id, record in part.get("models", {}).items():
                if globs.selects(id, quirk["when"]["model"]):
                    assert "image" not in record.get("input", ()), (name, id)
