"""dragoman.yaml: valid files, messages about invalid ones, and the profiles that names select."""

from __future__ import annotations

import logging
import textwrap
from pathlib import Path

import pytest

from dragoman import masking
from dragoman.auth.secret import Secret
from dragoman.config import file, profiles
from dragoman.config import settings as config_settings
from dragoman.config.routing import Unroutable, offered, offers, route
from dragoman.config.settings import ConfigurationError, Settings
from tests.runtime.fake_adapters import fakes as fakes

pytestmark = pytest.mark.usefixtures("fakes")


def read(folder: Path, text: str, **environment: str) -> Settings:
    path = folder / "dragoman.yaml"
    path.write_text(textwrap.dedent(text), encoding="utf-8")
    return file.load(path, environment)


def problems(folder: Path, text: str, **environment: str) -> list[str]:
    with pytest.raises(ConfigurationError) as bad:
        read(folder, text, **environment)
    return [line.removeprefix(f"{folder}/dragoman.yaml:") for line in str(bad.value).split("\n")]


EVERYTHING = """
    listen: 127.0.0.1:4141
    default: fast
    profiles:
      fast:
        provider: acme
        api_key: ${ACME}
        base_url: http://127.0.0.1:9/other/v1
        models: { default: acme-large, haiku: acme-small, tiny: acme-tiny }
        headers: { X-Team: blue }
        query: { api-version: "2024-12-01-preview" }
        body: { routes: { order: [a, "${DOOR}"], strict: true }, squeeze: ~ }
        protocol: wire
      own: { provider: twin, auth: passthrough }
      europe:
        provider: region
        with: { project: p, region: europe-west1 }
    keys: ["${DOOR}"]
    timeouts: { connect: 5, first_byte: 60, idle: 0.5 }
    """


def test_every_configuration_key(tmp_path: Path) -> None:
    settings = read(tmp_path, EVERYTHING, ACME="sk-untold-acme", DOOR="open sesame")
    fast, own, europe = settings.profiles.values()
    assert (settings.host, settings.port, settings.default, settings.keys) == (
        "127.0.0.1",
        4141,
        "fast",
        ["open sesame"],
    )
    assert (settings.timeouts.connect, settings.timeouts.first_byte, settings.timeouts.idle) == (5, 60, 0.5)
    assert fast.key.get_nowait() == "sk-untold-acme" and not fast.problem
    assert fast.address("create", "m") == "http://127.0.0.1:9/other/v1/talk?api-version=2024-12-01-preview"
    assert fast.headers == {"x-team": "blue"}
    assert fast.body == {"routes": {"order": ["a", "open sesame"], "strict": True}, "squeeze": None}
    assert own.passthrough and not own.problem
    assert europe.address("create", "m") == "https://europe-west1.example/p/talk"


