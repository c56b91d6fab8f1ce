"""`dragoman explain`: shows what became of each part of a body, and the lines of the specs that decided it."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from dragoman import user_specs
from dragoman.commands.arguments import InvalidFiles
from dragoman.commands.inspection.translate import way_of

if TYPE_CHECKING:
    from dragoman.inprocess.exchanges import Way
    from dragoman_codegen.explain.data import Explanation
    from dragoman_codegen.explain.programs import Specs


def run(kind: str, data: bytes, request: bytes | None, options: argparse.Namespace) -> Explanation:
    """Explain one body. Options: those of `way_of`, status, and spec. Raises KeyError for an unknown name, InvalidFiles
    for a trial spec that does not compile."""
    way = way_of(options)
    if not options.spec:
        return _explained(kind, data, request, way, options.status, specs())
    with tempfile.TemporaryDirectory() as name:
        trial = Path(name) / "providers" / f"{way.provider}.yaml"
        trial.parent.mkdir()
        text = Path(options.spec).read_bytes()
        if not text.strip():
            raise InvalidFiles(f"{options.spec}: the file is empty; it needs the keys of a provider or of its changes")
        trial.write_bytes(text)
        tried = specs([Path(name)])
        _compile_trial(tried, way.provider, trial, options.spec)
        found = _explained(kind, data, request, way, options.status, tried)
    shown = trial.as_posix()
    found.steps = [replace(step, file=trial.name) if step.file == shown else step for step in found.steps]
    return found


def specs(more: Sequence[Path] = ()) -> Specs:
    """Return the shipped specs and those of the user. `more`: folders that override them."""
    from dragoman_codegen.explain.programs import Specs
    from dragoman_codegen.extension import shipped_specs

    return Specs(shipped_specs(), (*more, *user_specs.active_folders()), user_specs.cache_folder())


def _explained(kind: str, data: bytes, request: bytes | None, way: Way, status: int, specs: Specs) -> Explanation:
    from dragoman_codegen.explain import requests, responses

    if kind == "request":
        return requests.explain_request(data, way, specs)
    explain = responses.explain_stream if kind == "stream" else responses.explain_response
    return explain(data, request, way, specs, status)


def _compile_trial(specs: Specs, provider: str, trial: Path, given: str) -> None:
    """Compile a provider with its trial spec, a copy of the file `given`. Raises InvalidFiles."""
    from dragoman_codegen.spec.problems import Problems

    problems = Problems()
    own = Path("providers") / trial.name
    others = [folder for folder in user_specs.active_folders() if not (folder / own).is_file()]
    specs.compile(provider, [*others, trial.parent.parent], problems)
    if problems.found:
        text = "\n".join(sorted({problem.with_link() for problem in problems.found}))
        raise InvalidFiles(text.replace(trial.as_posix(), given))
