"""Compiles all specs into one program: hub, protocols, logins, providers."""

from __future__ import annotations

from pathlib import Path

from dragoman_codegen.compile.logins import compile_auths, load_auths
from dragoman_codegen.compile.protocols import Trees, compile_protocol, load_protocols
from dragoman_codegen.compile.providers import (
    add_differences,
    check_logins,
    check_packages,
    check_sides,
    compile_provider,
    load_providers,
)
from dragoman_codegen.model.program import Hub, Program
from dragoman_codegen.resolve.hub import read_hub
from dragoman_codegen.spec.checking import check_file
from dragoman_codegen.spec.load import Map, Sources, empty
from dragoman_codegen.spec.problems import Problem, Problems, suggest


def compile_all(specs: Path, extra: Path | None = None, found: Problems | None = None) -> Program:
    """Compile `specs` and the further providers and logins of the folder `extra`. Raises Stop with all problems.

    With `found`, problems of providers and protocols are added to it instead, and what has problems is left out.
    """
    problems = Problems() if found is None else found
    sources = Sources(specs, problems)
    program = Program(_hub(sources.get(specs / "hub.yaml"), problems))
    protocols = load_protocols(specs, sources, problems)
    folders = [path for path in (specs / "protocols").glob("*") if path.is_dir()]
    broken = {path.name for path in folders} - {*protocols}
    for name, files in protocols.items():
        before = len(problems.found)
        program.protocols[name] = compile_protocol(name, files, program.hub, problems)
        if len(problems.found) > before:
            broken.add(name)
    shared = _shared(specs, sources, problems)
    extras = [extra] if extra else []
    auths = load_auths([folder / "auth" for folder in (specs, *extras)], sources.get, check_file, problems)
    program.auths = compile_auths(auths, problems)
    providers = load_providers([specs / "providers", *extras], sources, problems)
    check_packages(providers, [*protocols, *broken], problems)
    check_logins(providers, auths, problems)
    valid = {name: files for name, files in protocols.items() if name not in broken}
    for tree in providers:
        _provider(program, tree, valid, sorted({*protocols, *broken}), shared, problems)
    if found is None:
        problems.stop_if_any()
    return program


def _provider(
    program: Program, tree: Map, valid: dict[str, Trees], known: list[str], shared: dict[str, Map], problems: Problems
) -> None:
    """Add a provider to the program if it has no problems. `known`: all protocols, `valid` or not."""
    speaks = tree.text("speaks")
    if speaks not in known:
        text = f"no protocol '{speaks}' in specs/protocols{suggest(speaks, known)}"
        problems.add(tree.entries["speaks"].place, text)
    if speaks not in valid:
        return
    own = Problems()
    check_sides(tree, known, own)
    provider = compile_provider(tree, valid, shared, program.hub, own)
    problems.found += [_attributed(problem, tree) for problem in own.found]
    if provider is not None:
        for side in provider.sides():
            add_differences(side, program.protocols[side.protocol.name])
        program.providers[provider.name] = provider


def _hub(tree: Map, problems: Problems) -> Hub:
    """Everything depends on the hub, so that its problems end the run."""
    check_file("hub", tree, problems)
    problems.stop_if_any()
    hub = read_hub(tree, problems)
    problems.stop_if_any()
    return hub


def _attributed(problem: Problem, tree: Map) -> Problem:
    """Name the provider in a problem that is shown in its protocol's file."""
    if "/protocols/" not in problem.place.file:
        return problem
    return Problem(problem.place, f"{problem.text} [as {tree.place.file} changes it]")


def _shared(specs: Path, sources: Sources, problems: Problems) -> dict[str, Map]:
    """Load the quirks that several providers share."""
    shared: dict[str, Map] = {}
    for path in sorted((specs / "quirks").glob("*.yaml")):
        tree = sources.get(path)
        good = check_file("quirk", tree, problems)
        if good and tree.text("name") != path.stem:
            problems.add(tree.entries["name"].place, f"the name must be that of the file, '{path.stem}'")
        shared[path.stem] = tree if good else empty(tree.place.file)
    return shared
