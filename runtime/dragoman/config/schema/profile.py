"""A profile and its accounts."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from dragoman.config.recovery import AccountPick
from dragoman.config.schema.limits import Breaker, Retry, Strict, Tokens
from dragoman.config.schema.routing import Fallback


class Account(Strict):
    """One account of a profile: exactly one of its keys besides `name` is set."""

    name: str | None = Field(default=None, description="Name for logs and the status. Default: its number.")
    api_key: str | None = Field(default=None, description="API key.")
    key_file: str | None = Field(default=None, description="File that contains the key.")
    key_command: Annotated[list[str], Field(min_length=1)] | None = Field(
        default=None, description="Command that prints the key."
    )
    keyring: str | None = Field(default=None, description="Name of a key stored by `dragoman auth login`.")
    login: str | None = Field(
        default=None, description="Login stored by `dragoman auth login PROVIDER --profile LOGIN`."
    )


class Profile(Strict):
    """A provider, its credential, and changes to the provider's defaults."""

    provider: str = Field(description="Name of the provider, as `dragoman providers` lists it.")
    api_key: str | None = Field(
        None,
        description="API key. Quotes and `Bearer` around it are removed. Without any credential here, the provider's "
        "own environment variable is used.",
    )
    key_file: str | None = Field(None, description="File that contains the key. It is read again when it changes.")
    key_command: Annotated[list[str], Field(min_length=1)] | None = Field(
        None,
        description="Command that prints the key, as a list of words, run without a shell. It runs again when the key "
        "expires or the provider rejects it.",
    )
    keyring: str | None = Field(
        None, description="Name of a key stored by `dragoman auth login`: that of the provider it was stored for."
    )
    base_url: str | None = Field(
        None,
        description="Address that replaces the provider's own, such as that of a gateway or a test server. It may "
        "have a query, a user name and a password.",
    )
    insecure: bool = Field(False, description="Allow a key to be sent over plain http to a public host.")
    models: dict[str, str] = Field({}, description="Model slots and aliases, mapped to model ids of the provider.")
    limits: dict[str, Tokens] = Field(
        {}, description="Token limits of models. Keys are globs over model ids; the longest match wins."
    )
    headers: dict[str, str] = Field({}, description="Headers added to every request.")
    query: dict[str, str] = Field({}, description="Query parameters added to every URL.")
    body: dict[str, Any] = Field(
        {}, description="Fields merged into the body of every request. A value of `~` removes the field."
    )
    protocol: str | None = Field(
        None, description="Protocol to use with a provider that supports several. Default: the provider's first."
    )
    variant: str | None = Field(None, description="Variant of the provider: another region, plan or product.")
    with_: dict[str, str] = Field(
        {}, alias="with", description="Values for the placeholders of the provider's address, such as a region."
    )
    auth: str | None = Field(
        None,
        description="Name of the login to use, or `passthrough` to send the client's own credentials to the provider "
        "(same protocol on both sides only).",
    )
    reasoning_signatures: bool = Field(
        False,
        description="Return the signatures of reasoning to clients whose protocol has them as an extension, such as "
        "Chat Completions. A request selects them by the header `dragoman-reasoning-signatures: true`.",
    )
    reasoning: Literal["auto", "show"] = Field(
        "auto",
        description="`show`: answers contain reasoning even if the request switches it off, or does not ask for it "
        "from a model that reasons on request only.",
    )
    send_request_id: bool = Field(
        True, description="Send the id of the request to the provider, in the header `x-client-request-id`."
    )
    estimate_usage: bool = Field(True, description="Estimate token counts that the provider does not report.")
    retry: Retry = Field(Retry(), description="Repetitions of requests that failed temporarily.")
    breaker: Breaker = Field(Breaker(), description="Pauses requests to a model that keeps failing.")
    accounts: Annotated[list[Account], Field(min_length=1)] = Field(
        [], description="Accounts of the provider that share the requests, instead of one key or login."
    )
    pick: AccountPick = Field(
        "fill",
        description="How a conversation gets its account: `fill` the first that is available, `spread` them evenly, or "
        "`least_used`.",
    )
    fallback: Fallback | None = Field(
        None,
        description="Profiles, or `profile/model`, to try in this order if this one fails; or a mapping of slots and "
        "aliases to such lists, with `default` for other models.",
    )
