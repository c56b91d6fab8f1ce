"""Migration of the keys of providers, patches and logins."""

from __future__ import annotations

import json
from collections.abc import Callable
from fnmatch import fnmatchcase

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from dragoman_codegen.spec.migration.edits import Text, entries
from dragoman_codegen.spec.migration.renames import KEYS, NO_EQUIVALENT

LISTS = {"more": "append", "first": "prepend"}  # items that are added to a list of a protocol
HEADERS = ("request_id_header", "rate_limit_headers", "response_headers")


def migrate_keys(text: Text, path: tuple[str, ...], node: MappingNode) -> None:
    """Rename the keys of a map and rewrite the values that have another form."""
    place = "/".join(path)
    _response_headers(text, node)
    for at, (key, value) in enumerate(node.value):
        name = str(key.value)
        for pattern, old, new in KEYS:
            if name == old and _is_at(place, pattern):
                text.replace(key, new)
        for pattern, old, remedy in NO_EQUIVALENT:
            if name == old and _is_at(place, pattern):
                text.report(key, remedy)
        if name in LISTS and isinstance(value, SequenceNode) and set(entries(node)) <= set(LISTS):
            text.replace(key, LISTS[name])
        if name == "before" and isinstance(value, SequenceNode) and path[-1:] == ("open_signatures",):
            text.replace(key, "followed_by")
        if name == "check" and isinstance(value, MappingNode) and fnmatchcase("/" + place, "*/patch/-"):
            _check(text, value)
        elif name == "request_signing" and isinstance(value, MappingNode):
            _signing(text, value)
        elif name == "ratio" and place == "renew":
            _ratio(text, key, value)
        elif name in MOVED and MOVED[name][0] in ("", place):
            MOVED[name][1](text, node, at)


def _is_at(place: str, pattern: str) -> bool:
    """Return whether the path of a map matches a glob; one that begins with `/` matches paths of the same length."""
    path = f"/{place}"
    return fnmatchcase(path, pattern) and (pattern.startswith("*") or path.count("/") == pattern.count("/"))


def _check(text: Text, value: MappingNode) -> None:
    given = entries(value)
    tests = [key for key in given if key in ("is", "starts_with", "is_not")]
    node = given[tests[0]] if len(tests) == 1 else value
    if not isinstance(node, ScalarNode) or set(given) - {"field", *tests} or (tests == ["is_not"] and node.style):
        if set(given) & {"is", "starts_with", "is_not"}:
            text.report(value, "a check is 'foreign', 'blank', 'text*' or '!value', or '{ member: test }'")
        return
    test = {"is": node.value, "starts_with": f"{node.value}*", "is_not": f"!{node.value}"}[tests[0]]
    word = test if tests == ["is"] else json.dumps(test, ensure_ascii=False)
    text.replace(value, f"{{ {text.span(given['field'])}: {word} }}" if "field" in given else word)


def _signing(text: Text, value: MappingNode) -> None:
    given = {key: str(node.value) for key, node in entries(value).items()}
    text.replace(value, json.dumps(f"{given.get('region', '')}/{given.get('service', '')}/aws4_request"))


def _ratio(text: Text, key: Node, value: Node) -> None:
    """The remaining share of the lifetime becomes the age as a percentage of it."""
    text.replace(key, "max_age")
    text.replace(value, f"{100 - round(float(str(value.value)) * 100)}%")


