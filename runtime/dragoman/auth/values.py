"""Values: texts with `{holes}`, JSON pointers, moments in time, claims of a JWT. Nothing here waits or opens anything.

`Values` is what is known of a credential: the RFC's own words (access_token, refresh_token ...), `expires` and
`refreshed` in seconds since 1970, and whatever a spec reads or makes beside them.
"""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from fnmatch import fnmatchcase
from typing import Any

from dragoman.values.placeholders import HOLE

Values = dict[str, Any]
MISSING = object()


def text(template: str, values: Mapping[str, Any]) -> str | None:
    """The template with its holes filled, or None if one of them has no value."""
    gap = False

    def one(match: re.Match[str]) -> str:
        nonlocal gap
        value = values.get(match[1])
        gap = gap or value is None or value == "" or value is False
        return str(value)

    filled = HOLE.sub(one, template)
    return None if gap else filled


def filled(template: Any, values: Mapping[str, Any]) -> Any:
    """A body with its holes filled: a member whose hole has no value is left out, a text that is one hole keeps its
    value's type."""
    if isinstance(template, str):
        whole = HOLE.fullmatch(template)
        value = values.get(whole[1]) if whole else text(template, values)
        return MISSING if value is None or value == "" else value
    if isinstance(template, dict):
        made = {key: filled(item, values) for key, item in template.items()}
        return {key: item for key, item in made.items() if item is not MISSING}
    if isinstance(template, list):
        return [item for item in (filled(part, values) for part in template) if item is not MISSING]
    return template


def texts(templates: Mapping[str, str], values: Mapping[str, Any]) -> dict[str, str]:
    """The texts whose holes all have values."""
    made = {name: text(template, values) for name, template in templates.items()}
    return {name: value for name, value in made.items() if value is not None}


def at(value: Any, pointer: str) -> Any:
    """What a JSON pointer (RFC 6901) finds, or None. A `*` in a key stands for anything; `key=value` picks from a
    list."""
    for step in pointer.split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict):
            if step not in value and "*" in step:
                step = next((key for key in value if fnmatchcase(key, step)), step)
            value = value.get(step)
        elif isinstance(value, list):
            key, equals, wanted = step.partition("=")
            if equals:
                value = next((i for i in value if isinstance(i, dict) and _word(i.get(key)) == wanted), None)
            else:
                value = value[int(step)] if step.isdigit() and int(step) < len(value) else None
        else:
            return None
    return value


def _word(value: Any) -> str:
    return json.dumps(value) if isinstance(value, bool) else str(value)


def first(value: Any, pointers: str | list[str], values: Mapping[str, Any] | None = None) -> Any:
    """What the first of the pointers that finds something finds; their own holes are filled first."""
    for pointer in as_list(pointers):
        way = pointer if values is None or "{" not in pointer else text(pointer, values)
        found = None if way is None else at(value, way)
        if found is not None and found != "":
            return found
    return None


def fits(value: Any, having: Mapping[str, str | list[str]], values: Mapping[str, Any]) -> bool:
    """Whether each pointer finds something that one of its globs fits."""
    for pointer, globs in having.items():
        found = first(value, pointer, values)
        if found is None or not any(fnmatchcase(_word(found), glob) for glob in as_list(globs)):
            return False
    return True


def as_list(one: str | list[str]) -> list[str]:
    return [one] if isinstance(one, str) else one


def put(tree: dict[str, Any], pointer: str, value: Any) -> None:
    """Sets what a pointer leads to; a `*` finds the key that is there."""
    *way, last = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]

    def key_of(holder: dict[str, Any], step: str) -> str:
        return next((key for key in holder if fnmatchcase(key, step)), step) if "*" in step else step

    for step in way:
        step = key_of(tree, step)
        inner = tree.get(step)
        if not isinstance(inner, dict):
            inner = tree[step] = {}
        tree = inner
    tree[key_of(tree, last)] = value


def read(answer: Any, reads: Mapping[str, str | list[str]], values: Mapping[str, Any] | None = None) -> Values:
    """What a spec reads from an answer or a file; what is not there is left out."""
    found = {name: first(answer, pointers, values) for name, pointers in reads.items()}
    return {name: value for name, value in found.items() if value is not None}


def moment(value: Any) -> float | None:
    """Seconds since 1970 of a moment as vendors write it: seconds or milliseconds, as number or text, ISO 8601, or
    the words of a mail."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            try:
                when = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", value.strip()))
            except ValueError:
                try:
                    when = parsedate_to_datetime(value)
                except ValueError:
                    return None
            return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
    if not isinstance(value, (int, float)) or not 0 < value < 1e17:
        return None
    return value / 1000 if value > 1e11 else float(value)


def number(value: Any) -> float | None:
    """A lapse in seconds, as number or text."""
    try:
        lapse = float(value)
    except (TypeError, ValueError):
        return None
    return lapse if 0 <= lapse < 1e10 else None


def iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def claims(token: Any) -> Mapping[str, Any]:
    """The claims of a JWT (RFC 7519), unverified: it is the user's own token, and only its owner judges it."""
    parts = token.split(".") if isinstance(token, str) else []
    if len(parts) != 3:
        return {}
    try:
        said = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, TypeError):
        return {}
    return said if isinstance(said, dict) else {}


def make(wanted: Mapping[str, Any], values: Values, environment: Mapping[str, str]) -> Values:
    """The values with those that a spec makes of them: each the first of its ways that makes something."""
    made = dict(values)
    for name, ways in wanted.items():
        for way in ways if isinstance(ways, list) else [ways]:
            value = _made(way, made, environment)
            if value not in (None, ""):
                made[name] = value
                break
    return made


def _made(way: str | Mapping[str, Any], values: Values, environment: Mapping[str, str]) -> Any:
    if isinstance(way, str):
        return text(way, values)
    if "env" in way:
        return environment.get(way["env"], "").strip()
    of = text(way.get("of", ""), values)
    if of is None:
        return None
    if "claim" in way:
        return at(claims(of), way["claim"])
    match = re.search(way.get("match", ""), of)
    if match is None:
        return None
    groups = {str(i): group or "" for i, group in enumerate(match.groups(), 1)}
    return text(way.get("gives", "{1}"), {**values, **groups})


def token_in(said: str) -> tuple[str, float]:
    """The token that a command printed, bare or in an object, and its end; 0 where that is not known."""
    try:
        tree = json.loads(said) if said.startswith("{") else None
    except ValueError:
        tree = None
    if not isinstance(tree, dict):
        return said, moment(claims(said).get("exp")) or 0.0
    holders = [part for part in (tree, *tree.values()) if isinstance(part, dict)]
    named = [(key.lower(), value) for part in holders for key, value in part.items()]
    tokens = [(key, value) for key, value in named if key.endswith("token") and value and isinstance(value, str)]
    token = next((value for key, value in tokens if key.startswith("access")), tokens[0][1] if tokens else "")
    ends = [value for key, value in named if "expir" in key and not isinstance(value, bool)]
    ends.sort(key=lambda value: isinstance(value, str))  # a text may be of any time zone
    lapse = next((lapse for value in ends if (lapse := number(value)) is not None), None)
    when = next((when for value in ends if (when := moment(value)) is not None and when > 1e9), None)
    if when is None and lapse is not None:
        when = time.time() + lapse
    return token, when or moment(claims(token).get("exp")) or 0.0
