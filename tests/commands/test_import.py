"""`dragoman import`: configurations of other gateways, the file that is written, and the report on every setting."""

from __future__ import annotations

import json
import stat
import sys
from typing import Any

import pytest

from dragoman.commands.imports import result, source
from dragoman.config import file
from tests import yaml_files
from tests.commands.empty_home import Home
from tests.commands.empty_home import home as home

CCR = {
    "APIKEY": "local-secret",
    "HOST": "0.0.0.0",
    "PORT": 4000,
    "LOG": True,
    "API_TIMEOUT_MS": 120000,
    "CUSTOM_ROUTER_PATH": "~/router.js",
    "Providers": [
        {
            "name": "Open Router",
            "api_base_url": "https://openrouter.ai/api/v1/chat/completions",
            "api_key": "$OPENROUTER_API_KEY",
            "models": ["a/one", "b/two"],
            "transformer": {"use": ["openrouter", ["maxtoken", {"max_tokens": 16384}]], "b/two": {"use": ["mine"]}},
        },
        {"name": "home", "api_base_url": "http://127.0.0.1:9000/v1/chat/completions", "api_key": "", "models": ["m"]},
    ],
    "Router": {
        "default": "Open Router,a/one",
        "think": "home,m",
        "longContext": "Open Router,b/two",
        "longContextThreshold": 90000,
        "background": "home,m",
        "image": "gone,m",
    },
}

LITELLM = """
model_list:
  - model_name: smart
    litellm_params: { model: anthropic/claude-x, api_key: os.environ/ANTHROPIC_API_KEY, rpm: 10 }
  - model_name: fast
    litellm_params: { model: groq/small, api_key: os.environ/GROQ_API_KEY }
  - model_name: smart
    litellm_params: { model: openrouter/anthropic/claude-x, api_key: os.environ/OPENROUTER_API_KEY }
  - model_name: codex
    litellm_params: { model: openai/responses/gpt-x, api_key: sk-own, api_base: "http://127.0.0.1:9/v1" }
  - model_name: lost
    litellm_params: { model: sagemaker/thing }
litellm_settings:
  drop_params: true
  num_retries: 3
  request_timeout: 600
  success_callback: [langfuse]
  fallbacks: [{ fast: [smart] }, { lost: [fast] }]
  context_window_fallbacks: [{ smart: [fast] }]
general_settings: { master_key: os.environ/MASTER, database_url: "postgresql://x" }
"""

CLIPROXY = """
host: ""
port: 8317
api-keys: [client-secret]
auth-dir: "~/.cli-proxy-api"
request-retry: 2
routing: { strategy: round-robin, session-affinity: true }
claude-api-key:
  - api-key: sk-one
    models: [{ name: claude-x, alias: best }]
    excluded-models: ["claude-3-*"]
  - api-key: sk-two
  - api-key: sk-three
    base-url: https://gateway.example.com
    headers: { X-Team: blue }
codex-api-key: [{ api-key: sk-codex, prefix: test }]
openai-compatibility:
  - name: groq
    base-url: https://api.groq.com/openai/v1
    api-key-entries: [{ api-key: gsk-one }, { api-key: gsk-two }]
    models: [{ name: openai/gpt-oss-120b, alias: oss }]
"""


def convert(home: Home, gateway: str, text: str) -> tuple[int, dict[str, Any], dict[str, str]]:
    home.write(text, "given")
    status, report = home.json("import", gateway, "given", "--output", "new.yaml")
    assert report["problems"] == []
    return status, report, {one["setting"]: one["outcome"] for one in report["settings"]}


