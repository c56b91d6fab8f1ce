"""`dragoman run`: environment of the client, selection of the proxy, and exit status.

The client is a script that prints its environment; tests/e2e runs the real one."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dragoman import loader
from dragoman.auth.secret import Secret
from dragoman.commands.serving import programs, run
from dragoman.config import profiles
from dragoman.config import settings as config_settings

ROOT = Path(__file__).parents[2]
DRAGOMAN = [sys.executable, "-c", "import sys; from dragoman.commands.cli import main; sys.exit(main())"]
CLIENT = """#!{python}
import json, os, sys, time, urllib.request
print(json.dumps({{"words": sys.argv[1:], "environment": dict(os.environ)}}), flush=True)
url = os.environ.get("ANTHROPIC_BASE_URL")
if url:
    key = os.environ["ANTHROPIC_AUTH_TOKEN"]
    request = urllib.request.Request(url + "/v1/models", headers={{"authorization": "Bearer " + key}})
    print(urllib.request.urlopen(request).read().decode(), flush=True)
if "wait" in sys.argv:
    time.sleep(30)
sys.exit(7)
"""


@pytest.fixture
def client(tmp_path: Path) -> dict[str, str]:
    """An environment in which the client is the script, without Dragoman variables."""
    folder = tmp_path / "bin"
    folder.mkdir()
    file = folder / loader.programs()["claude"]["command"]
    file.write_text(CLIENT.format(python=sys.executable))
    file.chmod(0o755)
    roots = os.pathsep.join(str(ROOT / name) for name in ("runtime", "generated"))
    return {"PATH": f"{folder}:{os.environ['PATH']}", "HOME": str(tmp_path), "PYTHONPATH": roots}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    file = tmp_path / "dragoman.yaml"
    file.write_text(
        f"listen: 127.0.0.1:{port}\nkeys: [sk-proxy]\nprofiles:\n"
        "  demo: { provider: demo, models: { default: big, haiku: small } }\n"
        "  keyless: { provider: groq }\n"
    )
    return file


def start(client: dict[str, str], config: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [*DRAGOMAN, "run", "--config", str(config), *words]
    env = client | more
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=120, cwd=config.parent)


def seen(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert done.stdout, done.stderr
    shown: dict[str, Any] = json.loads(done.stdout.splitlines()[0])
    return shown


def port_of(config: Path) -> int:
    return int(config.read_text().split()[1].rpartition(":")[2])


@pytest.fixture
def server(client: dict[str, str], config: Path) -> Iterator[None]:
    """Run a permanent proxy with this configuration."""
    process = subprocess.Popen([*DRAGOMAN, "serve", "--config", str(config)], env=client, stdout=subprocess.PIPE)
    assert process.stdout and process.stdout.readline()
    yield
    process.terminate()
    process.communicate(timeout=60)


def test_temporary_proxy_ends_with_the_client(client: dict[str, str], config: Path) -> None:
    words = ["demo", "say hi", "--", "--tools", "", "-x"]
    done = start(client, config, *words, ANTHROPIC_API_KEY="sk-untold", OTHER="stays")
    shown = seen(done)
    assert done.returncode == 7
    assert shown["words"] == ["-p", "say hi", "--tools", "", "-x"]
    env = shown["environment"]
    assert env["ANTHROPIC_BASE_URL"] == f"http://127.0.0.1:{port_of(config)}/demo"
    assert env["ANTHROPIC_AUTH_TOKEN"] == "sk-proxy"
    assert "ANTHROPIC_API_KEY" not in env and env["OTHER"] == "stays"
    names = ("ANTHROPIC_MODEL", *(f"ANTHROPIC_DEFAULT_{slot}_MODEL" for slot in ("HAIKU", "SONNET", "OPUS")))
    assert [env[name] for name in names] == ["big", "small", "big", "big"]
    assert "big" in done.stdout.splitlines()[1]  # the proxy's list of models
    with pytest.raises(OSError):
        urllib.request.urlopen(f"http://127.0.0.1:{port_of(config)}/healthz", timeout=60)


@pytest.mark.exhaustive
@pytest.mark.usefixtures("server")
def test_running_proxy_is_reused(client: dict[str, str], config: Path) -> None:
    env = seen(start(client, config, "demo"))["environment"]
    assert env["ANTHROPIC_BASE_URL"] == f"http://127.0.0.1:{port_of(config)}/demo"
    with urllib.request.urlopen(f"http://127.0.0.1:{port_of(config)}/healthz", timeout=60) as answer:
        assert json.load(answer)["lasting"] is True

    config.write_text(config.read_text().replace("  demo:", "  other:"))
    done = start(client, config, "other")
    assert done.returncode == 1 and "has no profile 'other'; restart it" in done.stderr


@pytest.mark.exhaustive
def test_occupied_port_is_avoided(client: dict[str, str], config: Path) -> None:
    with socket.create_server(("127.0.0.1", port_of(config))) as taken:
        taken.settimeout(0.1)
        env = seen(start(client, config, "demo"))["environment"]
    assert f":{port_of(config)}/" not in env["ANTHROPIC_BASE_URL"]


@pytest.mark.exhaustive
def test_user_environment_overrides_all_but_address_and_token(client: dict[str, str], config: Path) -> None:
    own = {"ANTHROPIC_BASE_URL": "http://elsewhere", "ANTHROPIC_AUTH_TOKEN": "sk-untold", "ANTHROPIC_MODEL": "mine"}
    env = seen(start(client, config, "demo", **own))["environment"]
    assert (env["ANTHROPIC_AUTH_TOKEN"], env["ANTHROPIC_MODEL"]) == ("sk-proxy", "mine")
    assert env["ANTHROPIC_BASE_URL"].endswith("/demo")
    assert seen(start(client, config, "demo", "-m", "opus", **own))["environment"]["ANTHROPIC_MODEL"] == "opus"


def test_shell_export_lines(client: dict[str, str], config: Path) -> None:
    done = start(client, config, "demo", "--print-env", "--model", "it's")
    assert done.returncode == 0
    shell = (
        f"{done.stdout}\necho $ANTHROPIC_BASE_URL $ANTHROPIC_AUTH_TOKEN ${{ANTHROPIC_API_KEY-none}} $ANTHROPIC_MODEL"
    )
    printed = subprocess.run(["sh", "-c", shell], env={"ANTHROPIC_API_KEY": "x"}, capture_output=True, text=True).stdout
    assert printed.split() == [f"http://127.0.0.1:{port_of(config)}/demo", "sk-proxy", "none", "it's"]


def test_run_errors(client: dict[str, str], config: Path) -> None:
    for words, status, message in (
        (("keyless",), 1, "profile keyless cannot be used: no API key: set GROQ_API_KEY"),
        (("dmo",), 64, "no profile 'dmo'; did you mean 'demo'?"),
    ):
        done = start(client, config, *words)
        assert done.returncode == status and message in done.stderr
    done = start(client | {"PATH": "/nowhere"}, config, "demo")
    assert done.returncode == 1
    assert "Claude Code is not installed" in done.stderr and "npm install -g" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_reach_the_client(client: dict[str, str], config: Path, number: signal.Signals) -> None:
    command = [*DRAGOMAN, "run", "--config", str(config), "demo", "--", "wait"]
    process = subprocess.Popen(
        command, env=client, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout and process.stdout.readline() and process.stdout.readline()
    process.send_signal(number)
    process.communicate(timeout=60)
    assert process.returncode == (143 if number == signal.SIGTERM else 130)


def environment(profile: profiles.Profile, model: str, url: str, given: dict[str, str]) -> dict[str, str]:
    settings = config_settings.Settings({"direct": profile}, "direct", keys=["sk-proxy"])
    client = programs.program()
    known = programs.values(client, profile, model) | (run.placeholders(settings, profile, url) if url else {})
    return programs.environment(client, known, model, given)


def test_client_with_its_own_login_bypasses_the_proxy() -> None:
    profile = profiles.make("direct", "anthropic", profiles.ProfileOptions(key=Secret("k")))
    profile.table = {**profile.table, "passthrough": True}
    given = {"ANTHROPIC_BASE_URL": "b", "ANTHROPIC_AUTH_TOKEN": "t", "ANTHROPIC_API_KEY": "k", "HOME": "/h"}
    assert environment(profile, "", "", given) == {"HOME": "/h"}
    assert environment(profile, "opus", "", given) == {"HOME": "/h", "ANTHROPIC_MODEL": "opus"}


def test_provider_of_client_models_sets_no_model() -> None:
    profile = profiles.make("direct", "anthropic", profiles.ProfileOptions(key=Secret("k")))
    variables = environment(profile, "", "http://here", {})
    assert variables == {"ANTHROPIC_BASE_URL": "http://here/direct", "ANTHROPIC_AUTH_TOKEN": "sk-proxy"}
