"""Access to the generated adapters (`dragoman_adapters`), imported on first use, as typed tables of functions.

Only this module imports them. `front(name)` is the client side of a protocol, `back(provider, protocol)` a provider's
side of it; `protocols()` and `providers()` are the registries. An unknown name raises KeyError with the known names.
"""

from __future__ import annotations

import difflib
import importlib
import json
import sys
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol, cast

from dragoman.library.api_errors import NO_STATUS, VAGUE, Retry
from dragoman.library.context import Context
from dragoman.library.errors import InvalidRequest, Refused
from dragoman.library.hub import ApiError, Request, Response
from dragoman.library.refusals.messages import Refusals
from dragoman.library.streams import Blocks, Sink
from dragoman.library.validation import Check

ADAPTERS = "dragoman_adapters"
Table = dict[str, Any]
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


class Reader(Protocol):
    """Reads a provider's stream, one event at a time, and calls the `Blocks` it was created with. `final_marker`:
    the final marker of the protocol was received; `eof`: the stream has ended."""

    def feed(self, event: dict[str, Any]) -> None: ...
    def final_marker(self) -> None: ...
    def eof(self) -> None: ...


class Writer(Sink, Protocol):
    """A Sink that writes a client's stream into `out`."""

    out: list[bytes]


@dataclass(frozen=True, eq=False)
class Front:
    """The client side of a protocol."""

    name: str
    table: Table
    check: Callable[[object], None]
    uncounted: Table  # members that a token count may omit, with values for them
    read: Callable[[Any, Context], Request]
    write: Callable[[Response, Context], Table]
    writer: Callable[[Context], Writer]
    ping: bytes
    failure: Callable[[ApiError, Context], tuple[int, Table]]
    headers: dict[str, dict[str, str]]  # error type -> headers of its response
    count: Callable[[int], Table]
    models: Callable[[list[Table]], Table]
    model: Callable[[Table], Table]

    def hub_request(self, payload: Any) -> Request | None:
        """Return the hub request of a body, for decisions about it; None if the body is not valid."""
        try:
            self.check(payload)
            return self.read(payload, Context())
        except (InvalidRequest, Refused):
            return None


@dataclass(frozen=True, eq=False)
class Back:
    """A provider in one of its protocols."""

    provider: str
    name: str  # of the protocol
    table: Table  # of the protocol
    explicit_ends: bool  # its streams mark the end of each block
    write: Callable[[Request, Context], Table]
    read: Callable[[Any, Context], Response]
    read_result: Callable[[Any, Context], Response]  # the usage and the finish reason alone
    reader: Callable[[Blocks, Context], Reader]
    check_event: Check
    check_answer: Check | None
    failure: Callable[[object, int, Context], ApiError]
    retry: Retry
    refusals: Refusals
    conditions: Callable[[Request, Context], tuple[bool, ...]]
    patch: Callable[[Table, dict[str, str], Context], bool]
    count: Callable[[Any], int | None]

    def has_content(self, body: Table) -> bool:
        """Whether a body has what an answer consists of; always, if the protocol does not declare it."""
        members = self.table.get("content", ())
        return not members or any(body.get(name) and isinstance(body[name], dict | list) for name in members)

    def error_in(self, body: Table, context: Context) -> ApiError | None:
        """Return the error that a body with a success status reports; None for an answer."""
        members = self.table.get("content", ())
        if not members or self.has_content(body):
            return None
        # an answer without content may have other objects; a body of another shape may have the error in one of them
        return self._error(body, context, nested=not any(member in body for member in members))

    def error_in_event(self, event: Table, tag: str, context: Context) -> ApiError | None:
        """Return the error that an event of a stream reports. `tag`: the member that names the events of the protocol,
        "" if they have no names; a named event is read by the rows of its name."""
        if tag:
            return None if event.get(tag) else self._error(dict(event), context, nested=True)
        return self.error_in(dict(event), context)

    def _error(self, body: Table, context: Context, nested: bool) -> ApiError | None:
        """Return the error that a body reports. `nested`: an object in it may report one too."""
        inner = [value for value in body.values() if isinstance(value, dict)] if nested else []
        counted, context.undeclared = context.undeclared, None  # a body that is no error is read as another one
        failure = self.failure(body, NO_STATUS, context)
        context.undeclared = counted
        if failure["message"] or failure.get("error_type") not in VAGUE:
            return failure if counted is None else self.failure(body, NO_STATUS, context)
        return next(filter(None, (self._error(dict(value), Context(), nested) for value in inner)), None)

    @property
    def framing(self) -> str:
        """The framing of its streams."""
        return str(self.table.get("frames", {}).get("format", "sse"))


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
