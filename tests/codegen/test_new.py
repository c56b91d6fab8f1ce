"""`make new`: the skeletons of a provider and of a protocol compile, and the proposals in their comments."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from dragoman_codegen.__main__ import main
from dragoman_codegen.compile.program import compile_all
from dragoman_codegen.spec.skeletons import provider as skeleton

SPECS = Path(__file__).parent.parent.parent / "specs"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    others = [path.name for path in (SPECS / "protocols").iterdir() if path.name != "openai_chat"]
    shutil.copytree(SPECS, tmp_path / "specs", ignore=shutil.ignore_patterns("*.json", *others))
    for path in (tmp_path / "specs" / "providers").glob("*.yaml"):
        path.unlink()
    (tmp_path / "docs").mkdir()
    shutil.copy(SPECS.parent / "docs" / "adding-a-protocol.md", tmp_path / "docs")
    return tmp_path


@pytest.mark.parametrize("name", ["fireworks", "nvidia-nim", "my_own2"])
def test_skeleton_compiles(name: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", name, "--root", str(project)]) == 0
    assert f"specs/providers/{name}.yaml written" in capsys.readouterr().out
    assert list(compile_all(project / "specs").providers) == [name]


def test_proposals_of_the_skeleton_compile(project: Path) -> None:
    main(["new", "proposal", "--root", str(project)])
    path = project / "specs" / "providers" / "proposal.yaml"
    head, separator, proposed = path.read_text(encoding="utf-8").partition("# What may be added")
    assert separator
    lines = proposed.splitlines()[1:]
    path.write_text(head + "\n".join(re.sub(r"^# ?", "", line) for line in lines) + "\n", encoding="utf-8")
    made = compile_all(project / "specs").providers["proposal"]
    reasons = {reason.because for reason in made.reasons}
    shared = {
        "the output limit is named max_tokens",
        "a reasoning signature made by this proxy belongs to another provider",
        "encrypted reasoning in an envelope of this proxy belongs to another provider",
    }
    assert len(reasons - shared) == 2 and reasons > shared and made.info["models"]


@pytest.mark.parametrize("name", ["", "My Own", "../evil", "9lives", "a/b", "a.b", "é", "class"])
def test_invalid_name_is_rejected(name: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", name, "--root", str(project)]) == 2
    assert "is no name for a provider" in capsys.readouterr().err
    assert not list((project / "specs" / "providers").iterdir())


def test_existing_file_is_not_overwritten(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "mine", "--root", str(project)]) == 0
    path = project / "specs" / "providers" / "mine.yaml"
    path.write_text("mine\n", encoding="utf-8")
    assert main(["new", "mine", "--root", str(project)]) == 2
    assert "exists already" in capsys.readouterr().err and path.read_text(encoding="utf-8") == "mine\n"


def test_skeleton_of_a_protocol_compiles(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "vendor_chat", "--protocol", "--root", str(project)]) == 0
    assert "specs/protocols/vendor_chat written" in capsys.readouterr().out
    assert compile_all(project / "specs").protocols["vendor_chat"].info["title"] == "Vendor Chat"
    assert main(["new", "vendor_chat", "--protocol", "--root", str(project)]) == 2


def test_a_protocol_of_providers_needs_no_request_id(project: Path) -> None:
    main(["new", "vendor_chat", "--protocol", "--root", str(project)])
    path = project / "specs" / "protocols" / "vendor_chat" / "protocol.yaml"
    text, count = re.subn(r"response_headers: \{.*?\}", "response_headers: {}", path.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8")
    assert count == 1 and "vendor_chat" in compile_all(project / "specs").protocols


@pytest.mark.parametrize("name", ["", "My Own", "../evil", "a-b", "class"])
def test_invalid_name_of_a_protocol_is_rejected(name: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", name, "--protocol", "--root", str(project)]) == 2
    assert "is no name for a protocol" in capsys.readouterr().err


def test_address_is_asked_for_and_its_models_are_listed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str]] = []

    def listed(url: str, key: str) -> list[str]:
        asked.append((url, key))
        return ["big: 1", "small"]

    monkeypatch.setenv("MINE_API_KEY", "a-key-for-tests")
    monkeypatch.setattr(skeleton, "read_model_ids", listed)
    assert skeleton.new_provider(project, "mine", lambda _: " https://api.mine.test/v1 ") == 0
    made = compile_all(project / "specs").providers["mine"]
    assert made.info["sides"]["openai_chat"]["url"] == "https://api.mine.test/v1"
    assert made.info["model_ids"] == ["big: 1", "small"] and asked == [("https://api.mine.test/v1", "a-key-for-tests")]
    assert "a-key-for-tests" not in (project / "specs" / "providers" / "mine.yaml").read_text(encoding="utf-8")


def test_wrong_address_is_asked_for_again(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = iter(["api.mine.test/v1", "https://api.mine.test/v1 #", "http://api.mine.test/v1/chat/completions/"])
    assert skeleton.new_provider(project, "mine", lambda _: next(answers)) == 0
    assert capsys.readouterr().out.count("is no address") == 2
    made = compile_all(project / "specs").providers["mine"]
    assert made.info["sides"]["openai_chat"]["url"] == "http://api.mine.test/v1"


@pytest.mark.parametrize("key", ["", "a-key-for-tests"])
def test_missing_key_is_named_only_if_it_is_missing(
    key: str, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MINE_API_KEY", key)
    assert skeleton.new_provider(project, "mine", lambda _: "http://127.0.0.1:1/v1") == 0
    shown = capsys.readouterr().out
    assert "Connection refused" in shown and ("MINE_API_KEY is not set" in shown) == (not key)


def test_list_that_cannot_be_read_is_reported(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert skeleton.new_provider(project, "mine", lambda _: "http://api.mine.test/v1") == 0
    assert "does not begin with https" in capsys.readouterr().out
    assert list(compile_all(project / "specs").providers) == ["mine"]
