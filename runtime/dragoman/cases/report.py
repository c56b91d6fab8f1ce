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


def facts(case: Case, configuration: Any) -> dict[str, Any]:
    """Return the contents of the report. `configuration`: the file as values, or None."""
    return {
        "version": __version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "losses": [{"path": path, "reason": reason} for path, reason in case.expected.get("losses", [])],
        "differences": list(differences(case)),
        "configuration": masked_configuration(configuration),
        "case": case.as_json(),
    }


def as_markdown(found: dict[str, Any]) -> str:
    """Return the report for an issue."""
    case, configuration = found["case"], found["configuration"]
    changed = "\n".join(found["differences"])
    losses = "; ".join(f"`{loss['path']}`: {loss['reason']}" for loss in found["losses"])
    parts = [
        f"Dragoman {found['version']}, Python {found['python']}, {found['system']}",
        f"Case `{case['name']}`: {case['client']} to {case['provider']} ({case['protocol']}), model `{case['model']}`",
        f"Losses: {losses or 'none'}",
        _details("Difference between the case and a replay", changed, "diff") if changed else AS_EXPECTED,
        _details("Configuration", _json(configuration), "json") if configuration else "",
        _details("Case", _json(case), "json"),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def _details(title: str, text: str, kind: str) -> str:
    fence = "`" * max(3, 1 + max((len(run) for run in text.split() if set(run) == {"`"}), default=0))
    return f"<details><summary>{title}</summary>\n\n{fence}{kind}\n{text}\n{fence}\n\n</details>"
