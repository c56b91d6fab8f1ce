"""Generated modules, imported from their text before it is written."""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from types import CodeType, ModuleType

PACKAGE = "dragoman_adapters"


class TextFinder(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Finds modules in a table of texts: `openai_chat/request.py` is `dragoman_adapters.openai_chat.request`."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] != PACKAGE:
            return None
        file, is_package = self._file(fullname)
        if not is_package and file not in self.texts:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, origin=file, is_package=is_package)

    def _file(self, fullname: str) -> tuple[str, bool]:
        stem = "/".join(fullname.split(".")[1:])
        package = f"{stem}/__init__.py" if stem else "__init__.py"
        return (package, True) if package in self.texts or not stem else (f"{stem}.py", False)

    def get_source(self, fullname: str) -> str:
        return self.texts.get(self._file(fullname)[0], "")

    def is_package(self, fullname: str) -> bool:
        return self._file(fullname)[1]

    def exec_module(self, module: ModuleType) -> None:
        file = self._file(module.__name__)[0]
        exec(_code(self.get_source(module.__name__), file), module.__dict__)


@lru_cache(maxsize=1024)
def _code(text: str, file: str) -> CodeType:
    code: CodeType = compile(text, file, "exec")
    return code


@contextmanager
def importable(texts: Mapping[str, str]) -> Iterator[None]:
    """Make the package of adapters consist of these texts; the imported package is restored at the end."""
    finder = TextFinder(texts)
    before = {name: module for name, module in sys.modules.items() if name.partition(".")[0] == PACKAGE}
    for name in before:
        del sys.modules[name]
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
            del sys.modules[name]
        sys.modules.update(before)


def load(file: str) -> ModuleType:
    """Import a module by the path of its file within the package."""
    stem = file.removesuffix(".py").removesuffix("/__init__").removesuffix("__init__")
    return importlib.import_module(".".join([PACKAGE, *(part for part in stem.split("/") if part)]))
