"""Pages generated from plans: losses, the library catalogue and the provider table."""
