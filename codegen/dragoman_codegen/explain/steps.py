"""Steps of an explanation: lines of specs with their text, quirk and documentation, each once."""

from __future__ import annotations

import inspect
import re

from dragoman.library import passes
from dragoman_codegen.explain.data import Step
from dragoman_codegen.explain.positions import SpecFiles, split
from dragoman_codegen.explain.tracing.origins import Ref
from dragoman_codegen.explain.tracing.trace import TYPES

REFERENCES = re.compile(r" \((?:rules?|cases?) [^)]*\)")


class Steps:
    """The steps of one explanation. `provider`: the file of the provider, for the conditions of shared quirks."""

    def __init__(self, files: SpecFiles, provider: str) -> None:
        self.files, self.provider = files, provider
        self.found: list[Step] = []
        self.numbers: dict[tuple[str | int, ...], int] = {}

    def number(self, ref: Ref) -> int:
        """Return the index of a step, which is added if it is new."""
        key = (ref.phase, *split(ref.place), ref.rule, ref.name)
        if key not in self.numbers:
            self.numbers[key] = len(self.found)
            self.found.append(self._step(ref))
        return self.numbers[key]

    def _step(self, ref: Ref) -> Step:
        file, line = split(ref.place)
        if ref.name == TYPES:
            return self._declaration(file, ref.rule)
        if not line:
            return Step(ref.phase, name=ref.name, text="completed by the runtime", rule=ref.rule)
        spec = self.files.get(file)
        quirk = spec.quirk(line)
        when = dict(quirk.when) if quirk else {}
        if quirk and "/quirks/" in file:
            when |= self.files.get(self.provider).use(spec.tree.text("name"))
        because, see = (quirk.because, quirk.see) if quirk else ("", "")
        return Step(ref.phase, file, line, spec.line(line), ref.rule, ref.name, _doc(ref.name), because, see, when)

    def _declaration(self, file: str, field: str) -> Step:
        """Return the step of a field whose value is not of its declared type."""
        shared = f"{file.rpartition('/')[0]}/types.yaml"
        declared = [(name, place) for name in (file, shared) if (place := self.files.get(name).declaration(field))]
        name, line = declared[0] if declared else (file, 1)
        return Step("loss", name, line, self.files.get(name).line(line))


def _doc(name: str) -> str:
    """Return the first sentence of a pass's documentation, without references to rules and cases."""
    text = inspect.getdoc(getattr(passes, name, None)) if name else None
    text = " ".join((text or "").partition("\n\n")[0].split())
    return REFERENCES.sub("", text).partition(". ")[0].partition(": ")[0].removesuffix(".")
