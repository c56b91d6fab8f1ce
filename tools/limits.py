"""Size and complexity limits of the functions in runtime/ and codegen/. `make check` runs it.

A function has at most 50 lines, 12 branches (ruff PLR0912) and a cyclomatic complexity of 12 (ruff C901). EXCEPTIONS
lists the functions that are still over a limit. An entry whose function meets the limits again fails the check, so
that the list can only become shorter.
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
MAX_LINES = 50
MAX_BRANCHES = 12
EXCEPTIONS: frozenset[str] = frozenset()

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Violation:
    file: str
    line: int
    function: str  # qualified name inside its module
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.function} {self.text}; split it into smaller functions"


def functions(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, Function]]:
    """Yield the functions of a module with their qualified names, nested ones included."""
    for node in ast.iter_child_nodes(tree):
        name = f"{prefix}{node.name}" if isinstance(node, Function | ast.ClassDef) else ""
        if isinstance(node, Function):
            yield name, node
        yield from functions(node, f"{name}." if name else prefix)


def too_long(file: str, source: str) -> Iterator[Violation]:
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


def problems(found: list[Violation], exceptions: Iterable[str]) -> list[str]:
    """Return a line for each new violation and for each exception that is no longer needed."""
    exceptions = set(exceptions)
    new = [str(one) for one in found if one.function not in exceptions]
    stale = sorted(exceptions - {one.function for one in found})
    return new + [f"{name} meets the limits; remove it from EXCEPTIONS in tools/limits.py" for name in stale]


def main() -> int:
    lines = problems(violations(ROOT / tree for tree in TREES), EXCEPTIONS)
    print("\n".join(line.replace(f"{ROOT}/", "") for line in lines), end="\n" if lines else "")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
