"""specs/auth/NAME.yaml: how a credential is got, kept fresh and sent, as pydantic models, and its way into the tables.

The runtime knows OAuth 2.0; a file here says where a vendor's endpoints are, where its answers differ from the RFCs,
and where the user's existing login lies. `{name}` in a text is a value that is known by then; a text, a header or a
key of a body with one that is not known is left out.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from dragoman_codegen.spec.load import Leaf, Map, Node, Seq, plain
from dragoman_codegen.spec.patterns import slow_or_wrong
from dragoman_codegen.spec.problems import Problems, suggest
from dragoman_codegen.spec.text_types import EnvName, Header, HeaderValue, Strict, Text, Url, Word

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Pointer = Annotated[str, StringConstraints(pattern=r"^(/[^/]*)+$")]
Pointers = Pointer | list[Pointer]
Lapse = Annotated[str, StringConstraints(pattern=r"^[0-9]+(s|m|h|d)$")]
Address = Annotated[str, StringConstraints(pattern=r"^(https?://|\{)[^\s\"'<>\\]+$")]
HOLE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}

# What the runtime gives a text to fill in, beside what the file itself reads and makes.
KNOWN = {
    *("access_token", "refresh_token", "id_token", "client_id", "client_secret", "scope", "redirect_uri", "state"),
    *("code", "code_verifier", "code_challenge", "device_code", "user_code", "verification_uri"),
    *("expires", "expires_ms", "expires_in", "refreshed", "refreshed_iso", "site", "host", "port", "1"),
    *("uuid", "machine", "hostname", "system", "release", "version"),
}


class Ask(Strict):
    """One request, and what is read from its answer."""

    url: Address
    method: Literal["GET", "POST"] | None = Field(None, description="POST where there is a body, else GET")
    headers: dict[Header, HeaderValue] | None = None
    form: dict[str, str] | None = None
    json_: dict[str, Any] | None = Field(None, alias="json", description="a body; '' keeps it an empty object")
    reads: dict[Name, Pointers] | None = Field(
        None, description="value: JSON pointers, the first that finds something; `*` any key, `key=value` of a list"
    )
    unless: list[Name] | None = Field(None, description="not asked where all of these are known")
    pending: list[int | str] | None = Field(None, description="statuses and error words that mean: ask again later")
    until: Pointer | None = Field(None, description="asked again until this is true")
    every: Lapse | None = Field(None, description="how long to wait between")
    fails: dict[int, Text] | None = Field(None, description="what a status means, for the user")
    lasts: Lapse | None = Field(None, description="how long what it gives holds where the answer does not say")

    @model_validator(mode="after")
    def _one_body(self) -> Ask:
        if self.form is not None and self.json_ is not None:
            raise ValueError("a request has a form or a json, not both")
        return self


class Token(Strict):
    """The token endpoint of RFC 6749."""

    url: Address
    send: Literal["form", "json"] | None = Field(None, description="how the code is sent, usually as a form")
    refresh: Literal["form", "json"] | None = Field(None, description="how a refresh is sent, usually as `send`")
    with_: dict[str, str] | None = Field(None, alias="with", description="what else a refresh has")
    reads: dict[Name, Pointers] | None = Field(None, description="what else is kept of its answers")
    revoke: Address | None = Field(None, description="where `dragoman auth logout` takes a token back (RFC 7009)")
    permanent: list[int | str] | None = Field(
        None, description="statuses and error words, beside the RFC's, that only a new login cures"
    )


class Browser(Strict):
    """A login in the browser: authorization code with PKCE (RFC 7636) and a callback on loopback."""

    url: Address
    redirect: Text = Field(description="{port} is the callback's")
    ports: list[int] | None = Field(None, description="in this order; without them any that is free")
    pkce: bool | None = None
    with_: dict[str, str] | None = Field(None, alias="with")
    page: Url | None = Field(None, description="the redirect of a login without a browser: a page that shows the code")


class Device(Strict):
    """A login with a code on another device: RFC 8628, or asks of the vendor's own."""

    url: Address | None = Field(None, description="the device authorization endpoint of RFC 8628")
    pkce: bool | None = None
    ask: Ask | None = Field(None, description="how the code is got where that is not as the RFC says")
    poll: Ask | None = Field(None, description="how the answer is waited for where that is not as the RFC says")
    page: Address | None = Field(None, description="where the user types the code, where the answer does not say")
    every: Lapse | None = Field(None, description="between polls, where the answer does not say")
    slower: float | None = Field(None, description="on slow_down, times this; without it 5 s more")
    lasts: Lapse | None = Field(None, description="how long the code holds, where the answer does not say")
    redirect: Url | None = Field(None, description="redirect_uri for the code that the poll gives")

    @model_validator(mode="after")
    def _starts(self) -> Device:
        if (self.url is None) == (self.ask is None):
            raise ValueError("a device login begins at 'url', or with an 'ask'")
        return self


