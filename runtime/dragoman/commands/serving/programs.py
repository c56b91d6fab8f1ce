"""Client programs: the command, environment and temporary files of the program that `dragoman run` starts.

A protocol declares its programs under `programs:`. Nothing of the user's is changed: variables are set in the child
process only, and files are written to a temporary folder.
"""

from __future__ import annotations

import json
import shlex
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from dragoman import loader
from dragoman.commands.arguments import CommandFailed, UsageError
from dragoman.config.client_models import client_models
from dragoman.config.profiles import Profile
from dragoman.values.placeholders import PLACEHOLDER, fill, fill_tree

FOLDER = "folder"  # the placeholder of the temporary folder
Values = Mapping[str, str | int]


class CannotRun(CommandFailed):
    """The client cannot be started. The text states the reason and the remedy."""


def program(name: str = "") -> dict[str, Any]:
    """Return a client program; by default the first one. Raises CannotRun."""
    programs = loader.programs()
    if not programs:
        raise CannotRun("no protocol declares a client program (`programs:`) to start")
    if name and name not in programs:
        raise UsageError(loader.unknown("client", name, programs))
    return dict(programs[name or next(iter(programs))])


def installed(client: Mapping[str, Any]) -> str:
    """Return the path of the program. Raises CannotRun with its install command."""
    path = shutil.which(str(client["command"]))
    if path is None:
        missing = f"{client['title']} is not installed ('{client['command']}' is not in PATH)"
        raise CannotRun(f"{missing}. Install it: {client['install']}")
    return path


def values(client: Mapping[str, Any], profile: Profile, model: str) -> dict[str, str | int]:
    """Return the values for the placeholders of models: model names, and the smallest limits of these models. A
    placeholder without a value is left out. Raises CannotRun if the client needs a model and there is none."""
    names = {"model": model or profile.default_model}
    if "models" in client:
        names |= {slot: profile.models.get(slot) or profile.default_model for slot in client["models"]["slots"]}
    if not names["model"] and not ("models" in client and profile.table.get("own_names")):
        names["model"] = next(iter(profile.ids()), "")
    if not names["model"] and "models" not in client:
        raise CannotRun(
            f"profile {profile.name} has no default model: add --model MODEL, or `models: {{ default: MODEL }}` to "
            "the profile"
        )
    found: dict[str, str | int] = {key: name for key, name in names.items() if name}
    used = {profile.resolve(client_models().bare(name)) for name in names.values() if name}
    for word, index in (("context_window", 0), ("max_output_tokens", 1)):
        known = [limit for limit in (profile.limits(name)[index] for name in used) if limit]
        found |= {word: min(known)} if known else {}
    return found


def environment(client: Mapping[str, Any], known: Values, model: str, given: Mapping[str, str]) -> dict[str, str]:
    """Return the child's environment. Without a `url` in `known` the client uses its own address and credentials.

    Required variables are set and forbidden ones removed; other variables keep the value of `given`, except for a
    model named on the command line."""
    after = {name: value for name, value in given.items() if name not in client["set_env"]}
    if "url" in known:
        after |= {name: _variable(value, known) for name, value in client["set_env"].items() if value is not None}
    for name, text in client.get("default_env", {}).items():
        wanted = PLACEHOLDER.findall(text)
        if known.keys() >= {*wanted} and (not after.get(name) or (model and wanted == ["model"])):
            after[name] = _text(text, known)
    return after


def proxy_of(environment: Mapping[str, str]) -> tuple[str, str]:
    """Return the URL of the proxy's profile and the key in the environment of a client program; "" if there is none."""
    for client in loader.programs().values():
        names = {text: name for name, text in client["set_env"].items() if isinstance(text, str)}
        if url := environment.get(names.get("{url}", ""), ""):
            return url, environment.get(names.get("{key}", ""), "")
    return "", ""


def arguments(client: Mapping[str, Any], known: Values, prompt: str | None) -> list[str]:
    """Return the arguments of the client. Those with a placeholder without a value are left out."""
    always = [word for word in client.get("arguments", ()) if known.keys() >= {*PLACEHOLDER.findall(word)}]
    more = client.get("interactive", ()) if prompt is None else client["prompt"]
    return [_text(word, {**known, "prompt": prompt or ""}) for word in [*always, *more]]


@contextmanager
def folder(client: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """Create the temporary folder of a client with `files`, and delete it at the end. Yields its placeholder."""
    if not client.get("files"):
        yield {}
        return
    with TemporaryDirectory(prefix="dragoman-", ignore_cleanup_errors=True) as path:
        yield {FOLDER: path}


def write_files(client: Mapping[str, Any], known: Values) -> None:
    """Write the files of a client to its folder."""
    for name, content in client.get("files", {}).items():
        Path(str(known[FOLDER]), name).write_text(_json(content, known), encoding="utf-8")


def shell_lines(client: Mapping[str, Any], known: Values, after: Mapping[str, str]) -> list[str]:
    """Return shell commands that set the client's environment `after`, and its arguments as a comment. Raises
    CannotRun for a client with files."""
    if client.get("files"):
        raise CannotRun(
            f"{client['title']} needs files that exist while `dragoman run` runs: start it without --print-env"
        )
    required, optional = client["set_env"], client.get("default_env", {})
    lines = [f"export {name}={shlex.quote(after[name])}" for name in (*required, *optional) if name in after]
    lines += [f"unset {name}" for name in required if name not in after and name not in optional]
    if words := arguments({**client, "interactive": ()}, known, None):
        lines.append(f"# start it with: {shlex.join([client['command'], *words])}")
    return lines


def _variable(value: str | dict[str, Any], known: Values) -> str:
    return _text(value, known) if isinstance(value, str) else _json(value, known)


def _text(text: str, known: Values) -> str:
    return fill(text, {name: str(value) for name, value in known.items()})


def _json(template: Any, known: Values) -> str:
    return json.dumps(fill_tree(template, known), ensure_ascii=False)
