"""Compiler that stays in memory and compiles specs when their files change, for `dragoman dev`.

It prints one line of JSON for each run: what was written, or the problems, after which nothing is written. It ends when
its standard input ends, as it does when the parent process ends.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from dragoman import user_specs
from dragoman_codegen.build import emit_all
from dragoman_codegen.cache import open_cache
from dragoman_codegen.compile.program import compile_all
from dragoman_codegen.excerpts import with_excerpt
from dragoman_codegen.extension import shipped_specs
from dragoman_codegen.files import apply, compare
from dragoman_codegen.spec.problems import InternalError, Stop
from dragoman_codegen.verify.check import verify

INTERVAL = 0.1  # seconds between two looks at the files
State = dict[Path, tuple[int, int]]


class Project:
    """The specs of a checkout, which become its generated package."""

    def __init__(self, root: Path) -> None:
        self.root, self.out = root, root / "generated" / "dragoman_adapters"
        self.cache = open_cache(root)
        self.cache.memory = {}

    def pending(self) -> bool:
        """Whether the specs are compiled without a change. They fill the memory."""
        return True

    def compile(self) -> dict[str, Any]:
        """Compile, verify and write what differs. Returns the names of the files that were written."""
        self.cache.used.clear()
        program = compile_all(self.root / "specs", cache=self.cache)
        texts = emit_all(program, self.out, cache=self.cache)
        changes = compare(texts, [self.out], self.root)
        names = {path: path.relative_to(self.out).as_posix() for path in texts if path.is_relative_to(self.out)}
        modules = {name: texts[path] for path, name in names.items() if path.suffix == ".py"}
        faults = verify(program, modules, [names[path] for path in changes.written if names.get(path) in modules])
        if faults:
            return {"problems": [str(fault) for fault in faults]}
        apply(changes, texts)
        self.cache.save()
        return {"written": [path.relative_to(self.out).as_posix() for path in [*changes.written, *changes.deleted]]}


class Extension:
    """Spec folders of the user, which become an extension of the shipped adapters in the user's cache."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self.folders = folders

    def pending(self) -> bool:
        """Whether a file was saved after the server has compiled the folders, and before they are watched."""
        folders = self._used()
        return bool(folders) and not user_specs.is_compiled(folders)

    def _used(self) -> tuple[Path, ...]:
        return tuple(folder for folder in self.folders if any(folder.rglob("*.yaml")))

    def compile(self) -> dict[str, Any]:
        """Compile, unless the result is there. Returns the folder of the adapters."""
        folders = self._used()
        if not folders:
            return {}
        folder, problems = user_specs.compiled(folders)
        return {"problems": problems} if problems else {"extension": str(folder), "folders": list(map(str, folders))}


class Watch:
    """The spec files of some folders. `changed` returns True once after each change, when no file changes any more."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self.folders = folders
        self.seen = self.latest = self._state()

    def changed(self) -> bool:
        before, self.latest = self.latest, self._state()
        if self.latest != before or self.latest == self.seen:
            return False
        self.seen = self.latest
        return True

    def _state(self) -> State:
        found: State = {}
        for path in (path for folder in self.folders for path in folder.rglob("*.yaml")):
            try:
                stat = path.stat()
            except OSError:  # it was deleted just now
                continue
            found[path] = stat.st_mtime_ns, stat.st_size
        return found


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m dragoman_codegen.resident", description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, help="spec folders of the user")
    folders: list[Path] = parser.parse_args(argv).folders
    gc.disable()  # as in `python -m dragoman_codegen`
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches this process too; the parent process ends it
    threading.Thread(target=_end_with_input, daemon=True).start()
    specs, targets = shipped_specs(), list[tuple[Project | Extension, Watch]]()
    if is_checkout(specs):
        targets.append((Project(specs.parent), Watch([specs])))
    targets.append((Extension(folders), Watch([specs, *folders] if targets else folders)))
    _report({"watching": [str(folder) for folder in ([specs, *folders] if len(targets) > 1 else folders)]})
    pending = [target for target, _ in targets if target.pending()]
    while True:
        for target, watch in targets:
            if watch.changed() or target in pending:
                pending = [one for one in pending if one is not target]
                began = time.monotonic()
                _report({**_outcome(target), "seconds": round(time.monotonic() - began, 2)})
        time.sleep(INTERVAL)


def is_checkout(specs: Path) -> bool:
    """Return whether the adapters that this Python imports are generated from these specs."""
    package = find_spec("dragoman_adapters")
    generated = specs.parent / "generated" / "dragoman_adapters" / "__init__.py"
    return package is not None and generated.is_file() and Path(package.origin or "").resolve() == generated.resolve()


def _outcome(target: Project | Extension) -> dict[str, Any]:
    try:
        return target.compile()
    except Stop as stop:
        base = target.root if isinstance(target, Project) else Path()
        return {"problems": [with_excerpt(problem, base) for problem in stop.problems]}
    except Exception as error:  # of any kind: the next change is compiled all the same
        text = f"{type(error).__name__}: {error}"
        return {"problems": [str(error) if isinstance(error, (InternalError, user_specs.Unsafe)) else text]}


def _report(report: dict[str, Any]) -> None:
    print(json.dumps(report), flush=True)


def _end_with_input() -> None:
    while sys.stdin.buffer.read(1024):
        pass
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
