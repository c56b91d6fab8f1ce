"""The compiler: specs in, typed Python out. load -> overlay -> resolve -> check -> emit -> write only what changed."""

from .build import Built, build

__all__ = ["Built", "build"]
