"""The result of an explanation: typed, and as JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from dragoman_codegen.explain.tracing.origins import REQUEST, Phase
from dragoman_codegen.interpret.snapshots import Steps

Sign = Literal["=", "→", "≈", "+"]
MISSING = object()


@dataclass(frozen=True, slots=True)
class Step:
    """A line of a spec that took part. `text`: the line; `rule`: the rule that it is in; `name`, `doc`: of a pass;
    `because`, `see`, `when`: of the quirk that it belongs to. Without a file it is a step of the runtime."""

    phase: Phase
    file: str = ""
    line: int = 0
    text: str = ""
    rule: str = ""
    name: str = ""
    doc: str = ""
    because: str = ""
    see: str = ""
    when: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the members that are not empty."""
        members = {name: getattr(self, name) for name in self.__slots__}
        return {name: value for name, value in members.items() if value or name in ("phase", "file", "line", "text")}


@dataclass(frozen=True, slots=True)
class Link:
    """A part of the result. `sources`: the parts of the body that it was made of; `steps`: indexes of the steps, in
    order; `depends`: parts that only decided that it exists.

    Of a stream, `path` begins with the numbers of the provider's event and of the frame below it, and a source with the
    number of its event. The first key `$request` is the client's request.

    Signs: `=` unchanged, `→` at another place, `≈` in another form, `+` added."""

    path: Steps
    sources: tuple[Steps, ...]
    sign: Sign
    steps: tuple[int, ...]
    depends: tuple[Steps, ...]


@dataclass(frozen=True, slots=True)
class ExplainedLoss:
    """A loss as it is reported. `sources`: the lost parts of the body; `step`: the line that decided it."""

    path: str
    reason: str
    sources: tuple[Steps, ...]
    step: int


@dataclass(frozen=True, slots=True)
class Silent:
    """A part of the body that is not in the result, which is no loss, for this reason."""

    source: Steps
    reason: str
    step: int


@dataclass(frozen=True, slots=True)
class StreamEvent:
    """An event of a provider's stream. `payload`: as it was read, None at the end of the stream; `rows`: the steps that
    read it; `frames`: what was sent to the client before the next event, each with its name, payload and step."""

    payload: Any
    rows: tuple[int, ...]
    frames: tuple[tuple[str, Any, int], ...]


@dataclass(frozen=True, slots=True)
class Bodies:
    """What the sources of links are parts of. `source`: the body, or the list of a stream's events; `request`: the
    client's request, for paths whose first key is `$request`."""

    source: Any
    request: Any

    def at(self, path: Steps) -> Any:
        """Return the value at a path; a value that equals no other one if there is none."""
        value, rest = (self.request, path[1:]) if path[:1] == REQUEST.sources[0] else (self.source, path)
        for key in rest:
            try:
                value = value[key]
            except (KeyError, IndexError, TypeError):
                return MISSING
        return value


@dataclass(slots=True)
class Explanation:
    """What became of one body. `source`, `result`: before and after; `request`: the client's, of a response if it was
    given; `url`: of a request; `refused`: the result is the error that the client receives. Of a stream, `source` and
    `result` are the text of both streams, and `events` the events of one with those of the other that they became;
    `links` has the parts of the latter."""

    kind: Literal["request", "response", "stream"]
    client: str
    provider: str
    protocol: str
    model: str
    source: Any
    result: Any
    links: list[Link] = field(default_factory=list)
    losses: list[ExplainedLoss] = field(default_factory=list)
    silent: list[Silent] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    events: list[StreamEvent] = field(default_factory=list)
    method: str = ""
    url: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    refused: bool = False
    request: Any = None

    def as_json(self) -> dict[str, Any]:
        """Return the explanation as JSON: paths are dotted, steps are indexes into `steps`. A link is a list of its
        path, its sources, its sign, its steps, and what it depends on; an event of its payload, its rows, and its
        frames, each with its name, payload and step."""
        found: dict[str, Any] = {
            "kind": self.kind,
            "client": self.client,
            "provider": self.provider,
            "protocol": self.protocol,
            "model": self.model,
            "refused": self.refused,
            "source": self.source,
            "result": self.result,
            **({"request": self.request} if self.request is not None else {}),
            "links": [
                [dotted(one.path), [*map(dotted, one.sources)], one.sign, [*one.steps], [*map(dotted, one.depends)]]
                for one in self.links
            ],
            "losses": [
                {"path": one.path, "reason": one.reason, "sources": [*map(dotted, one.sources)], "step": one.step}
                for one in self.losses
            ],
            "silent": [{"source": dotted(one.source), "reason": one.reason, "step": one.step} for one in self.silent],
            "steps": [one.as_json() for one in self.steps],
        }
        if self.kind == "stream":
            found["events"] = [[one.payload, [*one.rows], [*map(list, one.frames)]] for one in self.events]
        if self.url:
            found |= {"method": self.method, "url": self.url, "headers": self.headers}
        return found


def dotted(path: Steps) -> str:
    """Return a path with dots, as losses show it."""
    return ".".join(map(str, path))
