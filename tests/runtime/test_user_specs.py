"""Specs of the user: added to the shipped providers when a command starts, from real files through the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from dragoman import user_specs
from tests import sampling

MINE = """\
notation: 2
name: mine
title: Mine
protocol: openai_chat
url: https://api.mine.example/v1
api_key_env: MINE_API_KEY
uses: [max_tokens_only, limit_renamed]
also: { anthropic_messages: { url: https://api.mine.example/messages, when: { model: ["!m", "!o*"] } } }
"""
QUIRK = """\
notation: 2
name: limit_renamed
quirks:
  - because: the limit has another name
    see: https://docs.mine.example/limits
    request:
      types: { Request: { output_limit?: int, max_tokens?: ~ } }
      write: { Request from Request: { max_tokens: ~, output_limit: $max_tokens } }
"""
OVERLAY = "notation: 2\nurl: https://groq.mine.example/v1\n"
BROKEN = "notation: 2\nname: broken\nspeeks: openai_chat\n"
REQUEST = {"model": "m", "max_tokens": 5, "messages": [{"role": "user", "content": "hi"}]}


class Home:
    """An empty home folder, and commands run in it."""

    def __init__(self, path: Path, cache: Path) -> None:
        self.path, self.cache = path, cache
        self.specs = path / ".config" / "dragoman" / "specs"

    def write(self, name: str, text: str) -> None:
        path = self.specs / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def run(self, *words: str, text: str = "") -> subprocess.CompletedProcess[str]:
        hidden = ("XDG_CONFIG_HOME", "DRAGOMAN_CONFIG")
        environment = {name: value for name, value in os.environ.items() if name not in hidden}
        command = [sys.executable, "-m", "dragoman", *words]
        environment |= {"HOME": str(self.path), "XDG_CACHE_HOME": str(self.cache)}
        return subprocess.run(
            command, input=text, capture_output=True, text=True, timeout=120, env=environment, cwd=self.path
        )

    def translate(self, provider: str, model: str = "m") -> subprocess.CompletedProcess[str]:
        words = ("translate", "request", "--client", "anthropic_messages", "--provider", provider, "--model", model)
        return self.run(*words, text=json.dumps(REQUEST))


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Home:
    """A home with a provider, a shared quirk, an overlay of a shipped provider and a broken spec."""
    home = Home(tmp_path_factory.mktemp("home"), cache)
    for name, text in (
        ("providers/mine.yaml", MINE),
        ("providers/groq.yaml", OVERLAY),
        ("providers/broken.yaml", BROKEN),
        ("quirks/limit_renamed.yaml", QUIRK),
    ):
        home.write(name, text)
    return home


def test_a_provider_is_added(home: Home) -> None:
    done = home.translate("mine")
    assert done.returncode == 0, done.stderr
    sent = json.loads(done.stdout)
    assert sent["url"] == "https://api.mine.example/v1/chat/completions"
    assert sent["body"]["output_limit"] == 5
    assert "max_tokens" not in sent["body"]


def test_a_protocol_is_selected_by_excluded_models(home: Home) -> None:
    sent = json.loads(home.translate("mine", "claude").stdout)
    assert sent["url"] == "https://api.mine.example/messages/v1/messages"


def test_a_file_with_the_name_of_a_shipped_provider_is_laid_over_it(home: Home) -> None:
    shown = {row["name"]: row for row in json.loads(home.run("providers", "--json").stdout)}
    assert shown["groq"]["base_url"] == "https://groq.mine.example/v1"
    assert shown["groq"]["key"] == "GROQ_API_KEY"
    assert shown["openai"]["base_url"] == "https://api.openai.com/v1"


def test_a_broken_file_is_reported_at_each_start_and_stops_no_other(home: Home) -> None:
    for _ in range(2):
        done = home.translate("mine")
        assert done.returncode == 0
        assert f"{home.specs}/providers/broken.yaml:3:1: 'speeks' is not known here" in done.stderr


def test_the_documentation_is_printed_without_the_errors_of_specs(home: Home) -> None:
    done = home.run("docs", "errors#nullable")
    assert done.returncode == 0 and "A required value can be absent" in done.stdout
    assert done.stderr == ""


def test_a_broken_protocol_is_reported_and_stops_no_other(tmp_path: Path, cache: Path) -> None:
    home = Home(tmp_path, cache)
    home.write("providers/mine.yaml", MINE)
    home.write("quirks/limit_renamed.yaml", QUIRK)
    home.write("protocols/broken/protocol.yaml", BROKEN)
    done = home.translate("mine")
    assert done.returncode == 0 and "internal error" not in done.stderr
    assert f"{home.specs}/protocols/broken/protocol.yaml:3:1: 'speeks' is not known here" in done.stderr


def test_the_second_start_compiles_nothing(home: Home) -> None:
    home.translate("mine")
    assert "compiling" not in home.translate("mine").stderr
    home.write("providers/mine.yaml", MINE.replace("api.mine", "new.mine"))
    done = home.translate("mine")
    assert "compiling" in done.stderr
    assert json.loads(done.stdout)["url"] == "https://new.mine.example/v1/chat/completions"


def test_the_cache_is_private(home: Home) -> None:
    home.translate("mine")
    adapters = home.cache / "dragoman" / "adapters"
    folders = [path for path in adapters.iterdir() if path.is_dir()]
    assert {path.stat().st_mode & 0o777 for path in (adapters, *folders)} == {0o700}


@pytest.mark.parametrize(
    ("line", "message"),
    sampling.every(
        3,
        [
            ("", "1:1: the version of the notation is missing; add the line 'notation: 2'"),
            ("notation: 1\n", "1:11: this version of Dragoman reads notation 2; run 'dragoman specs upgrade /"),
            ('notation: "2"\n', "1:11: this version of Dragoman reads notation 2; write 'notation: 2'"),
            (
                "notation: 3\n",
                "1:11: this version of Dragoman reads notation 2; install the version that reads this one",
            ),
        ],
    ),
)
def test_the_version_of_the_notation_is_required(tmp_path: Path, cache: Path, line: str, message: str) -> None:
    home = Home(tmp_path, cache)
    home.write("providers/mine.yaml", MINE.replace("notation: 2\n", line).replace(", limit_renamed", ""))
    done = home.translate("mine")
    assert f"providers/mine.yaml:{message}" in done.stderr and "is empty" not in done.stderr
    assert "provider 'mine' is not usable" in done.stderr


@pytest.mark.parametrize(
    ("name", "remedy"),
    sampling.every(
        3,
        [
            ("mine.yaml", "move it into one of the folders providers, quirks, auth, models, protocols/NAME"),
            ("provider/mine.yaml", "move it into one of the folders providers, quirks, auth, models, protocols/NAME"),
            ("providers/mine.yml", "its name must end with '.yaml'"),
        ],
    ),
)
def test_a_file_that_is_no_spec_by_its_name_is_reported(tmp_path: Path, cache: Path, name: str, remedy: str) -> None:
    home = Home(tmp_path, cache)
    home.write(name, MINE)
    assert f"{home.specs}/{name}:1:1: this file is not read: {remedy}" in home.translate("mine").stderr


@pytest.mark.exhaustive
def test_specs_of_the_configuration_file(tmp_path: Path, cache: Path) -> None:
    (tmp_path / "ours" / "providers").mkdir(parents=True)
    (tmp_path / "ours" / "providers" / "mine.yaml").write_text(MINE.replace(", limit_renamed", ""))
    (tmp_path / "dragoman.yaml").write_text("specs: [ours]\nprofiles: { one: { provider: mine, api_key: k } }\n")
    home = Home(tmp_path, cache)
    done = home.run("run", "one", "--print-env")
    assert done.returncode == 0, done.stderr
    (tmp_path / "dragoman.yaml").write_text("specs: [absent]\nprofiles: { one: { provider: mine, api_key: k } }\n")
    assert "dragoman.yaml:1:9: there is no folder absent" in home.run("run", "one", "--print-env").stderr


def test_adapters_that_another_user_can_change_are_not_loaded(tmp_path: Path) -> None:
    specs = tmp_path / "config" / "dragoman" / "specs" / "providers"
    specs.mkdir(parents=True)
    (specs / "mine.yaml").write_text(MINE)
    cache = tmp_path / "cache" / "dragoman" / "adapters"
    cache.mkdir(parents=True, mode=0o777)
    cache.chmod(0o777)
    environment = {"XDG_CONFIG_HOME": str(tmp_path / "config"), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    problems: Sequence[str] = user_specs.activate(environment=environment)
    assert [f"{cache} belongs to another user, or others can write to it" in text for text in problems] == [True]
    assert not list(cache.iterdir())


def test_without_a_home_folder_nothing_is_looked_for() -> None:
    assert user_specs.activate(environment={}) == []


ENVELOPE = """\
notation: 2
name: enclosed
title: Enclosed
protocol: openai_chat
url: https://api.enclosed.example/v1
api_key_env: ENCLOSED_API_KEY
wrap: { request: { "*": "{body}", project: "{project}" }, response: result }
quirks:
  - because: some models stream a text beside the protocol's members
    see: https://docs.enclosed.example/streams
    stream:
      types: { Chunk: { reply?: str } }
      read: { rows: { reply: { before: text, if: $reply, in: text, delta: $it } } }
"""
COMPLETION = {
    "id": "1",
    "object": "chat.completion",
    "created": 1,
    "model": "m",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "Hello"}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
}


@pytest.mark.parametrize(("client", "answer"), [("openai_chat", "choices"), ("anthropic_messages", "content")])
def test_an_envelope_of_every_client(tmp_path: Path, cache: Path, client: str, answer: str) -> None:
    home = Home(tmp_path, cache)
    home.write("providers/enclosed.yaml", ENVELOPE)
    words = ("--client", client, "--provider", "enclosed", "--model", "m")
    sent = json.loads(home.run("translate", "request", *words, text=json.dumps(REQUEST)).stdout)["body"]
    assert (sent["project"], sent["model"]) == ("{project}", "m") and sent["messages"]
    received = home.run("translate", "response", *words, text=json.dumps({"result": COMPLETION, "success": True}))
    assert "Hello" in json.dumps(json.loads(received.stdout)[answer]) and "success" not in received.stderr
    chunk = {**COMPLETION, "choices": [{"index": 0, "delta": {"content": "Hello"}, "finish_reason": "stop"}]}
    stream = f"data: {json.dumps({'result': chunk})}\n\ndata: [DONE]\n\n"
    assert '"Hello"' in home.run("translate", "stream", *words, text=stream).stdout
    flat = home.run("translate", "stream", *words, text='data: {"result": {"reply": "Hello"}}\n\ndata: [DONE]\n\n')
    assert '"Hello"' in flat.stdout and "error" not in flat.stdout and "not declared" not in flat.stderr


ODD = """\
notation: 2
name: odd
title: Odd
protocol: openai_chat
url: https://odd.example/v1
api_key_env: ODD_API_KEY
front: false
quirks:
  - because: the text of a message is its member say
    see: https://docs.odd.example/chat
    request: { types: { UserMessage: { content: str or Part* named say } } }
    response: { types: { Message: { content?: str or Piece* named say } } }
    stream: { types: { Delta: { content?: str or Piece* named say } } }
"""
ODD_ANSWER = '{"id": "1", "choices": [{"message": {"say": "Hello"}, "finish_reason": "stop"}]}'
ODD_STREAM = 'data: {"id": "1", "choices": [{"delta": {"say": "Hello"}, "finish_reason": "stop"}]}\n\ndata: [DONE]\n\n'


def test_bodies_of_a_provider_without_a_front_are_translated_for_clients_of_its_protocol(
    tmp_path: Path, cache: Path
) -> None:
    home = Home(tmp_path, cache)
    home.write("providers/odd.yaml", ODD)
    way = ("--client", "openai_chat", "--provider", "odd")
    request = {"model": "m", "messages": [{"role": "user", "content": "hi"}]}
    sent = json.loads(home.run("translate", "request", *way, text=json.dumps(request)).stdout)
    assert sent["body"]["messages"] == [{"role": "user", "say": "hi"}]
    answer = json.loads(home.run("translate", "response", *way, text=ODD_ANSWER).stdout)
    assert answer["choices"][0]["message"]["content"] == "Hello" and answer["object"] == "chat.completion"
    stream = home.run("translate", "stream", *way, text=ODD_STREAM).stdout
    assert '"delta":{"content":"Hello"}' in stream and "say" not in stream


def test_a_provider_whose_file_has_errors_is_named_as_such(tmp_path: Path, cache: Path) -> None:
    home = Home(tmp_path, cache)
    home.write("providers/broken.yaml", BROKEN)
    found = home.translate("broken").stderr.splitlines()
    assert found[-1] == (
        "dragoman: provider 'broken' is not usable: its spec, or that of its protocol, has the errors reported above"
    )
