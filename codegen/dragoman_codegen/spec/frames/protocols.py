"""Protocol and hub files: transport, ids, client programs, and the bodies of each exchange."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from dragoman_codegen.spec.frames.providers import ResponseHeaders, Tokens
from dragoman_codegen.spec.frames.quirks import Uses
from dragoman_codegen.spec.frames.text_types import (
    FileName,
    Header,
    HeaderValue,
    Strict,
    Text,
    Word,
)

KeyHeader = Annotated[str, StringConstraints(pattern=r"^[^\r\n]*\{key\}[^\r\n]*$")]
ProtocolPaths = dict[Literal["create", "stream", "count", "models", "stored_input"], str]
ProgramVariable = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]*\??$")]


class Frames(Strict):
    """The framing of a provider's stream, and its final event.

    The content type of a response decides how it is framed; where that is wrong, the first bytes do."""

    format: Literal["sse", "sse_text", "ndjson", "json_array", "eventstream"] | None = Field(
        None,
        description="the usual framing: `sse`, server-sent events, by default and for clients; `sse_text`, those whose "
        "data is text: an event is an object, whose member with the name of the event, or `message`, is the text, and "
        "`event_field` the name; `ndjson`, one JSON object a line; `json_array`, the items of one JSON array; "
        "`eventstream`, `application/vnd.amazon.eventstream`, whose events are objects with one member that has "
        "the name of the event type, and whose exceptions are "
        '`{ "error": { "code": .., "message": .. } }`; events of bytes '
        "(`application/octet-stream`, or JSON with the member `bytes` in base64) are the parts of a stream of lines or "
        "server-sent events",
    )
    done: str | None = Field(None, description="the data of the final event, if the protocol has one")
    sends_done: bool | None = Field(None, description="`false`: the final event is accepted from providers only")
    event_field: str | None = Field(
        None,
        description="the member of a payload whose value is also the field `event` of its server-sent event; a payload "
        "without it gets that value",
    )


class ProgramModels(Strict):
    """Names of models that a client program uses."""

    family: Text = Field(description="prefix of its model names")
    slots: list[Word] = Field(description="sizes in its model names; `models:` of a profile maps them to models")
    fallback: list[Word] = Field(
        description="slots that stand in for `default` where a profile has none; the first one that it has wins"
    )
    context_window: Annotated[dict[Text, Tokens], Field(min_length=1, max_length=1)] = Field(
        description="the context window, in tokens, that this suffix of a model name requests"
    )


class Program(Strict):
    """A client program, started by `dragoman run PROFILE --client NAME`.

    Texts may contain {url} of the profile, {key} of the proxy, {model}, the model of each slot by the slot's name,
    {context_window} and {max_output_tokens}: the smallest limits of these models, and {folder} of `files`. In an
    object, a text that is one placeholder has the placeholder's type, and an object with a placeholder without a value
    is left out."""

    title: Text = Field(description="the display name")
    command: Text = Field(description="the executable")
    install: Text = Field(description="how to install it")
    arguments: list[Text] | None = Field(
        None, description="arguments that are always given; one with a placeholder without a value is left out"
    )
    prompt: list[Text] = Field(description="further arguments that answer one {prompt} and exit")
    interactive: list[Text] | None = Field(None, description="further arguments if there is no prompt")
    set_env: dict[ProgramVariable, Text | dict[str, Any] | None] = Field(
        description="environment variables, objects as JSON; `~` removes one. `NAME?` is set unless the user sets it"
    )
    files: dict[FileName, Any] | None = Field(
        None, description="JSON files in a temporary {folder} that is deleted when the program ends"
    )
    models: ProgramModels | None = Field(None, description="names of models that the program uses")


class Stored(Strict):
    """Responses that the proxy stores with `responses_store:`, by the members of the protocol."""

    members: dict[Literal["input", "output", "previous", "keep", "final", "missing"], Text] = Field(
        description="names of members: the `input` and `previous` response of a request, `keep`, which is false in a "
        "request whose response is not stored, the `output` of a response, and `final`, the response in the last "
        "event of a stream; `missing`, the code of the error for a `previous` response that is not stored"
    )
    templates: dict[Literal["text", "item", "reference", "list", "deleted"], dict[str, Any]] = Field(
        description="objects: the item of an input that is a {text}, the members that an `item` may omit, those of a "
        "`reference` to a stored item, the `list` of {items} with the ids of the {first} and {last} and whether there "
        "are {more}, and the answer after the response {id} was `deleted`"
    )


class ProtocolFile(Strict):
    """A protocol's transport: paths, headers, ids and client programs."""

    notation: int | None = Field(None, description="version of the notation; required in the specs of a user")
    name: Word = Field(description="the name of the folder")
    title: Text = Field(description="the display name")
    kind: Word = Field(description="the type column of the provider table")
    front: bool | None = Field(None, description="`false`: clients cannot use this protocol with the proxy")
    signatures: Literal["sealed"] | None = Field(
        None, description="`sealed`: clients receive the reasoning signatures of other protocols in an envelope"
    )
    uses: Uses | None = Field(None, description="shared quirks of every provider of this protocol")
    hint: Text | None = Field(None, description="how to point a client at the proxy; `{url}` and `{key}` are filled in")
    programs: dict[Word, Program] | None = Field(
        None, description="client programs that `dragoman run` starts, by the name that `--client` takes"
    )
    stored: Stored | None = Field(None, description="responses that clients may continue by their id")
    frames: Frames | None = Field(None, description="the framing of a stream")
    paths: ProtocolPaths = Field(
        description="paths below the base URL; `{model}` is filled in, or `{model_segment}`, in which `/` and `:` are "
        "encoded. `stored_input` is that of the input items of a stored response, after the path of the response"
    )
    count: dict[str, Any] | None = Field(
        None,
        description="the body of a token count request: `{name}` is this member of the request's body, `{model}` in a "
        "longer text the model",
    )
    headers: Annotated[dict[Header, KeyHeader], Field(min_length=1)] = Field(
        description="request headers that carry the API key, `{key}`: a client sends one of them, a provider receives "
        "the last one"
    )
    version: dict[Header, HeaderValue] | None = Field(
        None, description="the version header, and its value if the client sends none"
    )
    forward_headers: dict[Header, Literal["single", "list"]] | None = Field(
        None,
        description="request headers that are forwarded to a provider of the same protocol; the values of a repeated "
        "`list` are joined",
    )
    session_header: Header | None = Field(None, description="the request header that carries the client's session id")
    response_headers: ResponseHeaders = Field(
        description="response headers by their neutral names: `request-id`, which carries the request id, and limits, "
        "`requests` or another one, then `-limit`, `-remaining`, `-used` (percent), `-reset` (a duration) or "
        "`-reset-time` (a time). `header?name` is a value in a header that is written like a query. `passed` lists "
        "headers that a client of the same protocol receives, by their names or the starts of their names"
    )
    paging: dict[Literal["limit", "after", "before", "more"], Word] | None = Field(
        None,
        description="the query parameters of a page of the list of models: its size and the ids of its neighbors, and "
        "the member of the list that states whether `more` follow",
    )
    ids: dict[Literal["message", "tool_call", "hosted_tool_call"], str] = Field(
        description="prefixes of ids: of a `message`, a `tool_call` and a `hosted_tool_call`"
    )

    @model_validator(mode="after")
    def _complete(self) -> ProtocolFile:
        if self.front is not False and "request-id" not in self.response_headers:
            raise ValueError(
                "'response_headers' needs 'request-id', the header that carries the request id", "key-missing"
            )
        if (self.stored is None) != ("stored_input" not in self.paths):
            raise ValueError("'stored' needs the path 'stored_input', and the path needs 'stored'", "key-missing")
        return self


