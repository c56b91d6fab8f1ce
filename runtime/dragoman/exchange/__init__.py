"""One request and its answer without sockets: client bytes become provider bytes, and back.

`exchange.Exchange` is one request with its answer, `route.Route` its protocols, profile and model, `outgoing` the
request sent upstream, `replies` the reply to the client, `bodies` the parsing of request bodies, `forwarded` what an
observer reads of a forwarded answer.
"""
