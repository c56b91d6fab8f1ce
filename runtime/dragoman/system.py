"""Calls of the operating system that not every system has, each with its fallback, and the folders of the user.

Only this module imports `fcntl`, `msvcrt` and `resource` or calls what only POSIX has; a test serves with all of that
hidden.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncio

try:
    import fcntl
except ImportError:
    fcntl = None  # type: ignore[assignment]
try:
    import msvcrt
except ImportError:
    msvcrt = None  # type: ignore[assignment]
try:
    import resource
except ImportError:
    resource = None  # type: ignore[assignment]

NAME = "dragoman"
MAX_DESCRIPTORS = 1 << 20  # macOS reports an unlimited number, and does not accept it
STOPPING = ("SIGINT", "SIGTERM", "SIGBREAK")  # the last one is of Windows
FORWARDED = (*STOPPING, "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2")


# files


def lock_file(descriptor: int) -> bool:
    """Try to lock an open file for this process. Returns False if another process holds the lock; without locks of
    files, only one process at a time is safe."""
    try:
        if fcntl is not None:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        elif msvcrt is not None:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    except OSError:
        return False
    return True


def set_mode(descriptor: int, mode: int) -> None:
    """Set the permissions of an open file, where files have modes."""
    if hasattr(os, "fchmod"):
        os.fchmod(descriptor, mode)


def readable_by_others(path: Path) -> bool:
    """Whether users other than the owner can read the file. Without modes, files in the user's folders are private."""
    with contextlib.suppress(OSError):
        return hasattr(os, "getuid") and bool(path.stat().st_mode & 0o077)
    return False


def is_own(path: Path) -> bool:
    """Whether this user owns the file or folder, where they have owners. Raises OSError."""
    return not hasattr(os, "getuid") or path.stat().st_uid == os.getuid()


def only_own_writes(path: Path) -> bool:
    """Whether this user owns the file or folder and no other can write to it. Raises OSError."""
    return is_own(path) and (not hasattr(os, "getuid") or not path.stat().st_mode & 0o022)


# folders


def config_folder(environment: Mapping[str, str] | None = None) -> Path | None:
    """Return the folder of the user's configuration; None without a home folder."""
    return _folder(environment, "XDG_CONFIG_HOME", ".config", "user_config_path")


def cache_folder(environment: Mapping[str, str] | None = None) -> Path | None:
    """Return the folder of files that can be made again; None without a home folder."""
    return _folder(environment, "XDG_CACHE_HOME", ".cache", "user_cache_path")


def _folder(environment: Mapping[str, str] | None, variable: str, usual: str, member: str) -> Path | None:
    values = os.environ if environment is None else environment
    if base := values.get(variable):
        return Path(base) / NAME
    if home := values.get("HOME"):  # on macOS too, as other command-line programs do
        return Path(home) / usual / NAME
    if sys.platform == "win32":
        from platformdirs import PlatformDirs

        found: Path = getattr(PlatformDirs(NAME, appauthor=False), member)
        return found
    return None


# processes and signals


def stop_signals() -> list[signal.Signals]:
    """Return the signals that end a server."""
    return _signals(STOPPING)


def forwarded_signals() -> list[signal.Signals]:
    """Return the signals that a command passes on to the program that it runs."""
    return _signals(FORWARDED)


def sent_by_terminal() -> list[signal.Signals]:
    """Return the signals that the terminal sends to a command and to its children alike."""
    return _signals(("SIGINT", "SIGBREAK"))


def reload_signal() -> list[signal.Signals]:
    """Return the signal that makes a server read its configuration again, if there is one."""
    return _signals(("SIGHUP",))


def _signals(names: tuple[str, ...]) -> list[signal.Signals]:
    found = (getattr(signal, name, None) for name in names)
    return [number for number in found if number is not None]


def on_signal(loop: asyncio.AbstractEventLoop, number: signal.Signals, act: Callable[[], Any]) -> None:
    """Call `act` in the event loop at a signal."""
    try:
        loop.add_signal_handler(number, act)
    except NotImplementedError:  # the event loops of Windows

        def handle(number: int, frame: FrameType | None) -> None:
            loop.call_soon_threadsafe(act)

        signal.signal(number, handle)


def collect_signals(numbers: list[signal.Signals]) -> list[int]:
    """Collect signals until they have a handler, instead of ending the process. Returns the list of those that
    arrive."""
    arrived: list[int] = []
    for number in numbers:
        signal.signal(number, lambda number, frame: arrived.append(number))
    return arrived


def kill_with_children(process: asyncio.subprocess.Process) -> None:
    """Kill a process that was started with `start_new_session`, and where that exists its children. Raises OSError."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()


def raise_descriptor_limit() -> int:
    """Raise the soft limit of open files to the hard one. Returns the limit; 0 if there is none, as on Windows."""
    if resource is None:
        return 0
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MAX_DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, MAX_DESCRIPTORS)
    if soft == resource.RLIM_INFINITY:
        return 0
    for most in (wanted, 10_240):  # the second is the most that older versions of macOS accept
        if soft < most <= wanted:
            try:
                resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
                return most
            except (OSError, ValueError):
                continue
    return soft


def keep_address(listener: socket.socket) -> None:
    """Let a server use its address again at once, and no other program while it runs."""
    exclusive = getattr(socket, "SO_EXCLUSIVEADDRUSE", None)  # of Windows, where SO_REUSEADDR shares the address
    option = socket.SO_REUSEADDR if exclusive is None else exclusive
    listener.setsockopt(socket.SOL_SOCKET, option, 1)
