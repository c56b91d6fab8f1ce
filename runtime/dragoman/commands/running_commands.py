"""Command line of `dragoman reload`, `status` and `breaker clear`, which send a request to a running server."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dragoman.config.settings import Settings

Load = Callable[[str | None], "Settings"]


def add(commands: Any, config: str, port: Callable[[str], int], load: Load) -> None:
    """Add the commands. `config`: help of --config; `load`: reads the configuration."""
    reload = _add(commands, "reload", "let a running proxy read its configuration again", config, port)
    reload.set_defaults(run=lambda options: _run(options, load, "reload"))
    status = _add(commands, "status", "show the profiles of a running proxy and their circuit breakers", config, port)
    status.set_defaults(run=lambda options: _run(options, load, "status"))
    breaker = commands.add_parser("breaker", help="circuit breakers of a running proxy")
    actions = breaker.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=type(breaker))
    clear = _add(actions, "clear", "close circuit breakers, so that requests are sent again", config, port)
    clear.add_argument("file", metavar="PROFILE[/MODEL]", nargs="?", help="default: all")
    clear.set_defaults(run=lambda options: _run(options, load, "clear"))


def _add(commands: Any, name: str, about: str, config: str, port: Callable[[str], int]) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=about, description=about.capitalize() + ".")
    parser.add_argument("--config", metavar="FILE", help=config)
    parser.add_argument("--host", metavar="H", help="the proxy's address instead of the configured one")
    parser.add_argument("--port", metavar="N", type=port, help="the proxy's port instead of the configured one")
    return parser


def _run(options: argparse.Namespace, load: Load, action: str) -> int:
    from dragoman.commands import running
    from dragoman.config import settings as config_settings

    try:
        settings = load(options.config)
        settings.host = options.host or settings.host
        settings.port = settings.port if options.port is None else options.port
        if action == "status":
            print("\n".join(running.status(settings)))
        else:
            print(running.reload(settings) if action == "reload" else running.clear(settings, options.file or ""))
    except config_settings.ConfigurationError as problems:
        print(problems, file=sys.stderr)
        return 1
    except running.Refused as error:
        print(f"dragoman: {error}", file=sys.stderr)
        return 1
    return 0
