"""Use without a server: transports and clients for httpx and httpx2, and translations as functions.

Public names are those of the package `dragoman`, which imports them when they are first used. Commands use
`exchanges` (an exchange without a server), `calls.AppCall` and `proxy.Proxy` too.
"""
