"""The function `patch` of a provider, and the modules of shared quirks.

Each patch becomes a few lines that walk to its places and change them. `patch` returns whether the body changed: an
unchanged body is forwarded as the bytes received.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import assert_never

from dragoman.values.globs import selection_to_regex
from dragoman_codegen.emit.hub import literal
from dragoman_codegen.emit.quirks import QuirkCode
from dragoman_codegen.emit.source.module import ADAPTERS, Module
from dragoman_codegen.emit.types import one_line, raw, repr_str
from dragoman_codegen.model import patches as plan
from dragoman_codegen.model.program import Program, Provider

ACTIONS = ("foreign", "is_blank", "keep", "keep_last", "put", "remove", "starts", "trim")
ON_HEADERS = ("add_values", "keep_values", "remove_values")
ABOUT = '    """Change a body and headers of the same protocol in place; return whether the body changed."""'
SHARED = "def patch(walk: Walk, headers: dict[str, str], context: Context) -> bool:"
OWN = "def patch(body: dict[str, Any], headers: dict[str, str], context: Context) -> bool:"


def quirk_modules(program: Program, shared: Mapping[str, QuirkCode]) -> dict[str, str]:
    """Return name -> text of the modules of quirks: their patches, and the code that providers inherit."""
    found: dict[str, tuple[tuple[plan.Patch, ...], str]] = {}
    for side in (side for provider in program.providers.values() for side in provider.sides()):
        for name, patches in side.shared_patches.items():
            assert found.setdefault(name, (patches, _version(side))) == (patches, _version(side)), name
    names = sorted(found.keys() | shared)
    return {name: _quirk_module(name, *found.get(name, ((), "")), shared.get(name)) for name in names}


def _quirk_module(name: str, patches: tuple[plan.Patch, ...], version: str, code: QuirkCode | None) -> str:
    module = Module(f"The shared quirk {name}.", f"specs/quirks/{name}.yaml", f"{ADAPTERS}.quirks")
    if code is not None:
        module.froms = {home: set(names) for home, names in code.froms.items()}
        module.body = list(code.body)
    if patches:
        _function(SHARED, [], patches, module, version)
    return module.text()


def emit_patch(provider: Provider, module: Module) -> None:
    """Emit the function `patch` of a provider: the patches of its shared quirks, then its own."""
    shared = provider.shared_patches
    module.need(f"{ADAPTERS}.quirks", *shared)
    own = provider.patches[sum(map(len, shared.values())) :]
    if own:
        calls = [f"    changed = {name}.patch(walk, headers, context) or changed" for name in shared]
        _function(OWN, calls, own, module, _version(provider))
    else:
        module.need("dragoman.library.quirks.patches", "in_order")
        module.body += ["", f"patch: Final = in_order({', '.join(f'{name}.patch' for name in shared)})"]


def _version(provider: Provider) -> str:
    """The header that names the version of the protocol."""
    return next(iter(provider.protocol.info.get("version") or ()), "")


def _function(head: str, calls: list[str], patches: tuple[plan.Patch, ...], module: Module, version: str) -> None:
    module.body += ["", ""]
    module.need("dragoman.library.context", "Context")
    module.need("dragoman.library.quirks.patches", *ACTIONS, *ON_HEADERS)
    module.need("dragoman.library.quirks.places", "Walk", "value_at")
    models = Models()
    lines = [line for patch in patches for line in _patch(patch, models, version)]
    models.emit(module)
    walk = ["    walk = Walk(body)"] if head == OWN else []
    module.body += [head, ABOUT, *models.lines(), *walk, "    changed = False", *calls, *lines, "    return changed"]


MATCHES = (
    "@lru_cache(maxsize=256)",
    "def matches(model: str) -> tuple[bool, ...]:",
    '    """Return for each set of globs whether it matches a model."""',
)


@dataclass(slots=True)
class Models:
    """The globs of models that patches are for: each set is matched once per model."""

    known: dict[str, str] = field(default_factory=dict)  # pattern -> the name of the result

    def test(self, globs: tuple[str, ...]) -> str:
        return self.known.setdefault(selection_to_regex(globs), f"one_of_{len(self.known)}")

    def emit(self, module: Module) -> None:
        if self.known:
            module.modules.add("re")
            found = (f"{name.upper()}: Final = re.compile({raw(p)})" for p, name in self.known.items())
            module.need("functools", "lru_cache")
            tests = (f"        {name.upper()}.fullmatch(model) is not None," for name in self.known.values())
            module.body[-2:-2] = ["", *found, "", "", *MATCHES, "    return (", *tests, "    )"]

    def lines(self) -> list[str]:
        names = ", ".join(self.known.values())
        targets = f"({names},)" if len(self.known) == 1 else names
        return [f"    {targets} = matches(context.model.lower())"] if names else []


def _patch(patch: plan.Patch, models: Models, version: str) -> list[str]:
    lines = [f"    # {one_line(patch.because)}"[:118].rstrip()]
    indent = "    "
    tests = _conditions(patch.when, models, version)
    if tests:
        lines.append(f"{indent}if {' and '.join(tests)}:")
        indent += "    "
    return lines + [indent + line for line in _change(patch.change)]


def _conditions(when: plan.Condition, models: Models, version: str) -> list[str]:
    tests = [models.test(when.models)] if when.models else []
    tests += [f"headers.get({repr_str(version)}) in {literal(when.versions)}"] if when.versions else []
    tests += [f"context.variant in {literal(when.variants)}"] if when.variants else []
    tests += [f"context.action == {repr_str(when.action)}"] if when.action else []
    return [*tests, "context.retried"] if when.retry else tests


def _change(change: plan.Change) -> list[str]:
    match change:
        case plan.ListHeader(header, action, values, loss):
            return [
                f"{action}_values(headers, {repr_str(header)}, {literal(values)}, {repr_str(loss)}, context)",
            ]
        case plan.KeepFields(None, fields, loss):
            return [f"changed = keep(walk.body, {literal(fields)}, {repr_str(loss)}, context) or changed"]
        case plan.KeepFields(plan.Places() as places, fields, loss):
            return _at(places, f"keep(value_at(trail), {literal(fields)}, {repr_str(loss)}, context, trail)")
        case plan.Trim(places):
            return _at(places, "trim(trail)")
        case plan.SetValue(places, value, loss):
            lost = f", {repr_str(loss)}, context" if loss else ""
            # the new value may hold lists
            return _at(places, f"put(trail, {literal(value)}{lost})", "walk.forget()", new=places.check is None)
        case plan.Remove(places, loss, int() as except_last):
            walks = ", ".join(f"walk.each({_walk(places, path)})" for path in places.paths)
            return [f"changed = keep_last([{walks}], {except_last}, {repr_str(loss)}, context) or changed"]
        case plan.Remove(places, loss, None, emptied, hosted):
            more = ["context.unhosted = True"] if hosted else []
            return _at(places, f"remove(trail, {repr_str(loss)}, context{f', {emptied}' if emptied else ''})", *more)
        case _:
            assert_never(change)  # type: ignore[arg-type]


def _at(places: plan.Places, action: str, *more: str, new: bool = False) -> list[str]:
    """An action at each of the places, and more lines after it. `new`: a member that is absent is a place too."""
    lines: list[str] = []
    for path in places.paths:
        lines.append(f"for trail in walk.each({_walk(places, path, new)}):")
        indent = "    "
        if places.check:
            lines.append(f"{indent}if {_check(places.check)}:")
            indent += "    "
        lines.append(f"{indent}changed = {action} or changed")
        lines += [indent + line for line in more]
    return lines


def _walk(places: plan.Places, path: plan.Path, new: bool = False) -> str:
    """The arguments of `Walk.each`."""
    return f"{literal(path)}, {literal(places.types)}, {literal(dict(places.having))}{', True' if new else ''}"


def _check(check: plan.Check) -> str:
    value = f"value_at(trail{f', {repr_str(check.field)}' if check.field else ''})"
    match check.kind:
        case "foreign":
            return f"foreign({value})"
        case "blank":
            return f"is_blank({value})"
        case "starts_with":
            return f"starts({value}, {literal(check.text)})"
        case "is_not":
            return f"{value} != {literal(check.text)}"
