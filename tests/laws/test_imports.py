"""Import rules: between the packages of the runtime, and between the runtime, the compiler and the generated code.

Imports are read from the source, so that imports inside functions (for start-up time) follow the same rules.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RUNTIME = ROOT / "runtime" / "dragoman"
CODEGEN = ROOT / "codegen" / "dragoman_codegen"
MAX_MODULES = 12  # in one folder, without `__init__`

# What each part of the runtime may import, beside itself and `dragoman` (the version). A part is a package or a module
# of `dragoman`. A part imports parts of lower layers only; the table is in the order of the layers.
LAYERS: dict[str, set[str]] = {
    "extras": set(),
    "logs": set(),
    "system": set(),
    "masking": set(),
    "values": set(),
    "library": {"values"},
    "adapters": {"library"},
    "loader": {"adapters", "library"},
    "catalogue": {"library", "loader", "system", "values"},
    "user_specs": {"catalogue", "loader", "system"},  # and the compiler
    "streaming": {"adapters", "library", "masking", "values"},
    "http": {"extras", "logs", "masking", "values"},
    "auth": {"extras", "http", "library", "loader", "masking", "system", "values"},
    "config": {
        *("auth", "catalogue", "http", "library", "loader", "masking", "streaming", "system", "user_specs", "values"),
    },
    "resilience": {"config", "library", "masking"},
    "exchange": {"adapters", "config", "http", "library", "masking", "resilience", "streaming", "values"},
    "observer": {"exchange", "library", "loader", "masking", "values"},
    "telemetry": {"loader", "extras", "observer"},
    "server": {
        *("adapters", "auth", "catalogue", "config", "exchange", "extras"),
        *("http", "library", "loader", "logs", "masking"),
        *("observer", "resilience", "streaming", "user_specs", "values"),
    },
    "inprocess": {
        *("adapters", "config", "exchange", "library", "loader"),
        *("masking", "server", "streaming", "user_specs", "values"),
    },
    "cases": {"exchange", "inprocess", "library", "masking", "observer", "values"},
    "commands": {
        *("adapters", "auth", "cases", "catalogue", "config", "exchange"),
        *("http", "inprocess", "library", "loader", "logs"),
        *("masking", "server", "streaming", "system", "telemetry", "user_specs", "values"),
    },
    "__main__": {"commands"},
}

# Which parts of the compiler and modules of the runtime each part of the compiler may import, in the order of its
# layers. The modules at the top (the build and the command) may import all of them.
COMPILER: dict[str, set[str]] = {
    "model": {"dragoman.library", "dragoman.values.globs"},
    "spec": {
        *("dragoman.catalogue.dates", "dragoman.catalogue.runtime_form", "dragoman.catalogue.schema"),
        *("dragoman.values.placeholders", "dragoman.values.spelling", "dragoman_codegen.cache"),
    },
    "resolve": {"dragoman_codegen.model", "dragoman_codegen.spec"},
    "compile": {
        *("dragoman.values.globs", "dragoman.values.placeholders"),
        *("dragoman_codegen.cache", "dragoman_codegen.model", "dragoman_codegen.resolve", "dragoman_codegen.spec"),
    },
    "emit": {"dragoman.values.globs", "dragoman_codegen.model"},
    "interpret": {"dragoman.library", "dragoman.values.globs", "dragoman.values.json_text", "dragoman_codegen.model"},
    "verify": {
        *("dragoman.library", "dragoman.values.json_text"),
        *("dragoman_codegen.interpret", "dragoman_codegen.model"),
    },
    "explain": {
        *("dragoman.adapters", "dragoman.exchange", "dragoman.inprocess.exchanges", "dragoman.library"),
        *("dragoman.values.json_text", "dragoman_codegen.cache", "dragoman_codegen.compile"),
        *("dragoman_codegen.interpret", "dragoman_codegen.model", "dragoman_codegen.spec"),
    },
    "report": {
        *("dragoman.catalogue.schema", "dragoman.commands.inspection.providers", "dragoman.config.schema"),
        "dragoman.library",
        *("dragoman_codegen.model", "dragoman_codegen.spec.error_codes", "dragoman_codegen.spec.frames"),
        "dragoman_codegen.spec.vocabulary",
    },
}


@cache
def statements(source: str) -> list[ast.Import | ast.ImportFrom]:
    """Return the import statements of a source, wherever they stand."""
    return [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import | ast.ImportFrom)]


def imports(source: str, package: str = "") -> Iterator[str]:
    """Yield the dotted names of the modules that a source imports. `package` resolves relative imports."""
    for node in statements(source):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        else:
            base = ".".join(package.split(".")[: -node.level + 1 or None]) if node.level else ""
            module = ".".join(part for part in (base, node.module or "") if part)
            yield from (f"{module}.{alias.name}" for alias in node.names)


def part_of(name: str) -> str:
    """Return the part of the runtime that a dotted name belongs to; "" for `dragoman` itself and for other roots."""
    root, _, rest = name.partition(".")
    part = rest.partition(".")[0]
    return part if root == "dragoman" and (RUNTIME / part).exists() | (RUNTIME / f"{part}.py").exists() else ""


def modules(tree: Path) -> list[Path]:
    return sorted(tree.rglob("*.py"))


def test_the_table_lists_every_part_of_the_runtime_in_layers() -> None:
    parts = {path.stem for path in RUNTIME.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert parts - {"__init__"} == set(LAYERS)
    below: set[str] = set()
    for part, allowed in LAYERS.items():
        assert allowed <= below, f"{part} may not import {allowed - below}: these are not in lower layers"
        below.add(part)


@pytest.mark.parametrize("part", LAYERS)
def test_a_part_of_the_runtime_imports_only_what_the_table_allows(part: str) -> None:
    home = RUNTIME / part
    found: dict[str, str] = {}
    for path in modules(home) if home.is_dir() else [RUNTIME / f"{part}.py"]:
        for name in imports(path.read_text("utf-8"), f"dragoman.{part}"):
            found[part_of(name)] = f"{path.relative_to(ROOT)} imports {name}"
    wrong = [found[other] for other in sorted(found.keys() - LAYERS[part] - {part, ""})]
    unused = LAYERS[part] - found.keys()
    assert not wrong, "\n".join(wrong)
    assert not unused, f"{part} does not import {sorted(unused)}: remove the entries from LAYERS"


@pytest.mark.parametrize("tree", [RUNTIME, CODEGEN], ids=["runtime", "codegen"])
def test_no_folder_has_many_modules(tree: Path) -> None:
    folders = [tree, *(path for path in tree.rglob("*") if (path / "__init__.py").exists())]
    sizes = {path: len([one for one in path.glob("*.py") if not one.name.startswith("__")]) for path in folders}
    assert {str(path): size for path, size in sizes.items() if size > MAX_MODULES} == {}


@pytest.mark.parametrize("tree", [RUNTIME, CODEGEN], ids=["runtime", "codegen"])
def test_modules_have_no_import_cycle(tree: Path) -> None:
    names = {".".join(path.relative_to(tree.parent).with_suffix("").parts): path for path in modules(tree)}
    graph: dict[str, set[str]] = {}
    for name, path in names.items():
        targets = imports(path.read_text("utf-8"), name.rpartition(".")[0])
        known = {target if target in names else target.rpartition(".")[0] for target in targets}
        graph[name] = {target for target in known if target in names and target != name}
    while leaves := [name for name, rest in graph.items() if not rest]:
        for leaf in leaves:
            del graph[leaf]
        for rest in graph.values():
            rest.difference_update(leaves)
    assert graph == {}, f"these modules import each other, or import such modules: {graph}"


@pytest.mark.parametrize("tree", [RUNTIME, CODEGEN], ids=["runtime", "codegen"])
def test_a_package_names_its_public_modules(tree: Path) -> None:
    """Those that modules outside of it import."""
    unnamed: set[str] = set()
    for path in modules(tree):
        for name in imports(path.read_text("utf-8"), ".".join(path.relative_to(tree.parent).parent.parts)):
            root, _, rest = name.partition(".")
            package, _, inner = rest.partition(".")
            module = inner.partition(".")[0]
            if root != tree.name or not (tree / package).is_dir() or package == path.relative_to(tree).parts[0]:
                continue
            about = ast.get_docstring(ast.parse((tree / package / "__init__.py").read_bytes())) or ""
            if module and module not in about:
                unnamed.add(f"{package}/__init__.py: {module}")
    assert unnamed == set()


def test_only_the_loader_imports_generated_code() -> None:
    users = {path for path in modules(RUNTIME) if "dragoman_adapters" in path.read_text("utf-8")}
    assert users == {RUNTIME / "loader.py"}


def test_generated_code_imports_the_support_library_only() -> None:
    for path in modules(ROOT / "generated"):
        for name in imports(path.read_text("utf-8")):
            if name.startswith("dragoman."):
                assert name.startswith("dragoman.library."), f"{path.relative_to(ROOT)} imports {name}"


@pytest.mark.parametrize("part", COMPILER)
def test_a_part_of_the_compiler_imports_only_what_the_table_allows(part: str) -> None:
    allowed = COMPILER[part] | {f"dragoman_codegen.{part}"}
    for path in modules(CODEGEN / part):
        for name in imports(path.read_text("utf-8")):
            if name.startswith(("dragoman.", "dragoman_codegen.", "dragoman_adapters.")):
                known = any(f"{name}.".startswith(f"{prefix}.") for prefix in allowed)
                assert known, f"{path.relative_to(ROOT)} imports {name}"


def test_the_table_lists_every_part_of_the_compiler() -> None:
    assert {path.parent.name for path in CODEGEN.glob("*/__init__.py")} == set(COMPILER)


def test_the_reader_of_imports_finds_every_form() -> None:
    source = "import a.b\nfrom c import d as e\ndef f():\n    from .g import h\nfrom . import i"
    assert sorted(imports(source, "p.q")) == ["a.b", "c.d", "p.q.g.h", "p.q.i"]
