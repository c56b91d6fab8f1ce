"""One profile of dragoman.yaml: its checks, and the `Profile` made from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol

from dragoman import loader
from dragoman.auth import selection
from dragoman.auth.secret import Secret
from dragoman.config import base_urls, profiles, schema
from dragoman.config.profiles import Profile, ProfileOptions
from dragoman.config.recovery import BreakerOptions, RetryOptions
from dragoman.config.selection import targets
from dragoman.config.sides import made_sides, usual_protocol
from dragoman.masking import remember

PASSTHROUGH = "passthrough"  # the value of `auth:` that sends the client's own credentials upstream
Place = tuple[str | int, ...]


class File(Protocol):
    """The file that a profile is read from."""

    environment: Mapping[str, str]
    problems: list[tuple[tuple[int, int], str]]

    def problem(self, place: Place, text: str, key: bool = False) -> None: ...
    def expand(self, text: str, missing: list[str]) -> str: ...
    def check_variables(self, place: Place, text: str | None) -> None: ...


class ProfileReader:
    """`given`: the profile as the file has it; `common`: the options for all profiles."""

    def __init__(self, file: File, name: str, given: schema.Profile, common: schema.File) -> None:
        self.file, self.name, self.given, self.common = file, name, given, common
        self.place: Place = ("profiles", name)
        self.missing: list[str] = []  # variables that are not set

    def profile(self) -> Profile | None:
        """Return the profile; None if it has problems."""
        before = len(self.file.problems)
        self._check_name()
        provider = self.given.provider
        if provider not in loader.providers():
            self._problem(loader.unknown("provider", provider, loader.providers()), "provider")
            return None
        self._check_provider()
        self._check_texts()
        if len(self.file.problems) > before:
            return None
        options = self._options()
        profile = profiles.make(self.name, provider, options, self.file.environment)
        if self.given.accounts:
            profile = self._with_accounts(self._accounts(options))
        every = (profile, *profile.accounts.values())
        if not self.given.insecure and (exposed := next(filter(None, map(profiles.exposed_key, every)), "")):
            self._problem(exposed, "base_url")
        return profile

    def _with_accounts(self, accounts: dict[str, Profile]) -> Profile:
        """Return the profile with its accounts. What uses no particular account uses the first that has credentials."""
        first = next((account for account in accounts.values() if not account.problem), next(iter(accounts.values())))
        return replace(first, accounts=accounts, pick=self.given.pick)

    def _accounts(self, options: ProfileOptions) -> dict[str, Profile]:
        """Return the profile with the credentials of each account. An account without its credentials is unusable."""
        found: dict[str, Profile] = {}
        for number, given in enumerate(self.given.accounts, 1):
            missing: list[str] = []

            def text(value: str | None, missing: list[str] = missing) -> str:
                return self.file.expand(value or "", missing)

            command = tuple(text(word) for word in given.key_command or ())
            key = Secret(text(given.api_key), text(given.key_file), command, keyring=given.keyring or "")
            problem = " and ".join(f"{variable} is not set" for variable in missing)
            own = replace(options, key=key, problem=options.problem or problem)
            made = profiles.make(given.login or self.name, self.given.provider, own, self.file.environment)
            found[given.name or str(number)] = replace(made, name=self.name)
        return found

    def _options(self) -> ProfileOptions:
        given = self.given
        options = ProfileOptions(
            protocol=given.protocol or "",
            variant=given.variant or "",
            base_url=self._text(given.base_url or ""),
            models={name: self._text(model) for name, model in given.models.items()},
            limits={glob: tokens.model_dump(exclude_none=True) for glob, tokens in given.limits.items()},
            headers={name.lower(): self._secret_text(value) for name, value in given.headers.items()},
            query={name: self._secret_text(value) for name, value in given.query.items()},
            body=self._expanded(given.body),
            placeholders={name: self._text(value) for name, value in given.with_.items()},
            key=Secret(
                self._text(given.api_key or ""),
                self._text(given.key_file or ""),
                tuple(self._text(word) for word in given.key_command or ()),
                keyring=given.keyring or "",
            ),
            passthrough=given.auth == PASSTHROUGH,
            auth="" if given.auth in (None, PASSTHROUGH) else str(given.auth),
            estimates=given.estimate_usage,
            fallbacks=targets.read_fallbacks(given.fallback),
            retry=RetryOptions(**_own(given.retry, self.common.retry)),
            breaker=BreakerOptions(**_own(given.breaker, self.common.breaker)),
            signatures=given.reasoning_signatures,
            shows_reasoning=given.reasoning == "show",
            sends_request_id=given.send_request_id,
            insecure=given.insecure,
        )
        problem = " and ".join(f"{variable} is not set" for variable in dict.fromkeys(self.missing))
        return replace(options, problem=problem)

    def _text(self, text: str) -> str:
        return self.file.expand(text, self.missing)

    def _secret_text(self, text: str) -> str:
        """Expand a text that may contain a secret; one from a variable is registered for masking."""
        expanded = self._text(text)
        return remember(expanded) if expanded != text else expanded

    def _expanded(self, value: Any) -> Any:
        """Expand every text in a value, at any depth."""
        if isinstance(value, dict):
            return {key: self._expanded(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._expanded(inner) for inner in value]
        return self._secret_text(value) if isinstance(value, str) else value

    def _problem(self, text: str, *path: str, key: bool = False) -> None:
        self.file.problem((*self.place, *path), text, key)

    def _check_name(self) -> None:
        if not profiles.NAME.fullmatch(self.name):
            text = "write a name that starts with a-z, followed by a-z, 0-9, _ and -"
            self._problem(f"'{self.name}' is not a valid profile name; {text}", key=True)
        if self.name in profiles.RESERVED:
            self._problem(
                f"'{self.name}' is a path of the server; choose another name, such as my-{self.name}", key=True
            )

    def _check_provider(self) -> None:
        given = self.given
        table = loader.provider(given.provider)
        if given.variant is not None:
            try:
                table = loader.provider(given.provider, given.variant)
            except KeyError as error:
                self._problem(f"{given.provider} has {error.args[0]}", "variant")
        usual = given.protocol or usual_protocol(table)
        if usual not in table["sides"]:
            self._problem(f"{given.provider} has {loader.unknown('protocol', usual, table['sides'])}", "protocol")
            return
        if given.auth not in (None, PASSTHROUGH) and given.auth not in table.get("auth", ()):
            known = loader.unknown("login", str(given.auth), [PASSTHROUGH, *table.get("auth", ())])
            self._problem(f"{given.provider} has {known}", "auth")
            return
        if given.auth == PASSTHROUGH and not loader.protocol(usual).get("front", True):
            reason = "forwards the client's credentials, and no client speaks this provider's protocol"
            self._problem(f"auth: passthrough {reason}; set api_key, key_file or key_command", "auth")
        self._check_placeholders(table, usual)

    def _check_placeholders(self, table: Mapping[str, Any], usual: str) -> None:
        """Check `with:` against the placeholders of the provider's addresses and of its login."""
        given = self.given
        opens = made_sides(table, usual)[usual].placeholders()
        filled = selection.placeholders(table, given.auth or "") if given.auth != PASSTHROUGH else []
        for placeholder in given.with_:
            if placeholder not in (*opens, *filled):
                known = loader.unknown("placeholder", placeholder, [*opens, *filled])
                self._problem(f"{given.provider} has {known}", "with", placeholder, key=True)
        variables = profiles.values_of_variables(table, self.file.environment)
        missing = [placeholder for placeholder in opens if placeholder not in (*given.with_, *filled, *variables)]
        if missing and given.base_url is None:
            example = ", ".join(f"{placeholder}: ..." for placeholder in missing)
            self._problem(f"the address of {given.provider} needs values; write with: {{ {example} }}", key=True)

    def _check_accounts(self) -> None:
        names = [account.name or str(number) for number, account in enumerate(self.given.accounts, 1)]
        for index, account in enumerate(self.given.accounts):
            place: Place = (*self.place, "accounts", index)
            if len(account.model_fields_set - {"name"}) != 1:
                self.file.problem(place, "an account has one of api_key, key_file, key_command, keyring and login")
            if names.index(names[index]) != index:
                self.file.problem(place, f"there are two accounts '{names[index]}'; give each its own name")
            self.file.check_variables((*place, "api_key"), account.api_key)

    def _check_texts(self) -> None:
        given = self.given
        self._check_accounts()
        ways = ("api_key", "key_file", "key_command", "keyring", *(("auth",) if given.auth == PASSTHROUGH else ()))
        named = [name for name in ways if getattr(given, name) is not None] + ["accounts"] * bool(given.accounts)
        if len(named) > 1:
            self._problem(f"{named[0]} is set as well; keep one of them", named[1], key=True)
        if given.base_url is not None and "${" not in given.base_url:
            self._check_base_url(given.base_url)
        for header, value in given.headers.items():
            if not base_urls.HEADER.fullmatch(header):
                self._problem(base_urls.no_header(header), "headers", header, key=True)
            if not value.isprintable() or not value.isascii():
                self._problem("a header value has printable ASCII characters only", "headers", header)
        for name, model in given.models.items():
            if not model:
                self._problem("an empty text is no model; write its id, or remove the key", "models", name)
        for field in ("api_key", "key_file", "base_url"):
            self.file.check_variables((*self.place, field), getattr(given, field))
        for part in ("models", "headers", "query", "with_"):
            for key, value in getattr(given, part).items():
                self.file.check_variables((*self.place, part.rstrip("_"), key), value)

    def _check_base_url(self, text: str) -> None:
        given = self.given
        try:
            table = loader.provider(given.provider, given.variant or "")
            protocol = given.protocol or usual_protocol(table)
            parts = base_urls.parse(text, table, protocol)
        except base_urls.InvalidBaseUrl as invalid:
            return self._problem(str(invalid), "base_url")
        except KeyError:
            return  # an unknown variant or protocol is a problem by itself
        key = next((name for name in ("api_key", "key_file", "key_command", "keyring") if getattr(given, name)), "")
        if parts.authorization and key and "authorization" in table["sides"][protocol].get("key_headers", {}):
            text = f"the user and password of base_url and {key} are sent in the same header; keep one of them"
            self._problem(text, "base_url")


def _own(given: schema.Strict, common: schema.Strict) -> dict[str, Any]:
    """Return the options of a profile: those that it sets, and the common ones."""
    return {**common.model_dump(), **given.model_dump(exclude_unset=True)}
