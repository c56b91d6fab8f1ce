"""The HTTP server: an ASGI application, provider calls, delivery of answers, and the embedded demo provider.

Public: `app` (the ASGI application), `listener` (the process that serves it), `paths` (those of the server itself), and
`window` (the page).
"""
