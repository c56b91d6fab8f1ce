"""Command line of `dragoman reload`, `status` and `breaker clear`, which send a request to a running server."""

from __future__ import annotations

import argparse

from dragoman.commands.arguments import Commands, add_config, add_json, load_settings, port, print_json, sentence


def add(commands: Commands) -> None:
    """Add the commands."""
    status = commands.add("status", "show the profiles of a running proxy and their circuit breakers")
    reload = commands.add("reload", "let a running proxy read its configuration again")
    breaker = commands.add("breaker", "circuit breakers of a running proxy")
    actions = breaker.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=type(breaker))
    about = "close circuit breakers, so that requests are sent again"
    clear = actions.add_parser("clear", help=about, description=sentence(about))
    clear.add_argument("file", metavar="PROFILE[/MODEL]", nargs="?", help="default: all")
    for parser, action in ((status, "status"), (reload, "reload"), (clear, "clear")):
        add_config(parser)
        add_json(parser)
        parser.add_argument("--host", metavar="H", help="the proxy's address instead of the configured one")
        parser.add_argument("--port", metavar="N", type=port, help="the proxy's port instead of the configured one")
        parser.set_defaults(run=_run, request=action)


def _run(options: argparse.Namespace) -> int:
    from dragoman.commands.running import requests

    settings = load_settings(options.config)
    settings.host = options.host or settings.host
    settings.port = settings.port if options.port is None else options.port
    if options.request == "status":
        found = requests.status(settings)
        lines = requests.status_lines(found, settings)
    elif options.request == "reload":
        found = requests.reload(settings)
        lines = iter([found["message"]])
    else:
        found = requests.clear(settings, options.file or "")
        lines = requests.cleared_lines(found)
    if options.json:
        print_json(found)
    else:
        print("\n".join(lines))
    return 0
