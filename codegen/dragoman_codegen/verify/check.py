"""Checks of generated modules before they are written. A fault names the line of the spec that it comes from."""

from __future__ import annotations

import traceback
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from dragoman_codegen.model.program import File, Program, Provider, package_of
from dragoman_codegen.verify.law import Side, disagreements
from dragoman_codegen.verify.modules import importable, load


@dataclass(frozen=True, order=True, slots=True)
class Fault:
    """Generated code that is wrong, at a line of a spec: a bug of the compiler."""

    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}; this is a bug of the compiler, please report this spec"


def verify(program: Program, texts: Mapping[str, str], touched: Collection[str]) -> list[Fault]:
    """Import the touched modules and compare them with the interpreter. `texts`: all modules of the package by file."""
    found: list[Fault] = []
    sides = list(_sides(program))
    homes = {file: side for side in sides for file in texts if side.has(file)}
    with importable(texts):
        for file in touched:
            found += _imported(file, texts[file], homes.get(file))
        for side in sides:
            if not found and any(map(side.has, touched)):
                found += [Fault(one.place, f"{one.what}: {one.text}") for one in disagreements(side)]
    return sorted(set(found))


def _sides(program: Program) -> Iterator[Side]:
    """Yield the protocols, and each provider in each of its protocols."""
    for name, protocol in program.protocols.items():
        yield Side(protocol, program.hub.scope, name)
    for name, provider in program.providers.items():
        package = package_of(name, program.protocols)
        for side in provider.sides():
            base = side.protocol.name
            yield Side(side, program.hub.scope, base, f"{package}/{base}.py")


def _imported(file: str, text: str, side: Side | None) -> Iterator[Fault]:
    """Import a module; yield why it cannot be."""
    try:
        load(file)
    except Exception as error:
        line = error.lineno if isinstance(error, SyntaxError) else _line_in(file, error)
        place = _place(file, _function_at(text, line or 0), side)
        yield Fault(place, f"the generated module {file} cannot be imported ({type(error).__name__}: {error})")


def _line_in(file: str, error: Exception) -> int:
    """Return the line of the module that an exception comes from, or 0."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == file]
    return (lines[-1] or 0) if lines else 0


def _function_at(text: str, line: int) -> str:
    """Return the name of the function that encloses a line; the text may not be Python."""
    before = text.splitlines()[:line]
    heads = [one.strip().removeprefix("def ").partition("(")[0] for one in before if one.lstrip().startswith("def ")]
    return heads[-1] if heads else ""


def _place(file: str, function: str, side: Side | None) -> str:
    """Return the line of the spec that a function of a module comes from; the spec's file where none is known."""
    if side is None:
        return "specs"
    files = side.protocol.files
    part: File | None = files.get(file.rpartition("/")[2].removesuffix(".py"))
    rules = (one.rules.get(function) for one in ([part] if part else files.values()))
    rule = next(filter(None, rules), None)
    if rule is not None:
        return rule.place
    if part is not None and part.place:
        return part.place
    kind = "providers" if isinstance(side.of, Provider) else "protocols"
    return f"specs/{kind}/{side.of.name}{'.yaml' if isinstance(side.of, Provider) else ''}"
