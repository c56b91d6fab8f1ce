"""`dragoman docs`: the documentation of the installed version."""
