"""Options of a profile for requests that fail at its provider."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from dragoman.library.hub import ErrorType

# Error types after which another target is not tried unless its `on:` names them: the request is at fault, or a person
# has to correct the credentials.
NOT_USUAL = ("invalid_request", "request_too_large", "context_length_exceeded", "content_policy", "authentication")
ERROR_TYPES: tuple[str, ...] = get_args(ErrorType)
USUAL = frozenset(ERROR_TYPES) - {*NOT_USUAL}


def written(on: frozenset[str]) -> list[str]:
    """Return error types as `on:` of a target names them, with the word for the usual ones."""
    return ["usual", *sorted(on - USUAL)] if on >= USUAL else sorted(on)


@dataclass(frozen=True, slots=True)
class RetryOptions:
    """`max_retries`: how often one request is repeated; `max_wait`: seconds that it may wait in total before its
    repetitions; `budget`: repetitions as a share of the requests of the profile."""

    max_retries: int = 2
    max_wait: float = 10.0
    budget: float = 0.2


NO_RETRIES = RetryOptions(max_retries=0)


@dataclass(frozen=True, slots=True)
class BreakerOptions:
    """`failures`: within `window` seconds, after which no requests are sent; 0: never. `cool_down` and
    `max_cool_down`: seconds until the first probe, and the limit of its doubling."""

    failures: int = 5
    window: float = 30.0
    cool_down: float = 10.0
    max_cool_down: float = 300.0


@dataclass(frozen=True, slots=True)
class FallbackTarget:
    """A profile that is tried if another one fails. `model`: a model name of the profile, or "" for the client's; `on`:
    the error types after which it is tried."""

    profile: str
    model: str = ""
    on: frozenset[str] = USUAL


AccountPick = Literal["fill", "spread", "least_used"]  # how a conversation gets its account
Fallbacks = dict[str, tuple[FallbackTarget, ...]]  # by slot or alias; "" for all other models
