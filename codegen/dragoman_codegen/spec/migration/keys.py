"""Migration of the keys of providers, patches and logins."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from dragoman_codegen.spec.migration.edits import Text, entries
from dragoman_codegen.spec.migration.renames import KEYS, NO_EQUIVALENT


def migrate_keys(text: Text, path: tuple[str, ...], node: MappingNode) -> None:
    """Rename the keys of a map and rewrite the values that have another form."""
    place = "/".join(path)
    for at, (key, value) in enumerate(node.value):
        name = str(key.value)
        for pattern, old, new in KEYS:
            if name == old and fnmatchcase("/" + place, pattern):
                text.replace(key, new)
        for pattern, old, remedy in NO_EQUIVALENT:
            if name == old and fnmatchcase("/" + place, pattern):
                text.report(key, remedy)
        if name == "check" and isinstance(value, MappingNode) and fnmatchcase("/" + place, "*/patch/-"):
            _check(text, value)
        elif name == "request_signing" and isinstance(value, MappingNode):
            _signing(text, value)
        elif name == "ratio" and place == "renew":
            _ratio(text, key, value)
        elif name == "request_id_header":
            _request_id(text, node, at)
        elif name == "ports" and place == "browser":
            _ports(text, node, at)
        elif name == "headers_from" and place == "request":
            _headers(text, node, at)


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
    text.replace(key, "interval")
    text.replace(value, f"{round(float(str(value.value)) * 100)}%")


def _request_id(text: Text, node: MappingNode, at: int) -> None:
    """Join the request id and the limits in one map of response headers."""
    key, value = node.value[at]
    limits = entries(node).get("rate_limit_headers")
    entry = f"request-id: {text.span(value)}"
    if not isinstance(limits, MappingNode) or not limits.value:
        text.replace(key, "response_headers")
        text.replace(value, f"{{ {entry} }}")
        return
    text.remove(node, at)
    start = limits.value[0][0].start_mark
    between = ", " if limits.flow_style else "\n" + " " * start.column
    text.edits.append((start.index, start.index, entry + between))


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
