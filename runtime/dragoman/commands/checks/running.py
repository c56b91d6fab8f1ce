"""The order of the checks of one profile."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial

from dragoman.commands.checks import network, probes, remedies
from dragoman.commands.checks.client import CheckClient
from dragoman.commands.checks.result import CheckFailed, CheckSkipped, Finding, Result, State, Timed
from dragoman.commands.serving import serve
from dragoman.config.profiles import Profile
from dragoman.config.settings import Settings
from dragoman.masking import CredentialError, masked

PROBES = {
    "text": probes.text,
    "stream": probes.stream,
    "tool call": probes.tool_call,
    "reasoning": probes.reasoning,
    "image": probes.image,
    "token count": probes.count,
}
NAMES = ("configuration", "dns", "proxy", "connection", "credentials", "models", *PROBES)
OFFLINE = ("configuration", "credentials")
BASIC = ("configuration", "dns", "proxy", "connection", "credentials", "models", "text")


async def checked(settings: Settings, name: str, names: tuple[str, ...] = NAMES) -> AsyncIterator[Result]:
    """Yield the result of each check of a profile. After a failed way to the provider, or a failed text, the later
    requests are skipped. `names`: the checks to run."""
    profile = settings.profiles[name]
    way = network.Way(profile.address("create", "model", port=1) if profile.embedded else profile.url)
    steps: dict[str, Callable[[], Awaitable[Finding]]] = {
        "configuration": partial(_configuration, settings, profile),
        "dns": partial(_resolve, profile, way),
        "proxy": partial(network.proxy, way),
        "connection": partial(_connect, profile, way),
        "credentials": partial(_credentials, profile, names == OFFLINE),
    }
    failed = ""
    for step in (step for step in steps if step in names):
        if failed and step == "connection" or failed == "configuration" and step == "credentials":
            yield Result(step, "skipped", f"because of {failed}")
            continue
        result = await _run(step, steps[step])
        yield result
        failed = failed or (step if result.state == "failed" else "")
    rest = [step for step in ("models", *PROBES) if step in names]
    if failed or not rest:
        for step in rest:
            yield Result(step, "skipped", f"because of {failed}")
        return
    try:
        async with CheckClient(settings, name) as client:
            model = profile.default_model or next(iter(profile.ids()), "")
            requests = {"models": partial(probes.list_models, profile, client.proxy.app.port)}
            requests |= {step: partial(probe, client, model) for step, probe in PROBES.items()}
            for step in rest:
                if failed or (not model and step != "models"):
                    yield Result(step, "skipped", f"because of {failed}" if failed else "the profile names no model")
                    continue
                result = await _run(step, requests[step])
                yield result
                failed = step if result.state == "failed" and step in ("models", "text") else ""
    except serve.CannotListen as error:  # for the embedded provider
        yield Result(rest[0], "failed", str(error))


async def _run(name: str, check: Callable[[], Awaitable[Finding]]) -> Result:
    timed = Timed()
    try:
        finding = await check()
    except CheckSkipped as reason:
        return Result(name, "skipped", masked(str(reason)), seconds=timed.seconds)
    except CheckFailed as failure:
        return Result(name, "failed", masked(str(failure)), masked(failure.remedy), timed.seconds)
    except CredentialError as error:
        return Result(name, "failed", masked(str(error)), seconds=timed.seconds)
    state: State = "warning" if finding.warnings else "ok"
    return Result(name, state, masked(finding.detail), masked("\n".join(finding.warnings)), timed.seconds)


async def _configuration(settings: Settings, profile: Profile) -> Finding:
    where = settings.source or "no configuration file"
    if profile.problem:
        raise CheckFailed(f"profile {profile.name}: {profile.problem}", remedies.key(profile))
    return Finding(f"{where}, profile {profile.name}, provider {profile.provider}")


async def _resolve(profile: Profile, way: network.Way) -> Finding:
    if profile.embedded:
        raise CheckSkipped("the provider is a part of the proxy")
    return await network.resolve(way)


async def _connect(profile: Profile, way: network.Way) -> Finding:
    if profile.embedded:
        raise CheckSkipped("the provider is a part of the proxy")
    return await network.connect(way)


async def _credentials(profile: Profile, offline: bool) -> Finding:
    """Get the key or the login, without sending it to the provider. `offline`: do not renew the login."""
    if profile.passthrough:
        raise CheckSkipped("the client sends its own")
    if profile.login is not None:
        if not offline:
            await profile.login.get()
        return Finding(profile.login.state())
    if not profile.key:
        raise CheckSkipped("none is needed")
    await profile.key.get()
    return Finding("a key is set")
