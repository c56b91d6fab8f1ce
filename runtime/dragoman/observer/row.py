"""One request as a row of the list: times, models, token counts and losses, without any content."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from dragoman.library.hub import ApiError
from dragoman.masking import masked

MAX_TEXT = 500  # characters of an error message
MAX_NAME = 200  # characters of a model, a client or a path, which clients choose

Prices = Callable[[str, str, Mapping[str, Any], float], float | None]  # profile, model, usage, time -> US dollars


@dataclass(slots=True)
class Row:
    """`time`: Unix time of the arrival in ms; `kind`: `create` or `count`; `requested`: the client's name of the model;
    `model`: the provider's; `repetitions`: profile and change of each repeated request; `failed_profiles`: those
    that were tried before; `first_token`, `duration`: ms since the arrival."""

    id: str
    time: int
    kind: str
    path: str
    client: tuple[str, str] = ("", "")  # name and version, from its user agent
    profile: str = ""
    provider: str = ""
    requested: str = ""
    model: str = ""
    streams: bool = False
    status: int = 0
    in_progress: bool = True
    disconnected: bool = False
    first_token: float | None = None
    duration: float = 0.0
    finish_reason: str = ""
    usage: Mapping[str, Any] = field(default_factory=dict)
    losses: tuple[str, ...] = ()  # "path;reason"
    attempts: int = 0
    repetitions: tuple[tuple[str, str], ...] = ()
    failed_profiles: tuple[str, ...] = ()
    failure: ApiError | None = None  # that the client received
    cost: float | None = None  # US dollars; None: unknown

    @property
    def error(self) -> tuple[str, str] | None:
        """The type and the message of the error that the client received."""
        found = self.failure
        return (error_type(found), masked(found["message"])[:MAX_TEXT]) if found else None

    @property
    def prompt(self) -> int:
        """Tokens of the prompt, those of the cache included."""
        return prompt_of(self.usage)

    def as_json(self) -> dict[str, Any]:
        usage = self.usage
        return {
            "id": self.id,
            "time": self.time,
            "kind": self.kind,
            "path": self.path,
            "client": self.client,
            "profile": self.profile,
            "provider": self.provider,
            "requested": self.requested,
            "model": self.model,
            "streams": self.streams,
            "status": self.status,
            "in_progress": self.in_progress,
            "disconnected": self.disconnected,
            "first_token": None if self.first_token is None else round(self.first_token, 2),
            "duration": round(self.duration, 2),
            "finish_reason": self.finish_reason,
            "tokens": {
                "input": self.prompt,
                "cached": usage.get("cache_read_tokens", 0),
                "output": usage.get("output_tokens", 0),
                "reasoning": usage.get("reasoning_tokens", 0),
            },
            "losses": [loss.split(";", 1) for loss in self.losses],
            "attempts": self.attempts,
            "failed_profiles": self.failed_profiles,
            "error": self.error,
            "cost": self.cost,
        }


def prompt_of(usage: Mapping[str, Any]) -> int:
    """Return the tokens of the prompt, those of the cache included."""
    get = usage.get
    count: int = get("uncached_input_tokens", 0) + get("cache_read_tokens", 0) + get("cache_write_tokens", 0)
    return count


def error_type(failure: ApiError) -> str:
    return failure.get("error_type", "server_error")


@lru_cache(64)
def client_of(agent: bytes) -> tuple[str, str]:
    """Return the name and the version at the start of a user agent."""
    name, _, version = agent.decode("latin-1").partition(" ")[0].partition("/")
    return name[:MAX_NAME], version[:MAX_NAME]
