"""Passes, by the number of their case in the protocol reference."""

from __future__ import annotations

import copy
import inspect
import json
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.library import passes
from dragoman.library.context import Context
from dragoman.library.envelope import seal
from dragoman.library.errors import AnsweredLocally, Refused
from dragoman.library.names import Ids

ILLEGAL = "[^a-zA-Z0-9_-]"
CLIENT: dict[str, Any] = {
    "system_prefix": "x-bill:",
    "tools": [],
    "session_key": "sid",
    "user_keys": ["acc", "dev"],
}


def text(words: str, **more: Any) -> Any:
    return {"kind": "text", "text": words, **more}


def call(id: str, name: str = "f", **more: Any) -> Any:
    return {"kind": "tool_call", "id": id, "name": name, "input": {}, **more}


def result(id: str, *blocks: Any, **more: Any) -> Any:
    return {"kind": "tool_result", "id": id, "blocks": list(blocks), **more}


def own(name: str, **more: Any) -> Any:
    return {"kind": "function", "name": name, **more}


def user(*blocks: Any, **more: Any) -> Any:
    return {"role": "user", "blocks": [text(block) if isinstance(block, str) else block for block in blocks], **more}


def assistant(*blocks: Any) -> Any:
    return {**user(*blocks), "role": "assistant"}


def system(*blocks: Any, **more: Any) -> Any:
    return {**user(*blocks, **more), "role": "system"}


def run(name: str, request: Any, context: Context | None = None, **parameters: Any) -> Any:
    """The request after one pass; `model` and `turns` may be left out."""
    request = {"model": "m", "messages": [], **request}
    getattr(passes, name)(request, context or Context(family="demo"), **parameters)
    return request


def turns(name: str, *given: Any, **parameters: Any) -> Any:
    return run(name, {"messages": list(given)}, **parameters)["messages"]


def test_registry_contains_every_pass() -> None:
    for name in passes.__all__:
        first, second, *rest = inspect.signature(getattr(passes, name)).parameters.values()
        assert (first.name, second.name) in (("request", "context"), ("answer", "context"))
        assert all(parameter.kind is parameter.KEYWORD_ONLY for parameter in rest)


# who and what: system, turns, wishes


def test_2_matching_system_texts_are_removed() -> None:
    request = run("drop_client_content", {"system": [text("x-bill: 1"), text("You are")]}, **CLIENT)
    assert request["system"] == [text("You are")]
    assert "system" not in run("drop_client_content", {"system": [text("x-bill: 1")]}, **CLIENT)


def test_25_26_user_and_session_ids() -> None:
    def identified(person: str) -> Any:
        request = run("drop_client_content", {"user_id": person}, **CLIENT)
        return request.get("session_id"), request.get("user_id")

    def digest(text: str) -> str:
        return sha256(text.encode()).hexdigest()

    assert identified(json.dumps({"dev": "D", "acc": "", "sid": "S"})) == ("S", digest("D"))
    assert identified(json.dumps({"other": 1})) == (None, None)
    assert identified("user_12345") == (None, "user_12345")
    assert identified("user_X_account_Y_session_Z") == ("Z", digest("user_X_account_Y"))
    assert identified("x" * 65) == (None, digest("x" * 65))
    assert identified("{not json") == (None, "{not json")
    assert identified("") == (None, None)


def test_response_options_are_recorded() -> None:
    context = Context()
    request = {
        "stop_sequences": ["a", ""],
        "reasoning": {"mode": "on", "display": "hidden"},
        "messages": [assistant(call("c"))],
    }
    run("record_response_options", request, context)
    assert (context.stops, context.hidden, context.call_ids) == (["a"], True, {"c"})


def test_7_8_messages_change_the_request() -> None:
    given = [
        user("hi"),
        system("now", ephemeral=True),
        system(reasoning_effort="low"),
        user("x"),
        system("last", ephemeral=True),
    ]
    request = run("apply_message_changes", {"messages": given, "reasoning_effort": "high"})
    assert [turn["blocks"][0]["text"] for turn in request["messages"]] == ["hi", "x", "last"] and request[
        "reasoning_effort"
    ] == "low"


def test_tools_are_added_and_removed_within_the_conversation() -> None:
    given = [user("hi"), system("a", added_tools=[own("b"), own("new", schema={})], removed_tools=["a"])]
    request = run(
        "apply_message_changes", {"messages": given, "tools": [own("a"), own("b", deferred=True, schema={"x": 1})]}
    )
    assert request["tools"] == [own("b", schema={"x": 1}), own("new", schema={})]
    assert request["messages"][1] == system("a")


def test_5_6_instructions_in_mid_conversation() -> None:
    given = [user("hi"), system("be brief", "and kind"), assistant("ok")]
    reminded = turns("place_system_messages", *copy.deepcopy(given), tag="note")
    assert reminded[1] == user("<note>be brief\n\nand kind</note>") and reminded[0] == user("hi")
    assert turns("place_system_messages", *copy.deepcopy(given), later="in_place") == given


def test_1_4_10_11_79_empty_values_are_removed() -> None:
    given = {"system": [text("")], "messages": [user(""), assistant(), user("", "x"), user(result("a", text("")))]}
    request = run("arrange_messages", given)
    assert request["messages"] == [user("x"), user(result("a"))] and "system" not in request


