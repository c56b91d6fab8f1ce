"""The route of one request: the protocols of both sides, the profile and the model."""

from __future__ import annotations

from dataclasses import dataclass

from dragoman.adapters import Back, Front
from dragoman.config.profiles import Profile


@dataclass(frozen=True, slots=True)
class Route:
    """`front`: the client's protocol; `back`: the provider's side; `model`: the provider's id of the model."""

    front: Front
    back: Back
    profile: Profile
    model: str
