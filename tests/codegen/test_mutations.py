"""Mutation test of spec files: the compiler compiles them or reports the position of the error, and never crashes.

Each file of specs/ is broken a number of times, by chance but always alike: a line gone, a letter gone, another
indentation, a value of another kind, a stray character. What then still compiles must also still be Python.
"""

from __future__ import annotations

import ast
import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from dragoman_codegen.build import emit_all
from dragoman_codegen.compile.program import compile_all
from dragoman_codegen.spec.problems import Stop
from tests import sampling

SPECS = Path(__file__).parent.parent.parent / "specs"
FILES = sorted(path.relative_to(SPECS).as_posix() for path in SPECS.rglob("*.yaml"))
TIMES = 13  # for each file
VALUES = [
    "~",
    "[]",
    "[a, b]",
    "{}",
    "{ a: b }",
    "7",
    "-1.5",
    "true",
    "''",
    '"text"',
    "$it",
    "$",
    "$nothing",
    "$x.y | z ?? 1",
]
STRAY = [
    "\t",
    '"',
    "'",
    "{",
    "}",
    "[",
    "]",
    ":",
    ": ",
    ",",
    "*",
    "&a",
    "!",
    "|",
    "%",
    "@",
    "#",
    "?",
    "- ",
    "$",
    ".",
    "\x00",
    "\u2028",
]


def a_line(lines: list[str], chance: random.Random) -> int:
    return chance.choice([at for at, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")])


def without_a_line(text: str, chance: random.Random) -> str:
    lines = text.splitlines(True)
    del lines[a_line(lines, chance)]
    return "".join(lines)


def with_a_line_elsewhere(text: str, chance: random.Random) -> str:
    lines = text.splitlines(True)
    lines.insert(a_line(lines, chance), lines.pop(a_line(lines, chance)))
    return "".join(lines)


def with_a_typo(text: str, chance: random.Random) -> str:
    word = chance.choice([m for m in re.finditer(r"[A-Za-z_$]{3,}", text) if not in_comment(text, m.start())])
    at = chance.randrange(word.start(), word.end())
    return text[:at] + chance.choice(["", "x", "X"]) + text[at + 1 :]


def indented_otherwise(text: str, chance: random.Random) -> str:
    lines = text.splitlines(True)
    at = a_line(lines, chance)
    lines[at] = chance.choice([" " + lines[at], "    " + lines[at], "\t" + lines[at], lines[at].removeprefix("  ")])
    return "".join(lines)


def with_another_value(text: str, chance: random.Random) -> str:
    value = chance.choice([m for m in re.finditer(r": ([^\s{\[][^,}\]\n#]*)", text) if not in_comment(text, m.start())])
    return text[: value.start(1)] + chance.choice(VALUES) + text[value.end(1) :]


def with_another_key(text: str, chance: random.Random) -> str:
    key = chance.choice([m for m in re.finditer(r"[\w$?-]+(?=:\s)", text) if not in_comment(text, m.start())])
    other: str = chance.choice(re.findall(r"[\w$?-]+(?=:\s)", text))
    return text[: key.start()] + other + text[key.end() :]


def with_a_block_gone(text: str, chance: random.Random) -> str:
    """Remove the indented content of a key."""
    lines = text.splitlines(True)
    at = a_line(lines, chance)
    deep = len(lines[at]) - len(lines[at].lstrip())
    end = at + 1
    while end < len(lines) and (not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip()) > deep):
        end += 1
    return "".join(lines[: at + 1] + lines[end:])


def with_something_stray(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text))
    return text[:at] + chance.choice(STRAY) + text[at:]


def in_comment(text: str, at: int) -> bool:
    return "#" in text[text.rfind("\n", 0, at) + 1 : at]


CHANGES: list[Callable[[str, random.Random], str]] = [
    without_a_line, with_a_typo, with_another_value, with_another_key, indented_otherwise, with_a_block_gone,
    with_a_line_elsewhere, with_something_stray,
]  # fmt: skip


def copy_of_what_matters(file: str, specs: Path) -> None:
    """Return the specs that use a file: the hub, its protocol, and providers with many quirks."""
    part, _, rest = file.partition("/")
    providers = {"providers": [rest], "quirks": ["ollama.yaml"], "protocols": ["groq.yaml", "deepseek.yaml"]}.get(
        part, []
    )
    protocol = rest.partition("/")[0] if part == "protocols" else ""
    for name in providers:
        path = SPECS / "providers" / name
        spoken = re.search(r"^protocol: (\w+)", path.read_text(encoding="utf-8"), re.M)
        assert spoken
        if protocol in ("", spoken.group(1)):
            protocol = spoken.group(1)
            (specs / "providers").mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, specs / "providers" / name)
    for shared in ("quirks", "auth"):
        shutil.copytree(SPECS / shared, specs / shared)
    shutil.copytree(
        SPECS / "protocols" / (protocol or "openai_chat"), specs / "protocols" / (protocol or "openai_chat")
    )
    shutil.copyfile(SPECS / "hub.yaml", specs / "hub.yaml")


def in_sample(file: str) -> set[int]:
    """Yield two mutations of each file, with alternating kinds."""
    first = FILES.index(file)
    return {first % TIMES, (first + TIMES // 2) % TIMES}


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("sample", [sampling.param(True, True, str), sampling.param(False, False, str)])
def test_mutated_file_compiles_or_is_reported(file: str, sample: bool, tmp_path: Path) -> None:
    specs = tmp_path / "specs"
    copy_of_what_matters(file, specs)
    path = specs / file
    good = path.read_text(encoding="utf-8")
    told = 0
    for time in in_sample(file) if sample else set(range(TIMES)) - in_sample(file):
        change = CHANGES[time % len(CHANGES)]
        broken = change(good, random.Random(f"{file} {time}"))
        path.write_bytes(broken.encode())
        try:
            texts = emit_all(compile_all(specs), tmp_path / "out", specs=specs)
        except Stop as stop:
            told += 1
            assert stop.problems, (change.__name__, time)
            for problem in stop.problems:
                assert problem.place.file.startswith("specs/") and problem.place.line, (
                    f"{change.__name__} {time}: {problem}"
                )
        except Exception as error:
            error.add_note(f"{change.__name__} {time} on {file}, left for you in {path}")
            raise
        else:
            for out, text in texts.items():
                if out.suffix == ".py":
                    ast.parse(text, str(out))
    assert told or sample
