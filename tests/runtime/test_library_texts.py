"""Errors of libraries and other programs: their text, which may quote a secret, is not shown."""

from __future__ import annotations

import asyncio
import logging
import sys
import time
import warnings
from pathlib import Path
from typing import Literal

import pytest

from dragoman import masking
from dragoman.auth import files, requests
from dragoman.auth.secret import TRY, Secret
from dragoman.commands import arguments
from dragoman.commands.serving import serve
from dragoman.config import file
from dragoman.config.settings import ConfigurationError
from dragoman.http.upstream import Upstream
from dragoman.masking import CredentialError
from dragoman.values import yaml_text
from tests.runtime.fake_adapters import fakes as fakes
from tests.runtime.raw_server import run

pytestmark = pytest.mark.usefixtures("fakes")
SECRET = "sk-untold-library"
KEY = f"provider: acme, api_key: {SECRET}"


def problems(folder: Path, text: str, **environment: str) -> list[str]:
    """The problems of a file, without the name of its folder."""
    path = folder / "dragoman.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as bad:
        file.load(path, environment)
    assert SECRET not in str(bad.value)
    return str(bad.value).replace(f"{folder}/", "").splitlines()


def test_a_duplicate_key_is_named_with_both_positions(tmp_path: Path) -> None:
    found = problems(tmp_path, f"profiles:\n  a: {{{KEY}}}\n  b: {{{KEY}}}\n  a: {{{KEY}}}\n")
    text = "invalid YAML: found duplicate key 'a', given first at dragoman.yaml:2:3; remove one"
    assert found == [f"dragoman.yaml:4:3: {text}"]


def test_every_duplicate_key_is_reported(tmp_path: Path) -> None:
    found = problems(
        tmp_path, f"profiles:\n  a:\n    {{{KEY}, api_key: {SECRET}}}\nkeys: [{SECRET}]\nkeys: [{SECRET}]\n"
    )
    assert [line.split(": ")[0] for line in found] == ["dragoman.yaml:3:50", "dragoman.yaml:5:1"]
    assert "'api_key', given first at dragoman.yaml:3:22" in found[0] and "first at dragoman.yaml:4:1" in found[1]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (f"*{SECRET}", "1:41: invalid YAML: a value that begins with '*' is an alias"),
        (f"!{SECRET}!x y", "1:41: invalid YAML: a value that begins with '!' has an unknown tag"),
        (f"!!int {SECRET}", "1:1: invalid YAML: a date, a number or a tagged value in this file"),
        (f"!!float {SECRET}", "1:1: invalid YAML: a date, a number or a tagged value in this file"),
        (f"!!bool {SECRET}", "1:1: invalid YAML: a date, a number or a tagged value in this file"),
        (f"!!set {SECRET}", "1:1: invalid YAML: a date, a number or a tagged value in this file"),
        (f"!!timestamp {SECRET}", "1:41: invalid YAML: a date or a tagged value cannot be converted"),
        (f"{SECRET}\x07", "1:58: invalid YAML: this control character is not allowed"),
        (f"{SECRET}: x", "1:58: invalid YAML: a ',' or a closing bracket is missing before this"),
        (f"${{{SECRET}}}", "1:42: invalid YAML: a value with '{' stands inside brackets without quotes"),
        (f"]{SECRET}", "1:41: invalid YAML: a value is missing before this, or a bracket is not closed"),
        (f"[{SECRET}]", "1:32: 'api_key' must be text, not a list"),
        (f"x, base_url: 'http://[user:{SECRET}@host'", "1:54: 'http://host' is not an address"),
        (f"x, base_url: 'http://user:{SECRET}@host:port'", "1:54: 'http://host:port' is not an address"),
        (f"x, base_url: 'acme.example/v1?key={SECRET}'", "1:54: 'acme.example/v1' is not an address"),
        (f"x, base_url: {SECRET}", "1:54: this is not an address; it starts with http:// or https://"),
        (f"x, timeout: {SECRET}", "1:44: there is no key 'timeout' here"),
        (f"x, models: {{? {{a: {SECRET}}} : [{SECRET}]}}", "1:44: '[a list or a mapping]' must be text"),
    ],
)
def test_a_wrong_value_of_the_configuration_is_not_shown(tmp_path: Path, value: str, expected: str) -> None:
    found = problems(tmp_path, f"profiles: {{a: {{provider: acme, api_key: {value}}}}}")
    assert len(found) == 1 and found[0].startswith(f"dragoman.yaml:{expected}"), found