def test_missing_key_only_disables_its_profile(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        "profiles: { a: { provider: acme }, b: { provider: acme, api_key: '${X}' }, k: { provider: keyless } }",
    )
    assert "set ACME_KEY" in settings.profiles["a"].problem
    assert settings.profiles["b"].problem == "X is not set"
    assert not settings.profiles["k"].problem
    assert settings.default == "a"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "profiles: {a: {provider: acm}}",
            "1:26: no provider 'acm'; did you mean 'acme'? there are: acme, both, demo, keyless, region, twin",
        ),
        ("profiles: {a: {provide: acme}}", "1:12: 'provider' is missing; write provider: ..."),
        (
            "profile: {}",
            "1:1: there is no key 'profile' here; did you mean 'profiles'? there are: "
            "listen, default, profiles, rules, keys, ",
        ),
        (
            "profiles: {a: {provider: acme, api_keys: x}}",
            "1:32: there is no key 'api_keys' here; did you mean 'api_key'? there are: ",
        ),
        ("profiles: {a: {provider: acme, models: {default: ''}}}", "1:50: an empty text is no model; write its id"),
        ("profiles: {v1: {provider: acme}}", "1:12: 'v1' is a path of the server; choose another name, such as my-v1"),
        *(
            (
                f"profiles: {{{name}: {{provider: acme}}}}",
                f"1:12: '{name}' is a path of the server; choose another name",
            )
            for name in ("v1beta", "ui", "metrics", "api", "health", "healthz")
        ),
        (
            "profiles: {Big: {provider: acme}}",
            "1:12: 'Big' is not a valid profile name; write a name that starts with a-z, ",
        ),
        ("profiles: {}", "1:1: 'profiles' is empty; write at least one entry"),
        ("profiles: [a]", "1:1: 'profiles' must be a mapping, not a list; write profiles: { ... }"),
        ("profiles: {a: acme}", "1:15: 'a' must be a mapping, not text; write a: { ... }"),
        ("profiles: {a: }", "1:12: 'a' has no value; write one, or remove the key"),
        ("default: b\nprofiles: {a: {provider: acme}}", "1:10: no profile 'b'; there are: a"),
        ("profiles: {a: {provider: acme, variant: us}}", "1:41: acme has no variant 'us'; there are: eu"),
        ("profiles: {a: {provider: acme, protocol: plain}}", "1:42: acme has no protocol 'plain'; there are: wire"),
        (
            "profiles: {a: {provider: acme, base_url: acme.example}}",
            "1:42: 'acme.example' is not an address; it starts with http:// or https://",
        ),
        (
            "profiles: {a: {provider: region}}",
            "1:12: the address of region needs values; write with: { region: ..., project: ... }",
        ),
        ("profiles: {a: {provider: acme, with: {x: y}}}", "1:39: acme has no placeholder 'x'; there is none"),
        (
            "profiles: {a: {provider: acme, query: {version: 2024-12-01}}}",
            "1:49: 'version' must be text, not a date; put it in quotes",
        ),
        (
            "profiles: {a: {provider: acme, headers: {x: 1}}}",
            "1:45: 'x' must be text, not a number; put it in quotes",
        ),
        ("profiles: {a: {provider: acme, headers: {'x y': z}}}", "1:42: 'x y' is not a header name; "),
        ("profiles: {a: {provider: acme, headers: {x: 'a\\tb'}}}", ""),
        (
            'profiles: {a: {provider: acme, headers: {x: "a\\nb"}}}',
            "1:45: a header value has printable ASCII characters only",
        ),
        (
            "profiles: {a: {provider: acme, api_key: x, key_file: y}}",
            "1:44: api_key is set as well; keep one of them",
        ),
        (
            "profiles: {a: {provider: acme, key_command: gcloud}}",
            "1:45: 'key_command' must be a list, not text; write key_command: [ ... ]",
        ),
        ("profiles: {a: {provider: acme, auth: mine}}", "1:38: acme has no login 'mine'; there are: passthrough"),
        (
            "profiles: {a: {provider: acme, auth: passthrough}}",
            "1:38: auth: passthrough forwards the client's credentials, and no client speaks this provider's",
        ),
        (
            "profiles: {a: {provider: acme, api_key: '${A B}'}}",
            "1:41: '${A B}' is not an environment variable; write ${NAME}",
        ),
        (
            "profiles: {a: {provider: acme}}\ntimeouts: {idle: -1}",
            "2:18: 'idle' must be a number of seconds above 0, as in idle: 30",
        ),
        (
            "profiles: {a: {provider: acme}}\nlisten: localhost",
            "2:9: 'localhost' is not an address to listen on; write host:port, as in 127.0.0.1:4141",
        ),
        (
            "profiles: {a: {provider: acme}}\nlisten: 0.0.0.0:80",
            "2:9: listening on 0.0.0.0 without keys: would let other machines use the server; ",
        ),
        (
            "profiles: {a: {provider: acme}}\nkeys: ['${NONE}']",
            "2:8: NONE is not set; set it in the environment, or write the value here",
        ),
        (
            "profiles: {a: {provider: acme}}\nkeys: ['']",
            "2:8: an empty key would let every client in; write a text or ${VAR}",
        ),
        ("profiles: {a: {provider: acme}, a: {provider: demo}}", "1:33: invalid YAML: found duplicate key"),
        ("profiles: {a: {provider: acme}", "1:31: invalid YAML: "),
        ("just text", "1:1: the file must be a mapping of keys to values; write at least profiles:"),
        ("", "1:1: the file must be a mapping of keys to values; write at least profiles:"),
    ],
)
def test_problems_name_the_error_and_the_remedy(tmp_path: Path, text: str, message: str) -> None:
    if message:
        found = problems(tmp_path, text)
        assert any(line.startswith(message) for line in found), found
    else:
        read(tmp_path, text)


