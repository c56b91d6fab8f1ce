"""The dragoman.yaml that a conversion builds: profiles by name, and the provider that an address belongs to."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, urlsplit

from dragoman import loader
from dragoman.config.profiles import RESERVED
from dragoman.values.placeholders import PLACEHOLDER

VARIABLE = re.compile(r"\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?")


@dataclass
class Result:
    """`members`: the keys of the file besides `profiles`."""

    members: dict[str, Any] = field(default_factory=dict)
    profiles: dict[str, dict[str, Any]] = field(default_factory=dict)
    rules: list[dict[str, Any]] = field(default_factory=list)

    def add(self, wanted: str, profile: dict[str, Any]) -> str:
        """Add a profile and return its name, which is made valid and unique."""
        name = profile_name(wanted)
        number = 2
        base = name
        while name in self.profiles:
            name, number = f"{base}-{number}", number + 1
        self.profiles[name] = {key: value for key, value in profile.items() if value not in (None, "", {}, [])}
        return name

    def text(self, title: str) -> str:
        """Return the file."""
        from ruamel.yaml import YAML

        yaml = YAML()
        yaml.width = 110
        yaml.indent(mapping=2, sequence=4, offset=2)
        tree = {**self.members, "profiles": self.profiles, **({"rules": self.rules} if self.rules else {})}
        out = io.StringIO()
        yaml.dump(tree, out)
        head = f"# Converted from {title} by `dragoman import`. `dragoman docs configuration` has every key."
        return f"{head}\n{out.getvalue()}"


def profile_name(text: str) -> str:
    """Return a valid profile name near a text."""
    name = re.sub(r"[^a-z0-9_-]+", "-", text.lower()).strip("-_")
    name = name if name[:1].isalpha() else f"p-{name}".rstrip("-")
    return f"my-{name}" if name in RESERVED else name


def expanded(text: str, prefix: str = "$") -> str:
    """Return a text with its references to the environment as `${NAME}`. `prefix`: what begins one."""
    if prefix != "$":
        return f"${{{text.removeprefix(prefix)}}}" if text.startswith(prefix) else text
    return VARIABLE.sub(r"${\1}", text)


def located(url: str, other: str) -> dict[str, Any]:
    """Return the members of a profile for an address: the provider whose spec has it, and the variant and protocol
    with the longest part of its path; else `other`."""
    best: tuple[tuple[int | bool, ...], dict[str, Any]] | None = None
    given = urlsplit(url)
    for name, variant, protocol, template, usual in _addresses():
        values = _filled(given, template, usual)
        if values is None:
            continue
        size = len(template.path) if given.path.startswith(template.path) else 0
        rank = (size, not values, not variant, usual)
        if best is None or rank > best[0]:
            members = {"variant": variant, "protocol": "" if usual else protocol, "with": values}
            best = rank, {"provider": name} | {key: value for key, value in members.items() if value}
    return best[1] if best else {"provider": other, "base_url": url}


def _addresses() -> Iterator[tuple[str, str, str, SplitResult, bool]]:
    """Yield provider, variant, protocol and address of each side, and whether the protocol is the usual one."""
    for name in loader.providers():
        table = loader.provider(name)
        for variant, one in () if table.get("auth") else {"": table, **table["variants"]}.items():
            for protocol, side in one.get("sides", {}).items():
                if side.get("url"):
                    usual = protocol == (table.get("protocol") or protocol)
                    yield name, variant, protocol, urlsplit(side["url"]), usual


def _filled(url: SplitResult, template: SplitResult, usual: bool) -> dict[str, str] | None:
    """Return the values of the placeholders in the host of a template; None if an address is not one of it.

    An address of a host with placeholders has the path of the template, or none if that is the usual protocol."""
    pieces = PLACEHOLDER.split(template.netloc)  # texts and names by turns
    if len(pieces) == 1:
        return {} if url.netloc == template.netloc else None
    pattern = "".join(
        f"(?P<{piece}>[^.:@]+)(?=[.-])" if index % 2 else re.escape(piece) for index, piece in enumerate(pieces)
    )
    match = re.fullmatch(pattern, url.netloc)
    path = url.path.rstrip("/")
    if match is None or PLACEHOLDER.search(template.path) or not (path.startswith(template.path) if path else usual):
        return None
    return match.groupdict()
