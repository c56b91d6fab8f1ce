"""Mutants by number, and their judgement."""

from __future__ import annotations

import random
import re
import shutil
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from dragoman_codegen.build import emit_all
from dragoman_codegen.cache import Cache
from dragoman_codegen.compile.program import compile_all
from dragoman_codegen.model.program import Program
from dragoman_codegen.spec.problems import Stop
from dragoman_codegen.verify.check import verify
from tools.mutations.edits import EDITS, Edit

SPECS = Path(__file__).parents[2] / "specs"
FILES = [path.relative_to(SPECS).as_posix() for path in sorted(SPECS.rglob("*.yaml"))]
OUT = Path("out")


@dataclass(frozen=True, slots=True)
class Mutant:
    number: int
    file: str
    edit: Edit

    @staticmethod
    def of(number: int, files: list[str]) -> Mutant:
        """Return a mutant of one of these files: each file in turn, with each edit in turn."""
        return Mutant(number, files[number % len(files)], EDITS[(number // len(files) + number) % len(EDITS)])

    def __str__(self) -> str:
        return f"mutant {self.number}: {self.file} {self.edit.__name__}"

    def text(self) -> str:
        good = (SPECS / self.file).read_text(encoding="utf-8")
        return self.edit(good, random.Random(f"{self.file} {self.number}"))


@dataclass(frozen=True, slots=True)
class Verdict:
    """`wrong`: why the compiler failed, or ''. `modules`: the changed modules of a mutant that compiles."""

    mutant: Mutant
    wrong: str = ""
    reported: bool = False
    modules: dict[str, str] = field(default_factory=dict)


@cache
def spoken(provider: str) -> frozenset[str]:
    """Return the protocols of a provider's file."""
    text = (SPECS / "providers" / provider).read_text(encoding="utf-8")
    names = {path.name for path in (SPECS / "protocols").iterdir()}
    also = re.findall(r"^  (\w+):", text.partition("\nalso:")[2], re.M)
    inner = re.findall(r"^protocol: (\w+)", text, re.M)
    return frozenset(names & {*also, *inner})


def context_of(file: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the protocols and providers that show what a file means, as few as do."""
    part, _, rest = file.partition("/")
    providers = sorted(path.name for path in (SPECS / "providers").glob("*.yaml"))
    if part == "providers":
        return spoken(rest), frozenset([rest])
    if part in ("quirks", "models"):
        name = rest.removesuffix(".yaml")
        users = [one for one in providers if re.search(rf"\b{name}\b", _text(one))]
        chosen = min(users, key=lambda one: (len(spoken(one)), one), default="")
        return (spoken(chosen), frozenset([chosen])) if chosen else (frozenset(["openai_chat"]), frozenset())
    protocol = rest.partition("/")[0] if part == "protocols" else "openai_chat"
    fitting = [one for one in providers if spoken(one) == {protocol} and "quirks:" in _text(one)]
    return frozenset([protocol]), frozenset(sorted(fitting, key=lambda one: -len(_text(one)))[:2])


def _text(provider: str) -> str:
    return (SPECS / "providers" / provider).read_text(encoding="utf-8")


class Judge:
    """Compiles mutants in a folder. Results of unchanged specs are reused."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.cache = folder, Cache(folder / "cache", memory={})
        self.good: dict[Path, dict[str, str]] = {}

    def judge(self, mutant: Mutant) -> Verdict:
        specs = self.specs_of(mutant.file)
        if specs not in self.good:
            self.good[specs] = self._compiled(specs)[1]
        path = specs / mutant.file
        good = path.read_bytes()
        path.write_bytes(mutant.text().encode())
        try:
            return self._judged(mutant, specs)
        except Stop as stop:
            astray = [problem for problem in stop.problems if not (problem.place.file and problem.place.line)]
            return Verdict(mutant, f"no position: {astray[0]}" if astray else "", reported=True)
        except Exception as error:  # whatever the compiler raises is what this looks for
            cause = error.__cause__ or error
            return Verdict(mutant, f"{type(cause).__name__}: {cause}")
        finally:
            path.write_bytes(good)

    def _judged(self, mutant: Mutant, specs: Path) -> Verdict:
        program, texts = self._compiled(specs)
        modules = {name: text for name, text in texts.items() if self.good[specs].get(name) != text}
        faults = verify(program, texts, list(modules))
        return Verdict(mutant, str(faults[0]) if faults else "", modules=modules)

    def _compiled(self, specs: Path) -> tuple[Program, dict[str, str]]:
        program = compile_all(specs, cache=self.cache)
        files = emit_all(program, OUT, cache=self.cache)
        return program, {path.relative_to(OUT).as_posix(): files[path] for path in files if path.suffix == ".py"}

    def specs_of(self, file: str) -> Path:
        """Return a folder with the protocols and providers that show what a file means, and with all that they share:
        the hub, texts of errors, quirks, logins and catalogues."""
        protocols, providers = context_of(file)
        specs = self.folder / "-".join([*sorted(protocols), *sorted(providers)]) / "specs"
        if not specs.exists():
            for part in ("quirks", "auth", *(f"protocols/{name}" for name in protocols)):
                shutil.copytree(SPECS / part, specs / part)
            for part in ("providers", "models"):
                (specs / part).mkdir()
            for name in providers:
                shutil.copyfile(SPECS / "providers" / name, specs / "providers" / name)
            for catalogue in (SPECS / "models").glob("*.yaml"):
                if any(re.search(rf"\b{catalogue.stem}\b", _text(name)) for name in providers):
                    shutil.copyfile(catalogue, specs / "models" / catalogue.name)
            for path in SPECS.glob("*.yaml"):
                shutil.copyfile(path, specs / path.name)
        return specs
