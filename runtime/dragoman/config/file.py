"""dragoman.yaml: parsing with positions, checks, and the `Settings` made from it.

All problems of a file are collected and reported as `file:line:column: problem; remedy`. `${VAR}` may stand in any
text. In a profile, a variable that is not set makes the profile unusable (`Profile.problem`) and the server starts all
the same. Outside of profiles (listen, keys, allowed_*) it is a problem of the file.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import pydantic

from dragoman import loader, user_specs
from dragoman.config import schema
from dragoman.config.profile_reader import Place, ProfileReader
from dragoman.config.selection import targets
from dragoman.config.settings import (
    ConfigurationError,
    ServerOptions,
    Settings,
    StoreOptions,
    Timeouts,
    host_and_port,
    is_loopback,
)
from dragoman.http import origin
from dragoman.masking import remember
from dragoman.values import yaml_text
from dragoman.values.json_bounds import Bounds

VARIABLE = re.compile(r"\$\{([^}]*)\}")


def load(path: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of a file. Raises ConfigurationError with all its problems, OSError if it cannot be read."""
    reading = Reading(path, os.environ if environment is None else environment)
    settings = reading.settings()
    if reading.problems or settings is None:
        raise ConfigurationError("\n".join(line for _, line in sorted(reading.problems)))
    return settings


