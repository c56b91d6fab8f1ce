"""Completeness: which fields of the source a half carries, drops or ignores, under which conditions."""