def test_all_problems_are_reported_in_order(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        """\
        listen: here
        profiles:
          api: { provider: acme }
          b: { provider: acne, api_key: x }
        """,
    )
    assert [line.split(": ")[0] for line in found] == ["1:9", "3:3", "4:18"]


def test_configuration_file_locations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    home = tmp_path / "home"
    there = home / ".config" / "dragoman" / "dragoman.yaml"
    environment = {"HOME": str(home)}
    assert config_settings.find_file(None, environment) is None
    there.parent.mkdir(parents=True)
    there.touch()
    assert config_settings.find_file(None, environment) == there
    Path("dragoman.yaml").touch()
    assert config_settings.find_file(None, environment) == Path("dragoman.yaml")
    Path("other.yaml").touch()
    assert config_settings.find_file(None, {**environment, "DRAGOMAN_CONFIG": "other.yaml"}) == Path("other.yaml")
    with pytest.raises(FileNotFoundError, match="nowhere.yaml"):
        config_settings.find_file("nowhere.yaml", environment)


def test_without_a_file_every_usable_provider_is_a_profile() -> None:
    settings = config_settings.default_settings({"TWIN_KEY": "k"})
    assert list(settings.profiles) == ["demo", "keyless", "twin"]
    assert settings.default == "demo"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read(
        tmp_path,
        """\
        default: fast
        profiles:
          fast: { provider: acme, api_key: k, models: { default: big/one, haiku: small, sonnet: other/two, nick: x/y } }
          other: { provider: keyless }
          own: { provider: twin, api_key: k }
        """,
    )


@pytest.mark.parametrize(
    ("segment", "asked", "profile", "model"),
    [
        ("", "big/one", "fast", "big/one"),
        ("", "other/two", "fast", "other/two"),  # named by the default profile, although it looks like a prefix
        ("", "other/three", "other", "three"),
        ("", "other/a/b", "other", "a/b"),
        ("", "claude-other/tiny", "other", "tiny"),
        ("", "claude-fast/x", "fast", "x"),
        ("", "never-heard-of", "fast", "never-heard-of"),
        ("", "else/where", "fast", "else/where"),
        ("", "other/", "fast", "other/"),
        ("", "claude-haiku-4-5-20251001", "fast", "small"),
        ("", "claude-sonnet-5[1m]", "fast", "other/two"),
        ("", "claude-3-opus", "fast", "big/one"),  # no slot: the default's
        ("", "nick", "fast", "x/y"),
        ("", "haiku", "fast", "small"),
        ("", "haiku-4-5", "fast", "small"),
        ("", "claude-3-5-haiku-latest[1m]", "fast", "small"),
        ("", "opus", "fast", "big/one"),
        ("", "claude-fable-5-2", "fast", "big/one"),  # of that family, but of no slot
        ("", "claude", "fast", "big/one"),
        ("", "nick[1m]", "fast", "x/y"),
        ("", "a-haiku-poet:7b", "fast", "a-haiku-poet:7b"),
        ("", "anthropic/claude-opus-4.8", "fast", "anthropic/claude-opus-4.8"),
        ("", "", "fast", ""),
        ("other", "claude-other/tiny", "other", "tiny"),
        ("other", "fast/x", "other", "fast/x"),
        ("other", "claude-haiku-9", "other", "claude-haiku-9"),
        ("own", "claude-haiku-9", "own", "claude-haiku-9"),
    ],
)
def test_routing(settings: Settings, segment: str, asked: str, profile: str, model: str) -> None:
    chosen, name, _ = route(settings, segment, asked)
    assert (chosen.name, name) == (profile, model)


