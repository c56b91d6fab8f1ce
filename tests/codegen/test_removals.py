"""The removal search recognizes a silent loss, and the compiler refuses removals."""

import pytest

from dragoman_codegen.spec.problems import Problems
from tools.removals.cuts import Cut, Judge


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge("ollama_chat")


def cut_of(judge: Judge, file: str, half: str, *keys: str) -> Cut:
    return next(cut for cut in judge.cuts() if (cut.file, cut.half, cut.path) == (file, half, keys))


def test_the_loss_of_a_removed_field_is_recognized(judge: Judge) -> None:
    cut = cut_of(judge, "request", "write", "Request from Request", "tools")
    problems = Problems()
    changed = judge.without(cut, problems)
    assert "tools" in judge.influence.lost(changed)
    assert any("FunctionTool.* is not carried" in problem.text for problem in problems.found)


def test_a_refused_removal_is_no_fault(judge: Judge) -> None:
    assert judge.fault(cut_of(judge, "request", "write", "Request from Request", "tools")) == ""


def test_no_removal_loses_a_value_silently(judge: Judge) -> None:
    cuts = list(judge.cuts())
    assert len(cuts) > 200
    assert [f"{cut}: {fault}" for cut in cuts[::9] if (fault := judge.fault(cut))] == []


@pytest.mark.exhaustive
def test_what_a_rule_beside_it_carries_is_not_lost() -> None:
    cut = Cut("response", "write", ("Detail from Block", "reasoning", "text"), "")
    assert Judge("openai_chat").fault(cut) == ""


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", ["cohere_chat", "ollama_chat"])
def test_no_removal_of_a_whole_protocol_loses_a_value_silently(name: str) -> None:
    judge = Judge(name)
    assert [f"{cut}: {fault}" for cut in judge.cuts() if (fault := judge.fault(cut))] == []
