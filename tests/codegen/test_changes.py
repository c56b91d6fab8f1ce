"""`dragoman specs`: what a change of specs newly loses, adds or changes, and migration of files."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dragoman.commands import cli
from dragoman_codegen.spec.migration.upgrade import CannotUpgrade, upgraded
from dragoman_codegen.spec.sources import NOTATION
from tests.codegen.broken import GOOD

ROOT = Path(__file__).parents[2]
QUIRK = """
quirks:
  - because: it differs
    see: https://docs.example.com/page
    request: { write: { Request from Request: %s } }
"""


def specs(folder: Path, change: str = "") -> Path:
    """Return a copy of the good specs, in which the provider `plain` has a quirk."""
    shutil.copytree(GOOD, folder)
    provider = folder / "providers" / "plain.yaml"
    if change:
        provider.write_text(provider.read_text(encoding="utf-8").rstrip() + QUIRK % change, encoding="utf-8")
    return folder


def differences(old: Path, new: Path, capsys: pytest.CaptureFixture[str]) -> list[tuple[str, ...]]:
    assert cli.main(["specs", "diff", str(old), str(new), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    return [(one["provider"], one["verb"], one["kind"], one["name"]) for one in found]


def test_quirks_of_a_provider_have_reasons_and_places(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["specs", "quirks", "aws", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {one["protocol"] for one in found} == {"bedrock_converse", "openai_responses"}
    for one in found:
        file, line, _ = one["place"].split(":")
        text = (ROOT / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
        assert text.lstrip(" -{").startswith(("because:", "name:")) and one["because"], one
    assert cli.main(["specs", "quirks", "aws"]) == 0
    assert found[0]["because"] in capsys.readouterr().out
    assert cli.main(["specs", "quirks", "unheard"]) == 64
    assert "no provider 'unheard'" in capsys.readouterr().err


def test_quirks_of_a_provider_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "dragoman" / "specs" / "providers"
    folder.mkdir(parents=True)
    text = (
        "notation: 2\nname: mine\ntitle: Mine\nprotocol: openai_chat\nurl: https://api.example.com\n"
        "uses: [{ name: max_tokens_only, see: https://docs.example.com/limits }]\n"
    )
    (folder / "mine.yaml").write_text(text, encoding="utf-8")
    (folder / "broken.yaml").write_text("notation: 2\nname: broken\n", encoding="utf-8")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    done = subprocess.run(
        [sys.executable, "-m", "dragoman", "specs", "quirks", "mine", "--json"],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert "https://docs.example.com/limits" in {one["see"] for one in json.loads(done.stdout)}
    assert "broken.yaml" in done.stderr


def test_equal_specs_have_no_difference(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["specs", "diff", str(specs(tmp_path / "a")), str(specs(tmp_path / "b"))]) == 0
    assert capsys.readouterr().out == "no difference\n"


def test_a_field_that_is_dropped_is_newly_lost(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = specs(tmp_path / "old")
    new = specs(tmp_path / "new", "{ most: ~, $drop: { max_tokens: no limit here } }")
    assert differences(old, new, capsys) == [
        ("plain", "lost", "loss", "max_tokens: no limit here"),
        ("plain", "removed", "field", "Request from Request: most"),
    ]
    assert differences(new, old, capsys) == [
        ("plain", "added", "field", "Request from Request: most"),
        ("plain", "carried", "loss", "max_tokens: no limit here"),
    ]


def test_a_word_of_a_table_is_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = specs(tmp_path / "old"), specs(tmp_path / "new", "{}")
    provider = new / "providers" / "plain.yaml"
    change = "types: { words: { reasons: { $read: { cut: stop } } } }"
    text = provider.read_text(encoding="utf-8").replace("request: { write: { Request from Request: {} } }", change)
    provider.write_text(text, encoding="utf-8")
    assert ("plain", "changed", "table", "reasons") in differences(old, new, capsys)


def test_a_field_with_another_value_is_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = specs(tmp_path / "old"), specs(tmp_path / "new", "{ most: $max_tokens ?? 9 }")
    assert differences(old, new, capsys) == [("plain", "changed", "field", "Request from Request: most")]
    cli.main(["specs", "diff", str(old), str(new)])
    shown = capsys.readouterr().out
    assert "plain (tiny)\n  ≈ request: changed field Request from Request: most  " in shown
    assert "providers/plain.yaml:" in shown


def test_specs_that_do_not_compile(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = specs(tmp_path / "new", "{ most: $max_tokns }")
    assert cli.main(["specs", "diff", str(specs(tmp_path / "old")), str(new)]) == 1
    assert "Request has no 'max_tokns'; did you mean 'max_tokens'? [dragoman docs errors#" in capsys.readouterr().err
    assert cli.main(["specs", "diff", str(tmp_path / "absent"), str(new)]) == 64


def test_a_changed_setting_is_named_by_its_path(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = specs(tmp_path / "new")
    file = new / "providers" / "plain.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("/v1", "/v2"), encoding="utf-8")
    found = differences(specs(tmp_path / "old"), new, capsys)
    assert found == [("plain", "changed", "setting", "tiny.url")]


def test_a_problem_of_a_single_file_has_the_position_in_that_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("name: mine\ntitle: Mine\nprotocol: openai_chatt\nurl: https://mine.test/v1\n", encoding="utf-8")
    assert cli.main(["specs", "diff", str(file), str(file)]) == 1
    shown = capsys.readouterr().err
    assert f"{file}:3:11: no protocol 'openai_chatt'" in shown and "  3 | protocol: openai_chatt\n" in shown


def test_upgrade_names_the_version(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("# My provider.\n\nname: mine  # short\n", encoding="utf-8")
    assert cli.main(["specs", "upgrade", str(file)]) == 0
    assert file.read_text(encoding="utf-8") == "# My provider.\n\nnotation: 2\nname: mine  # short\n"
    assert cli.main(["specs", "upgrade", str(file)]) == 0
    assert capsys.readouterr().out == f"{file}: migrated\n1 of 1 files migrated\n0 of 1 files migrated\n"


@pytest.mark.parametrize("version", [NOTATION + 1, "new", True, -1])
def test_an_unknown_version_is_not_migrated(
    version: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CannotUpgrade, match="reads notation 2 and older ones"):
        upgraded("name: mine\n", version)
    file = tmp_path / "mine.yaml"
    file.write_text(f"notation: {version}\nname: mine\n", encoding="utf-8")
    assert cli.main(["specs", "upgrade", str(file)]) == 1
    assert f"{file}: the file has notation" in capsys.readouterr().err
