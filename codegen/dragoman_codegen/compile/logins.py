"""Login files: loading, the check of placeholders and patterns, and the table that the runtime reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dragoman.values.placeholders import PLACEHOLDER
from dragoman_codegen.spec.patterns import slow_or_wrong
from dragoman_codegen.spec.problems import Problems, suggest
from dragoman_codegen.spec.yaml.tree import Leaf, Map, Node, Seq, plain

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}

# Values that the runtime provides, beside those that the file itself reads or computes.
KNOWN = {
    *("access_token", "refresh_token", "id_token", "client_id", "client_secret", "scope", "redirect_uri", "state"),
    *("code", "code_verifier", "code_challenge", "device_code", "user_code", "verification_uri"),
    *("expires", "expires_ms", "expires_in", "refreshed", "refreshed_iso", "site", "host", "port", "1"),
    *("uuid", "machine", "hostname", "system", "release", "version"),
}


def compile_auths(trees: dict[str, Map], problems: Problems) -> dict[str, dict[str, Any]]:
    """The table of each file that is well formed."""
    made: dict[str, dict[str, Any]] = {}
    for name, tree in trees.items():
        if tree.text("name") != name:
            problems.add(tree.entries["name"].place, f"the name must be that of the file, '{name}'", see="name")
        _check_placeholders(tree, problems)
        _check_patterns(tree, problems)
        made[name] = _for_runtime(_seconds(plain(tree)))
    return made


def _for_runtime(table: dict[str, Any]) -> dict[str, Any]:
    """Return the table with ports, the headers of a map and the share of the lifetime under their own keys."""
    browser, added, renew = table.get("browser") or {}, table["request"], table.get("renew") or {}
    if isinstance(listed := browser.get("redirect_uri"), list):
        ports = [urlsplit(uri).port for uri in listed]
        browser |= {"redirect_uri": listed[0].replace(f":{ports[0]}/", ":{port}/"), "ports": ports}
    headers = added["headers"]
    if "*" in headers:
        added["headers_from"] = headers.pop("*").strip("{}")
        added["exclude"] = [name for name, value in headers.items() if value is None]
        added["headers"] = {name: value for name, value in headers.items() if value is not None}
    if str(renew.get("max_age", "")).endswith("%"):
        renew["ratio"] = 1 - int(renew.pop("max_age")[:-1]) / 100
    return table


def load_auths(folders: list[Path], get: Any, check: Any, problems: Problems) -> dict[str, Map]:
    """File name -> tree, of the files that are in shape."""
    trees: dict[str, Map] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.yaml")):
            tree = get(path)
            if check("auth", tree, problems):
                trees[path.stem] = tree
    return trees


def check_named(node: Node | None, auths: dict[str, Any], problems: Problems) -> None:
    """A provider's `auth:` names files of specs/auth."""
    for item in node.items if isinstance(node, Seq) else []:
        name = str(plain(item))
        if name not in auths:
            problems.add(item.place, f"no login '{name}' in specs/auth{suggest(name, auths)}", see="unknown-name")


def _check_placeholders(tree: Map, problems: Problems) -> None:
    known = {*KNOWN, *tree.sub("values").entries}
    known |= {name for part in _maps(tree) for key in ("values", "env") for name in part.sub(key).entries}
    for leaf in _leaves(tree):
        for name in PLACEHOLDER.findall(str(leaf.value)) if isinstance(leaf.value, str) else []:
            if name not in known:
                problems.add(leaf.place, f"nothing here makes '{{{name}}}'{suggest(name, known)}", see="unknown-name")


def _check_patterns(tree: Map, problems: Problems) -> None:
    for part in _maps(tree):
        if "match" in part.entries:
            wrong = slow_or_wrong(part.text("match"))
            if wrong:
                problems.add(part.entries["match"].place, wrong, see="pattern")


def _maps(node: Node) -> list[Map]:
    inner = list(node.entries.values()) if isinstance(node, Map) else node.items if isinstance(node, Seq) else []
    found = [part for child in inner for part in _maps(child)]
    return [node, *found] if isinstance(node, Map) else found


def _leaves(node: Node) -> list[Leaf]:
    if isinstance(node, Leaf):
        return [node]
    inner = list(node.entries.values()) if isinstance(node, Map) else node.items if isinstance(node, Seq) else []
    return [leaf for child in inner for leaf in _leaves(child)]


def _seconds(value: Any) -> Any:
    """The tree with its lapses as seconds."""
    if isinstance(value, dict):
        return {
            key: _lapse(item) if key in ("expires_in", "interval", "max_age") and _is_lapse(item) else _seconds(item)
            for key, item in value.items()
        }
    return [_seconds(item) for item in value] if isinstance(value, list) else value


def _is_lapse(value: Any) -> bool:
    """Whether this is a duration, and not the pointer of a value with this name."""
    return isinstance(value, str) and value[:-1].isdigit() and value[-1] in SECONDS


def _lapse(text: str) -> int:
    return int(text[:-1]) * SECONDS[text[-1]]
