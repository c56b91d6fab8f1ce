"""A provider with one quirk of the real OpenAI Chat protocol, compiled, verified, and called."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from dragoman.library.context import Context
from dragoman_codegen.build import emit_all
from dragoman_codegen.cache import Cache
from dragoman_codegen.compile.program import compile_all
from dragoman_codegen.model.program import Program
from dragoman_codegen.spec.problems import Stop
from dragoman_codegen.verify.check import verify
from dragoman_codegen.verify.comparison import new_context
from dragoman_codegen.verify.modules import importable, load
from dragoman_codegen.verify.recorder import Recorder

SPECS = Path(__file__).parents[2] / "specs"
HEAD = """name: sample
title: Sample
protocol: openai_chat
url: https://sample.example/v1
api_key_env: SAMPLE_API_KEY
"""
FILE = "specs/providers/sample.yaml"
FIRST = len(HEAD.splitlines()) + 4  # the line of FILE on which the first line of a quirk's body stands
QUIRK = """quirks:
  - because: it differs
    see: https://sample.example/docs
"""


@cache
def specs() -> Path:
    """The specs of the hub and of one protocol, to which each case adds its provider."""
    folder = Path(mkdtemp(prefix="dragoman-quirks-")) / "specs"
    for part in ("quirks", "auth", "protocols/openai_chat"):
        shutil.copytree(SPECS / part, folder / part)
    shutil.copyfile(SPECS / "hub.yaml", folder / "hub.yaml")
    (folder / "providers").mkdir()
    return folder


@cache
def kept() -> Cache:
    """Results for the protocol, which is the same in all cases. Nothing is written."""
    return Cache(specs() / "cache")


def _program(text: str) -> Program:
    path = specs() / "providers" / "sample.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        return compile_all(specs(), cache=kept())
    finally:
        path.unlink()


@dataclass(frozen=True)
class Compiled:
    """A verified provider: its program, and the texts of all modules."""

    program: Program
    texts: dict[str, str]

    def write(self, request: dict[str, Any], holds: tuple[bool, ...] = ()) -> tuple[Any, Context]:
        """Return the request body that is made from a hub request, and the context."""
        with self.back() as back:
            context = new_context(holds)
            return back.write_request({"model": "m", "messages": [], **request}, context), context

    def read(self, body: dict[str, Any], holds: tuple[bool, ...] = ()) -> tuple[Any, Context]:
        """Return the hub response that is made from a body, and the context."""
        with self.back() as back:
            context = new_context(holds)
            return back.read_response(body, context), context

    def texts_read(self, *deltas: dict[str, Any], holds: tuple[bool, ...] = ()) -> list[tuple[str, Any]]:
        """Return the pieces of text that a reader takes from these deltas, with their kinds."""
        with self.back() as back:
            blocks = Recorder()
            reader = back.reader(blocks, new_context(holds))
            for delta in deltas:
                reader.feed({"choices": [{"index": 0, "delta": delta}]})
        return [(args["kind"], args["text"]) for name, args in blocks.pieces if name == "add_text"]

    @contextmanager
    def back(self) -> Iterator[Any]:
        with importable(self.texts):
            yield load("sample/openai_chat.py")


def compiled(quirk: str, uses: str = "") -> Compiled:
    """Compile a provider with a quirk, given by its indented lines, and verify it."""
    program = _program(HEAD + (f"uses: [{uses}]\n" if uses else "") + QUIRK + quirk)
    out = Path("out")
    files = emit_all(program, out, cache=kept()).items()
    texts = {path.relative_to(out).as_posix(): text for path, text in files if path.suffix == ".py"}
    touched = [name for name in texts if name.startswith("sample/")]
    assert [str(fault) for fault in verify(program, texts, touched)] == []
    return Compiled(program, texts)


def problems(quirk: str, uses: str = "") -> list[str]:
    """Return the messages about a quirk that does not compile."""
    with pytest.raises(Stop) as caught:
        _program(HEAD + (f"uses: [{uses}]\n" if uses else "") + QUIRK + quirk)
    return list(map(str, caught.value.problems))
