"""Random edits of YAML texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

STRAY = ("\t", '"', "'", "{", "}", "[", "]", ":", ",", "*", "|", "%", "@", "#", "?", ": ", "&a", "- ", "\x00", "\u2028")


def edited(chance: Random, text: str, values: Sequence[str]) -> str:
    """Return a text with one to three edits. `values`: what replaces the value of a key."""
    for _ in range(chance.choice((1, 1, 2, 3))):
        text = _edit(chance, text, values)
    return text


def _edit(chance: Random, text: str, values: Sequence[str]) -> str:
    sort = chance.randrange(6)
    if sort == 0:
        at = chance.randrange(len(text) + 1)
        return text[:at] + chance.choice(STRAY) + text[at:]
    if sort == 1:
        lines = text.splitlines(True)
        at = chance.randrange(len(lines))
        lines.insert(chance.randrange(len(lines)), lines.pop(at))
        return "".join(lines)
    if sort == 2:
        lines = text.splitlines(True)
        del lines[chance.randrange(len(lines))]
        return "".join(lines) or text
    pattern = r"[\w$?-]+(?=:\s)" if sort == 3 else r"(?<=: )[^\s{\[][^,}\]\n#]*"
    found = list(re.finditer(pattern, text))
    if not found:
        return text
    match = chance.choice(found)
    new = chance.choice(found)[0] if sort == 3 else chance.choice(values)
    return text[: match.start()] + new + text[match.end() :]
