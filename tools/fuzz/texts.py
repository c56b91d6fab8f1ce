"""Random edits of YAML texts, and the files that contain them."""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from random import Random

STRAY = ("\t", '"', "'", "{", "}", "[", "]", ":", ",", "*", "|", "%", "@", "#", "?", ": ", "&a", "- ", "\x00", "\u2028")


def edited(chance: Random, text: str, values: Sequence[str]) -> str:
    """Return a text with one to three edits. `values`: what replaces the value of a key."""
    for _ in range(chance.choice((1, 1, 2, 3))):
        text = _edit(chance, text, values)
    return text


def written(name: str, text: str) -> Path:
    """Write a text to a file of this process, and return its path."""
    path = _folder() / name
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    return path


@cache
def _folder() -> Path:
    """Return a folder of this process, which is removed at its end."""
    folder = Path(tempfile.mkdtemp(prefix="dragoman-fuzz-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


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