class Reading:
    """One file: its tree with positions, and the problems found so far."""

    def __init__(self, path: Path, environment: Mapping[str, str]) -> None:
        self.path = path
        self.environment = environment
        self.problems: list[tuple[tuple[int, int], str]] = []
        self.tree: Any = None
        self.left: schema.Remainder | None = None  # what is checked instead of the tree

    def problem(self, place: Place, text: str, key: bool = False) -> None:
        """Report a problem at a value, or at its key."""
        self.problem_at(self._position(place, key), text)

    def problem_at(self, position: tuple[int, int], text: str) -> None:
        entry = (position, f"{self.path}:{position[0] + 1}:{position[1] + 1}: {text}")
        if entry not in self.problems:
            self.problems.append(entry)

    def settings(self) -> Settings | None:
        """Return the settings; None if there are problems."""
        text = self.path.read_text(encoding="utf-8", errors="replace")
        try:
            self.tree = yaml_text.load(text, str(self.path))
        except yaml_text.NotYaml as error:
            for fault in error.faults:
                self.problem_at(fault.position, f"invalid YAML: {fault.text}")
            return None
        if not isinstance(self.tree, dict):
            self.problem_at((0, 0), "the file must be a mapping of keys to values; write at least profiles:")
            return None
        try:
            file = schema.File.model_validate(schema.plain(self.tree))
        except pydantic.ValidationError as error:
            for place, text, at_key in schema.explain(error):
                self.problem(place, text, at_key)
            rest = schema.without(schema.plain(self.tree), error)
            if rest is None:
                return None
            file, self.left = rest
            return self._checked(file)  # to report the other problems too
        return self._checked(file)

    def expand(self, text: str, missing: list[str]) -> str:
        """Return a text with its variables replaced. Names of variables that are not set are added to `missing`."""

        def value(match: re.Match[str]) -> str:
            found = self.environment.get(match[1], "")
            if not found:
                missing.append(match[1])
            return found

        return VARIABLE.sub(value, text)

    def check_variables(self, place: Place, text: str | None) -> None:
        """Report `${...}` with something else than the name of a variable."""
        for variable in VARIABLE.findall(text or ""):
            if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", variable):
                self.problem(place, f"'${{{variable}}}' is not an environment variable; write ${{NAME}}")

    def _position(self, place: Place, key: bool) -> tuple[int, int]:
        """Return line and column of a value (or of its key); those of the enclosing one if it is not in the file."""
        node: Any = self.tree
        position = (0, 0)
        for depth, step in enumerate(self.left.original(place) if self.left else place):
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
        return (int(position[0]), int(position[1])) if position else (0, 0)  # an ordered map has no positions

    def _checked(self, file: schema.File) -> Settings | None:
        self._add_specs(file.specs)
        names = [str(name) for name in found] if isinstance(found := self.tree.get("profiles"), dict) else []
        given = {name: profile for name, profile in file.profiles.items() if name in names}
        read = {name: ProfileReader(self, name, profile, file).profile() for name, profile in given.items()}
        profiles = {name: profile for name, profile in read.items() if profile is not None}
        default = file.default or next(iter(names), "")
        if names and default not in names:
            self.problem(("default",), loader.unknown("profile", default, names))
        rules = file.rules if names else []
        for place, text in (*targets.problems(given, names), *targets.rule_problems(rules, names)):
            self.problem(place, text)
        host, port, keys = self._access(file)
        operators = self._keys("operators", file.operators)
        hosts, origins = self._allowed(file)
        if self.problems:
            return None
        return Settings(
            profiles=profiles,
            default=default,
            host=host,
            port=port,
            keys=[remember(key) for key in keys],
            allowed_hosts=hosts,
            allowed_origins=origins,
            timeouts=Timeouts(**file.timeouts.model_dump()),
            server=_server_options(file.server),
            source=str(self.path),
            rules=tuple(map(targets.read_rule, file.rules)),
            observe=file.observe,
            inspect=file.inspect,
            operators=[remember(key) for key in operators],
            responses_store=self._store_options(file.responses_store),
        )

    def _store_options(self, given: schema.Store | None) -> StoreOptions | None:
        if given is None:
            return None
        path = self._global(("responses_store", "path"), given.path)
        return StoreOptions(str(self.path.parent / Path(path).expanduser()), given.max_bytes, given.max_age)

    def _add_specs(self, given: list[str]) -> None:
        """Add the adapters of `specs:`. A broken spec is reported and does not make the file invalid."""
        folders = [self.path.parent / Path(folder).expanduser() for folder in given]
        for index, folder in enumerate(folders):
            if not folder.is_dir():
                self.problem(("specs", index), f"there is no folder {folder}; create it, or correct the path")
        for problem in user_specs.activate(folders, self.environment) if given else ():
            print(f"dragoman: {problem}", file=sys.stderr)

    def _access(self, file: schema.File) -> tuple[str, int, list[str]]:
        """Return the address to listen on and the keys."""
        host, port = "", 0
        try:
            host, port = host_and_port(self._global(("listen",), file.listen))
        except ValueError:
            text = f"'{file.listen}' is not an address to listen on; write host:port, as in 127.0.0.1:4141"
            self.problem(("listen",), text)
        keys = self._keys("keys", file.keys)
        if not self.tree.get("keys") and host and not is_loopback(host):
            text = f"listening on {host} without keys: would let other machines use the server; "
            self.problem(("listen",), text + "set keys: that clients must send, or listen on 127.0.0.1")
        return host, port, keys

    def _keys(self, name: str, given: list[str]) -> list[str]:
        """Return the keys of `keys:` or `operators:`."""
        keys = [self._global((name, index), key) for index, key in enumerate(given)]
        for index, key in enumerate(keys):
            if not key:
                self.problem((name, index), "an empty key would let every client in; write a text or ${VAR}")
        return keys

    def _allowed(self, file: schema.File) -> tuple[list[str], list[str]]:
        """Return the hosts and origins of `allowed_hosts:` and `allowed_origins:` in their canonical form."""
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

    def _global(self, place: Place, text: str, placeholder: str = "set") -> str:
        """Return a text outside of profiles, expanded. `placeholder`: stands for it if a variable is not set, which is
        a problem."""
        missing: list[str] = []
        expanded = self.expand(text, missing)
        for variable in missing:
            self.problem(place, f"{variable} is not set; set it in the environment, or write the value here")
        return placeholder if missing else expanded


def _server_options(given: schema.Server) -> ServerOptions:
    values = given.model_dump()
    bounds = Bounds(**{field.name: values.pop(field.name) for field in fields(Bounds)})
    return ServerOptions(**values, bounds=bounds)
