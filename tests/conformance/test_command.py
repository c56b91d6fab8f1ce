"""`dragoman translate` prints the results that the cases verify."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dragoman import loader
from dragoman.commands import cli
from tests.conformance import translate
from tests.conformance.cases import Case, cases

PROVIDERS = ("anthropic", "openai", "openrouter", "deepseek", "groq")
PLAIN = [
    case for case in cases() if case.provider in PROVIDERS and not case.headers and not isinstance(case.send, list)
]


def some(kind: str) -> pytest.MarkDecorator:
    """Run a test on every fifth case of a kind, since all of them use the same code."""
    chosen = [case for case in PLAIN if case.kind == kind and not {"placeholders", "body", "front"} & {*case.profile}][
        ::5
    ]
    return pytest.mark.parametrize("case", chosen, ids=[case.name for case in chosen])


def run(
    case: Case, what: str, capsys: pytest.CaptureFixture[str], folder: Path, given: bytes, *more: str
) -> tuple[int, Any]:
    file, request_file = folder / "given", folder / "request.json"
    file.write_bytes(given)
    request_file.write_text(json.dumps({**case.send, "stream": True} if what == "stream" else case.send))
    model = ("--model", case.send["model"]) if case.send.get("model") else ()
    about = () if what == "request" else ("--request", str(request_file))
    command = [
        "translate",
        what,
        "--client",
        translate.FRONT,
        "--provider",
        case.provider,
        *(f"--{key}={value}" for key, value in case.profile.items()),
        *model,
        *about,
        *more,
        str(file),
    ]
    status = cli.main(command)
    return status, capsys.readouterr().out


@some("request")
def test_request(case: Case, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    status, out = run(case, "request", capsys, tmp_path, json.dumps(case.send).encode())
    came = translate.request(case.provider, case.send, **case.profile)
    shown = json.loads(out)
    if isinstance(came, translate.Sent):
        assert status == 0
        assert list(shown) == ["method", "url", "headers", "body", "losses"]
        assert (shown["method"], shown["url"], shown["body"]) == (came.method, came.url, came.body)
        assert translate.KEY not in out
    elif came.status >= 400:
        assert (status, shown) == (2, came.body)


@some("answer")
def test_answer(case: Case, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    status, out = run(case, "response", capsys, tmp_path, json.dumps(case.given).encode())
    assert status == 0
    assert json.loads(out) == translate.response(case.provider, case.given, request=case.send, **case.profile).body


@some("failure")
def test_failure(case: Case, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    failure = case.given
    body = failure["body"] if isinstance(failure["body"], str) else json.dumps(failure["body"])
    status, out = run(case, "response", capsys, tmp_path, body.encode(), "--status", str(failure["status"]))
    came = translate.response(case.provider, body, case.send, failure["status"], **case.profile)
    shown = json.loads(out)
    assert (status, shown["status"], shown["body"]) == (0, came.status, came.body)
    assert "headers" in shown


@some("stream")
def test_stream(case: Case, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    status, out = run(case, "stream", capsys, tmp_path, case.given)
    came = translate.stream(case.provider, case.given, request=case.send, **case.profile)
    assert (status, out.encode()) == (0, came.sse)


CHOICE: dict[str, Any] = {"index": 0, "message": {"role": "assistant", "content": "fine"}, "finish_reason": "stop"}
DELTA: dict[str, Any] = {"index": 0, "delta": {"content": "fine"}, "finish_reason": "stop"}


@pytest.mark.parametrize("client", loader.fronts())
@pytest.mark.parametrize("provider", ["groq", "perplexity"])
def test_responses_are_translated_without_their_request(
    provider: str, client: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """These providers have conditions that depend on the request."""
    head = {"id": "c1", "created": 1, "model": "m", "usage": {"prompt_tokens": 1, "completion_tokens": 1}}
    whole = json.dumps({**head, "object": "chat.completion", "choices": [CHOICE]})
    event = json.dumps({**head, "object": "chat.completion.chunk", "choices": [DELTA]})
    file = tmp_path / "given"
    for what, text in (("response", whole), ("stream", f"data: {event}\n\ndata: [DONE]\n\n")):
        file.write_text(text)
        words = ["translate", what, "--client", client, "--provider", provider, "--protocol", "openai_chat", str(file)]
        assert cli.main(words) == 0
        assert "fine" in capsys.readouterr().out
