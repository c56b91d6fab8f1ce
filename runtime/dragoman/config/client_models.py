"""Model names of the client program (`models:` of a program in its protocol): a family with slots for sizes.

A profile maps slots to models of its provider. A client that names `family-slot-version` gets the model of the slot.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from dragoman import loader

DEFAULT = "default"  # the slot for names of the family without their own slot


@dataclass(frozen=True)
class ClientModels:
    """`family`: the prefix of the client's model names; `slots`: the sizes in them; `fallback`: the slots that stand
    in for a missing `default`, the first configured one wins; `long_window`: the suffix that requests a long context
    window, which no provider accepts; `long_window_tokens`: the size that it stands for."""

    family: str = ""
    slots: tuple[str, ...] = ()
    fallback: tuple[str, ...] = ()
    long_window: str = ""
    long_window_tokens: int = 0
    pattern: re.Pattern[str] = re.compile("(?!)")  # a name with a slot; the slot is the last group that matched

    def bare(self, model: str) -> str:
        """Return a name without the suffix for a long window."""
        return model.removesuffix(self.long_window)

    def in_family(self, model: str) -> bool:
        return bool(self.family) and model.lower().startswith(self.family)

    def slot_of(self, model: str) -> str:
        """Return the slot in a name of the client, with or without the family; "" if there is none."""
        found = self.pattern.fullmatch(model.lower())
        return (found[1] or found[2]) if found else ""


def client_models() -> ClientModels:
    """Return the names of the client program; without one, no name has a slot."""
    table = next((program["models"] for program in loader.programs().values() if "models" in program), None)
    if not table:
        return ClientModels()
    return _client_models(
        table["family"],
        tuple(table["slots"]),
        tuple(table["fallback"]),
        *next(iter(table["context_window"].items())),
    )


@lru_cache
def _client_models(
    family: str, slots: tuple[str, ...], fallback: tuple[str, ...], long_window: str, long_window_tokens: int
) -> ClientModels:
    slot = f"({'|'.join(map(re.escape, slots))})"
    pattern = rf"{re.escape(family)}[^/]*{slot}[^/]*|(?:\d[\d.]*-)?{slot}(?:[-@]?\d[\d.@-]*)?(?:-latest)?"
    return ClientModels(family, slots, fallback, long_window, long_window_tokens, re.compile(pattern))
