"""`dragoman config` and `route`: the configuration, without a server."""
