"""Conditions of quirks (`when:`): their description, and which combinations of them can occur."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import Any

from dragoman.values.globs import divided, overlap, selects
from dragoman_codegen.model.program import Condition

PHRASES = {
    "model": "the model is",
    "!model": "the model is not",
    "reasoning": "reasoning is",
    "tools": "tools are",
    "streaming": "streaming is",
    "variants": "the variant is",
}
FACTS = ("reasoning", "tools", "streaming")  # keys of a condition that are true or false
Atom = tuple[str, frozenset[str]]
MAX_ATOMS = 10
MAX_MODELS = 40  # names that the conditions of one provider are evaluated for


def parts(condition: Condition) -> Iterator[tuple[str, Any]]:
    """Yield the keys of a condition with their values; `!model` has the globs of excluded models."""
    for key, value in condition.items():
        if key == "model":
            selected = zip((key, f"!{key}"), divided(map(str, value or ())), strict=True)
            yield from ((name, globs) for name, globs in selected if globs)
        else:
            yield key, value


def condition_text(conditions: Iterable[Condition]) -> str:
    """Describe conditions in English."""
    return ", and ".join(
        f"{PHRASES[key]} {', '.join(map(str, value)) if isinstance(value, list) else str(value).lower()}"
        for condition in conditions
        for key, value in parts(condition)
    )


def outcomes(conditions: Sequence[Condition]) -> set[tuple[bool, ...]]:
    """Return which combinations of conditions can occur; some may be included that cannot.

    Lists of globs are independent of each other, unless no model matches both or one contains the other.
    """
    terms = [list(_terms(condition)) for condition in conditions]
    atoms = sorted({atom for known in terms for atom, _ in known}, key=str)
    if len(atoms) > MAX_ATOMS:
        return set(product((False, True), repeat=len(conditions)))
    worlds = (dict(zip(atoms, values, strict=True)) for values in product((False, True), repeat=len(atoms)))
    possible = (world for world in worlds if _consistent(world))
    return {tuple(all(world[atom] is wanted for atom, wanted in known) for known in terms) for world in possible}


def _terms(condition: Condition) -> Iterator[tuple[Atom, bool]]:
    """Yield the parts of a condition, each with how it must be."""
    for key, value in parts(condition):
        if key in FACTS:
            yield (key, frozenset()), bool(value)
        else:
            kind = "variants" if key == "variants" else "model"
            yield (kind, frozenset(str(one).lower() for one in value or ())), key != "!model"


def _consistent(world: dict[Atom, bool]) -> bool:
    """Return whether lists of globs or variants can hold, and not hold, at the same time. One variant is selected."""
    lists = [(kind, values, holds) for (kind, values), holds in world.items() if values]
    for kind, values, holds in lists:
        for other_kind, others, other_holds in lists:
            if kind != other_kind or values == others or not holds:
                continue
            if other_holds and not any(overlap(one, other) for one in values for other in others):
                return False
            if not other_holds and all(any(_covers(other, one) for other in others) for one in values):
                return False
    return True


@lru_cache(maxsize=4096)
def _covers(wide: str, narrow: str) -> bool:
    """Return whether every text that matches `narrow` matches `wide`; not every such pair is recognized."""
    if not wide or not narrow:
        return not narrow and not wide.strip("*")
    if wide[0] == "*":
        return _covers(wide[1:], narrow) or _covers(wide, narrow[1:])
    return (wide[0] == narrow[0] or wide[0] == "?" and narrow[0] != "*") and _covers(wide[1:], narrow[1:])


def model_names(conditions: Iterable[Condition]) -> list[str]:
    """Return names of models that make each condition true, as far as one name can, and false. Each wildcard stands for
    nothing or for one character."""
    every = [glob for when in conditions for glob in map(str, when.get("model") or ())]
    found = [glob.removeprefix("!").replace("?", "x").replace("*", text) for text in ("", "y") for glob in every]
    for when in conditions:
        chosen = [name for name in found if selects(name, when.get("model") or ())][:1]
        other = [name for name in found if not selects(name, when.get("model") or ())][:1]
        found = [*dict.fromkeys([*chosen, *other, *found])]
    return found[:MAX_MODELS]
