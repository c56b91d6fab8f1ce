"""Whole answers of OpenAI Responses.

Generated from specs/protocols/openai_responses/response.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, cast

from dragoman.library import hub
from dragoman.library.context import Context
from dragoman.library.errors import Failed
from dragoman.library.filters import filled, flat, from_json, is_, join, then
from dragoman.library.validation import Wrong, prune, record, word_of
from dragoman_adapters.openai_responses.types import (
    READ_BROKEN,
    READ_INCOMPLETE_REASONS,
    READ_TIERS,
    Error,
    ReasoningItem,
    Response,
    SearchItem,
    read_cite_from_annotation,
    read_cite_from_source,
    read_failure_from_error,
    read_usage_from_response,
)


def read_answer_from_response(it: Response, context: Context) -> hub.Answer:
    failed: Error | None = record(it.get("error"))
    if failed:
        raise Failed(read_failure_from_error(failed, context))
    error = it.get("error")
    failed2: str | None = error if isinstance(error, str) else None
    if failed2:
        raise Failed({"fault": "api", "message": failed2})
    status = it.get("status")
    failed3: hub.Fault | None = READ_BROKEN.get(status) if status is not None else None
    if failed3:
        raise Failed({"fault": failed3, "message": "the provider broke off the answer"})
    if it.get("output") is None:
        raise Failed({"fault": "api", "message": "the provider answered with no output"})
    output = it.get("output")
    incomplete_details = it.get("incomplete_details")
    reason = incomplete_details.get("reason") if incomplete_details else None
    stop: hub.Stop | None = word_of(READ_INCOMPLETE_REASONS, reason, "end", context) if reason is not None else None
    out: hub.Answer = {
        "blocks": [y for x in output or () for y in read_block_from_item(x, context) or ()],
        "stop": "end" if stop is None else stop,
    }
    if (id_ := it.get("id")) is not None:
        out["id"] = id_
    refused = flat([x.get("content") for x in output or () if x.get("type") == "message"])
    refused2 = filled(join([x.get("refusal") for x in refused or () if x.get("type") == "refusal"], "\n\n"))
    if refused2 is not None:
        out["refused"] = refused2
    if (usage := read_usage_from_response(it, context)) is not None:
        out["usage"] = usage
    service_tier = it.get("service_tier")
    tier = word_of(READ_TIERS, service_tier, "standard", context) if service_tier is not None else None
    if tier is not None:
        out["tier"] = tier
    return out


def read_block_from_item(it: Any, context: Context) -> list[hub.Block] | None:
    type_ = it.get("type")
    if type_ == "message":
        content = it.get("content")
        return [block for x in content or () if (block := read_block_from_part(x, context)) is not None]
    elif type_ == "reasoning":
        return [read_thought_from_reasoning_item(it, context)]
    elif type_ == "function_call":
        id_ = it.get("call_id")
        name = it.get("name")
        input_ = from_json(it.get("arguments"))
        return [
            {
                "kind": "call",
                "id": "" if id_ is None else id_,
                "name": "" if name is None else name,
                "input": {} if input_ is None else input_,
            },
        ]
    elif type_ == "custom_tool_call":
        id_2 = it.get("call_id")
        name2 = it.get("name")
        input_2 = it.get("input")
        return [
            {
                "kind": "call",
                "id": "" if id_2 is None else id_2,
                "name": "" if name2 is None else name2,
                "input": {"input": "" if input_2 is None else input_2},
            },
        ]
    elif type_ == "web_search_call":
        item = read_errand_from_search_item(it, context)
        item2 = read_outcome_from_search_item(it, context)
        return [*([item] if item is not None else []), *([item2] if item2 is not None else [])]
    elif type_ == "compaction":
        item3: hub.Thought = {"kind": "thought", "text": "", "proof": ""}
        details: Any = None
        if it.get("encrypted_content"):
            details2: dict[str, Any] = {"as": "compaction"}
            if (i := it.get("id")) is not None:
                details2["i"] = i
            if (e := it.get("encrypted_content")) is not None:
                details2["e"] = e
            details = details2
        if details is not None:
            item3["details"] = details
        return [item3]
    else:
        context.lose(f"output.{type_}", "an item of the provider's own tools")
        return None


def read_block_from_part(it: Any, context: Context) -> hub.Block | None:
    type_ = it.get("type")
    if type_ == "output_text":
        given: Any = filled(it.get("text"))
        if given is None:
            given = filled(it.get("annotations"))
        if not given:
            return None
        text_ = it.get("text")
        out: hub.Text = {"kind": "text", "text": "" if text_ is None else text_}
        annotations = it.get("annotations")
        if (cites := [cite for x in annotations or () if (cite := read_cite_from_annotation(x, context)) is not None]):
            out["cites"] = cites
        return out
    elif type_ == "refusal":
        if not filled(it.get("refusal")):
            return None
        text_2 = it.get("refusal")
        return {"kind": "text", "text": "" if text_2 is None else text_2}
    elif type_ == "reasoning_text" or type_ == "summary_text":
        context.lose(f"output.{type_}", "reasoning within a message")
        return None
    else:
        context.lose(f"output.{type_}", "a part of a message that nobody knows")
        return None


def read_thought_from_reasoning_item(it: ReasoningItem, context: Context) -> hub.Thought:
    summary = it.get("summary")
    text_ = filled(join([x.get("text") for x in summary or ()], "\n\n"))
    if text_ is None:
        content = it.get("content")
        text_ = join([x.get("text") for x in content or ()], "")
    out: hub.Thought = {"kind": "thought", "text": "" if text_ is None else text_, "proof": ""}
    details: Any = None
    if it.get("encrypted_content"):
        details2: dict[str, Any] = {}
        if (i := it.get("id")) is not None:
            details2["i"] = i
        if (e := it.get("encrypted_content")) is not None:
            details2["e"] = e
        details = details2
    if details:
        out["details"] = details
    return out


def read_errand_from_search_item(it: SearchItem, context: Context) -> hub.Errand | None:
    action = it.get("action")
    if (action.get("url") if action else None) is not None:
        context.lose("output.action.url", "a page that was opened")
    given = action.get("query") if action else None
    if given is None:
        queries = action.get("queries") if action else None
        given = queries[0] if queries else None
    if given is None:
        given = it.get("arguments")
    if not given:
        return None
    id_ = it.get("id")
    input_2: Any = None
    given2 = action.get("query") if action else None
    if given2 is None:
        queries2 = action.get("queries") if action else None
        given2 = queries2[0] if queries2 else None
    if given2:
        input_3: dict[str, Any] = {}
        query = action.get("query") if action else None
        if query is None:
            queries3 = action.get("queries") if action else None
            query = queries3[0] if queries3 else None
        if query is not None:
            input_3["query"] = query
        input_2 = input_3
    input_: Any = input_2
    if input_ is None:
        input_4 = from_json(it.get("arguments"))
        input_ = {} if input_4 is None else input_4
    return {"kind": "errand", "id": "" if id_ is None else id_, "name": "web_search", "input": input_}


def read_outcome_from_search_item(it: SearchItem, context: Context) -> hub.Outcome | None:
    action = it.get("action")
    given = action.get("query") if action else None
    if given is None:
        queries = action.get("queries") if action else None
        given = queries[0] if queries else None
    if given is None:
        given = it.get("arguments")
    if not given:
        return None
    id_ = it.get("id")
    out: hub.Outcome = {"kind": "outcome", "id": "" if id_ is None else id_}
    if (fault := then(is_(it.get("status"), "failed"), "unavailable")) is not None:
        out["fault"] = fault
    sources = action.get("sources") if action else None
    if (cites := [cite for x in sources or () if (cite := read_cite_from_source(x, context)) is not None]):
        out["cites"] = cites
    return out


def check_response(it: Any, wrong: Wrong) -> None:
    value = it.get("id")
    if value is not None and value.__class__ is not str:
        wrong(it, "id", "a string")
    value = it.get("status")
    if value is not None and value.__class__ is not str:
        wrong(it, "status", "a string")
    value = it.get("output")
    if value is not None and value.__class__ is not list:
        wrong(it, "output", "a list")
    elif value is not None:
        for at, item in enumerate(value):
            if item.__class__ is not dict:
                wrong(value, at, "an object")
            else:
                check_item(item, wrong)
    value = it.get("usage")
    if value is not None and value.__class__ is not dict:
        wrong(it, "usage", "an object")
    elif value is not None:
        check_usage(value, wrong)
    value = it.get("tool_usage")
    if value is not None and value.__class__ is not dict:
        wrong(it, "tool_usage", "an object")
    elif value is not None:
        check_tool_usage(value, wrong)
    value = it.get("service_tier")
    if value is not None and value.__class__ is not str:
        wrong(it, "service_tier", "a string")
    value = it.get("error")
    if value is not None and value.__class__ not in (dict, str):
        wrong(it, "error", "an object or a string")
    elif value.__class__ is dict:
        check_error(value, wrong)
    value = it.get("incomplete_details")
    if value is not None and value.__class__ is not dict:
        wrong(it, "incomplete_details", "an object")
    elif value is not None:
        check_incomplete(value, wrong)


def check_item(it: Any, wrong: Wrong) -> None:
    tag = it.get("type")
    if tag == "message":
        check_message_item(it, wrong)
    elif tag == "reasoning":
        check_reasoning_item(it, wrong)
    elif tag == "function_call":
        check_call_item(it, wrong)
    elif tag == "custom_tool_call":
        check_custom_item(it, wrong)
    elif tag == "web_search_call":
        check_search_item(it, wrong)
    elif tag == "compaction":
        check_compaction_item(it, wrong)


def check_message_item(it: Any, wrong: Wrong) -> None:
    value = it.get("id")
    if value is not None and value.__class__ is not str:
        wrong(it, "id", "a string")
    value = it.get("status")
    if value is not None and value.__class__ is not str:
        wrong(it, "status", "a string")
    value = it.get("role")
    if value is not None and value.__class__ is not str:
        wrong(it, "role", "a string")
    value = it.get("phase")
    if value is not None and value.__class__ is not str:
        wrong(it, "phase", "a string")
    value = it.get("content")
    if value is not None and value.__class__ is not list:
        wrong(it, "content", "a list")
    elif value is not None:
        for at, item in enumerate(value):
            if item.__class__ is not dict:
                wrong(value, at, "an object")
            else:
                check_part(item, wrong)


def check_part(it: Any, wrong: Wrong) -> None:
    tag = it.get("type")
    if tag == "output_text":
        check_text_part(it, wrong)
    elif tag == "refusal":
        check_refusal_part(it, wrong)
    elif tag in ("reasoning_text", "summary_text"):
        check_reasoning_part(it, wrong)


def check_text_part(it: Any, wrong: Wrong) -> None:
    value = it.get("text")
    if value is not None and value.__class__ is not str:
        wrong(it, "text", "a string")
    value = it.get("annotations")
    if value is not None and value.__class__ is not list:
        wrong(it, "annotations", "a list")
    elif value is not None:
        for at, item in enumerate(value):
            if item.__class__ is not dict:
                wrong(value, at, "an object")
            else:
                check_annotation(item, wrong)


def check_annotation(it: Any, wrong: Wrong) -> None:
    tag = it.get("type")
    if tag == "url_citation":
        check_url_citation(it, wrong)


def check_url_citation(it: Any, wrong: Wrong) -> None:
    value = it.get("url")
    if value is not None and value.__class__ is not str:
        wrong(it, "url", "a string")
    value = it.get("title")
    if value is not None and value.__class__ is not str:
        wrong(it, "title", "a string")
    value = it.get("start_index")
    if value is not None and value.__class__ is not int:
        wrong(it, "start_index", "an integer")
    value = it.get("end_index")
    if value is not None and value.__class__ is not int:
        wrong(it, "end_index", "an integer")


def check_other_part(it: Any, wrong: Wrong) -> None:
    value = it.get("note")
    if value is not None and value.__class__ is not str:
        wrong(it, "note", "a string")


def check_refusal_part(it: Any, wrong: Wrong) -> None:
    value = it.get("refusal")
    if value is not None and value.__class__ is not str:
        wrong(it, "refusal", "a string")


def check_reasoning_part(it: Any, wrong: Wrong) -> None:
    value = it.get("text")
    if value is not None and value.__class__ is not str:
        wrong(it, "text", "a string")


def check_reasoning_item(it: Any, wrong: Wrong) -> None:
    value = it.get("id")
    if value is not None and value.__class__ is not str:
        wrong(it, "id", "a string")
    value = it.get("status")
    if value is not None and value.__class__ is not str:
        wrong(it, "status", "a string")
    value = it.get("summary")
    if value is not None and value.__class__ is not list:
        wrong(it, "summary", "a list")
    elif value is not None:
        for at, item in enumerate(value):
            if item.__class__ is not dict:
                wrong(value, at, "an object")
            else:
                check_reasoning_part(item, wrong)
    value = it.get("content")
    if value is not None and value.__class__ is not list:
        wrong(it, "content", "a list")
    elif value is not None:
        for at, item in enumerate(value):
            if item.__class__ is not dict:
                wrong(value, at, "an object")
            else:
                check_reasoning_part(item, wrong)
    value = it.get("encrypted_content")
    if value is not None and value.__class__ is not str:
        wrong(it, "encrypted_content", "a string")


def check_call_item(it: Any, wrong: Wrong) -> None:
    value = it.get("id")
    if value is not None and value.__class__ is not str:
        wrong(it, "id", "a string")
    value = it.get("status")
    if value is not None and value.__class__ is not str:
        wrong(it, "status", "a string")
    value = it.get("call_id")
    if value is not None and value.__class__ is not str:
        wrong(it, "call_id", "a string")
    value = it.get("name")
    if value is not None and value.__class__ is not str:
        wrong(it, "name", "a string")
    value = it.get("arguments")
    if value is not None and value.__class__ is not str:
        wrong(it, "arguments", "a string")
    value = it.get("namespace")
    if value is not None and value.__class__ is not str:
        wrong(it, "namespace", "a string")


def check_custom_item(it: Any, wrong: Wrong) -> None:
    value = it.get("id")
    if value is not None and value.__class__ is not str:
        wrong(it, "id", "a string")
    value = it.get("status")
    if value is not None and value.__class__ is not str:
        wrong(it, "status", "a string")
    value = it.get("call_id")
    if value is not None and value.__class__ is not str:
        wrong(it, "call_id", "a string")
    value = it.get("name")
    if value is not None and value.__class__ is not str:
        wrong(it, "name", "a string")
    value = it.get("input")
    if value is not None and value.__class__ is not str:
        wrong(it, "input", "a string")


def check_search_item(it: Any, wrong: Wrong) -> None:
    value = it.get("id")
    if value is not None and value.__class__ is not str:
        wrong(it, "id", "a string")
    value = it.get("status")
    if value is not None and value.__class__ is not str:
        wrong(it, "status", "a string")
    value = it.get("call_id")
    if value is not None and value.__class__ is not str:
        wrong(it, "call_id", "a string")
    value = it.get("name")
    if value is not None and value.__class__ is not str:
        wrong(it, "name", "a string")
    value = it.get("arguments")
    if value is not None and value.__class__ is not str:
        wrong(it, "arguments", "a string")
    value = it.get("action")
    if value is not None and value.__class__ is not dict:
        wrong(it, "action", "an object")
    elif value is not None:
        check_action(value, wrong)


def check_action(it: Any, wrong: Wrong) -> None:
    value = it.get("type")
    if value is not None and value.__class__ is not str:
        wrong(it, "type", "a string")
    value = it.get("query")
    if value is not None and value.__class__ is not str:
        wrong(it, "query", "a string")
    value = it.get("queries")
    if value is not None and value.__class__ is not list:
        wrong(it, "queries", "a list")
    elif value is not None:
        for at, item in enumerate(value):
            if item.__class__ is not str:
                wrong(value, at, "a string")
    value = it.get("sources")
    if value is not None and value.__class__ is not list:
        wrong(it, "sources", "a list")
    elif value is not None:
        for at, item in enumerate(value):
            if item.__class__ is not dict:
                wrong(value, at, "an object")
            else:
                check_source(item, wrong)
    value = it.get("url")
    if value is not None and value.__class__ is not str:
        wrong(it, "url", "a string")
    value = it.get("pattern")
    if value is not None and value.__class__ is not str:
        wrong(it, "pattern", "a string")


def check_source(it: Any, wrong: Wrong) -> None:
    value = it.get("type")
    if value is not None and value.__class__ is not str:
        wrong(it, "type", "a string")
    value = it.get("url")
    if value is not None and value.__class__ is not str:
        wrong(it, "url", "a string")
    value = it.get("title")
    if value is not None and value.__class__ is not str:
        wrong(it, "title", "a string")


def check_compaction_item(it: Any, wrong: Wrong) -> None:
    value = it.get("id")
    if value is not None and value.__class__ is not str:
        wrong(it, "id", "a string")
    value = it.get("encrypted_content")
    if value is not None and value.__class__ is not str:
        wrong(it, "encrypted_content", "a string")


def check_other_item(it: Any, wrong: Wrong) -> None:
    value = it.get("id")
    if value is not None and value.__class__ is not str:
        wrong(it, "id", "a string")


def check_usage(it: Any, wrong: Wrong) -> None:
    value = it.get("input_tokens")
    if value is not None and value.__class__ is not int:
        wrong(it, "input_tokens", "an integer")
    value = it.get("output_tokens")
    if value is not None and value.__class__ is not int:
        wrong(it, "output_tokens", "an integer")
    value = it.get("total_tokens")
    if value is not None and value.__class__ is not int:
        wrong(it, "total_tokens", "an integer")
    value = it.get("input_tokens_details")
    if value is not None and value.__class__ is not dict:
        wrong(it, "input_tokens_details", "an object")
    elif value is not None:
        check_in_details(value, wrong)
    value = it.get("output_tokens_details")
    if value is not None and value.__class__ is not dict:
        wrong(it, "output_tokens_details", "an object")
    elif value is not None:
        check_out_details(value, wrong)


def check_in_details(it: Any, wrong: Wrong) -> None:
    value = it.get("cached_tokens")
    if value is not None and value.__class__ is not int:
        wrong(it, "cached_tokens", "an integer")
    value = it.get("cache_write_tokens")
    if value is not None and value.__class__ is not int:
        wrong(it, "cache_write_tokens", "an integer")


def check_out_details(it: Any, wrong: Wrong) -> None:
    value = it.get("reasoning_tokens")
    if value is not None and value.__class__ is not int:
        wrong(it, "reasoning_tokens", "an integer")


def check_tool_usage(it: Any, wrong: Wrong) -> None:
    value = it.get("web_search")
    if value is not None and value.__class__ is not dict:
        wrong(it, "web_search", "an object")
    elif value is not None:
        check_searches(value, wrong)


def check_searches(it: Any, wrong: Wrong) -> None:
    value = it.get("num_requests")
    if value is not None and value.__class__ is not int:
        wrong(it, "num_requests", "an integer")


def check_error(it: Any, wrong: Wrong) -> None:
    value = it.get("message")
    if value is not None and value.__class__ is not str:
        wrong(it, "message", "a string")
    value = it.get("type")
    if value is not None and value.__class__ is not str:
        wrong(it, "type", "a string")
    value = it.get("code")
    if value is not None and value.__class__ not in (str, int):
        wrong(it, "code", "a string or an integer")
    value = it.get("param")
    if value is not None and value.__class__ is not str:
        wrong(it, "param", "a string")


def check_incomplete(it: Any, wrong: Wrong) -> None:
    value = it.get("reason")
    if value is not None and value.__class__ is not str:
        wrong(it, "reason", "a string")


def read(body: Response, context: Context) -> hub.Answer:
    prune(check_response, cast(dict[str, Any], body), context)
    answer = read_answer_from_response(body, context)
    return answer
