"""Template of a new provider's spec (`make new PROVIDER=name`). It compiles unchanged and lists optional keys."""

from __future__ import annotations

import json
import keyword
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

from dragoman_codegen.spec.frames.text_types import URL_PATTERN
from dragoman_codegen.spec.skeletons.model_list import NoModelList, read_model_ids

SKELETON = """\
# yaml-language-server: $schema=../schema/provider.json
name: {name}
title: {title}
protocol: openai_chat                     # or another folder of specs/protocols
url: {url}  # what /chat/completions is appended to
api_key_env: {env}  # the environment variable with the API key; leave it out if none is needed
{models}
# What only the vendor's documentation answers: which parameters it rejects or ignores, which field has the
# reasoning and whether it must be returned, which tool choices and schemas it accepts, how it reports cached tokens,
# and its error codes. Each answer is a quirk with `because` and `see`.
#
# What may be added (specs/README.md describes it; `make generate` checks every word):
#
# models: {{ default: some-model, haiku: small-one, opus: big-one }}   # defaults for the client's slots
# model_ids: [some-model, small-one]     # what GET /v1/models shows
# limits: {{ "some-*": {{ context_window: 128000, max_output_tokens: 32000 }} }}   # of models, in tokens
# headers: {{ x-title: my tool }}         # sent with every request
# query: {{ api-version: "2026-01-01" }}
# uses: [max_tokens_only]                # quirks that several providers share, from specs/quirks
# quirks:
#   - because: at most two stop sequences are supported
#     see: https://docs.{name}.example/stop
#     request: {{ write: {{ passes: {{ limit_parameters: {{ stop_sequences: 2 }} }} }} }}
#   - because: consecutive messages of one role are rejected
#     see: https://docs.{name}.example/messages
#     request: {{ write: {{ passes: {{ arrange_messages: {{ alternate: true }} }} }} }}
"""
PATH = "/chat/completions"
SHOWN = 40  # model ids of a list


def is_name(name: str) -> bool:
    return bool(re.fullmatch(r"[a-z][a-z0-9_-]*", name)) and not keyword.iskeyword(name)


def new_provider(root: Path, name: str, ask: Callable[[str], str] | None = None) -> int:
    """Write the spec of a provider. `ask`: asks the user for a line, if there is a terminal. Returns the exit code."""
    if not is_name(name):
        print(
            f"'{name}' is no name for a provider; use lowercase letters, digits, '_' and '-', as in "
            "PROVIDER=my-provider",
            file=sys.stderr,
        )
        return 2
    path = root / "specs" / "providers" / f"{name}.yaml"
    if path.exists():
        print(f"{path.relative_to(root)} exists already", file=sys.stderr)
        return 2
    env = re.sub(r"\W", "_", name).upper() + "_API_KEY"
    url = _address(ask) if ask else ""
    title = name.replace("-", " ").replace("_", " ").title()
    models = _models(url, env) if url else ""
    shown = url or f"https://api.{name}.example/v1"
    path.write_text(SKELETON.format(name=name, title=title, env=env, url=shown, models=models), encoding="utf-8")
    todo = "" if url else "set its address under url:, "
    print(f"{path.relative_to(root)} written; {todo}run 'make generate', then '{env}=... make run'")
    return 0


def _address(ask: Callable[[str], str]) -> str:
    """Ask for the address until the answer is one, or empty. A pasted path of the endpoint is removed."""
    while True:
        given = ask(f"base URL, to which {PATH} is appended (empty: later): ").strip()
        url = given.rstrip("/").removesuffix(PATH).rstrip("/")
        if not url or re.fullmatch(URL_PATTERN, url):
            return url
        print(f"'{given}' is no address; write one as in https://api.example.com/v1")


def _models(url: str, env: str) -> str:
    """Return the lines with the provider's models, if a key is in the environment or none is needed."""
    key = os.environ.get(env, "").strip()
    try:
        ids = read_model_ids(url, key)
    except NoModelList as error:
        hint = "" if key else f"; {env} is not set"
        print(f"the model list was not read ({error}{hint})")
        return ""
    if not ids:
        return ""
    print(f"{len(ids)} models are listed")
    shown, first = json.dumps(ids[:SHOWN], ensure_ascii=False), json.dumps(ids[0], ensure_ascii=False)
    return f"models: {{ default: {first} }}          # to choose: the first one listed\nmodel_ids: {shown}\n"