def test_unknown_profile_error_lists_the_profiles(settings: Settings) -> None:
    with pytest.raises(Unroutable, match="no profile 'slow'; the configured profiles are: fast, other, own"):
        route(settings, "slow", "m")


def test_listed_models_can_be_requested(settings: Settings) -> None:
    for marked in (True, False):
        for segment in ("", "other", "own"):
            for offer in offers(settings, segment, marked):
                chosen, model, _ = route(settings, segment, offer.id)
                assert chosen.provider == offer.owner and model in chosen.ids(), offer
                assert offer.id.startswith("claude") or not marked
                assert offered(settings, segment, offer.id) is not None


def test_configured_limits_take_precedence(tmp_path: Path) -> None:
    held = "{ '*': { context_window: 9000 }, one: { max_output_tokens: 5 } }"
    settings = read(tmp_path, f"profiles: {{ a: {{ provider: acme, api_key: k, limits: {held} }} }}")
    profile = settings.profiles["a"]
    profile.table = {
        **profile.table,
        "limits": {
            "o*": {"context_window": 100, "max_output_tokens": 10},
            "own": {"context_window": 1, "max_output_tokens": 1},
        },
    }
    assert profile.limits("own") == (9000, 1) and profile.limits("other") == (9000, 10)
    assert profile.limits("one") == (100, 5)  # of the configuration's own the longest
    assert profile.limits("x") == (9000, 0)


def test_value_of_a_wrong_type_hides_no_other_problem(tmp_path: Path) -> None:
    text = """\
        default: a
        timeouts: { idle: soon }
        profiles:
          a: { provider: acme, models: [x] }
          b: { provider: acm }
          c: { }
          d: acme
          e: { provider: acme, limits: { "*": { context_window: 0, max_output: 5 } } }
        """
    with pytest.raises(ConfigurationError) as caught:
        read(tmp_path, text)
    message = str(caught.value)
    assert [line.split(":")[1] for line in message.splitlines()] == ["2", "4", "5", "6", "7", "8", "8"]
    assert "no provider 'acm'; did you mean 'acme'?" in message
    assert "'context_window' must be a whole number of tokens above 0, as in context_window: 131072" in message
    assert (
        "no key 'max_output' here; did you mean 'max_output_tokens'? there are: context_window, max_output_tokens"
        in message
    )


def test_a_key_file_is_read_again_when_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("first-untold\n")
    secret = Secret(file=str(path))
    assert secret.get_nowait() == "first-untold"
    path.write_text("second-untold\n")
    import os

    os.utime(path, (1, 1))
    assert secret.get_nowait() == "second-untold"
    path.unlink()
    with pytest.raises(masking.CredentialError, match="cannot read the key file"):
        secret.get_nowait()


def test_secrets_do_not_reach_the_log(caplog: pytest.LogCaptureFixture) -> None:
    secret = Secret("sk-untold")
    assert secret.get_nowait() == "sk-untold"
    assert "untold" not in f"{secret} {secret!r}"
    record = logging.LogRecord("x", logging.INFO, "f", 1, "asked with %s", ("sk-untold",), None)
    assert masking.Masking().filter(record) and record.getMessage() == "asked with ***"
    try:
        raise ValueError("sk-untold")
    except ValueError as error:
        record = logging.LogRecord("x", 40, "f", 1, "broke", (), (type(error), error, error.__traceback__))
    masking.Masking().filter(record)
    assert record.exc_text is not None and "untold" not in record.exc_text


def test_model_selects_the_protocol_of_a_provider() -> None:
    both = profiles.make("both", "both", environment={})
    assert [both.speaks(model) for model in ("a-1", "B-1", "b-1-mini")] == ["wire", "plain", "wire"]
    assert both.address("create", "a-1") == "https://both.example/base/talk"
    assert both.address("stream", "b-1", protocol="plain") == "https://both.example/base/plain/v1/say"
    assert (
        profiles.make("both", "both", profiles.ProfileOptions(protocol="plain"), environment={}).speaks("a-1")
        == "plain"
    )


def test_variant_may_use_another_protocol_and_key_header() -> None:
    own = profiles.make("own", "both", profiles.ProfileOptions(variant="own"), environment={})
    assert (own.protocol, own.sides["plain"].header) == ("plain", {"y": "{key}"})
    assert own.address("create", "m") == "https://own.example/v1/say"


