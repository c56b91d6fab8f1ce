"""Cases from a recording: what is redacted, and what a replay reports."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dragoman import masking
from dragoman.cases.case import InvalidCase, from_json, from_recording
from dragoman.cases.redaction import Redaction, shape
from dragoman.cases.replay import differences, replay, with_expectations
from dragoman.cases.report import masked_configuration
from dragoman.commands import cli
from tests.observer.conftest import Running

TOOL = {"name": "weather", "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}}}
SECRETS = {
    "sk-untold-0123456789abcdef": "[key 1]",
    "AKIAUNTOLD0123456789": "[key 1]",
    "password: untold-pass": "password: ***",
    'API_KEY="untold-value"': 'API_KEY="***"',
    "write to ana.b+c@mail.example.org": "write to user1@example.com",
    "/home/ana/work/x.py": "/home/user/work/x.py",
    "C:\\Users\\Ana\\x": "C:\\Users\\user\\x",
    "id 6fa459ea-ee8a-3ca4-894e-db77e160355e": "id 00000000-0000-4000-8000-000000000001",
    "eyJhbGciOiJIUzI1NiJ9.eyJ1bnRvbGQiOjF9.untold_x": "[key 1]",
    "eyJhbGciOiJSU0EtT0FFUCJ9..untold-iv0.untold_text.untold_tag": "[key 1]",
    "sk-ant-api03-Untold_0123456789-abcdef": "[key 1]",
    "gsk_Untold0123456789abcdef": "[key 1]",
    "fw_Untold0123456789": "[key 1]",
    "csk-untold0123456789abcdef": "[key 1]",
    "pplx-Untold0123456789abcdef": "[key 1]",
    "nvapi-Untold0123_456789-abcdef": "[key 1]",
    "r8_Untold0123456789abcdef": "[key 1]",
    "AIzaSyUntold0123456789abcdef-xyz": "[key 1]",
    "AQ.Ab8Untold0123456789abcdef": "[key 1]",
    "1//0gUntold0123456789-abcdef": "[key 1]",
    "github_pat_11AUNTOLD0_0123456789abcdef": "[key 1]",
    "npm_Untold0123456789abcdef": "[key 1]",
    "xoxb-0123456789-Untold0123456789": "[key 1]",
    "sk_live_Untold0123456789": "[key 1]",
    "dapi0123456789abcdef0123456789abcdef": "[key 1]",
    "-----BEGIN RSA PRIVATE KEY-----\\nuntold\\n": "[key 1]",
    "AWS_SECRET_ACCESS_KEY=wJalrUntold/K7MDENG/bPxRfi": "AWS_SECRET_ACCESS_KEY=***",
    "Authorization: Bearer untold-0123456789": "Authorization: Bearer ***",
    "send Basic dW50b2xkOnVudG9sZDEyMw==": "send Basic ***",
    "Basic understanding of cookies: read on": "Basic understanding of cookies: read on",
    "https://ana:untold@db.example.org/x": "https://***@db.example.org/x",
    "postgres://ana:untold%40x@10.0.0.1:5432/db": "postgres://***@10.0.0.1:5432/db",
    "https://h.example/x?access_token=untold-0123&y=1": "https://h.example/x?access_token=***&y=1",
    "https://h.example/x?sig=untold0123%2F&se=2": "https://h.example/x?sig=***&se=2",
    '{"password": "untold pass word"}': '{"password": "***"}',
    '{\\"api_key\\": \\"untold0123\\"}': '{\\"api_key\\": \\"***\\"}',
    "client_secret: 'untold0123'": "client_secret: '***'",
    "user_0123456789abcdef0123456789abcdef01234567_x": "user_0000000000000000000000000000000000000001_x",
    "account_6fa459ea-ee8a-3ca4-894e-db77e160355e_s": "account_00000000-0000-4000-8000-000000000001_s",
    "write to untold%40example.org": "write to user1@example.com",
    "~/.claude/projects/-Users-untold-src-app": "~/.claude/projects/-Users-user-src-app",
    "\\\\server\\Users\\untold\\d": "\\\\server\\Users\\user\\d",
    "call hf_hub_download(x) with max_tokens: 300000": "call hf_hub_download(x) with max_tokens: 300000",
}


@pytest.fixture(scope="module")
def recording(running: Running) -> dict[str, Any]:
    running.ask("My key is sk-untold-0123456789abcdef, mail ana@mail.example", stream=True, top_k=3, tools=[TOOL])
    observer = running.app.observer
    assert observer is not None
    found = observer.recording(next(iter(observer.rows)))
    assert found is not None
    return found.as_json()


@pytest.mark.parametrize("text", SECRETS)
def test_secrets_and_names_are_redacted(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(masking, "_known", {})  # keys of other tests
    assert Redaction().text(text) == SECRETS[text]


def test_members_with_secret_names_are_redacted() -> None:
    given = {
        "input": {"api_key": "untold", "headers": {"Authorization": "untold", "Cookie": "untold"}, "note": "kept"},
        "ana@x.org": 1,
        "accessToken": "untold",
        "token": "kept",
        "signature": "kept",
    }
    found = Redaction().value(given)
    assert "untold" not in str(found) and "ana" not in str(found) and str(found).count("kept") == 3


def _events(*parts: tuple[int, str]) -> str:
    events = [{"choices": [{"delta": {"calls": [{"index": at, "arguments": part}]}}]} for at, part in parts]
    return "".join(f"data: {json.dumps(event)}\n\n" for event in events)


@pytest.mark.parametrize("texts", [False, True])
def test_a_secret_in_several_events_is_redacted(texts: bool) -> None:
    parts = [
        (0, "My key sk"),
        (1, '{"to": "unt'),
        (0, "-Unt"),
        (1, "old@exam"),
        (0, "old0123456789 and"),
        (1, 'ple.org"}'),
    ]
    found = Redaction(texts).stream(_events(*parts))
    events = [json.loads(line[6:])["choices"][0]["delta"]["calls"][0] for line in found.splitlines() if line]
    joined = ["".join(one["arguments"] for one in events if one["index"] == at) for at in (0, 1)]
    expected = ["My key [key 1] and", '{"to": "user1@example.com"}']
    assert len(events) == 6 and joined == ([shape(text) for text in expected] if texts else expected)


def test_a_stream_without_secrets_keeps_its_events() -> None:
    given = _events((0, "a"), (1, "b"), (0, "c")) + "data: [DONE]\n\n"
    assert Redaction().stream(given).replace(" ", "") == given.replace(" ", "")


def test_equal_values_have_equal_replacements() -> None:
    redaction = Redaction()
    value = {"from": "a@x.org", "to": ["b@x.org", "a@x.org"]}
    assert redaction.value(value) == {"from": "user1@example.com", "to": ["user2@example.com", "user1@example.com"]}


def test_texts_keep_their_shape() -> None:
    assert shape('Hello {"a": 12.5, "b": true, "Ünï": null}') == 'Xxxxx {"x": 11.1, "x": true, "Xxx": null}'
    body = {"role": "user", "content": [{"type": "text", "text": "Hi, 7 Ana"}], "tool_use_id": "call_1"}
    assert Redaction(texts=True).value(body) == {
        "role": "user",
        "content": [{"type": "text", "text": "Xx, 1 Xxx"}],
        "tool_use_id": "call_1",
    }


@pytest.mark.parametrize("texts", [False, True])
def test_a_recorded_case_has_no_secret_and_replays(recording: dict[str, Any], texts: bool) -> None:
    case = with_expectations(from_recording(recording, Redaction(texts)))
    text = json.dumps(case.as_json())
    assert "untold" not in text and "ana@" not in text
    assert ("weather" in text) and ("My key is" in text) == (not texts)
    again = from_json(json.loads(text))
    assert list(differences(again)) == []
    assert again.expected["sent"]["body"]["stream"] is True
    assert ["top_k", "top_k is not supported by this provider"] in again.expected["losses"]
    assert "message_stop" in again.expected["answer"]["stream"]


def test_a_replay_reports_what_changed(recording: dict[str, Any]) -> None:
    case = with_expectations(from_recording(recording, Redaction()))
    case.expected["sent"]["body"]["max_completion_tokens"] = 1
    lines = list(differences(case))
    assert any(line.startswith("-") and "max_completion_tokens" in line for line in lines)
    other = replay(case, "anthropic")
    assert other["sent"]["body"]["top_k"] == 3 and other["answer"] is None


def test_the_commands(running: Running, recording: dict[str, Any], tmp_path: Path, capsys: Any) -> None:
    file, source = tmp_path / "case.json", tmp_path / "recording.json"
    source.write_text(json.dumps(recording))
    config = tmp_path / "dragoman.yaml"
    config.write_text("keys: [untold-key]\nprofiles: {demo: {provider: demo, api_key: untold-2}}\n")
    assert cli.main(["record", "--recording", str(source), "-o", str(file)]) == 0
    assert cli.main(["replay", str(file)]) == 0
    assert "translated as expected" in capsys.readouterr().out
    assert cli.main(["replay", str(file), "--provider", "groq"]) == 0
    assert json.loads(capsys.readouterr().out)["sent"]["url"].startswith("https://api.groq.com/")
    assert cli.main(["report", str(file), "--config", str(config)]) == 0
    text = capsys.readouterr().out
    assert "untold" not in text and "top_k is not supported" in text and '"provider": "demo"' in text
    changed = json.loads(file.read_text())
    changed["expected"]["losses"] = []
    file.write_text(json.dumps(changed))
    assert cli.main(["replay", str(file)]) == 1
    assert cli.main(["replay", str(file), "--update"]) == 0
    assert cli.main(["replay", str(file)]) == 0


def test_a_configuration_with_problems_is_reported(tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "dragoman.yaml"
    file.write_text("profiles: { a: { provider: none } }\n")
    assert cli.main(["record", "--config", str(file), "1"]) == 1
    assert "no provider 'none'" in capsys.readouterr().err


def test_a_deeply_nested_file_is_no_case(tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "case.json"
    file.write_text("[" * 100_000)
    assert cli.main(["replay", str(file)]) == 1
    assert "is not JSON" in capsys.readouterr().err


def test_a_file_that_is_no_case_is_rejected() -> None:
    values: list[Any] = [{}, [], {"case": 1}, {"case": 1, "request": 3, "name": "", "client": "", "provider": ""}]
    for value in values:
        with pytest.raises(InvalidCase):
            from_json(value)


def test_a_configuration_is_masked() -> None:
    given = {
        "keys": ["untold"],
        "profiles": {"a": {"api_key": "untold", "base_url": "https://u:untold@h/x?token=untold"}},
    }
    found = masked_configuration({**given, "operators": ["${NAME}"], "headers": {"x-api-key": "untold", "x-a": "b"}})
    assert "untold" not in str(found)
    assert found["headers"]["x-a"] == "b" and found["operators"] == ["${NAME}"]