def test_9_adjacent_messages_are_merged() -> None:
    assert turns("arrange_messages", user("a"), user("b"), assistant("c"), alternate=True) == [
        user("a", "b"),
        assistant("c"),
    ]


def test_13_14_prefill() -> None:
    with pytest.raises(Refused, match="must end with a user message"):
        turns("arrange_messages", user("a"), assistant("{"), end="refuse")
    begun = {**assistant("Answer:"), "prefill": True}
    assert turns("arrange_messages", user("a"), assistant("Answer: "), end="continue")[1] == begun
    assert turns("arrange_messages", user("a"), assistant(" \n"), end="continue") == [user("a")]
    assert turns("arrange_messages", user("a"), end="refuse") == [user("a")]


# tools


def test_60_toolsets() -> None:
    context = Context()
    members = {"click": {"at": "array", "text": "string"}, "zoom": {}}
    request = run(
        "resolve_tools",
        {
            "tools": [
                own("a"),
                {"kind": "toolset", "name": "c", "members": members, "config": {"zoom": {"enabled": False}}},
            ],
            "messages": [assistant(call("1", "click", toolset="c"))],
            "tool_choice": {"mode": "tool", "name": "click"},
        },
        context,
        separator="__",
    )
    properties = {"at": {"type": "array", "items": {}}, "text": {"type": "string"}}
    assert request["tools"] == [own("a"), own("c__click", schema={"type": "object", "properties": properties})]
    assert request["messages"] == [assistant(call("1", "c__click"))] and request["tool_choice"]["name"] == "c__click"
    assert context.sets == {"c__click": ("c", "click")}


SEARCH: Any = {"kind": "hosted", "name": "web", "tool_type": "search"}


def test_58_61_hosted_tools_are_removed() -> None:
    context = Context()
    request = run("select_tools", {"tools": [SEARCH, own("web_search")]}, context)
    assert request["tools"] == [own("web_search")] and list(context.losses) == [
        "tools.web;this provider does not run this tool"
    ]
    assert run("select_tools", {"tools": [SEARCH]}, hosted=["search"])["tools"] == [SEARCH]
    with pytest.raises(Refused):
        run("select_tools", {"tools": [SEARCH, own("a")], "tool_choice": {"mode": "tool", "name": "web"}})
    with pytest.raises(Refused):
        run("select_tools", {"tools": [SEARCH]}, refuse=True)


def test_62_search_as_the_only_tool() -> None:
    with pytest.raises(AnsweredLocally) as caught:
        run(
            "select_tools",
            {"tools": [SEARCH], "messages": [user("find x")]},
            Context(seed="s", ids=Ids(hosted_tool_call="t_")),
        )
    search, outcome, words = caught.value.answer["blocks"]
    assert search["kind"] == "hosted_tool_call" and search["name"] == "web" and search["input"] == {"query": "find x"}
    assert outcome == {"kind": "hosted_tool_result", "id": search["id"], "error_code": "unavailable"}
    assert search["id"].startswith("t_")
    assert words["kind"] == "text" and caught.value.answer["finish_reason"] == "stop"


def test_56_58_tool_choice_requires_tools() -> None:
    assert run("select_tools", {"tools": [], "tool_choice": {"mode": "auto"}, "parallel_tool_calls": True}) == {
        "model": "m",
        "messages": [],
    }
    with pytest.raises(Refused):
        run("select_tools", {"tools": [own("a")], "tool_choice": {"mode": "tool", "name": "b"}})
    with pytest.raises(Refused):
        run(
            "select_tools",
            {"tools": [own("a", allowed_callers=["code"])], "tool_choice": {"mode": "tool", "name": "a"}},
        )
    context = Context()
    assert run("select_tools", {"tools": [own("a", allowed_callers=["code"]), own("b")]}, context)["tools"] == [
        own("b")
    ]
    assert context.losses


def test_64_deferred_tools() -> None:
    late = [own(f"d{number}", deferred=True) for number in range(30)]
    given = {
        "tools": [*late[:10], own("a"), *late[10:]],
        "messages": [user(result("1", {"kind": "tool_reference", "name": "d20"}))],
    }
    assert run("select_tools", copy.deepcopy(given), max_tools=128)["tools"] == given["tools"]
    named = run("select_tools", copy.deepcopy(given), deferred="named")["tools"]
    assert [tool["name"] for tool in named] == ["a", "d20"]
    context = Context()
    few = run("select_tools", copy.deepcopy(given), context, max_tools=4)["tools"]
    assert [tool["name"] for tool in few] == ["a", "d20", "d0", "d1"] and len(context.losses) == 27


def test_64_placeholders_are_removed_without_a_loss() -> None:
    context = Context()
    assert "tools" not in run(
        "drop_client_content", {"tools": [own("Placeholder")]}, context, **CLIENT | {"tools": ["Placeholder"]}
    )
    assert not context.losses


def test_250_too_many_tools() -> None:
    with pytest.raises(Refused, match="128"):
        run("select_tools", {"tools": [own(str(number)) for number in range(200)]}, max_tools=128)