class Login(Strict):
    """A login that is there already: another program's file, the environment, the machine itself."""

    title: Text
    file: Text | list[Text] | None = Field(None, description="`~`, `${NAME}`, `${NAME:-else}`; `*` in its last part")
    format: Literal["json", "yaml", "toml"] | None = None
    having: dict[Pointer, str | list[str]] | None = Field(
        None, description="only a file with these values: globs, one of which fits"
    )
    env: dict[Name, EnvName | list[EnvName]] | None = None
    ask: Ask | None = None
    reads: dict[Name, Pointers] | None = None
    writes: dict[Pointer, Text] | None = Field(
        None, description="what is written back after a refresh, because the owner expects it there"
    )
    grant: Literal["refresh_token", "jwt", "none"] | None = Field(
        None, description="how it is renewed: refresh_token, the default; jwt: RFC 7523; none: by its owner only"
    )
    serves: bool | None = Field(None, description="false: shown by `auth status`, never used")
    again: Text | None = Field(None, description="the command that logs in anew there")
    cannot: Text | None = Field(None, description="why a login that lies there cannot be used, and what to do instead")

    @model_validator(mode="after")
    def _one_place(self) -> Login:
        if len(self.model_fields_set & {"file", "env", "ask"}) != 1:
            raise ValueError("a login lies in a file, in the environment (env), or is asked for (ask)")
        if self.writes and self.file is None:
            raise ValueError("only a file can be written back")
        if self.cannot and self.file is None:
            raise ValueError("only a file can show a login that cannot be used")
        return self


class Find(Strict):
    """Where the user's own copy of something is that may not stand here."""

    env: EnvName | None = None
    program: Text | None = Field(None, description="an installed program")
    files: list[Text] | None = Field(None, description="globs below its package")
    match: Text | None = Field(None, description="a pattern; its first group is what is looked for")


class Made(Strict):
    """A value made of others."""

    env: EnvName | None = None
    of: Text | None = None
    claim: Pointer | None = Field(None, description="a claim of the JWT that `of` is")
    match: Text | None = Field(None, description="a pattern that `of` must match")
    gives: Text | None = Field(None, description="what is made then; {1} is the pattern's first group")


class Renew(Strict):
    margin: Lapse | None = Field(None, description="before its end, 5m if nothing is said")
    ratio: float | None = Field(None, description="or with this share of its life left, whichever is more")
    every: Lapse | None = Field(None, description="or at this age")
    on: list[int] | None = Field(None, description="statuses that mean a token is refused; 401 if nothing is said")


class Gives(Strict):
    """What a request bears."""

    headers: dict[Header, HeaderValue]
    all: Name | None = Field(None, description="a value that is a map of headers, which go along")
    never: list[Header] | None = Field(None, description="headers of `all` that do not")
    url: Text | None = Field(None, description="the address that replaces the provider's")
    holes: list[Name] | None = Field(None, description="values that fill holes of addresses and bodies")
    needs: dict[Name, Text] | None = Field(None, description="values without which there is no request, and what to do")


class Site(Strict):
    url: Url
    env: list[EnvName] | None = None


