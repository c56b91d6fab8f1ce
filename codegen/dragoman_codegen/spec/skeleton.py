"""Template of a new provider's spec (`make new PROVIDER=name`). It compiles unchanged and lists optional keys."""

from __future__ import annotations

import keyword
import re
import sys
from pathlib import Path

SKELETON = """\
# yaml-language-server: $schema=../schema/provider.json
name: {name}
title: {title}
protocol: openai_chat                     # or anthropic_messages: a folder of specs/protocols
url: https://api.{name}.example/v1        # what /chat/completions is appended to
key: {env}                # the environment variable with the API key; leave it out if none is needed

# What may be added (specs/README.md tells more; `make generate` checks every word):
#
# models: {{ default: some-model, haiku: small-one, opus: big-one }}   # defaults for the client's slots
# model_ids: [some-model, small-one]     # what GET /v1/models shows
# limits: {{ "some-*": {{ context_window: 128000, max_output_tokens: 32000 }} }}   # what models hold, in tokens
# headers: {{ x-title: my tool }}         # sent with every request
# query: {{ api-version: "2026-01-01" }}
# uses: [max_tokens_only]                # quirks that several providers share, from specs/quirks
# quirks:
#   - because: it looks for two stop strings at most
#     see: https://docs.{name}.example/stop
#     request: {{ write: {{ before: {{ limit_stop_sequences: {{ max_count: 2 }} }} }} }}
#   - because: it refuses neighbours of one role
#     see: https://docs.{name}.example/messages
#     request: {{ write: {{ before: {{ alternate_roles: {{ before: end_on_user }} }} }} }}
"""


def new_provider(root: Path, name: str) -> int:
    if not re.fullmatch(r"[a-z][a-z0-9_-]*", name) or keyword.iskeyword(name):
        print(
            f"'{name}' is no name for a provider; write small letters, digits, '_' and '-', as in PROVIDER=my-provider",
            file=sys.stderr,
        )
        return 2
    path = root / "specs" / "providers" / f"{name}.yaml"
    if path.exists():
        print(f"{path.relative_to(root)} is there already", file=sys.stderr)
        return 2
    env = re.sub(r"\W", "_", name).upper() + "_API_KEY"
    path.write_text(
        SKELETON.format(name=name, title=name.replace("-", " ").replace("_", " ").title(), env=env), encoding="utf-8"
    )
    print(f"{path.relative_to(root)} written; put its address there, run 'make generate', then '{env}=... make run'")
    return 0
