"""What a person may write in a spec file, as pydantic models: the one truth for checking, and for specs/schema/*.json.

Only the frame is here: which keys there are and what kind of thing each holds. What stands inside rules and rows is
checked
by the compiler, which knows the types.
"""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Discriminator, Field, model_validator
from pydantic import Tag as Kind

from dragoman_codegen.spec.auth import Auth
from dragoman_codegen.spec.headers import Headers
from dragoman_codegen.spec.patches import Patch
from dragoman_codegen.spec.text_types import EnvName, Header, HeaderValue, Strict, Text, Url, Word

Tokens = Annotated[int, Field(gt=0)]


class When(Strict):
    """When a quirk holds. All that is given must be true."""

    model: list[str] | None = Field(None, description="globs over the model's name, without case")
    unless: list[str] | None = Field(None, description="globs over names of models for which it does not hold")
    thinking: bool | None = Field(None, description="the client asks for reasoning")
    tools: bool | None = Field(None, description="the request has tools")
    streaming: bool | None = Field(None, description="the answer is to be streamed")
    variant: list[Word] | None = Field(None, description="the profile picks one of these variants")


class Part(Strict):
    """What a quirk lays over one file of its protocol."""

    types: dict[str, Any] | None = None
    words: dict[str, Any] | None = None
    read: dict[str, Any] | None = None
    write: dict[str, Any] | None = None


class Quirk(Strict):
    """How a provider differs from its protocol: laid over the part of the protocol that it names."""

    because: Text = Field(description="why, in a few words")
    see: Url = Field(description="where that is said")
    when: When | None = None
    types: Part | None = None
    request: Part | None = None
    response: Part | None = None
    stream: Part | None = None
    errors: Part | None = None


class Use(Strict):
    """A shared quirk that holds for some requests only."""

    quirk: Word
    when: When


Uses = list[
    Annotated[
        Annotated[Word, Kind("[name]")] | Annotated[Use, Kind("[use]")],
        Discriminator(lambda value: "[use]" if isinstance(value, dict | Use) else "[name]"),
    ]
]


class SharedQuirk(Strict):
    """specs/quirks/NAME.yaml: quirks and patches that several providers have; named under `uses`."""

    name: Word
    quirks: list[Quirk] | None = None
    patch: list[Patch] | None = None

    @model_validator(mode="after")
    def _holds(self) -> SharedQuirk:
        if not self.quirks and not self.patch:
            raise ValueError("a shared file has 'quirks' or 'patch'")
        return self


class Models(Strict):
    default: Text | None = None
    haiku: Text | None = None
    sonnet: Text | None = None
    opus: Text | None = None


class Limit(Strict):
    """What a model can hold, in tokens."""

    window: Tokens | None = Field(None, description="prompt and answer in one")
    answer: Tokens | None = Field(None, description="an answer, its reasoning included; a request for more is lowered")

    @model_validator(mode="after")
    def _says(self) -> Limit:
        if self.window is None and self.answer is None:
            raise ValueError("a limit says how much a model can hold: 'window', 'answer' or both")
        if self.window is not None and self.answer is not None and self.answer > self.window:
            raise ValueError(f"an answer of {self.answer} tokens does not fit into a window of {self.window}")
        return self


class Columns(Strict):
    """What the table of providers says where it does not follow from the rest."""

    auth: Text | None = None
    streaming: Text | None = None
    tools: Text | None = None
    note: Text | None = None
    row: int | None = Field(default=None, ge=1, description="its place; the others follow by name")
    moved: Text | None = Field(default=None, description="what older lists say, and why it is otherwise here")


Paths = dict[Literal["create", "stream", "count", "models"], str]


class Pick(Strict):
    """Which protocol a model is asked in."""

    model: list[str] = Field(description="globs over the model's name, without case")
    unless: list[str] | None = Field(None, description="globs over names for which it does not hold")
    protocol: Word


