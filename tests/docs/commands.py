"""Commands that a Markdown document shows, and the output that it shows for them.

A fenced block marked `console` is run from top to bottom in an empty folder:

    $ dragoman providers          a command, run by sh; lines that end in a backslash are continued
    demo  Demo …                  its output, up to the next command; without any, only the status is checked
    …                             as a whole line: any number of lines; inside a line: any text, with the spaces
                                  beside it (`...` is the same)

An HTML comment in the line before a block selects what else is done with it:

    <!-- test: server -->         the command keeps running until the last block has been run
    <!-- test: json -->           white space in the output does not count
    <!-- test: file NAME -->      the block, of any language, is the text of this file
    <!-- test: skip REASON -->    the block is not run
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

FENCE = re.compile(
    r"^(?:<!-- test: (?P<action>\w+)(?: (?P<argument>[^\n]*?))? -->\n+)?```(?P<language>\w*)\n(?P<body>.*?)^```$",
    re.M | re.S,
)
ELLIPSIS = re.compile(r" *(?:…|\.\.\.) *")
PORT = "4141"
ROOT = Path(__file__).resolve().parents[2]
SECONDS = 30


@dataclass(frozen=True)
class Block:
    line: int
    language: str
    action: str
    argument: str
    body: str

    @property
    def runs(self) -> bool:
        return self.language == "console" and self.action != "skip"


@dataclass
class Step:
    command: str
    output: list[str] = field(default_factory=list)

    @property
    def pattern(self) -> re.Pattern[str]:
        return re.compile("".join(_line(line) for line in self.output))

    def shows(self, printed: str, json: bool) -> bool:
        """Whether what was printed fits the output in the document, if there is any."""
        if not json:
            return not self.output or bool(self.pattern.fullmatch(printed))
        wanted = ".*".join(map(re.escape, ELLIPSIS.split("".join("".join(self.output).split()))))
        return bool(re.fullmatch(wanted, "".join(printed.split())))


def blocks(text: str) -> list[Block]:
    return [
        Block(
            line=text.count("\n", 0, found.start()) + 1,
            language=found["language"],
            action=found["action"] or "",
            argument=found["argument"] or "",
            body=found["body"],
        )
        for found in FENCE.finditer(text)
    ]


def steps(body: str) -> list[Step]:
    """The commands of a console block, each with the output shown for it."""
    found: list[Step] = []
    for line in body.splitlines():
        if line.startswith("$ "):
            found.append(Step(line[2:]))
        elif found and not found[-1].output and found[-1].command.endswith("\\"):
            found[-1].command += f"\n{line}"
        elif found:
            found[-1].output.append(line)
        else:
            raise ValueError(f"a console block starts with a command after '$ ', not with {line!r}")
    return found


def _line(line: str) -> str:
    if ELLIPSIS.fullmatch(line.strip()):
        return r"(?:.*\n)*?"
    return ".*".join(map(re.escape, ELLIPSIS.split(line.rstrip()))) + r"[ \t]*\n"


class Shell:
    """Runs the blocks of one document, each with `dragoman` on PATH and its own port instead of 4141."""

    def __init__(self, folder: Path, adapters: Path = ROOT / "generated") -> None:
        self.folder = folder
        self.port = str(_free_port())
        self.stack = ExitStack()
        programs = folder / ".programs"
        programs.mkdir()
        self._program(programs / "dragoman", f'exec "{sys.executable}" -m dragoman "$@"')
        self._program(programs / "make", f'[ "$1" = run ] && exec dragoman serve --port {self.port}')
        roots = os.pathsep.join(map(str, (ROOT / "runtime", ROOT / "codegen", adapters)))
        self.environment = {
            "HOME": str(folder),
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": roots,
            "PYTHONUNBUFFERED": "1",
        }

    @staticmethod
    def _program(path: Path, text: str) -> None:
        path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        path.chmod(0o755)

    def __enter__(self) -> Shell:
        return self

    def __exit__(self, *_: object) -> None:
        self.stack.close()

    def run(self, block: Block) -> list[str]:
        """Run a block and return what differs from it."""
        if block.action == "file":
            (self.folder / block.argument).write_text(block.body, encoding="utf-8")
        if not block.runs:
            return []
        if block.action == "server":
            return [problem for step in steps(block.body) for problem in self._serve(step)]
        return [problem for step in steps(block.body) for problem in self._finish(step, block.action == "json")]

    def _finish(self, step: Step, json: bool) -> list[str]:
        done = subprocess.run(
            self._words(step), cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=SECONDS,
        )  # fmt: skip
        if done.returncode:
            return [f"$ {step.command}\nfailed with status {done.returncode}:\n{done.stdout}{done.stderr}"]
        shown = self._shown(done.stdout or done.stderr)
        return [] if step.shows(shown, json) else [_difference(step, shown)]

    def _serve(self, step: Step) -> list[str]:
        log = self.folder / ".server.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                self._words(step), cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip
        self.stack.callback(_stop, process)
        end = time.monotonic() + SECONDS
        while time.monotonic() < end and process.poll() is None:
            if step.pattern.match(self._shown(log.read_text("utf-8"))):
                return []
            time.sleep(0.1)
        return [_difference(step, self._shown(log.read_text("utf-8")))]

    def _words(self, step: Step) -> list[str]:
        command = step.command.replace(".venv/bin/dragoman", "dragoman").replace(PORT, self.port)
        return ["sh", "-c", command.replace("dragoman serve", f"dragoman serve --port {self.port}")]

    def _shown(self, output: str) -> str:
        text = "".join(f"{line.rstrip()}\n" for line in output.strip("\n").splitlines())
        return text.replace(self.port, PORT)


def _difference(step: Step, shown: str) -> str:
    wanted = "\n".join(step.output)
    return f"$ {step.command}\nis documented with this output:\n{wanted}\nbut printed:\n{shown}"


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
    process.wait(SECONDS)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def missing_programs(found: list[Block]) -> list[str]:
    """Programs that the commands need and that are not installed here."""
    words = {step.command.split()[0] for block in found if block.runs for step in steps(block.body)}
    ours = {"make", "dragoman", ".venv/bin/dragoman"}
    return sorted(word for word in words - ours if shutil.which(word) is None)
