"""Kinds of inputs. A kind is a function that makes an input, uses it, and raises an exception if something is wrong.

To add one, write a module with such a function and enter it in `KINDS`. `share`: inputs of each thousand; a kind that
takes more than a millisecond for each has a small one. With 0 it runs alone: `python -m tools.fuzz --kind schemas`.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import NamedTuple

from tools.fuzz.kinds import (
    answers,
    bodies,
    command_lines,
    configuration,
    framings,
    requests,
    schemas,
    specs,
    streams,
)


class Kind(NamedTuple):
    run: Callable[[Random], None]
    share: int


KINDS: dict[str, Kind] = {
    "requests": Kind(requests.run, 300),
    "answers": Kind(answers.run, 250),
    "streams": Kind(streams.run, 250),
    "framings": Kind(framings.run, 194),
    "configuration": Kind(configuration.run, 4),
    "specs": Kind(specs.run, 2),
    "command_lines": Kind(command_lines.run, 0),
    "bodies": Kind(bodies.run, 0),
    "schemas": Kind(schemas.run, 0),
}
