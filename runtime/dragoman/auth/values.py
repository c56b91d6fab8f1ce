"""Values of a credential: templates with `{placeholders}`, JSON pointers, timestamps and JWT claims. Pure functions.

`Values` holds what is known of a credential: the parameters of OAuth 2.0 (access_token, refresh_token ...), `expires`
and `refreshed` in seconds since 1970, and whatever a spec reads or derives.
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

from dragoman.values.placeholders import PLACEHOLDER

Values = dict[str, Any]
MISSING = object()


def text(template: str, values: Mapping[str, Any]) -> str | None:
    """Return the template with its placeholders filled, or None if a placeholder has no value."""
    missing = False

    def one(match: re.Match[str]) -> str:
        nonlocal missing
        value = values.get(match[1])
        missing = missing or value is None or value == "" or value is False
        return str(value)

    filled = PLACEHOLDER.sub(one, template)
    return None if missing else filled


def filled(template: Any, values: Mapping[str, Any]) -> Any:
    """Return a body with its placeholders filled. A member whose placeholder has no value is omitted; a text that is
    one placeholder keeps the type of the value."""
    if isinstance(template, str):
        whole = PLACEHOLDER.fullmatch(template)
        value = values.get(whole[1]) if whole else text(template, values)
        return MISSING if value is None or value == "" else value
    if isinstance(template, dict):
        made = {key: filled(item, values) for key, item in template.items()}
        return {key: item for key, item in made.items() if item is not MISSING}
    if isinstance(template, list):
        return [item for item in (filled(part, values) for part in template) if item is not MISSING]
    return template


def texts(templates: Mapping[str, str], values: Mapping[str, Any]) -> dict[str, str]:
    """Return the filled templates, without those that have a placeholder without a value."""
    made = {name: text(template, values) for name, template in templates.items()}
    return {name: value for name, value in made.items() if value is not None}


def at(value: Any, pointer: str) -> Any:
    """Return the value at a JSON pointer (RFC 6901), or None. A `*` in a key is a glob; `key=value` selects a list
    item."""
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
    """Return the first value that one of the pointers finds. Placeholders in pointers are filled first."""
    for pointer in as_list(pointers):
        path = pointer if values is None or "{" not in pointer else text(pointer, values)
        found = None if path is None else at(value, path)
        if found is not None and found != "":
            return found
    return None


def matches(value: Any, having: Mapping[str, str | list[str]], values: Mapping[str, Any]) -> bool:
    """Whether the value at each pointer matches one of its globs."""
    for pointer, globs in having.items():
        found = first(value, pointer, values)
        if found is None or not any(fnmatchcase(_word(found), glob) for glob in as_list(globs)):
            return False
    return True


def as_list(one: str | list[str]) -> list[str]:
    return [one] if isinstance(one, str) else one


def put(tree: dict[str, Any], pointer: str, value: Any) -> None:
    """Set the value at a pointer. A `*` in a key matches an existing key."""
    *parents, last = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]

    def key_of(holder: dict[str, Any], step: str) -> str:
        return next((key for key in holder if fnmatchcase(key, step)), step) if "*" in step else step

    for step in parents:
        step = key_of(tree, step)
        inner = tree.get(step)
        if not isinstance(inner, dict):
            inner = tree[step] = {}
        tree = inner
    tree[key_of(tree, last)] = value


def read(answer: Any, reads: Mapping[str, str | list[str]], values: Mapping[str, Any] | None = None) -> Values:
    """Return the values that a spec reads from a response or a file; missing values are omitted."""
    found = {name: first(answer, pointers, values) for name, pointers in reads.items()}
    return {name: value for name, value in found.items() if value is not None}


def parse_timestamp(value: Any) -> float | None:
    """Return a timestamp in seconds since 1970. Accepts seconds or milliseconds as number or text, ISO 8601, and the
    date format of RFC 5322."""
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


def parse_seconds(value: Any) -> float | None:
    """Return a duration in seconds, given as number or text, or None."""
    try:
        duration = float(value)
    except (TypeError, ValueError):
        return None
    return duration if 0 <= duration < 1e10 else None


def format_timestamp(seconds: float) -> str:
    """Return a timestamp in ISO 8601, in UTC with microseconds."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def claims(token: Any) -> Mapping[str, Any]:
    """Return the claims of a JWT (RFC 7519). The signature is not verified: the token is the user's own, and only its
    issuer decides about it."""
    parts = token.split(".") if isinstance(token, str) else []
    if len(parts) != 3:
        return {}
    try:
        payload = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, TypeError, RecursionError):
        return {}
    return payload if isinstance(payload, dict) else {}


def derive(wanted: Mapping[str, Any], values: Values, environment: Mapping[str, str]) -> Values:
    """Return the values and those that a spec derives from them. Each derived value is the first of its
    alternatives that yields something."""
    made = dict(values)
    for name, sources in wanted.items():
        for source in sources if isinstance(sources, list) else [sources]:
            value = _derived(source, made, environment)
            if value not in (None, ""):
                made[name] = value
                break
    return made


def _derived(source: str | Mapping[str, Any], values: Values, environment: Mapping[str, str]) -> Any:
    if isinstance(source, str):
        return text(source, values)
    if "env" in source:
        return environment.get(source["env"], "").strip()
    of = text(source.get("from", ""), values)
    if of is None:
        return None
    if "claim" in source:
        return at(claims(of), source["claim"])
    match = re.search(source.get("match", ""), of)
    if match is None:
        return None
    groups = {str(i): group or "" for i, group in enumerate(match.groups(), 1)}
    return text(source.get("value", "{1}"), {**values, **groups})


def parse_token(output: str) -> tuple[str, float]:
    """Return the token in a command's output, which is the bare token or a JSON object, and its expiry; 0 if
    unknown."""
    try:
        tree = json.loads(output) if output.startswith("{") else None
    except (ValueError, RecursionError):
        tree = None
    if not isinstance(tree, dict):
        return output, parse_timestamp(claims(output).get("exp")) or 0.0
    holders = [part for part in (tree, *tree.values()) if isinstance(part, dict)]
    named = [(key.lower(), value) for part in holders for key, value in part.items()]
    tokens = [(key, value) for key, value in named if key.endswith("token") and value and isinstance(value, str)]
    token = next((value for key, value in tokens if key.startswith("access")), tokens[0][1] if tokens else "")
    ends = [value for key, value in named if "expir" in key and not isinstance(value, bool)]
    ends.sort(key=lambda value: isinstance(value, str))  # text may be in any time zone
    duration = next((duration for value in ends if (duration := parse_seconds(value)) is not None), None)
    when = next((when for value in ends if (when := parse_timestamp(value)) is not None and when > 1e9), None)
    if when is None and duration is not None:
        when = time.time() + duration
    return token, when or parse_timestamp(claims(token).get("exp")) or 0.0
