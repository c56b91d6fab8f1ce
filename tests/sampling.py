"""Samples of exhaustive tests: `make test` runs the sample, `make test-all` runs everything.

A parameter outside the sample carries the mark `exhaustive`, which `make test` deselects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest


def every(step: int, values: Iterable[Any], name: Callable[[Any], str] | None = None) -> list[Any]:
    """Parameters of which each `step`-th one, the first included, is in the sample."""
    return [param(value, at % step == 0, name) for at, value in enumerate(values)]


def within(sample: Iterable[Any], values: Iterable[Any], name: Callable[[Any], str] | None = None) -> list[Any]:
    """Parameters of which those in `sample` are in the sample."""
    sample = list(sample)
    return [param(value, value in sample, name) for value in values]


def param(value: Any, in_sample: bool, name: Callable[[Any], str] | None = None) -> Any:
    values = value if isinstance(value, tuple) else (value,)
    marks = () if in_sample else (pytest.mark.exhaustive,)
    return pytest.param(*values, marks=marks, id=name(value) if name else None)
