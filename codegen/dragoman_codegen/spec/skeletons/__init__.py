"""Templates of specs for `make new`."""