def test_an_environment_value_is_not_shown(tmp_path: Path) -> None:
    found = problems(tmp_path, "listen: '${ADDRESS}'\nprofiles: {a: {provider: keyless}}", ADDRESS=SECRET)
    assert found[0].startswith("dragoman.yaml:1:9: '${ADDRESS}' is not an address to listen on; ")


def test_warnings_of_the_yaml_library_are_not_shown() -> None:
    with warnings.catch_warnings(record=True) as shown:
        warnings.simplefilter("always")
        assert yaml_text.load(f"a: &{SECRET} x\nb: &{SECRET} y") == {"a": "x", "b": "y"}
    assert not shown


@pytest.mark.parametrize("typ", ["rt", "safe"])
@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
@pytest.mark.parametrize("levels", [200, 5000])
def test_deeply_nested_yaml_is_rejected_at_once(typ: Literal["rt", "safe"], opening: str, levels: int) -> None:
    began = time.process_time()
    with pytest.raises(yaml_text.NotYaml):
        yaml_text.load(opening * levels, typ=typ)
    assert time.process_time() - began < 1


@pytest.mark.parametrize("typ", ["rt", "safe"])
@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("- " * 200 + "1", "line 1, column (299|301): more than 150 levels are nested here"),
        ("\n".join(" " * level + "a:" for level in range(200)), "line 15., column 15.: more than 150 levels"),
        ("- " * 900 + "1", "nested (too deeply|here)"),
        ("? " * 60 + "1", "inside a key|cannot be parsed"),
        ("a: &a [*a]", "line 1, column [47]: this value contains an alias of itself"),
        ("&a\nb: *a", "contains an alias of itself"),
        ("a: &a\n  <<: *a\n  b: 1", "contains an alias of itself"),
        ("a: &a {b: &b [*a, *b]}", "contains an alias of itself"),
    ],
)
def test_values_without_an_end_are_rejected(typ: Literal["rt", "safe"], text: str, problem: str) -> None:
    began = time.process_time()
    with pytest.raises(yaml_text.NotYaml, match=problem):
        yaml_text.load(text, typ=typ)
    assert time.process_time() - began < 1


def test_only_the_first_problems_are_reported() -> None:
    with pytest.raises(yaml_text.NotYaml) as caught:
        yaml_text.load("a: 1\n" * 100)
    assert len(caught.value.faults) == yaml_text.MAX_FAULTS


def test_nested_brackets_below_the_limit_are_parsed() -> None:
    depth = yaml_text.MAX_BRACKETS
    assert yaml_text.load("a: " + "[" * depth + "]" * depth)["a"]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("json", f'{{"access_token": "{SECRET}", }}'),
        ("json", "[" * 100_000 + f'"{SECRET}"'),
        ("toml", f'a = "{SECRET}"\na = "{SECRET}"'),
        ("toml", f"a = {SECRET}"),
        ("yaml", f"a: {SECRET}\na: {SECRET}"),
        ("yaml", f"a: !!bool {SECRET}"),
        ("yaml", f"a: !!set {SECRET}"),
        ("yaml", f"a: *{SECRET}"),
    ],
)
def test_the_text_of_a_broken_login_file_is_not_shown(tmp_path: Path, kind: str, text: str) -> None:
    path = tmp_path / "login"
    path.write_text(text)
    with pytest.raises(CredentialError, match="is damaged or incomplete") as broken:
        files.read_tree(path, kind)
    assert SECRET not in str(broken.value)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (f"token {SECRET} has expired", "token *** has expired"),
        (f"GET https://x.example/?key={SECRET}: 401", "GET *** 401"),
        (f"x{SECRET * 30}", "***"),
        ("ERROR: you do not have an active account (yet).", "ERROR: you do not have an active account (yet)."),
    ],
)
def test_the_errors_of_a_key_command_are_reduced_to_words(line: str, shown: str) -> None:
    secret = Secret(command=(sys.executable, "-c", "import sys; sys.exit(sys.argv[1])", line))
    with pytest.raises(CredentialError) as failed:
        asyncio.run(secret.get())
    assert str(failed.value).endswith(f"exited with status 1: {shown}; {TRY}")


