"""Login files: how a credential is obtained, refreshed and sent.

The runtime implements OAuth 2.0; a file of specs/auth declares a vendor's endpoints, its deviations from the RFCs, and
where the user's existing login is stored. `{name}` in a text is a value that is known by then. A text, header or body
key whose value is not known is left out.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from dragoman_codegen.spec.frames.text_types import EnvName, Header, HeaderValue, Strict, Text, Url, Word

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Pointer = Annotated[str, StringConstraints(pattern=r"^(/[^/]*)+$")]
Pointers = Pointer | list[Pointer]
Lapse = Annotated[str, StringConstraints(pattern=r"^[0-9]+(s|m|h|d)$")]
Address = Annotated[str, StringConstraints(pattern=r"^(https?://|\{)[^\s\"'<>\\]+$")]


class HttpRequest(Strict):
    """An HTTP request, and the values read from its response."""

    url: Address = Field(description="the address")
    headers: dict[Header, HeaderValue] | None = Field(None, description="request headers")
    json_: dict[str, Any] | None = Field(
        None, alias="json", description="a JSON body, sent with POST; `{}` for an empty object"
    )
    values: dict[Name, Pointers] | None = Field(
        None,
        description="values by JSON pointer, the first that is present; `*` is any key, `key=value` an item of a list",
    )
    unless: list[Name] | None = Field(None, description="the request is skipped if all of these values are known")
    pending: list[int | str] | None = Field(None, description="statuses and error codes that mean: try again later")
    until: Pointer | None = Field(None, description="the request is repeated until this value is true")
    interval: Lapse | None = Field(None, description="the time between repetitions")
    statuses: dict[int, Text] | None = Field(
        None,
        description="HTTP statuses, each with the message to the user; one with a placeholder is the vendor's reason "
        "why it does not serve the account, and applies only if the value is known",
    )
    expires_in: Lapse | None = Field(None, description="the lifetime of the values if the response does not state one")


class Token(Strict):
    """The token endpoint (RFC 6749)."""

    url: Address = Field(description="the address")
    format: Literal["json"] | None = Field(None, description="`json`: the body of a refresh is JSON instead of a form")
    parameters: dict[str, str] | None = Field(None, description="further parameters of a refresh")
    values: dict[Name, Pointers] | None = Field(None, description="further values of the response that are stored")
    revoke: Address | None = Field(None, description="the revocation endpoint for `dragoman auth logout` (RFC 7009)")
    permanent: list[int | str] | None = Field(
        None, description="statuses and error codes, beside the RFC's, after which only a new login helps"
    )


class Browser(Strict):
    """A login in the browser: authorization code with PKCE (RFC 7636) and a loopback redirect."""

    url: Address = Field(description="the authorization endpoint")
    redirect_uri: Text | list[Text] = Field(
        description="the redirect URI; `{port}` is any free port. Of a list, the first whose "
        "port is free; only the ports differ"
    )
    pkce: bool | None = Field(None, description="`false`: the vendor does not support PKCE")
    parameters: dict[str, str] | None = Field(None, description="further parameters of the request")
    page: Url | None = Field(None, description="the redirect URI without a local browser: a page that shows the code")


class Device(Strict):
    """A login with a code on another device: RFC 8628, or requests of the vendor's own."""

    url: Address | None = Field(None, description="the device authorization endpoint (RFC 8628)")
    pkce: bool | None = Field(None, description="`true`: the vendor requires PKCE")
    code_request: HttpRequest | None = Field(None, description="the request for a code, if it is not that of RFC 8628")
    poll: HttpRequest | None = Field(None, description="the request for the result, if it is not that of RFC 8628")
    page: Address | None = Field(None, description="where the user enters the code, if the response does not state it")
    interval: Lapse | None = Field(None, description="the polling interval, if the response does not state it")
    expires_in: Lapse | None = Field(None, description="the lifetime of the code, if the response does not state it")
    redirect_uri: Url | None = Field(None, description="the redirect_uri for exchanging the code")

    @model_validator(mode="after")
    def _starts(self) -> Device:
        if (self.url is None) == (self.code_request is None):
            raise ValueError("a device login has either 'url' or 'code_request'")
        return self


