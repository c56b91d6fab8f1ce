"""The text of a new dragoman.yaml, and the file. An existing file is never changed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from dragoman import loader
from dragoman.commands.setup.candidates import Candidate
from dragoman.config.client_models import DEFAULT, client_models

INTRODUCTION = """\
# Configuration of Dragoman, written by `dragoman init`. `dragoman config check` checks it, `dragoman config schema`
# prints the JSON Schema of all keys, and `dragoman docs configuration` describes them.
# Keys are read from the environment or the credential store: this file contains none.

listen: 127.0.0.1:4141        # of the proxy; other machines cannot connect to a loopback address
"""
END = """\

# Further keys of a profile: `fallback: [PROFILE]` names profiles to try if it fails, `models:` maps slots to models.
# `keys:` are what clients must send; they are needed to listen on other addresses than loopback ones:
# keys: ["${DRAGOMAN_KEY}"]
"""


def text(candidates: Sequence[Candidate], default: str) -> str:
    """Return the configuration. A candidate with a problem is written as a comment."""
    lines = [f"default: {default}", "", "profiles:"]
    for candidate in candidates:
        lines += list(_profile(candidate))
    return INTRODUCTION + "\n".join(lines) + "\n" + END


def _profile(candidate: Candidate) -> Iterator[str]:
    yield f"  # {candidate.title}: {candidate.found}".rstrip(": ")
    lines = list(_members(candidate))
    if candidate.problem and not candidate.key_only:
        yield f"  # It cannot be used yet: {candidate.problem}."
        yield "  # Complete it and uncomment these lines:"
        yield from (f"  # {line}" for line in lines)
    else:
        yield from (f"  {line}" for line in lines)


def _members(candidate: Candidate) -> Iterator[str]:
    table = loader.provider(candidate.provider, candidate.variant)
    yield f"{candidate.name}:"
    yield f"  provider: {candidate.provider}"
    if candidate.variant:
        yield f"  variant: {candidate.variant}"
    if candidate.key:
        yield f"  api_key: ${{{candidate.key}}}"
    models = table.get("models", {})
    slots = [slot for slot in (*client_models().slots, DEFAULT) if slot in models]
    if candidate.models and not set(models.values()) <= set(candidate.models):
        yield "  models:                   # the first of the server's models, for every slot"
        yield from (f"    {slot}: {json.dumps(candidate.models[0])}" for slot in dict.fromkeys([*slots, DEFAULT]))
    elif models and not table.get("own_names"):
        yield "  # models:                 # the defaults; change those that you want"
        yield from (f"  #   {slot}: {json.dumps(models[slot])}" for slot in slots)


def write(path: Path, content: str) -> None:
    """Create the file, readable by its owner only. Raises FileExistsError, OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:
        file.write(content)
