"""Conditions: the requests that a quirk, a patch, a header or a choice of protocol applies to."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from dragoman_codegen.spec.frames.text_types import Strict, Text, Word

Glob = Text


class Condition(Strict):
    """A condition on the request. All given keys must hold.

    `model` is known everywhere. Quirks know `variants`, `reasoning`, `tools` and `streaming`; headers
    `reasoning`, `tools`, `streaming`, `images` and `continued`; patches `variants`, `version`, `action` and `retry`."""

    model: list[Glob] | None = Field(
        None,
        description="globs of model ids, case-insensitive: `*` is any text, `?` one character; `!glob` excludes models",
    )
    variants: list[Word] | None = Field(None, description="variants of the provider, one of which the profile selects")
    reasoning: bool | None = Field(None, description="whether the client requests reasoning")
    tools: bool | None = Field(None, description="whether the request has tools")
    streaming: bool | None = Field(None, description="whether the response is streamed")
    images: bool | None = Field(None, description="whether the request has images")
    continued: bool | None = Field(None, description="whether the last message is not the user's own text")
    version: list[str] | None = Field(None, description="values of the client's version header")
    action: Literal["create", "count"] | None = Field(
        None, description="whether the request is for a response or for a token count"
    )
    retry: Literal[True] | None = Field(
        None, description="the request is repeated after an error that matches `retry` of errors.yaml"
    )


OF_PROTOCOLS = ("model",)
OF_QUIRKS = ("model", "variants", "reasoning", "tools", "streaming")
OF_HEADERS = ("model", "reasoning", "tools", "streaming", "images", "continued")
OF_PATCHES = ("model", "variants", "version", "action", "retry")


def only(what: str, known: tuple[str, ...]) -> AfterValidator:
    """The validator of a condition that is evaluated where only these keys are known."""

    def check(condition: Condition) -> Condition:
        given = [key for key in Condition.model_fields if key in condition.model_fields_set]
        if not given:
            raise ValueError(f"'when' has no key; the condition of a {what} has {', '.join(known)}", "key-missing")
        for key in given:
            if key not in known:
                raise ValueError(f"the condition of a {what} has no '{key}'; it has {', '.join(known)}", "unknown-name")
            if getattr(condition, key) in (None, []):
                raise ValueError(f"'{key}' of 'when' has no value; give one, or remove the key", "form")
        return condition

    return AfterValidator(check)


ProtocolCondition = Annotated[Condition, only("protocol", OF_PROTOCOLS)]
QuirkCondition = Annotated[Condition, only("quirk", OF_QUIRKS)]
HeaderCondition = Annotated[Condition, only("header", OF_HEADERS)]
PatchCondition = Annotated[Condition, only("patch", OF_PATCHES)]