def test_54_55_long_names() -> None:
    names = ["a" * 79 + end for end in "xy"]
    context = Context()
    request = run(
        "shorten_names",
        {
            "tools": [own(name) for name in names] + [own("a.b")],
            "messages": [assistant(call("1", names[0]))],
            "tool_choice": {"mode": "tool", "name": names[1]},
        },
        context,
        max_length=64,
        illegal=ILLEGAL,
    )
    short = [tool["name"] for tool in request["tools"]]
    assert len(set(short)) == 3 and all(len(name) <= 64 for name in short)
    assert request["messages"][0]["blocks"][0]["name"] == short[0] and request["tool_choice"]["name"] == short[1]
    assert context.names == dict(zip(short, [*names, "a.b"], strict=True))
    with pytest.raises(Refused):
        run("shorten_names", {"tools": [own("a"), own("a")]})


STRICT = ["type", "properties", "required", "additionalProperties", "items"]


def test_28_53_schemas() -> None:
    closed = {
        "type": "object",
        "properties": {"a": {"type": "string"}},
        "required": ["a"],
        "additionalProperties": False,
    }
    loose = {**closed, "required": []}
    schema = {"$schema": "s", "properties": {"$schema": {"type": "string"}}}
    before = copy.deepcopy(schema)
    request = run(
        "compile_schemas",
        {
            "tools": [
                own("a"),
                own("b", schema=schema),
                own("c", schema={"type": "object"}, strict=True),
                own("d", schema=closed, strict=True),
                own("e", schema=loose, strict=True),
            ],
            "response_format": {"schema": loose},
        },
        drop=["$schema"],
        strict=STRICT,
    )
    empty = {"type": "object", "properties": {}}
    tools = request["tools"]
    assert [tool["schema"] for tool in tools[:3]] == [
        empty,
        {"type": "object", "properties": schema["properties"]},
        empty,
    ]
    assert [tool.get("strict") for tool in tools] == [None, None, None, True, None]
    assert request["response_format"]["strict"] is False and schema == before and tools[3]["schema"] == closed
    assert (
        run("compile_schemas", {"response_format": {"schema": closed}}, drop=[], strict=STRICT)["response_format"][
            "strict"
        ]
        is True
    )
    nested = {**closed, "properties": {"a": {"type": "array", "items": {"type": "object"}}}}
    assert (
        run("compile_schemas", {"response_format": {"schema": nested}}, drop=[], strict=STRICT)["response_format"][
            "strict"
        ]
        is False
    )


@pytest.mark.parametrize(
    ("strict", "schema", "asked", "sent", "lost"),
    [
        (STRICT, {"type": "array"}, True, False, True),
        (STRICT, {"type": "array"}, False, False, False),
        (STRICT, {"type": "object", "additionalProperties": False}, False, True, False),
        ([], {"type": "array"}, True, True, False),
        ([], {"type": "array"}, False, False, False),
    ],
)
def test_strict_response_format_is_kept_or_a_loss(
    strict: list[str], schema: dict[str, Any], asked: bool, sent: bool, lost: bool
) -> None:
    context = Context()
    form = {"schema": schema, "strict": asked}
    made = run("compile_schemas", {"response_format": form}, context, drop=[], strict=strict)
    loss = "response_format.strict;the schema is not in the subset of strict schemas"
    assert made["response_format"]["strict"] is sent and [*context.losses] == [loss] * lost


def closed_object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}


def nested_objects(levels: int) -> dict[str, Any]:
    schema = closed_object()
    for _ in range(levels - 1):
        schema = closed_object(a={"type": "array", "items": schema})
    return schema


def words(count: int, length: int = 5) -> dict[str, Any]:
    return {"type": "string", "enum": [str(number).rjust(length, "0") for number in range(count)]}


def optional_properties(count: int) -> dict[str, Any]:
    return closed_object(**{f"a{n}": TEXT for n in range(count)}) | {"required": []}


TEXT: dict[str, Any] = {"type": "string"}
SIZES = {"properties": 5000, "values": 1000, "levels": 10, "characters": 120_000, "list_values": 250}
SIZES |= {"list_characters": 15_000, "optional": 24}


@pytest.mark.parametrize(
    ("within", "beyond"),
    [
        (nested_objects(10), nested_objects(11)),
        (closed_object(**{f"a{n}": TEXT for n in range(5000)}), closed_object(**{f"a{n}": TEXT for n in range(5001)})),
        (closed_object(a=words(500), b=words(500)), closed_object(a=words(500), b=words(501))),
        (closed_object(a=words(251, 59)), closed_object(a=words(251, 60))),
        (closed_object(a=words(250, 479)), closed_object(a=words(250, 480))),
        (closed_object(a={"const": "x" * 119_999}), closed_object(a={"const": "x" * 120_000})),
        (optional_properties(24), optional_properties(25)),
    ],
    ids=["levels", "properties", "values", "characters of many values", "characters", "of a constant", "optional"],
)
def test_a_schema_beyond_the_size_of_strict_ones_is_not_strict(within: dict[str, Any], beyond: dict[str, Any]) -> None:
    for schema, strict in ((within, True), (beyond, False)):
        context = Context()
        asked = {"tools": [own("f", schema=schema, strict=True)], "response_format": {"schema": schema, "strict": True}}
        made = run("compile_schemas", asked, context, drop=[], strict=[*STRICT, "enum", "const"], strict_sizes=SIZES)
        assert (made["tools"][0].get("strict"), made["response_format"]["strict"]) == (strict or None, strict)
        reason = "the schema is larger than a strict schema may be"
        named = [f"tools.f.strict;{reason}", f"response_format.strict;{reason}"]
        assert [*context.losses] == ([] if strict else named)


