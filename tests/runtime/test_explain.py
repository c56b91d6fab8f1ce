"""`dragoman explain`: its output for requests, responses and streams of three providers, and its errors."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from dragoman.commands import cli
from dragoman.commands.inspection import explain as command
from tests.laws.test_explanations import specs

PROVIDERS = ("groq", "gemini", "openai")
REQUEST: dict[str, Any] = {
    "model": "a-model",
    "max_tokens": 100,
    "top_k": 3,
    "system": [{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral"}}],
    "messages": [
        {"role": "user", "content": [{"type": "text", "text": "Weather in Oslo?"}]},
        {"role": "assistant", "content": [{"type": "tool_use", "id": "a1", "name": "w", "input": {"city": "Oslo"}}]},
        {
            "role": "user",
            "content": [{"type": "tool_result", "tool_use_id": "a1", "content": "Rain", "is_error": True}],
        },
    ],
    "tools": [{"name": "w", "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}}}],
}
RESPONSE = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1,
    "model": "a-model",
    "choices": [
        {
            "index": 0,
            "message": {"role": "assistant", "content": "Rain.", "audio": {"id": "x"}},
            "finish_reason": "stop",
        }
    ],
    "usage": {"prompt_tokens": 9, "completion_tokens": 2, "total_tokens": 11},
}
STREAM = [
    {"id": "chatcmpl-1", "choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}}]},
    {"id": "chatcmpl-1", "choices": [{"index": 0, "delta": {"content": "Rain."}}]},
    {"id": "chatcmpl-1", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
]


def body(what: str) -> bytes:
    if what == "stream":
        events = "".join(f"data: {json.dumps(event)}\n\n" for event in STREAM)
        return f"{events}data: [DONE]\n\n".encode()
    return json.dumps(REQUEST if what == "request" else RESPONSE).encode()


def without_lines(text: str) -> str:
    """Return an output without the numbers of lines, which change with every edit of a spec."""
    return re.sub(r"(\.yaml):\d+", r"\1:N", text)


@pytest.fixture
def explain(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run the command on a body in a wide window without colors; return status, stdout and stderr."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("COLUMNS", "150")
    monkeypatch.setattr(command, "specs", specs)

    def run(what: str, data: bytes, *options: str) -> tuple[int, str, str]:
        file = tmp_path / "body"
        file.write_bytes(data)
        status = cli.main(["explain", what, "--client", "anthropic_messages", *options, str(file)])
        return status, *capfd.readouterr()

    return run


@pytest.mark.parametrize("what", ["request", "response", "stream"])
@pytest.mark.parametrize("provider", PROVIDERS)
def test_output(explain: Any, provider: str, what: str, snapshot: SnapshotAssertion) -> None:
    options = ("--provider", provider, "--model", "a-model", "--protocol", "openai_chat")
    status, out, errors = explain(what, body(what), *options)
    assert (status, errors) == (0, "")
    assert without_lines(out) == snapshot


@pytest.mark.parametrize("data", [b'{"error": {"message": "too busy"}}', b"\xfe\x00 no stream", body("response")])
def test_a_body_that_is_no_stream_is_explained_as_a_response(explain: Any, data: bytes) -> None:
    assert explain("stream", data, "--provider", "groq") == explain("response", data, "--provider", "groq")


def test_a_narrow_window_has_one_field_below_the_other(
    explain: Any, monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    assert without_lines(explain("response", body("response"), "--provider", "groq")[1]) == snapshot


def test_colors_are_for_terminals(explain: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in explain("request", body("request"), "--provider", "groq")[1]
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[3" not in explain("request", body("request"), "--provider", "groq")[1]


def test_json_has_links_with_steps(explain: Any) -> None:
    status, out, _ = explain("request", body("request"), "--provider", "groq", "--json")
    found = json.loads(out)
    assert status == 0
    link = next(link for link in found["links"] if link[0] == "max_completion_tokens")
    assert link[1:3] == [["max_tokens"], "→"]
    assert [found["steps"][number]["phase"] for number in link[3]] == ["read", "write"]
    assert found["losses"] == [
        {
            "path": "top_k",
            "reason": "top_k is not supported by this provider",
            "sources": ["top_k"],
            "step": found["losses"][0]["step"],
        }
    ]
    assert found["url"].startswith("https://") and found["headers"]["authorization"] == "Bearer ***"


def test_a_request_that_is_rejected(explain: Any) -> None:
    status, out, _ = explain("request", b"{}", "--provider", "groq")
    assert status == 2
    assert "Field required" in out


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (("--provider", "grog"), "no provider 'grog'; did you mean 'groq'?"),
        (("--provider", "groq", "--protocol", "gemini"), "gemini"),
        (("--provider", "groq", "--request", "absent.json"), "cannot read absent.json"),
    ],
)
def test_a_wrong_name_is_an_error_of_usage(explain: Any, options: tuple[str, ...], text: str) -> None:
    status, _, errors = explain("request", body("request"), *options)
    assert status == 64
    assert text in errors


def test_translate_names_what_a_profile_fills_in_a_url(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "body"
    file.write_bytes(body("request"))
    command_line = ["translate", "request", "--client", "anthropic_messages", "--provider", "databricks", str(file)]
    assert cli.main(command_line) == 0
    assert "{workspace} in the URL is filled from `with:` of a profile (--profile NAME)\n" in capfd.readouterr().err
    command_line[5] = "aws"
    assert cli.main(command_line) == 0
    assert "(--profile NAME), or from AWS_REGION or AWS_DEFAULT_REGION when" in capfd.readouterr().err


def test_translate_names_what_fills_an_envelope(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "body"
    file.write_bytes(body("request"))
    way = ["--client", "anthropic_messages", "--provider", "gemini", "--variant", "code-assist"]
    assert cli.main(["translate", "request", *way, str(file)]) == 0
    filled = "{project} in the body is filled from `with:` of a profile (--profile NAME), or from the login gemini-cli"
    assert filled in capfd.readouterr().err
    assert cli.main(["translate", "request", *way[:4], str(file)]) == 0
    assert capfd.readouterr().err == ""


def test_compiled_plans_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    command.specs().side("demo", "openai_chat")
    assert (tmp_path / "dragoman" / "plans" / "demo" / ".codegen_cache").is_file()


def test_a_wrong_file_is_an_error_of_usage(capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["explain", "request", "--client", "openai_chat", "--provider", "groq", "absent.json"]) == 64
    assert "cannot read absent.json" in capfd.readouterr().err
