"""Command line of `dragoman models`."""

from __future__ import annotations

import argparse
import sys

from dragoman.commands.arguments import (
    CommandFailed,
    Commands,
    UsageError,
    add_config,
    add_json,
    load_settings,
    print_json,
)


def add(commands: Commands) -> None:
    """Add the command."""
    models = commands.add(
        "models",
        "list models with their limits, prices and end dates",
        "List the models of a provider with their token limits, prices in US dollars for a million tokens, and end "
        "dates. If there is a key for the provider, its own list is compared. What is unknown is shown as -.",
    )
    models.add_argument("provider", metavar="PROVIDER", nargs="?", help="a provider or a profile; default: an overview")
    models.add_argument("--variant", metavar="V", default="", help="a variant of the provider")
    models.add_argument("--offline", action="store_true", help="do not request the provider's own list")
    models.add_argument(
        "--refresh", metavar="SOURCE", help="import a newer catalogue from a file or an https URL; it may not be older"
    )
    add_json(models)
    add_config(models)
    models.set_defaults(run=_models)


def _models(options: argparse.Namespace) -> int:
    if options.refresh is not None:
        return _refresh(options)
    from dragoman.commands.models import tables

    if not options.provider:
        if options.variant:
            raise UsageError("--variant belongs to a provider; write dragoman models PROVIDER --variant V")
        rows = tables.overview()
        if options.json:
            print_json(rows)
        else:
            tables.print_overview(rows)
        return 0
    return _show(options)


def _show(options: argparse.Namespace) -> int:
    """Show the models of a provider, compared with its own list if there is a key."""
    from dragoman import loader
    from dragoman.commands.models import own_list, tables
    from dragoman.config.profiles import ProfileOptions, make

    settings = load_settings(options.config)
    profile = settings.profiles.get(options.provider)
    if profile is None or options.variant:
        name = profile.provider if profile else options.provider
        try:
            profile = make(name, name, ProfileOptions(variant=options.variant))
        except KeyError as error:
            raise UsageError(error.args[0]) from None
    found = own_list.OwnList()
    if not options.offline and not loader.provider(profile.provider).get("local"):
        found = own_list.fetch(profile)
    report = tables.report(profile, found.ids)
    if found.problem:
        print(f"dragoman: {found.problem}", file=sys.stderr)
    if options.json:
        print_json(report)
    else:
        tables.print_report(report)
    return 0


def _refresh(options: argparse.Namespace) -> int:
    from dragoman.commands.models import refresh

    if options.provider or options.variant:
        raise UsageError("--refresh imports the catalogue of all providers; leave out the provider")
    if not options.refresh:
        raise UsageError("--refresh without a source; write a file or an https URL")
    try:
        result = refresh.refresh(options.refresh)
    except refresh.NotImported as problem:
        raise CommandFailed(f"{options.refresh}: {problem}") from None
    if options.json:
        print_json(result)
    else:
        print("\n".join(refresh.described(result)))
    return 0
