"""Provider files: the address of a provider, its authentication, its models and its quirks."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from dragoman.catalogue.schema import Model
from dragoman_codegen.spec.frames.conditions import ProtocolCondition
from dragoman_codegen.spec.frames.headers import Headers
from dragoman_codegen.spec.frames.patches import Patch
from dragoman_codegen.spec.frames.quirks import Quirk, Uses
from dragoman_codegen.spec.frames.text_types import EnvName, Header, LimitHeader, Strict, Text, Url, Word

Scope = Annotated[str, StringConstraints(pattern=r"^[^/\s]+/[a-z0-9-]+/aws4_request$")]
Tokens = Annotated[int, Field(gt=0)]
Column = Literal["auth", "streaming", "tools", "note", "row", "superseded"]
Catalogue = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*(/[a-z][a-z0-9_-]*)?$")]
Paths = dict[Literal["create", "stream", "count", "models"], str]
ResponseHeaders = dict[Word, LimitHeader | list[Header]]


class Limit(Strict):
    """Token limits of a model."""

    context_window: Tokens | None = Field(None, description="tokens of prompt and response in total")
    max_output_tokens: Tokens | None = Field(
        None, description="tokens of a response, reasoning included; a higher limit in a request is lowered"
    )

    @model_validator(mode="after")
    def _fits(self) -> Limit:
        if self.context_window is None and self.max_output_tokens is None:
            raise ValueError("this limit is empty: give 'context_window', 'max_output_tokens' or both", "key-missing")
        window, output = self.context_window, self.max_output_tokens
        if window is not None and output is not None and output > window:
            raise ValueError(f"a response of {output} tokens does not fit into a context window of {window}")
        return self


class EndedModel(Strict):
    """A slot with a model that has ended."""

    model: Text = Field(description="the model id")
    because: Text = Field(description="why the slot keeps this model, in one sentence")
    see: Url | None = Field(None, description="the page that documents it")


class ModelFacts(Model):
    """What is known of a model, where the catalogue is wrong or incomplete."""

    because: Text = Field(description="what is right, in one sentence")
    see: Url = Field(description="the page that documents it")


class Wrap(Strict):
    """The envelope of request and response bodies."""

    request: dict[str, Any] | None = Field(
        None,
        description='the envelope of a request; `{body}` is replaced by the body, and `"*": "{body}"` by its '
        "members, beside which others stand. `{model}`, `{id}` and the values of the profile's `with:` are filled in",
    )
    response: Text | None = Field(None, description="the member of a response that holds the body")

    @model_validator(mode="after")
    def _holds(self) -> Wrap:
        if self.request is None and self.response is None:
            raise ValueError("an envelope has 'request', 'response' or both", "key-missing")
        if self.request is not None and '"{body}"' not in json.dumps(self.request):
            raise ValueError(
                "an envelope has a place for the body, as in 'request: { inner: \"{body}\" }'", "key-missing"
            )
        return self


FRONT = (
    "`false`: bodies of clients of the same protocol are translated too and not forwarded, so that quirks apply to them"
)


class VariantSide(Strict):
    """The endpoint of one protocol in a variant."""

    url: Url | None = Field(None, description="the base URL")
    headers: Headers | None = Field(None, description="headers of every request; one with `{key}` carries the API key")
    query: dict[str, str] | None = Field(None, description="query parameters of every request")
    paths: Paths | None = Field(None, description="paths that differ from the protocol's; `''` for none")
    wrap: Wrap | None = Field(None, description="the envelope of bodies")
    response_headers: ResponseHeaders | None = Field(
        None, description="response headers that the protocol does not have, or that differ from it"
    )


class Variant(VariantSide):
    """Another site or product of the same provider, selected by a profile."""

    title: Text | None = Field(None, description="the display name")
    api_key_env: EnvName | None = Field(None, description="the environment variable that holds the API key")
    auth: list[Word] | None = Field(None, description="logins of specs/auth; the first is the default")
    protocol: Word | None = Field(None, description="the default protocol, if it is one of `also`")
    models: dict[Word, Text | EndedModel] | None = Field(None, description="default models")
    catalogue: Catalogue | None = Field(None, description="the catalogue of its models, if it is another one")
    model_facts: dict[Text, ModelFacts] | None = Field(None, description="corrections of the catalogue, by model ids")
    model_ids: list[Text] | None = Field(None, description="the model ids that GET /v1/models lists")
    limits: dict[Text, Limit] | None = Field(None, description="token limits by globs of model ids")
    also: dict[Word, VariantSide] | None = Field(None, description="endpoints of the provider's other protocols")


class Also(VariantSide):
    """Another protocol that the provider speaks. Keys that are absent here have the provider's values."""

    when: ProtocolCondition | None = Field(
        None, description="the models that use this protocol instead of the default; of several, the first match wins"
    )
    for_clients: bool | None = Field(
        None,
        description="`true`: clients that speak this protocol use it with every model, unless the profile selects a "
        "protocol or a base URL",
    )
    front: bool | None = Field(None, description=FRONT)
    uses: Uses | None = Field(None, description="shared quirks of this protocol")
    quirks: list[Quirk] | None = Field(None, description="differences from this protocol")
    patch: list[Patch] | None = Field(None, description="changes to request bodies that are forwarded untranslated")


