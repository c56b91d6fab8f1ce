"""dragoman.yaml: read with positions, checked, made into Settings.

Every problem of a file is collected and shown as `file:line:column: what is wrong; what would be right`. `${VAR}` may
stand in any text; where it is unset, the profile becomes unusable (its `problem` says so) and the server starts all
the same. Outside of profiles (listen, keys) an unset one is a problem of the file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pydantic

from dragoman import loader
from dragoman.auth import selection
from dragoman.auth.secret import Secret
from dragoman.config import profiles
from dragoman.config import schema as shape
from dragoman.config.profiles import BadSettings, Profile, Settings, Timeouts
from dragoman.config.sides import made_sides, usual_protocol
from dragoman.http import origin
from dragoman.masking import remember, without_credentials
from dragoman.values import yaml_text

VARIABLE = re.compile(r"\$\{([^}]*)\}")
HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
PASSTHROUGH = "passthrough"  # `auth:` of a profile that hands the client's own credentials on
Place = tuple[str | int, ...]


def load(path: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of a file. Raises BadSettings with all its problems, or OSError if it cannot be read."""
    reading = Reading(path, os.environ if environment is None else environment)
    settings = reading.settings()
    if reading.problems or settings is None:
        raise BadSettings("\n".join(line for _, line in sorted(reading.problems)))
    return settings


