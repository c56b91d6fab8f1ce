"""Reader of recorded Chat Completions responses, for the comparison with their translations.

It handles the oddities of the recordings, follows rules 2.0.5, 2.0.6 and 2.2, and shares no code with the product.
"""

from __future__ import annotations

import json
from typing import Any

from tests.recordings.content import Content, events, parsed

STOPS = {
    "length": "max_tokens",
    "model_length": "max_tokens",
    "content_filter": "refusal",
    "sensitive": "refusal",
    "model_context_window_exceeded": "model_context_window_exceeded",
}
EXCLUDES_REASONING = {"xai"}  # completion_tokens exclude the reasoning
HIDES_REASONING = {"google-openai-compat"}  # reasoning is only in total_tokens


def read(data: bytes, streamed: bool, provider: str = "") -> Content:
    content = Content()
    slots: dict[Any, list[str]] = {}
    finish = ""
    if streamed:
        ended = False
        for event in events(data):
            if event == "[DONE]":
                ended = True
                continue
            finish = _event(event, provider, content, slots) or finish
        content.cut = not (ended or finish)
        content.calls = [(id, name, parsed(arguments)) for id, name, arguments in slots.values()]
    else:
        finish = _whole(data, provider, content)
    content.stop = "" if (content.error or content.cut) and not finish else _stop(finish, content)
    return content


def _event(event: dict[str, Any], provider: str, content: Content, slots: dict[Any, list[str]]) -> str:
    if event.get("error"):
        content.error = content.error or _message(event["error"])
    _usage(event, provider, content)
    _top(event, content)
    finish = ""
    for choice in (event.get("choices") or [])[:1]:
        delta = choice.get("delta") or {}
        _words(delta, content)
        for piece in delta.get("tool_calls") or ():
            function = piece.get("function") or {}
            key = piece.get("index") if piece.get("index") is not None else piece.get("id") or (list(slots) or [0])[-1]
            slot = slots.setdefault(key, ["", "", ""])
            slot[0] = slot[0] or piece.get("id") or ""
            slot[1] = slot[1] or function.get("name") or ""
            slot[2] += function.get("arguments") or ""
        finish = choice.get("finish_reason") or ""
    return finish


def _whole(data: bytes, provider: str, content: Content) -> str:
    try:
        body = json.loads(data)
    except ValueError:
        body = None
    if not isinstance(body, dict) or not body.get("choices"):
        content.error = _message(body.get("error", body.get("detail"))) if isinstance(body, dict) else ""
        content.cut = not content.error
        return ""
    _usage(body, provider, content)
    _top(body, content)
    choice = body["choices"][0]
    message = choice["message"]
    _words(message, content)
    for call in message.get("tool_calls") or ():
        content.calls.append(
            (call.get("id") or "", call["function"]["name"], parsed(call["function"].get("arguments")))
        )
    legacy = message.get("function_call") or {}
    if legacy.get("name"):
        content.calls.append(("", legacy["name"], parsed(legacy.get("arguments"))))
    return choice.get("finish_reason") or ""


def _stop(finish: str, content: Content) -> str:
    if finish in STOPS:
        return STOPS[finish]
    if content.calls:
        return "tool_use"
    return "refusal" if content.refused else "end_turn"


def _message(error: Any) -> str:
    if isinstance(error, dict):
        return str(error.get("message") or "")
    return error if isinstance(error, str) else ""


def _words(message: dict[str, Any], content: Content) -> None:
    given = message.get("content")
    if isinstance(given, list):
        for part in given:
            if part.get("type") == "thinking":
                content.reasoning += "".join(inner.get("text", "") for inner in part.get("thinking") or ())
            elif part.get("type") == "text":
                content.text += part["text"]
    else:
        content.text += given or ""
    if message.get("refusal"):
        content.text += message["refusal"]
        content.refused = True
    reasoning = message.get("reasoning_content") or message.get("reasoning")
    if not reasoning:
        reasoning = "".join(
            detail.get("text") or detail.get("summary") or "" for detail in message.get("reasoning_details") or ()
        )
    content.reasoning += reasoning
    for note in message.get("annotations") or ():
        if note.get("type") == "url_citation":
            content.links.append(note["url_citation"]["url"])
    for ran in message.get("executed_tools") or ():  # search results of Groq's systems
        pages = (ran.get("search_results") or {}).get("results") or ()
        content.links += [page["url"] for page in pages if page.get("url")]


def _top(body: dict[str, Any], content: Content) -> None:
    """Return the URLs that Perplexity returns beside its response."""
    found = [one for one in body.get("citations") or () if isinstance(one, str)]
    found += [one["url"] for one in body.get("search_results") or () if one.get("url")]
    content.links += [url for url in found if url not in content.links]


def _usage(body: dict[str, Any], provider: str, content: Content) -> None:
    usage = body.get("usage") or (body.get("x_groq") or {}).get("usage")
    if not usage:
        return
    before, after = usage.get("prompt_tokens_details") or {}, usage.get("completion_tokens_details") or {}
    prompt, output, thought = usage["prompt_tokens"], usage["completion_tokens"], after.get("reasoning_tokens")
    read = before.get("cached_tokens") or usage.get("prompt_cache_hit_tokens") or usage.get("num_cached_tokens") or 0
    read = read or usage.get("cached_tokens") or 0
    python_tests = min(before.get("cache_write_tokens") or 0, max(prompt - read, 0))
    if provider in EXCLUDES_REASONING:
        output += thought or 0
    if provider in HIDES_REASONING:
        output = usage["total_tokens"] - prompt
    content.usage = {
        "input_tokens": max(prompt - read - python_tests, 0),
        "cache_read_input_tokens": read,
        "cache_creation_input_tokens": python_tests,
        "output_tokens": output,
    }
    if thought is not None:
        content.usage["thinking_tokens"] = thought