class Wrap(Strict):
    """What bodies stand in, where a site wants them within something of its own."""

    request: dict[str, Any] = Field(
        description="what a request's body is put into, where '{body}' stands; "
        "{model}, {id} (of the request) and what the profile's `with:` gives are filled in"
    )
    answer: Text | None = Field(None, description="the member under which its answers and events stand")

    @model_validator(mode="after")
    def _holds(self) -> Wrap:
        if '"{body}"' not in json.dumps(self.request):
            raise ValueError("what a body is put into says where, as in 'request: { inner: \"{body}\" }'")
        return self


class VariantSide(Strict):
    """What is otherwise in a variant, of another protocol that the provider speaks."""

    url: Url | None = None
    header: dict[Header, HeaderValue] | None = None
    headers: Headers | None = None
    query: dict[str, str] | None = None
    paths: Paths | None = None
    wrap: Wrap | None = Field(None, description="what its bodies stand in")
    receipt: Header | None = None


class Variant(VariantSide):
    """Another site or product of the same provider."""

    title: Text | None = None
    key: EnvName | None = None
    auth: list[Word] | None = None
    speaks: Word | None = Field(None, description="its usual protocol, where that is one of `also`")
    models: Models | None = None
    lists: list[Text] | None = None
    limits: dict[Text, Limit] | None = None
    also: dict[Word, VariantSide] | None = None


class Also(VariantSide):
    """Another protocol that the provider speaks; what is not said here is as above."""

    uses: Uses | None = None
    quirks: list[Quirk] | None = None
    patch: list[Patch] | None = None
    dialect: list[Text] | None = None


class Provider(Strict):
    """specs/providers/NAME.yaml: where a provider is, how to prove who asks, and how it differs from its protocol."""

    name: Word
    title: Text
    speaks: Word = Field(description="the protocol, a folder of specs/protocols")
    url: Url = Field(
        description="what the protocol's paths are appended to; {name} is left open for the profile's `with:`"
    )
    key: EnvName | None = Field(None, description="the environment variable that holds the API key")
    auth: list[Word] | None = Field(None, description="logins it takes, from specs/auth; the first is the usual one")
    header: dict[Header, HeaderValue] | None = Field(None, description="how the key is sent; {key} is the key")
    headers: Headers | None = Field(
        None, description="sent with every request; {session} and {uuid} may stand in them, and what `with:` gives"
    )
    query: dict[str, str] | None = None
    paths: Paths | None = Field(
        None,
        description="where this provider's paths are others than its protocol's; '' for none; "
        "`stream`: of a streamed answer, where that is another",
    )
    receipt: Header | None = Field(
        None, description="the header in which it names a request, where that is not its protocol's"
    )
    also: dict[Word, Also] | None = Field(None, description="other protocols that it speaks")
    picks: list[Pick] | None = Field(
        None, description="which protocol a model is asked in, first match wins; else the one under `speaks`"
    )
    models: Models | None = Field(None, description="default models for the client's slots")
    lists: list[Text] | None = Field(None, description="ids that GET /v1/models shows")
    limits: dict[Text, Limit] | None = Field(
        None, description="globs over ids -> what these models hold; of several that fit the longest counts"
    )
    local: bool | None = Field(None, description="runs on the user's own machine")
    own_names: bool | None = Field(
        None, description="clients name its models as it does: only the user's own `models:` stand in for them"
    )
    spells: dict[Text, Text] | None = Field(
        None,
        description="how it spells ids that others spell otherwise: forms, each tried once, in their order; {date} is "
        "eight digits, {n} and {m} are numbers of one or two, any other hole is any text",
    )
    passthrough: bool | None = Field(None, description="the client's own credentials go on; the proxy has none")
    bypass: bool | None = Field(None, description="`dragoman run` starts the client with its own login, past the proxy")
    columns: Columns | None = None
    uses: Uses | None = Field(
        None, description="shared quirks, from specs/quirks: names, or { quirk: name, when: { .. } }"
    )
    quirks: list[Quirk] | None = None
    patch: list[Patch] | None = None
    variants: dict[Word, Variant] | None = None
    dialect: list[Text] | None = Field(
        None, description="fields of its requests that the protocol's published schema does not have"
    )


