"""Loading of the generated adapters (`dragoman_adapters`), which are imported on first use.

Only this module imports them. `front(name)` is the client side of a protocol, `back(provider, protocol)` a provider's
side of it; `protocols()` and `providers()` are the registries. An unknown name raises KeyError with the known names.
"""

from __future__ import annotations

import difflib
import importlib
import json
import sys
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any, cast

from dragoman.adapters import Back, Front, Table
from dragoman.library.api_errors import Retry
from dragoman.library.context import Context
from dragoman.library.hub import Request
from dragoman.library.refusals.messages import Refusals

ADAPTERS = "dragoman_adapters"
# members of the tables of a provider, and of its sides, that they contain unless they are empty
EMPTY: Table = {
    "api_key_env": "",
    "auth": [],
    "columns": {},
    "kind": "",
    "limits": {},
    "local": False,
    "model_ids": [],
    "models": {},
    "picks": [],
    "variants": {},
}
EMPTY_SIDE: Table = {"headers": {}, "key_headers": {}, "paths": {}, "query": {}}
REPLACED = "key_headers"  # a variant replaces it as a whole; a merge would send the key in two headers
COMMENT = b": still here\n\n"  # the ping of a protocol without ping events


def protocols() -> list[str]:
    return sorted(_registry().PROTOCOLS)


def fronts() -> list[str]:
    """Return the protocols that clients may speak."""
    return [name for name in protocols() if protocol(name).get("front", True)]


def providers() -> list[str]:
    return sorted(_registry().PROVIDERS)


@lru_cache
def protocol(name: str) -> Table:
    """Return PROTOCOL of a generated protocol package."""
    return cast(Table, _module("protocol", _registry().PROTOCOLS, name).PROTOCOL)


@lru_cache
def programs() -> dict[str, Table]:
    """Return the client programs of all protocols by name, each with the name of its `protocol`. The first is the
    default."""
    found: dict[str, Table] = {}
    for name in protocols():
        for key, table in protocol(name).get("programs", {}).items():
            found.setdefault(key, {**table, "protocol": name})
    return found


@lru_cache
def provider(name: str, variant: str = "") -> Table:
    """Return PROVIDER of a generated provider package, with its empty members and with a variant merged into it."""
    table = {**EMPTY, **_module("provider", _registry().PROVIDERS, name).PROVIDER}
    table["sides"] = {protocol: {**EMPTY_SIDE, **side} for protocol, side in table["sides"].items()}
    if not variant:
        return table
    variants = table.get("variants", {})
    if variant not in variants:
        raise KeyError(unknown("variant", variant, variants))
    return _merged(table, variants[variant])


@lru_cache
def catalogue(name: str) -> Table:
    """Return a generated catalogue file, the models of a provider; {} if there is none of this name."""
    paths = (Path(folder) / "models" / f"{name}.json" for folder in _registry().__path__)
    found = next((path for path in paths if path.is_file()), None)
    return cast(Table, json.loads(found.read_bytes())) if found else {}


def auths() -> list[str]:
    return sorted(_auths())


def auth(name: str) -> Table:
    """Return the table of a login (specs/auth)."""
    if name not in _auths():
        raise KeyError(unknown("login", name, _auths()))
    return _auths()[name]


@lru_cache
def _auths() -> dict[str, Table]:
    return cast(dict[str, Table], importlib.import_module(f"{ADAPTERS}.auth").AUTH)


@lru_cache
def front(name: str) -> Front:
    """Return the client side of a protocol."""
    package = _registry().PROTOCOLS
    request, response, stream, errors, lists = (
        _module("protocol", package, name, part) for part in ("request", "response", "stream", "errors", "lists")
    )
    return Front(
        name=name,
        table=protocol(name),
        check=request.check,
        uncounted=getattr(request, "COUNT", {}),
        read=request.read,
        write=response.write,
        writer=stream.Writer,
        ping=stream.Writer.PING or COMMENT,
        failure=errors.write,
        headers=getattr(errors, "HEADERS", {}),
        count=lists.write_count,
        models=lists.write_models,
        model=lists.write_model,
    )


