"""Patches: what changes in a body that is passed on as it came, because both sides speak the same protocol.

Each becomes a few lines that walk to the place and act there; `patch` returns whether anything changed, since a body in
which nothing did is forwarded as the bytes that came.
"""

from __future__ import annotations

import re
from typing import Any

from .conditions import globs
from .emit_hub import literal
from .emit_types import one_line, raw, repr_str
from .load import Map, plain
from .module import Module


def emit_patch(patches: list[Map], module: Module, version: str, betas: str) -> None:
    """The function `patch` of a provider. `version`, `betas`: the headers that name the version and the betas."""
    module.body += ["", "", "def patch(body: dict[str, Any], headers: dict[str, str], context: Context) -> bool:"]
    module.body += ['    """Changes a body (and headers) of the same protocol in place; whether anything changed."""']
    if not patches:
        module.body.append("    return False")
        return
    module.need("dragoman.patches", "drop_beta", "each", "foreign", "remove", "starts", "trim", "value_at")
    module.body += ["    changed = False"]
    for item in patches:
        module.body += _patch(item, module, version, betas)
    module.body.append("    return changed")


def _patch(item: Map, module: Module, version: str, betas: str) -> list[str]:
    given = plain(item)
    lines = [f"    # {one_line(given['because'])}"[:118]]
    deep = "    "
    tests = []
    when = given.get("when") or {}
    for word, wanted in (("model", True), ("unless", False)):
        if when.get(word):
            module.modules.add("re")
            pattern = globs(when[word])
            tests.append(f"re.fullmatch({raw(pattern)}, context.model.lower()) is {'not ' if wanted else ''}None")
    if when.get("version"):
        tests.append(f"headers.get({repr_str(version)}) in {literal(tuple(map(str, when['version'])))}")
    if tests:
        lines.append(f"{deep}if {' and '.join(tests)}:")
        deep += "    "
    if given.get("beta"):
        lines.append(f"{deep}changed = drop_beta(headers, {repr_str(betas)}, {repr_str(given['beta'])}) or changed")
    places = given.get("at") or []
    for place in [places] if isinstance(places, str) else places:
        lines += _act(given, _path(place), deep)
    return lines


def _act(given: dict[str, Any], path: tuple[str | int, ...], deep: str) -> list[str]:
    """What a patch does at one of its places."""
    of = given.get("of") or []
    of = tuple([of] if isinstance(of, str) else of)
    lines = [f"{deep}for trail in each(body, {literal(path)}, {literal(of)}, {literal(given.get('having') or {})}):"]
    deep += "    "
    test = _test(given)
    if test:
        lines.append(f"{deep}if {test}:")
        deep += "    "
    if given.get("remove"):
        empties = len(_path(given["empties"])) if given.get("empties") else 0
        more = f", {empties}" if empties else ""
        lines.append(f"{deep}changed = remove(trail, {repr_str(given['remove'])}, context{more}) or changed")
    elif given.get("trim"):
        lines.append(f"{deep}changed = trim(trail) or changed")
    else:
        lines += [f"{deep}trail[-1][0][trail[-1][1]] = {literal(given['set'])}", f"{deep}changed = True"]
    return lines


def _path(text: str) -> tuple[str | int, ...]:
    return tuple(int(part) if re.fullmatch(r"\d+", part) else part for part in text.split("."))


def _test(given: dict[str, object]) -> str:
    """The condition on the value at the place, or on a member of it."""
    value = f"value_at(trail, {repr_str(str(given.get('field') or ''))})"
    wanted = literal(given.get("with"))
    return {
        None: "",
        "foreign": f"foreign({value})",
        "starts": f"starts({value}, {wanted})",
        "differs": f"{value} != {wanted}",
    }[given.get("test")]  # type: ignore[index]
