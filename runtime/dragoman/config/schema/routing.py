"""Fallback targets and routing rules."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from dragoman.config.schema.limits import Strict
from dragoman.library.hub import ErrorType, ReasoningEffort


class Target(Strict):
    """A profile that is tried if another one fails."""

    use: str = Field(description="Profile, or `profile/model`.")
    on: Annotated[list[Literal["usual", ErrorType]], Field(min_length=1)] = Field(
        ["usual"],
        description="Error types after which it is tried. `usual`: all but `invalid_request`, `request_too_large`, "
        "`context_length_exceeded`, `content_policy` and `authentication`.",
    )


def _shape(value: object) -> str:
    """Return the tag of a value in a union of shapes."""
    return "<list>" if isinstance(value, list) else "<mapping>" if isinstance(value, (dict, Strict)) else "<text>"


SHAPES = ("<list>", "<mapping>", "<text>")  # steps in the places of pydantic's problems that are not in the file
Targets = Annotated[
    list[Annotated[Annotated[str, Tag("<text>")] | Annotated[Target, Tag("<mapping>")], Discriminator(_shape)]],
    Field(min_length=1),
]
Fallback = Annotated[
    Annotated[Targets, Tag("<list>")] | Annotated[dict[str, Targets], Tag("<mapping>")], Discriminator(_shape)
]


class When(Strict):
    """Conditions of a routing rule; all of them must hold."""

    model: Annotated[list[str], Field(min_length=1)] = Field(
        default=[], description="Globs over the model name of the client, one of which matches."
    )
    slot: Annotated[list[str], Field(min_length=1)] = Field(
        default=[], description="Slots in the model name of the client."
    )
    tokens_above: Annotated[int, Field(ge=0)] | None = Field(
        default=None, description="The estimated tokens of the prompt are more than this."
    )
    reasoning: bool | None = Field(default=None, description="The client requests reasoning.")
    images: bool | None = Field(default=None, description="The conversation contains images.")
    search: bool | None = Field(default=None, description="The client offers the provider's web search.")
    tools: bool | None = Field(default=None, description="The client offers tools.")
    headers: dict[str, str] = Field(default={}, description="Headers of the client and globs over their values.")


class Changes(Strict):
    """Changes to the requests of a routing rule."""

    effort: ReasoningEffort | None = Field(
        default=None, description="Reasoning effort, where the request is translated."
    )
    body: dict[str, Any] = Field(default={}, description="Fields merged into the body, as `body` of a profile.")


class Rule(Strict):
    """A routing rule. The first one that matches decides."""

    when: When = Field(When(), description="Conditions. Without any, the rule matches every request.")
    use: str = Field(description="Profile, or `profile/model`.")
    set: Changes = Field(Changes(), description="Changes to the request.")
    weight: Annotated[float, Field(gt=0, le=1)] = Field(
        1.0, description="Share of the matching conversations that it takes; the rest goes on to the next rule."
    )
    fallback: Targets | None = Field(None, description="Targets instead of those of the profile.")