def _response_headers(text: Text, node: MappingNode) -> None:
    """Join the request id, the limits and the list of headers that are passed in one map of response headers."""
    given = entries(node)
    limits, passed = given.get("rate_limit_headers"), given.get("response_headers")
    added = [f"request-id: {text.span(given['request_id_header'])}"] if "request_id_header" in given else []
    if isinstance(passed, SequenceNode):
        added.append(f"passed: [{', '.join(map(text.span, passed.value))}]")
    old = [at for at, (key, _) in enumerate(node.value) if key.value in HEADERS]
    if isinstance(limits, MappingNode) and limits.value:
        kept = list(given).index("rate_limit_headers")
        start = limits.value[0][0].start_mark
        between = ", " if limits.flow_style else "\n" + " " * start.column
        text.edits.append((start.index, start.index, "".join(one + between for one in added)))
    elif added:
        kept = next(at for at in old if node.value[at][1] is not limits)
        text.replace(node.value[kept][1], f"{{ {', '.join(added)} }}")
    else:
        return
    text.replace(node.value[kept][0], "response_headers")
    for at in old:
        if at != kept:
            text.remove(node, at)


def _ports(text: Text, node: MappingNode, at: int) -> None:
    value, address = node.value[at][1], entries(node).get("redirect_uri")
    if not isinstance(value, SequenceNode) or not isinstance(address, ScalarNode):
        return
    ports = [str(item.value) for item in value.value]
    text.replace(address, "[" + ", ".join(json.dumps(address.value.replace("{port}", port)) for port in ports) + "]")
    text.remove(node, at)


def _headers(text: Text, node: MappingNode, at: int) -> None:
    """Add the map of headers as `*`, and those that are left out as `~`."""
    given = entries(node)
    headers = given.get("headers")
    if not isinstance(headers, MappingNode) or not headers.value or not headers.flow_style:
        text.report(node.value[at][0], "write '\"*\": \"{value}\"' under 'headers', and '~' for headers to exclude")
        return
    excluded = [str(item.value) for item in given["exclude"].value] if "exclude" in given else []
    added = [f"{name}: ~" for name in excluded if name not in entries(headers)]
    added.append(f'"*": "{{{node.value[at][1].value}}}"')
    last = headers.value[-1][1].end_mark.index
    text.edits.append((last, last, ", " + ", ".join(added)))
    doomed = sorted([list(given).index(word) for word in ("headers_from", "exclude") if word in given], reverse=True)
    start = min(doomed)
    if node.flow_style and doomed == list(range(len(given) - 1, len(given) - 1 - len(doomed), -1)) and start:
        stop = node.value[-1][1].end_mark.index
        text.edits.append((node.value[start - 1][1].end_mark.index, stop, ""))
        return
    for one in doomed:
        text.remove(node, one)


def _key_headers(text: Text, node: MappingNode, at: int) -> None:
    """Add the headers with the key to the others."""
    key, value = node.value[at]
    headers = entries(node).get("headers")
    if not isinstance(headers, MappingNode) or not headers.value:
        text.replace(key, "headers")
        return
    added = [f"{text.span(name)}: {text.span(one)}" for name, one in value.value]
    start = headers.value[0][0].start_mark
    between = ", " if headers.flow_style else "\n" + " " * start.column
    text.edits.append((start.index, start.index, "".join(one + between for one in added)))
    text.remove(node, at)


def _not_model(text: Text, node: MappingNode, at: int) -> None:
    """Add the globs of excluded models to `model`."""
    key, value = node.value[at]
    models = entries(node).get("model")
    lists = [one for one in (value, models) if one is not None]
    if any(not isinstance(one, SequenceNode) or not one.flow_style or one.anchor for one in lists):
        text.report(key, "write the globs under 'model', as in '\"!glob\"'")
        return
    globs = ", ".join(json.dumps(f"!{item.value}") for item in value.value)
    if models is None:
        text.replace(key, "model")
        text.replace(value, f"[{globs}]")
        return
    last = models.value[-1].end_mark.index
    text.edits.append((last, last, f", {globs}"))
    text.remove(node, at)


# keys that become a part of another key: their map (of any if empty), and how they are moved
MOVED: dict[str, tuple[str, Callable[[Text, MappingNode, int], None]]] = {
    "key_headers": ("", _key_headers),
    "not_model": ("", _not_model),
    "ports": ("browser", _ports),
    "headers_from": ("request", _headers),
}
