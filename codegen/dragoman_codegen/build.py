"""One run of the compiler: specs to plans to the text of all generated files."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from dragoman_codegen.cache import Cache
from dragoman_codegen.compile.program import compile_all
from dragoman_codegen.emit.data import data_rows, refusal_rows, text_rows
from dragoman_codegen.emit.hub import emit_hub, literal
from dragoman_codegen.emit.parts import overridden
from dragoman_codegen.emit.patches import quirk_modules
from dragoman_codegen.emit.protocol.modules import ProtocolCode
from dragoman_codegen.emit.protocol.names import Owned
from dragoman_codegen.emit.provider import Modules, provider_modules, quirk_code
from dragoman_codegen.emit.quirks import QuirkCode
from dragoman_codegen.emit.source.layout import fill
from dragoman_codegen.emit.source.module import ADAPTERS, Module
from dragoman_codegen.model.program import Program, Provider, package_of
from dragoman_codegen.report.losses import losses_page
from dragoman_codegen.spec.checking import schema_of
from dragoman_codegen.spec.frames.schemas import SCHEMAS
from dragoman_codegen.spec.problems import internal_errors_of


def build(specs: Path, out: Path | None = None) -> Program:
    """Compile `specs` and write the adapters into the package folder `out`.

    Raises Stop with every problem; nothing is written then.
    """
    program = compile_all(specs)
    for path, text in emit_all(program, out).items() if out is not None else ():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return program


def emit_all(
    program: Program, out: Path, runtime: Path | None = None, specs: Path | None = None, cache: Cache | None = None
) -> dict[Path, str]:
    """Return path -> text of every generated file.

    `out` is the package folder of the adapters; the hub's types go into `runtime`, the JSON schemas into `specs`.
    `cache` holds the texts of earlier runs.
    """
    kept, parts = cache or Cache(), overridden(program)
    shown = repr(sorted((name, sorted(found)) for name, found in parts.items()))
    key = kept.key(program.key, shown)
    texts, records = kept.made("modules", key, partial(_protocols, program, parts))
    files = {out / f"{name}.py": text for name, text in texts.items()}
    shown += repr(sorted((name, sorted(found)) for name, found in records.items()))
    known = Modules(parts, records)
    codes = {name: _quirk(program, quirk, known, kept, shown) for name, quirk in program.quirks.items()}
    texts, heirs = _providers(program, replace(known, quirks=codes), kept, shown)
    while rare := {name for name in codes if heirs[name] == 1}:  # such code stands in its only provider
        codes = {name: code for name, code in codes.items() if name not in rare}
        texts, heirs = _providers(program, replace(known, quirks=codes), kept, shown)
    files |= {out / f"{name}.py": text for name, text in texts.items()}
    if quirks := quirk_modules(program, {name: code for name, code in codes.items() if heirs[name]}):
        quirks["__init__"] = Module("Quirks that several providers share.", "specs/quirks", ADAPTERS).text()
    for name, text in quirks.items():
        files[out / "quirks" / f"{name}.py"] = text
    files[out / "__init__.py"] = _registry(program, program.protocols)
    files[out / "auth.py"] = _logins(program)
    files[out / "error_texts.py"] = _error_texts(program)
    files |= {out / name: text for name, text in _catalogues(program).items()}
    files[out / "py.typed"] = ""
    files[out / "losses.md"] = losses_page(program)
    if runtime is not None:
        files[runtime / "library" / "hub.py"] = emit_hub(program.hub, "specs/hub.yaml")
    if specs is not None:
        schemas: dict[str, str] = kept.made("schemas", kept.key(), _schemas)
        files.update({specs / "schema" / f"{name}.json": text for name, text in schemas.items()})
    return files


def _providers(program: Program, known: Modules, kept: Cache, shown: str) -> tuple[dict[str, str], Counter[str]]:
    """Return module name -> text of the packages of all providers, and how many inherit the code of each quirk."""
    found: dict[str, str] = {}
    heirs: Counter[str] = Counter()
    for name, provider in program.providers.items():
        used = {quirk for side in provider.sides() for quirk in side.uses if quirk in known.quirks}
        key = kept.key(provider.key, shown, repr(sorted((quirk, known.quirks[quirk].protocol) for quirk in used)))
        emit = partial(provider_modules, provider, program.protocols, program.hub.scope, known)
        with internal_errors_of(f"providers/{name}.yaml"):
            modules, inherited = kept.made("modules", key, emit)
        heirs.update(inherited)
        package = package_of(name, program.protocols)
        found |= {f"{package}/{module}": text for module, text in modules.items()}
    return found, heirs


def _quirk(program: Program, quirk: Provider, known: Modules, kept: Cache, shown: str) -> QuirkCode:
    emit = partial(quirk_code, quirk, program.protocols, program.hub.scope, known)
    with internal_errors_of(f"quirks/{quirk.name}.yaml"):
        found: QuirkCode = kept.made("quirk code", kept.key(quirk.key, shown), emit)
    return found


def emit_extension(program: Program, shipped: Collection[str]) -> dict[str, str]:
    """Return file name -> text of the adapters of a program that extends the shipped adapters.

    `shipped`: the names of the protocols that these contain. `added` is the registry of what is new.
    """
    own = [name for name in program.protocols if name not in shipped]
    texts, records = _protocols(program, {})
    known = Modules(records={name: records[name] for name in own})  # the shipped modules may declare other records
    files = {f"{name}.py": text for name, text in texts.items() if name.partition("/")[0] in own}
    for name, provider in program.providers.items():
        package = package_of(name, program.protocols)
        for module, text in provider_modules(provider, program.protocols, program.hub.scope, known)[0].items():
            files[f"{package}/{module}.py"] = text
    files |= {f"quirks/{name}.py": text for name, text in quirk_modules(program, {}).items()}
    return {**files, **_catalogues(program), "auth.py": _logins(program), "added.py": _registry(program, own)}


def _catalogues(program: Program) -> dict[str, str]:
    """File name -> text of the catalogues. They are data, so that only those of providers in use are read."""
    return {
        f"models/{name}.json": json.dumps(file, ensure_ascii=False, separators=(",", ":")) + "\n"
        for name, file in program.catalogues.items()
    }


def _schemas() -> dict[str, str]:
    """Name -> text of the JSON schemas of all spec files."""
    return {name: json.dumps(schema_of(model), indent=2, ensure_ascii=False) + "\n" for name, model in SCHEMAS.items()}


def _protocols(
    program: Program, parts: Mapping[str, frozenset[str]]
) -> tuple[dict[str, str], dict[str, frozenset[Owned]]]:
    """Return module name -> text of the packages of all protocols, and the records that they declare by protocol.
    `parts`: the methods for parts of rules by protocol."""
    found: dict[str, str] = {}
    records: dict[str, frozenset[Owned]] = {}
    for name, protocol in program.protocols.items():
        code = ProtocolCode(protocol, program.hub.scope, parts.get(name, frozenset()))
        with internal_errors_of(f"protocols/{name}"):
            found |= {f"{name}/{module}": text for module, text in code.protocol_modules().items()}
        records[name] = frozenset(code.names.declared)
    return found, records


def _registry(program: Program, protocols: Collection[str]) -> str:
    module = Module("All adapters by name, imported when first used.", "specs/", ADAPTERS)
    packages = {name: package_of(name, program.protocols) for name in program.providers}
    for title, names in (("PROTOCOLS", {name: name for name in protocols}), ("PROVIDERS", packages)):
        module.body += [
            "",
            f"{title}: Final[dict[str, str]] = {{",
            *(f"    {literal(n)}: {literal(f'{ADAPTERS}.{names[n]}')}," for n in sorted(names)),
            "}",
        ]
    return module.text()


def _error_texts(program: Program) -> str:
    module = Module("Messages that mean an error type at any provider.", "specs/error_texts.yaml", ADAPTERS)
    module.need("dragoman.library", "api_errors")
    module.need("dragoman.library.refusals", "messages")
    rows = [line for text in program.texts for line in text_rows(text, 4)]
    module.body += ["", "", "TEXTS: Final = (", *rows, ")"]
    rows = [line for refusal in program.refusals for line in refusal_rows(refusal, 8)]
    essential = fill("    frozenset((", map(literal, program.essential), ")),")
    module.body += ["", "", "REFUSALS: Final = messages.Refusals(", "    (", *rows, "    ),", *essential, ")"]
    return module.text()


def _logins(program: Program) -> str:
    module = Module("Logins by name: how a credential is obtained, refreshed and sent.", "specs/auth", ADAPTERS)
    module.body += ["", "", "AUTH: Final[dict[str, dict[str, Any]]] = {", *data_rows(dict(program.auths)), "}"]
    return module.text()
