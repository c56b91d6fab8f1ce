"""The whole file."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from dragoman.config.schema.limits import Breaker, Limits, Retry, Server, Store, Strict
from dragoman.config.schema.profile import Profile
from dragoman.config.schema.routing import Rule


class File(Strict):
    """The whole file."""

    listen: str = Field(
        "127.0.0.1:4141", description="Address to listen on, as `host:port`. `--host` and `--port` override it."
    )
    default: str | None = Field(
        None, description="Profile of requests that select none. Default: the first profile of the file."
    )
    profiles: Annotated[dict[str, Profile], Field(min_length=1)] = Field(
        description="Profiles by name. A name starts with a-z, followed by a-z, 0-9, `_` and `-`. The first "
        "parts of the server's paths, such as `v1`, `api` and `ui`, are reserved."
    )
    rules: list[Rule] = Field(
        [], description="Routing rules for requests whose path names no profile. The first one that matches decides."
    )
    keys: list[str] = Field(
        [], description="Keys that clients must send, one of them each. Required unless `listen` is a loopback address."
    )
    operators: list[str] = Field(
        [],
        description="Keys of operators, for `/ui`, `/api` and `/metrics`. Without any, these paths are closed unless "
        "`listen` is a loopback address and there are no `keys`; `/api` then accepts `keys` on loopback.",
    )
    observe: bool = Field(
        True, description="Keep rows of the latest 5,000 requests in memory and serve `/ui` and `/metrics`."
    )
    inspect: bool | None = Field(
        None,
        description="Keep headers and bodies of the latest 200 requests too (at most 64 MB, secrets masked). Default: "
        "only if `listen` is a loopback address.",
    )
    specs: list[str] = Field(
        [],
        description="Folders with further specs, relative to the file, beside `~/.config/dragoman/specs`. Their "
        "providers can be used in profiles.",
    )
    responses_store: Store | None = Field(
        None,
        description="Store responses, so that clients can continue, read and delete them by id with every "
        "provider. `{}` uses the defaults.",
    )
    timeouts: Limits = Field(Limits(), description="Time limits of requests to providers.")
    retry: Retry = Field(
        Retry(), description="Repetitions of requests that failed temporarily, for profiles that set none."
    )
    breaker: Breaker = Field(
        Breaker(), description="Pauses requests to a model that keeps failing, for profiles that set none."
    )
    server: Server = Field(Server(), description="Limits toward clients, and the time to finish when the server stops.")
    allowed_hosts: list[str] = Field(
        [],
        description="Host names accepted in the `Host` header besides loopback names and the host of `listen`, on any "
        "port. Checked only without `keys`.",
    )
    allowed_origins: list[str] = Field(
        [], description="Web origins, as `scheme://host[:port]`, whose pages may send requests."
    )
