"""Usage of a proxy as text: the last line of `dragoman run`, and the status line of a client program."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from dragoman.server.paths import STATUS

TIMEOUT_SECONDS = 2.0
MAX_PATHS = 5  # of losses that are named


def status(url: str, key: str, **query: str) -> dict[str, Any]:
    """Return the status of the proxy at a URL; {} if it does not report one."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=TIMEOUT_SECONDS)
    try:
        path = f"{STATUS}?{urlencode(query)}" if query else STATUS
        connection.request("GET", path, headers={"Authorization": f"Bearer {key}"} if key else {})
        response = connection.getresponse()
        body = json.loads(response.read()) if response.status == 200 else {}
    except (OSError, http.client.HTTPException, ValueError):
        return {}
    finally:
        connection.close()
    return body if isinstance(body, dict) else {}


def summary(profile: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Return the usage of a profile between two statuses in one line; "" without requests."""
    total = _difference(_total(profile, after), _total(profile, before))
    if not total.get("requests"):
        return ""
    cached = total["cache_read_tokens"]
    prompt = total["uncached_input_tokens"] + cached + total["cache_write_tokens"]
    parts = [
        f"{total['requests']:,} request{'s' * (total['requests'] > 1)}",
        f"{prompt:,} tokens in" + (f" ({cached:,} cached)" if cached else ""),
        f"{total['output_tokens']:,} out",
        cost(total["cost"], total["unpriced_tokens"]),
    ]
    lost = _difference(_losses(profile, after), _losses(profile, before))
    if names := [name for name, count in lost.items() if count]:
        parts.append(f"not translated: {', '.join(names[:MAX_PATHS])}{', …' if len(names) > MAX_PATHS else ''}")
    return f"{profile}: " + "; ".join(parts)


def cost(dollars: float, unpriced_tokens: int) -> str:
    """Return a cost as text. What has no known price stays unknown."""
    known = f"cost ${dollars:.4f}" if dollars else ""
    if not unpriced_tokens:
        return known or "cost $0"
    return f"{known} and unknown for {unpriced_tokens:,} tokens" if known else "cost unknown"


def status_line(given: Mapping[str, Any], body: Mapping[str, Any]) -> str:
    """Return the status line of a client program. `given`: what the program passes; `body`: the proxy's status for the
    program's model."""
    named = given.get("model")
    requested = named.get("display_name") or named.get("id") if isinstance(named, dict) else None
    found = body.get("model") or {}
    if not found:
        return str(requested or "")
    parts = [found["id"], found["title"]]
    if window := found.get("context_window"):
        parts.append(f"window {window // 1000}k" if window >= 1000 else f"window {window}")
    total = _total(found["profile"], body)
    if total.get("requests"):
        parts.append(cost(total["cost"], total["unpriced_tokens"]))
    return " · ".join(parts)


def _total(profile: str, body: Mapping[str, Any]) -> dict[str, Any]:
    rows = [row for row in (body.get("usage") or {}).get("rows", ()) if row["profile"] == profile]
    numbers = {key for row in rows for key, value in row.items() if isinstance(value, int | float)}
    return {key: sum(row.get(key, 0) for row in rows) for key in numbers}


def _losses(profile: str, body: Mapping[str, Any]) -> dict[str, Any]:
    return dict((body.get("usage") or {}).get("losses", {}).get(profile, {}))


def _difference(after: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value - before.get(key, 0) for key, value in after.items()}
