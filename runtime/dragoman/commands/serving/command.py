"""Command line of `dragoman run`, `serve`, `dev` and `statusline`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from dragoman.commands.arguments import Commands, Parser, UsageError, add_config, load_settings, port

if TYPE_CHECKING:
    from dragoman.config.settings import Settings
    from dragoman.server.listener.reloading import Reloading


def add(commands: Commands) -> None:
    """Add the commands."""
    _add_run(commands)
    _add_serve(commands)
    _add_dev(commands)
    line = commands.add(
        "statusline",
        "print the status line of a client program",
        "Print the status line of a client program, which passes JSON on standard input.",
    )
    line.set_defaults(run=_statusline)


def _add_run(commands: Commands) -> None:
    run = commands.add(
        "run",
        "start a client program with a profile",
        "Start a client program with a profile, and a proxy unless one is running. The exit status is "
        "the one of the program.",
        usage="%(prog)s [-h] [-c CLIENT] [-m MODEL] [--config FILE] [--log FILE]\n"
        "                    [-q] [--print-env] PROFILE [PROMPT] [-- ARGS]",
    )
    run.add_argument("profile", metavar="PROFILE", help="a profile of the configuration")
    run.add_argument("prompt", metavar="PROMPT", nargs="?", help="answer this prompt and exit; default: interactive")
    run.add_argument("-c", "--client", metavar="CLIENT", default="", help="the program; an unknown name lists them")
    run.add_argument("-m", "--model", metavar="MODEL", default="", help="a slot, an alias or an id of the provider")
    add_config(run)
    run.add_argument("--log", metavar="FILE", default="", help="log file of a proxy that is started; default: no log")
    run.add_argument("-q", "--quiet", action="store_true", help="do not print the usage at the end")
    run.add_argument("--print-env", action="store_true", help="print shell commands that set the environment, and exit")
    run.set_defaults(run=_run)


def _add_serve(commands: Commands) -> None:
    serve = commands.add("serve", "run the proxy")
    _add_serving(serve)
    serve.set_defaults(run=_serve)


def _add_dev(commands: Commands) -> None:
    dev = commands.add(
        "dev",
        "run the proxy, and compile specs when they change",
        "Run the proxy, compile the specs of a checkout and of the user when a file is saved, and use the result for "
        "the next request. A message shows the line with an error; the previous adapters then stay in use.",
    )
    _add_serving(dev)
    dev.set_defaults(run=_dev)


def _add_serving(serve: Parser) -> None:
    add_config(serve)
    serve.add_argument("--host", metavar="H", help="listen on this address instead of the configured one")
    serve.add_argument("--port", metavar="N", type=port, help="listen on this port; 0: any free port")
    serve.add_argument(
        "--log-level", choices=("debug", "info", "warning", "error"), default="info", help="default: info"
    )
    serve.add_argument("--log-format", choices=("console", "json"), default="console", help="default: console")


def _dev(options: argparse.Namespace) -> int:
    from dragoman.commands.serving.development import Development

    development = Development()
    try:
        return _serve(options, development.start)
    finally:
        development.stop()


def _serve(options: argparse.Namespace, follow: Callable[[Reloading], None] | None = None) -> int:
    from dragoman.commands.serving import serve
    from dragoman.config import settings as config_settings

    def load() -> Settings:
        """Return the configuration with the options of the command line."""
        settings = load_settings(options.config)
        settings.host = options.host or settings.host
        settings.port = settings.port if options.port is None else options.port
        config_settings.check_access(settings)
        return settings

    def load_again() -> Settings:
        try:
            return load()
        except UsageError as error:  # the file does not exist any more
            raise config_settings.ConfigurationError(str(error)) from None

    return serve.serve(load(), options.log_level, load_again, options.log_format, follow)


def _run(options: argparse.Namespace) -> int:
    from dragoman.commands.serving import programs, run

    settings = load_settings(options.config)
    client = programs.program(options.client)
    profile = run.chosen(settings, options.profile)
    if options.print_env:
        print(run.print_environment(settings, profile, client, options.model))
        return 0
    words, log, quiet = options.words, options.log, options.quiet
    return run.run(settings, profile, client, options.prompt, options.model, words, log, quiet)


def _statusline(options: argparse.Namespace) -> int:
    """Print a line, whatever happens: a client program shows nothing after a failure."""
    import json
    import os

    from dragoman.commands.serving import programs, usage

    try:
        given = json.loads(sys.stdin.buffer.read())
    except (ValueError, RecursionError):
        given = {}
    given = given if isinstance(given, dict) else {}
    url, key = programs.proxy_of(os.environ)
    named = given.get("model")
    model = str(named.get("id") or "") if isinstance(named, dict) else ""
    profile = url.rpartition("/")[2] if url.count("/") == 3 else ""
    print(usage.status_line(given, usage.status(url, key, profile=profile, model=model) if url else {}))
    return 0
