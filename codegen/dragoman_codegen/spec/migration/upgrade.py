"""Steps from each version of the notation to the next."""

from __future__ import annotations

import re
from collections.abc import Callable

from ruamel.yaml.nodes import MappingNode

from dragoman_codegen.spec.migration.edits import Text, mappings
from dragoman_codegen.spec.migration.keys import migrate_keys
from dragoman_codegen.spec.migration.leaves import migrate_leaves
from dragoman_codegen.spec.migration.passes import migrate_passes
from dragoman_codegen.spec.sources import NOTATION

Places = list[tuple[int, int, str]]  # line, column and what to do by hand


class CannotUpgrade(Exception):
    """The file has no known version, or is not written in lines. The text states what is expected."""


def upgraded(text: str, version: object) -> tuple[str, Places]:
    """Return the text of a spec in the present notation, and what needs a hand, by position in the new text.

    `version`: the value of its key `notation`, None without one. Comments and layout are kept. Raises CannotUpgrade."""
    number = 0 if version is None else version
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= NOTATION:
        known = f"this version of Dragoman reads notation {NOTATION} and older ones"
        raise CannotUpgrade(f"the file has notation {version!r}; {known}")
    if re.match(r"(?:\s|#.*\n|---\s)*[{%]", text):
        raise CannotUpgrade("the file begins with '{' or '%'; write its keys as lines, and nothing before them")
    places: Places = []
    for migrate in MIGRATIONS[number:]:
        text, places = migrate(text)
    return text, places


def _name_version(text: str) -> tuple[str, Places]:
    """From no version to 1: name the version below the comments at the top."""
    text = text.removeprefix("\ufeff")  # which is allowed at the start only
    lines = text.splitlines(keepends=True)
    above = (at for at, line in enumerate(lines) if line.strip() and not re.match(r"#|---\s", line))
    start = next(above, len(lines))
    return "".join([*lines[:start], "notation: 1\n", *lines[start:]]), []


def _rename_words(text: str) -> tuple[str, Places]:
    """From 1 to 2: rename words, and join the passes and filters that became one."""
    new = _walked(text).edited()
    new = re.sub(r"(?m)^notation:([ \t]+)1(?=\s|$)", r"notation:\g<1>2", new, count=1)
    return new, sorted(_walked(new).by_hand)


def _walked(text: str) -> Text:
    spec = Text(text)
    root = spec.root()
    migrate_leaves(spec, root)
    for path, node in mappings(root):
        migrate_keys(spec, path, node)
        for key, passes in node.value:
            if key.value in ("before", "after", "passes") and isinstance(passes, MappingNode):
                spec.replace(key, "passes")
                migrate_passes(spec, passes)
    return spec


MIGRATIONS: tuple[Callable[[str], tuple[str, Places]], ...] = (_name_version, _rename_words)  # from n to n + 1
