"""Verification of generated code: damaged modules are reported with the line of the spec that they come from."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import dragoman_adapters
from dragoman_codegen.__main__ import main
from dragoman_codegen.build import emit_all
from dragoman_codegen.compile.program import compile_all
from dragoman_codegen.model.program import Program
from dragoman_codegen.verify import check
from tests.codegen.broken import GOOD

OUT = Path("out")


@pytest.fixture(scope="module")
def built() -> tuple[Program, dict[str, str]]:
    program = compile_all(GOOD)
    files = emit_all(program, OUT).items()
    return program, {path.relative_to(OUT).as_posix(): text for path, text in files if path.suffix == ".py"}


def faults(built: tuple[Program, dict[str, str]], file: str, old: str, new: str) -> list[str]:
    program, texts = built
    assert old in texts[file]
    damaged = {**texts, file: texts[file].replace(old, new)}
    return list(map(str, check.verify(program, damaged, [file])))


def test_generated_modules_of_valid_specs_have_no_fault(built: tuple[Program, dict[str, str]]) -> None:
    program, texts = built
    assert check.verify(program, texts, list(texts)) == []
    assert dragoman_adapters.__file__  # the real package is back


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "text"),
    [
        ("tiny/request.py", 'out["most"] = ', 'out["least"] = ', "request.yaml:15:3", "write_request_from_request"),
        ("tiny/request.py", 'return {"type": "text"', 'return {"type":: "text"', "request.yaml:33:3", "SyntaxError"),
        ("tiny/response.py", "from dragoman.library", "from dragoman.librari", "response.yaml", "ModuleNotFoundError"),
        ("tiny/stream.py", 'blocks.add_text("text"', 'blocks.add_text("reasoning"', "stream.yaml", "stream: read"),
        ("tiny/stream.py", '"data: [DONE]', '"data: [END]', "stream.yaml", "stream: write"),
        ("tiny/errors.py", '500: "server_error"', '500: "invalid_request"', "errors.yaml", "errors: as a whole"),
    ],
)  # fmt: skip
def test_damaged_module_of_a_protocol_is_reported(
    file: str, old: str, new: str, place: str, text: str, built: tuple[Program, dict[str, str]]
) -> None:
    (found,) = faults(built, file, old, new)
    assert found.startswith(f"specs/protocols/tiny/{place}") and text in found


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "text"),
    [
        ("quirky/tiny.py", '"max"', '"min"', "specs/providers/quirky.yaml:16:", "write_request_from_request"),
        ("quirky/tiny.py", "q-*", "a-*", "specs/", "request: conditions of quirks"),
        ("quirky/tiny.py", "q-*", "p-*", "specs/", "request: conditions of quirks"),
        ("quirky/tiny.py", " Conditions(", " Condition(", "specs/", "NameError"),
        ("quirky/tiny.py", '"reasoning"', '"text"', "specs/providers/quirky.yaml:20:", "stream: read"),
    ],
)
def test_damaged_module_of_a_provider_is_reported(
    file: str, old: str, new: str, line: str, text: str, built: tuple[Program, dict[str, str]]
) -> None:
    (found,) = faults(built, file, old, new)
    assert found.startswith(line) and text in found and "please report" in found


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "specs").symlink_to(GOOD)
    yield tmp_path


def test_nothing_is_written_if_generated_code_is_wrong(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("dragoman_codegen.emit.functions.code.Code._joined", lambda *_: "(")
    monkeypatch.setattr("dragoman_codegen.emit.functions.leaves.Leaves.const", lambda *_: "(")
    assert main(["--root", str(project)]) == 1
    shown = capsys.readouterr().err
    assert "specs/protocols/tiny/" in shown and "nothing was written" in shown
    assert not (project / "generated").exists()


def test_failure_of_the_compiler_names_the_spec(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr(sys.modules["dragoman_codegen.build"], "provider_modules", fail)
    assert main(["--root", str(project)]) == 1
    shown = capsys.readouterr().err
    assert "providers/plain.yaml: the compiler failed (KeyError: 'x')" in shown and "Traceback" not in shown
