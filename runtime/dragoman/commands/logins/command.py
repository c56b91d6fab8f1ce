"""`dragoman auth`: arguments and dispatch. Exit status: 0 success; 1 failure; 64 wrong arguments; 130 Ctrl-C."""

from __future__ import annotations

import argparse
import asyncio
import sys
from typing import TYPE_CHECKING, Any

from dragoman.commands.arguments import Commands, UsageError, add_config, add_json, print_json

if TYPE_CHECKING:
    from dragoman.config.settings import Settings

DESCRIPTION = "Log in to providers and show credentials. Secrets are never printed."


def add(commands: Commands) -> None:
    """Add the command."""
    auth = commands.add("auth", "log in to providers, show and renew credentials", DESCRIPTION)
    actions = auth.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=type(auth))

    login = actions.add_parser("login", help="log in, or store a key", description="Log in to a provider.")
    login.add_argument("provider", metavar="PROVIDER", help="a provider, or a login that `dragoman auth status` lists")
    login.add_argument("--headless", action="store_true", help="do not use a browser on this machine")
    login.add_argument(
        "--enterprise-url", metavar="URL", default="", help="your own server, for vendors with self-hosted servers"
    )
    login.add_argument("--force", action="store_true", help="create a new login even if one exists")
    status = actions.add_parser(
        "status", help="show credentials and their sources", description="Show credentials and their sources."
    )
    refresh = actions.add_parser("refresh", help="renew a login now", description="Renew a login now.")
    refresh.add_argument("provider", metavar="PROVIDER")
    logout = actions.add_parser("logout", help="delete a login", description="Delete a login that dragoman stored.")
    logout.add_argument("provider", metavar="PROVIDER")
    for action in (login, refresh, logout):
        action.add_argument("--profile", metavar="PROFILE", default="", help="use the login for this profile only")
    for action in (status, refresh, logout):
        add_json(action)
    for action in (login, status, refresh, logout):
        add_config(action)
        action.set_defaults(run=run, enterprise_url="", headless=False, force=False)


def run(options: argparse.Namespace) -> int:
    """Run one action. Returns the exit status."""
    from dragoman.auth.requests import LoginRejected
    from dragoman.commands.logins import actions as commands
    from dragoman.commands.screen import Screen
    from dragoman.masking import CredentialError, masked

    screen = Screen(browser=not options.headless)
    settings = _settings(options)
    try:
        if options.action == "status":
            _show_status(settings, options.json)
            return 0
        site = _site(options.enterprise_url)
        to = commands.target(options.provider, options.profile, settings, site)
        if options.action == "login":
            message = _log_in(options, to, screen)
        else:
            message = asyncio.run((commands.refresh if options.action == "refresh" else commands.log_out)(to))
        if options.action == "login":
            screen.done(masked(message))
            _show_profile(to, settings, screen)
        elif options.json:
            print_json({"login": to.entry, "message": masked(message)})
        else:
            screen.done(masked(message))
        return 0
    except (CredentialError, LoginRejected) as error:
        screen.paragraph(f"Failed: {masked(str(error))}")
    except OSError as error:
        if options.action == "status":
            raise
        where = f" in {error.filename}" if error.filename else ""
        screen.paragraph(f"The credential could not be saved{where}: {error.strerror or type(error).__name__}")
    except KeyboardInterrupt:
        screen.paragraph("Cancelled; nothing was saved.")
        return 130
    return 1


def _show_status(settings: Settings, as_json: bool) -> None:
    """Print profiles and logins."""
    from dragoman.commands.console import print_table
    from dragoman.commands.logins import status

    rows, notes = status.rows(settings)
    if as_json:
        keys = [heading.lower() for heading in status.HEADINGS]
        print_json({"logins": [dict(zip(keys, row, strict=True)) for row in rows], "notes": notes})
        return
    if not rows:
        print("No profile needs a credential, and no login was found. To log in: dragoman auth login PROVIDER")
    else:
        print_table(status.HEADINGS, rows, folded=status.HEADINGS.index("FROM"))
    print("".join(f"\n{note}" for note in notes), end="\n" if notes else "")


def _log_in(options: argparse.Namespace, to: Any, screen: Any) -> str:
    """Run `login` and return the message. Raises ActionError, LoginRejected, CredentialError."""
    from dragoman import loader
    from dragoman.auth.logins import Logins
    from dragoman.commands.logins import actions as commands

    if to.about is None:
        title = loader.provider(to.name)["title"]
        return commands.store_key(to, screen.ask_secret(f"API key of {title}"))
    if options.enterprise_url and not to.about.get("site"):
        raise commands.ActionError(f"{to.about['title']} has no self-hosted servers: remove --enterprise-url")
    commands.introduce(to.about, screen)
    pasted = ""
    if to.about.get("paste") and not (to.about.get("browser") or to.about.get("device")):
        if options.force or not commands.exists(Logins(to.about, to.profile, known=to.known)):
            pasted = screen.ask_secret(f"{to.about['title']}: {to.about['paste']}")
    return asyncio.run(commands.log_in(to, screen, options.headless, options.force, pasted))


def _show_profile(to: Any, settings: Settings, screen: Any) -> None:
    """Show the profile to write if the configuration does not use the login yet."""
    used = any(
        profile.login is not None and profile.login.table["name"] == to.name for profile in settings.profiles.values()
    )
    if not settings.source or used or not to.provider or to.about is None:
        return
    from dragoman import loader

    variants = loader.provider(to.provider).get("variants", {})
    variant = next((name for name, about in variants.items() if to.name in (about.get("auth") or ())), "")
    more = f", variant: {variant}" if variant else ""
    screen.paragraph(
        f"To use it, add a profile: {to.profile or to.name}: {{ provider: {to.provider}{more} }} ({settings.source})"
    )


def _site(given: str) -> str:
    """Return the address of a self-hosted server, with a scheme."""
    return "" if not given else (given if "://" in given else f"https://{given}").rstrip("/")


def _settings(options: argparse.Namespace) -> Settings:
    """Return the configuration, or the defaults without one. A configuration with errors does not prevent a login.
    Raises UsageError for a file of the command line that does not exist."""
    from dragoman.config import file as config
    from dragoman.config import settings as config_settings

    try:
        path = config_settings.find_file(options.config)
        if path is not None:
            return config.load(path)
    except (OSError, config_settings.ConfigurationError) as error:
        if options.config and isinstance(error, FileNotFoundError):
            raise UsageError(str(error)) from None
        print(f"dragoman: the configuration is ignored: {error}", file=sys.stderr)
    return config_settings.default_settings()