class Reading:
    """One run over one file: the tree with its positions, and the problems found so far."""

    def __init__(self, path: Path, environment: Mapping[str, str]) -> None:
        self.path = path
        self.environment = environment
        self.problems: list[tuple[tuple[int, int], str]] = []
        self.tree: Any = None

    def problem(self, place: Place, text: str, key: bool = False) -> None:
        self.problem_at(self._position(place, key), text)

    def problem_at(self, position: tuple[int, int], text: str) -> None:
        entry = (position, f"{self.path}:{position[0] + 1}:{position[1] + 1}: {text}")
        if entry not in self.problems:
            self.problems.append(entry)

    def _position(self, place: Place, key: bool) -> tuple[int, int]:
        """Line and column of a value (or of its key); of the nearest thing around it where it is not in the file."""
        node: Any = self.tree
        position = (0, 0)
        for depth, step in enumerate(place):
            try:
                positions = node.lc
                if isinstance(step, int):
                    position = positions.item(step)
                else:
                    last = depth == len(place) - 1
                    as_key = (key and last) or isinstance(node[step], (dict, list))
                    position = positions.key(step) if as_key else positions.value(step)
                node = node[step]
            except (KeyError, IndexError, TypeError, AttributeError):
                break
        return (int(position[0]), int(position[1]))

    def settings(self) -> Settings | None:
        text = self.path.read_text(encoding="utf-8", errors="replace")
        try:
            self.tree = yaml_text.load(text, str(self.path))
        except yaml_text.NotYaml as error:
            for fault in error.faults:
                self.problem_at(fault.position, f"this is not YAML: {fault.text}")
            return None
        if not isinstance(self.tree, dict):
            self.problem_at((0, 0), "the file should hold keys and values; give at least profiles:")
            return None
        try:
            file = shape.File.model_validate(shape.plain(self.tree))
        except pydantic.ValidationError as error:
            for place, said, at_key in shape.explain(error):
                self.problem(place, said, at_key)
            rest = shape.without(shape.plain(self.tree), error)
            return self._checked(rest) if rest is not None else None  # its problems are told as well
        return self._checked(file)

    def _checked(self, file: shape.File) -> Settings | None:
        made = {name: self._profile(name, profile) for name, profile in file.profiles.items()}
        profiles_made = {name: profile for name, profile in made.items() if profile is not None}
        default = file.default or next(iter(file.profiles), "")
        if default not in self.tree["profiles"]:
            self.problem(("default",), loader.unknown("profile", default, file.profiles))
        listen = self._global(("listen",), file.listen)
        host, port = "", 0
        try:
            host, port = profiles.host_and_port(listen)
        except ValueError:
            text = f"'{file.listen}' is no address to listen on; write host:port, as in 127.0.0.1:4141"
            self.problem(("listen",), text)
        keys = [self._global(("keys", index), key) for index, key in enumerate(file.keys)]
        for index, key in enumerate(keys):
            if not key:
                self.problem(("keys", index), "an empty key would let everybody in; give a text or ${VAR}")
        if not keys and host and not profiles.is_loopback(host):
            self.problem(("listen",), f"listening on {host} lets others in; give keys: that clients must present")
        hosts, origins = self._allowed(file)
        times = file.timeouts
        if self.problems:
            return None
        return Settings(
            profiles=profiles_made,
            default=default,
            host=host,
            port=port,
            keys=[remember(key) for key in keys],
            allowed_hosts=hosts,
            allowed_origins=origins,
            timeouts=Timeouts(times.connect, times.first_byte, times.idle),
            source=str(self.path),
        )

    def _allowed(self, file: shape.File) -> tuple[list[str], list[str]]:
        """The hosts and origins of `allowed_hosts:` and `allowed_origins:`, in their canonical form."""
        hosts, origins = [], []
        for index, given in enumerate(file.allowed_hosts):
            if name := origin.host_name(self._global(("allowed_hosts", index), given)):
                hosts.append(name)
            else:
                text = f"'{given}' is not a host name; write the name alone, as in proxy.example, or an IP address"
                self.problem(("allowed_hosts", index), text)
        for index, given in enumerate(file.allowed_origins):
            if name := origin.origin(self._global(("allowed_origins", index), given, "https://set")):
                origins.append(name)
            else:
                text = (
                    f"'{given}' is not an origin; write scheme://host or scheme://host:port, as in https://app.example"
                )
                if given == "null":
                    text = "the origin 'null' cannot be allowed, because any page can send it; name the page's origin"
                self.problem(("allowed_origins", index), text)
        return hosts, origins

    def _profile(self, name: str, said: shape.Profile) -> Profile | None:
        place: Place = ("profiles", name)
        before = len(self.problems)
        if not profiles.NAME.fullmatch(name):
            self.problem(
                place, f"'{name}' cannot be a profile's name; it begins with a-z and has a-z, 0-9, _ and -", key=True
            )
        if name in profiles.RESERVED:
            self.problem(place, f"'{name}' is a path of the server's own; name the profile otherwise", key=True)
        if said.provider not in loader.providers():
            self.problem((*place, "provider"), loader.unknown("provider", said.provider, loader.providers()))
            return None
        self._check_provider(place, said)
        self._check_texts(place, said)
        if len(self.problems) > before:
            return None
        missing: list[str] = []

        def text(value: str) -> str:
            return self._expand(value, missing)

        def texts(values: dict[str, str]) -> dict[str, str]:
            return {key: text(value) for key, value in values.items()}

        def within(value: Any) -> Any:
            """The same with the variables of its texts filled in, at any depth."""
            if isinstance(value, dict):
                return {key: within(inner) for key, inner in value.items()}
            if isinstance(value, list):
                return [within(inner) for inner in value]
            filled = text(value) if isinstance(value, str) else value
            if filled != value:
                remember(filled)
            return filled

        key = Secret(
            text(said.api_key or "").strip(),
            text(said.key_file or ""),
            tuple(text(word) for word in said.key_command or ()),
            keyring=said.keyring or "",
        )
        expanded = {"headers": texts(said.headers), "query": texts(said.query)}
        for part, values in expanded.items():
            for header, value in values.items():
                if value != getattr(said, part)[header]:
                    remember(value)
        return profiles.make(
            name,
            said.provider,
            protocol=said.protocol or "",
            variant=said.variant or "",
            base_url=text(said.base_url or ""),
            models=texts(said.models),
            limits={glob: held.model_dump(exclude_none=True) for glob, held in said.limits.items()},
            headers={header.lower(): value for header, value in expanded["headers"].items()},
            query=expanded["query"],
            body=within(said.body),
            holes=texts(said.with_),
            key=key,
            passthrough=said.auth == PASSTHROUGH,
            auth="" if said.auth in (None, PASSTHROUGH) else str(said.auth),
            estimates=said.estimate_usage,
            problem=" and ".join(f"{variable} is not set" for variable in dict.fromkeys(missing)),
            environment=self.environment,
        )

    def _check_provider(self, place: Place, said: shape.Profile) -> None:
        table = loader.provider(said.provider)
        if said.variant is not None:
            try:
                table = loader.provider(said.provider, said.variant)
            except KeyError as error:
                self.problem((*place, "variant"), f"{said.provider} has {error.args[0]}")
        usual = said.protocol or usual_protocol(table)
        if usual not in table["sides"]:
            known = loader.unknown("protocol", usual, table["sides"])
            self.problem((*place, "protocol"), f"{said.provider} has {known}")
            return
        if said.auth not in (None, PASSTHROUGH) and said.auth not in table.get("auth", ()):
            known = loader.unknown("login", str(said.auth), [PASSTHROUGH, *table.get("auth", ())])
            self.problem((*place, "auth"), f"{said.provider} has {known}")
            return
        if said.auth == PASSTHROUGH and not loader.protocol(usual).get("front", True):
            reason = "hands the client's credentials on, and no client speaks this provider's protocol"
            self.problem((*place, "auth"), f"auth: passthrough {reason}; give api_key, key_file or key_command")
        opens = made_sides(table, usual)[usual].opens()
        filled = selection.fills(table, said.auth or "") if said.auth != PASSTHROUGH else []
        for hole in said.with_:
            if hole not in (*opens, *filled):
                known = loader.unknown("hole", hole, [*opens, *filled])
                self.problem((*place, "with", hole), f"{said.provider} has {known}", key=True)
        holes = [hole for hole in opens if hole not in (*said.with_, *filled)]
        if holes and said.base_url is None:
            example = ", ".join(f"{hole}: ..." for hole in holes)
            self.problem(place, f"{said.provider} has an address that needs with: {{ {example} }}", key=True)

    def _check_texts(self, place: Place, said: shape.Profile) -> None:
        ways = ("api_key", "key_file", "key_command", "keyring", *(("auth",) if said.auth == PASSTHROUGH else ()))
        given = [name for name in ways if getattr(said, name) is not None]
        if len(given) > 1:
            self.problem((*place, given[1]), f"{given[0]} is given as well; give one of them", key=True)
        if said.base_url is not None and "${" not in said.base_url:
            if not _is_address(said.base_url):
                shown = without_credentials(said.base_url)
                self.problem((*place, "base_url"), f"'{shown}' is no address; it begins with http:// or https://")
        for header, value in said.headers.items():
            if not HEADER.fullmatch(header):
                self.problem(
                    (*place, "headers", header),
                    f"'{header}' cannot be a header's name; it has letters, digits and -",
                    key=True,
                )
            if not value.isprintable() or not value.isascii():
                self.problem((*place, "headers", header), "a header's value has printable ASCII characters only")
        for field in ("api_key", "key_file", "base_url"):
            self._check_variables((*place, field), getattr(said, field))
        for part in ("models", "headers", "query", "with_"):
            for key, value in getattr(said, part).items():
                self._check_variables((*place, part.rstrip("_"), key), value)

    def _check_variables(self, place: Place, text: str | None) -> None:
        for variable in VARIABLE.findall(text or ""):
            if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", variable):
                self.problem(place, f"'${{{variable}}}' names no environment variable; write it as in ${{GROUP_KEY}}")

    def _global(self, place: Place, text: str, stand_in: str = "set") -> str:
        missing: list[str] = []
        expanded = self._expand(text, missing)
        for variable in missing:
            self.problem(place, f"{variable} is not set; set it in the environment, or write the value here")
        return stand_in if missing else expanded

    def _expand(self, text: str, missing: list[str]) -> str:
        def value(match: re.Match[str]) -> str:
            found = self.environment.get(match[1], "")
            if not found:
                missing.append(match[1])
            return found

        return VARIABLE.sub(value, text)


def _is_address(text: str) -> bool:
    """Whether a text is an http:// or https:// URL."""
    try:
        url = urlsplit(text)
        return url.scheme in ("http", "https") and bool(url.hostname) and url.port != 0
    except ValueError:
        return False
