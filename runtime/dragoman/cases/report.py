"""A report for an issue: a case, the version, the configuration without secrets, and the losses, as Markdown."""

from __future__ import annotations

import json
import platform
from typing import Any

from dragoman import __version__
from dragoman.cases.case import Case
from dragoman.cases.replay import differences
from dragoman.masking import MASK, masked
from dragoman.observer.headers import SECRET, masked_url

AS_EXPECTED = "A replay gives what the case expects."
SECRET_KEYS = frozenset({"keys", "operators", "key_command", "accounts"})


def masked_configuration(value: Any, key: str = "") -> Any:
    """Return a configuration without secret values. Names of variables, as in `${NAME}`, stay."""
    if isinstance(value, dict):
        return {name: masked_configuration(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [masked_configuration(inner, key) for inner in value]
    if not isinstance(value, str) or (value.startswith("${") and value.endswith("}")):
        return value
    if key in SECRET_KEYS or SECRET.search(key):
        return MASK
    return masked_url(value) if "://" in value else masked(value)


def report(case: Case, configuration: Any) -> str:
    """Return the report. `configuration`: the file as values, or None."""
    losses = case.expected.get("losses", [])
    changed = "\n".join(differences(case))
    parts = [
        f"Dragoman {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}",
        f"Case `{case.name}`: {case.client} to {case.provider} ({case.protocol}), model `{case.model}`",
        "Losses: " + ("; ".join(f"`{path}`: {reason}" for path, reason in losses) or "none"),
        _details("Difference between the case and a replay", changed, "diff") if changed else AS_EXPECTED,
        _details("Configuration", _json(masked_configuration(configuration)), "json") if configuration else "",
        _details("Case", _json(case.as_json()), "json"),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def _details(title: str, text: str, kind: str) -> str:
    fence = "`" * max(3, 1 + max((len(run) for run in text.split() if set(run) == {"`"}), default=0))
    return f"<details><summary>{title}</summary>\n\n{fence}{kind}\n{text}\n{fence}\n\n</details>"