@lru_cache
def back(name: str, speaks: str) -> Back:
    """Return a provider's side of a protocol: its own functions where quirks apply, else those of the protocol."""
    package = _registry().PROVIDERS
    home = _module("provider", package, name)
    if speaks not in home.PROVIDER["sides"]:
        raise KeyError(unknown("protocol", speaks, home.PROVIDER["sides"]))
    module = _module("provider", package, name, speaks)
    lists, stream = (_module("protocol", _registry().PROTOCOLS, speaks, part) for part in ("lists", "stream"))
    return Back(
        provider=name,
        name=speaks,
        table=protocol(speaks),
        explicit_ends=getattr(stream, "EXPLICIT_ENDS", False),
        write=module.write_request,
        read=module.read_response,
        read_result=getattr(module, "read_result", module.read_response),
        reader=module.reader,
        check_event=getattr(module, "check_event", stream.check_event),
        check_answer=getattr(getattr(module.read_response, "__self__", None), "CHECK", None),
        failure=module.read_failure,
        retry=getattr(module, "RETRY", _no_retry),
        refusals=getattr(module, "REFUSALS", None) or shared_refusals(),
        conditions=getattr(module, "conditions", _no_conditions),
        patch=getattr(module, "patch", _no_patch),
        count=getattr(lists, "read_count", _no_count),
    )


declared: set[str] = set()  # the providers of the user's specs, whether or not they could be compiled


def unknown(what: str, name: str, there_are: Any) -> str:
    """Return the message for an unknown name: `no provider 'demmo'; did you mean 'demo'? there are: ...`."""
    names = sorted(there_are)
    if what == "provider" and name in declared:
        return f"provider '{name}' is not usable: its spec, or that of its protocol, has the errors reported above"
    near = difflib.get_close_matches(name, names, 1)
    hint = f"did you mean '{near[0]}'? " if near else ""
    return f"no {what} '{name}'; {hint}there are: {', '.join(names)}" if names else f"no {what} '{name}'; there is none"


_extension: Path | None = None


def extend(folder: Path) -> None:
    """Add the adapters in a folder; those of the same name replace the present ones.

    The folder is a part of the package `dragoman_adapters` with a registry `added`. What was imported before keeps its
    adapters.
    """
    global _extension
    _extension = folder
    _import_again()


def renew(files: Collection[str]) -> None:
    """Import adapters again that were generated again. `files`: the written files, relative to the package. What was
    imported before keeps its adapters."""
    changed = {file.partition("/")[0] for file in files if file.endswith(".py")}
    packages = {name.removeprefix(f"{ADAPTERS}.") for name in _registry().PROVIDERS.values()}
    _import_again(changed if changed <= packages else None)


def _import_again(packages: Collection[str] | None = None) -> None:
    """Forget these packages of adapters, or all of them."""
    for name in [name for name in sys.modules if name.startswith(f"{ADAPTERS}.")]:
        if packages is None or name.split(".")[1] in packages:
            del sys.modules[name]
    importlib.invalidate_caches()
    if packages is None:
        package = importlib.reload(_registry())  # without an earlier extension
        if _extension is not None:
            package.__path__.insert(0, str(_extension))
            added = importlib.import_module(f"{ADAPTERS}.added")
            package.PROTOCOLS.update(added.PROTOCOLS)
            package.PROVIDERS.update(added.PROVIDERS)
            importlib.import_module(f"{ADAPTERS}.quirks").__path__.append(str(_extension / "quirks"))
    for kept in (protocol, programs, provider, catalogue, _auths, front, back):
        kept.cache_clear()


def _registry() -> ModuleType:
    return importlib.import_module(ADAPTERS)


def _module(what: str, registry: dict[str, str], name: str, part: str = "") -> ModuleType:
    if name not in registry:
        raise KeyError(unknown(what, name, registry))
    path = registry[name]
    path = path if "." in path else f"{ADAPTERS}.{path}"
    return importlib.import_module(f"{path}.{part}" if part else path)


def _merged(under: Table, over: Table) -> Table:
    result = dict(under)
    for key, value in over.items():
        below = result.get(key)
        if isinstance(value, dict) and isinstance(below, dict) and key != REPLACED:
            value = _merged(below, value)
        result[key] = value
    return result


_no_retry = Retry()


def shared_refusals() -> Refusals:
    """Return the refusals of all providers."""
    return cast(Refusals, importlib.import_module(f"{ADAPTERS}.error_texts").REFUSALS)


def _no_conditions(request: Request, context: Context) -> tuple[bool, ...]:
    return ()


def _no_patch(body: Table, headers: dict[str, str], context: Context) -> bool:
    return False


def _no_count(body: Any) -> int | None:
    return None
