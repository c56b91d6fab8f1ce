"""What a person may write under `headers:` of a provider: texts, and values that depend on the request."""

from __future__ import annotations

from typing import Annotated

from pydantic import Discriminator, Field
from pydantic import Tag as Kind

from dragoman_codegen.spec.text_types import Header, HeaderValue, Strict


class HeaderWhen(Strict):
    """When a header has its value. All that is given must be true."""

    model: list[str] | None = Field(None, description="globs over the model's name, without case")
    unless: list[str] | None = None
    images: bool | None = Field(None, description="the request has images")
    continued: bool | None = Field(None, description="it goes on with an assistant's words or a tool's result")
    thinking: bool | None = None
    tools: bool | None = None
    streaming: bool | None = None


class AskedHeader(Strict):
    """A header that depends on the request."""

    value: HeaderValue
    when: HeaderWhen
    else_: HeaderValue | None = Field(None, alias="else", description="its value otherwise; without it there is none")


Form = Annotated[
    Annotated[HeaderValue, Kind("[text]")] | Annotated[AskedHeader, Kind("[asked]")],
    Discriminator(lambda value: "[asked]" if isinstance(value, dict | AskedHeader) else "[text]"),
]
Headers = dict[Header, Form]
