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


class Ask(Strict):
    """An HTTP request, and the values read from its response."""

    url: Address = Field(description="the address")
    method: Literal["GET", "POST"] | None = Field(None, description="the method; POST with a body, otherwise GET")
    headers: dict[Header, HeaderValue] | None = Field(None, description="request headers")
    form: dict[str, str] | None = Field(None, description="a form body")
    json_: dict[str, Any] | None = Field(None, alias="json", description="a JSON body; `''` keeps it an empty object")
    reads: dict[Name, Pointers] | None = Field(
        None,
        description="values by JSON pointer, the first that is present; `*` is any key, `key=value` an item of a list",
    )
    unless: list[Name] | None = Field(None, description="the request is skipped if all of these values are known")
    pending: list[int | str] | None = Field(None, description="statuses and error codes that mean: try again later")
    until: Pointer | None = Field(None, description="the request is repeated until this value is true")
    every: Lapse | None = Field(None, description="the interval between repetitions")
    fails: dict[int, Text] | None = Field(None, description="messages to the user by status")
    lasts: Lapse | None = Field(None, description="the lifetime of the values if the response does not state one")

    @model_validator(mode="after")
    def _one_body(self) -> Ask:
        if self.form is not None and self.json_ is not None:
            raise ValueError("a request has a form or a json, not both")
        return self


class Token(Strict):
    """The token endpoint (RFC 6749)."""

    url: Address = Field(description="the address")
    send: Literal["form", "json"] | None = Field(None, description="the body of a code exchange; form by default")
    refresh: Literal["form", "json"] | None = Field(None, description="the body of a refresh; as `send` by default")
    with_: dict[str, str] | None = Field(None, alias="with", description="further parameters of a refresh")
    reads: dict[Name, Pointers] | None = Field(None, description="further values of the response that are stored")
    revoke: Address | None = Field(None, description="the revocation endpoint for `dragoman auth logout` (RFC 7009)")
    permanent: list[int | str] | None = Field(
        None, description="statuses and error codes, beside the RFC's, after which only a new login helps"
    )


class Browser(Strict):
    """A login in the browser: authorization code with PKCE (RFC 7636) and a loopback redirect."""

    url: Address = Field(description="the authorization endpoint")
    redirect: Text = Field(description="the redirect URI; `{port}` is the port of the loopback server")
    ports: list[int] | None = Field(None, description="ports to try in order; without them any free port")
    pkce: bool | None = Field(None, description="`false`: the vendor does not support PKCE")
    with_: dict[str, str] | None = Field(None, alias="with", description="further parameters of the request")
    page: Url | None = Field(None, description="the redirect URI without a local browser: a page that shows the code")


class Device(Strict):
    """A login with a code on another device: RFC 8628, or requests of the vendor's own."""

    url: Address | None = Field(None, description="the device authorization endpoint (RFC 8628)")
    pkce: bool | None = Field(None, description="`true`: the vendor requires PKCE")
    ask: Ask | None = Field(None, description="the request for a code, if it is not that of RFC 8628")
    poll: Ask | None = Field(None, description="the request for the result, if it is not that of RFC 8628")
    page: Address | None = Field(None, description="where the user enters the code, if the response does not state it")
    every: Lapse | None = Field(None, description="the polling interval, if the response does not state it")
    slower: float | None = Field(
        None, description="the factor of the interval after slow_down; otherwise 5 s are added"
    )
    lasts: Lapse | None = Field(None, description="the lifetime of the code, if the response does not state it")
    redirect: Url | None = Field(None, description="the redirect_uri for exchanging the code")

    @model_validator(mode="after")
    def _starts(self) -> Device:
        if (self.url is None) == (self.ask is None):
            raise ValueError("a device login begins at 'url', or with an 'ask'")
        return self


