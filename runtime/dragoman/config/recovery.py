"""Options of a profile for requests that fail at its provider."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RetryOptions:
    """`max_retries`: how often one request is repeated; `max_wait`: seconds that it may wait in total before its
    repetitions; `budget`: repetitions as a share of the requests of the profile."""

    max_retries: int = 2
    max_wait: float = 10.0
    budget: float = 0.2


NO_RETRIES = RetryOptions(max_retries=0)
