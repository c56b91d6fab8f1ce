"""Protocol and hub files: transport, ids, the usual client, and the bodies of each exchange."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from dragoman_codegen.spec.frames.providers import Paths
from dragoman_codegen.spec.frames.text_types import EnvName, Header, HeaderValue, Strict, Text, Word


class Frames(Strict):
    """The framing of a stream."""

    kind: Literal["sse"] = Field(description="the transport: server-sent events")
    done: str | None = Field(None, description="the data of the final event, if the protocol has one")
    event: str | None = Field(None, description="the member of a payload that its `event:` line repeats")


class Ids(Strict):
    """The form of ids."""

    message: str = Field(description="the prefix of message ids")
    cut: list[str] = Field(description="prefixes of other protocols' ids that are removed")
    call: str = Field(description="the prefix of tool call ids")
    illegal: str = Field(description="a pattern of the characters that a tool call id may not contain")
    errand: str | None = Field(None, description="the prefix of ids of hosted tool calls")


class Watch(Strict):
    """The events of a stream that is forwarded untranslated."""

    first: str = Field(description="the event that begins a response")
    ends: list[str] = Field(description="events that complete it")
    errors: list[str] = Field(description="events that report an error")
    quiet: list[str] = Field(description="events that may come at any time")
    tag: str = Field(description="the member of a payload that names the event")
    model: str = Field(description="the path of the model name in the first event")


class ProgramModels(Strict):
    """Names of models that a client program uses."""

    family: Text = Field(description="prefix of its model names")
    slots: list[Word] = Field(description="sizes in its model names; `models:` of a profile maps them to models")
    fallback: list[Word] = Field(
        description="slots that stand in for `default` where a profile has none; the first one that it has wins"
    )
    long_window: Text = Field(description="suffix of a model name that requests a long context window")
    long_window_tokens: int = Field(description="tokens of the context window that the suffix stands for", gt=0)


class Program(Strict):
    """The usual client of a protocol, started by `dragoman run`.

    Texts may contain {url} of the profile, {key} of the proxy, {model}, the model of each slot by the slot's name,
    {window} and {answer}: the smallest limits of these models."""

    title: Text = Field(description="the display name")
    command: Text = Field(description="the executable")
    install: Text = Field(description="how to install it")
    prompt: list[Text] = Field(description="arguments that answer one {prompt} and exit")
    always: dict[EnvName, Text] = Field(description="environment variables that are always set")
    never: list[EnvName] = Field(description="environment variables that are removed")
    usual: dict[EnvName, Text] = Field(description="environment variables that are set unless the user sets them")
    models: ProgramModels = Field(description="names of models that the program uses")


class Counting(Strict):
    """The body of a token count request."""

    keep: list[str] = Field(description="members of the request body that it contains")
    add: dict[str, Text] | None = Field(None, description="further members; `{model}` is filled in")
    under: str | None = Field(None, description="the member that all of this is placed under")


class ProtocolFile(Strict):
    """A protocol's transport: paths, headers, ids and the usual client."""

    notation: int | None = Field(None, description="version of the notation; required in the specs of a user")
    name: Word = Field(description="the name of the folder")
    title: Text = Field(description="the display name")
    kind: Word = Field(description="the type column of the provider table")
    front: bool | None = Field(None, description="`false`: clients cannot use this protocol with the proxy")
    hint: Text | None = Field(None, description="how to point a client at the proxy; `{url}` and `{key}` are filled in")
    program: Program | None = Field(None, description="the client that `dragoman run` starts")
    frames: Frames = Field(description="the framing of a stream")
    paths: Paths = Field(description="paths below the base URL; `{model}` is filled in")
    count: Counting | None = Field(None, description="the body of a token count request")
    keys: dict[Header, HeaderValue] = Field(description="headers that carry a client's API key")
    version: dict[Header, HeaderValue] | None = Field(
        None, description="the version header, and its value if the client sends none"
    )
    keep: list[Header] | None = Field(
        None, description="request headers that are forwarded to a provider of the same protocol"
    )
    lists: list[Header] | None = Field(None, description="headers whose repeated values are joined to one list")
    session: Header | None = Field(None, description="the request header that carries the client's session id")
    receipt: Header = Field(description="the response header that carries the request id")
    limits: dict[Word, Header] = Field(description="rate limit headers by their neutral names")
    ids: Ids = Field(description="the form of ids")
    watch: Watch | None = Field(None, description="the events of a stream that is forwarded untranslated")


class TypesFile(Strict):
    """Types, tables of words, and rules that several files of a protocol share."""

    words: dict[str, Any] | None = Field(None, description="lists of words, and tables from wire words to hub words")
    types: dict[str, Any] = Field(description="record types and tagged unions of the wire")
    read: dict[str, Any] | None = Field(None, description="shared rules from wire types to hub types")
    write: dict[str, Any] | None = Field(None, description="shared rules from hub types to wire types")


class BodyFile(Strict):
    """The bodies of one kind of exchange: requests, responses, errors, or lists and counts."""

    types: dict[str, Any] = Field(description="record types and tagged unions of these bodies")
    words: dict[str, Any] | None = Field(None, description="lists of words, and tables from wire words to hub words")
    read: dict[str, Any] | None = Field(None, description="rules from wire types to hub types, and passes `after` them")
    write: dict[str, Any] | None = Field(
        None, description="rules from hub types to wire types, and passes `before` them"
    )


class StreamFile(BodyFile):
    """The events of a stream: rows that read them, frames that write them."""


class HubStream(Strict):
    """The hub's stream events and the order in which they may occur."""

    blocks: dict[str, Any] = Field(description="kinds of blocks, and the values that open and close each")
    events: dict[str, dict[str, str]] = Field(description="stream events with their values")
    moves: dict[str, dict[str, str]] = Field(description="state machine: state, event, next state")


class HubFile(Strict):
    """The types between all protocols."""

    types: dict[str, Any] = Field(description="record types and tagged unions")
    words: dict[str, list[str]] = Field(description="lists of words")
    stream: HubStream = Field(description="stream events")
