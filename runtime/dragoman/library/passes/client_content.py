"""Passes on a request as read from the client: content for its own provider, and response options."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Any, Final

from dragoman.library.context import Context
from dragoman.library.hub import Request
from dragoman.library.passes.tool_kinds import set_tools
from dragoman.values import globs, json_text

LONGEST: Final = 64  # characters of a user id that providers accept
_OLDER = re.compile(r"(user_.*)_session_([^_]+)", re.DOTALL)


def drop_client_content(
    request: Request, context: Context, *, system_prefix: str, tools: list[str], session_key: str, user_keys: list[str]
) -> None:
    """Remove what only the client's own provider understands, without a loss: system texts with the prefix
    `system_prefix` (rule 2.1, case 2), function tools with these names, which the model must not call (case 64), and
    JSON in the user id (cases 25 and 26).

    The user id may be JSON text of an object: its member `session_key` is the session id, and the first present member
    of `user_keys` is hashed to the user id. An older form is `user_X_account_Y_session_Z`. Other ids of up to 64
    characters are kept, longer ones are hashed.
    """
    texts = [text for text in request.get("system", ()) if not text["text"].startswith(system_prefix)]
    if texts:
        request["system"] = texts
    else:
        request.pop("system", None)
    set_tools(
        request, [tool for tool in request.get("tools", ()) if tool["kind"] != "function" or tool["name"] not in tools]
    )
    _separate_ids(request, session_key, user_keys)


def _separate_ids(request: Request, session_key: str, user_keys: list[str]) -> None:
    user_id = request.get("user_id")
    if user_id is None:
        return
    members = _object(user_id)
    older = _OLDER.fullmatch(user_id)
    if members is not None:
        session_id = members.get(session_key)
        if isinstance(session_id, str) and session_id:
            request["session_id"] = session_id
        words = (members.get(member) for member in user_keys)
        name = next((word for word in words if isinstance(word, str) and word), None)
        if name is not None:
            request["user_id"] = _hashed(name)
        else:
            del request["user_id"]
    elif older is not None:
        request["session_id"] = older[2]
        request["user_id"] = _hashed(older[1])
    elif not user_id:
        del request["user_id"]
    elif len(user_id) > LONGEST:
        request["user_id"] = _hashed(user_id)


def record_response_options(
    request: Request,
    context: Context,
    *,
    reasoning_on_request: list[str] = [],  # noqa: B006 (read by the compiler, never changed)
) -> None:
    """Record what the answer depends on: all stop sequences, whether reasoning is hidden (case 249), whether log
    probabilities are requested, and used call ids.
    reasoning_on_request: the client's names of models whose answers have no reasoning unless it is requested; with any,
    switched-off reasoning is omitted for all models."""
    mode = request.get("reasoning", {}).get("mode")
    if reasoning_on_request and not context.reasoning_shown:
        context.silent = mode == "off" or (mode is None and globs.matches(context.client_model, reasoning_on_request))
    context.stops = [word for word in request.get("stop_sequences", ()) if word]
    context.logprobs = bool(request.get("logprobs"))
    context.hidden = request.get("reasoning", {}).get("display") == "hidden"
    for message in request["messages"]:
        for block in message["blocks"]:
            if block["kind"] == "tool_call" or block["kind"] == "hosted_tool_call":
                context.call_ids.add(block["id"])


def _object(text: str) -> dict[str, Any] | None:
    if not text.lstrip().startswith("{"):
        return None
    try:
        value = json_text.loads(text.encode("utf-8", "replace"))
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _hashed(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()