def test_a_strict_tool_outside_of_the_subset_is_a_loss() -> None:
    context = Context()
    asked = {"tools": [own("f", schema={"type": "object"}, strict=True), own("g", strict=False)]}
    assert "strict" not in run("compile_schemas", asked, context, drop=[], strict=STRICT)["tools"][0]
    assert [*context.losses] == ["tools.f.strict;the schema is not in the subset of strict schemas"]


# calls and results


def test_76_77_78_results_precede_the_text_in_their_order() -> None:
    given = [assistant(call("t1"), call("t2")), user("note", result("t2"), result("t1"))]
    assert turns("pair_tool_results", *given) == [given[0], user(result("t2"), result("t1"), "note")]


def test_81_missing_result_is_added() -> None:
    paired = turns("pair_tool_results", assistant(call("t1"), call("t2")), user(result("t2")))
    assert [block["id"] for block in paired[1]["blocks"]] == ["t2", "t1"] and paired[1]["blocks"][1]["is_error"]
    assert [turn["role"] for turn in turns("pair_tool_results", assistant(call("t1")))] == ["assistant", "user"]


def test_82_a_result_without_a_call() -> None:
    context = Context()
    paired = turns("pair_tool_results", user(result("x", text("a"), text("b"))), context=context)
    assert paired == [user("[tool result x] a\nb")] and context.losses


def test_83_results_in_two_messages_and_after_instructions() -> None:
    given = [assistant(call("1"), call("2")), system("s"), user(result("1"), "a"), user(result("2"), "b")]
    expected = [given[0], user(result("1"), result("2")), given[1], user("a"), user("b")]
    assert turns("pair_tool_results", *copy.deepcopy(given)) == expected
    del given[1]
    assert turns("pair_tool_results", *given) == [given[0], user(result("1"), result("2"), "a"), user("b")]


def test_reused_id_pairs_with_the_previous_call() -> None:
    given = [assistant(call("1")), user(result("1", text("a"))), assistant(call("1")), user(result("1", text("b")))]
    assert turns("pair_tool_results", *copy.deepcopy(given)) == given


def test_84_85_89_results_are_collected() -> None:
    given = [
        assistant(call("a"), call("b")),
        user(result("b")),
        user(result("a", text("old"))),
        user(result("a")),
        user("x"),
    ]
    assert turns("merge_messages", *given)[1:] == [user(result("b"), result("a"), "x")]
    assert turns("merge_messages", user("x"), user(result("a"))) == [user("x"), user(result("a"))]


@pytest.mark.parametrize(
    ("words", "expected"),
    [("boom", "Error: boom"), ("Error: x", "Error: x"), ("ERROR", "ERROR"), ("", "Error: tool execution failed")],
)
def test_80_failed_results_are_marked(words: str, expected: str) -> None:
    given = turns(
        "pair_tool_results", assistant(call("a")), user(result("a", text(words), is_error=True)), failed="Error: "
    )
    assert given[1]["blocks"][0]["blocks"][0] == text(expected)


def test_94_long_ids() -> None:
    given = turns("shorten_names", assistant(call("x" * 50), call("call_1")), user(result("x" * 50)), max_id_length=40)
    ids = [block["id"] for turn in given for block in turn["blocks"]]
    assert ids[0] == ids[2] and len(ids[0]) == 40 and ids[1] == "call_1"


def test_95_wrapped_calls() -> None:
    wrapped = {"uses": [{"who": "functions.f", "what": {"a": 1}}, {"who": "g", "what": None}]}
    answer: Any = {"blocks": [text("a"), call("c", "parallel", input=wrapped)], "finish_reason": "tool_calls"}
    answer["blocks"][1]["input"] = wrapped
    given: Any = {"names": ["parallel"], "list": "uses", "name": "who", "input": "what", "name_prefix": "functions."}
    offered = copy.deepcopy(answer)
    passes.unwrap_tool_calls(answer, Context(), **given)
    calls = [(block["id"], block["name"], block["input"]) for block in answer["blocks"][1:]]
    assert calls == [("c_0", "f", {"a": 1}), ("c_1", "g", None)]
    request: Any = {"model": "m", "messages": [], "tools": [own("parallel")]}
    passes.unwrap_tool_calls(offered, Context(request=request), **given)
    assert offered["blocks"][1]["name"] == "parallel"
    odd: Any = {"blocks": [call("c", "parallel")], "finish_reason": "tool_calls"}
    passes.unwrap_tool_calls(odd, Context(), **given)
    assert odd["blocks"] == [call("c", "parallel")]


# reasoning


def thought(proof: str | None = None, words: str = "t") -> Any:
    return {"kind": "reasoning", "text": words, **({} if proof is None else {"signature": proof})}


