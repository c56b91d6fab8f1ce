"""The compiler: specs in, typed Python out. load -> overlay -> resolve -> check -> emit -> write only what changed."""

from dragoman_codegen.build import Built, build

__all__ = ["Built", "build"]
