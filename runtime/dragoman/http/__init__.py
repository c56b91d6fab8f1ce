"""The HTTP client for providers: connections, proxies, timeouts and content codings."""
