"""Specs in the folders of the configuration: shown by the page, and used by the commands that explain requests."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from dragoman import user_specs
from dragoman.server.control.errors import HttpError
from dragoman.server.window import specs
from dragoman.server.window.tools import Tools
from tests.runtime.test_user_specs import MINE, QUIRK, REQUEST


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An active folder with a provider and a quirk."""
    found = tmp_path / "specs"
    for name, text in (("providers/mine.yaml", MINE), ("quirks/limit_renamed.yaml", QUIRK)):
        (found / name).parent.mkdir(parents=True, exist_ok=True)
        (found / name).write_text(text)
    monkeypatch.setattr(user_specs, "_active", (found,))
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    return found


def test_the_files_of_the_folders_are_shown_and_no_others(folder: Path) -> None:
    assert {"mine", "groq"} <= set(specs.read("")["providers"])
    assert specs.read("mine")["text"].startswith("notation: 2\nname: mine")
    assert specs.read(str(folder / "quirks" / "limit_renamed.yaml"))["text"] == QUIRK
    other = folder.parent / "other.yaml"
    other.write_text("secret: 1\n")
    for name in (str(other), str(folder / ".." / "other.yaml")):
        with pytest.raises(HttpError):
            specs.read(name)


@pytest.mark.exhaustive
def test_an_explanation_has_the_lines_of_the_folders(folder: Path) -> None:
    way = ["explain", "request", "--json", "--client", "anthropic_messages", "--provider", "mine", "-"]
    found = json.loads(asyncio.run(Tools().run(way, json.dumps(REQUEST).encode())))
    link = next(one for one in found["links"] if one[0] == "output_limit")
    step = found["steps"][link[3][-1]]
    assert Path(step["file"]) == folder / "quirks" / "limit_renamed.yaml"
    assert step["because"] == "the limit has another name"
    assert specs.read(step["file"])["text"] == QUIRK