@pytest.mark.parametrize(
    ("url", "environment", "expected"),
    [
        (f"http://user:{SECRET}@127.0.0.1:port/v1?key={SECRET}", {}, "http://127.0.0.1:port/v1 is not a valid URL"),
        (f"ftp://user:{SECRET}@host/v1?key={SECRET}", {}, "ftp://host/v1 is not an http:// or https:// address"),
        ("http://acme.example/", {"HTTP_PROXY": f"http://user:{SECRET}#@proxy:80"}, "the proxy of HTTP_PROXY, "),
        ("http://acme.example/", {"HTTP_PROXY": f"http://user:{SECRET}/@proxy:80"}, "the proxy of HTTP_PROXY, "),
        ("https://acme.example/", {"HTTPS_PROXY": f"user:{SECRET}[@proxy:80"}, "the proxy of HTTP_PROXY, "),
    ],
)
def test_the_address_of_a_failed_request_has_no_credentials(
    url: str, environment: dict[str, str], expected: str
) -> None:
    async def test() -> None:
        with pytest.raises(Exception) as failed:
            await Upstream(environment=environment).start("POST", url, [], b"").head(1.0)
        assert str(failed.value).startswith(expected)

    run(test())


def test_the_address_of_a_failed_login_request_has_no_credentials() -> None:
    async def test() -> None:
        for url in (f"http://user:{SECRET}@127.0.0.1:port/?code={SECRET}", f"ftp://{SECRET}@host/?code={SECRET}"):
            with pytest.raises(requests.Unreachable, match="cannot be reached") as failed:
                await requests.fetch("GET", url, {}, b"")
            assert SECRET not in str(failed.value)

    run(test())


def test_errors_that_asyncio_logs_are_masked(tmp_path: Path) -> None:
    path = tmp_path / "server.log"
    masking.remember(SECRET)
    before = {name: logging.getLogger(name).handlers[:] for name in ("dragoman", "uvicorn", "asyncio")}
    try:
        serve.set_up_logging("info", path)
        error = ValueError(f"the key {SECRET}")
        logging.getLogger("asyncio").error("Task exception was never retrieved", exc_info=error)
    finally:
        for name, handlers in before.items():
            logging.getLogger(name).handlers[:] = handlers
            logging.getLogger(name).propagate = True
    assert "the key ***" in path.read_text()


def test_an_unreadable_configuration_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "dragoman.yaml"
    path.write_text(f"keys: [{SECRET}]")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", SECRET)

    monkeypatch.setattr(file, "load", refuse)
    with pytest.raises(arguments.UsageError) as bad:
        arguments.load_settings(str(path))
    assert str(bad.value) == f"cannot read the configuration {path}: Permission denied"


def test_aliases_that_repeat_too_many_values_are_refused() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    names = "abcdefgh"
    lines += [
        f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]" for before, name in zip(names, names[1:], strict=False)
    ]
    with pytest.raises(yaml_text.NotYaml, match="aliases repeat more than 1,000,000 values"):
        yaml_text.load("\n".join(lines))
    assert yaml_text.load("\n".join(lines[:3]))["c"][0][0][0] == "x"
