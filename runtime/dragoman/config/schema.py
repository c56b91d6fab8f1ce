"""Schema of dragoman.yaml: strict pydantic models, and messages for what does not match them.

The description of each field is its line in docs/configuration.md, which `make generate` writes.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, ValidationError

from dragoman.config.recovery import AccountPick
from dragoman.library.hub import ErrorType, ReasoningEffort

Seconds = Annotated[float, Field(gt=0)]
Count = Annotated[int, Field(gt=0)]


MOST_CUTS = 10  # what hangs in one piece is cut in a few goes


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=False)


class Limits(Strict):
    """Time limits in seconds. There is no limit on the total time of a response."""

    connect: Seconds = Field(default=10.0, description="Seconds to establish a connection to a provider.")
    first_byte: Seconds = Field(
        default=300.0, description="Seconds from the request to the first byte of the response."
    )
    idle: Seconds = Field(default=300.0, description="Seconds between two parts of a response.")
    fallback: Seconds = Field(
        default=600.0, description="Seconds from a client's request after which no further profile is tried."
    )


class Server(Strict):
    """Limits toward clients. A request that exceeds one is refused with a message that names it."""

    drain: Seconds = Field(default=30.0, description="Seconds that responses in progress have when the server stops.")
    header_timeout: Seconds = Field(
        default=20.0, description="Seconds in which a client sends the header of a request."
    )
    body_timeout: Seconds = Field(
        default=60.0, description="Seconds in which a client sends a body; a second more for each KB that has arrived."
    )
    keep_alive: Seconds = Field(default=75.0, description="Seconds that an idle connection of a client stays open.")
    max_header_bytes: Count = Field(default=65_536, description="Size of the header of a request.")
    max_headers: Count = Field(default=200, description="Number of header lines of a request.")
    max_body_bytes: Count = Field(default=32 * 1024 * 1024, description="Size of a body, decompressed.")
    max_depth: Count = Field(default=200, description="Levels of nesting of a body.")
    max_messages: Count = Field(default=100_000, description="Number of messages of a request.")
    max_tools: Count = Field(default=5_000, description="Number of tools of a request.")
    max_blocks: Count = Field(default=200_000, description="Number of content blocks of a request.")


class Tokens(Strict):
    """Token limits of a model."""

    context_window: Annotated[int, Field(gt=0)] | None = Field(
        None, description="Size of the context window in tokens."
    )
    max_output_tokens: Annotated[int, Field(gt=0)] | None = Field(None, description="Longest response in tokens.")


class Retry(Strict):
    """Repetitions of requests that failed temporarily. A profile takes keys that it does not set from the top level."""

    max_retries: Annotated[int, Field(ge=0)] = Field(default=2, description="Repetitions of one request. 0: none.")
    max_wait: Annotated[float, Field(ge=0)] = Field(
        default=10.0, description="Seconds that one request may wait in total before its repetitions."
    )
    budget: Annotated[float, Field(ge=0, le=1)] = Field(
        default=0.2, description="Repetitions of all requests of a profile, as a share of its requests."
    )


class Breaker(Strict):
    """The circuit breaker of each profile and model. A profile takes keys that it does not set from the top level."""

    failures: Annotated[int, Field(ge=0)] = Field(
        default=5, description="Failures within `window`, more than there are answers, that open it. 0: never."
    )
    window: Seconds = Field(default=30.0, description="Seconds in which failures are counted.")
    cool_down: Seconds = Field(default=10.0, description="Seconds until a probe is sent. Doubles if the probe fails.")
    max_cool_down: Seconds = Field(default=300.0, description="Limit of the doubling. A provider's own time wins.")


class Store(Strict):
    """Responses that clients may continue, read and delete by their id. Off unless it is configured."""

    path: str = Field(
        "~/.local/state/dragoman/responses.sqlite", description="The SQLite file. Created for its owner only."
    )
    max_bytes: Annotated[int, Field(gt=0)] = Field(
        256 * 1024 * 1024, description="Size of all responses. The oldest ones are deleted beyond it."
    )
    max_age: Seconds = Field(30 * 86_400.0, description="Seconds after which a response is deleted.")


class Target(Strict):
    """A profile that is tried if another one fails."""

    use: str = Field(description="Profile, or `profile/model`.")
    on: Annotated[list[Literal["usual", ErrorType]], Field(min_length=1)] = Field(
        ["usual"],
        description="Error types after which it is tried. `usual`: all but `invalid_request`, `request_too_large`, "
        "`context_length_exceeded`, `content_policy` and `authentication`.",
    )


def _shape(value: object) -> str:
    """Return the tag of a value in a union of shapes."""
    return "<list>" if isinstance(value, list) else "<mapping>" if isinstance(value, (dict, Strict)) else "<text>"


SHAPES = ("<list>", "<mapping>", "<text>")  # steps in the places of pydantic's problems that are not in the file
Targets = Annotated[
    list[Annotated[Annotated[str, Tag("<text>")] | Annotated[Target, Tag("<mapping>")], Discriminator(_shape)]],
    Field(min_length=1),
]
Fallback = Annotated[
    Annotated[Targets, Tag("<list>")] | Annotated[dict[str, Targets], Tag("<mapping>")], Discriminator(_shape)
]


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


class When(Strict):
    """Conditions of a routing rule; all of them must hold."""

    model: Annotated[list[str], Field(min_length=1)] = Field(
        default=[], description="Globs over the model name of the client, one of which matches."
    )
    slot: Annotated[list[str], Field(min_length=1)] = Field(
        default=[], description="Slots in the model name of the client."
    )
    tokens_above: Annotated[int, Field(ge=0)] | None = Field(
        default=None, description="The estimated tokens of the prompt are more than this."
    )
    reasoning: bool | None = Field(default=None, description="The client requests reasoning.")
    images: bool | None = Field(default=None, description="The conversation contains images.")
    search: bool | None = Field(default=None, description="The client offers the provider's web search.")
    tools: bool | None = Field(default=None, description="The client offers tools.")
    headers: dict[str, str] = Field(default={}, description="Headers of the client and globs over their values.")


class Changes(Strict):
    """Changes to the requests of a routing rule."""

    effort: ReasoningEffort | None = Field(
        default=None, description="Reasoning effort, where the request is translated."
    )
    body: dict[str, Any] = Field(default={}, description="Fields merged into the body, as `body` of a profile.")


class Rule(Strict):
    """A routing rule. The first one that matches decides."""

    when: When = Field(When(), description="Conditions. Without any, the rule matches every request.")
    use: str = Field(description="Profile, or `profile/model`.")
    set: Changes = Field(Changes(), description="Changes to the request.")
    weight: Annotated[float, Field(gt=0, le=1)] = Field(
        1.0, description="Share of the matching conversations that it takes; the rest goes on to the next rule."
    )
    fallback: Targets | None = Field(None, description="Targets instead of those of the profile.")


class Profile(Strict):
    """A provider, its credential, and changes to the provider's defaults."""

    provider: str = Field(description="Name of the provider, as `dragoman providers` lists it.")
    api_key: str | None = Field(
        None, description="API key. Without any credential here, the provider's own environment variable is used."
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


class File(Strict):
    """The whole file."""

    listen: str = Field(
        "127.0.0.1:4141", description="Address to listen on, as `host:port`. `--host` and `--port` override it."
    )
    default: str | None = Field(
        None, description="Profile of requests that select none. Default: the first profile of the file."
    )
    profiles: Annotated[dict[str, Profile], Field(min_length=1)] = Field(
        description="Profiles by name. A name starts with a-z, followed by a-z, 0-9, `_` and `-`; `v1`, `api` and "
        "`healthz` are reserved."
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


def plain(node: Any) -> Any:
    """The tree without its positions."""
    if isinstance(node, dict):
        return {_key(key): plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [plain(item) for item in node]
    for kind in (bool, str, int, float):
        if isinstance(node, kind):
            return kind(node)
    return node


def _key(key: object) -> str:
    """A key as text. One that is a list or a mapping may hold values, which no message may show."""
    return str(key) if key is None or isinstance(key, (str, int, float, date)) else "[a list or a mapping]"


def without(tree: Any, error: ValidationError) -> File | None:
    """The file without what has the wrong shape, so that the rest can be looked at; None where nothing is left."""
    for _ in range(MOST_CUTS):
        for problem in error.errors(include_url=False):
            place = _place(problem["loc"])
            _cut(tree, place[:-1] if problem["type"] == "missing" else place)
        try:
            return File.model_validate(tree)
        except ValidationError as next_one:
            error = next_one
    return None


def _place(steps: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """Return the place of a problem in the file."""
    return tuple(step for step in steps if step not in SHAPES)


def _cut(tree: Any, place: tuple[str | int, ...]) -> None:
    steps = [step for step in place if step != "[key]"]
    for step in steps[:-1]:
        if not isinstance(tree, dict) or step not in tree:
            return
        tree = tree[step]
    if isinstance(tree, dict) and steps:
        tree.pop(steps[-1], None)
    elif isinstance(tree, list):
        tree.clear()


# What is wrong and what to write, by pydantic's type of a problem; whether the position is the one of the key.
MAPPING = ("'{name}' must be a mapping, not {kind}; write {name}: {{ ... }}", False)
TOKEN_COUNT = ("'{name}' must be a whole number of tokens above 0, as in {name}: 131072", False)
POSITIVE = ("'{name}' must be a whole number above 0, as in {name}: 1000", False)
SECONDS = ("'{name}' must be a number of seconds above 0, as in {name}: 30", False)
COUNT = ("'{name}' must be a whole number from 0, as in {name}: 2", False)
WAIT = ("'{name}' must be a number of seconds from 0, as in {name}: 10", False)
SHARE = ("'{name}' must be a share from 0 to 1, as in {name}: 0.2", False)
OF_RETRY = {"failures": COUNT, "max_retries": COUNT, "max_wait": WAIT, "budget": SHARE}
EXPLANATIONS = {
    "string_type": ("'{name}' must be text, not {kind}; put it in quotes", False),
    "model_type": MAPPING,
    "dict_type": MAPPING,
    "model_attributes_type": MAPPING,
    "list_type": ("'{name}' must be a list, not {kind}; write {name}: [ ... ]", False),
    "int_type": TOKEN_COUNT,
    "float_type": SECONDS,
    "greater_than": SECONDS,
    "bool_type": ("'{name}' must be true or false", False),
    "union_tag_invalid": ("'{name}' must be text, a list or a mapping, not {kind}", False),
    "literal_error": ("'{name}' must be usual or an error type, as in on: [usual, content_policy]", False),
    "too_short": ("'{name}' is empty; write at least one entry", True),
}
OTHER = ("'{name}' has a value that is not allowed here; see docs/configuration.md for the form of each key", False)


def explain(error: ValidationError) -> Iterator[tuple[tuple[str | int, ...], str, bool]]:
    """Yield each problem: its place, what is wrong and what to write, and whether the key is meant."""
    for problem in error.errors(include_url=False):
        place = _place(problem["loc"])
        name, kind, value = place[-1] if place else "", problem["type"], problem["input"]
        if kind == "extra_forbidden":
            yield place, _unknown_key(str(name), _keys(place[:-1])), True
        elif kind == "missing":
            yield place[:-1], f"'{name}' is missing; write {name}: ...", True
        elif value is None:
            yield place, f"'{name}' has no value; write one, or remove the key", True
        else:
            text, at_key = EXPLANATIONS.get(kind, OTHER)
            if kind == "greater_than" and "limits" in place:
                text, at_key = TOKEN_COUNT
            elif {"retry", "breaker"} & {*place[:-1]}:
                text, at_key = OF_RETRY.get(str(name), SECONDS)
            elif name == "max_bytes" or ("server" in place and str(name).startswith("max_")):
                text, at_key = POSITIVE
            yield place, text.format(name=name, kind=_kind(value)), at_key


def _keys(place: tuple[str | int, ...]) -> list[str]:
    """Return the keys that exist in the mapping at a place."""
    inner: dict[str | int, type[Strict]] = {"timeouts": Limits, "retry": Retry, "limits": Tokens}
    inner |= {"fallback": Target, "server": Server, "breaker": Breaker, "accounts": Account}
    inner["responses_store"] = Store
    inner |= {"when": When, "set": Changes, "rules": Rule} if place[:1] == ("rules",) else {}
    steps = place[2:] if place[:1] == ("profiles",) else place  # a profile may have any name
    model = next((inner[step] for step in reversed(steps) if step in inner), Profile if place else File)
    return [field.alias or name for name, field in model.model_fields.items()]


def _unknown_key(name: str, keys: list[str]) -> str:
    near = difflib.get_close_matches(name, keys, 1)
    hint = f"did you mean '{near[0]}'? " if near else ""
    return f"there is no key '{name}' here; {hint}there are: {', '.join(keys)}"


def _kind(value: object) -> str:
    kinds = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "a mapping", str: "text"}
    return kinds.get(type(value), "a date" if hasattr(value, "year") else "something else")