def test_107_110_113_114_reasoning_is_returned_only_to_its_provider() -> None:
    ours, theirs = seal("rc", b="demo"), seal("rc", b="other")
    context = Context(family="demo")
    given = [
        user(thought(ours), "q"),
        assistant(thought(ours), thought(theirs), thought("native"), thought(), thought(""), call("1")),
        assistant(thought(theirs)),
        assistant({"kind": "encrypted_reasoning", "data": "native"}, "x"),
    ]
    kept = turns("open_signatures", *given, context=context, kinds=["rc"])
    assert kept == [user("q"), assistant(thought(), call("1")), assistant("x")] and len(context.losses) == 3


def test_opened_signatures() -> None:
    given = assistant(
        thought(seal("rd", b="demo", d=[{"x": 1}])),
        thought(seal("rc", b="demo", t="secret"), ""),
        thought(seal("rc", b="demo"), ""),
        thought(seal("rs", b="demo", i="r", e="E")),
        thought(seal("th", b="demo", s="S", t="T"), ""),
        {"kind": "encrypted_reasoning", "data": seal("rt", b="demo", d="D")},
        thought("native"),
    )
    kept = turns("open_signatures", given, kinds=["rd", "rc", "rs", "th", "rt", "native"])
    assert kept[0]["blocks"] == [
        {"kind": "reasoning", "text": "t", "details": [{"x": 1}]},
        thought(None, "secret"),
        {"kind": "reasoning", "text": "t", "details": {"i": "r", "e": "E"}},
        thought("S", "T"),
        {"kind": "encrypted_reasoning", "data": "D"},
        thought("native"),
    ]


def test_115_only_reasoning_of_the_running_exchange() -> None:
    ours = seal("rc", b="demo")
    given = [
        user("1"),
        assistant(thought(ours), "a"),
        user("2"),
        assistant(thought(ours), call("c")),
        user(result("c")),
    ]
    kept = turns("open_signatures", *given, kinds=["rc"], messages="current")
    assert kept[1] == assistant("a") and kept[3] == assistant(thought(), call("c"))


def test_128_reasoning_disabled() -> None:
    request = {"messages": [assistant(thought(seal("rc", b="demo")), "a")], "reasoning": {"mode": "off"}}
    assert run("open_signatures", copy.deepcopy(request), kinds=["rc"])["messages"] == [assistant(thought(), "a")]
    assert run("open_signatures", request, kinds=["rc"], disabled="drop")["messages"] == [assistant("a")]


@pytest.mark.parametrize(
    ("thinking", "effort", "words", "expected"),
    [
        (None, None, ["low"], None),
        ({"mode": "on", "budget_tokens": 1024}, None, ["low", "medium", "high"], "low"),
        ({"mode": "on", "budget_tokens": 8192}, None, ["low", "medium", "high"], "medium"),
        ({"mode": "on", "budget_tokens": 8193}, None, ["low", "medium", "high"], "high"),
        ({"mode": "on", "budget_tokens": 24577}, None, ["low", "medium", "high"], "high"),
        ({"mode": "on", "budget_tokens": 24577}, None, ["low", "xhigh"], "xhigh"),
        ({"mode": "on", "budget_tokens": 1024}, "max", ["low", "max"], "max"),
        ({"mode": "auto"}, "max", ["low", "medium", "high"], "high"),
        ({"mode": "auto"}, None, ["low"], None),
        (None, "low", ["low", "high"], "low"),
        (None, "low", ["medium", "high"], "medium"),
        (None, "low", [], None),
        ({"mode": "off"}, "high", ["none", "low"], "none"),
        ({"mode": "off"}, None, ["low", "minimal"], "minimal"),
        ({"mode": "interleaved"}, None, ["low", "high"], "low"),
        ({"mode": "off"}, None, [], None),
        ({"mode": "off"}, None, ["none"], "none"),
        ({"mode": "auto"}, "low", ["none"], None),
        ({"mode": "auto"}, "low", ["none", "high"], "high"),
        ({"mode": "auto"}, "low", ["none", "default"], "default"),
        ({"mode": "off"}, None, ["none", "default"], "none"),
    ],
)
def test_103_106_effort(thinking: Any, effort: Any, words: list[str], expected: str | None) -> None:
    given = {key: value for key, value in (("reasoning", thinking), ("reasoning_effort", effort)) if value is not None}
    assert run("map_reasoning", given, efforts=words).get("reasoning_effort") == expected


@pytest.mark.parametrize(
    ("mode", "modes", "choice", "tools", "lost"),
    [
        ("none", ["auto"], False, False, False),
        ("none", ["auto", "none"], True, True, False),
        ("any", ["auto"], False, True, True),
        ("tool", ["auto", "any"], False, True, True),
        ("auto", ["none"], False, True, False),
        ("any", ["any"], True, True, False),
    ],
)
def test_tool_choice_that_the_provider_ignores(
    mode: str, modes: list[str], choice: bool, tools: bool, lost: bool
) -> None:
    context = Context()
    wanted = {"mode": mode, **({"name": "f"} if mode == "tool" else {})}
    request = run("select_tools", {"tools": [own("f")], "tool_choice": wanted}, context, modes=modes)
    assert ("tool_choice" in request, "tools" in request, bool(context.losses)) == (choice, tools, lost)


