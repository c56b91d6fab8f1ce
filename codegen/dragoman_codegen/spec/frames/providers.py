"""Provider files: the address of a provider, its authentication, its models and its quirks."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from dragoman_codegen.spec.frames.headers import Headers
from dragoman_codegen.spec.frames.patches import Patch
from dragoman_codegen.spec.frames.quirks import Quirk, Uses
from dragoman_codegen.spec.frames.text_types import EnvName, Header, HeaderValue, Strict, Text, Url, Word

Tokens = Annotated[int, Field(gt=0)]
Paths = dict[Literal["create", "stream", "count", "models"], str]


class Models(Strict):
    """Default models for the model families that clients ask for."""

    default: Text | None = Field(None, description="the model of a request that names none")
    haiku: Text | None = Field(None, description="the model for the client's smallest family")
    sonnet: Text | None = Field(None, description="the model for the client's middle family")
    opus: Text | None = Field(None, description="the model for the client's largest family")


class Limit(Strict):
    """Token limits of a model."""

    window: Tokens | None = Field(None, description="tokens of prompt and response in total")
    answer: Tokens | None = Field(
        None, description="tokens of a response, reasoning included; a higher limit in a request is lowered"
    )

    @model_validator(mode="after")
    def _says(self) -> Limit:
        if self.window is None and self.answer is None:
            raise ValueError("a limit says how much a model can hold: 'window', 'answer' or both")
        if self.window is not None and self.answer is not None and self.answer > self.window:
            raise ValueError(f"an answer of {self.answer} tokens does not fit into a window of {self.window}")
        return self


class Columns(Strict):
    """Cells of the provider table that do not follow from the rest of the file."""

    auth: Text | None = Field(None, description="the authentication column")
    streaming: Text | None = Field(None, description="the streaming column")
    tools: Text | None = Field(None, description="the tools column")
    note: Text | None = Field(None, description="a note below the table")
    row: int | None = Field(default=None, ge=1, description="the row; providers without one follow by name")
    moved: Text | None = Field(default=None, description="what earlier lists state and why it no longer applies")


class Pick(Strict):
    """The protocol for some models of a provider that speaks several."""

    model: list[str] = Field(description="globs of model ids, case-insensitive")
    not_model: list[str] | None = Field(None, description="globs of model ids that are excluded")
    protocol: Word = Field(description="the protocol for these models: `speaks`, or one of `also`")


class Wrap(Strict):
    """The envelope of request and response bodies."""

    request: dict[str, Any] = Field(
        description="the envelope of a request; `{body}` is replaced by the body, `{model}`, `{id}` and the values of "
        "the profile's `with:` are filled in"
    )
    answer: Text | None = Field(None, description="the member of a response that holds the body")

    @model_validator(mode="after")
    def _holds(self) -> Wrap:
        if '"{body}"' not in json.dumps(self.request):
            raise ValueError("what a body is put into says where, as in 'request: { inner: \"{body}\" }'")
        return self


class VariantSide(Strict):
    """The endpoint of one protocol in a variant."""

    url: Url | None = Field(None, description="the base URL")
    header: dict[Header, HeaderValue] | None = Field(None, description="the header that carries the API key")
    headers: Headers | None = Field(None, description="headers of every request")
    query: dict[str, str] | None = Field(None, description="query parameters of every request")
    paths: Paths | None = Field(None, description="paths that differ from the protocol's; `''` for none")
    wrap: Wrap | None = Field(None, description="the envelope of bodies")
    receipt: Header | None = Field(None, description="the response header that carries the request id")


class Variant(VariantSide):
    """Another site or product of the same provider, selected by a profile."""

    title: Text | None = Field(None, description="the display name")
    key: EnvName | None = Field(None, description="the environment variable that holds the API key")
    auth: list[Word] | None = Field(None, description="logins of specs/auth; the first is the default")
    speaks: Word | None = Field(None, description="the default protocol, if it is one of `also`")
    models: Models | None = Field(None, description="default models")
    lists: list[Text] | None = Field(None, description="the model ids that GET /v1/models lists")
    limits: dict[Text, Limit] | None = Field(None, description="token limits by globs of model ids")
    also: dict[Word, VariantSide] | None = Field(None, description="endpoints of the provider's other protocols")


class Also(VariantSide):
    """Another protocol that the provider speaks. Keys that are absent here have the provider's values."""

    uses: Uses | None = Field(None, description="shared quirks of this protocol")
    quirks: list[Quirk] | None = Field(None, description="differences from this protocol")
    patch: list[Patch] | None = Field(None, description="changes to request bodies that are forwarded untranslated")
    dialect: list[Text] | None = Field(None, description="request fields that the published schema does not have")


class Provider(Strict):
    """A provider: its endpoints, its authentication and its differences from its protocol."""

    notation: int | None = Field(None, description="version of the notation; required in the specs of a user")
    name: Word = Field(description="the name of the file")
    title: Text = Field(description="the display name")
    speaks: Word = Field(description="the protocol, a folder of specs/protocols")
    url: Url = Field(
        description="the base URL, to which the protocol's paths are appended; `{name}` is filled in from the "
        "profile's `with:`"
    )
    key: EnvName | None = Field(None, description="the environment variable that holds the API key")
    auth: list[Word] | None = Field(None, description="logins of specs/auth; the first is the default")
    header: dict[Header, HeaderValue] | None = Field(
        None, description="the header that carries the API key; `{key}` is the key"
    )
    headers: Headers | None = Field(
        None,
        description="headers of every request; `{session}`, `{uuid}` and the values of the profile's `with:` are "
        "filled in",
    )
    query: dict[str, str] | None = Field(None, description="query parameters of every request")
    paths: Paths | None = Field(
        None,
        description="paths that differ from the protocol's: `create`, `stream` (if a streamed response has its own), "
        "`count`, `models`; `''` for none, `//path` from the root of the host",
    )
    receipt: Header | None = Field(
        None, description="the response header that carries the request id, if it is not the protocol's"
    )
    also: dict[Word, Also] | None = Field(None, description="other protocols that the provider speaks")
    picks: list[Pick] | None = Field(
        None, description="the protocol by model; the first match wins, otherwise the one under `speaks`"
    )
    models: Models | None = Field(None, description="default models for the client's model families")
    lists: list[Text] | None = Field(None, description="the model ids that GET /v1/models lists")
    limits: dict[Text, Limit] | None = Field(
        None, description="token limits by globs of model ids; the longest match wins"
    )
    local: bool | None = Field(None, description="whether it runs on the user's machine")
    own_names: bool | None = Field(
        None, description="whether clients use its model ids; then only the user's own `models:` replace them"
    )
    spells: dict[Text, Text] | None = Field(
        None,
        description="rewrites model ids from other vendors' spelling: each pattern is tried once, in order; `{date}` "
        "matches eight digits, `{n}` and `{m}` one or two digits, any other placeholder any text",
    )
    passthrough: bool | None = Field(None, description="whether the client's own credentials are forwarded")
    bypass: bool | None = Field(
        None, description="whether `dragoman run` starts the client with its own login, without the proxy"
    )
    columns: Columns | None = Field(None, description="cells of the provider table")
    uses: Uses | None = Field(None, description="shared quirks: names, or `{ quirk: name, when: { .. } }`")
    quirks: list[Quirk] | None = Field(None, description="differences from the protocol")
    patch: list[Patch] | None = Field(None, description="changes to request bodies that are forwarded untranslated")
    variants: dict[Word, Variant] | None = Field(None, description="other sites or products of the provider")
    dialect: list[Text] | None = Field(None, description="request fields that the published schema does not have")
