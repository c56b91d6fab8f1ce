"""Secrets: how they are got, masked, and kept out of the log.

A secret is a `Secret` from where the configuration speaks of it to where a header is made of it; its `str` is a mask,
so that no message, banner or traceback can show it. `Masking` is a logging filter: it puts the mask in place of every
secret value that was ever resolved in this process, wherever in a record it stands.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import re
import signal
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

MASK = "***"
COMMAND_LIVES = 45 * 60.0  # seconds; tokens of cloud command lines live for an hour
LOOKS = 60.0  # seconds that a kept key is used before it is looked at again
COMMAND_TAKES = 30.0  # seconds a command may take

TRY = "run it in a terminal to see why"
MOST_KNOWN = 1000  # values that the log's filter remembers, the newest

WORD = re.compile(r"[(\"']?(?:[A-Z]?[a-z]{0,15}|[A-Z]{1,12}|[0-9]{1,4})(?:'[a-z]{1,2})?[)\"']?[.,:;!?]*")

_known: dict[str, None] = {}


class NoSecret(Exception):
    """The secret cannot be had; the text says why and what to do, and holds no secret."""


class NotNow(NoSecret):
    """It cannot be had just now, and may be had later. `after`: seconds, if somebody said so."""

    def __init__(self, text: str, after: float | None = None) -> None:
        super().__init__(text)
        self.after = after


@dataclass(frozen=True, slots=True)
class Given:
    """What a credential gives a request: a key, or headers that are complete; the address, if it is the credential
    that knows it; values for holes of addresses and bodies."""

    key: str = field(default="", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    url: str = ""
    holes: Mapping[str, str] = field(default_factory=dict)


NOTHING = Given()


def remember(value: str) -> str:
    """Makes the value known to the log's filter. Very short ones are not: their mask would hide ordinary words."""
    if len(value) >= 6:
        _known.pop(value, None)
        _known[value] = None
        if len(_known) > MOST_KNOWN:
            del _known[next(iter(_known))]
    return value


def masked(text: str) -> str:
    """The text with every known secret value masked."""
    for value in sorted(_known, key=len, reverse=True):
        if value in text:
            text = text.replace(value, MASK)
    return text


def masked_bytes(data: bytes) -> bytes:
    """The same of a text in bytes, which stays as it is where none stands in it."""
    for value in _known:
        if value.encode() in data:
            data = data.replace(value.encode(), MASK.encode())
    return data


def without_credentials(url: str) -> str:
    """A URL, or a text in place of one, without user, password, query and fragment."""
    scheme, slashes, rest = url.partition("://") if "://" in url else ("", "", url)
    rest = re.split(r"[?#]", rest.rpartition("@")[2], maxsplit=1)[0]
    return f"{scheme}{slashes}{rest}"


def plain_words(line: str) -> str:
    """A line of another program with everything masked that is not an ordinary word, because it may be a secret that
    this process does not know."""
    return " ".join(word if WORD.fullmatch(word) else MASK for word in line.split())


class Masking(logging.Filter):
    """Masks the message, its arguments and the exception's text of a log record."""

    def filter(self, record: logging.LogRecord) -> bool:
        if _known:
            message = record.getMessage()
            clean = masked(message)
            if clean != message:
                record.msg, record.args = clean, ()
            if record.exc_info and not record.exc_text:
                record.exc_text = logging.Formatter().formatException(record.exc_info)
            if record.exc_text:
                record.exc_text = masked(record.exc_text)
        return True


