"""Fuzz test of the translation: numbered random inputs, always the same ones.

Input N of a kind is made from the seed "kind N". It must be answered, or rejected with a declared exception, within
`runner.SLOW_SECONDS`; streams must have a valid order of events. `python -m tools.fuzz` runs many inputs and continues
where it ended; tests/test_fuzz.py runs 20,000.
"""
