"""`dragoman auth ...` on the command line. Exit status: 0 done; 1 it did not work; 64 the command line; 130 Ctrl-C."""

from __future__ import annotations

import argparse
import asyncio
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dragoman.config.settings import Settings

ABOUT = "Logs in to providers, and shows what credentials there are. Secrets are never printed."


def add(commands: Any, parser_class: Any, config: str) -> None:
    """Adds the command to the parser's."""
    auth = commands.add_parser("auth", help="log in to providers, see and renew credentials", description=ABOUT)
    actions = auth.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=parser_class)

    login = actions.add_parser("login", help="log in, or keep a key", description="Logs in to a provider.")
    login.add_argument("provider", metavar="PROVIDER", help="a provider, or a login of `dragoman auth status`")
    login.add_argument("--headless", action="store_true", help="without a browser on this machine")
    login.add_argument("--enterprise-url", metavar="URL", default="", help="a server of your own, where there are such")
    login.add_argument("--force", action="store_true", help="a new login, even where one is there")
    status = actions.add_parser("status", help="where credentials come from", description="Shows credentials.")
    refresh = actions.add_parser("refresh", help="renew a login now", description="Renews a login now.")
    refresh.add_argument("provider", metavar="PROVIDER")
    logout = actions.add_parser("logout", help="forget a login", description="Forgets a login that is kept here.")
    logout.add_argument("provider", metavar="PROVIDER")
    for action in (login, refresh, logout):
        action.add_argument("--profile", metavar="P", default="", help="for this profile only")
    for action in (login, status, refresh, logout):
        action.add_argument("--config", metavar="FILE", help=config)
        action.set_defaults(run=run, enterprise_url="", headless=False, force=False)


def run(options: argparse.Namespace) -> int:
    from dragoman.auth.requests import Refused
    from dragoman.commands import auth_actions as commands
    from dragoman.commands.screen import Screen
    from dragoman.masking import CredentialError, masked

    screen = Screen(browser=not options.headless)
    settings = _settings(options)
    try:
        if options.action == "status":
            print(commands.status(settings))
            return 0
        site = _site(options.enterprise_url)
        to = commands.target(options.provider, options.profile, settings, site)
        if options.action == "login":
            said = _log_in(options, to, screen)
        else:
            said = asyncio.run((commands.refresh if options.action == "refresh" else commands.log_out)(to))
        screen.done(masked(said))
        if options.action == "login":
            _how_to_use(to, settings, screen)
        return 0
    except commands.CannotDo as wrong:
        print(f"dragoman: {wrong}", file=sys.stderr)
    except (CredentialError, Refused) as error:
        screen.say(f"It did not work: {masked(str(error))}")
    except OSError as error:
        where = f" in {error.filename}" if error.filename else ""
        screen.say(f"It could not be kept{where}: {error.strerror or type(error).__name__}")
    except KeyboardInterrupt:
        screen.say("Stopped; nothing was kept.")
        return 130
    return 1


def _log_in(options: argparse.Namespace, to: Any, screen: Any) -> str:
    from dragoman import loader
    from dragoman.auth.logins import Logins
    from dragoman.commands import auth_actions as commands

    if to.about is None:
        title = loader.provider(to.name)["title"]
        return commands.keep_key(to, screen, screen.ask_secret(f"API key of {title}"))
    if options.enterprise_url and not to.about.get("site"):
        raise commands.CannotDo(f"{to.about['title']} is in one place only; leave out --enterprise-url")
    commands.introduce(to.about, screen)
    pasted = ""
    if to.about.get("paste") and not (to.about.get("browser") or to.about.get("device")):
        if options.force or not any(True for _ in Logins(to.about, to.profile, known=to.known).all()):
            pasted = screen.ask_secret(f"{to.about['title']}: {to.about['paste']}")
    return asyncio.run(commands.log_in(to, screen, options.headless, options.force, pasted))


def _how_to_use(to: Any, settings: Settings, screen: Any) -> None:
    """What is to be written where a configuration does not use the login yet."""
    used = any(
        profile.login is not None and profile.login.table["name"] == to.name for profile in settings.profiles.values()
    )
    if not settings.source or used or not to.provider or to.about is None:
        return
    from dragoman import loader

    variants = loader.provider(to.provider).get("variants", {})
    variant = next((name for name, about in variants.items() if to.name in (about.get("auth") or ())), "")
    more = f", variant: {variant}" if variant else ""
    screen.say(f"A profile uses it: {to.profile or to.name}: {{ provider: {to.provider}{more} }} ({settings.source})")


def _site(given: str) -> str:
    return "" if not given else (given if "://" in given else f"https://{given}").rstrip("/")


def _settings(options: argparse.Namespace) -> Settings:
    """The configuration, or what there is without one. One that is wrong is no reason not to log in."""
    from dragoman.config import file as config
    from dragoman.config import settings as config_settings

    try:
        path = config_settings.find_file(options.config)
        if path is not None:
            return config.load(path)
    except (OSError, config_settings.ConfigurationError) as error:
        print(f"dragoman: the configuration is left out: {error}", file=sys.stderr)
    return config_settings.default_settings()
