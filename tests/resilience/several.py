"""A proxy with several profiles, each with its own scripted provider, from the text of a configuration."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from dragoman.config import file
from dragoman.server.app import App
from tests.conformance.inprocess import Line, Provider, ReceivedRequest, provider, whole

Script = Callable[[ReceivedRequest, Line], Awaitable[None]]
FAST = "retry: { max_retries: 0 }\n"


@asynccontextmanager
async def serving(tmp_path: Path, text: str, **scripts: Script) -> AsyncIterator[tuple[App, dict[str, Provider]]]:
    """Serve a configuration. `@name` in it is the address of the provider that plays the script of this name."""
    async with AsyncExitStack() as stack:
        made = {name: await stack.enter_async_context(provider(script)) for name, script in scripts.items()}
        path = tmp_path / "dragoman.yaml"
        for name, one in made.items():
            text = text.replace(f"'@{name}'", f"'{one.url}'")
        path.write_text(text)
        yield App(file.load(path, {})), made


def profiles(**bodies: str) -> str:
    """Return a configuration without retries: profile -> its members beside key and address."""
    lines = [f"  {name}: {{ api_key: sk-key-{name}, base_url: '@{name}', {body} }}" for name, body in bodies.items()]
    return FAST + "profiles:\n" + "\n".join(lines) + "\n"


def error(status: int, message: str = "no", code: str | None = None, **headers: str) -> Script:
    return whole(status, {"error": {"message": message, "code": code}}, **headers)


def in_order(*scripts: Script) -> Script:
    """Return a script that plays the scripts in order and repeats the last one."""
    left = list(scripts)

    async def play(request: ReceivedRequest, line: Line) -> None:
        await (left.pop(0) if len(left) > 1 else left[0])(request, line)

    return play
