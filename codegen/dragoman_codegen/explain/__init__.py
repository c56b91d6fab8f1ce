"""Explanations: for each part of a translated body, what it was made of, and the line of a spec that made it.

The exchange runs as in the proxy, with the interpreter instead of generated code and a trace of what it does. Nothing
is sent. Public: `requests.explain_request`, `responses.explain_response` and `explain_stream`, `programs.Specs`, and
the classes of `data`.
"""
