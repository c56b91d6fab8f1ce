"""`dragoman explain`: shows what became of each part of a body, and the lines of the specs that decided it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from dragoman import user_specs
from dragoman.commands.inspection.translate import way_of

if TYPE_CHECKING:
    from dragoman_codegen.explain.data import Explanation
    from dragoman_codegen.explain.programs import Specs


def run(kind: str, data: bytes, request: bytes | None, options: argparse.Namespace) -> Explanation:
    """Explain one body. Options: those of `way_of`, and status. Raises KeyError for an unknown name."""
    from dragoman_codegen.explain import requests, responses

    if kind == "request":
        return requests.explain_request(data, way_of(options), specs())
    explain = responses.explain_stream if kind == "stream" else responses.explain_response
    return explain(data, request, way_of(options), specs(), options.status)


def specs() -> Specs:
    """Return the shipped specs and those of the user."""
    from dragoman_codegen.explain.programs import Specs
    from dragoman_codegen.extension import shipped_specs

    return Specs(shipped_specs(), user_specs.active_folders(), user_specs.cache_folder())
