"""Rewrites model ids from other vendors' spelling.

A provider lists forms with placeholders, `pattern: form`. Each is applied once, in their order. `{date}` matches eight
digits, `{n}` and `{m}` match numbers of one or two digits, every other placeholder matches any text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from dragoman.values.placeholders import PLACEHOLDER

KINDS = {"date": r"\d{8}", "n": r"\d{1,2}", "m": r"\d{1,2}"}


def spelled(model: str, forms: Mapping[str, str]) -> str:
    """Return the model id in the provider's spelling."""
    for pattern, form in forms.items():
        found = _compiled(pattern).fullmatch(model)
        if found:
            model = PLACEHOLDER.sub(lambda placeholder, found=found: found[placeholder[1]], form)  # type: ignore[misc]
    return model


@lru_cache
def _compiled(pattern: str) -> re.Pattern[str]:
    parts = PLACEHOLDER.split(pattern)  # text, name, text, name, text
    for place in range(1, len(parts), 2):
        parts[place] = f"(?P<{parts[place]}>{KINDS.get(parts[place], '.+')})"
    parts[::2] = map(re.escape, parts[::2])
    return re.compile("".join(parts))
