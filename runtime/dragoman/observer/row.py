"""One request as a row of the list: times, models, token counts and losses, without any content."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

MAX_TEXT = 500  # characters of an error message
MAX_NAME = 200  # characters of a model, a client or a path, which clients choose


@dataclass(slots=True)
class Row:
    """`time`: Unix time of the arrival in ms; `kind`: `create` or `count`; `requested`: the client's name of the model;
    `model`: the provider's; `failed_profiles`: profiles that were tried before; `first_token`, `duration`: ms since the
    arrival."""

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
    usage: dict[str, Any] = field(default_factory=dict)
    losses: tuple[str, ...] = ()  # "path;reason"
    attempts: int = 0
    failed_profiles: tuple[str, ...] = ()
    error: tuple[str, str] | None = None  # type and message
    cost: float | None = None  # US dollars; None: unknown

    @property
    def prompt(self) -> int:
        """Tokens of the prompt, those of the cache included."""
        names = ("uncached_input_tokens", "cache_read_tokens", "cache_write_tokens")
        return sum(self.usage.get(name, 0) for name in names)

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
            "first_token": self.first_token,
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


@lru_cache(64)
def client_of(agent: bytes) -> tuple[str, str]:
    """Return the name and the version at the start of a user agent."""
    name, _, version = agent.decode("latin-1").partition(" ")[0].partition("/")
    return name[:MAX_NAME], version[:MAX_NAME]
