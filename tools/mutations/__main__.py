"""Run mutants: `python -m tools.mutations --count 20000`. A run that is interrupted continues where it ended.

The state is kept in `.mutations.json`: the next number, and what was wrong. `--types` checks the modules of all mutants
that compile with mypy, once for each 200 mutants.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tools.mutations.mutants import FILES, SPECS, Judge, Mutant, Verdict

BATCH = 200
ROOT = SPECS.parent
PACKAGE = "dragoman_adapters"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.mutations", description=__doc__)
    parser.add_argument("--count", type=int, default=20000, help="mutants in total (default: 20000)")
    parser.add_argument("--state", type=Path, default=Path(".mutations.json"), help="the file to continue from")
    parser.add_argument("--types", action="store_true", help="check the generated modules with mypy, too")
    given = parser.parse_args()
    state: dict[str, Any] = json.loads(given.state.read_text()) if given.state.exists() else {"next": 0, "wrong": []}
    gc.disable()  # plans have no cycles; exceptions do, and are collected after each batch
    with tempfile.TemporaryDirectory() as folder:
        judge = Judge(Path(folder))
        while state["next"] < given.count:
            last = min(state["next"] + BATCH, given.count)
            verdicts = [judge.judge(Mutant.of(number, FILES)) for number in range(state["next"], last)]
            wrong = [f"{one.mutant}: {one.wrong}" for one in verdicts if one.wrong]
            wrong += type_errors(verdicts) if given.types else []
            gc.collect()
            state = {"next": last, "wrong": [*state["wrong"], *wrong]}
            given.state.write_text(json.dumps(state, indent=1))
            print("\n".join([*wrong, f"{last} of {given.count} mutants, {len(state['wrong'])} wrong"]), flush=True)
    return 1 if state["wrong"] else 0


def type_errors(verdicts: list[Verdict]) -> list[str]:
    """Check the changed modules of mutants with mypy. Each mutant gets its own package, with its number."""
    with tempfile.TemporaryDirectory() as folder:
        changed = [one for one in verdicts if one.modules and not one.wrong]
        for verdict in changed:
            name = f"mutant_{verdict.mutant.number}"
            moved = "|".join(sorted({re.escape(file.partition("/")[0]) for file in verdict.modules if "/" in file}))
            for file, text in {**_unchanged(verdict), **verdict.modules}.items():
                path = Path(folder) / name / file
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(re.sub(rf"\b{PACKAGE}\.(?=(?:{moved})\.)", f"{name}.", text), encoding="utf-8")
        names = [word for one in changed for word in ("-p", f"mutant_{one.mutant.number}")]
        return _checked(Path(folder), names) if names else []


def _unchanged(verdict: Verdict) -> dict[str, str]:
    """Return the other modules of the packages that a mutant changes, which its modules import."""
    generated = ROOT / "generated" / PACKAGE
    folders = {file.partition("/")[0] for file in verdict.modules if "/" in file}
    paths = [path for folder in sorted(folders) for path in (generated / folder).rglob("*.py")]
    return {path.relative_to(generated).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def _checked(folder: Path, packages: list[str]) -> list[str]:
    paths = [folder, ROOT / "runtime", ROOT / "generated"]
    env = {**os.environ, "MYPYPATH": os.pathsep.join(map(str, paths))}
    options = ["--strict", "--no-error-summary", "--disable-error-code", "override", "--ignore-missing-imports"]
    command = [sys.executable, "-m", "mypy", *options, "--cache-dir", str(ROOT / ".mypy_cache" / "mutants"), *packages]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)
    return [line for line in (done.stdout + done.stderr).splitlines() if "error:" in line]


if __name__ == "__main__":
    sys.exit(main())
