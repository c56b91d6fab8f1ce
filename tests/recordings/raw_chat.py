"""A reader of recorded Chat Completions answers, to compare with what became of them. It knows the recordings' oddities
and rules 2.0.5, 2.0.6 and 2.2, and shares no code with the product.
"""

from __future__ import annotations

import json
from typing import Any

from tests.recordings.said import Said, events, parsed

STOPS = {
    "length": "max_tokens",
    "model_length": "max_tokens",
    "content_filter": "refusal",
    "sensitive": "refusal",
    "model_context_window_exceeded": "model_context_window_exceeded",
}
EXCLUDES_REASONING = {"xai"}  # its completion_tokens are without the reasoning's
HIDES_REASONING = {"google-openai-compat"}  # what was thought is in total_tokens alone


def read(data: bytes, streamed: bool, provider: str = "") -> Said:
    said = Said()
    slots: dict[Any, list[str]] = {}
    finish = ""
    if streamed:
        ended = False
        for event in events(data):
            if event == "[DONE]":
                ended = True
                continue
            finish = _event(event, provider, said, slots) or finish
        said.cut = not (ended or finish)
        said.calls = [(id, name, parsed(arguments)) for id, name, arguments in slots.values()]
    else:
        finish = _whole(data, provider, said)
    said.stop = "" if (said.error or said.cut) and not finish else _stop(finish, said)
    return said


def _event(event: dict[str, Any], provider: str, said: Said, slots: dict[Any, list[str]]) -> str:
    if event.get("error"):
        said.error = said.error or _message(event["error"])
    _usage(event, provider, said)
    _top(event, said)
    finish = ""
    for choice in (event.get("choices") or [])[:1]:
        delta = choice.get("delta") or {}
        _words(delta, said)
        for piece in delta.get("tool_calls") or ():
            function = piece.get("function") or {}
            key = piece.get("index") if piece.get("index") is not None else piece.get("id") or (list(slots) or [0])[-1]
            slot = slots.setdefault(key, ["", "", ""])
            slot[0] = slot[0] or piece.get("id") or ""
            slot[1] = slot[1] or function.get("name") or ""
            slot[2] += function.get("arguments") or ""
        finish = choice.get("finish_reason") or ""
    return finish


def _whole(data: bytes, provider: str, said: Said) -> str:
    try:
        body = json.loads(data)
    except ValueError:
        body = None
    if not isinstance(body, dict) or not body.get("choices"):
        said.error = _message(body.get("error", body.get("detail"))) if isinstance(body, dict) else ""
        said.cut = not said.error
        return ""
    _usage(body, provider, said)
    _top(body, said)
    choice = body["choices"][0]
    message = choice["message"]
    _words(message, said)
    for call in message.get("tool_calls") or ():
        said.calls.append((call.get("id") or "", call["function"]["name"], parsed(call["function"].get("arguments"))))
    legacy = message.get("function_call") or {}
    if legacy.get("name"):
        said.calls.append(("", legacy["name"], parsed(legacy.get("arguments"))))
    return choice.get("finish_reason") or ""


def _stop(finish: str, said: Said) -> str:
    if finish in STOPS:
        return STOPS[finish]
    if said.calls:
        return "tool_use"
    return "refusal" if said.refused else "end_turn"


def _message(error: Any) -> str:
    if isinstance(error, dict):
        return str(error.get("message") or "")
    return error if isinstance(error, str) else ""


def _words(message: dict[str, Any], said: Said) -> None:
    content = message.get("content")
    if isinstance(content, list):
        for part in content:
            if part.get("type") == "thinking":
                said.reasoning += "".join(inner.get("text", "") for inner in part.get("thinking") or ())
            elif part.get("type") == "text":
                said.text += part["text"]
    else:
        said.text += content or ""
    if message.get("refusal"):
        said.text += message["refusal"]
        said.refused = True
    reasoning = message.get("reasoning_content") or message.get("reasoning")
    if not reasoning:
        reasoning = "".join(
            detail.get("text") or detail.get("summary") or "" for detail in message.get("reasoning_details") or ()
        )
    said.reasoning += reasoning
    for note in message.get("annotations") or ():
        if note.get("type") == "url_citation":
            said.links.append(note["url_citation"]["url"])
    for ran in message.get("executed_tools") or ():  # what Groq's systems found
        pages = (ran.get("search_results") or {}).get("results") or ()
        said.links += [page["url"] for page in pages if page.get("url")]


def _top(body: dict[str, Any], said: Said) -> None:
    """The addresses that Perplexity names beside its answer."""
    found = [one for one in body.get("citations") or () if isinstance(one, str)]
    found += [one["url"] for one in body.get("search_results") or () if one.get("url")]
    said.links += [url for url in found if url not in said.links]


def _usage(body: dict[str, Any], provider: str, said: Said) -> None:
    usage = body.get("usage") or (body.get("x_groq") or {}).get("usage")
    if not usage:
        return
    before, after = usage.get("prompt_tokens_details") or {}, usage.get("completion_tokens_details") or {}
    prompt, output, thought = usage["prompt_tokens"], usage["completion_tokens"], after.get("reasoning_tokens")
    read = before.get("cached_tokens") or usage.get("prompt_cache_hit_tokens") or usage.get("num_cached_tokens") or 0
    read = read or usage.get("cached_tokens") or 0
    written = min(before.get("cache_write_tokens") or 0, max(prompt - read, 0))
    if provider in EXCLUDES_REASONING:
        output += thought or 0
    if provider in HIDES_REASONING:
        output = usage["total_tokens"] - prompt
    said.usage = {
        "input_tokens": max(prompt - read - written, 0),
        "cache_read_input_tokens": read,
        "cache_creation_input_tokens": written,
        "output_tokens": output,
    }
    if thought is not None:
        said.usage["thinking_tokens"] = thought
