"""`dragoman route`, `config check` and `config schema`: explanations of the configuration, without a server."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from dragoman.commands.arguments import (
    Commands,
    UsageError,
    add_config,
    add_json,
    config_file,
    load_settings,
    print_json,
    read,
)

if TYPE_CHECKING:
    from dragoman.config.settings import Settings


def add(commands: Commands) -> None:
    """Add the commands."""
    route = commands.add("route", "explain which profile a request is sent to, and why")
    add_config(route)
    add_json(route)
    route.add_argument("--client", metavar="PROTOCOL", default="", help="the client's protocol; default: any")
    route.add_argument("--header", metavar="NAME:VALUE", action="append", default=[], help="a header of the request")
    route.add_argument("file", metavar="FILE", nargs="?", help="the body of the request; default: -, standard input")
    route.set_defaults(run=_route)
    parser = commands.add("config", "check the configuration, or print its JSON Schema")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=type(parser))
    check = actions.add_parser("check", help="check a configuration file without starting a server")
    add_config(check)
    add_json(check)
    check.set_defaults(run=_check)
    actions.add_parser("schema", help="print the JSON Schema of dragoman.yaml").set_defaults(run=_schema)


def _check(options: argparse.Namespace) -> int:
    from dragoman.config import ended_models
    from dragoman.config.settings import ConfigurationError, check_access

    try:
        settings = load_settings(options.config)
        check_access(settings)
    except ConfigurationError as problems:
        if options.json:
            problem = {"ok": False, "profiles": {}, "problems": str(problems).splitlines(), "warnings": []}
            print_json({"file": str(config_file(options.config) or "") or None, **problem})
            return 1
        raise
    warnings = ended_models.warnings(settings)
    if options.json:
        states = {profile.name: profile.problem for profile in settings.profiles.values()}
        valid = {"ok": True, "profiles": states, "problems": [], "warnings": warnings}
        print_json({"file": settings.source or None, **valid})
        return 0
    count = len(settings.profiles)
    print(f"{settings.source or 'no configuration file'}: valid, {count} profile{'' if count == 1 else 's'}")
    for profile in settings.profiles.values():
        if profile.problem:
            print(f"  {profile.name}: unusable, {profile.problem}")
    for warning in warnings:
        print(f"  warning: {warning}")
    return 0


def _schema(options: argparse.Namespace) -> int:
    from dragoman.config.schema import File

    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **File.model_json_schema(by_alias=True)}
    print(json.dumps({**schema, "title": "dragoman.yaml"}, indent=2))
    return 0


def _route(options: argparse.Namespace) -> int:
    from dragoman import loader
    from dragoman.library.errors import InvalidRequest

    if options.client and options.client not in loader.fronts():
        raise UsageError(loader.unknown("protocol of clients", options.client, loader.fronts()))
    settings = load_settings(options.config)
    try:
        decided = decision(settings, read(options.file or "-"), options.client, _headers(options.header))
    except InvalidRequest as invalid:
        print(f"dragoman: {invalid}", file=sys.stderr)
        return 2
    if options.json:
        print_json(decided)
    else:
        print("\n".join(explained(decided)))
    return 0


def _headers(texts: list[str]) -> dict[str, str]:
    """Return the headers that `--header` states, with lower-case names. Raises UsageError."""
    found: dict[str, str] = {}
    for text in texts:
        name, colon, value = text.partition(":")
        if not (colon and name.strip()):
            raise UsageError(f"--header {text!r} is no header; write NAME:VALUE")
        found[name.strip().lower()] = value.strip()
    return found


def decision(settings: Settings, body: bytes, client: str, headers: dict[str, str]) -> dict[str, Any]:
    """Return the verdict of each routing rule about a request, and the targets. Raises InvalidRequest."""
    from dragoman import loader
    from dragoman.config import routing
    from dragoman.config.recovery import written
    from dragoman.config.selection import rules
    from dragoman.exchange.bodies import model_of, parse_json_object
    from dragoman.library.errors import InvalidRequest

    payload = parse_json_object(body)
    fronts = [loader.front(name) for name in ([client] if client else loader.fronts())]
    front = next((front for front in fronts if front.hub_request(payload)), None)
    if front is None:
        raise InvalidRequest(f"the body is no request of {client or 'any protocol that clients may use'}")
    request = rules.RoutedRequest(model_of(payload), headers, lambda: front.hub_request(payload))
    verdicts: list[dict[str, Any]] = []
    taken: rules.Rule | None = None
    for rule in settings.rules:
        verdict = rules.judge(rule, request)
        to = f"{rule.profile}{'/' if rule.model else ''}{rule.model}"
        verdicts.append({"to": to, "taken": verdict.taken, "reason": verdict.reason})
        if verdict.taken:
            taken = rule
            break
    model = request.model
    chosen = routing.ruled(settings, taken, model) if taken else routing.route(settings, "", model)
    fallback = taken.fallback if taken and taken.fallback is not None else chosen.profile.fallback_of(chosen.name)
    targets = [
        {
            "profile": target.profile.name,
            "model": target.model,
            "provider": target.profile.provider,
            "on": written(target.on) if index else [],
        }
        for index, target in enumerate(routing.targets(settings, chosen, fallback))
    ]
    return {
        "protocol": front.table["title"],
        "model": request.model,
        "tokens": request.tokens,
        "rules": verdicts,
        "targets": targets,
    }


def explained(decided: dict[str, Any]) -> Iterator[str]:
    """Yield a decision in lines."""
    yield f"{decided['protocol']} request for {decided['model']}, about {decided['tokens']} tokens"
    for number, rule in enumerate(decided["rules"], 1):
        yield f"  rule {number} -> {rule['to']}: {rule['reason']}"
    if not any(rule["taken"] for rule in decided["rules"]):
        yield "  no rule takes it" if decided["rules"] else "  there are no rules"
    for index, target in enumerate(decided["targets"]):
        after = f", after {', '.join(target['on'])}" if target["on"] not in ([], ["usual"]) else ""
        use = f"{target['profile']}/{target['model']} ({target['provider']})"
        yield f"{'fallback' if index else 'sent to'}: {use}{after}"
