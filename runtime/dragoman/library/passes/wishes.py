"""Passes behind a front's reader: what the client wishes of the answer, and who it is."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Any, Final

from dragoman.library.context import Context
from dragoman.library.hub import Request
from dragoman.values import json_text

LONGEST: Final = 64  # of a person, in characters: what providers take
_OLDER = re.compile(r"(user_.*)_session_([^_]+)", re.DOTALL)


def identify(request: Request, context: Context, *, session: str, person: list[str]) -> None:
    """Part the person who asks from the session (rule 2.1, cases 25 and 26).

    `person` may be JSON text of an object: its member `session` is the session, and the first member of `person` that
    it has stands, hashed, for the person. An older form is `user_X_account_Y_session_Z`. Other words of up to 64
    characters stay, longer ones are hashed. The JSON itself never goes on.
    """
    said = request.get("user_id")
    if said is None:
        return
    members = _object(said)
    older = _OLDER.fullmatch(said)
    if members is not None:
        told = members.get(session)
        if isinstance(told, str) and told:
            request["session_id"] = told
        words = (members.get(member) for member in person)
        name = next((word for word in words if isinstance(word, str) and word), None)
        if name is not None:
            request["user_id"] = _hashed(name)
        else:
            del request["user_id"]
    elif older is not None:
        request["session_id"] = older[2]
        request["user_id"] = _hashed(older[1])
    elif not said:
        del request["user_id"]
    elif len(said) > LONGEST:
        request["user_id"] = _hashed(said)


def note_wishes(request: Request, context: Context) -> None:
    """Note what the answer will have to heed: all stop strings, whether reasoning is hidden (case 249), which ids are
    taken."""
    context.stops = [word for word in request.get("stop_sequences", ()) if word]
    context.hidden = request.get("reasoning", {}).get("display") == "hidden"
    for turn in request["messages"]:
        for block in turn["blocks"]:
            if block["kind"] == "tool_call" or block["kind"] == "hosted_tool_call":
                context.told.add(block["id"])


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
