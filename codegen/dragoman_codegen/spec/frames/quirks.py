"""Quirks: the differences between a provider and its protocol, as a spec file declares them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Discriminator, Field, model_validator
from pydantic import Tag as Kind

from dragoman_codegen.spec.frames.conditions import QuirkCondition
from dragoman_codegen.spec.frames.patches import Patch
from dragoman_codegen.spec.frames.text_types import Strict, Text, Url, Word


class Part(Strict):
    """Changes to one file of the protocol."""

    types: dict[str, Any] | None = Field(None, description="types to add or change")
    words: dict[str, Any] | None = Field(None, description="lists and tables of words to add or change")
    read: dict[str, Any] | None = Field(None, description="rules and passes of the read half to add or change")
    write: dict[str, Any] | None = Field(None, description="rules and passes of the write half to add or change")


class Quirk(Strict):
    """One difference between a provider and its protocol, laid over the files that it names."""

    because: Text = Field(description="the provider's behavior that requires the change, in one sentence")
    see: Url = Field(description="the page that documents this behavior")
    when: QuirkCondition | None = Field(None, description="the requests that the quirk applies to; without it, all")
    types: Part | None = Field(None, description="changes to types.yaml; they do not depend on `when`")
    request: Part | None = Field(None, description="changes to request.yaml")
    response: Part | None = Field(None, description="changes to response.yaml")
    stream: Part | None = Field(None, description="changes to stream.yaml")
    errors: Part | None = Field(None, description="changes to errors.yaml")


class Use(Strict):
    """A shared quirk that applies to some requests only, or with a source of this provider."""

    name: Word = Field(description="the name of a file in specs/quirks")
    when: QuirkCondition | None = Field(None, description="the requests that it applies to")
    see: Url | None = Field(None, description="the page of this provider that documents it, instead of the quirk's own")

    @model_validator(mode="after")
    def _holds(self) -> Use:
        if self.when is None and self.see is None:
            raise ValueError("a use names `when` or `see`; without both, write its name alone")
        return self


Uses = list[
    Annotated[
        Annotated[Word, Kind("[name]")] | Annotated[Use, Kind("[use]")],
        Discriminator(lambda value: "[use]" if isinstance(value, dict | Use) else "[name]"),
    ]
]


class SharedQuirk(Strict):
    """Quirks and patches that several providers share, listed under `uses`."""

    notation: int | None = Field(None, description="version of the notation; required in the specs of a user")
    name: Word = Field(description="the name of the file")
    quirks: list[Quirk] | None = Field(None, description="differences from the protocol")
    patch: list[Patch] | None = Field(None, description="changes to request bodies that are forwarded untranslated")

    @model_validator(mode="after")
    def _holds(self) -> SharedQuirk:
        if not self.quirks and not self.patch:
            raise ValueError("a shared file has 'quirks' or 'patch'", "quirk")
        return self
