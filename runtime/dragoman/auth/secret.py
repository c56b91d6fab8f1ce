"""API keys: a literal value, a file, the output of a command, or an entry of the credential store.

The `str` of a `Secret` is a mask, so no message, banner or traceback can contain the value.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dragoman import loader, system
from dragoman.auth.values import parse_token
from dragoman.masking import MASK, CredentialError, is_secret, masked, plain_words, remember

COMMAND_LIFETIME = 45 * 60.0  # seconds that a printed key is used; tokens of cloud command lines expire after an hour
STORE_LIFETIME = 60.0  # seconds that a stored key is used before it is read again
COMMAND_TIMEOUT = 30.0  # seconds
MIN_LIFETIME = 30.0  # seconds that a key is used even if its end is nearer
EXPIRY_MARGIN = 60.0  # seconds before the end of a key at which the command runs again

TRY = "run it in a terminal to see why"

# What users copy along with a key: quotes, white space, characters that are not shown, and the scheme of the header
AROUND_A_KEY = "\"'`\u2018\u2019\u201c\u201d \t\n\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u2028\u2029\u200b\u2060\ufeff"
SCHEME = re.compile(rf"(?:authorization\s*:\s*)?(?:bearer(?:[:{AROUND_A_KEY}]+|$))*", re.IGNORECASE)

# Texts of examples: `sk-...`, `sk-xxxx`, `<key>`, `YOUR_API_KEY`, `API_KEY`, `$GROQ_API_KEY`, `change-me`
_WORDS = r"(?:your|insert|enter|paste|replace|add|put)[-_ ].*|change[-_ ]?me"
PLACEHOLDER_KEY = re.compile(
    r".*(?:\.\.\.|\u2026).*|<.*>|\{\{.*\}\}|\$\{?\w+\}?|%\w+%|(?:my[-_])?api[-_]?key|(?-i:[A-Z0-9_]+_(?:KEY|TOKEN))"
    rf"|(?:[a-z]+\d?[-_])*(?:[x*_-]{{3,}}|{_WORDS})",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class RequestAuth:
    """Authentication of one request: a key or complete headers; the base URL, if the credential determines it; values
    for placeholders in URLs and bodies."""

    key: str = field(default="", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    url: str = ""
    placeholders: Mapping[str, str] = field(default_factory=dict)


NO_AUTH = RequestAuth()


@dataclass
class Secret:
    """One source of a key: `value`; `file`, read again when it changes; `command`, an argument list that is run without
    a shell; `keyring`, the name of an entry stored by `dragoman auth login`."""

    value: str = field(default="", repr=False)
    file: str = ""
    command: tuple[str, ...] = ()
    keyring: str = ""
    _checked: float = field(default=0.0, repr=False)  # modification time of the file, or when the value was checked
    _until: float = field(default=0.0, repr=False)
    _task: asyncio.Task[str] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self.value = cleaned_key(self.value)
        if self.value and not is_placeholder(self.value):  # which may be the name of a variable
            remember(self.value)  # used or not: it is removed from the environment of child processes

    def __str__(self) -> str:
        return MASK

    def __bool__(self) -> bool:
        return bool(self.value or self.file or self.command or self.keyring)

    def get_nowait(self) -> str | None:
        """Return the key if it is known, else None: a command or the store must be asked first. Raises
        CredentialError."""
        if self.command or self.keyring:
            return self.value if self.value and time.time() < self._until else None
        if self.file:
            self._read_file()
        if not self.value:
            raise CredentialError("the API key is empty: set `api_key:` or the variable that it names")
        if not self._checked:
            if (problem := key_problem(self.value)) and not is_placeholder(self.value):  # a local server may accept it
                raise CredentialError(f"the API key {problem}")
            self._checked = time.monotonic()
        return self.value

    async def get(self) -> str:
        """Return the key. Raises CredentialError."""
        value = self.get_nowait()
        if value is not None:
            return value
        task = self._task  # concurrent requests share one run, which continues if a client disconnects
        if task is None or task.done() or task.get_loop() is not asyncio.get_running_loop():
            task = self._task = asyncio.ensure_future(self._from_command() if self.command else self._from_store())
            task.add_done_callback(_retrieve_exception)
        return await asyncio.shield(task)

    def expire(self) -> None:
        """Discard the cached key, so that the next `get` asks its source again."""
        self._until = 0.0

    async def replacement(self, old: str) -> str | None:
        """Return a key that differs from `old`, which a provider rejected, or None. Raises CredentialError."""
        if self.value == old:
            self.expire()
        new = await self.get()
        return new if new != old else None

    async def _from_store(self) -> str:
        from dragoman.auth.store import stored_key  # start-up time

        self.value = remember(cleaned_key(await asyncio.to_thread(stored_key, self.keyring)))
        self._until = time.time() + STORE_LIFETIME
        return self.value

    def _read_file(self) -> None:
        try:
            path = Path(self.file).expanduser()
            changed = os.stat(path).st_mtime
            if changed != self._checked:
                self.value = remember(_usable(path.read_text(encoding="utf-8"), f"the key file {self.file}"))
                self._checked = changed
        except RuntimeError:
            raise CredentialError(f"cannot read the key file {self.file}: there is no home directory (HOME)") from None
        except (OSError, ValueError) as error:  # ValueError: not UTF-8, or a path with a null character
            reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
            raise CredentialError(f"cannot read the key file {self.file}: {reason}") from None
        if not self.value:
            raise CredentialError(f"the key file {self.file} is empty: write the key into it")

    async def _from_command(self) -> str:
        name = self.command[0]
        try:
            process = await asyncio.create_subprocess_exec(
                *self.command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                env=await asyncio.to_thread(child_environment, self.command),
                start_new_session=True,  # so that a timeout also kills the processes that it started
            )
        except OSError as error:
            raise CredentialError(f"cannot run the key command {name}: {error.strerror}; is it installed?") from None
        try:
            async with asyncio.timeout(COMMAND_TIMEOUT):
                out, errors = await process.communicate()
        except TimeoutError:
            raise CredentialError(
                f"the key command {name} printed nothing within {COMMAND_TIMEOUT:g} s; {TRY} (it may wait for input)"
            ) from None
        finally:
            if process.returncode is None:
                with contextlib.suppress(OSError, TimeoutError):
                    system.kill_with_children(process)
                    await asyncio.wait_for(process.communicate(), 1)
        if process.returncode:
            lines = errors.decode("utf-8", "replace").strip().splitlines()
            reason = f": {plain_words(masked(lines[-1]))[:200]}" if lines else ""
            raise CredentialError(f"the key command {name} exited with status {process.returncode}{reason}; {TRY}")
        value, until = parse_token(out.decode("utf-8", "replace").strip())
        if not value:
            raise CredentialError(f"the key command {name} printed no key; {TRY}")
        self.value = remember(_usable(value, f"the output of the key command {name}"))
        self._until = (
            max(until - EXPIRY_MARGIN, time.time() + MIN_LIFETIME) if until else time.time() + COMMAND_LIFETIME
        )
        return self.value


def cleaned_key(text: str) -> str:
    """Return a key without what surrounds it: white space, quotes, and `Bearer`, which its header has already."""
    text = text.strip(AROUND_A_KEY)
    scheme = SCHEME.match(text)
    return text[scheme.end() :].lstrip(AROUND_A_KEY) if scheme else text


def is_placeholder(key: str) -> bool:
    """Whether a text stands for a key in an example."""
    return bool(PLACEHOLDER_KEY.fullmatch(key))


def key_problem(key: str) -> str:
    """Return why a text is no key that a provider issues; "" if it may be one."""
    if is_placeholder(key):
        return "is a placeholder; replace it with the key of your account"
    if " " in key or not (key.isprintable() and key.isascii()):
        return "is not a key: a key is one line of printable ASCII characters without spaces"
    return ""


def _usable(text: str, what: str) -> str:
    """Return the key in a text. Raises CredentialError."""
    key = cleaned_key(text)
    if problem := key_problem(key):
        raise CredentialError(f"{what} {problem}")
    return key


def _retrieve_exception(run: asyncio.Task[str]) -> None:
    """Mark the exception as retrieved, since every waiting request may have been cancelled."""
    if not run.cancelled():
        run.exception()


def child_environment(command: Iterable[str] = (), environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment for a child process: without registered secrets and without the key variables of all
    providers, except for variables that the command names."""
    named = " ".join(command)
    environment = os.environ if environment is None else environment
    keys = {loader.provider(name).get("api_key_env") for name in loader.providers()}
    return {
        name: value
        for name, value in environment.items()
        if name in named or not (is_secret(cleaned_key(value)) or name in keys)
    }
