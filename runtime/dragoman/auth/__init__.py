"""Credentials: API keys, OAuth 2.0 logins, logins reused from other programs, and their renewal.

What differs between vendors is declared in specs/auth and arrives as a table (`loader.auth`). The modules implement
RFC 6749 (OAuth 2.0), 7636 (PKCE), 8628 (device authorization), 7523 (JWT grant), 7519 (claims) and 7009 (revocation).

Public names: `credential.Credential` (a login that renews itself), `secret.Secret` and `secret.RequestAuth` (keys, and
the authentication of one request), `selection` (which credential a profile uses), `logins.Logins` (existing logins),
`store.Store` (the credential store), `flows` (interactive logins), `grants` (the tokens of a login),
`requests.AuthClient` and `LoginRejected` (its requests), `values` (what a login knows). The rest is internal.
"""
