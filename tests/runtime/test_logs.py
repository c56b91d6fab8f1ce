"""Log lines: nothing that a client or a provider sends adds a line, or hides a part of one."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dragoman.auth.secret import Secret
from dragoman.commands.serving.serve import set_up_logging
from dragoman.config import profiles
from dragoman.config.settings import Settings
from dragoman.logs import escaped, request_id
from dragoman.masking import remember
from dragoman.server.app import App
from tests.conformance.inprocess import ask, run

FORGED = "2026-01-01 00:00:00 INFO    POST /v1/messages main m 200"
BREAKS = ["\n", "\r", "\r\n", "\v", "\f", "\0", "\x1b[2K", "\x1c", "\x85", "\u2028", "\u2029", "\u202e"]


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """The file that a server logs to, with the handlers of the test run put back afterwards."""
    loggers = [logging.getLogger(name) for name in ("dragoman", "uvicorn")]
    before = [(one, one.handlers[:], one.propagate, one.level) for one in loggers]
    path = tmp_path / "server.log"
    set_up_logging("debug", path)
    try:
        yield path
    finally:
        for one, handlers, propagate, level in before:
            for handler in one.handlers:
                handler.close()
            one.handlers[:], one.propagate = handlers, propagate
            one.setLevel(level)


def lines(log: Path) -> list[str]:
    """The lines as any program may split them."""
    return log.read_bytes().decode().splitlines()


@pytest.mark.parametrize("separator", BREAKS, ids=ascii)
def test_log_record_is_one_line(log: Path, separator: str) -> None:
    logging.getLogger("dragoman").info("model %s", f"m{separator}{FORGED}")
    (line,) = lines(log)
    assert line.isprintable()
    assert line.endswith(f"model m{escaped(separator)}{FORGED}")


def test_lone_surrogate_is_escaped() -> None:
    assert escaped("a\ud800b") == "a\\ud800b"
    assert escaped("a b, \u6a21\u578b \\n") == "a b, \u6a21\u578b \\n"


@pytest.mark.parametrize("separator", BREAKS, ids=ascii)
def test_a_traceback_does_not_begin_a_line_like_a_record(log: Path, separator: str) -> None:
    try:
        raise ValueError(f"no{separator}{FORGED}")
    except ValueError:
        logging.getLogger("dragoman").exception("it failed")
    first, *rest = lines(log)
    assert first.endswith("it failed")
    assert len(rest) > 2
    assert all(line.startswith("    ") and line.isprintable() for line in rest)


@pytest.mark.parametrize(
    "request_",
    [
        {"body": {"model": f"m\n{FORGED}", "max_tokens": 1, "messages": [{"role": "user", "content": "hi"}]}},
        {"body": {"model": "m"}, "path": f"/v1/x\n{FORGED}"},
        {"body": {"model": "m", f"x\n{FORGED}": 1, "max_tokens": 1, "messages": [{"role": "user", "content": "hi"}]}},
    ],
    ids=["model", "path", "field"],
)
def test_no_request_forges_a_log_line(log: Path, request_: dict[str, Any]) -> None:
    profile = profiles.make(
        "main",
        "openai",
        profiles.ProfileOptions(base_url="http://127.0.0.1:9", key=Secret("sk-untold-1")),
        environment={},
    )
    run(ask(App(Settings({"main": profile}, "main")), **request_))
    found = lines(log)
    assert found
    assert not any(line.startswith(FORGED) for line in found)


def test_the_access_log_is_escaped_whatever_its_handler(caplog: pytest.LogCaptureFixture) -> None:
    profile = profiles.make(
        "main",
        "openai",
        profiles.ProfileOptions(base_url="http://127.0.0.1:9", key=Secret("sk-untold-1")),
        environment={},
    )
    caplog.set_level(logging.INFO, "dragoman.access")
    body = {"model": f"m\n{FORGED}", "max_tokens": 1, "messages": [{"role": "user", "content": "hi"}]}
    run(ask(App(Settings({"main": profile}, "main")), body))
    (record,) = [record for record in caplog.records if record.name == "dragoman.access"]
    assert "\n" not in record.getMessage()


def test_json_records_are_objects_with_the_id_of_the_request(log: Path) -> None:
    remember("untold-secret")
    set_up_logging("info", log, "json")
    token = request_id.set("4f120001")
    try:
        raise ValueError("broken\nuntold-secret")
    except ValueError:
        logging.getLogger("dragoman").exception("a %s message\u2028", "untold-secret")
    finally:
        request_id.reset(token)
    logging.getLogger("dragoman").info("another")
    first, second = map(json.loads, log.read_text("utf-8").splitlines())
    assert (first["level"], first["logger"], first["request"]) == ("error", "dragoman", "4f120001")
    assert first["message"] == "a *** message\u2028" and "ValueError: broken\n***" in first["traceback"]
    assert set(second) == {"time", "level", "logger", "message"}
