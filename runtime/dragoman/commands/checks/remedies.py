"""What to do about an error of a provider, by its type."""

from __future__ import annotations

from dragoman.auth.logins import or_variables
from dragoman.commands.checks import suggestions
from dragoman.config.profiles import Profile
from dragoman.config.settings import Settings
from dragoman.library.hub import ApiError

CONNECTION = "Check the network, `base_url` of the profile and HTTPS_PROXY, or start the local server."
REMEDIES = {
    "billing": "Add credit to the account of the provider.",
    "rate_limit": "Wait, or add `accounts:` or `fallback:` to the profile.",
    "quota": "The quota of the account is used up: wait for its reset, or use another profile.",
    "overloaded": "The provider is overloaded: try again later, or add `fallback:` to the profile.",
    "timeout": "Raise `timeouts: first_byte`, or use a faster model.",
    "server_error": CONNECTION,
    "context_length_exceeded": "Choose a model with a larger window; local servers have a setting for it.",
    "invalid_request": "A parameter or field is not accepted: `dragoman docs cookbook` has quirks that change it.",
}


def of(settings: Settings, name: str, error: ApiError) -> str:
    """Return the remedy for an error of a profile."""
    profile = settings.profiles[name]
    kind = error.get("error_type", "server_error")
    if kind in ("authentication", "permission"):
        return key(profile)
    if kind == "not_found":
        listing = f"`dragoman providers {profile.provider}` lists known ones"
        models = f"Set `models:` of profile {name} to a model that the provider serves; {listing}."
        return f"{models} Or correct the path of `base_url:`." if profile.base_url else models
    named = [error["param"]] if "param" in error else []
    return "\n".join([REMEDIES.get(kind, ""), *suggestions.rejected(profile.provider, named)])


def key(profile: Profile) -> str:
    """Return how to give a profile another credential."""
    if profile.login is not None:
        table = profile.login.table
        return f"Log in again: dragoman auth login {table['name']}{or_variables(table)}"
    variable = profile.table.get("api_key_env", "")
    if not variable:
        return f"Set `api_key:` of profile {profile.name}."
    return f"Set {variable} to a valid key, or store one: dragoman auth login {profile.provider}"
