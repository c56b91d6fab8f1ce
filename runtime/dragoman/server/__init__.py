"""The HTTP server: an ASGI application, provider calls, delivery of answers, and the embedded demo provider."""