@dataclass
class Secret:
    """One of: `value`, given as it is; `file`, read again when it changes; `command`, an argument list, run without a
    shell; `keyring`, the name under which `dragoman auth login` keeps a key."""

    value: str = field(default="", repr=False)
    file: str = ""
    command: tuple[str, ...] = ()
    keyring: str = ""
    _made: float = field(default=0.0, repr=False)
    _until: float = field(default=0.0, repr=False)
    _asking: asyncio.Task[str] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.value:
            remember(self.value)  # whether it is used or not: no child is to find it in its environment

    def __str__(self) -> str:
        return MASK

    def __bool__(self) -> bool:
        return bool(self.value or self.file or self.command or self.keyring)

    def at_once(self) -> str | None:
        """The secret if it can be had without waiting, else None (a command has to run). Raises NoSecret."""
        if self.command or self.keyring:
            return self.value if self.value and time.time() < self._until else None
        if self.file:
            self._read_file()
        if not self.value:
            raise NoSecret("the key is empty")
        if not self._made:
            _usable(self.value, "the key")
            self._made = time.monotonic()
        return self.value

    async def get(self) -> str:
        """The secret. Raises NoSecret."""
        value = self.at_once()
        if value is not None:
            return value
        asking = self._asking  # many requests, one run, which outlives a client that leaves
        if asking is None or asking.done() or asking.get_loop() is not asyncio.get_running_loop():
            asking = self._asking = asyncio.ensure_future(self._run() if self.command else self._kept())
            asking.add_done_callback(_heard)
        return await asyncio.shield(asking)

    def expire(self) -> None:
        """The provider refused it: it is got anew next time, where it may be another then."""
        self._until = 0.0

    async def again(self, old: str) -> str | None:
        """After the provider refused `old`: another one, or None. Raises NoSecret."""
        if self.value == old:
            self.expire()
        new = await self.get()
        return new if new != old else None

    async def _kept(self) -> str:
        from dragoman.auth.store import stored_key

        self.value = remember(await asyncio.to_thread(stored_key, self.keyring))
        self._until = time.time() + LOOKS
        return self.value

    def _read_file(self) -> None:
        path = Path(self.file).expanduser()
        try:
            changed = os.stat(path).st_mtime
            if changed != self._made:
                self.value = remember(_usable(path.read_text(encoding="utf-8").strip(), f"the key file {self.file}"))
                self._made = changed
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is not text"
            raise NoSecret(f"cannot read the key file {self.file}: {reason}") from None
        if not self.value:
            raise NoSecret(f"the key file {self.file} is empty")

    async def _run(self) -> str:
        name = self.command[0]
        try:
            process = await asyncio.create_subprocess_exec(
                *self.command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                env=await asyncio.to_thread(child_environment, self.command),
                start_new_session=True,  # it ends with all that it has started
            )
        except OSError as error:
            raise NoSecret(f"cannot run the key command {name}: {error.strerror}; is it installed?") from None
        try:
            async with asyncio.timeout(COMMAND_TAKES):
                out, errors = await process.communicate()
        except TimeoutError:
            raise NoSecret(
                f"the key command {name} gave nothing within {COMMAND_TAKES:g} s; {TRY} (it may ask for something)"
            ) from None
        finally:
            if process.returncode is None:
                with contextlib.suppress(OSError, TimeoutError):
                    os.killpg(process.pid, signal.SIGKILL)
                    await asyncio.wait_for(process.communicate(), 1)
        if process.returncode:
            said = errors.decode("utf-8", "replace").strip().splitlines()
            why = f": {plain_words(masked(said[-1]))[:200]}" if said else ""
            raise NoSecret(f"the key command {name} ended with {process.returncode}{why}; {TRY}")
        from dragoman.auth.values import token_in

        value, until = token_in(out.decode("utf-8", "replace").strip())
        if not value:
            raise NoSecret(f"the key command {name} printed nothing that is a key; {TRY}")
        self.value = remember(_usable(value, f"what the key command {name} printed"))
        self._until = max(until - 60, time.time() + 30) if until else time.time() + COMMAND_LIVES
        return self.value


def _usable(value: str, what: str) -> str:
    """A key that fits into a header. Raises NoSecret."""
    if value and not (value.isprintable() and value.isascii()):
        raise NoSecret(f"{what} is no key: a key is one line of plain characters")
    return value


def _heard(run: asyncio.Task[str]) -> None:
    """Whoever asked may have left."""
    if not run.cancelled():
        run.exception()


def child_environment(command: Iterable[str] = (), environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment for a child: without the secrets that this process took from its own and the keys of providers,
    but for those that the command names."""
    from dragoman import loader

    named = " ".join(command)
    environment = os.environ if environment is None else environment
    keys = {loader.provider(name).get("key") for name in loader.providers()}
    return {
        name: value
        for name, value in environment.items()
        if name in named or not (value.strip() in _known or name in keys)
    }
