"""Configuration files: valid ones with random edits are read, or rejected with the position of each problem."""

from __future__ import annotations

from random import Random

from dragoman.config import file
from dragoman.config.settings import ConfigurationError
from tools.fuzz.texts import edited, written

FILES = (
    """\
default: main
listen: 127.0.0.1:4141
keys: [a-key-of-the-proxy]
timeouts: { first_byte: 60, idle: 120, fallback: 300 }
server: { max_depth: 100, max_body_bytes: 1000000 }
profiles:
  main:
    provider: anthropic
    fallback: [other, "other/gpt-5.5", { use: big, on: [context_length_exceeded, usual] }]
    retry: { max_retries: 2, max_wait: 10, budget: 0.2 }
    breaker: { failures: 5, window: 30 }
  other: { provider: openai, api_key: "${KEY}", models: { default: gpt-5.5, haiku: { id: x, max_tokens: 5 } } }
  big: { provider: gemini, effort: high, body: { a: [1, 2] }, headers: { x-a: b } }
""",
    """\
profiles:
  pool:
    provider: groq
    pick: spread
    accounts:
      - { name: work, api_key: "${KEY}" }
      - { name: home, key_file: nowhere.key }
  local: { provider: compatible, base_url: "http://127.0.0.1:9/v1", insecure: true, query: { v: "1" } }
rules:
  - { when: { model: "claude-*", tokens_above: 1000, tools: true, header: { x-a: "b*" } }, use: pool }
  - { when: { images: true }, use: local/m, set: { effort: low, body: { b: 2 } } }
allowed_hosts: [proxy.example]
allowed_origins: ["https://app.example"]
inspect: false
""",
)
VALUES = (
    "~", "[]", "{}", "7", "-1.5", "true", "''", "main", "other/x", "127.0.0.1:0", "[main, main]", "{ a: b }", "1e400",
    '"${KEY}"', '"${}"', "&a [*a]", "!!binary x", "2026-01-01", "0x", "[[[[]]]]", "<<", "anthropic", "groq",
)  # fmt: skip


def run(chance: Random) -> None:
    text = edited(chance, chance.choice(FILES), VALUES).replace("specs", "spec")  # which would be compiled
    path = written("dragoman.yaml", text)
    try:
        file.load(path, {"KEY": "a-key"})
    except ConfigurationError as error:
        assert str(error).startswith(str(path)), str(error)
