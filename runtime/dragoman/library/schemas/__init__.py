"""Compiler of JSON Schemas for providers that accept a part of JSON Schema only.

`profile.py` describes what a provider accepts, `wellformed.py` checks the structure, `references.py` finds the targets
of references, `normal.py` makes the normal form with `intersect.py` and `unions.py`, `restrict.py` writes it with the
keywords of a profile, `unrestricted.py` is for profiles with all keywords, and `compiler.py` joins them.
"""

from dragoman.library.schemas.compiler import Compiled, compile_schema, losses_by_reason
from dragoman.library.schemas.profile import Profile
from dragoman.library.schemas.strict import closed_objects, strict_problem
from dragoman.library.schemas.wellformed import Unusable

__all__ = ["Compiled", "Profile", "Unusable", "closed_objects", "compile_schema", "losses_by_reason", "strict_problem"]
