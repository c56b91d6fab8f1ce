"""The compiler: specs in, typed Python out. load -> overlay -> resolve -> check -> emit -> write only what changed."""

from dragoman_codegen.build import build
from dragoman_codegen.model.program import Program

__all__ = ["Program", "build"]