class Login(Strict):
    """An existing login: another program's file, environment variables, or an endpoint of the machine."""

    title: Text = Field(description="the display name")
    file: Text | list[Text] | None = Field(
        None, description="paths; `~`, `${NAME}` and `${NAME:-default}` are expanded, `*` may stand in the last part"
    )
    format: Literal["json", "yaml", "toml"] | None = Field(None, description="the format of the file; json by default")
    having: dict[Pointer, str | list[str]] | None = Field(
        None, description="values that the file must have: globs, one of which matches"
    )
    env: dict[Name, EnvName | list[EnvName]] | None = Field(None, description="values from environment variables")
    ask: Ask | None = Field(None, description="values from an endpoint")
    reads: dict[Name, Pointers] | None = Field(None, description="values of the file by JSON pointer")
    writes: dict[Pointer, Text] | None = Field(
        None, description="values written back after a refresh, because the owner expects them there"
    )
    grant: Literal["refresh_token", "jwt", "none"] | None = Field(
        None, description="how it is refreshed: refresh_token (default), jwt (RFC 7523), or none (by its owner only)"
    )
    serves: bool | None = Field(None, description="`false`: listed by `dragoman auth status`, never used")
    again: Text | None = Field(None, description="the command that logs in again")
    cannot: Text | None = Field(None, description="why a login found here cannot be used, and what to do instead")

    @model_validator(mode="after")
    def _one_place(self) -> Login:
        if len(self.model_fields_set & {"file", "env", "ask"}) != 1:
            raise ValueError("a login lies in a file, in the environment (env), or is required (ask)")
        if self.writes and self.file is None:
            raise ValueError("only a file can be written back")
        if self.cannot and self.file is None:
            raise ValueError("only a file can show a login that cannot be used")
        return self


class Find(Strict):
    """Where the user's own copy of the client secret is found. Secrets are never written in specs."""

    env: EnvName | None = Field(None, description="an environment variable")
    program: Text | None = Field(None, description="an installed program")
    files: list[Text] | None = Field(None, description="globs below the program's package")
    match: Text | None = Field(None, description="a pattern whose first group is the secret")


class Made(Strict):
    """A value computed from others."""

    env: EnvName | None = Field(None, description="an environment variable")
    of: Text | None = Field(None, description="the source: a text with placeholders")
    claim: Pointer | None = Field(None, description="a claim, if the source is a JWT")
    match: Text | None = Field(None, description="a pattern that the source must match")
    gives: Text | None = Field(None, description="the result; `{1}` is the first group of the pattern")


class Renew(Strict):
    """When a credential is refreshed."""

    margin: Lapse | None = Field(None, description="the time before expiry; 5m by default")
    ratio: float | None = Field(None, description="the remaining share of the lifetime, if that is earlier")
    every: Lapse | None = Field(None, description="the age after which it is refreshed anyway")
    on: list[int] | None = Field(None, description="statuses of the provider that reject a token; 401 by default")


class Gives(Strict):
    """What a login adds to a request."""

    headers: dict[Header, HeaderValue] = Field(description="headers")
    all: Name | None = Field(None, description="a value that is a map of further headers")
    never: list[Header] | None = Field(None, description="headers of that map that are not sent")
    url: Text | None = Field(None, description="the base URL that replaces the provider's")
    holes: list[Name] | None = Field(None, description="values that fill placeholders of addresses and envelopes")
    needs: dict[Name, Text] | None = Field(None, description="required values, each with what to do if it is missing")


class Site(Strict):
    """The site of the vendor, `{site}` and `{host}`; `--enterprise-url` replaces it."""

    url: Url = Field(description="the public site")
    env: list[EnvName] | None = Field(None, description="environment variables that name another one")


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
    client: Text | None = Field(None, description="the public client id")
    secret: list[Find] | None = Field(None, description="where the client secret is found")
    scopes: list[Text] | None = Field(None, description="OAuth scopes")
    headers: dict[Header, HeaderValue] | None = Field(None, description="headers of every request of the login")
    token: Token | None = Field(None, description="the token endpoint")
    browser: Browser | None = Field(None, description="login in the browser")
    device: Device | None = Field(None, description="login with a code on another device")
    paste: Text | None = Field(None, description="login by pasting a token: the page that creates it")
    logins: list[Login] | None = Field(None, description="existing logins, in order of preference")
    exchange: list[Ask] | None = Field(None, description="requests that follow a login or refresh, in order")
    values: dict[Name, str | Made | list[str | Made]] | None = Field(
        None, description="computed values; of a list, the first that is known"
    )
    renew: Renew | None = Field(None, description="when the credential is refreshed")
    gives: Gives = Field(description="what the login adds to a request")
