"""Schema of dragoman.yaml: strict pydantic models, and messages for what does not match them.

The description of each field is its line in docs/configuration.md, which `make generate` writes.
"""

from dragoman.config.schema.file import File
from dragoman.config.schema.limits import Breaker, Limits, Retry, Server, Store, Strict, Tokens
from dragoman.config.schema.problems import explain
from dragoman.config.schema.profile import Account, Profile
from dragoman.config.schema.remainder import Remainder, plain, without
from dragoman.config.schema.routing import Changes, Rule, Target, When

__all__ = [
    "Account",
    "Breaker",
    "Changes",
    "File",
    "Limits",
    "Profile",
    "Remainder",
    "Retry",
    "Rule",
    "Server",
    "Store",
    "Strict",
    "Target",
    "Tokens",
    "When",
    "explain",
    "plain",
    "without",
]
