"""Files that a command cannot use: the exit status and the message depend on what is wrong, not on the command."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.commands.empty_home import Home
from tests.commands.empty_home import home as home

WAY = ("--client", "anthropic_messages", "--provider", "groq")
COMMANDS = {
    "translate request": ("translate", "request", *WAY, "FILE"),
    "translate stream": ("translate", "stream", *WAY, "FILE"),
    "translate --request": ("translate", "response", *WAY, "--request", "FILE", "good.json"),
    "explain request": ("explain", "request", *WAY, "FILE"),
    "explain --spec": ("explain", "request", *WAY, "--spec", "FILE", "good.json"),
    "route": ("route", "FILE"),
    "import ccr": ("import", "ccr", "FILE"),
    "import litellm": ("import", "litellm", "FILE"),
    "import cliproxy": ("import", "cliproxy", "FILE", "--json"),
    "config check": ("config", "check", "--config", "FILE"),
    "config check --json": ("config", "check", "--config", "FILE", "--json"),
    "check": ("check", "--offline", "--config", "FILE"),
    "serve": ("serve", "--config", "FILE"),
    "dev": ("dev", "--config", "FILE"),
    "run": ("run", "demo", "--config", "FILE"),
    "status": ("status", "--config", "FILE"),
    "reload": ("reload", "--config", "FILE"),
    "breaker clear": ("breaker", "clear", "--config", "FILE"),
    "models --config": ("models", "demo", "--config", "FILE"),
    "models --refresh": ("models", "--refresh", "FILE"),
    "auth status": ("auth", "status", "--config", "FILE"),
    "replay": ("replay", "FILE"),
    "report": ("report", "FILE"),
    "report --config": ("report", "good.json", "--config", "FILE"),
    "record --config": ("record", "--config", "FILE"),
    "record": ("record", "--recording", "FILE"),
    "specs diff": ("specs", "diff", "FILE", "FILE"),
    "specs upgrade": ("specs", "upgrade", "FILE"),
}
BODIES = {"translate request", "translate --request", "explain request", "route"}  # refused, as the proxy refuses them
COMPILES = {"explain request", "explain --spec", "specs diff"}
LENIENT = {"auth status"}  # a login is possible with a configuration that has errors
UNUSABLE = {
    "empty": b"",
    "binary": bytes(range(256)),
    "half a list": b"a: [1, 2\nb: }\n",
    "a list": b"[1, 2]\n",
    "a text": b'"text"\n',
    "null": b"null\n",
    "a long number": b"9" * 5000,
    "nesting": b"[" * 3000,
    "blocks": b"- " * 3000 + b"1\n",
    "levels": b'{"a":' * 600 + b"1" + b"}" * 600,
    "itself": b"a: &a [*a]\n",
    "keys": b"? " * 60 + b"1\n",
    "utf-16": "profiles:\n".encode("utf-16"),
}


def words(command: str, file: str) -> list[str]:
    return [file if word == "FILE" else word for word in COMMANDS[command]]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("file", ["missing", "folder", "unreadable", "no/folder"])
def test_a_file_that_cannot_be_read_is_a_problem_of_the_command_line(
    file: str, command: str, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.write("{}", "good.json")
    (home.folder / "folder").mkdir()
    home.write("secret", "unreadable")
    refuse_reading(monkeypatch, home.folder / "unreadable")
    if (file, command) == ("folder", "specs diff") or (file == "unreadable" and command in LENIENT):
        return
    status, out = home.run(*words(command, file))
    assert (status, out) == (64, ""), home.errors
    assert file in home.errors and home.errors.startswith("dragoman: ") and home.errors.count("\n") == 1
    reason = {"folder": ("Is a directory", "is a folder"), "unreadable": ("Permission denied",)}
    expected = reason.get(file, ("No such file or directory", "does not exist"))
    assert any(text in home.errors for text in expected)


def refuse_reading(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """Refuse to read a file, also to a superuser."""
    path.chmod(0)
    if os.access(path, os.R_OK):
        real = Path.open

        def refuse(self: Path, *arguments: object, **more: object) -> object:
            if self.name == path.name:
                raise PermissionError(13, "Permission denied", str(self))
            return real(self, *arguments, **more)  # type: ignore[call-overload]

        monkeypatch.setattr(Path, "open", refuse)


QUICK = {"empty", "binary", "half a list", "nesting", "levels", "itself"}
PAIRS = [
    pytest.param(
        content,
        name,
        marks=[pytest.mark.exhaustive] if content not in QUICK or (name in COMPILES and content != "nesting") else [],
    )
    for content in UNUSABLE
    for name in COMMANDS
    if name not in ("translate stream", *LENIENT)
]


@pytest.mark.parametrize(("content", "command"), PAIRS)
def test_contents_that_are_wrong_have_a_message_and_a_status(content: str, command: str, home: Home) -> None:
    home.write("{}", "good.json")
    (home.folder / "bad").write_bytes(UNUSABLE[content])
    status, out = home.run(*words(command, "bad"))
    assert status == (2 if command in BODIES else 1), home.errors
    assert (home.folder / "bad").read_bytes() == UNUSABLE[content]
    assert "Error:" not in home.errors and "Traceback" not in home.errors
    if "--json" in COMMANDS[command] and out:
        json.loads(out)


@pytest.mark.parametrize(
    "text",
    [
        "{ name: mine, title: Mine, protocol: openai_chat, url: 'https://a.example/v1' }\n",
        '{"a": 1,}',
        "# first\n---\n{ name: mine }\n",
        "%YAML 1.2\n---\nname: mine\n",
    ],
)
def test_upgrade_refuses_a_file_that_is_not_written_in_lines(text: str, home: Home) -> None:
    home.write(text, "mine.yaml")
    assert home.run("specs", "upgrade", "mine.yaml") == (1, "")
    assert "write its keys as lines" in home.errors and (home.folder / "mine.yaml").read_text() == text


def test_upgrade_keeps_line_ends_and_the_start_of_a_document(home: Home) -> None:
    (home.folder / "mine.yaml").write_bytes("\ufeff# mine\r\n---\r\nname: mine\r\n".encode())
    assert home.run("specs", "upgrade", "mine.yaml")[0] == 0, home.errors
    assert (home.folder / "mine.yaml").read_bytes() == b"# mine\r\n---\r\nnotation: 2\nname: mine\r\n"
    assert home.run("specs", "upgrade", "mine.yaml") == (0, "0 of 1 files migrated\n")


def test_init_writes_the_file_that_the_environment_names(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRAGOMAN_CONFIG", str(home.folder / "own" / "mine.yaml"))
    status, _ = home.run("init", "--provider", "demo", "--no-test")
    assert status == 0 and (home.folder / "own" / "mine.yaml").is_file()
    assert home.run("config", "check")[0] == 0