class Frames(Strict):
    kind: Literal["sse"]
    done: str | None = None
    event: str | None = None


class Ids(Strict):
    message: str
    cut: list[str]
    call: str
    illegal: str
    errand: str | None = None


class Watch(Strict):
    """The order of a stream that is passed on: what begins it, what ends it, what may come at any time."""

    first: str
    ends: list[str]
    errors: list[str]
    quiet: list[str]
    tag: str
    model: str


class Program(Strict):
    """The usual client of a protocol, as `dragoman run` starts it. In texts: {url} of the profile, {key} of the proxy,
    {model} and the slots' {haiku} {sonnet} {opus}, {window} and {answer}: the least that any of these models can do."""

    title: Text
    command: Text
    install: Text = Field(description="what to do where it is not installed")
    prompt: list[Text] = Field(description="the words of the command that have it answer one {prompt} and end")
    always: dict[EnvName, Text] = Field(description="environment variables that it is always given")
    never: list[EnvName] = Field(description="those that it is not to see")
    usual: dict[EnvName, Text] = Field(description="those that the user may set otherwise")


class Counting(Strict):
    """How a provider is asked for the tokens of a request, where its `paths:` have a `count`."""

    keep: list[str] = Field(description="members of a request's body that such a question takes")
    add: dict[str, Text] | None = Field(None, description="others, with the hole {model}")
    under: str | None = Field(None, description="the member under which all this stands")


class ProtocolFile(Strict):
    """specs/protocols/NAME/protocol.yaml: what is not about bodies."""

    name: Word
    title: Text
    kind: Word
    front: bool | None = Field(None, description="false: clients do not speak it to this proxy yet")
    told: bool | None = None
    hint: Text | None = None
    program: Program | None = Field(None, description="the client that `dragoman run` starts")
    frames: Frames
    paths: Paths
    count: Counting | None = None
    keys: dict[Header, HeaderValue]
    version: dict[Header, HeaderValue] | None = None
    keep: list[Header] | None = None
    lists: list[Header] | None = None
    session: Header | None = Field(None, description="the header in which the usual client names its session")
    receipt: Header = Field(description="the header with the id of the request")
    limits: dict[Word, Header]
    ids: Ids
    watch: Watch | None = None


class TypesFile(Strict):
    """types.yaml: types, tables of words, and the rules that several files share."""

    words: dict[str, Any] | None = None
    types: dict[str, Any]
    read: dict[str, Any] | None = None
    write: dict[str, Any] | None = None


class BodyFile(Strict):
    """request.yaml, response.yaml, errors.yaml, lists.yaml: how bodies are read into the hub's words and written
    from them."""

    types: dict[str, Any]
    words: dict[str, Any] | None = None
    read: dict[str, Any] | None = None
    write: dict[str, Any] | None = None


class StreamFile(BodyFile):
    """stream.yaml: rows that say which piece of an event belongs in which block, and the frames for each thing told."""


class HubStream(Strict):
    blocks: dict[str, Any]
    events: dict[str, dict[str, str]]
    moves: dict[str, dict[str, str]]


class HubFile(Strict):
    """hub.yaml: the words in the middle."""

    types: dict[str, Any]
    words: dict[str, list[str]]
    stream: HubStream


SCHEMAS: dict[str, type[BaseModel]] = {
    "hub": HubFile,
    "protocol": ProtocolFile,
    "types": TypesFile,
    "request": BodyFile,
    "response": BodyFile,
    "stream": StreamFile,
    "errors": BodyFile,
    "lists": BodyFile,
    "provider": Provider,
    "quirk": SharedQuirk,
    "auth": Auth,
}