class Provider(Strict):
    """A provider: its endpoints, its authentication and its differences from its protocol."""

    notation: int | None = Field(None, description="version of the notation; required in the specs of a user")
    name: Word = Field(description="the name of the file")
    title: Text = Field(description="the display name")
    telemetry_name: Text | None = Field(
        None, description="its name in OpenTelemetry's GenAI conventions, if that is not the provider's name here"
    )
    protocol: Word = Field(description="the protocol, a folder of specs/protocols")
    url: Url = Field(
        description="the base URL, to which the protocol's paths are appended; `{name}` is filled in from the "
        "profile's `with:`"
    )
    api_key_env: EnvName | None = Field(None, description="the environment variable that holds the API key")
    env: dict[Word, list[EnvName]] | None = Field(
        None,
        description="environment variables that fill a `{name}` of the address for which the profile's `with:` has no "
        "value; the first that is set",
    )
    auth: list[Word] | None = Field(None, description="logins of specs/auth; the first is the default")
    request_signing: Scope | None = Field(
        None,
        description="signs the requests of profiles without a key, with AWS Signature Version 4 and the credentials "
        "that botocore finds: the credential scope `REGION/SERVICE/aws4_request`; values of the profile's `with:` are "
        "filled in",
    )
    headers: Headers | None = Field(
        None,
        description="headers of every request; `{session}`, `{uuid}` and the values of the profile's `with:` are "
        "filled in. One with `{key}` carries the API key, by default the last one of the protocol",
    )
    query: dict[str, str] | None = Field(None, description="query parameters of every request")
    paths: Paths | None = Field(
        None,
        description="paths that differ from the protocol's: `create`, `stream` (if a streamed response has its own), "
        "`count`, `models`; `''` for none, `//path` from the root of the host",
    )
    response_headers: ResponseHeaders | None = Field(
        None, description="response headers that the protocol does not have, or that differ from it"
    )
    wrap: Wrap | None = Field(None, description="the envelope of bodies")
    front: bool | None = Field(None, description=FRONT)
    also: dict[Word, Also] | None = Field(None, description="other protocols that the provider speaks")
    models: dict[Word, Text | EndedModel] | None = Field(
        None,
        description="models by `slots` of client programs; `default` is the model of a request that names none. A "
        "model that has ended needs a reason, as in `{ model: .., because: .. }`",
    )
    catalogue: Catalogue | None = Field(
        None,
        description="the catalogue of its models: a file of specs/models, and after `/` one of its lists, `main` by "
        "default",
    )
    model_facts: dict[Text, ModelFacts] | None = Field(
        None, description="corrections of the catalogue, by model ids; each value that is present replaces one"
    )
    model_ids: list[Text] | None = Field(None, description="the model ids that GET /v1/models lists")
    limits: dict[Text, Limit] | None = Field(
        None,
        description="token limits by globs of model ids; the longest match wins. For the models of the catalogue, its "
        "limits are used",
    )
    local: bool | None = Field(None, description="whether it runs on the user's machine")
    own_names: bool | None = Field(
        None, description="whether clients use its model ids; then only the user's own `models:` replace them"
    )
    model_spellings: dict[Text, Text] | None = Field(
        None,
        description="rewrites model ids from other vendors' spelling: each pattern is tried once, in order; `{date}` "
        "matches eight digits, `{n}` and `{m}` one or two digits, any other placeholder any text",
    )
    passthrough: bool | None = Field(
        None,
        description="whether the client's own credentials are forwarded; `dragoman run` then starts the client without "
        "the proxy",
    )
    columns: dict[Column, Text | Annotated[int, Field(ge=1)]] | None = Field(
        None,
        description="cells of the provider table: `auth`, `streaming`, `tools`, `note`, "
        "`superseded` (what earlier lists state, and why it no longer applies), and the number of the `row`",
    )
    uses: Uses | None = Field(
        None, description="shared quirks, applied before those under `quirks`: names, or `{ name: .., when: { .. } }`"
    )
    quirks: list[Quirk] | None = Field(None, description="differences from the protocol")
    patch: list[Patch] | None = Field(None, description="changes to request bodies that are forwarded untranslated")
    variants: dict[Word, Variant] | None = Field(None, description="other sites or products of the provider")
