"""The HTTP client for providers: connections, proxies, timeouts and content codings.

Public: `upstream.Upstream` (the transport), `call.Call` (one request and its response), `signing` (signed requests),
`address` (URLs of providers), `sockets` (TLS), `origin` (which hosts and web pages may send requests), `codings`
(compressed bodies).
"""
