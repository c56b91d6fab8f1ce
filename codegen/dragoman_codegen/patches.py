"""Patches: what changes in a body that is passed on as it came, because both sides speak the same protocol.

Each becomes a few lines that walk to the place and act there; `patch` returns whether anything changed, since a body in
which nothing did is forwarded as the bytes that came.
"""

from __future__ import annotations

import re

from .emit_hub import literal
from .emit_types import repr_str
from .load import Map, Seq, plain
from .modules import Module, _raw


def emit_patch(tree: Map, module: Module, version: str) -> None:
    node = tree.entries.get("patch")
    patches = [item for item in node.items if isinstance(item, Map)] if isinstance(node, Seq) else []
    module.body += ["", "", "def patch(body: dict[str, Any], headers: dict[str, str], context: Context) -> bool:"]
    module.body += ['    """Changes a body (and headers) of the same protocol in place; whether anything changed."""']
    if not patches:
        module.body.append("    return False")
        return
    module.need("dragoman.patches", "each", "foreign", "remove", "trim")
    module.body += ["    changed = False"]
    for item in patches:
        module.body += _patch(item, module, version)
    module.body.append("    return changed")


def _patch(item: Map, module: Module, version: str) -> list[str]:
    given = plain(item)
    lines = [f"    # {given['because']}".replace("\n", " ")[:118]]
    deep = "    "
    tests = []
    when = given.get("when") or {}
    for word, wanted in (("model", True), ("unless", False)):
        if when.get(word):
            from .providers import glob

            module.modules.add("re")
            pattern = "|".join(glob(str(g)) for g in when[word])
            tests.append(f"re.fullmatch({_raw(pattern)}, context.model.lower()) is {'not ' if wanted else ''}None")
    if when.get("version"):
        tests.append(f"headers.get({repr_str(version)}) in {literal(tuple(when['version']))}")
    if tests:
        lines.append(f"{deep}if {' and '.join(tests)}:")
        deep += "    "
    path = tuple(int(p) if re.fullmatch(r"\d+", p) else p for p in given["at"].split("."))
    of = given.get("of") or []
    of = tuple([of] if isinstance(of, str) else of)
    lines.append(f"{deep}for holder, key in each(body, {literal(path)}, {literal(of)}, {literal(given.get('having') or {})}):")
    deep += "    "
    test = given.get("test")
    if test == "foreign":
        lines.append(f"{deep}if not foreign(holder[key].get({repr_str(given['field'])})):")
        lines.append(f"{deep}    continue")
    if given.get("remove"):
        lines.append(f"{deep}changed = remove(holder, key, {repr_str(given['remove'])}, context) or changed")
    elif given.get("trim"):
        lines.append(f"{deep}changed = trim(holder, key) or changed")
    elif "set" in given:
        lines += [f"{deep}holder[key] = {literal(given['set'])}", f"{deep}changed = True"]
    return lines
