"""Credentials that are more than a key: logins that are got by OAuth 2.0, reused from another program, kept fresh.

What differs from vendor to vendor stands in specs/auth and comes as a table (`loader.auth`). The modules here know the
RFCs: 6749 (tokens), 7636 (PKCE), 8628 (device codes), 7523 (JWT as a grant), 7519 (claims).
"""
