"""`dragoman serve` and `run`."""