class TypesFile(Strict):
    """Types, tables of words, and rules that several files of a protocol share."""

    words: dict[str, Any] | None = Field(None, description="lists of words, and tables from wire words to hub words")
    types: dict[str, Any] = Field(description="record types and tagged unions of the wire")
    read: dict[str, Any] | None = Field(None, description="shared rules from wire types to hub types")
    write: dict[str, Any] | None = Field(None, description="shared rules from hub types to wire types")


class BodyFile(Strict):
    """The bodies of one kind of exchange: requests, responses, errors, or lists and counts."""

    types: dict[str, Any] = Field(description="record types and tagged unions of these bodies")
    words: dict[str, Any] | None = Field(None, description="lists of words; tables stand in types.yaml")
    read: dict[str, Any] | None = Field(None, description="rules from wire types to hub types, and `passes` after them")
    write: dict[str, Any] | None = Field(
        None, description="rules from hub types to wire types, and `passes` before them"
    )


class StreamFile(BodyFile):
    """The events of a stream: rows that read them, frames that write them."""


class HubBlock(Strict):
    """The fields of a kind of block, by the time at which they are known."""

    opening: list[str] | None = Field(None, description="fields that are known when the block opens")
    delta: str | None = Field(None, description="the field that deltas extend")
    closing: str | None = Field(None, description="a field that may follow until the block closes")


class HubStream(Strict):
    """The hub's stream events and the order in which they may occur."""

    blocks: dict[str, HubBlock] = Field(description="kinds of blocks")
    events: dict[str, dict[str, str]] = Field(description="stream events with their values")
    moves: dict[str, dict[str, str]] = Field(description="state machine: state, event, next state")


class HubFile(Strict):
    """The types between all protocols."""

    types: dict[str, Any] = Field(description="record types and tagged unions")
    words: dict[str, list[str]] = Field(description="lists of words")
    stream: HubStream = Field(description="stream events")