class Auth(Strict):
    """specs/auth/NAME.yaml."""

    name: Word
    title: Text
    see: Url = Field(description="where the vendor says how to log in")
    terms: Text | None = Field(None, description="whose terms apply: said once, at login")
    note: Text | None = Field(None, description="what else a user should know before a login")
    hint: Text | None = Field(None, description="what to do where there is no login to make")
    site: Site | None = Field(None, description="{site}, {host}: what --enterprise-url replaces")
    client: Text | None = Field(None, description="the public client id")
    secret: list[Find] | None = Field(None, description="where the client's secret is found: never here")
    scopes: list[Text] | None = None
    headers: dict[Header, HeaderValue] | None = Field(None, description="with every request of a login")
    token: Token | None = None
    browser: Browser | None = None
    device: Device | None = None
    paste: Text | None = Field(None, description="what the user may paste: a token made on a page")
    logins: list[Login] | None = None
    exchange: list[Ask] | None = Field(None, description="what is asked with the token, in this order")
    values: dict[Name, str | Made | list[str | Made]] | None = None
    renew: Renew | None = None
    gives: Gives


def compile_auths(trees: dict[str, Map], problems: Problems) -> dict[str, dict[str, Any]]:
    """The table of each file that is well formed."""
    made: dict[str, dict[str, Any]] = {}
    for name, tree in trees.items():
        if tree.text("name") != name:
            problems.add(tree.entries["name"].place, f"the name is that of the file, '{name}'")
        _check_holes(tree, problems)
        _check_patterns(tree, problems)
        made[name] = _seconds(plain(tree))
    return made


def load_auths(folders: list[Path], get: Any, check: Any, problems: Problems) -> dict[str, Map]:
    """File name -> tree, of the files that are in shape."""
    trees: dict[str, Map] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.yaml")):
            tree = get(path)
            if check("auth", tree, problems):
                trees[path.stem] = tree
    return trees


def check_named(node: Node | None, auths: dict[str, Any], problems: Problems) -> None:
    """A provider's `auth:` names files of specs/auth."""
    for item in node.items if isinstance(node, Seq) else []:
        name = str(plain(item))
        if name not in auths:
            problems.add(item.place, f"no login '{name}' in specs/auth{suggest(name, auths)}")


def _check_holes(tree: Map, problems: Problems) -> None:
    known = {*KNOWN, *tree.sub("values").entries}
    known |= {name for part in _maps(tree) for key in ("reads", "env") for name in part.sub(key).entries}
    for leaf in _leaves(tree):
        for name in HOLE.findall(str(leaf.value)) if isinstance(leaf.value, str) else []:
            if name not in known:
                problems.add(leaf.place, f"nothing here makes '{{{name}}}'{suggest(name, known)}")


def _check_patterns(tree: Map, problems: Problems) -> None:
    for part in _maps(tree):
        if "match" in part.entries:
            wrong = slow_or_wrong(part.text("match"))
            if wrong:
                problems.add(part.entries["match"].place, wrong)


def _maps(node: Node) -> list[Map]:
    inner = list(node.entries.values()) if isinstance(node, Map) else node.items if isinstance(node, Seq) else []
    found = [part for child in inner for part in _maps(child)]
    return [node, *found] if isinstance(node, Map) else found


def _leaves(node: Node) -> list[Leaf]:
    if isinstance(node, Leaf):
        return [node]
    inner = list(node.entries.values()) if isinstance(node, Map) else node.items if isinstance(node, Seq) else []
    return [leaf for child in inner for leaf in _leaves(child)]


def _seconds(value: Any) -> Any:
    """The tree with its lapses as seconds."""
    if isinstance(value, dict):
        return {
            key: _lapse(item) if key in ("lasts", "every", "margin") and isinstance(item, str) else _seconds(item)
            for key, item in value.items()
        }
    return [_seconds(item) for item in value] if isinstance(value, list) else value


def _lapse(text: str) -> int:
    return int(text[:-1]) * SECONDS[text[-1]]
