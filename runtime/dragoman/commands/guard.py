"""Standard streams and errors of every command: no command ends with a traceback.

A program that is started with a closed standard stream must open it again, because the next socket would otherwise
become its standard output. Output that cannot be written is a message and an exit status.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from dragoman.masking import masked

EX_SOFTWARE = 70  # of sysexits.h
EX_IOERR = 74
INTERRUPTED = 130  # of a program that ended by SIGINT, as a shell reports it
TRACEBACK = "DRAGOMAN_TRACEBACK"  # shows the traceback of an internal error


def open_standard_streams() -> None:
    """Open the standard streams that were closed when the program started; nothing is read from or written to them."""
    for descriptor, mode in ((0, os.O_RDONLY), (1, os.O_WRONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(descriptor)
        except OSError:
            opened = os.open(os.devnull, mode)
            if opened != descriptor:
                os.dup2(opened, descriptor)
                os.close(opened)
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")


def guarded(command: Callable[[], int]) -> int:
    """Run a command and return its exit status, whatever it raises."""
    try:
        status = command()
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # the reader of the output has closed it
        _discard_output()
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        _discard_output()
        where = f"{error.filename}: " if error.filename else ""
        return failed(f"{where}{error.strerror or type(error).__name__}", EX_IOERR)
    except Exception as error:
        if os.environ.get(TRACEBACK):
            raise
        text = masked(f"{type(error).__name__}: {error}")[:500]
        return failed(f"internal error ({text}). Please report it; {TRACEBACK}=1 shows where it happened", EX_SOFTWARE)


def failed(message: str, status: int) -> int:
    """Print a message and return the status."""
    try:
        print(f"dragoman: {message}", file=sys.stderr)
    except (OSError, ValueError):  # standard error cannot be written either
        pass
    return status


def _discard_output() -> None:
    """Let the interpreter flush its streams at exit without another error."""
    null = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            try:
                os.dup2(null, stream.fileno())
            except (OSError, ValueError):  # not a file
                pass
    os.close(null)