# media


def image(**more: Any) -> Any:
    return {"kind": "image", "data": "D", **more}


def document(**more: Any) -> Any:
    return {"kind": "document", **more}


def test_134_142_255_blocks_rendered_as_text() -> None:
    given = [
        assistant({"kind": "compaction_summary", "text": "S"}, "a"),
        user(
            document(text="T", title='A "b"', context="C", cache_breakpoint={"ttl": "short"}),
            document(parts=[text("x"), text("y")]),
            document(parts=[text("x"), image()]),
            {"kind": "search_result", "source": "s", "title": "t", "parts": []},
            result(
                "1",
                {"kind": "tool_reference", "name": "N"},
                {"kind": "search_result", "source": "s", "title": "t", "parts": [text("z")]},
            ),
        ),
    ]
    spelled = turns(
        "render_as_text",
        *given,
        document="doc",
        search_result="hit",
        tool_reference="Tool loaded: ",
        compaction_summary="sum",
    )
    assert spelled[0] == user("<sum>\nS\n</sum>") and spelled[1] == assistant("a")
    assert spelled[2]["blocks"] == [
        text('<doc title="A &quot;b&quot;" context="C">\nT\n</doc>', cache_breakpoint={"ttl": "short"}),
        text("<doc>\nx\ny\n</doc>"),
        text("<doc>"),
        text("x"),
        image(),
        text("</doc>"),
        text('<hit source="s" title="t">\n</hit>'),
        result("1", text("Tool loaded: N"), text('<hit source="s" title="t">\nz\n</hit>')),
    ]


def test_131_132_media_of_results_follow_them() -> None:
    given = user(result("a", text("see"), image(), image()), result("b", image()), "go on", image())
    assert turns("place_media", given)[0]["blocks"] == [
        result(
            "a", text("see"), text("[image 1 of tool result a follows]"), text("[image 2 of tool result a follows]")
        ),
        result("b", text("[image 1 of tool result b follows]")),
        text("Attachments of tool result a:"),
        image(),
        image(),
        text("Attachments of tool result b:"),
        image(),
        text("go on"),
        image(),
    ]
    assert turns("place_media", user(result("a", image())), native=True) == [user(result("a", image()))]


def test_133_136_unsupported_media() -> None:
    context = Context()
    given = user(image(), document(data="D", title="R"), document(data="D"), document(url="L"), result("a", image()))
    assert turns("place_media", given, context=context, vision=False, files=False)[0]["blocks"] == [
        result("a", text("[image omitted]")),
        text("[image omitted]"),
        text('[document "R.pdf" omitted: this provider takes no PDF]'),
        text('[document "document.pdf" omitted: this provider takes no PDF]'),
        text("[document: L]"),
    ]
    assert len(context.losses) == 3
    assert turns("place_media", user(document(url="L")), links=True) == [user(document(url="L"))]


# limits


def test_15_zero_output_tokens() -> None:
    with pytest.raises(AnsweredLocally) as caught:
        run("answer_zero_tokens", {"max_tokens": 0}, Context(client_model="m"))
    answer = caught.value.answer
    assert (answer["blocks"], answer["finish_reason"], answer["usage"]) == (
        [],
        "max_tokens",
        {"uncached_input_tokens": 0, "output_tokens": 0},
    )
    run("answer_zero_tokens", {"max_tokens": 1})


def test_17_limits_are_capped() -> None:
    context = Context(model="big-1")
    assert (
        run("limit_parameters", {"max_tokens": 64000}, context, max_tokens={"big-*": 16384, "*": 1})["max_tokens"]
        == 16384
        and context.losses
    )
    assert run("limit_parameters", {"max_tokens": 5}, max_tokens={"x": 1})["max_tokens"] == 5
    assert run("limit_parameters", {"max_tokens": 5})["max_tokens"] == 5


@pytest.mark.parametrize(("most", "caps", "limit"), [(10, {}, 10), (10, {"m": 4}, 4), (4, {"m": 10}, 4), (99, {}, 20)])
def test_17_known_model_limits_cap_max_tokens(most: int, caps: dict[str, int], limit: int) -> None:
    assert (
        run("limit_parameters", {"max_tokens": 20}, Context(max_output_tokens=most), max_tokens=caps)["max_tokens"]
        == limit
    )


@pytest.mark.parametrize(
    ("most", "kept", "emulated"), [(4, list("abcd"), ["e", "f"]), (0, None, list("abcdef")), (9, list("abcdef"), [])]
)
def test_21_22_23_stop_sequences(most: int, kept: Any, emulated: list[str]) -> None:
    context = Context()
    request = run("limit_parameters", {"stop_sequences": list("abcdefa")}, context, stop_sequences=most)
    assert request.get("stop_sequences") == kept and context.emulated == emulated
    assert "stop_sequences" not in run("limit_parameters", {"stop_sequences": []})


