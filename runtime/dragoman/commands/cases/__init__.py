"""Commands for cases: recorded exchanges without secrets."""
