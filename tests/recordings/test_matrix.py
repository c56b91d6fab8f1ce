"""The matrix of client protocols and recorded protocols in docs/conformance.md is what the recordings give."""

from __future__ import annotations

import pytest

from tests.recordings import matrix
from tests.recordings.corpus import CORPUS, needed


@pytest.mark.exhaustive
def test_the_matrix_is_measured() -> None:
    needed(CORPUS)
    assert matrix.matrix() == matrix.measured(), "run python -m tests.recordings.matrix and make snapshots"
