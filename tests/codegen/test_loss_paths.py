"""Paths of losses, for every declared loss, client protocol and provider: each leads to a field of the message that the
reader has, of the client's request or of the provider's response."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from typing import Any

import pytest

from dragoman import loader
from dragoman.exchange.bodies import parse_json_object
from dragoman.inprocess.exchanges import Way, masked_request, open_exchange
from dragoman.library.context import Context, spelled
from dragoman_codegen.model.program import Protocol, Provider
from dragoman_codegen.model.types import Either, ListOf, Prim, Record, Ref, Scope, Tagged, Type
from dragoman_codegen.model.wire_paths import all_paths
from dragoman_codegen.report.losses import losses_of
from tests.laws import pairs
from tests.yaml_files import parse

PASSES = pairs.ROOT / "runtime" / "dragoman" / "library"
FRONTS = loader.fronts()
HUB = pairs.built().hub.scope
each_front = pytest.mark.parametrize("front", FRONTS)


def sides() -> list[Provider]:
    return [side for provider in pairs.built().providers.values() for side in provider.sides()]


def leads_to_a_field(scope: Scope, kind: Type | None, steps: list[str]) -> bool:
    """Whether the steps are fields, or tags of unions, from a type on."""
    match kind:
        case _ if not steps or kind is None:
            return not steps
        case Prim("json"):
            return True
        case ListOf(item):
            return leads_to_a_field(scope, item, steps)
        case Either(members):
            return any(leads_to_a_field(scope, member, steps) for member in members)
        case Ref(_, name):
            shape = scope.shapes[name]
            if isinstance(shape, Record):
                fields = {field.wire: field.type for field in shape.fields.values()}
                return steps[0] in fields and leads_to_a_field(scope, fields[steps[0]], steps[1:])
            if isinstance(shape, Tagged):
                if steps == [shape.tag]:
                    return True
                tag = next((tag for tag in shape.cases if steps[: tag.count(".") + 1] == tag.split(".")), "")
                cases = [*shape.cases.values(), shape.other]
                return (tag and leads_to_a_field(scope, shape.cases[tag], steps[tag.count(".") + 1 :])) or any(
                    leads_to_a_field(scope, case, steps) for case in cases if case
                )
    return False


def is_field(protocol: Protocol, file: str, path: str) -> bool:
    """Whether a path leads to a field of a protocol's requests or responses, or is a kind of block, which stands
    alone."""
    compiled = protocol.files[file]
    root = compiled.rules[compiled.roots["read"]].source
    made = all_paths(protocol, HUB, file, "read")
    blocks = HUB.shapes["Block"]
    assert isinstance(blocks, Tagged)
    kinds = {word for name in blocks.cases for word in made.get(f".{name}", ())}
    return path in kinds or leads_to_a_field(compiled.scope, root, path.split("."))


def declared(back: Provider) -> Iterator[str]:
    """Yield the paths in the hub of all losses of requests to a provider: those of its rules and of its patches."""
    yield from (path for path, _ in losses_of(back.protocol, "request", "write") if path)
    origins: dict[str, str] = loader.protocol(back.protocol.name)["origins"]
    for patch in back.patches:
        if getattr(patch.change, "loss", ""):
            for path in patch.paths:
                yield spelled(".".join(step for step in path if isinstance(step, str) and step != "*"), origins)


@each_front
def test_every_field_that_a_client_can_send_is_named_by_one_of_its_own(front: str) -> None:
    protocol, words = pairs.built().protocols[front], loader.protocol(front)["words"]
    for path, sources in all_paths(protocol, HUB, "request", "read").items():
        assert spelled(path, words) == sources[0]
        assert is_field(protocol, "request", sources[0]), (path, sources[0])


@each_front
def test_every_declared_loss_of_a_request_is_named_by_a_field_of_the_client(front: str) -> None:
    protocol, words = pairs.built().protocols[front], loader.protocol(front)["words"]
    read = all_paths(protocol, HUB, "request", "read")
    checked = set()
    for back in sides():
        for path in declared(back):
            if back.protocol.name != front and path in read:  # others cannot be in a request of this client
                assert is_field(protocol, "request", spelled(path, words)), (back.name, path)
                checked.add(path)
    assert {"service_tier", "temperature", "user_id"} <= checked


def reported() -> set[str]:
    """Return the paths, and behind a dot the kinds of blocks, that the passes report, as far as they are texts."""
    dots, found = {"lose": "", "lose_block": "."}, set()
    for file in PASSES.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in dots:
                if isinstance(node.args[0], ast.Constant):
                    found.add(dots[node.func.attr] + str(node.args[0].value))
    return found


@each_front
def test_every_loss_of_a_pass_is_named_by_a_field_of_the_client(front: str) -> None:
    protocol, words = pairs.built().protocols[front], loader.protocol(front)["words"]
    read = all_paths(protocol, HUB, "request", "read")
    paths = {path for path in reported() if path in read}
    assert {"max_tokens", "response_format", ".tool_call", ".image"} <= paths
    for path in paths:
        assert is_field(protocol, "request", spelled(path, words)), path


@each_front
@pytest.mark.parametrize("file", ["response", "stream"])
@pytest.mark.parametrize("back", sorted(pairs.built().protocols))
def test_every_declared_loss_of_a_response_is_named_by_a_field_of_the_provider(
    front: str, file: str, back: str
) -> None:
    protocol, words = pairs.built().protocols[back], loader.protocol(back)["response_words"]
    read = all_paths(protocol, HUB, "response", "read")
    for path, _ in losses_of(pairs.built().protocols[front], file, "write"):
        if path in read and front != back:
            assert is_field(protocol, "response", spelled(path, words)), path


@pytest.mark.parametrize("name", sorted(pairs.built().protocols))
def test_every_loss_of_a_row_is_named_by_a_field_of_the_event(name: str) -> None:
    compiled = pairs.built().protocols[name].files["stream"]
    spec = parse((pairs.ROOT / "specs" / "protocols" / name / "stream.yaml").read_text())
    groups = [
        group["of"] for group in spec["read"].get("groups", {}).values()
    ]  # whose paths begin at a part of an event
    shared = {rule.route for rule in pairs.built().protocols[name].files["types"].rules.values()}  # for several places
    for path, _ in losses_of(pairs.built().protocols[name], "stream", "read"):
        if path.partition(" (")[0] in shared:
            continue
        steps = path.partition(" (")[0].split(".") if path else []
        assert any(
            leads_to_a_field(compiled.scope, compiled.scope.ref(root), steps) for root in (compiled.event, *groups)
        ), path


def test_stream_and_complete_response_lose_the_same() -> None:
    """The writer of Responses makes both."""
    protocol = pairs.built().protocols["openai_chat"]
    assert losses_of(protocol, "stream", "write") == losses_of(protocol, "response", "write")


FAST: dict[str, dict[str, Any]] = {
    "openai_chat": {"messages": [{"role": "user", "content": "hi"}], "service_tier": "priority"},
    "openai_responses": {"input": "hi", "service_tier": "priority"},
}


@pytest.mark.parametrize("front", FAST)
def test_parameter_that_a_patch_removes_from_a_translated_body_has_the_name_of_the_client(front: str) -> None:
    data = json.dumps({"model": "claude-haiku-4-5", **FAST[front], "temperature": 0.5, "top_p": 0.5}).encode()
    exchange = open_exchange(Way(front, "anthropic", "anthropic_messages", "", ""), data, parse_json_object(data))
    assert "speed" not in json.loads(masked_request(exchange).body)
    assert "service_tier;this model has no fast mode" in exchange.context.losses


@pytest.mark.parametrize(
    ("sent", "named"),
    [
        ({"service_tier": "standard_only"}, "service_tier"),
        ({"speed": "fast", "service_tier": "auto"}, "speed"),
        ({}, "speed"),
    ],
)
def test_of_several_fields_the_one_that_was_sent_is_named(sent: dict[str, Any], named: str) -> None:
    assert spelled("service_tier", loader.protocol("anthropic_messages")["words"], sent) == named


@pytest.mark.parametrize(
    ("messages", "named"),
    [
        ([{"role": "assistant", "reasoning_content": "hm"}], "messages.reasoning_content"),
        (
            [{"role": "assistant", "reasoning_details": [{"type": "reasoning.summary", "summary": "hm"}]}],
            "messages.reasoning_details.reasoning.summary",
        ),
        ([{"role": "assistant", "reasoning": "hm"}], "messages.reasoning"),
    ],
)
def test_of_several_blocks_the_one_that_was_sent_is_named(messages: list[Any], named: str) -> None:
    words = loader.protocol("openai_chat")["words"]
    assert spelled("messages.blocks.reasoning", words, {"messages": messages}) == named


@pytest.mark.parametrize(
    ("front", "body", "named"),
    [
        (
            "openai_responses",
            {
                "input": [{"type": "reasoning", "summary": [{"type": "summary_text", "text": "hm"}]}],
                "reasoning": {"effort": "low"},
            },
            "reasoning",
        ),
        (
            "openai_chat",
            {"messages": [{"role": "assistant", "reasoning_content": "hm"}], "reasoning_effort": "low"},
            "reasoning_content",
        ),
        (
            "openai_chat",
            {"messages": [{"role": "assistant", "reasoning_details": [{"type": "reasoning.text", "text": "hm"}]}]},
            "reasoning_details",
        ),
    ],
)
def test_block_of_reasoning_is_not_named_like_the_parameter(front: str, body: dict[str, Any], named: str) -> None:
    data = json.dumps({"model": "claude-opus-4-8", **body}).encode()
    exchange = open_exchange(Way(front, "anthropic", "anthropic_messages", "", ""), data, parse_json_object(data))
    masked_request(exchange)
    assert f"{named};only the provider that created it accepts it" in exchange.context.losses


ASSISTANT: dict[str, Any] = {"role": "assistant", "content": "a"}
IMAGE = {"type": "input_image", "image_url": "https://example.org/i", "detail": "low"}
NAMED: list[tuple[str, dict[str, Any], str]] = [
    ("openai_chat", {"messages": [ASSISTANT], "functions": [{"name": "f", "oddity": 1}]}, "functions.oddity"),
    ("openai_chat", {"messages": [ASSISTANT], "web_search_options": {"oddity": 1}}, "web_search_options.oddity"),
    ("openai_chat", {"messages": [{**ASSISTANT, "tool_calls": [{"type": "odd"}]}]}, "messages.tool_calls.odd"),
    (
        "openai_chat",
        {"messages": [{**ASSISTANT, "reasoning_details": [{"type": "odd"}]}]},
        "messages.reasoning_details.odd",
    ),
    ("openai_responses", {"input": [{"role": "user", "content": [{"type": "odd"}]}]}, "input.content.odd"),
    ("openai_responses", {"input": [{"role": "user", "content": [IMAGE]}]}, "input.content.detail"),
]


@pytest.mark.parametrize(("front", "body", "path"), NAMED, ids=[path for _, _, path in NAMED])
def test_rule_is_at_the_field_whose_type_it_reads(front: str, body: dict[str, Any], path: str) -> None:
    """Several rules make the same kind of value."""
    context = Context()
    loader.front(front).read({"model": "m", "messages": [], "input": [], **body}, context)
    assert [loss.partition(";")[0] for loss in context.losses if not loss.startswith(("messages;", "input;"))] == [path]