def test_242_cache_breakpoints() -> None:
    mark = {"ttl": "short"}

    def given() -> Any:
        return {
            "tools": [own("a", cache_breakpoint=mark)],
            "system": [text("s", cache_breakpoint=mark)],
            "messages": [
                user(
                    result("1", text("in", cache_breakpoint=mark), cache_breakpoint=mark),
                    text("t", cache_breakpoint=mark),
                )
            ],
        }

    assert "cache_breakpoint" not in json.dumps(run("limit_parameters", given()))
    request = run("limit_parameters", given(), cache_breakpoints=2)
    blocks = request["messages"][0]["blocks"]
    assert (
        "cache_breakpoint" in blocks[0]
        and "cache_breakpoint" in blocks[1]
        and json.dumps(request).count("cache_breakpoint") == 2
    )
    assert run("limit_parameters", given(), cache_breakpoints=9) == {"model": "m", **given()}


# nothing of the client's own is changed, and nothing raises but signals

leaves = st.one_of(
    st.builds(text, st.sampled_from(["", "a", "error"])),
    st.builds(call, st.sampled_from("abc"), st.sampled_from(["f", "g" * 70])),
    st.builds(thought, st.sampled_from([None, "", "p", seal("rc", b="demo"), seal("rd", b="demo", d=[])])),
    st.sampled_from(
        [
            image(),
            document(data="D"),
            document(url="L"),
            document(text="T", title="t"),
            {"kind": "tool_reference", "name": "f"},
            {"kind": "compaction_summary", "text": "s"},
            {"kind": "encrypted_reasoning", "data": "x"},
            {"kind": "hosted_tool_call", "id": "e", "name": "s", "input": {}},
            {"kind": "hosted_tool_result", "id": "e"},
            {"kind": "search_result", "source": "s", "title": "t", "parts": []},
            {"kind": "unknown"},
        ]
    ).map(copy.deepcopy),
)
some_blocks = st.lists(st.one_of(leaves, st.builds(result, st.sampled_from("abcx"), leaves)), max_size=4)
some_turns = st.lists(
    st.builds(
        lambda role, blocks: {"role": role, "blocks": blocks},
        st.sampled_from(["user", "assistant", "system"]),
        some_blocks,
    )
)
CHAIN: dict[str, dict[str, Any]] = {
    "apply_message_changes": {},
    "record_response_options": {},
    "select_tools": {"max_tools": 128},
    "open_signatures": {"kinds": ["rc"], "messages": "current"},
    "place_system_messages": {},
    "render_as_text": {"document": "d", "search_result": "f", "tool_reference": "l ", "compaction_summary": "s"},
    "pair_tool_results": {"failed": "Error: ", "names": True},
    "place_media": {},
    "arrange_messages": {"alternate": True},
    "limit_parameters": {},
    "shorten_names": {"illegal": ILLEGAL, "max_id_length": 40},
    "compile_schemas": {"drop": ["$schema"]},
}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # turns are large to make; a busy machine counts
@given(some_turns)
def test_chain_of_passes_leaves_only_supported_values(given: Any) -> None:
    request: Any = {"model": "m", "messages": given, "tools": [own("f", schema={"$schema": "x"})]}
    for name, parameters in CHAIN.items():
        getattr(passes, name)(request, Context(family="demo"), **parameters)
    waiting: list[str] = []
    for turn in request["messages"]:
        assert turn["blocks"] and turn["role"] != "system"
        results = [block["id"] for block in turn["blocks"] if block["kind"] == "tool_result"]
        assert set(results) == set(waiting) and len(results) == len(set(results))
        assert all(block["kind"] == "tool_result" for block in turn["blocks"][: len(results)])
        waiting = [block["id"] for block in turn["blocks"] if block["kind"] == "tool_call"]
    assert not waiting


def test_results_have_the_name_of_the_tool() -> None:
    passed = turns(
        "pair_tool_results", assistant(call("a", "f"), call("b", "g")), user(result("b"), result("a")), names=True
    )
    assert [block["name"] for block in passed[1]["blocks"]] == ["g", "f"]
    short = turns("shorten_names", assistant(call("a", "long")), user(result("a", name="long")), max_length=3)
    assert short[1]["blocks"][0]["name"] == short[0]["blocks"][0]["name"] != "long"


def test_signatures_return_to_their_calls() -> None:
    """A thought that only took a proof along goes; the first call of a turn may have a stand-in."""
    carrier = {"kind": "reasoning", "text": "", "details": [{"call": "p1"}]}
    spoken = {"kind": "reasoning", "text": "r", "details": [{"call": "p2"}]}
    history = [
        assistant("x", carrier, call("a"), call("b"), spoken, call("c")),
        assistant(call("d"), call("e")),
        assistant(copy.deepcopy(carrier)),
    ]
    passed = turns("return_signatures", *copy.deepcopy(history), missing="none")
    proofs = [[block.get("signature") for block in turn["blocks"] if block["kind"] == "tool_call"] for turn in passed]
    assert proofs == [["p1", None, "p2"], ["none", None]]
    assert [block["kind"] for block in passed[0]["blocks"]] == [
        "text",
        "tool_call",
        "tool_call",
        "reasoning",
        "tool_call",
    ]
    other = {"kind": "reasoning", "text": "r", "details": [{"id": "x"}]}
    assert turns("return_signatures", assistant(other, call("a"))) == [assistant(other, call("a"))]


