"""Migration of spec files to the present version of the notation."""

from __future__ import annotations

from collections.abc import Callable

from dragoman_codegen.spec.load import NOTATION


class CannotUpgrade(Exception):
    """The file has no known version. The text states which one is expected."""


def upgraded(text: str, version: object) -> str:
    """Return the text of a spec in the present notation. `version`: the value of its key `notation`, None without one.

    Comments and layout are kept. Raises CannotUpgrade."""
    number = 0 if version is None else version
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= NOTATION:
        known = f"this version of Dragoman reads notation {NOTATION} and older ones"
        raise CannotUpgrade(f"the file has notation {version!r}; {known}")
    for migrate in MIGRATIONS[number:]:
        text = migrate(text)
    return text


def _name_version(text: str) -> str:
    """From no version to 1: name the version below the comments at the top."""
    lines = text.splitlines(keepends=True)
    start = next((at for at, line in enumerate(lines) if line.strip() and not line.startswith("#")), len(lines))
    return "".join([*lines[:start], "notation: 1\n", *lines[start:]])


MIGRATIONS: tuple[Callable[[str], str], ...] = (_name_version,)  # from version n to n + 1
