"""`dragoman run --client`: the command, environment and files of each client program. tests/e2e runs the real ones."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dragoman import loader
from dragoman.auth.secret import Secret
from dragoman.commands.cli import main
from dragoman.commands.serving import programs, run
from dragoman.config import profiles
from dragoman.config import settings as config_settings

Started = dict[str, Any]
URL = "http://127.0.0.1:1234/demo/v1"
LIMITS = {"big": {"context_window": 1000, "max_output_tokens": 100}}


@pytest.fixture
def settings() -> config_settings.Settings:
    options = profiles.ProfileOptions(key=Secret("k"), models={"default": "big"})
    demo = profiles.make("demo", "demo", replace(options, limits=LIMITS))
    return config_settings.Settings({"demo": demo}, "demo", port=1234, keys=["sk-proxy"], source="dragoman.yaml")


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Started:
    """Install every client program as an empty file and record how it is started, with a proxy that is running."""
    for client in loader.programs().values():
        file = tmp_path / client["command"]
        file.touch(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(run, "running", lambda settings, profile: True)
    record: Started = {}

    def wait(command: Sequence[str], environment: Mapping[str, str]) -> int:
        record.update(words=list(command[1:]), environment=environment, program=Path(command[0]).name)
        folder = environment.get("LLM_USER_PATH", "")
        record["files"] = {file.name: file.read_text() for file in Path(folder).iterdir()} if folder else {}
        return 5

    monkeypatch.setattr(run, "wait", wait)
    return record


def start(settings: config_settings.Settings, name: str, prompt: str | None = None, model: str = "") -> None:
    client = programs.program(name)
    assert run.run(settings, settings.profiles["demo"], client, prompt, model, ["--own"], "") == 5


def test_codex_gets_its_provider_as_flags(settings: config_settings.Settings, started: Started) -> None:
    start(settings, "codex", "say hi")
    flags = [word.removeprefix("--config=") for word in started["words"] if word.startswith("--config=")]
    assert f'model_providers.dragoman.base_url="{URL}"' in flags
    assert 'model="big"' in flags and "model_context_window=1000" in flags
    assert started["words"][len(flags) :] == ["exec", "say hi", "--own"]
    assert started["environment"]["DRAGOMAN_API_KEY"] == "sk-proxy"
    assert "sk-proxy" not in " ".join(started["words"])


def test_an_argument_without_a_value_is_left_out(settings: config_settings.Settings, started: Started) -> None:
    demo = settings.profiles["demo"]
    demo.options = replace(demo.options, limits={})
    start(settings, "codex", model="other")
    assert not any("context_window" in word for word in started["words"])
    assert '--config=model="other"' in started["words"]
    assert started["words"][-1] == "--own" and "exec" not in started["words"]


def test_opencode_gets_its_configuration_in_a_variable(settings: config_settings.Settings, started: Started) -> None:
    start(settings, "opencode", "say hi")
    assert started["words"] == ["run", "say hi", "--own"]
    config = json.loads(started["environment"]["OPENCODE_CONFIG_CONTENT"])
    assert config["model"] == config["small_model"] == "dragoman/big"
    provider = config["provider"]["dragoman"]
    assert provider["options"] == {"baseURL": URL, "apiKey": "sk-proxy"}
    assert provider["models"]["big"]["limit"] == {"context": 1000, "output": 100}


def test_an_object_without_a_value_is_left_out(settings: config_settings.Settings, started: Started) -> None:
    demo = settings.profiles["demo"]
    demo.options = replace(demo.options, limits={"big": {"context_window": 1000}})
    start(settings, "opencode", model='a "quoted" name')
    models = json.loads(started["environment"]["OPENCODE_CONFIG_CONTENT"])["provider"]["dragoman"]["models"]
    assert "limit" not in models['a "quoted" name'] and models['a "quoted" name']["tool_call"] is True


def test_aider_gets_flags_and_variables(settings: config_settings.Settings, started: Started) -> None:
    start(settings, "aider", "say hi")
    assert started["words"][:2] == ["--model", "openai/big"]
    assert started["words"][-3:] == ["--message", "say hi", "--own"]
    names = ("AIDER_OPENAI_API_BASE", "AIDER_OPENAI_API_KEY")
    assert [started["environment"][name] for name in names] == [URL, "sk-proxy"]


def test_files_exist_while_the_client_runs(settings: config_settings.Settings, started: Started) -> None:
    start(settings, "llm")
    assert started["words"] == ["chat", "--own"]
    [model] = json.loads(started["files"]["extra-openai-models.yaml"])
    assert (model["model_id"], model["api_base"]) == ("big", URL)
    assert not Path(started["environment"]["LLM_USER_PATH"]).exists()


@pytest.mark.parametrize("name", loader.programs())
def test_missing_program_names_its_install_command(
    settings: config_settings.Settings, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    client = programs.program(name)
    with pytest.raises(programs.CannotRun, match=r"is not installed .* Install it: ") as error:
        run.run(settings, settings.profiles["demo"], client, None, "", [], "")
    assert client["install"] in str(error.value)


def test_unknown_client_lists_the_known_ones(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DRAGOMAN_CONFIG", raising=False)
    assert main(["run", "demo", "--client", "codx"]) == 64
    assert "no client 'codx'; did you mean 'codex'?" in capsys.readouterr().err


def test_client_without_model_names_needs_a_model(settings: config_settings.Settings) -> None:
    profile = settings.profiles["demo"]
    profile.models, profile.table = {}, {**profile.table, "model_ids": []}
    with pytest.raises(programs.CannotRun, match="add --model MODEL"):
        programs.values(programs.program("codex"), profile, "")


def test_client_of_another_protocol_has_no_login_to_pass_through(
    settings: config_settings.Settings, started: Started
) -> None:
    profile = profiles.make("direct", "anthropic", profiles.ProfileOptions(key=Secret("k")))
    profile.table = {**profile.table, "passthrough": True}
    with pytest.raises(programs.CannotRun, match="which Codex does not have"):
        run.run(settings, profile, programs.program("codex"), None, "", [], "")


def test_a_provider_of_client_models_gives_other_clients_its_first_model() -> None:
    profile = profiles.make("direct", "anthropic", profiles.ProfileOptions(key=Secret("k")))
    assert programs.values(programs.program("codex"), profile, "")["model"] == profile.ids()[0]


def test_printed_lines_show_arguments_and_refuse_files(
    settings: config_settings.Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = settings.profiles["demo"]
    lines = run.print_environment(settings, profile, programs.program("codex"), "").splitlines()
    assert lines[0] == "export DRAGOMAN_API_KEY=sk-proxy" and lines[1].startswith("# start it with: codex '--config=")
    with pytest.raises(programs.CannotRun, match="without --print-env"):
        run.print_environment(settings, profile, programs.program("llm"), "")
