"""Blindness law: runtime/ and codegen/ contain no protocol's field name and no name of a protocol or vendor.

The list of field names is derived from the specs' types and from the generated ones: every key and every tag with an
underscore, a hyphen or an inner capital. Words of specs/hub.yaml are allowed, because the hub uses the field's own
terms. Exceptions: names of HTTP headers, and the field names of the OAuth RFCs. Plain words are not on the list,
because they name no particular protocol.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import typing
from functools import cache
from pathlib import Path
from typing import Any

import dragoman_adapters
from dragoman import loader
from dragoman_codegen.model.types import Record, Tagged, Words
from tests.laws import pairs

TREES = [pairs.ROOT / "runtime", pairs.ROOT / "codegen"]
OAUTH = {  # RFC 6749, 7523, 7591, 7636, 8414, 8628
    *("access_token", "auth_method", "authorization_code", "authorization_endpoint", "client_credentials", "client_id"),
    *("client_secret", "code_challenge", "code_challenge_method", "code_verifier", "device_authorization_endpoint"),
    *("device_code", "error_description", "error_uri", "expires_in", "grant_type", "id_token", "redirect_uri"),
    *("refresh_token", "response_type", "token_endpoint", "token_type", "user_code", "verification_uri"),
}
FREE = {"demo", "aws"}  # the embedded provider, and an extra of the package
ATTRIBUTES = {"status_code"}  # of the HTTP library


def distinctive(word: str) -> bool:
    return (
        bool(re.search(r"[a-zA-Z0-9][_-][a-zA-Z0-9]|[a-z][A-Z]", word)) and re.fullmatch(r"[\w.-]+", word) is not None
    )


@cache
def modules() -> list[Any]:
    found = pkgutil.walk_packages(dragoman_adapters.__path__, "dragoman_adapters.")
    return [importlib.import_module(name) for _, name, _ in found]


def headers() -> set[str]:
    """Every header that a protocol or a provider names: these are HTTP's, not a body's."""
    found: set[str] = set()
    for name in loader.protocols():
        table = loader.protocol(name)
        found |= {*table.get("keys", {}), *table.get("version", {}), *table.get("keep", ()), *table.get("lists", ())}
        limits = table.get("rate_limit_headers", {})
        found |= {*limits, *limits.values(), str(table.get("request_id_header", ""))}
    for name in loader.providers():
        for side in loader.provider(name)["sides"].values():
            found |= {*side["key_headers"], *side["headers"]}
    return {word.lower() for word in found}


@cache
def hub_words() -> frozenset[str]:
    """Every name in hub.yaml: fields, kinds, words of lists, and the values and events of streams."""
    built = pairs.built().hub
    assert built is not None
    found: set[str] = set()
    for shape in built.scope.shapes.values():
        found |= set(shape.fields) if isinstance(shape, Record) else set()
        found |= set(shape.cases) if isinstance(shape, Tagged) else set()
        found |= set(shape.words) if isinstance(shape, Words) else set()
    return frozenset(found.union(built.events, *built.events.values()))


@cache
def words() -> frozenset[str]:
    """Keys and tags of all types that are not words of the hub."""
    found: set[str] = set()
    for owner in (*pairs.built().protocols.values(), *(pairs.plan_of(name).protocol for name in pairs.NAMES)):
        for file in owner.files.values():
            for shape in file.scope.shapes.values():
                found |= {field.wire for field in shape.fields.values()} if isinstance(shape, Record) else set()
                found |= {shape.tag, *shape.cases} if isinstance(shape, Tagged) else set()
    for module in modules():
        for kind in vars(module).values():
            if isinstance(kind, type) and typing.is_typeddict(kind) and kind.__module__ == module.__name__:
                found |= set(kind.__annotations__)
                for hint in kind.__annotations__.values():
                    text = getattr(hint, "__forward_arg__", str(hint))
                    found |= set(re.findall(r"[\"']([^\"']+)[\"']", text)) if "Literal" in text else set()
    return frozenset(
        word
        for word in found - hub_words()
        if distinctive(word) and word.lower() not in headers() and word not in OAUTH | ATTRIBUTES
    )


COMMON = {"Endpoints", "Factory", "Gateway", "Model", "Models", "Token"}  # parts of product names that are no names


@cache
def vendors() -> frozenset[str]:
    """Names and titles of providers, and what the protocols are called after."""
    found: set[str] = set()
    for provider in pairs.built().providers.values():
        found.add(provider.name)
        found |= set(re.findall(r"[A-Z][A-Za-z]{3,}", provider.title.partition("(")[0])) - COMMON
    for protocol in pairs.built().protocols.values():
        found.add(protocol.name.partition("_")[0])
    for login in pairs.built().auths.values():
        found.add(login["name"])
        found |= set(re.findall(r"[A-Z][A-Za-z]{3,}", login["title"])) - {"Cloud", "Code"}
    return frozenset(word.lower() for word in found) - FREE


def lines() -> list[tuple[Path, int, str]]:
    files = [
        file for tree in TREES for file in sorted(tree.rglob("*")) if file.suffix in (".py", ".j2", ".html", ".md")
    ]
    return [(file, at, line) for file in files for at, line in enumerate(file.read_text("utf-8").splitlines(), 1)]


def hits(found: frozenset[str], flags: int = 0) -> list[str]:
    any_of = re.compile(
        rf"(?<![A-Za-z0-9_])({'|'.join(map(re.escape, sorted(found, key=len, reverse=True)))})(?![A-Za-z0-9_])", flags
    )
    return [
        f"{file.relative_to(pairs.ROOT)}:{at}: {match}" for file, at, line in lines() for match in any_of.findall(line)
    ]


def test_word_lists_are_complete() -> None:
    assert len(words()) >= 60
    assert {"max_tokens", "tool_choice", "finish_reason"} <= hub_words()
    assert {
        "content_block",
        "stop_reason",
        "tool_use_id",
        "tool_use",
        "image_url",
    } <= words()
    assert {"openai", "anthropic", "groq", "deepseek", "ollama", "openrouter"} <= vendors()


def test_no_wire_field_in_runtime_and_codegen() -> None:
    assert hits(words()) == []


def test_no_vendor_in_runtime_and_codegen() -> None:
    assert hits(vendors(), re.IGNORECASE) == []