def test_white_space_texts_are_removed_if_rejected() -> None:
    given = [user(" \n", "hi"), user(result("a", text(" "), text("r")))]
    assert turns("arrange_messages", *copy.deepcopy(given)) == given
    assert turns("arrange_messages", *given, blank=True) == [user("hi"), user(result("a", text("r")))]


def test_the_one_tool_that_must_be_called_is_offered_alone() -> None:
    came = run(
        "select_tools", {"tools": [own("f"), own("g")], "tool_choice": {"mode": "tool", "name": "g"}}, forced="alone"
    )
    assert (came["tools"], came["tool_choice"]) == ([own("g")], {"mode": "any"})


def test_ids_are_converted_to_a_fixed_length() -> None:
    def ids(*given: str) -> list[str]:
        blocks = [call(id) for id in given]
        came = turns(
            "shorten_names",
            assistant(*blocks),
            user(*(result(id) for id in given)),
            exact_id_length=9,
            illegal_in_ids="[^a-z0-9]",
        )
        assert [block["id"] for block in came[0]["blocks"]] == [block["id"] for block in came[1]["blocks"]]
        return [block["id"] for block in came[0]["blocks"]]

    kept, hashed, short, other = ids("abc123def", "toolu_01", "x", "abc-123-d")
    assert kept == "abc123def"
    assert hashed == sha256(b"toolu_01").hexdigest()[:9]
    assert {len(short), len(other)} == {9} and other != "abc-123-d"


def test_calls_and_results_rendered_as_text() -> None:
    picture = {"kind": "image", "data": "x"}
    came = turns(
        "render_tool_calls",
        assistant("I look.", call("a", "f", input={"x": "{name}"})),
        user(result("a", text("r"), text("s")), picture, "go"),
        call="called {name}: {input}",
        result="{name} returned: ",
    )
    assert came == [assistant("I look.", 'called f: {"x":"{name}"}'), user("f returned: r\ns", picture, "go")]


def test_assistant_text_between_results_and_user_text() -> None:
    came = turns("arrange_messages", user("hi"), assistant(call("a")), user(result("a"), "go"), separator="Ok.")
    assert came == [user("hi"), assistant(call("a")), user(result("a")), assistant("Ok."), user("go")]
    alone = [assistant(call("a")), user(result("a"))]
    assert turns("arrange_messages", *copy.deepcopy(alone), separator="Ok.") == alone


def test_cache_breakpoint_of_a_result_is_at_its_last_text() -> None:
    mark = {"kept": True}
    came = turns(
        "limit_parameters",
        user(result("a", text("r"), text("s"), cache_breakpoint=mark)),
        cache_breakpoints=4,
        result_breakpoints="parts",
    )
    assert came == [user(result("a", text("r"), text("s", cache_breakpoint=mark)))]


def test_continued_prefill_is_marked() -> None:
    assert turns("arrange_messages", user("hi"), assistant("I am "), end="continue")[-1] == {
        **assistant("I am"),
        "prefill": True,
    }


def test_hosted_tools_that_exclude_other_tools() -> None:
    search = {"kind": "hosted", "name": "look", "tool_type": "search"}
    assert run("select_tools", {"tools": [search]}, hosted=["search"], exclusive=True)["tools"] == [search]
    assert run("select_tools", {"tools": [search, own("f")]}, hosted=["search"], exclusive=True)["tools"] == [own("f")]


def test_image_url_without_support() -> None:
    passed = turns("place_media", user({"kind": "image", "url": "https://a.example/b.png"}), linked=False)
    assert passed == [user("[image: https://a.example/b.png]")]


BUDGETS = {"none": 0, "low": 1024, "high": 24576, "max": 32768}


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        ({}, None),
        ({"reasoning": {"mode": "auto"}}, {"mode": "auto"}),
        ({"reasoning": {"mode": "on", "budget_tokens": 600}}, {"mode": "on", "budget_tokens": 1000}),
        ({"reasoning": {"mode": "on", "budget_tokens": 40000}}, {"mode": "on", "budget_tokens": 30000}),
        ({"reasoning": {"mode": "auto"}, "reasoning_effort": "low"}, {"mode": "auto", "budget_tokens": 1024}),
        ({"reasoning": {"mode": "off"}, "reasoning_effort": "high"}, {"mode": "off", "budget_tokens": 7}),
        ({"reasoning_effort": "max"}, {"mode": "off", "budget_tokens": 30000}),
    ],
)
def test_reasoning_budget(request_: Any, expected: Any) -> None:
    tokens: Any = {"min_tokens": 1000, "max_tokens": 30000, "disabled_tokens": 7}
    settled = run("map_reasoning", request_, efforts=[], budgets=BUDGETS, **tokens)
    assert settled.get("reasoning") == expected and "reasoning_effort" not in settled


def test_final_text_of_a_turn_is_marked() -> None:
    """Text that calls or other texts follow is commentary; reasoning behind it does not count, nor do users' texts."""
    thought = {"kind": "reasoning", "text": "hm"}
    made = turns("mark_final_text", user("hi"), assistant("a", call("c")), assistant("a", "b", thought))
    final = [[block.get("final") for block in turn["blocks"] if block["kind"] == "text"] for turn in made]
    assert final == [[None], [False], [False, True]]
