"""Paths of losses: each names where the lost value stands, in the terms of the message that the reader of it has."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import dragoman_adapters
from dragoman import loader
from dragoman.library.context import Context
from dragoman.library.quirks.patches import keep, put, remove
from dragoman.library.quirks.places import Walk
from dragoman.library.validation import prune
from dragoman_codegen.verify.recorder import Recorder
from tests.codegen.quirks import compiled


def lost(context: Context) -> list[str]:
    return list(context.losses)


def test_row_names_the_path_of_its_value_and_the_tag() -> None:
    made = compiled(
        "    stream:\n      types: { Delta: { audio?: json } }\n"
        "      read: { rows: { audio: { if: $choices.0.delta.audio, drop: audio is not supported } } }\n"
    )
    with made.back() as back:
        context = Context()
        reader = back.reader(Recorder(), context)
        reader.feed({"choices": [{"delta": {"content": [{"type": "hologram"}], "audio": {"id": "a"}}}]})
        reader.feed({"choices": [{"delta": {}, "finish_reason": "eureka"}]})
    assert lost(context) == [
        "choices.delta.content.hologram;unknown type of part",
        "choices.delta.audio;audio is not supported",
        "choices.finish_reason;unknown value 'eureka'",
    ]


UNREAD = [
    {"type": "image_generation_call", "id": "ig_1", "status": "completed", "result": "AAAA"},
    {"type": "message", "id": "m_1", "role": "assistant", "content": [{"type": "hologram"}, {"type": "summary_text"}]},
    {"type": "web_search_call", "id": "w_1", "action": {"type": "open_page", "url": "https://a.example"}},
    {"type": "web_search_call", "id": "w_2", "action": {"type": "search", "query": "a", "queries": ["a", "b"]}},
]


@pytest.mark.parametrize("item", UNREAD, ids=lambda item: item["type"])
@pytest.mark.parametrize("event", ["response.output_item.done", "response.completed"])
def test_losses_of_a_stream_have_the_paths_of_a_whole_answer(item: dict[str, Any], event: str) -> None:
    whole, streamed = Context(), Context()
    back = loader.back("openai", "openai_responses")
    back.read({"output": [item]}, whole)
    reader = back.reader(Recorder(), streamed)
    reader.feed({"type": event, "output_index": 0, "item": item, "response": {"output": [item]}})
    assert lost(streamed) == lost(whole)
    assert all(loss.startswith("output.") for loss in lost(whole)) and lost(whole)


def test_response_of_a_provider_is_described_in_its_own_terms() -> None:
    """`tools` is a field of the hub too, and would be spelled as the client's field."""
    made = compiled(
        "    response:\n      types: { Completion: { tools?: json } }\n"
        "      read: { Response from Completion: { $drop: { tools: not supported } } }\n"
    )
    with made.back() as back:
        context = Context(words={"tools": "the client's tools"})
        back.read_response({"choices": [{"message": {}}], "tools": [1]}, context)
    assert lost(context) == ["tools;not supported"]


def test_request_of_a_client_is_described_in_its_own_terms() -> None:
    front = loader.front("anthropic_messages")
    context = Context(words={"model": "another"})
    body: Any = {"model": "m", "max_tokens": 1, "messages": [{"role": "user", "content": [{"type": "hologram"}]}]}
    front.read({**body, "billing_policy": "x"}, context)
    assert [one.partition(";")[0] for one in lost(context)] == [
        "billing_policy",
        "messages.content.hologram",
    ]


def test_parts_of_unknown_types_are_lost_in_system_messages_and_allowed_tools() -> None:
    hologram: Any = {"type": "hologram"}
    allowed = {"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": [hologram]}}
    system: Any = {"role": "system", "content": [{"type": "text", "text": "a"}, hologram, {"type": "refusal"}]}
    context = Context()
    request = loader.front("openai_chat").read({"model": "m", "messages": [system], "tool_choice": allowed}, context)
    assert request["system"][0]["text"] == "a"
    assert lost(context) == [
        "messages.content.hologram;unknown type of part",
        "messages.content.refusal;system messages of other protocols are texts",
        "tool_choice.allowed_tools.tools.hologram;unknown type of tool",
    ]


def test_hosted_tool_call_is_a_loss_beside_no_other_block() -> None:
    context = Context()
    search = {"kind": "hosted_tool_call", "id": "a", "name": "web_search", "input": {}}
    messages: Any = [
        {"role": "user", "blocks": [{"kind": "text", "text": "a"}]},
        {"role": "assistant", "blocks": [search]},
        {"role": "user", "blocks": [{"kind": "text", "text": "b"}]},
    ]
    request: Any = {"model": "m", "messages": messages}
    back = loader.back("gemini", "gemini")
    context.holds = back.conditions(request, context)
    back.write(request, context)
    assert lost(context) == ["messages.blocks.hosted_tool_call;hosted tool calls are executed by the vendor only"]


@pytest.mark.parametrize("front", ["openai_chat", "anthropic_messages"])
def test_value_of_a_wrong_type_is_named_by_its_path(front: str) -> None:
    back = loader.back("groq" if front == "openai_chat" else "anthropic", front)
    key = "choices" if front == "openai_chat" else "content_block"
    event: Any = {"type": "content_block_start", key: [{"delta": {"content": 5}}] if key == "choices" else 7}
    context = Context()
    prune(back.check_event, event, context)
    path = "choices.delta.content" if front == "openai_chat" else "content_block"
    assert lost(context) == [f"{path};not of the declared type"]


def test_paths_are_searched_for_a_limited_number_of_values() -> None:
    back = loader.back("groq", "openai_chat")
    context = Context()
    prune(back.check_event, {"choices": [{"delta": {"tool_calls": [7] * 100}}]}, context)
    assert len(context.losses) <= 2


def test_patches_name_the_path_of_what_they_change() -> None:
    body: Any = {"messages": [{"content": [{"type": "image", "source": {"url": "u", "x": 1}}, {"type": "text"}]}]}
    context = Context()
    (trail,) = list(Walk(body).each(("messages", "*", "content", "*", "source"), (), {}))
    keep(trail[-1][0][trail[-1][1]], ("url",), "unknown", context, trail)
    (trail,) = list(Walk(body).each(("messages", "*", "content", "*", "source", "url"), (), {}))
    put(trail, "v", "replaced", context)
    (trail,) = list(Walk(body).each(("messages", "*", "content", "*"), ("image",), {}))
    remove(trail, "not fetched", context)
    assert lost(context) == [
        "messages.content.source.x;unknown",
        "messages.content.source.url;replaced",
        "messages.content.image;not fetched",
    ]


def test_documented_losses_have_the_name_of_the_field_that_clients_send() -> None:
    text = (Path(dragoman_adapters.__file__).parent / "losses.md").read_text("utf-8")
    assert "| `service_tier` | service_tier is not supported by this provider |" in text
    assert "| `speed` | service_tier" not in text