def test_providers_with_a_router(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", "sk-or-x")
    status, _, outcomes = convert(home, "ccr", json.dumps(CCR))
    settings = file.load(home.folder / "new.yaml")
    first = settings.profiles["open-router"]
    assert (first.provider, first.base_url, first.problem) == ("openrouter", "", "")
    assert first.models["default"] == "a/one" and first.limits("a/one")[1] == 16384
    home_profile = settings.profiles["home"]
    assert (home_profile.provider, home_profile.url) == ("compatible", "http://127.0.0.1:9000/v1")
    assert (settings.default, settings.host, settings.port) == ("open-router", "0.0.0.0", 4000)
    assert settings.keys == ["local-secret"] and settings.timeouts.first_byte == 120
    uses = [(rule.profile, rule.model) for rule in settings.rules]
    assert uses == [("open-router", "b/two"), ("home", "m"), ("home", "m")]
    assert settings.rules[0].when.tokens_above == 90000 and settings.rules[1].when.slot == ("haiku",)
    assert status == 1 and {name: outcome for name, outcome in outcomes.items() if outcome != "exact"} == {
        "LOG": "changed",
        "API_TIMEOUT_MS": "changed",
        "CUSTOM_ROUTER_PATH": "not supported",
        "Providers[0].name": "changed",
        "Providers[0].transformer.b/two.use[0]": "not supported",
        "Router.image": "not supported",
    }
    if sys.platform != "win32":
        assert stat.S_IMODE((home.folder / "new.yaml").stat().st_mode) == 0o600


def test_a_list_of_models(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ANTHROPIC_API_KEY", "GROQ_API_KEY", "OPENROUTER_API_KEY", "MASTER"):
        monkeypatch.setenv(name, f"value-of-{name.lower()}")
    status, _, outcomes = convert(home, "litellm", LITELLM)
    settings = file.load(home.folder / "new.yaml")
    providers = {name: profile.provider for name, profile in settings.profiles.items()}
    assert providers == {name: name for name in ("anthropic", "groq", "openrouter", "openai")}
    assert settings.profiles["openai"].protocol == "openai_responses"
    assert all(not profile.problem for profile in settings.profiles.values())
    rules = {rule.when.model[0]: rule for rule in settings.rules}
    assert (rules["smart"].profile, rules["smart"].model) == ("anthropic", "claude-x")
    assert [(one.profile, one.model) for one in rules["smart"].fallback or ()] == [
        ("openrouter", "anthropic/claude-x"),
        ("groq", "small"),
    ]
    assert [one.profile for one in rules["fast"].fallback or ()] == ["anthropic"]
    assert settings.keys == ["value-of-master"]
    assert status == 1 and {name for name, outcome in outcomes.items() if outcome == "not supported"} == {
        "model_list[0].litellm_params.rpm",
        "model_list[4].model_name",
        "model_list[4].litellm_params.model",
        "litellm_settings.success_callback",
        "litellm_settings.fallbacks[1]",
        "general_settings.database_url",
    }


MODEL = "model_list: [{ model_name: m, litellm_params: { api_key: k, %s } }]"


@pytest.mark.parametrize(
    ("parameters", "profile"),
    [
        (
            'model: azure/gpt-x, api_base: "https://eu.openai.azure.com/", api_version: 2025-01-01-preview',
            {"provider": "azure", "with": {"resource": "eu"}},
        ),
        (
            'model: azure_ai/claude-x, api_base: "https://eu.services.ai.azure.com/anthropic/v1/messages"',
            {"provider": "azure", "protocol": "anthropic_messages", "with": {"resource": "eu"}},
        ),
        (
            'model: azure_ai/x, api_base: "https://eu.services.ai.azure.com/models", api_version: 2024-05-01-preview',
            {"provider": "azure", "variant": "foundry", "with": {"resource": "eu"}},
        ),
        (
            "model: bedrock/amazon.nova, aws_region_name: us-east-1",
            {"provider": "aws", "with": {"region": "us-east-1"}},
        ),
        (
            'model: anthropic/claude-x, api_base: "https://gateway.example.com"',
            {"provider": "anthropic", "base_url": "https://gateway.example.com"},
        ),
        (
            'model: openai/mine, api_base: "https://gateway.example.com/v1"',
            {"provider": "compatible", "base_url": "https://gateway.example.com/v1"},
        ),
        (
            'model: ollama/qwen, api_base: "http://localhost:1111"',
            {"provider": "ollama", "base_url": "http://localhost:1111"},
        ),
    ],
)
def test_an_address_selects_a_provider(home: Home, parameters: str, profile: dict[str, Any]) -> None:
    convert(home, "litellm", MODEL % parameters)
    (made,) = yaml_files.parse((home.folder / "new.yaml").read_text(encoding="utf-8"))["profiles"].values()
    assert {key: value for key, value in made.items() if key not in ("api_key", "models")} == profile


@pytest.mark.parametrize(
    ("url", "members"),
    [
        ("https://api.moonshot.cn/v1/chat/completions", {"provider": "kimi", "variant": "china"}),
        ("https://api.moonshot.ai/anthropic", {"provider": "kimi", "protocol": "anthropic_messages"}),
        ("https://api.z.ai/api/coding/paas/v4/chat/completions", {"provider": "glm", "variant": "coding-plan"}),
        ("https://api.z.ai/api/paas/v4", {"provider": "glm"}),
        ("https://open.bigmodel.cn/api/coding/paas/v4", {"provider": "glm", "variant": "china-coding-plan"}),
        ("https://dashscope.aliyuncs.com/compatible-mode/v1", {"provider": "qwen", "variant": "china"}),
        (
            "https://token-plan.ap-southeast-1.maas.aliyuncs.com/compatible-mode/v1",
            {"provider": "qwen", "variant": "token-plan"},
        ),
        ("https://api.deepseek.com", {"provider": "deepseek"}),
        ("https://gateway.example.com/v1", {"provider": "compatible", "base_url": "https://gateway.example.com/v1"}),
    ],
)
def test_the_longest_path_of_an_address_selects_variant_and_protocol(url: str, members: dict[str, str]) -> None:
    assert result.located(url, "compatible") == members


def test_patterns_of_models_keep_the_name_that_is_requested(home: Home) -> None:
    entry = '{ model_name: "%s", litellm_params: { model: "%s", api_key: k } }'
    names = [("claude-*", "anthropic/claude-*"), ("groq/*", "groq/*"), ("my-*", "openai/gpt-*")]
    entries = ", ".join(entry % pair for pair in names)
    _, _, outcomes = convert(home, "litellm", f"model_list: [{entries}]")
    settings = file.load(home.folder / "new.yaml")
    assert [(rule.profile, rule.model, rule.when.model) for rule in settings.rules] == [
        ("anthropic", "", ("claude-*",))
    ]
    kinds = [outcomes[f"model_list[{index}].model_name"] for index in range(3)]
    assert kinds == ["exact", "changed", "not supported"] and set(settings.profiles) >= {"anthropic", "groq"}


def test_models_that_are_no_conversations_are_not_converted(home: Home) -> None:
    text = (
        "model_list: [{ model_name: e, litellm_params: { model: openai/text-embedding-3-small, api_key: k }, "
        "model_info: { mode: embedding } }, { model_name: c, litellm_params: { model: openai/gpt-x, api_key: k }, "
        "model_info: { mode: chat } }]"
    )
    _, _, outcomes = convert(home, "litellm", text)
    assert outcomes["model_list[0]"] == "not supported" and outcomes["model_list[1].model_name"] == "exact"
    assert [rule.when.model for rule in file.load(home.folder / "new.yaml").rules] == [("c",)]


def test_a_key_for_the_address_of_another_provider_keeps_the_address(home: Home) -> None:
    url = "https://api.deepseek.com/anthropic"
    convert(home, "cliproxy", json.dumps({"claude-api-key": [{"api-key": "k", "base-url": url}]}))
    profile = file.load(home.folder / "new.yaml").profiles["anthropic"]
    assert (profile.provider, profile.url) == ("anthropic", url)


def test_lists_of_keys(home: Home) -> None:
    status, _, outcomes = convert(home, "cliproxy", CLIPROXY)
    settings = file.load(home.folder / "new.yaml")
    first = settings.profiles["anthropic"]
    assert sorted(first.accounts) == ["1", "2"] and first.pick == "spread" and first.resolve("best") == "claude-x"
    assert settings.profiles["anthropic-2"].url == "https://gateway.example.com"
    assert settings.profiles["anthropic-2"].headers == {"x-team": "blue"}
    assert settings.profiles["openai"].protocol == "openai_responses"
    assert settings.profiles["groq"].provider == "groq" and len(settings.profiles["groq"].accounts) == 2
    assert (settings.host, settings.keys) == ("0.0.0.0", ["client-secret"])
    assert status == 1 and {name for name, outcome in outcomes.items() if outcome == "not supported"} == {
        "auth-dir",
        "claude-api-key[0].excluded-models",
    }


@pytest.mark.parametrize("gateway", ["ccr", "litellm", "cliproxy"])
def test_every_setting_is_reported_whatever_it_is(home: Home, gateway: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"ccr": json.dumps(CCR), "litellm": LITELLM, "cliproxy": CLIPROXY}[gateway]
    for name in ("ANTHROPIC_API_KEY", "GROQ_API_KEY", "OPENROUTER_API_KEY", "MASTER"):
        monkeypatch.setenv(name, "a-secret")
    tree = source.read(given) | {"unknown": {"a": [1, {"b": 2}], "c": {}}, "Router": "odd", "routing": 3}
    status, _, outcomes = convert(home, gateway, json.dumps(tree))
    assert status == 1 and {"unknown.a", "unknown.c"} <= outcomes.keys()
    assert all(any(name == str(key) or name.startswith((f"{key}.", f"{key}[")) for name in outcomes) for key in tree)


def test_the_report_for_people(home: Home) -> None:
    home.write(json.dumps({"PORT": 1, "Providers": [{"name": "a", "api_base_url": "http://h.example/v1"}]}), "given")
    status, out = home.run("import", "ccr", "given")
    assert status == 0 and out == (
        "  exact          PORT                       listen: 127.0.0.1:1\n"
        "  exact          Providers[0].name          profile a\n"
        "  exact          Providers[0].api_base_url  provider: compatible\n"
        "Wrote dragoman.yaml: 3 exact, 0 changed, 0 not supported\n"
        "Test it: dragoman check --config dragoman.yaml\n"
    )
    assert home.run("import", "ccr", "given")[0] == 1 and "exists and is not changed" in home.errors


@pytest.mark.parametrize(
    ("text", "status", "message"),
    [
        ("[1]", 1, "no mapping"),
        ("{a: [", 1, "neither JSON nor YAML: line 1, column 6: "),
        ("{a: 1, b: 2, a: 3}", 1, "line 1, column 14: found duplicate key 'a', given first at line 1, column 2"),
        ("{}", 1, "no provider"),
        (None, 64, "cannot"),
    ],
)
def test_files_that_cannot_be_converted(home: Home, text: str | None, status: int, message: str) -> None:
    if text is not None:
        home.write(text, "given")
    assert home.run("import", "ccr", "given")[0] == status
    assert message in home.errors and not (home.folder / "dragoman.yaml").exists()


@pytest.mark.parametrize(
    ("given", "name"), [("v1", "my-v1"), ("9b", "p-9b"), ("Ä B", "b"), ("a--b", "a--b"), ("", "p")]
)
def test_names_of_profiles_are_valid(given: str, name: str) -> None:
    assert result.profile_name(given) == name


def test_comments_and_last_commas_in_json(home: Home) -> None:
    provider = '{"name": "home", "api_base_url": "http://127.0.0.1:9/v1", "models": ["m",],}'
    rest = f'"Providers": [{provider}], "Router": {{"default": "gone,m",}},}}'
    text = f'{{ // mine\n "APIKEY": "a//b, }}", /* more */ {rest}'
    _, _, outcomes = convert(home, "ccr", text)
    assert outcomes["Router.default"] == "not supported" and file.load(home.folder / "new.yaml").keys == ["a//b, }"]


def test_fallbacks_of_a_router(home: Home) -> None:
    fallback = {"default": ["home,m", "gone,m"], "think": ["Open Router,a/one"], "image": ["home,m"]}
    status, _, outcomes = convert(home, "ccr", json.dumps({**CCR, "fallback": fallback}))
    settings = file.load(home.folder / "new.yaml")
    targets = settings.profiles["open-router"].fallback_of("claude-x")
    assert [(one.profile, one.model) for one in targets] == [("home", "m")]
    think = next(rule for rule in settings.rules if rule.when.flags.get("reasoning"))
    assert [(one.profile, one.model) for one in think.fallback or ()] == [("open-router", "a/one")]
    assert (outcomes["fallback.default"], outcomes["fallback.think"]) == ("changed", "exact")
    assert status == 1 and outcomes["fallback.image"] == "not supported"


LITELLM_ROUTER = """
model_list:
  - model_name: "*"
    litellm_params: { model: openrouter/*, api_key: k }
  - model_name: claude-*
    litellm_params: { model: anthropic/claude-*, api_key: k }
  - model_name: fast
    litellm_params: { model: groq/small, api_key: k, extra_headers: { x-team: blue } }
litellm_settings:
  fallbacks: [{ fast: [claude-x, gpt-y] }, { claude-z: [fast, nowhere] }]
  content_policy_fallbacks: [{ fast: [claude-x] }]
  default_fallbacks: [fast]
router_settings: { model_group_alias: { quick: fast }, allowed_fails: 3, cooldown_time: 30 }
"""


def test_fallbacks_to_patterns_and_for_all_models(home: Home) -> None:
    _, _, outcomes = convert(home, "litellm", LITELLM_ROUTER.replace("nowhere", "fast"))
    settings = file.load(home.folder / "new.yaml")
    rules = {rule.when.model: rule for rule in settings.rules}
    assert list(rules) == [("fast",), ("claude-z",), ("quick",), ("claude-*",), ("*",)]
    uses = {name: [(one.profile, one.model) for one in rule.fallback or ()] for (name,), rule in rules.items()}
    assert uses["fast"][:2] == [("anthropic", "claude-x"), ("openrouter", "gpt-y")] == uses["quick"][:2]
    assert uses["claude-*"] == uses["*"] == [("groq", "small")]
    fast = settings.profiles["groq"]
    assert (fast.options.breaker.failures, fast.options.breaker.cool_down, fast.headers["x-team"]) == (3, 30, "blue")
    assert "not supported" not in outcomes.values()


def test_a_fallback_that_is_not_converted_is_named(home: Home) -> None:
    text = LITELLM_ROUTER.replace('"*"', "other").replace("openrouter/*", "openrouter/o")
    _, out, outcomes = convert(home, "litellm", text)
    assert outcomes["litellm_settings.fallbacks[1]"] == "changed" and "without nowhere" in str(out)


def test_settings_that_are_off_are_no_difference(home: Home) -> None:
    text = "host: 127.0.0.1\nproxy-url: ''\ntls: { enable: false, cert: '' }\nplugins: { enabled: false, dir: x }\n"
    _, _, outcomes = convert(home, "cliproxy", f"{text}claude-api-key: [{{ api-key: k }}]\n")
    assert (outcomes["proxy-url"], outcomes["tls"], outcomes["plugins.enabled"]) == ("exact", "exact", "exact")
    assert outcomes["plugins.dir"] == "not supported"


def test_the_prefix_of_a_list_of_models(home: Home) -> None:
    entry = "{ name: mine, prefix: other, base-url: 'http://127.0.0.1:9/v1', api-key-entries: [{ api-key: k }] }"
    _, _, outcomes = convert(home, "cliproxy", f"host: 127.0.0.1\nopenai-compatibility: [{entry}]\n")
    assert outcomes["openai-compatibility[0].prefix"] == "changed"
