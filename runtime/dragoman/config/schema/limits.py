"""Limits, repetitions, the circuit breaker and the store of responses."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Seconds = Annotated[float, Field(gt=0)]
Count = Annotated[int, Field(gt=0)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=False)


class Limits(Strict):
    """Time limits in seconds. There is no limit on the total time of a response."""

    connect: Seconds = Field(default=10.0, description="Seconds to establish a connection to a provider.")
    first_byte: Seconds = Field(
        default=300.0, description="Seconds from the request to the first byte of the response."
    )
    idle: Seconds = Field(default=300.0, description="Seconds between two parts of a response.")
    fallback: Seconds = Field(
        default=600.0, description="Seconds from a client's request after which no further profile is tried."
    )


class Server(Strict):
    """Limits toward clients. A request that exceeds one is refused with a message that names it."""

    drain: Seconds = Field(default=30.0, description="Seconds that responses in progress have when the server stops.")
    header_timeout: Seconds = Field(
        default=20.0, description="Seconds in which a client sends the header of a request."
    )
    body_timeout: Seconds = Field(
        default=60.0, description="Seconds in which a client sends a body; a second more for each KB that has arrived."
    )
    keep_alive: Seconds = Field(default=75.0, description="Seconds that an idle connection of a client stays open.")
    max_header_bytes: Count = Field(default=65_536, description="Size of the header of a request.")
    max_headers: Count = Field(default=200, description="Number of header lines of a request.")
    max_body_bytes: Count = Field(default=32 * 1024 * 1024, description="Size of a body, decompressed.")
    max_depth: Count = Field(default=200, description="Levels of nesting of a body.")
    max_messages: Count = Field(default=100_000, description="Number of messages of a request.")
    max_tools: Count = Field(default=5_000, description="Number of tools of a request.")
    max_blocks: Count = Field(default=200_000, description="Number of content blocks of a request.")


class Tokens(Strict):
    """Token limits of a model."""

    context_window: Annotated[int, Field(gt=0)] | None = Field(
        None, description="Size of the context window in tokens."
    )
    max_output_tokens: Annotated[int, Field(gt=0)] | None = Field(None, description="Longest response in tokens.")


class Retry(Strict):
    """Repetitions of requests that failed temporarily. A profile takes keys that it does not set from the top level."""

    max_retries: Annotated[int, Field(ge=0)] = Field(default=2, description="Repetitions of one request. 0: none.")
    max_wait: Annotated[float, Field(ge=0)] = Field(
        default=10.0, description="Seconds that one request may wait in total before its repetitions."
    )
    budget: Annotated[float, Field(ge=0, le=1)] = Field(
        default=0.2, description="Repetitions of all requests of a profile, as a share of its requests."
    )


class Breaker(Strict):
    """The circuit breaker of each profile and model. A profile takes keys that it does not set from the top level."""

    failures: Annotated[int, Field(ge=0)] = Field(
        default=5, description="Failures within `window`, more than there are answers, that open it. 0: never."
    )
    window: Seconds = Field(default=30.0, description="Seconds in which failures are counted.")
    cool_down: Seconds = Field(default=10.0, description="Seconds until a probe is sent. Doubles if the probe fails.")
    max_cool_down: Seconds = Field(default=300.0, description="Limit of the doubling. A provider's own time wins.")


class Store(Strict):
    """Responses that clients may continue, read and delete by their id. Off unless it is configured."""

    path: str = Field(
        "~/.local/state/dragoman/responses.sqlite", description="The SQLite file. Created for its owner only."
    )
    max_bytes: Annotated[int, Field(gt=0)] = Field(
        256 * 1024 * 1024, description="Size of all responses. The oldest ones are deleted beyond it."
    )
    max_age: Seconds = Field(30 * 86_400.0, description="Seconds after which a response is deleted: 30 days.")