class Login(Strict):
    """An existing login: another program's file, environment variables, or an endpoint of the machine."""

    title: Text = Field(description="the display name")
    file: Text | list[Text] | None = Field(
        None, description="paths; `~`, `${NAME}` and `${NAME:-default}` are expanded, `*` may stand in the last part"
    )
    format: Literal["json", "yaml", "toml", "sqlite"] | None = Field(
        None,
        description="the format of the file, by default that of its suffix, or json; a database is read as a map of "
        "its tables, lists of rows",
    )
    having: dict[Pointer, str | list[str]] | None = Field(
        None, description="values that the file must have: globs, one of which matches"
    )
    env: dict[Name, EnvName | list[EnvName]] | None = Field(None, description="values from environment variables")
    endpoint: HttpRequest | None = Field(None, description="values from an endpoint of the machine")
    values: dict[Name, Pointers] | None = Field(None, description="values of the file by JSON pointer")
    write_back: dict[Pointer, Text] | None = Field(
        None, description="values written back after a refresh, because the owner expects them there"
    )
    grant: Literal["refresh_token", "jwt", "none"] | None = Field(
        None, description="how it is refreshed: refresh_token (default), jwt (RFC 7523), or none (by its owner only)"
    )
    command: Text | None = Field(None, description="the command that logs in again")
    unusable: Literal[True] | Text | None = Field(
        None,
        description="why a login found here cannot be used, and what to do instead; `true`: it is listed by `dragoman "
        "auth status`, and not used",
    )

    @model_validator(mode="after")
    def _one_place(self) -> Login:
        if len(self.model_fields_set & {"file", "env", "endpoint"}) != 1:
            raise ValueError("a login has one source: 'file', 'env' or 'endpoint'")
        if self.write_back and self.file is None:
            raise ValueError("only a file can be written back")
        if isinstance(self.unusable, str) and self.file is None:
            raise ValueError("a reason under 'unusable' is for a login that another program keeps in a 'file'")
        return self


class SecretSource(Strict):
    """Where the user's own copy of the client secret is found. Secrets are never written in specs."""

    env: EnvName | None = Field(None, description="an environment variable")
    command: Text | None = Field(None, description="the executable of an installed program")
    file: list[Text] | None = Field(None, description="globs below the program's package")
    match: Text | None = Field(None, description="a pattern whose first group is the secret")


class ComputedValue(Strict):
    """A value computed from others."""

    env: EnvName | None = Field(None, description="an environment variable")
    from_: Text | None = Field(None, alias="from", description="the source: a text with placeholders")
    claim: Pointer | None = Field(None, description="a claim, if the source is a JWT")
    match: Text | None = Field(None, description="a pattern that the source must match")
    value: Text | None = Field(None, description="the result; `{1}` is the first group of the pattern")


class Renew(Strict):
    """When a credential is refreshed."""

    max_age: Annotated[str, StringConstraints(pattern=r"^[0-9]+(s|m|h|d|%)$")] | None = Field(
        None,
        description="the age after which it is refreshed anyway; a percentage is one of the lifetime, if that is "
        "earlier than five minutes before the expiry",
    )
    statuses: list[int] | None = Field(None, description="statuses of the provider that reject a token; 401 by default")


class AddedToRequest(Strict):
    """What a login adds to a request."""

    headers: dict[Header, HeaderValue | None] = Field(
        description='headers. `"*": "{name}"` adds those of a value that is a map, except headers that '
        "are listed here; one with `~` is not sent"
    )
    url: Text | None = Field(None, description="the base URL that replaces the provider's")
    require: dict[Name, Text] | None = Field(None, description="required values, each with what to do if it is missing")


class Site(Strict):
    """The site of the vendor, `{site}` and `{host}`; `--enterprise-url` replaces it."""

    url: Url = Field(description="the public site")
    env: list[EnvName] | None = Field(None, description="environment variables that name another one")
    file: Text | None = Field(
        None,
        description="a file with one of `words`, which names the site of a new login; `~` and `${NAME}` are expanded",
    )
    words: dict[Text, Url] | None = Field(None, description="sites by the words of `file`")


class Auth(Strict):
    """A login: how a credential is obtained, refreshed and sent."""

    notation: int | None = Field(None, description="version of the notation; required in the specs of a user")
    name: Word = Field(description="the name of the file")
    title: Text = Field(description="the display name")
    see: Url = Field(description="the vendor's documentation of the login")
    terms: Text | None = Field(None, description="whose terms apply; shown once, at login")
    note: Text | None = Field(None, description="what else a user should know before a login")
    hint: Text | None = Field(None, description="what to do if there is no login to make")
    site: Site | None = Field(None, description="the site of the vendor, if there are several")
    client_id: Text | None = Field(None, description="the public client id")
    client_secret: list[SecretSource] | None = Field(None, description="where the client secret is found")
    scopes: list[Text] | None = Field(None, description="OAuth scopes")
    headers: dict[Header, HeaderValue] | None = Field(None, description="headers of every request of the login")
    token: Token | None = Field(None, description="the token endpoint")
    browser: Browser | None = Field(None, description="login in the browser")
    device: Device | None = Field(None, description="login with a code on another device")
    paste: Text | None = Field(None, description="login by pasting a token: the page that creates it")
    logins: list[Login] | None = Field(None, description="existing logins, in order of preference")
    exchange: list[HttpRequest] | None = Field(None, description="requests that follow a login or refresh, in order")
    values: dict[Name, str | ComputedValue | list[str | ComputedValue]] | None = Field(
        None,
        description="computed values; of a list, the first that is known. They also fill placeholders of addresses and "
        "envelopes",
    )
    renew: Renew | None = Field(None, description="when the credential is refreshed")
    request: AddedToRequest = Field(description="what the login adds to a request")
