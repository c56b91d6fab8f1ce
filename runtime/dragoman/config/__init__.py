"""Configuration: `file` parses dragoman.yaml into `settings.Settings`, `profiles` are configured providers, `sides` a
provider in one protocol, `routing` chooses the profile and the model of a request.

Public: these, `recovery` (retries, circuit breakers and accounts), `selection.rules`, `request_facts` (what rules and
conditional headers ask about a request), `client_models` (models of client programs), `ended_models`, and
`schema.File`, the form of the file.
"""
