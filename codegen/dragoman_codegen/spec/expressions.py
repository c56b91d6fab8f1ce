"""Parser of leaves: `$path [of Type] [| filter [argument]] [== value] [-> Rule] [?? default]`, evaluated left to right.

Syntax only; names are resolved in the package `resolve`. A leaf that does not begin with `$` is a literal text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from dragoman_codegen.spec.problems import Place, Problems
from dragoman_codegen.spec.yaml.tree import Scalar


@dataclass(frozen=True, slots=True)
class RawPath:
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RawLiteral:
    value: Scalar | tuple[()] | None
    empty: str = ""  # "{}" or "[]"


@dataclass(frozen=True, slots=True)
class RawOf:
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RawMore:
    """Further steps after an `of`."""

    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RawFilter:
    name: str  # or an operator
    arg: RawPath | RawLiteral | None

    @property
    def shown(self) -> str:
        return f"| {self.name}" if self.name.isidentifier() else self.name


@dataclass(frozen=True, slots=True)
class RawRule:
    name: str


RawStage = RawOf | RawMore | RawFilter | RawRule


@dataclass(frozen=True, slots=True)
class RawPipe:
    atom: RawPath | RawLiteral
    stages: tuple[RawStage, ...]


@dataclass(frozen=True, slots=True)
class RuleCall:
    """`$path of Type -> Rule`"""

    path: tuple[str, ...]
    of: tuple[str, ...]
    target: str


_PATH = re.compile(r"\$((?:[\w$-]+|\*)(?:\.(?:[\w$-]+|\*))*)")
_MORE = re.compile(r"\s*\.((?:[\w$-]+|\*)(?:\.(?:[\w$-]+|\*))*)")
_OF = re.compile(r"\s+of\s+([\w*]+(?:\s+or\s+[\w*]+)*)")
_RULE = re.compile(r"\s*->\s*(\w+)")
_FILTER = re.compile(r"\s*\|\s*(\w+)|\s+(==|<|>|\+|-)(?=\s+\S)")
_ARGUMENT = re.compile(r"\s+" + _PATH.pattern)
_QUOTED = re.compile(r'\s*"((?:[^"\\]|\\.)*)"')
_WORD = re.compile(r"\s+(?!of\s)([\w.:-]+)(?=\s|$)")
_SPLIT = re.compile(r'"(?:[^"\\]|\\.)*"|(\s\?\?\s)')


def is_expression(text: str) -> bool:
    return text.startswith("$") and len(text) > 1


def parse(text: str, place: Place, problems: Problems) -> tuple[RawPipe, ...] | None:
    """Return the alternatives of a leaf, or None and a problem."""
    return _correct(text) or _parsed(text, place, problems)


@lru_cache(maxsize=16384)
def _correct(text: str) -> tuple[RawPipe, ...] | None:
    return _parsed(text, Place(), Problems())


def _parsed(text: str, place: Place, problems: Problems) -> tuple[RawPipe, ...] | None:
    pipes: list[RawPipe] = []
    for part in _alternatives(text):
        pipe = _pipe(part.strip(), place, problems)
        if pipe is None:
            return None
        pipes.append(pipe)
    return tuple(pipes)


@lru_cache(maxsize=16384)
def rule_calls(text: str) -> tuple[RuleCall, ...]:
    """Return the rules that a leaf applies to paths, from left to right."""
    found: list[RuleCall] = []
    for pipe in (parse(text, Place(), Problems()) or ()) if is_expression(text) else ():
        of: tuple[str, ...] = ()
        for stage in pipe.stages:
            if isinstance(stage, RawOf):
                of = stage.names
            elif isinstance(stage, RawRule) and isinstance(pipe.atom, RawPath):
                found.append(RuleCall(pipe.atom.steps, of, stage.name))
    return tuple(found)


def last_call(text: str) -> str:
    """Return the target of the rule that a leaf's last alternative ends with, or ''."""
    pipes = parse(text, Place(), Problems()) if is_expression(text) else None
    stage = pipes[-1].stages[-1] if pipes and pipes[-1].stages else None
    return stage.name if isinstance(stage, RawRule) else ""


def _alternatives(text: str) -> list[str]:
    parts, start = [], 0
    for match in _SPLIT.finditer(text):
        if match.group(1):
            parts.append(text[start : match.start()])
            start = match.end()
    return [*parts, text[start:]]


def _pipe(text: str, place: Place, problems: Problems) -> RawPipe | None:
    if not text.startswith("$"):
        return RawPipe(_literal(text), ())
    match = _PATH.match(text)
    if not match:
        problems.add(place, f"'{text}' is no path; write '$name' or '$name.inner.0'", see="expression")
        return None
    atom: RawPath | RawLiteral = RawPath(tuple(match.group(1).split(".")))
    stages: list[RawStage] = []
    at = match.end()
    while at < len(text):
        if found := _OF.match(text, at):
            if stages and isinstance(stages[-1], RawFilter) and isinstance(stages[-1].arg, RawPath):
                problems.add(
                    place,
                    f"the argument of '{stages[-1].shown}' is a path alone, without 'of'; name its value with $let, "
                    "as in '$let: { x: $path of Type }', and write $made.x",
                    see="expression",
                )
                return None
            stages.append(RawOf(tuple(re.split(r"\s+or\s+", found.group(1)))))
        elif found := _RULE.match(text, at):
            stages.append(RawRule(found.group(1)))
        elif found := _FILTER.match(text, at):
            at = found.end()
            name = found.group(1) or found.group(2)
            arg: RawPath | RawLiteral | None = None
            if quoted := _QUOTED.match(text, at):
                arg, at = RawLiteral(unescape(quoted.group(1))), quoted.end()
            elif path := _ARGUMENT.match(text, at):
                arg, at = RawPath(tuple(path.group(1).split("."))), path.end()
            elif word := _WORD.match(text, at):
                arg, at = _literal(word.group(1)), word.end()
            stages.append(RawFilter(name, arg))
            continue
        elif found := _MORE.match(text, at):
            stages.append(RawMore(tuple(found.group(1).split("."))))
        else:
            rest = text[at:].strip()
            problems.add(
                place,
                f"'{rest}' is not understood here; after a path come 'of Type', '| filter', '== value', '-> Rule' or "
                "'?? default'",
                see="expression",
            )
            return None
        at = found.end()
    return RawPipe(atom, tuple(stages))


def _literal(text: str) -> RawLiteral:
    quoted = _QUOTED.fullmatch(text)
    if quoted:
        return RawLiteral(unescape(quoted.group(1)))
    if text in ("{}", "[]"):
        return RawLiteral(None, text)
    if text in ("true", "false"):
        return RawLiteral(text == "true")
    if re.fullmatch(r"-?\d+", text):
        return RawLiteral(int(text))
    if re.fullmatch(r"-?\d+\.\d+", text):
        return RawLiteral(float(text))
    return RawLiteral(text)


def unescape(text: str) -> str:
    return re.sub(r"\\(.)", lambda match: {"n": "\n", "t": "\t"}.get(match.group(1), match.group(1)), text)