def test_custom_base_url_applies_to_related_protocol_addresses() -> None:
    moved = profiles.make("both", "both", profiles.ProfileOptions(base_url="http://127.0.0.1:9/x/"), environment={})
    assert moved.address("create", "b-1", protocol="plain") == "http://127.0.0.1:9/x/plain/v1/say"
    alone = profiles.make(
        "both", "both", profiles.ProfileOptions(protocol="plain", base_url="http://127.0.0.1:9"), environment={}
    )
    assert alone.sides.keys() == {"plain"} and alone.address("create", "m") == "http://127.0.0.1:9/v1/say"
    above = profiles.make(
        "both", "both", profiles.ProfileOptions(protocol="plain", base_url="http://127.0.0.1:9/y/plain"), environment={}
    )
    assert above.address("create", "a-1", protocol="wire") == "http://127.0.0.1:9/y/talk"
    gone = profiles.make(
        "own", "both", profiles.ProfileOptions(variant="own", base_url="http://127.0.0.1:9"), environment={}
    )
    assert gone.sides.keys() == {"plain"} and gone.speaks("b-1") == "plain"


def test_problems_of_form_hide_no_problem_of_meaning(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        """\
        listen: nowhere
        profilez: {}
        profiles:
          a: { provider: acne, fallback: [c, d] }
          b: { provider: acme, pick: best }
          c: acme
          e: { provider: acme, accounts: [{ name: x }, 5] }
        rules:
          - { use: ghost, when: { modle: x } }
          - { when: { images: maybe } }
          - { use: c, fallback: [gone], weight: 3 }
        """,
    )
    assert [line.split(": ", 1)[0] for line in found] == [
        *("1:9", "2:1", "4:18", "4:38", "5:30", "6:6", "7:35", "7:48"),
        *("9:12", "9:27", "10:5", "10:23", "11:26", "11:41"),
    ]
    text = "\n".join(found)
    for message in (
        "no provider 'acne'; did you mean 'acme'?",
        "no profile 'd'",
        "'pick' must be 'fill', 'spread' or 'least_used'",
        "item 2 of 'accounts' must be a mapping, not a number; write - { ... }",
        "no profile 'ghost'",
        "'weight' must be a share from 0 to 1, as in weight: 0.2",
        "no profile 'gone'",
    ):
        assert message in text


def test_item_of_a_wrong_type_hides_no_other_item(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        """\
        keys: [1, "", { a: b }, "${NOT_SET_HERE}"]
        allowed_hosts: [3, "a b"]
        profiles:
          a: { provider: acme, fallback: [gone, 3, { on: [usual] }, { use: b, on: [soon, 4] }, a] }
          b: { provider: acme, accounts: [{ name: x }, 5, { name: x, api_key: k }], fallback: { tiny: [a, 5, b] } }
        rules: [4, { use: gone, when: { model: [1, "*"], slot: [2, tiny] } }]
        """,
    )
    assert [line.split(": ", 1)[0] for line in found] == [
        *("1:8", "1:11", "1:15", "1:25", "2:17", "2:20"),
        *("4:35", "4:41", "4:44", "4:76", "4:82", "4:88"),
        *("5:35", "5:48", "5:51", "5:89", "5:96", "5:99", "5:102"),
        *("6:9", "6:19", "6:41", "6:57", "6:60"),
    ]


def test_a_file_without_profiles_has_its_other_problems_reported(tmp_path: Path) -> None:
    found = problems(tmp_path, 'listen: nowhere\nkeys: [""]\nrules: [{}]\n')
    assert [line.split(": ", 1)[0] for line in found] == ["1:1", "1:9", "2:8", "3:9"]


def test_an_ordered_map_and_a_repetition_of_the_file_itself_are_problems(tmp_path: Path) -> None:
    assert problems(tmp_path, "profiles: !!omap [a: 1]\n")
    (problem,) = problems(tmp_path, "&all\nprofiles: *all\n")
    assert "an alias of itself" in problem
