"""Headers of a provider: fixed values, and values that depend on the request."""

from __future__ import annotations

from typing import Annotated

from pydantic import Discriminator, Field
from pydantic import Tag as Kind

from dragoman_codegen.spec.frames.conditions import HeaderCondition
from dragoman_codegen.spec.frames.text_types import Header, HeaderValue, Strict


class AskedHeader(Strict):
    """A header that depends on the request."""

    value: HeaderValue = Field(description="the value while the condition holds")
    when: HeaderCondition = Field(description="the condition")
    else_: HeaderValue | None = Field(None, alias="else", description="the value otherwise; without it, no header")


Form = Annotated[
    Annotated[HeaderValue, Kind("[text]")] | Annotated[AskedHeader, Kind("[asked]")],
    Discriminator(lambda value: "[asked]" if isinstance(value, dict | AskedHeader) else "[text]"),
]
Headers = dict[Header, Form]
