"""Limits of size and complexity in runtime/ and codegen/. `make check` runs it.

A file that is written by hand has at most 350 lines. A function has at most 50 lines, 12 branches (ruff PLR0912) and a
cyclomatic complexity of 12 (ruff C901).
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TREES = ("runtime", "codegen")
MAX_FILE_LINES = 350
MAX_LINES = 50
MAX_BRANCHES = 12
GENERATED = "\nGenerated from "  # in the docstring of a generated file

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Violation:
    file: str
    line: int
    name: str  # of a function, qualified inside its module; "" for the file
    text: str

    def __str__(self) -> str:
        parts = "functions" if self.name else "modules"
        return f"{self.file}:{self.line}: {self.name or 'the file'} {self.text}; split it into smaller {parts}"


def functions(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, Function]]:
    """Yield the functions of a module with their qualified names, nested ones included."""
    for node in ast.iter_child_nodes(tree):
        name = f"{prefix}{node.name}" if isinstance(node, Function | ast.ClassDef) else ""
        if isinstance(node, Function):
            yield name, node
        yield from functions(node, f"{name}." if name else prefix)


def too_long(file: str, source: str) -> Iterator[Violation]:
    size = source.count("\n")
    if size > MAX_FILE_LINES and GENERATED not in source[:400]:
        yield Violation(file, 1, "", f"has {size} lines (limit {MAX_FILE_LINES})")
    for name, node in functions(ast.parse(source)):
        lines = (node.end_lineno or node.lineno) - node.lineno + 1
        if lines > MAX_LINES:
            yield Violation(file, node.lineno, name, f"has {lines} lines (limit {MAX_LINES})")


def too_complex(trees: Iterable[Path]) -> Iterator[Violation]:
    """Yield what ruff finds, whatever `noqa` comments say."""
    limits = (f"lint.mccabe.max-complexity = {MAX_BRANCHES}", f"lint.pylint.max-branches = {MAX_BRANCHES}")
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--ignore-noqa", "--exit-zero"]
    command += ["--select", "C901,PLR0912", "--output-format", "json"]
    command += [word for limit in limits for word in ("--config", limit)]
    done = subprocess.run([*command, *map(str, trees)], capture_output=True, text=True, check=True)
    for found in json.loads(done.stdout):
        file, line = Path(found["filename"]), found["location"]["row"]
        names = [name for name, node in functions(ast.parse(file.read_text("utf-8"))) if node.lineno == line]
        yield Violation(str(file), line, names[0], f"has too many branches: {found['message']}")


def violations(trees: Iterable[Path]) -> list[Violation]:
    trees = list(trees)
    files = sorted(file for tree in trees for file in tree.rglob("*.py"))
    long = [found for file in files for found in too_long(str(file), file.read_text("utf-8"))]
    return sorted([*long, *too_complex(trees)], key=lambda one: (one.file, one.line, one.text))


def main() -> int:
    found = violations(ROOT / tree for tree in TREES)
    for one in found:
        print(str(one).replace(f"{ROOT}/", ""))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
