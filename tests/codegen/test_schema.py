"""JSON schemas of specs/schema, validated by an independent library: they accept and reject the same files as the
compiler's frames."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from dragoman_codegen.spec.checking import schema_of
from dragoman_codegen.spec.frames.schemas import SCHEMAS
from dragoman_codegen.spec.problems import Problems
from dragoman_codegen.spec.yaml.load import load
from dragoman_codegen.spec.yaml.tree import plain
from tests.codegen.broken import CASES, Broken

SPECS = Path(__file__).parent.parent.parent / "specs"
FILES = sorted(SPECS.rglob("*.yaml"))
ABOUT = "# yaml-language-server: $schema="
# Messages of the frames; rules and rows are checked by the compiler only.
OF_THE_FRAME = re.compile(
    r"is not known here|is missing|cannot be '|cannot be a name|is no name of a variable|is required, and this is|"
    r"is not one of |may not be empty"
)


def kind_of(path: str) -> str:
    parts = path.split("/")
    return {"hub.yaml": "hub", "providers": "provider", "quirks": "quirk", "auth": "auth", "models": "models"}.get(
        parts[0], parts[-1].removesuffix(".yaml")
    )


@cache
def validator(kind: str) -> Draft202012Validator:
    schema = json.loads((SPECS / "schema" / f"{kind}.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def read(path: Path) -> Any:
    problems = Problems()
    tree = plain(load(path, path.name, problems))
    assert not problems.found
    return tree


def test_there_is_a_schema_for_each_kind_of_file_and_it_is_current() -> None:
    shown = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (SPECS / "schema").glob("*.json")}
    for kind, model in SCHEMAS.items():
        assert shown.pop(kind) == schema_of(model), f"{kind}.json does not match the notation; run 'make generate'"
    assert not shown


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(SPECS).as_posix())
def test_each_spec_satisfies_the_schema_that_it_names(path: Path) -> None:
    kind = kind_of(path.relative_to(SPECS).as_posix())
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith(ABOUT), f"the first line names the schema, as in '{ABOUT}...'"
    assert (path.parent / first.removeprefix(ABOUT)).resolve() == SPECS / "schema" / f"{kind}.json"
    validator(kind).validate(read(path))


@cache
def content(data: bytes) -> Any:
    """Return the value of a YAML file; most files are the same in all cases."""
    try:
        return YAML(typ="safe", pure=True).load(data) if data else {}
    except YAMLError:
        return None  # invalid YAML is no spec


def about_the_frame(case: Broken) -> bool:
    """Skip files that do not exist."""
    return bool(OF_THE_FRAME.search("\n".join(case.expected))) and not case.path.stem.startswith("protocol_without")


FRAME = [case for case in CASES if about_the_frame(case)]


@pytest.mark.parametrize("case", FRAME, ids=lambda case: case.path.stem)
def test_schema_and_frame_reject_the_same_files(case: Broken, tmp_path: Path) -> None:
    specs = case.make(tmp_path)
    refused = []
    for path in sorted(specs.rglob("*.yaml")):
        if not validator(kind_of(path.relative_to(specs).as_posix())).is_valid(content(path.read_bytes())):
            refused.append(path.relative_to(tmp_path).as_posix())
    reported = sorted({message.split(":")[0] for message in case.expected})
    assert refused == reported


def test_cases_cover_the_frame() -> None:
    assert len(FRAME) > 25
