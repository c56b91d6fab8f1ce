"""Frame of a catalogue file: the models of a provider, in one list for each of its products.

What a file does not state is unknown: an absent price is not 0, and an absent window is not unlimited.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Text = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$")]
Date = Annotated[str, StringConstraints(pattern=r"^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
Hour = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Tokens = Annotated[int, Field(gt=0, le=1_000_000_000, strict=True)]
Price = Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False, strict=True)]
Modality = Literal["text", "image", "pdf", "audio", "video", "file"]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True, defer_build=True)


class Rates(Strict):
    """Prices in US dollars for a million tokens."""

    input: Price | None = Field(None, description="tokens of the prompt that are not cached")
    output: Price | None = Field(None, description="tokens of the response, reasoning included")
    reasoning: Price | None = Field(None, description="tokens of reasoning, if they have their own price")
    cache_read: Price | None = Field(None, description="tokens of the prompt that are read from the cache")
    cache_write: Price | None = Field(None, description="tokens of the prompt that are written to the cache")
    cache_write_1h: Price | None = Field(None, description="tokens that are cached for an hour")


class Tier(Rates):
    """Prices of the whole request if its prompt is long."""

    above: Tokens = Field(description="tokens of the prompt, cached ones included, that are exceeded")


class Peak(Rates):
    """Prices from Monday to Friday in some hours of UTC."""

    start: Hour = Field(description="the first minute, as `01:00`")
    end: Hour = Field(description="the minute after the last one")


class Change(Rates):
    """Prices from a day on."""

    date: Date = Field(description="the first day")


class Prices(Rates):
    """Prices of the standard service, in US dollars for a million tokens."""

    tiers: list[Tier] | None = Field(None, description="prices of requests with long prompts")
    peaks: list[Peak] | None = Field(None, description="prices at peak hours")
    changes: list[Change] | None = Field(None, description="announced prices")


class Budget(Strict):
    """Bounds of a number of reasoning tokens."""

    min: Annotated[int, Field(ge=0)] | None = Field(None, description="the smallest budget")
    max: Tokens | None = Field(None, description="the largest budget")


class Reasoning(Strict):
    """How reasoning is controlled."""

    efforts: list[Text] | None = Field(None, description="accepted reasoning efforts")
    default: Text | None = Field(None, description="the effort of a request that has none")
    budget_tokens: Budget | None = Field(None, description="a number of reasoning tokens is accepted; its bounds")
    can_disable: bool | None = Field(None, description="reasoning can be switched off")
    always: bool | None = Field(None, description="reasoning cannot be switched off")


class End(Strict):
    """The end of a model at this provider."""

    date: Date | None = Field(None, description="the day from which the model is not served; absent if unknown")
    successor: Text | None = Field(None, description="the id of the model to use instead")
    source: Text | None = Field(None, description="where the date is from")
    doubt: Text | None = Field(None, description="why the date is uncertain; the model may still be served after it")


class Model(Strict):
    """What is known of a model at this provider."""

    context_window: Tokens | None = Field(None, description="tokens of prompt and response in total")
    max_context_window: Tokens | None = Field(None, description="the largest context window that a client may request")
    max_prompt_tokens: Tokens | None = Field(None, description="tokens of a prompt, if fewer than the context window")
    max_output_tokens: Tokens | None = Field(None, description="tokens of a response, reasoning included")
    input: list[Modality] | None = Field(None, description="what a prompt may contain")
    output: list[Modality] | None = Field(None, description="what a response may contain, if not text alone")
    reasoning: bool | Reasoning | None = Field(None, description="whether it reasons, and how that is controlled")
    tools: bool | None = Field(None, description="`false`: tool calls are not supported")
    temperature: bool | None = Field(None, description="`false`: sampling parameters are rejected")
    protocol: Name | None = Field(None, description="the protocol of its requests, if it depends on the model")
    prices: Prices | None = Field(None, description="US dollars for a million tokens; absent if unknown")
    status: Literal["alpha", "beta", "deprecated"] | None = Field(None, description="the provider's label")
    ends: End | None = Field(None, description="an announced end")
    answered_by: Text | None = Field(None, description="the model that answers requests for this one")
    note: Text | None = Field(None, description="a remark on the other keys")
    sources: list[Text] | None = Field(None, description="where the record is from")


class ModelList(Strict):
    """The models of one product of a provider."""

    see: Text | None = Field(None, description="the provider's own page about its models")
    sources: dict[Text, Text] | None = Field(None, description="the name of this list in each source")
    subscription: bool | None = Field(None, description="usage is paid by the month, so there are no prices")
    models: dict[Text, Model] = Field(description="models by the provider's ids")
    ended: dict[Text, End] = Field(default_factory=dict, description="models that are not served any more")

    @model_validator(mode="after")
    def _consistent(self) -> ModelList:
        both = sorted(self.models.keys() & self.ended.keys())
        if both:
            raise ValueError(f"'{both[0]}' is under 'models' and under 'ended'; keep one of them", "model-catalogue")
        return self


class ModelFile(Strict):
    """The models of a provider, made by `make models`."""

    provider: Name = Field(description="the name of the file")
    as_of: Date = Field(description="the day of the snapshot; compiling compares end dates with it")
    lists: dict[Name, ModelList] = Field(description="models by product; `main` is the usual one")
