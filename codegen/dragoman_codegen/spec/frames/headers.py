"""Headers of a provider: fixed values, and values that depend on the request."""

from __future__ import annotations

from typing import Annotated

from pydantic import Discriminator, Field
from pydantic import Tag as Kind

from dragoman_codegen.spec.frames.text_types import Header, HeaderValue, Strict


class HeaderWhen(Strict):
    """When a header has its value. All given keys must hold."""

    model: list[str] | None = Field(None, description="globs of model ids, case-insensitive")
    unless: list[str] | None = Field(None, description="globs of model ids for which the condition does not hold")
    images: bool | None = Field(None, description="whether the request has images")
    continued: bool | None = Field(None, description="whether the last message is not the user's own text")
    thinking: bool | None = Field(None, description="whether the client requests reasoning")
    tools: bool | None = Field(None, description="whether the request has tools")
    streaming: bool | None = Field(None, description="whether the response is streamed")


class AskedHeader(Strict):
    """A header that depends on the request."""

    value: HeaderValue = Field(description="the value while the condition holds")
    when: HeaderWhen = Field(description="the condition")
    else_: HeaderValue | None = Field(None, alias="else", description="the value otherwise; without it, no header")


Form = Annotated[
    Annotated[HeaderValue, Kind("[text]")] | Annotated[AskedHeader, Kind("[asked]")],
    Discriminator(lambda value: "[asked]" if isinstance(value, dict | AskedHeader) else "[text]"),
]
Headers = dict[Header, Form]
