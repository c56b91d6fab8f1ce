"""Mutation test of the compiler on random edits of the real specs, always the same ones (tools/mutations).

Each mutant is reported with a position, or compiles to modules that agree with the interpreter. Never a traceback.
"""

from __future__ import annotations

import random

import pytest

from tests import sampling
from tools.mutations.edits import EDITS
from tools.mutations.mutants import FILES, SPECS, Judge, Mutant

SAMPLE = [
    *(f"protocols/openai_chat/{part}.yaml" for part in ("types", "request", "response", "stream", "errors", "lists")),
    *("hub.yaml", "quirks/max_tokens_only.yaml", "providers/deepseek.yaml", "providers/perplexity.yaml"),
]
EACH = 30  # mutants of a file of the sample: 300 in all
FIRST = 5  # of these that `make test` compiles
REST = 13  # mutants of every other file


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Judge:
    """Compiles the unchanged specs once for all files."""
    return Judge(tmp_path_factory.mktemp("mutants"))


@pytest.mark.parametrize("numbers", sampling.within([range(FIRST)], [range(FIRST), range(FIRST, EACH)], str))
@pytest.mark.parametrize("file", SAMPLE)
def test_mutated_file_is_reported_or_compiles_to_correct_code(judge: Judge, file: str, numbers: range) -> None:
    _judge(judge, file, numbers)


@pytest.mark.exhaustive
@pytest.mark.parametrize("file", [file for file in FILES if file not in SAMPLE])
def test_mutated_file_outside_of_the_sample(judge: Judge, file: str) -> None:
    _judge(judge, file, range(REST))


def _judge(judge: Judge, file: str, numbers: range) -> None:
    verdicts = [judge.judge(Mutant.of(number, [file])) for number in numbers]
    assert [f"{verdict.mutant}: {verdict.wrong}" for verdict in verdicts if verdict.wrong] == []


def test_sample_exists_and_has_300_mutants() -> None:
    assert set(SAMPLE) <= set(FILES) and len(SAMPLE) * EACH == 300


def test_a_file_beside_the_folders_can_be_mutated(judge: Judge) -> None:
    assert not judge.judge(Mutant.of(1, ["error_texts.yaml"])).wrong


def test_mutants_are_reproducible() -> None:
    assert Mutant.of(7, FILES).text() == Mutant.of(7, FILES).text()
    assert {Mutant.of(number, FILES[:3]).edit for number in range(200)} == set(EDITS)


def test_each_kind_of_file_is_among_the_specs_that_are_compiled(judge: Judge) -> None:
    kinds = {file.partition("/")[0]: file for file in FILES}
    assert {"auth", "error_texts.yaml", "hub.yaml", "models", "protocols", "providers", "quirks"} == set(kinds)
    assert [file for file in kinds.values() if not (judge.specs_of(file) / file).is_file()] == []


@pytest.mark.parametrize("edit", EDITS)
def test_each_edit_changes_a_spec(edit: object) -> None:
    text = (SPECS / "providers" / "qwen.yaml").read_text(encoding="utf-8")
    assert callable(edit) and any(edit(text, random.Random(seed)) != text for seed in range(20))
