"""How a provider spells the ids of models: forms with holes, each tried once, in their order.

`{date}` is eight digits, `{n}` and `{m}` are numbers of one or two, any other hole is any text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from dragoman.values.placeholders import HOLE

KINDS = {"date": r"\d{8}", "n": r"\d{1,2}", "m": r"\d{1,2}"}


def spelled(model: str, forms: Mapping[str, str]) -> str:
    """The id as the provider writes it."""
    for pattern, form in forms.items():
        found = _compiled(pattern).fullmatch(model)
        if found:
            model = HOLE.sub(lambda hole, found=found: found[hole[1]], form)  # type: ignore[misc]
    return model


@lru_cache
def _compiled(pattern: str) -> re.Pattern[str]:
    parts = HOLE.split(pattern)  # text, hole, text, hole, text
    for place in range(1, len(parts), 2):
        parts[place] = f"(?P<{parts[place]}>{KINDS.get(parts[place], '.+')})"
    parts[::2] = map(re.escape, parts[::2])
    return re.compile("".join(parts))
