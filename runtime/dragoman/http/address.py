"""URLs of requests: templates filled with values that cannot change the host or leave the path.

A value in a path is percent-encoded; only a model id keeps `/`, which some providers have in their ids. A value in a
host is letters, digits, `-` and `.`. Whatever a server may decode or normalize on the way is decoded here first, so
that no spelling of `..` passes.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import quote, unquote, urlsplit

from dragoman.logs import escaped
from dragoman.values.placeholders import PLACEHOLDER

HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
SAFE = ":@"  # unencoded in a path, beside letters and digits: model versions and domain-scoped projects have them
MODEL = "model"
MODEL_SEGMENT = "model_segment"  # the model as one segment of a path, with every other character encoded
SHOWN = 80  # characters of a value that a message shows
MAX_KEPT = 1000  # characters of the values of a URL that is kept


class UnsafeValue(Exception):
    """A value that cannot stand in a URL. `placeholder`: its name in the template; the text is for the user."""

    def __init__(self, placeholder: str, value: str, reason: str) -> None:
        super().__init__(f"{placeholder} '{escaped(value[:SHOWN])}' cannot stand in a URL: {reason}")
        self.placeholder = placeholder


def filled(template: str, values: Mapping[str, str]) -> str:
    """Return the URL of a template, `scheme://host/path?query`. Raises UnsafeValue.

    Placeholders without a value stay. The latest URLs are kept, because requests mostly have the same ones.
    """
    if "{" not in template:
        return template
    if sum(map(len, values.values())) > MAX_KEPT:
        return _fill(template, values)
    return _kept(template, tuple(values.items()))


@lru_cache(256)
def _kept(template: str, values: tuple[tuple[str, str], ...]) -> str:
    return _fill(template, dict(values))


def _fill(template: str, values: Mapping[str, str]) -> str:
    scheme, separator, rest = template.partition("://")
    host, slash, rest = rest.partition("/")
    path, mark, query = rest.partition("?")
    origin = scheme + separator + PLACEHOLDER.sub(lambda placeholder: _in_host(placeholder, values), host) + slash
    url = origin + PLACEHOLDER.sub(lambda placeholder: _in_path(placeholder, values), path)
    for placeholder in PLACEHOLDER.finditer(path):
        prefix = origin + PLACEHOLDER.sub(lambda before: _in_path(before, values), path[: placeholder.start()])
        if placeholder[1] in values and not stays_below(url, prefix):
            raise UnsafeValue(placeholder[1], values[placeholder[1]], f"the address leaves {prefix}")
    return url + mark + PLACEHOLDER.sub(lambda placeholder: _in_query(placeholder, values), query)


def stays_below(url: str, prefix: str) -> bool:
    """Whether a URL has the scheme and host of the prefix, and a path that begins with that of the prefix once both are
    decoded and normalized."""
    found, wanted = urlsplit(url), urlsplit(prefix)
    return found[:2] == wanted[:2] and _normalized(found.path).startswith(_normalized(wanted.path))


def _in_host(placeholder: re.Match[str], values: Mapping[str, str]) -> str:
    value = values.get(placeholder[1])
    if value is None:
        return placeholder[0]
    if not HOST.fullmatch(value):
        raise UnsafeValue(placeholder[1], value, "a host name has letters, digits, '-' and '.' only")
    return value


def _in_path(placeholder: re.Match[str], values: Mapping[str, str]) -> str:
    value = values.get(placeholder[1])
    if value is None:
        return placeholder[0]
    plain = _decoded(value)
    if not plain.isprintable():
        raise UnsafeValue(placeholder[1], value, "it has a control character or another that is not printable")
    if any(segment.partition(";")[0] in ("", ".", "..") for segment in plain.split("/")):
        raise UnsafeValue(placeholder[1], value, "a part of the path is empty, '.' or '..'")
    return quote(value, safe={MODEL: SAFE + "/", MODEL_SEGMENT: ""}.get(placeholder[1], SAFE))


def _in_query(placeholder: re.Match[str], values: Mapping[str, str]) -> str:
    value = values.get(placeholder[1])
    return placeholder[0] if value is None else quote(value, safe="")


def _normalized(path: str) -> str:
    plain = _decoded(path)
    return posixpath.normpath(plain).rstrip("/") + "/" * plain.endswith("/")


def _decoded(text: str) -> str:
    """The text with every layer of percent-encoding removed, and backslashes as the slashes that some servers take
    them for."""
    while (plain := unquote(text)) != text:
        text = plain
    return text.replace("\\", "/")
