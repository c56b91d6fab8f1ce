"""`dragoman providers` and `translate`: what Dragoman supports and how it translates, without a server."""
