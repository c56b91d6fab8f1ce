"""Command line: output, exit status, and start and end of a server."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from dragoman import __version__
from dragoman.commands import cli
from tests.runtime.fake_adapters import fakes as fakes

pytestmark = pytest.mark.usefixtures("fakes")
HERE = Path(__file__).parent
ROOT = HERE.parents[1]
START = (
    "import sys, fake_adapters; from dragoman import loader; from dragoman.commands import cli; "
    "loader._registry = lambda: fake_adapters.REGISTRY; "
    "sys.exit(cli.main())"
)
JSON = {"content-type": "application/json"}
ASK = {"model": "claude-haiku-9", "turns": ["hi"], "odd": 1}
STREAM = b'data: {"say":"yo"}\n\ndata: {"why":"stop"}\n\ndata: [END]\n\n'


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run a command in an empty folder; return status, stdout and stderr. Bytes among the arguments become files."""
    monkeypatch.chdir(tmp_path)
    for name in ("DRAGOMAN_CONFIG", "ACME_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))

    def run(*words: str | bytes) -> tuple[int, str, str]:
        arguments = []
        for number, word in enumerate(words):
            if isinstance(word, bytes):
                (tmp_path / f"file{number}").write_bytes(word)
                word = f"file{number}"
            arguments.append(word)
        try:
            status = cli.main(arguments)
        except SystemExit as end:
            status = int(end.code or 0)
        out, errors = capfdbinary.readouterr()
        return status, out.decode(), errors.decode()

    return run


def body(value: Any) -> bytes:
    return json.dumps(value).encode()


def test_translate_request(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACME_KEY", "sk-untold")
    for words in (
        ("translate", "request", body(ASK), "--client", "plain", "--provider", "acme"),
        ("translate", "request", "--client", "plain", "--provider", "acme", body(ASK)),
    ):
        status, out, _ = run(*words)
        assert status == 0 and "very" not in out
        assert json.loads(out) == {
            "method": "POST",
            "url": "https://acme.example/base/talk",
            "headers": {
                "content-type": "application/json",
                "user-agent": f"dragoman/{__version__}",
                "authorization": "Bearer ***",
                "accept": "application/json",
            },
            "body": {"model": "acme-small", "turns": ["hi"], "stream": False},
            "losses": [{"path": "odd", "reason": "nobody knows it, anywhere"}],
        }


def test_translate_for_a_profile(run: Any, tmp_path: Path) -> None:
    (tmp_path / "dragoman.yaml").write_text(
        "profiles:\n  own: { provider: acme, base_url: 'https://own.example/v1', api_key: sk-untold,\n"
        "    models: { default: mine }, body: { more: 1 }, headers: { x-team: a } }\n"
    )
    words = ("translate", "request", body(ASK), "--client", "plain")
    shown = json.loads(run(*words, "--profile", "own", "--model", "mine")[1])
    assert (shown["url"], shown["headers"]["x-team"]) == ("https://own.example/v1/talk", "a")
    assert (shown["body"]["model"], shown["body"]["more"]) == ("mine", 1)
    status, _, errors = run(*words, "--profile", "none")
    assert status == 64 and "no profile 'none'" in errors
    assert run(*words)[0] == run(*words, "--profile", "own", "--provider", "acme")[0] == 64


def test_model_and_variant(run: Any) -> None:
    words = ("translate", "request", body(ASK), "--client", "plain", "--provider", "acme")
    shown = json.loads(run(*words, "--model", "other", "--variant", "eu", "--protocol", "wire")[1])
    assert (shown["url"], shown["body"]["model"]) == ("https://eu.acme.example/base/talk", "other")


def test_standard_input(run: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    words = ("translate", "request", "--client", "plain", "--provider", "acme")
    for more in ((), ("-",)):
        with (tmp_path / "in").open("wb+") as file:
            file.write(body(ASK))
            file.seek(0)
            monkeypatch.setattr(sys, "stdin", type("In", (), {"buffer": file}))
            assert run(*words, *more)[0] == 0


def test_rejected_request_exits_2_with_the_client_error(run: Any) -> None:
    for payload, text in (
        ({"model": "m"}, "turns: Input should be a list"),
        ({**ASK, "refuse": 1}, "this cannot be served"),
    ):
        for what, more in (("request", ()), ("stream", ("--request", body(payload)))):
            data = body(payload) if what == "request" else STREAM
            status, out, _ = run("translate", what, data, "--client", "plain", "--provider", "acme", *more)
            assert status == 2
            assert json.loads(out) == {"type": "error", "error_type": "invalid_request", "message": text}
    assert run("translate", "request", b"{", "--client", "plain", "--provider", "acme")[0] == 2


def test_translate_responses(run: Any) -> None:
    common = ("--client", "plain", "--provider", "acme")
    status, out, _ = run("translate", "response", b'{"say":"yo","model":"up"}', *common)
    assert (status, json.loads(out)["text"], json.loads(out)["model"]) == (0, "yo", "up")
    status, out, _ = run("translate", "response", STREAM, *common, "--request", body(ASK))
    assert (json.loads(out)["text"], json.loads(out)["model"]) == ("yo", "claude-haiku-9")
    status, out, _ = run("translate", "response", b'{"error":{"message":"slow"}}', *common, "--status", "429")
    shown = json.loads(out)
    assert (status, shown["status"], shown["body"]["message"]) == (0, 429, "slow")
    assert shown["headers"]["content-type"] == "application/json"
    status, out, _ = run("translate", "stream", STREAM, *common, "--model", "m9")
    assert (
        out.startswith("event: begin\n") and '"model":"m9"' in out and out.endswith('{"type":"end","stop":"stop"}\n\n')
    )
    status, out, _ = run("translate", "stream", b'{"say":"yo"}', *common)
    assert out.startswith("event: begin\n")
    status, out, _ = run("translate", "stream", STREAM[:20], *common)
    assert '"type":"error"' in out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "COMMAND"),
        (("fly",), "no command 'fly'; there are: "),
        (("translate", "request", "--provider", "acme"), "--client"),
        (("translate", "request", "--client", "plain", "--provider", "acm"), "no provider 'acm'; did you mean 'acme'?"),
        (
            ("translate", "request", "--client", "plan", "--provider", "acme"),
            "no client protocol 'plan'; did you mean 'plain'?",
        ),
        (
            ("translate", "request", "--client", "wire", "--provider", "acme"),
            "no client protocol 'wire'; there are: plain",
        ),
        (
            ("translate", "request", "--client", "plain", "--provider", "acme", "--variant", "us"),
            "no variant 'us'; there are: eu",
        ),
        (
            ("translate", "request", "--client", "plain", "--provider", "acme", "--protocol", "plain"),
            "no protocol 'plain'",
        ),
        (
            ("translate", "request", "--client", "plain", "--provider", "acme", "nowhere.json"),
            "cannot read nowhere.json",
        ),
        (
            ("translate", "response", "--client", "plain", "--provider", "acme", "--status", "9"),
            "9 is not an HTTP status",
        ),
        (("serve", "extra"), "unknown arguments of serve: extra; see dragoman --help"),
        (("serve", "--port", "99999"), "99999 is not a port"),
        (("serve", "--config", "nowhere.yaml"), "the configuration file nowhere.yaml does not exist"),
        (("serve", "--log-level", "loud"), "argument --log-level: no value 'loud'; there are: debug"),
    ],
)
def test_invalid_command_line_exits_64(
    run: Any, words: tuple[str, ...], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", type("In", (), {"buffer": open(os.devnull, "rb")}))
    status, out, errors = run(*words)
    assert (status, out) == (64, "")
    assert message in errors and "Traceback" not in errors


def test_help_lists_every_command_in_a_group(run: Any) -> None:
    status, out, _ = run("--help")
    commands = out.partition("\nExit status:")[0]
    groups = [group.splitlines()[1:] for group in commands.split("\n\n")]
    listed = {line.split()[0] for group in groups for line in group if line.startswith("  ")}
    for name in listed - {"-h,", "--version"}:
        assert run(name, "--help")[1].startswith(f"usage: dragoman {name} ")
    assert status == 0 and listed >= {"run", "serve", "auth", "config", "status", "providers", "translate"}


def test_provider_table(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    status, out, _ = run("providers")
    assert status == 0 and out.split("\n")[0].split() == [
        "Provider",
        "Type",
        "Auth",
        "Streaming",
        "Tools",
        "Slots",
        "Base",
        "URL",
    ]
    rows = json.loads(run("providers", "--json")[1])
    assert [row["name"] for row in rows] == ["acme", "both", "demo", "keyless", "region", "twin"]
    assert (rows[0]["base_url"], rows[0]["slots"]["haiku"]) == ("https://acme.example/base", "acme-small")
    english, chinese = run("providers", "--markdown", "en")[1], run("providers", "--markdown", "zh")[1]
    assert english.startswith("| Provider | Name | Type |") and chinese.startswith("| 供应商 |")
    ids = [[line.split("|")[2] for line in table.splitlines()[2:]] for table in (english, chinese)]
    assert ids[0] == ids[1]


def test_invalid_configuration_exits_1_with_its_problems(run: Any, tmp_path: Path) -> None:
    (tmp_path / "dragoman.yaml").write_text("profiles: { a: { provider: acm } }\n")
    status, out, errors = run("serve")
    assert (status, out) == (1, "")
    assert errors.startswith("dragoman.yaml:1:28: no provider 'acm'; did you mean 'acme'?")
    (tmp_path / "dragoman.yaml").unlink()
    status, out, errors = run("serve", "--host", "0.0.0.0")
    assert status == 1 and "set `keys:`" in errors


def test_port_in_use_is_reported_in_one_line(run: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        status, out, errors = run("serve", "--port", str(port))
    assert (status, out) == (1, "")
    assert (
        errors == f"dragoman: port {port} on 127.0.0.1 is in use; "
        "stop the program that uses it, or choose another with --port\n"
    )


@contextmanager
def server(folder: Path, *words: str) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """Start a server; yield process, banner and URL."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": f"{ROOT / 'runtime'}:{HERE}"}
    process = subprocess.Popen(
        [sys.executable, "-c", START, "serve", "--port", "0", *words],
        cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        banner = ""
        while "is the default" not in banner:
            line = process.stdout.readline()
            assert line, process.communicate()
            banner += line
        yield process, banner, banner.split("listens on ")[1].split()[0]
    finally:
        process.kill()
        process.wait()


def post(url: str, payload: dict[str, Any]) -> str:
    with urllib.request.urlopen(urllib.request.Request(url, data=body(payload), headers=JSON), timeout=60) as answer:
        text: str = answer.read().decode()
        return text


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_server_without_configuration_serves_the_demo(tmp_path: Path, number: signal.Signals) -> None:
    with server(tmp_path) as (process, banner, url):
        assert "* demo " in banner and "keyless" in banner and "acme" not in banner
        answer = post(f"{url}/v1/say", {"model": "m", "turns": ["hello there"], "stream": True})
        assert answer.startswith("event: begin") and "no language model" in json.loads(
            post(f"{url}/demo/v1/say", {"model": "m", "turns": ["hello there"]})
        )["text"]  # fmt: skip
        process.send_signal(number)
        out, errors = process.communicate(timeout=60)
        assert process.returncode == 0
        assert "Traceback" not in errors and errors.count("POST") == 2
        assert out.strip().split("\n")[-1] == "dragoman: stopped"


def test_server_lists_its_profiles_and_supports_a_quiet_log(tmp_path: Path) -> None:
    text = "default: own\nprofiles:\n  own: { provider: demo }\n  far: { provider: acme, api_key: '${NOT_SET}' }\n"
    (tmp_path / "dragoman.yaml").write_text(text)
    with server(tmp_path, "--log-level", "warning") as (process, banner, url):
        assert "(dragoman.yaml)" in banner and "* own" in banner
        assert "far  Acme: unusable, NOT_SET is not set" in banner
        assert "You said: hi" in json.loads(post(f"{url}/v1/say", {"model": "m", "turns": ["hi"]}))["text"]
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
        assert errors == ""


def test_ctrl_c_during_a_response(tmp_path: Path) -> None:
    with server(tmp_path) as (process, _, url):
        payload = body({"model": "m", "turns": ["hi"], "stream": True})
        with urllib.request.urlopen(
            urllib.request.Request(f"{url}/v1/say", data=payload, headers=JSON), timeout=10
        ) as answer:
            answer.read(10)
            process.send_signal(signal.SIGINT)
            out, errors = process.communicate(timeout=60)
        assert process.returncode == 0 and "Traceback" not in errors
        assert out.strip().split("\n")[-1] == "dragoman: stopped"


def test_arguments_of_a_client_program_without_the_divider(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main(["run", "demo", "hello", "--permission-mode", "plan"])
    assert end.value.code == 64 and "write those of the client program after --" in capsys.readouterr().err
