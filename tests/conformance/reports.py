"""Cases of reports.yaml, and the generator of docs/reports.md, which lists them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.conformance.cases import load

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "reports.md"
TOP = """\
# What users report

<!-- Generated from tests/conformance/reports.yaml by `python -m tests.conformance.page`. Do not edit. -->

Kinds of faults that users of this proxy and of similar projects report, the behavior here, and the cases that hold it.
Each case is a request through the whole proxy; it stands in [reports.yaml](../tests/conformance/reports.yaml) under its
name. The messages of an exceeded context window have
[their own table](../tests/conformance/overflow_wordings.yaml). The last kinds are held by other tests.

| kind | behavior | cases |
|---|---|---|
"""


def kinds() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = load(HERE / "reports.yaml")["kinds"]
    return found


def elsewhere() -> list[dict[str, Any]]:
    """Return the kinds that other tests hold."""
    found: list[dict[str, Any]] = load(HERE / "reports.yaml")["elsewhere"]
    return found


def cases() -> list[dict[str, Any]]:
    """Return the cases, each laid over what all cases of its kind have in common."""
    return [{**kind.get("with", {}), **case} for kind in kinds() for case in kind["cases"]]


def page() -> str:
    """Return docs/reports.md."""
    return TOP + "".join(_row(kind) for kind in kinds()) + "".join(_row_of_tests(kind) for kind in elsewhere())


def _row(kind: dict[str, Any]) -> str:
    linked = "<br>".join(f"{case['id']} ([report]({case['see']}))" for case in kind["cases"])
    return f"| {kind['kind']} | {kind['behavior'].strip()} | {linked} |\n"


def _row_of_tests(kind: dict[str, Any]) -> str:
    named = [test.split("::") for test in kind["tests"]]
    linked = "<br>".join(f"[{name.removeprefix('test_').replace('_', ' ')}](../{file})" for file, name in named)
    return f"| {kind['kind']} | {kind['behavior'].strip()} | {linked} |\n"
