"""Patches: what changes in a body that is passed on as it came, because both sides speak the same protocol.

Each becomes a few lines that walk to the place and act there; `patch` returns whether anything changed, since a body in
which nothing did is forwarded as the bytes that came.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from dragoman.values.globs import any_to_regex
from dragoman_codegen.emit.hub import literal
from dragoman_codegen.emit.source.module import ADAPTERS, Module
from dragoman_codegen.emit.types import one_line, raw, repr_str
from dragoman_codegen.model.program import Program, Provider

ACTORS = ("foreign", "is_blank", "keep", "leave", "put", "remove", "starts", "trim")
ON_BETAS = ("add_betas", "drop_betas", "keep_betas")
ABOUT = '    """Change a body (and headers) of the same protocol in place. Return whether anything changed."""'
SHARED = "def patch(walk: Walk, headers: dict[str, str], context: Context) -> bool:"
OWN = "def patch(body: dict[str, Any], headers: dict[str, str], context: Context) -> bool:"
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Headers:
    """The names of two headers of a protocol: its version and its beta features."""

    version: str
    betas: str

    @classmethod
    def of(cls, info: dict[str, Any]) -> Headers:
        return cls(next(iter(info.get("version") or ()), ""), str(next(iter(info.get("lists") or ()), "")))


def quirk_modules(program: Program) -> dict[str, str]:
    """Return name -> text of the modules with the patches of shared quirks."""
    out: dict[str, str] = {}
    sides = [side for provider in program.providers.values() for side in provider.sides()]
    for side in sides:
        for name, patches in side.shared_patches.items():
            module = Module(f"Patches of the shared quirk {name}.", f"specs/quirks/{name}.yaml", f"{ADAPTERS}.quirks")
            _function(SHARED, [], patches, module, Headers.of(side.protocol.info))
            assert out.setdefault(name, module.text()) == module.text(), name
    return out


def emit_patch(provider: Provider, module: Module) -> None:
    """Emit the function `patch` of a provider: the patches of its shared quirks, then its own."""
    shared = provider.shared_patches
    module.need(f"{ADAPTERS}.quirks", *shared)
    calls = [f"    changed = {name}.patch(walk, headers, context) or changed" for name in shared]
    own = provider.patches[sum(map(len, shared.values())) :]
    _function(OWN, calls, own, module, Headers.of(provider.protocol.info))


def _function(head: str, calls: list[str], patches: list[dict[str, Any]], module: Module, headers: Headers) -> None:
    module.body += ["", ""]
    if not patches and not calls:
        module.body += [head, ABOUT, "    return False"]
        return
    module.need("dragoman.library.context", "Context")
    module.need("dragoman.library.patches", *ACTORS, *ON_BETAS)
    module.need("dragoman.library.places", "Walk", "value_at")
    models = Models()
    lines = [line for item in patches for line in _patch(item, models, headers.version, headers.betas)]
    models.emit(module)
    walk = ["    walk = Walk(body)"] if head == OWN else []
    module.body += [head, ABOUT, *models.lines(), *walk, "    changed = False", *calls, *lines, "    return changed"]


@dataclass(slots=True)
class Models:
    """The lists of models that patches are for: each is looked at once per request, however many name it."""

    known: dict[str, str] = field(default_factory=dict)  # pattern -> the name of what was found

    def test(self, globbed: list[str], wanted: bool) -> str:
        pattern = any_to_regex(map(str, globbed))
        name = self.known.setdefault(pattern, f"one_of_{len(self.known)}")
        return name if wanted else f"not {name}"

    def emit(self, module: Module) -> None:
        if self.known:
            module.modules.add("re")
            module.imports.typing.add("Final")
            found = (f"{name.upper()}: Final = re.compile({raw(p)})" for p, name in self.known.items())
            module.body[-2:-2] = ["", *found]

    def lines(self) -> list[str]:
        found = [f"    {name} = {name.upper()}.fullmatch(model) is not None" for name in self.known.values()]
        return ["    model = context.model.lower()", *found] if found else []


def _patch(given: dict[str, Any], models: Models, version: str, betas: str) -> list[str]:
    lines = [f"    # {one_line(given['because'])}"[:118]]
    deep = "    "
    tests = _conditions(given.get("when") or {}, models, version)
    if tests:
        lines.append(f"{deep}if {' and '.join(tests)}:")
        deep += "    "
    reason = repr_str(given.get("lose") or given["because"])
    for act, names in (given.get("betas") or {}).items():
        lines.append(f"{deep}{act}_betas(headers, {repr_str(betas)}, {literal(tuple(names))}, {reason}, context)")
    places = given.get("at") or []
    paths = [_path(place) for place in ([places] if isinstance(places, str) else places)]
    if given.get("keep") is not None and not paths:
        lines.append(f"{deep}changed = keep(walk.body, {literal(tuple(given['keep']))}, {reason}, context) or changed")
    elif given.get("most") is not None:
        found = [f"walk.each({_walk(given, path)})" for path in paths]
        more = f"{given['most']}, {repr_str(given['remove'])}, context"
        lines.append(f"{deep}changed = leave([{', '.join(found)}], {more}) or changed")
    else:
        for path in paths:
            lines += _act(given, path, deep, reason)
    return lines


def _conditions(when: dict[str, Any], models: Models, version: str) -> list[str]:
    found = (("model", True), ("unless", False))
    tests = [models.test(when[word], wanted) for word, wanted in found if when.get(word)]
    if when.get("version"):
        tests.append(f"headers.get({repr_str(version)}) in {literal(tuple(map(str, when['version'])))}")
    if when.get("variant"):
        tests.append(f"context.variant in {literal(tuple(when['variant']))}")
    if when.get("action"):
        tests.append(f"context.action == {repr_str(when['action'])}")
    if when.get("again"):
        tests.append("context.retried")
    return tests


def _walk(given: dict[str, Any], path: Path, new: bool = False) -> str:
    """The arguments of `Walk.each`."""
    of = given.get("of") or []
    of = tuple([of] if isinstance(of, str) else of)
    having = {
        key: tuple(value) if isinstance(value, list) else (value,) for key, value in (given.get("having") or {}).items()
    }
    return f"{literal(path)}, {literal(of)}, {literal(having)}{', True' if new else ''}"


def _act(given: dict[str, Any], path: Path, deep: str, reason: str) -> list[str]:
    """What a patch does at one of its places."""
    sets = "set" in given
    lines = [f"{deep}for trail in walk.each({_walk(given, path, sets and not given.get('test'))}):"]
    deep += "    "
    test = _test(given)
    if test:
        lines.append(f"{deep}if {test}:")
        deep += "    "
    empties = len(_path(given["empties"])) if given.get("empties") else 0
    more = f", {empties}" if empties else ""
    if given.get("remove"):
        act = f"remove(trail, {repr_str(given['remove'])}, context{more})"
    elif given.get("ignore"):
        act = f'remove(trail, "", context{more})'
    elif given.get("trim"):
        act = "trim(trail)"
    elif given.get("keep") is not None:
        act = f"keep(value_at(trail), {literal(tuple(given['keep']))}, {reason}, context)"
    else:
        lost = f", {repr_str(given['lose'])}, context" if given.get("lose") else ""
        act = f"put(trail, {literal(given['set'])}{lost})"
    lines.append(f"{deep}changed = {act} or changed")
    if given.get("hosted"):
        lines.append(f"{deep}context.unhosted = True")
    if sets:  # what is put may hold lists of its own
        lines.append(f"{deep}walk.forget()")
    return lines


def _path(text: str) -> Path:
    return tuple(int(part) if re.fullmatch(r"\d+", part) else part for part in text.split("."))


def _test(given: dict[str, object]) -> str:
    """The condition on the value at the place, or on a member of it."""
    field = f", {repr_str(str(given['field']))}" if given.get("field") else ""
    value = f"value_at(trail{field})"
    wanted = literal(given.get("with"))
    return {
        None: "",
        "foreign": f"foreign({value})",
        "starts": f"starts({value}, {wanted})",
        "differs": f"{value} != {wanted}",
        "blank": f"is_blank({value})",
    }[given.get("test")]  # type: ignore[index]
